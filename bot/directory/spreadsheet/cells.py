"""What one cell can hold, each kind with how it is shown, how it is read, and what to write when it cannot be read.

Nothing is guessed. What Excel has certainly damaged (a number without its first 0, 1.16123E+5, a date turned into
days, TRUE for a word) is refused with what happened to it; a date in the British order is read, because that is what
Excel makes of ours.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from bot.directory.fields import earliest
from bot.directory.findings import nearest
from bot.directory.meant import JUMBLED


class CellError(Exception):
    """What is wrong with a cell; `advice` says what to write."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.advice = advice


class Kind(Protocol):
    """A kind of cell: plain values of a content file, as a JSON dump of the models has them, to text and back."""

    def show(self, value: Any) -> str:
        """The value as the table shows it."""

    def read(self, text: str) -> Any:
        """The value that the text says; raises CellError. The text is not empty."""


_EXCEL_ERROR = re.compile(r"#(NAME\?|REF!|VALUE!|N/A|DIV/0!|NUM!|NULL!)|#{3,}")
_SCIENTIFIC = re.compile(r"\d+([.,]\d+)?[eE]\+?\d+")
_SERIAL_DAY = re.compile(r"[3-5]\d{4}(\.\d+)?")
_BRITISH = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_IN_WORDS = re.compile(r"\d{1,2}[ -][A-Za-z]{3,9}[ -]\d{4}")
_MONTH_ONLY = re.compile(r"[A-Za-z]{3}-\d{2}|\d{1,2}-[A-Za-z]{3}")

WRITE_DATE = "Write the day like 2026-11-30 or 30/11/2026."


def undamaged(text: str) -> str:
    """The text, when Excel has left it whole."""
    if _EXCEL_ERROR.fullmatch(text):
        raise CellError(f'Excel has put its error "{text}" here.', "Write what belongs here, or leave the cell empty.")
    if JUMBLED.search(text):
        message = "some letters have been jumbled on the way (it was saved in one alphabet and opened in another)."
        raise CellError(message, "Write the text again, and save the file as CSV UTF-8.")
    return text


