"""The one place where our session times and opening hours become the standard's schedules, and come back.

A schedule is one time window with one rule (hsds.md, section 4). Times are bare and mean UK local time. What the
standard cannot say (term time only, how old the page is) is not here: it travels in our own object.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from bot.directory.open_referral.clean import text_of, whole_of
from bot.directory.service import Hours, Time
from bot.directory.times import Schedule
from bot.directory.vocabulary import Answer, Day, Every

CODES = {day: day.value[:2].upper() for day in Day}
DAYS = {code: day.value for day, code in CODES.items()}
LOCAL = "Times are UK local time."
TERM_TIME = "Term time only."

_DAY = re.compile(r"([+-]?\d)?\s*(MO|TU|WE|TH|FR|SA|SU)[A-Z]*")
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)(:\d\d(\.\d+)?)?\s*(Z|[+-]\d\d:?\d\d)?")
_FREQ = {"WEEKLY": "week", "WEEK": "week", "MONTHLY": "month", "MONTH": "month", "DAILY": "day", "DAY": "day"}
_NTH = {1: "first", 2: "second", 3: "third", 4: "fourth", 5: "fifth", -1: "last"}


def session(time: Time) -> dict[str, Any]:
    """A session time as a schedule, without its id."""
    if time.when and time.schedule:
        return {"description": time.says, **_of_words(time.schedule)}
    schedule: dict[str, Any] = {"description": time.says, **_rule(time), **_window(time.start, time.end)}
    if time.sessions:
        schedule["count"] = time.sessions
    notes = [TERM_TIME] if time.term_time is Answer.YES else []
    notes += [LOCAL] if time.start else []
    return schedule | ({"notes": " ".join(notes)} if notes else {})


def _of_words(read: Schedule) -> dict[str, Any]:
    """A time that was written in words, as it is understood. Days off have no place of their own but in the words."""
    codes = [CODES[day] for day in read.weekdays]
    schedule: dict[str, Any] = {
        "freq": "MONTHLY" if read.every is Every.MONTH else "WEEKLY",
        "interval": read.interval,
        "byday": ",".join(f"{nth}{code}" for code in codes for nth in read.nth) or ",".join(codes),
    }
    dates = {"dtstart": read.first, "until": None if read.count else read.last}
    schedule |= {key: day.isoformat() for key, day in dates.items() if day}
    schedule |= {"count": read.count} if read.count else {}
    opens, closes = (at.strftime("%H:%M") if at else None for at in (read.start, read.end))
    notes = [TERM_TIME] if read.term_time else []
    notes += [LOCAL] if opens else []
    return schedule | _window(opens, closes) | ({"notes": " ".join(notes)} if notes else {})


def _rule(time: Time) -> dict[str, Any]:
    if time.every is Every.DAY:
        return {"freq": "WEEKLY", "interval": 1, "byday": ",".join(CODES.values())}
    if time.day is None or time.every is None:
        return {"byday": CODES[time.day]} if time.day else {}
    if time.every is Every.MONTH:
        return {"freq": "MONTHLY", "interval": 1, "byday": f"{time.nth}{CODES[time.day]}"} if time.nth else {}
    return {"freq": "WEEKLY", "interval": 2 if time.every is Every.FORTNIGHT else 1, "byday": CODES[time.day]}


def _window(opens: str | None, closes: str | None) -> dict[str, str]:
    """Midnight at the end of a day is written 23:59, which by convention means until the day ends."""
    given = {"opens_at": opens, "closes_at": "23:59" if closes == "24:00" else closes}
    return {key: value for key, value in given.items() if value}


def opening(hours: Hours) -> list[dict[str, Any]]:
    """A line's hours as schedules: one for each window, or words alone."""
    if not hours.open:
        return [{"description": hours.says}]
    return [
        {
            "description": hours.says,
            "freq": "WEEKLY",
            "interval": 1,
            "byday": ",".join(CODES[day] for day in one.days),
            **_window(one.opens, one.closes),
            "notes": LOCAL,
        }
        for one in hours.open
    ]


@dataclass(slots=True)
class Times:
    """What schedules say in our words, and what in them could not be read."""

    times: list[dict[str, Any]] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_schedules(schedules: Sequence[dict[str, Any]], as_of: str | None, today: date) -> Times:
    """Session times of schedules, 1.0's `regular_schedules` among them. Nothing raises: what is odd is a doubt."""
    read = Times()
    for schedule in schedules:
        time = _read(schedule, read.doubts, today)
        if time and as_of:
            time["as_of"] = as_of
        if time and time not in read.times:
            read.times.append(time)
    return read


