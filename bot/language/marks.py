"""Marks for translators: `_("Back")` and `_n("{n} mile", "{n} miles")` name a message where it is declared.

A mark changes nothing. The words are translated when they are shown, because a declaration is read once and shown in
every language. Values are named (`{place}`), never joined in Python, so that a translator can move them.
"""

from __future__ import annotations

from typing import NamedTuple


class Plural(NamedTuple):
    """A message with a count `{n}`: English's two forms, from which each language has its own."""

    one: str
    other: str


def mark(message: str) -> str:
    """The message itself; imported as `_` so that Babel's extractor finds it."""
    return message


def mark_plural(one: str, other: str) -> Plural:
    """Both English forms; imported as `_n`."""
    return Plural(one, other)
