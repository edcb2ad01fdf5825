"""A line of YAML taken apart, and what is said of one that is not as YAML wants it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass

LINE = re.compile(r"^(?P<indent>\s*)(?P<dash>-\s+)?(?P<key>[A-Za-z_]\w*):(?P<gap>[ \t]+)(?P<value>\S.*?)\s*$")
ITEM = re.compile(r"^(?P<indent>\s*)(?P<dash>-\s+)(?P<key>)(?P<gap>)(?P<value>\S.*?)\s*$")
KEY = re.compile(r"^(\s*)(- +)?[A-Za-z_]\w*:(\s*\S)?")


@dataclass(frozen=True, slots=True)
class Slip:
    """One line that is not as YAML wants it. column counts from 1; mended is the line as it was meant."""

    column: int
    message: str
    suggestion: str
    mended: str


Look = Callable[[list[str], int, Collection[str]], Slip | None]
"""Takes the lines, the number of the one to look at (from 0), and the keys that this kind of file has."""


def above(lines: list[str], number: int) -> str:
    """The nearest line above that says something."""
    told = (line for line in reversed(lines[:number]) if line.strip() and not line.lstrip().startswith("#"))
    return next(told, "")


def below(lines: list[str], number: int) -> str:
    """The nearest line below that says something."""
    told = (line for line in lines[number + 1 :] if line.strip() and not line.lstrip().startswith("#"))
    return next(told, "")


def indent(line: str) -> str:
    """What stands before the first letter."""
    return line[: len(line) - len(line.lstrip())]


def begins(found: re.Match[str]) -> int:
    """How many letters stand before the key that KEY has found."""
    return len(found[1] + (found[2] or ""))
