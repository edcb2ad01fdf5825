"""The next sessions of a schedule: bank holidays and school holidays taken out, in the country's own time zone."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from bot.directory.times.schedule import Schedule

LOOKS_AHEAD = timedelta(days=400)
"""Further away than this a date helps nobody."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days, both ends included."""

    begins: date
    ends: date

    def __contains__(self, day: date) -> bool:
        return self.begins <= day <= self.ends


@dataclass(frozen=True, slots=True)
class Calendar:
    """What is known about the days where a service is.

    terms has, for each area that it is in, the stretches in which schools are open. A day outside all of them is in a
    break, or after what has been published: no session in term time is promised on it.
    """

    zone: ZoneInfo
    is_bank_holiday: Callable[[date], bool] = lambda day: False
    terms: tuple[tuple[Stretch, ...], ...] = ()

    def in_term(self, day: date) -> bool:
        """Whether schools are surely open in every area that the service is in."""
        return bool(self.terms) and all(any(day in stretch for stretch in area) for area in self.terms)


@dataclass(frozen=True, slots=True)
class Session:
    """One session: its day, and, where known, its beginning and end in the country's time zone."""

    day: date
    start: datetime | None = None
    end: datetime | None = None


ALWAYS = Calendar(ZoneInfo("UTC"))
"""For a country whose days off and time zone nobody has written down."""


def upcoming(schedule: Schedule, today: date, calendar: Calendar, limit: int = 3) -> tuple[Session, ...]:
    """The next sessions from today on, in order; fewer where it ends, or where no more is known of school terms."""
    return tuple(islice(_sessions(schedule, today, calendar), limit))


def _sessions(schedule: Schedule, today: date, calendar: Calendar) -> Iterator[Session]:
    for day in schedule.dates(today, min(today, date.max - LOOKS_AHEAD) + LOOKS_AHEAD):
        if schedule.term_time and not calendar.in_term(day):
            continue
        if not schedule.bank_holidays and not schedule.once and calendar.is_bank_holiday(day):
            continue
        yield Session(day, _at(day, schedule.start, calendar), _at(day, schedule.end, calendar))


def _at(day: date, clock: time | None, calendar: Calendar) -> datetime | None:
    """The moment at which clocks there show that time."""
    return datetime.combine(day, clock, calendar.zone) if clock else None
