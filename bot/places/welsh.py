"""Names as Welsh changes them after a word that says where: "yng Nghaerdydd", "ym Mangor", "i Fangor", "o Gaerdydd"."""

from __future__ import annotations

from collections.abc import Iterator

SURE = frozenset("yn yng ym".split())
"""Words that say where in Welsh and are not English words."""
AFTER = SURE | {"i", "o", "ger", "ardal", "at", "am", "a", "tua"}
UNCHANGED = (
    ("ngh", "c"), ("mh", "p"), ("nh", "t"), ("ng", "g"), ("m", "b"), ("n", "d"),
    ("g", "c"), ("b", "p"), ("d", "t"), ("f", "b"), ("f", "m"), ("dd", "d"), ("l", "ll"), ("r", "rh"),
    ("ch", "c"), ("ph", "p"), ("th", "t"), ("", "g"),
)  # fmt: skip
"""The beginning that is heard, and the one that the name has by itself: nasal, soft and aspirate changes."""


def unchanged(name: str) -> Iterator[str]:
    """The names, in normal form, that may stand behind a changed one ("nghaerdydd" gives "caerdydd")."""
    for heard, own in UNCHANGED:
        if name.startswith(heard) and len(name) > len(heard) + 2:
            yield own + name[len(heard) :]
