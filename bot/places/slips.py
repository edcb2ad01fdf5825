"""Names with a typing slip: "stokport", "edinbrugh", "Birmimgham"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from rapidfuzz import process
from rapidfuzz.distance import OSA

SHORTEST = 4
MOST = 4


class Slips:
    """Finds the known names that differ from what was typed by a letter or two, the likelier places first."""

    def __init__(self, names: Mapping[str, float] | None = None) -> None:
        """`names`: every known name with how important its place is."""
        self.importance = dict(names or {})
        self.by_length: dict[int, list[str]] = defaultdict(list)
        for name in self.importance:
            self.by_length[len(name)].append(name)

    def nearest(self, typed: str) -> tuple[str, ...]:
        """The names one slip away (two in a long name), best first. A slip is a letter missed, added, wrong or swapped."""
        allowed = 0 if len(typed) < SHORTEST else 1 if len(typed) < 7 else 2
        if not allowed:
            return ()
        near = [name for length in range(len(typed) - allowed, len(typed) + allowed + 1) for name in self.by_length.get(length, ())]
        found = process.extract(typed, near, scorer=OSA.distance, score_cutoff=allowed, limit=40)
        ranked = sorted(found, key=lambda one: (one[1], one[0][0] != typed[0], -self.importance[one[0]]))
        return tuple(self._worth(ranked)[:MOST])

    def _worth(self, ranked: list[tuple[str, float, int]]) -> list[str]:
        """A big place two slips away is likelier than a hamlet one slip away."""
        ordered = sorted(ranked, key=lambda one: -self.importance[one[0]] / (30 ** one[1]) / (1 if one[0] else 1))
        return [name for name, _distance, _index in ordered]
