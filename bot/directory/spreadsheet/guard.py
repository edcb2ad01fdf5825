"""Keeps Excel's hands off: a mark before cells that a spreadsheet would run as a formula or turn into something else.

The mark is an apostrophe, which spreadsheets themselves use for "this is text". Reading takes it off again, but only
where writing would have put it, so that a text which begins with an apostrophe of its own stays whole.
"""

import re

MARK = "'"

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n", MARK)
"""A cell that begins with one of these may be run as a formula (OWASP, CSV injection), or lose its apostrophe."""
_PLAIN_NUMBER = re.compile(r"-?(0|[1-9]\d{0,9})(\.\d{1,8})?")
_ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_LIKE_A_NUMBER = re.compile(r"[\d:/.\-]+([eE][\d+]+)?")
_ANSWERS = {"true", "false"}


def guarded(text: str) -> str:
    """The cell as it is written: marked when a spreadsheet would run it, or read it as a number or a month."""
    return MARK + text if _needs_mark(text) else text


def unguarded(cell: str) -> str:
    """The cell's own text: `unguarded(guarded(text)) == text` for every text."""
    rest = cell[1:]
    return rest if cell.startswith(MARK) and _needs_mark(rest) else cell


def _needs_mark(text: str) -> bool:
    if _PLAIN_NUMBER.fullmatch(text) or _ISO_DATE.fullmatch(text):
        return False
    if text.startswith(_RUNS) or text.casefold() in _ANSWERS:
        return True
    return bool(_LIKE_A_NUMBER.fullmatch(text))
