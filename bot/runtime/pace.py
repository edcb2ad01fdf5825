"""How fast a channel takes messages, so that it never has to refuse: Telegram allows about 30 a second to all chats
together, and one a second to one chat, with short bursts (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits).

A crisis answer is counted and never held back. Times are the event loop's seconds.
"""

from __future__ import annotations

import random

from bot.storage import Chat

LONGEST_PAUSE = 20.0
"""Seconds; between two tries of a message."""
LONGEST_URGENT_PAUSE = 5.0
LONGEST_URGENT_WAIT = 30.0
"""Seconds that a crisis answer waits at most where the channel asks for longer: it may have changed its mind."""
BURST_IN_A_CHAT = 6.0
"""Messages: an answer of a few parts comes at once."""
FOR_ALL = 3
"""So many chats that are told to wait within `TOGETHER` mean that the wait is for all of them."""
TOGETHER = 5.0


def pause(attempts: int, urgent: bool) -> float:
    """Seconds before the next try: 1, 2, 4 … with jitter, so that many chats don't come back at one moment."""
    longest = LONGEST_URGENT_PAUSE if urgent else LONGEST_PAUSE
    return min(longest, 2.0 ** min(attempts, 10)) * random.uniform(0.5, 1.0)


class Pace:
    """What may be sent now. `a_second`: to all chats together; None: the channel sets no limit."""

    def __init__(self, a_second: float | None) -> None:
        self._a_second = a_second
        self._left = a_second or 0.0
        self._at = 0.0
        self._chats: dict[Chat, tuple[float, float]] = {}
        """What is left of each chat's burst, and when that was; those that have all of it are left out."""
        self._refused: dict[Chat, float] = {}
        self._quiet_until = 0.0

    def room(self, now: float) -> int | None:
        """How many messages may go now; None: as many as you like."""
        if now < self._quiet_until:
            return 0
        if self._a_second is None:
            return None
        self._refill(now)
        return int(self._left)

    def spend(self, chat: Chat, now: float) -> None:
        """A message goes to this chat."""
        if self._a_second is None:
            return
        self._refill(now)
        # A crisis answer may go below nothing; the next ones wait for it, but not for ever.
        self._left = max(self._left - 1, -self._a_second)
        self._chats[chat] = (max(self._left_of(chat, now) - 1, 0.0), now)

    def resting(self, now: float) -> list[Chat]:
        """The chats that have had their burst, and have to wait for a moment."""
        self._chats = {chat: own for chat, own in self._chats.items() if self._left_of(chat, now) < BURST_IN_A_CHAT}
        return [chat for chat in self._chats if self._left_of(chat, now) < 1]

    def refused(self, chat: Chat, seconds: float, now: float) -> None:
        """The channel asks this chat to wait; when it asks several at once, everybody waits."""
        self._refused = {one: at for one, at in self._refused.items() if now - at < TOGETHER}
        self._refused[chat] = now
        if len(self._refused) >= FOR_ALL:
            self._quiet_until = max(self._quiet_until, now + seconds)

    def wait(self, now: float) -> float:
        """Seconds until more may go: to all, or to the first of the chats that rest; 0 when nothing is held back."""
        for_all = self._quiet_until - now
        if self._a_second is not None:
            self._refill(now)
            for_all = max(for_all, (1 - self._left) / self._a_second)
        return for_all if for_all > 0 else min((1 - self._left_of(chat, now) for chat in self.resting(now)), default=0)

    def _refill(self, now: float) -> None:
        assert self._a_second is not None
        self._left = min(self._a_second, self._left + (now - self._at) * self._a_second) if self._at else self._left
        self._at = now

    def _left_of(self, chat: Chat, now: float) -> float:
        left, at = self._chats.get(chat, (BURST_IN_A_CHAT, now))
        return min(BURST_IN_A_CHAT, left + now - at)
