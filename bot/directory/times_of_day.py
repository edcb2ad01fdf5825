"""Whether a service has a session in a part of the day or of the week."""

from __future__ import annotations

from bot.directory.needs import PartOfDay
from bot.directory.service import Service, Time
from bot.directory.vocabulary import Day

WEEKEND = frozenset({Day.SATURDAY, Day.SUNDAY})


def is_at(service: Service, part: PartOfDay) -> bool:
    """Whether one of its sessions is in that part of the day or week; a time that isn't known is in none."""
    return any(_time_is_at(time, part) for time in service.times)


def _time_is_at(time: Time, part: PartOfDay) -> bool:
    if part.weekend:
        return time.day in WEEKEND
    if part.starts is None or part.until is None:
        return time.day is not None and time.day not in WEEKEND
    if time.start is None:
        return part.label.casefold().rstrip("s") in time.says.casefold()
    return part.starts <= int(time.start[:2]) < part.until
