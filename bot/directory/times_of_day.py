"""Whether a service has a session in a part of the day or of the week, and how lately somebody said so."""

from __future__ import annotations

from datetime import date

from bot.directory.freshness import told_on
from bot.directory.needs import PartOfDay
from bot.directory.service import Service, Time
from bot.directory.times import clock_of
from bot.directory.vocabulary import Day

WEEKEND = frozenset({Day.SATURDAY, Day.SUNDAY})


def last_told(service: Service, part: PartOfDay) -> date | None:
    """The last day on which it was said that one of its sessions is in that part; None where nobody has."""
    told = (told_on(time.as_of, service.checked) for time in service.times if is_in(time, part))
    return max((day for day in told if day), default=None)


def is_in(time: Time, part: PartOfDay) -> bool:
    """Whether the session is in that part of the day or week; one that isn't known is in none."""
    schedule = time.schedule
    days = set(schedule.weekdays) if schedule else {time.day} if time.day else set()
    if part.weekend:
        return bool(days & WEEKEND)
    if part.starts is None or part.until is None:
        return bool(days - WEEKEND)
    start = schedule.start if schedule else clock_of(time.start)
    if start is None:
        return part.label.casefold().rstrip("s") in time.says.casefold()
    return part.starts <= start.hour < part.until
