"""People whose answers are known beforehand, so that a lost, doubled or overtaken one is seen."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from bot.bench.botapi import BotApi, Person, Shown
from bot.bench.flow import Answer, Step

PATIENCE = 90.0
"""Seconds after which somebody who still waits counts as stuck."""


@dataclass
class Seen:
    """What everybody saw. `twice`: when the first and the second of a doubled message came, and in which chat."""

    answers: int = 0
    messages: int = 0
    twice: list[tuple[int, float, float]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)


class Walker:
    """One person. She does one to three things at once, and then waits for the answers to all of them."""

    def __init__(self, api: BotApi, steps: Sequence[Step], seen: Seen, dice: random.Random) -> None:
        self.person: Person = api.person()
        self._steps = steps
        self._seen = seen
        self._dice = dice
        self._last: Answer | None = None
        self._last_at = 0.0

    async def walk(self, stop: asyncio.Event) -> None:
        """Go through the script again and again, until `stop` and the last answer."""
        at = 0
        while not stop.is_set():
            burst = [self._steps[(at + more) % len(self._steps)] for more in range(self._dice.randint(1, 3))]
            at += len(burst)
            for step in burst:
                self._do(step)
            for step in burst:
                for place, answer in enumerate(step.answers):
                    if not await self._sees(answer, f"message {place + 1} after {step.does}"):
                        return
                self._seen.answers += 1
            self.person.forgets_all_but(4)
            await asyncio.sleep(self._dice.uniform(0.0, 0.3))

    async def sees_nothing_more(self) -> None:
        """Whatever still comes must be the last message again."""
        while not await self.person.hears_nothing(0.01):
            [shown] = await self.person.hears(1)
            self._came(shown, None, "the end")

    def _do(self, step: Step) -> None:
        if step.taps:
            self.person.taps_forged(step.does, self.person.newest())
        else:
            self.person.says(step.does)

    async def _sees(self, answer: Answer, what: str) -> bool:
        """Wait for this message, and for no other; False when nothing comes."""
        while True:
            try:
                [shown] = await self.person.hears(1, PATIENCE)
            except TimeoutError:
                self._seen.stuck.append(f"chat {self.person.id} waits for {what}")
                return False
            if self._came(shown, answer, what):
                return True

    def _came(self, shown: Shown, expected: Answer | None, what: str) -> bool:
        """Whether it is the one that was expected. The last one again is a double; any other is wrong."""
        now = monotonic()
        if expected and _same(shown, expected):
            self._last, self._last_at = expected, now
            self._seen.messages += 1
            return True
        if self._last and _same(shown, self._last):
            self._seen.twice.append((self.person.id, self._last_at, now))
        else:
            self._seen.wrong.append(f"chat {self.person.id}: {shown.text[:40]!r} came before {what}")
        return False


def _same(shown: Shown, answer: Answer) -> bool:
    return shown.html == answer.text and shown.markup == answer.markup
