"""What somebody wrote in the last moments, because three short messages may say together what none says alone.

It is held in this process's memory only, for two minutes and a few thousand people at most; nothing of it is stored or
logged. It is let go as soon as a crisis answer has been given, so that the same words are not answered twice.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from dataclasses import replace
from datetime import datetime, timedelta

from bot.conversation.events import Event, Typed
from bot.storage import Chat

SHORT = 80
"""Characters: a longer message speaks for itself."""
FOR = timedelta(minutes=2)
AT_MOST = 3
PEOPLE = 5_000


class Recent:
    """The last short messages of each chat."""

    def __init__(self) -> None:
        self._written: OrderedDict[Chat, deque[tuple[datetime, str]]] = OrderedDict()

    def with_before(self, chat: Chat, event: Event, now: datetime) -> Event:
        """The event with what was written just before it."""
        if not isinstance(event, Typed) or len(event.text) > SHORT:
            return event
        before = [text for at, text in self._written.get(chat, ()) if now - at <= FOR]
        return replace(event, before=" ".join(before)) if before else event

    def remember(self, chat: Chat, event: Event, now: datetime, answered: bool) -> None:
        """Hold a short message; let this chat's go once it was `answered` with a crisis answer, or when she taps."""
        if answered or not isinstance(event, Typed) or len(event.text) > SHORT or event.text.startswith("/"):
            self._written.pop(chat, None)
            return
        self._written.setdefault(chat, deque(maxlen=AT_MOST)).append((now, event.text))
        self._written.move_to_end(chat)
        while len(self._written) > PEOPLE:
            self._written.popitem(last=False)
