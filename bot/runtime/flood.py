"""How much one chat may ask for: far more than a person can, and less than a machine would.

It is asked only after the safety check: a crisis answer, hiding, help and forgetting are never limited. A flood gets
one gentle sentence and then silence, until it calms. All of it is in this process's memory, for so many chats at most.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime

from bot.storage import Chat

A_SECOND = 1.0
"""So many messages a second are answered for ever."""
CALM = 0.25
"""It has calmed when so much of the allowance is there again."""
CHATS = 10_000


@dataclass(slots=True)
class _Allowance:
    left: float
    at: datetime
    told: bool = False


class Flood:
    """The allowance of each chat: `at_once` messages, and more as time goes by. None: no limit."""

    def __init__(self, at_once: int | None) -> None:
        self._at_once = at_once or 0
        self._chats: OrderedDict[Chat, _Allowance] = OrderedDict()

    def is_too_much(self, chat: Chat, now: datetime) -> bool:
        """Count one more message of the chat; whether it is one too many."""
        if not self._at_once:
            return False
        own = self._chats.setdefault(chat, _Allowance(self._at_once, now))
        self._chats.move_to_end(chat)
        while len(self._chats) > CHATS:
            self._chats.popitem(last=False)
        passed = max((now - own.at).total_seconds(), 0.0)
        own.left, own.at = min(self._at_once, own.left + passed * A_SECOND), now
        if own.left >= self._at_once * CALM:
            own.told = False
        if own.told or own.left < 1:
            return True
        own.left -= 1
        return False

    def shall_be_told(self, chat: Chat) -> bool:
        """Whether nobody has told her yet; True only once in a flood."""
        own = self._chats.get(chat)
        if own is None or own.told:
            return False
        own.told = True
        return True
