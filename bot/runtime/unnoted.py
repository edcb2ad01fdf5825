"""Messages in people's chats whose ids are not in the store: those sent while it was down, and a chat's last words.

After somebody is forgotten or her chat is hidden nothing of it is stored, not even the id of the line that stays. But
if she comes back and hides the chat again, two such lines would tell what she did. So the ids are held here, in this
process's memory alone and no longer than the store would keep them, until her next message takes them along.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from datetime import datetime

from bot.storage import Chat, Noted
from bot.storage.store import MESSAGES_LAST

CHATS = 10_000
"""How many chats are held at most; the oldest go first."""


class Unnoted:
    """The ids by chat."""

    def __init__(self) -> None:
        self._held: OrderedDict[Chat, tuple[Noted, ...]] = OrderedDict()

    def add(self, chat: Chat, message: Noted) -> None:
        """Hold one more."""
        self._held[chat] = (*self._held.pop(chat, ()), message)
        while len(self._held) > CHATS:
            self._held.popitem(last=False)

    def of(self, chat: Chat) -> tuple[Noted, ...]:
        """What is held for a chat."""
        return self._held.get(chat, ())

    def drop(self, chat: Chat, messages: Sequence[Noted]) -> None:
        """Let these go."""
        left = tuple(one for one in self.of(chat) if one not in messages)
        if left:
            self._held[chat] = left
        else:
            self._held.pop(chat, None)

    def tidy(self, now: datetime) -> None:
        """Let go what is too old to be deleted."""
        for chat, messages in list(self._held.items()):
            if messages[-1].at > now - MESSAGES_LAST:
                # The chats stand in the order of their last messages.
                return
            del self._held[chat]
