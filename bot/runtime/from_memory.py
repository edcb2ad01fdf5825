"""What was answered from memory while the store was down, so that nobody is answered twice.

Telegram brings such an update again until it is kept. Its crisis answer is then left out; what else there is to say,
and what she was told will come, comes. One chat hears the sentence of trouble once in a while, not for each message.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

from bot.runtime.channel import Incoming
from bot.storage import Chat

UPDATES = 10_000
CHATS = 10_000
"""How many are remembered at most; the oldest go first."""
WAIT_FOR_FIRST = timedelta(seconds=10)
TELL_AGAIN = timedelta(minutes=5)

_Name = tuple[Chat, int | None]


class FromMemory:
    """The updates and the chats that were answered from memory, and the first of each chat that is not kept yet."""

    def __init__(self) -> None:
        self._updates: OrderedDict[_Name, bool] = OrderedDict()
        self._told: OrderedDict[Chat, datetime] = OrderedDict()
        self._first: OrderedDict[Chat, tuple[int, datetime]] = OrderedDict()

    def __contains__(self, incoming: Incoming) -> bool:
        return _name(incoming) in self._updates

    def with_crisis_answer(self, incoming: Incoming) -> bool:
        """Whether this update's crisis answer went out before."""
        return self._updates.get(_name(incoming), False)

    def remember(self, incoming: Incoming, crisis: bool) -> None:
        """It is answered; `crisis`: with a crisis answer. An update without an id never comes again."""
        if incoming.update_id is not None:
            self._updates[_name(incoming)] = crisis
            while len(self._updates) > UPDATES:
                self._updates.popitem(last=False)

    def forget(self, incoming: Incoming) -> None:
        """Its answer did not arrive."""
        self._updates.pop(_name(incoming), None)

    def kept(self, incoming: Incoming) -> None:
        """The store has it now."""
        self.forget(incoming)
        first = self._first.get(incoming.chat)
        if first and first[0] == incoming.update_id:
            del self._first[incoming.chat]

    def not_kept(self, incoming: Incoming, now: datetime) -> None:
        """It must come again, and what she sent after it must wait for it."""
        first = self._first.get(incoming.chat)
        if incoming.update_id is not None and (first is None or incoming.update_id <= first[0]):
            self._first[incoming.chat] = (incoming.update_id, now)
            while len(self._first) > CHATS:
                self._first.popitem(last=False)

    def is_behind(self, incoming: Incoming, now: datetime) -> bool:
        """Whether something that she sent before it is still to be kept, and was brought again just now."""
        first = self._first.get(incoming.chat)
        if first is None or incoming.update_id is None:
            return False
        return first[0] < incoming.update_id and now - first[1] < WAIT_FOR_FIRST

    def shall_be_told(self, incoming: Incoming, now: datetime) -> bool:
        """Whether to say the sentence of trouble in this chat; True only once in a while."""
        told = self._told.get(incoming.chat)
        if incoming.update_id is not None and told and now - told < TELL_AGAIN:
            return False
        self._told[incoming.chat] = now
        self._told.move_to_end(incoming.chat)
        while len(self._told) > CHATS:
            self._told.popitem(last=False)
        return True

    def not_told(self, incoming: Incoming) -> None:
        """The sentence did not arrive."""
        self._told.pop(incoming.chat, None)
        self.forget(incoming)


def _name(incoming: Incoming) -> _Name:
    return incoming.chat, incoming.update_id