@dataclass(frozen=True)
class Words:
    """Free text."""

    def show(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        if text in ("TRUE", "FALSE"):
            raise CellError(f"Excel has made {text} of a word.", "Write it again, with an apostrophe before it.")
        return text


@dataclass(frozen=True)
class Phone:
    """A number as it is dialled."""

    def show(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        if _SCIENTIFIC.fullmatch(text):
            raise CellError(
                f"Excel has turned a telephone number into {text}.",
                "Write it as it is dialled, with a space in it, like 0121 496 0000 or 116 123.",
            )
        digits = text.removesuffix(".0").removesuffix(",0")
        if digits != text and digits.isdigit():
            raise CellError(f"Excel has made a sum of money or a count of it ({text}).", "Write it as it is dialled.")
        if text.isdigit() and not text.startswith("0"):
            if 7 <= len(text) <= 10:
                message = f"{text} has lost its first 0: Excel takes it away from a number without spaces."
                raise CellError(
                    message, f"Write it as it is dialled, with spaces, like 0{text[:3]} {text[3:6]} {text[6:]}."
                )
            if len(text) > 10:
                message = f"{text} has lost its + or its first 0, or Excel has rounded it."
                raise CellError(message, "Write it as it is dialled, with spaces, like +44 121 496 0000.")
        return text


@dataclass(frozen=True)
class Day:
    """A date; a month or a year alone where the day is not known."""

    def show(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        text = re.sub(r"[ T]00:00(:00)?$", "", text)  # some programs write a day as its midnight
        if re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", text):
            return _in_calendar(text)
        if found := _BRITISH.fullmatch(text):
            day, month, year = (int(part) for part in found.groups())
            if month > 12 >= day:
                message = f"{text} has the month first, as in America, and this table's other dates may have it too."
                raise CellError(message, f"Write it like {year}-{day:02}-{month:02}.")
            return _in_calendar(f"{year}-{month:02}-{day:02}", text)
        if _IN_WORDS.fullmatch(text):
            return _from_words(text)
        if _SERIAL_DAY.fullmatch(text):
            raise CellError(f"Excel shows this date as a count of days ({text}).", WRITE_DATE)
        if _MONTH_ONLY.fullmatch(text):
            message = f"Excel has made {text} of a month or a day: which year or day was meant can't be seen."
            raise CellError(message, "Write a month like 2026-11, with an apostrophe before it, or the whole day.")
        if re.fullmatch(r"\d{1,2}[/.-]\d{1,2}[/.-]\d{2}", text):
            raise CellError(f"the year of {text} has two digits only.", WRITE_DATE)
        raise CellError(f'"{text}" is not a date that can be read.', WRITE_DATE)


def is_american(text: str) -> bool:
    """Whether it can only be a date with the month first."""
    found = _BRITISH.fullmatch(text)
    return bool(found and int(found[2]) > 12 >= int(found[1]))


def is_day_first(text: str) -> bool:
    """Whether it is a date with strokes that would be another day in the American order."""
    found = _BRITISH.fullmatch(text)
    return bool(found and int(found[1]) <= 12 and int(found[2]) <= 12)


def _in_calendar(day: str, as_written: str = "") -> str:
    try:
        earliest(day)
    except ValueError:
        raise CellError(f"{as_written or day} is not a day in the calendar.", WRITE_DATE) from None
    return day


def _from_words(text: str) -> str:
    for form in ("%d %b %Y", "%d %B %Y"):
        try:
            return datetime.strptime(text.replace("-", " "), form).date().isoformat()
        except ValueError:
            continue
    raise CellError(f'"{text}" is not a date that can be read.', WRITE_DATE)


@dataclass(frozen=True)
class Clock:
    """A time of day."""

    def show(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d|24:00", text):
            raise CellError(f'"{text}" is not a time that can be read.', "Write it like 09:30 or 18:00.")
        return text


@dataclass(frozen=True)
class YesNo:
    """yes, no, or unknown; `plain` where the file has a plain yes or no."""

    plain: bool = False

    def show(self, value: Any) -> str:
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value)

    def read(self, text: str) -> Any:
        known = {"yes": True, "no": False}
        if text.casefold() in known:
            return known[text.casefold()]
        if text.casefold() == "unknown" and not self.plain:
            return "unknown"
        if text in ("TRUE", "FALSE"):
            raise CellError(f"Excel has written {text} here, and it may have been another word.", "Write yes or no.")
        raise CellError(f'"{text}" is neither yes nor no.', "Write yes or no, or leave the cell empty.")


@dataclass(frozen=True)
class Whole:
    """A whole number."""

    def show(self, value: Any) -> str:
        return str(value)

    def read(self, text: str) -> Any:
        if not re.fullmatch(r"-?\d{1,4}", text):
            raise CellError(f'"{text}" is not a whole number.', "Write it in digits, like 18.")
        return int(text)


@dataclass(frozen=True)
class Decimal:
    """A latitude or a longitude."""

    def show(self, value: Any) -> str:
        return repr(value)

    def read(self, text: str) -> Any:
        if not re.fullmatch(r"-?\d{1,3}(\.\d+)?", text):
            raise CellError(
                f'"{text}" is not a latitude or longitude.', "Write degrees with a full stop, like 51.4545."
            )
        return float(text)


@dataclass(frozen=True)
class OneOf:
    """A word of a closed list, shown with spaces: "one to one" for one_to_one."""

    words: tuple[str, ...]

    def show(self, value: Any) -> str:
        return str(value).replace("_", " ")

    def read(self, text: str) -> Any:
        word = re.sub(r"[\s_-]+", "_", text.strip().casefold())
        if word in self.words:
            return word
        close = nearest(word, self.words)
        meant = f"Did you mean {self.show(close)}? " if close else ""
        listed = ", ".join(self.show(one) for one in self.words)
        raise CellError(f'"{text}" is not a word for this column.', f"{meant}Write one of: {listed}.")


@dataclass(frozen=True)
class NeedIds:
    """The id of a need, shown with spaces; whether there is such a need is for the check to say."""

    def show(self, value: Any) -> str:
        return str(value).replace("_", " ")

    def read(self, text: str) -> Any:
        return re.sub(r"[\s_-]+", "_", text.strip().casefold())


def one_of(words: type[StrEnum]) -> OneOf:
    """The kind for an enum of the vocabulary."""
    return OneOf(tuple(word.value for word in words))


def split(text: str, separator: str) -> list[str]:
    """The parts between separators; a backslash keeps the character after it."""
    parts, current, after_backslash = [], "", False
    for character in text:
        if after_backslash:
            current += character if character in (separator, "\\") else f"\\{character}"
            after_backslash = False
        elif character == "\\":
            after_backslash = True
        elif character == separator:
            parts.append(current)
            current = ""
        else:
            current += character
    return [*parts, current + ("\\" if after_backslash else "")]


def join(parts: Sequence[str], separator: str, space: str) -> str:
    """The parts with separators between them; what would be read as one gets a backslash."""
    return space.join(re.sub(rf"[\\{separator}]", lambda found: f"\\{found[0]}", part) for part in parts)
