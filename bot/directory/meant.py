"""What somebody meant who wrote a time or a date in another way than the files do. Only ever offered, never assumed."""

from __future__ import annotations

import re
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d?\d)(?:[:.h](\d\d?))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
_NAMED_DAY = re.compile(r"(?:(\d?\d)(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")


def clock_meant(text: str) -> str | None:
    """ "9.30am" is "09:30", "7pm" is "19:00"; None for what is no time of day."""
    found = _CLOCK.fullmatch(text.strip())
    if not found:
        return None
    hour, minutes, half = int(found[1]), (found[2] or "0").ljust(2, "0"), (found[3] or "").replace(".", "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minutes}" if hour < 24 and int(minutes) < 60 else None


def date_meant(text: str) -> str | None:
    """ "30/11/2025" is "2025-11-30", "May 2024" is "2024-05"; the day comes first, as in Britain. None if unclear."""
    text = text.strip()
    if named := _NAMED_DAY.fullmatch(text):
        month = next((number for number, name in enumerate(_MONTHS, 1) if named[2].casefold().startswith(name)), 0)
        return _day(int(named[3]), month, int(named[1])) if named[1] else _day(int(named[3]), month)
    if timed := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[T ].*", text):
        return _day(int(timed[1]), int(timed[2]), int(timed[3]))
    if month_first := re.fullmatch(r"(\d\d?)[/.-](\d{4})", text):
        return _day(int(month_first[2]), int(month_first[1]))
    if year_first := re.fullmatch(r"(\d{4})[/.-](\d\d?)(?:[/.-](\d\d?))?", text):
        year, month, day = int(year_first[1]), int(year_first[2]), int(year_first[3] or 0)
        return (_day(year, month, day) or _day(year, day, month)) if day else _day(year, month)
    if day_first := re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4}|\d\d)", text):
        day, month, year = int(day_first[1]), int(day_first[2]), int(day_first[3])
        year += 2000 if year < 100 else 0
        return _day(year, month, day) or _day(year, day, month)
    return None


def _day(year: int, month: int, day: int | None = None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]
