"""Names with a typing slip: "stokport", "edinbrugh", "Birmimgham"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST, LONGEST = 4, 40
LONG = 8
"""Letters of a name in which two slips are forgiven."""
MOST = 4
UNLIKELY = 30.0
"""How much bigger a place has to be to come first in spite of one slip more."""
LEAST = {4: 100_000.0, 5: 10_000.0, 6: 3_000.0, 7: 800.0}
"""How important a place must be to stand for a short word with a slip: half of all short words are near some hamlet."""
LEAST_OF_TWO = 15_000.0
"""The same for a long word with two slips, and for one that begins with another letter."""

Importance = Callable[[str], float]


class Slips:
    """Finds the known names that differ from what was typed by a letter or two, the likelier places first."""

    def __init__(
        self, names: Iterable[str] = (), importance: Importance = float, everyday: frozenset[str] = frozenset()
    ) -> None:
        """`names`: every known name, `importance`: of the place of a name. `everyday`: words that are never a slip."""
        self.importance = importance
        self.everyday = everyday
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for name in names:
            if (least := LEAST.get(len(name) - 1)) is None or importance(name) >= least:
                self.by_length[len(name)].append(name)

    def nearest(self, typed: str) -> tuple[str, ...]:
        """The names a slip away (two in a long name), best first. A slip: a letter missed, added, wrong or swapped."""
        length = len(typed)
        if not SHORTEST <= length <= LONGEST or all(word in self.everyday for word in typed.split()):
            return ()
        allowed = 1 if length < LONG else 2
        near = [name for size in range(length - allowed, length + allowed + 1) for name in self.by_length.get(size, ())]
        found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=allowed, limit=40)
        likely = [(name, distance) for name, distance, _index in found if self._is_likely(typed, name, distance)]
        likely.sort(key=lambda one: -self.importance(one[0]) / UNLIKELY ** one[1])
        return tuple(name for name, _distance in likely[:MOST])

    def _is_likely(self, typed: str, name: str, distance: float) -> bool:
        """Whether the name may be meant: few people get the first letter wrong, or a letter of a short word."""
        importance = self.importance(name)
        if name[0] != typed[0] and (distance > 1 or len(typed) < LONG - 1 or importance < LEAST_OF_TWO):
            return False
        return importance >= (LEAST_OF_TWO if distance > 1 else LEAST.get(len(typed), 0.0))
