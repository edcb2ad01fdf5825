"""A Bot API that has a bad day: connections break before and after a call, answers are late, 429s and 502s."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

from bot.bench.botapi import Fault


class Chaos(list[Fault]):
    """In the place of a server's faults: a call meets one with this `chance`. `met` counts them."""

    def __init__(self, chance: float, dice: random.Random) -> None:
        super().__init__()
        self.chance = chance
        self.met: Counter[str] = Counter()
        self._dice = dice

    def __iter__(self) -> Iterator[Fault]:
        if self._dice.random() < self.chance:
            yield _Met(self, self._dice)


class _Met(Fault):
    """One fault; it hits whatever call comes, and is counted."""

    def __init__(self, chaos: Chaos, dice: random.Random) -> None:
        name = dice.choice(("drop", "drop_after", "slow", "429", "502"))
        code, wait = (502, None) if name == "502" else (429, 1)
        does = "refuse" if name in ("429", "502") else name
        super().__init__(does, code=code, description="Bad Gateway", retry_after=wait, seconds=dice.uniform(0.1, 2.0))  # type: ignore[arg-type]
        self._chaos = chaos
        self._name = name

    def hits(self, method: str, chat: int | None) -> bool:
        self._chaos.met[self._name] += 1
        return True