def _read(schedule: dict[str, Any], doubts: list[str], today: date) -> dict[str, Any] | None:
    if _over(schedule, today):
        doubts.append("Its times ended in the past; they are left out.")
        return None
    days = _days(schedule, doubts)
    opens, closes = _clock(schedule.get("opens_at"), doubts), _clock(schedule.get("closes_at"), doubts)
    rule = _every(schedule, days, doubts)
    time: dict[str, Any] = {}
    words = text_of(schedule.get("description")) or text_of(schedule.get("notes"))
    built = _in_words(days, opens, closes, rule)
    if not words and not built:
        return None
    time["says"] = (words if words and len(words) <= 160 else built) or (words or "")[:160]
    if len(days) == 1:
        time["day"] = DAYS[days[0][1]]
    time |= {key: value for key, value in (("start", opens), ("end", closes)) if value}
    time |= rule
    if (count := whole_of(schedule.get("count"))) and 1 <= count <= 100:
        time["sessions"] = count
    if TERM_TIME in (text_of(schedule.get("notes")) or ""):
        time["term_time"] = "yes"
    return time


def _over(schedule: dict[str, Any], today: date) -> bool:
    for key in ("until", "valid_to"):
        said = text_of(schedule.get(key)) or ""
        if re.match(r"\d{4}-\d{2}-\d{2}", said) and said[:10] < today.isoformat():
            return True
    return False


def _days(schedule: dict[str, Any], doubts: list[str]) -> list[tuple[int | None, str]]:
    """Which one of the month, and the day's code, for each day named."""
    said = text_of(schedule.get("byday")) or ""
    found: list[tuple[int | None, str]] = []
    for word in re.split(r"[,;\s]+", said.upper()):
        if word and (match := _DAY.fullmatch(word)):
            found.append((int(match[1]) if match[1] else None, match[2]))
        elif word:
            doubts.append(f'The day is written "{word.capitalize()}", which can\'t be read; write it as TU or FR.')
    return found


def _clock(said: Any, doubts: list[str]) -> str | None:
    text = text_of(said)
    if not text:
        return None
    match = _CLOCK.fullmatch(text)
    if not match:
        doubts.append(f'The time "{text[:20]}" can\'t be read; write it like 18:00.')
        return None
    if match[5]:
        doubts.append(f'The time "{text[:20]}" names a time zone; it was read as UK local time. Please check it.')
    clock = f"{int(match[1]):02}:{match[2]}"
    return clock if clock <= "24:00" else None


def _every(schedule: dict[str, Any], days: list[tuple[int | None, str]], doubts: list[str]) -> dict[str, Any]:
    freq = _FREQ.get((text_of(schedule.get("freq")) or "").upper())
    interval = whole_of(schedule.get("interval"))
    if interval is not None and interval < 1:
        doubts.append(f"Its times repeat every {interval} weeks, which can't be; they are shown in words only.")
        return {}
    if freq == "day" or (freq == "week" and len({day for _, day in days}) == 7):
        return {"every": "day"} if interval in (None, 1) else {}
    if freq == "week" and len(days) == 1 and interval in (None, 1, 2):
        return {"every": "fortnight" if interval == 2 else "week"}
    if freq == "month" and len(days) == 1 and days[0][0] in _NTH and interval in (None, 1):
        return {"every": "month", "nth": days[0][0]}
    return {}


def _in_words(days: list[tuple[int | None, str]], opens: str | None, closes: str | None, rule: dict[str, Any]) -> str:
    """ "Tuesdays and Fridays, 10:00 to 11:30"."""
    if rule.get("every") == "month":
        named = f"{_NTH[rule['nth']].capitalize()} {DAYS[days[0][1]].capitalize()} of the month"
    elif len(days) == 7:
        named = "Every day"
    else:
        named = _listed([f"{DAYS[code].capitalize()}s" for _, code in days])
        named = f"Every other {DAYS[days[0][1]].capitalize()}" if rule.get("every") == "fortnight" else named
    clock = f"{opens} to {closes}" if opens and closes else f"from {opens}" if opens else ""
    return ", ".join(part for part in (named, clock) if part)


def _listed(words: list[str]) -> str:
    return " and ".join(part for part in (", ".join(words[:-1]), *words[-1:]) if part)


def with_ids(schedules: Sequence[dict[str, Any]], identify: Any) -> Iterator[dict[str, Any]]:
    """Each schedule with an id of its own."""
    for index, schedule in enumerate(schedules):
        yield {"id": identify(str(index)), **schedule}
