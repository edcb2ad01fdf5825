"""The words for days, months, numbers and dates, as people in the UK write them."""

import re
from datetime import date

from bot.directory.vocabulary import Day

DAYS = tuple(Day)
YEARS = range(2000, 2100)
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
NUMBERS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
ORDINALS = {
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5,
    "last": -1,
}  # fmt: skip

ONE_DAY = (
    r"(?:mon(?:day)?|tue(?:s(?:day)?)?|wed(?:s|nes(?:day)?)?|thu(?:r(?:s(?:day)?)?)?"
    r"|fri(?:day)?|sat(?:ur(?:day)?)?|sun(?:day)?)"
)
DAY = rf"{ONE_DAY}(?:'?s)?\b\.?"
MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
NUMBER = rf"(?:\d{{1,3}}|{'|'.join(NUMBERS)})"
ORDINAL = rf"(?:{'|'.join(ORDINALS)})\b"
DATE = (
    r"(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.](?:\d{4}|\d{2})"
    rf"|(?:{ONE_DAY}\b\.?,?\s+)?(?:the\s+)?\d{{1,2}}(?:st|nd|rd|th)?(?:\s+of)?\s+{MONTH}(?:,?\s+\d{{4}})?"
    rf"|(?:{ONE_DAY}\b\.?,?\s+)?{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?(?:,?\s+\d{{4}})?)(?!\w)"
)

_WORDED = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+(?P<month>{MONTH})(?:,?\s+(?P<year>\d{{4}}))?")
_MONTH_FIRST = re.compile(rf"(?P<month>{MONTH})\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<year>\d{{4}}))?")
_WEEKDAY = re.compile(DAY)


class NotATime(ValueError):
    """Words about times that can't be read. The text says what, and what to write instead."""


def day_of(word: str) -> Day:
    """The day that a word names: "Tues", "tuesdays"."""
    return next(day for day in DAYS if day.startswith(word[:3]))


def month_of(word: str) -> int:
    """The number of the month that a word names, from 1."""
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(word[:3]))


def number_of(word: str) -> int:
    """A number in digits or in words up to twelve."""
    return NUMBERS[word] if word in NUMBERS else int(word)


def date_of(text: str) -> date:
    """The date that `DATE` has found, day before month as in the UK. Raises NotATime when it is not a whole date."""
    if text[:4].isdigit():
        year, month, day = (int(part) for part in text.split("-"))
    elif re.match(r"\d+[/.]\d", text):
        day, month, year = (int(part) for part in re.split(r"[/.]", text))
        year += 2000 if year < 100 else 0
    else:
        found = _WORDED.search(text) or _MONTH_FIRST.search(text)
        assert found is not None
        if found["year"] is None:
            raise NotATime(f'"{text.title()}" needs its year, like {text.title()} 2026')
        day, month, year = int(found["day"]), month_of(found["month"]), int(found["year"])
    if year not in YEARS:
        raise NotATime(f"{text.title()} is in the year {year}; check the year")
    try:
        read = date(year, month, day)
    except ValueError:
        raise NotATime(f"{text.title()} is not a day in the calendar") from None
    named = _WEEKDAY.match(text)
    if named and day_of(named[0]) is not DAYS[read.weekday()]:
        raise NotATime(f"{said_date(read)} is a {DAYS[read.weekday()].title()}, not a {day_of(named[0]).title()}")
    return read


def said_date(day: date) -> str:
    """A date as it is written: 5 December 2026."""
    return f"{day.day} {MONTHS[day.month - 1].title()} {day.year}"


def joined(parts: list[str]) -> str:
    """A list in words: "Monday, Tuesday and Friday"."""
    return " and ".join(part for part in (", ".join(parts[:-1]), parts[-1]) if part)
