"""When sessions come round: read from words, said back in words, and turned into a rule of recurrence (RFC 5545)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from dateutil.rrule import DAILY, FR, MO, MONTHLY, SA, SU, TH, TU, WE, WEEKLY, rrule, weekday

from bot.directory.times.clock import PartOfTheDay, said_clock
from bot.directory.times.words import DAYS, MONTHS, ORDINALS, joined, said_date
from bot.directory.vocabulary import Day, Every

_WEEKDAYS = dict(zip(DAYS, (MO, TU, WE, TH, FR, SA, SU), strict=True))
_FREQUENCY: dict[Every, Literal[1, 2, 3]] = {Every.DAY: DAILY, Every.WEEK: WEEKLY, Every.MONTH: MONTHLY}
_NTH = {number: word for word, number in reversed(ORDINALS.items()) if not word[0].isdigit()}


@dataclass(frozen=True, slots=True)
class Schedule:
    """Sessions that come round. All times are local.

    every is day, week or month; interval is how many weeks there are from one to the next; nth, by month, which of the
    days (-1 for the last). part is the part of the day, where nothing more is known of its time. first and last are the
    days between which sessions are; count is how many there are from first on, days off among them. A single session
    has the same first and last. Bank holidays are days off unless bank_holidays; not_on are stretches of days off,
    not_in months (1 to 12).
    """

    every: Every
    days: tuple[Day, ...] = ()
    interval: int = 1
    nth: tuple[int, ...] = ()
    start: time | None = None
    end: time | None = None
    part: PartOfTheDay | None = None
    first: date | None = None
    last: date | None = None
    count: int | None = None
    term_time: bool = False
    bank_holidays: bool = False
    not_on: tuple[tuple[date, date], ...] = ()
    not_in: tuple[int, ...] = ()

    @property
    def once(self) -> bool:
        """Whether it is a single session."""
        return self.first is not None and self.first == self.last

    @property
    def weekdays(self) -> tuple[Day, ...]:
        """The days of the week that it can be on."""
        if self.once and self.first:
            return (DAYS[self.first.weekday()],)
        return self.days or DAYS

    def rule(self, since: date) -> rrule:
        """The recurrence, days off not yet taken out; it counts from `first`, or from `since` where there is none.

        Weeks are counted from the first session, not from the week in which `first` is.
        """
        begin = self.first or since
        if self.interval > 1:
            begin = rrule(WEEKLY, dtstart=_midnight(begin), byweekday=self._weekdays(), count=1)[0].date()
        return rrule(
            _FREQUENCY[self.every],
            dtstart=_midnight(begin),
            interval=self.interval,
            byweekday=self._weekdays() or None,
            count=self.count,
            until=_midnight(self.last) if self.last and self.count is None else None,
        )

    def dates(self, since: date, until: date) -> Iterator[date]:
        """The days of sessions from `since` to `until`, in order, without the schedule's own days off."""
        for at in self.rule(since).xafter(_midnight(since), inc=True):
            day = at.date()
            if day > until or (self.last and day > self.last):
                return
            if day.month not in self.not_in and not any(begins <= day <= ends for begins, ends in self.not_on):
                yield day

    def _weekdays(self) -> list[weekday]:
        days = [_WEEKDAYS[day] for day in self.days]
        return [day(nth) for day in days for nth in self.nth] or days

    def __str__(self) -> str:
        """The schedule in words, which read back the same."""
        parts = [self._repeats(), self._clock(), f"in the {self.part}" if self.part else "", self._between()]
        parts.append(f"for {self.count} sessions" if self.count else "")
        parts.append("term time only" if self.term_time else "")
        parts.append("including bank holidays" if self.bank_holidays else "")
        parts += [f"not {_stretch(begins, ends)}" for begins, ends in self.not_on]
        parts.append(f"not in {joined([MONTHS[month - 1].title() for month in self.not_in])}" if self.not_in else "")
        return ", ".join(part for part in parts if part)

    def _repeats(self) -> str:
        days = joined([day.title() for day in self.days]) if self.days else ""
        if self.once and self.first:
            return f"on {said_date(self.first)}"
        if self.every is Every.MONTH:
            return f"{joined([_NTH[nth] for nth in self.nth])} {days} of the month"
        if self.every is Every.DAY:
            return "every day"
        many = {1: "every", 2: "every other"}.get(self.interval) or f"every {self.interval} weeks on"
        return f"{many} {days}"

    def _clock(self) -> str:
        return " to ".join(said_clock(at) for at in (self.start, self.end) if at)

    def _between(self) -> str:
        if self.once:
            return ""
        begins = f"from {said_date(self.first)}" if self.first else ""
        return f"{begins} until {said_date(self.last)}".strip() if self.last else begins


def _stretch(begins: date, ends: date) -> str:
    return f"on {said_date(begins)}" if begins == ends else f"from {said_date(begins)} to {said_date(ends)}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def lasting(start: time, minutes: int) -> time | None:
    """When something that begins at `start` ends; None after midnight."""
    ends = datetime.combine(date.min, start) + timedelta(minutes=minutes)
    return ends.time() if ends.date() == date.min else None


def by_parts(
    every: Every | None, day: Day | None, nth: int | None, start: str | None, end: str | None, term_time: bool
) -> Schedule | None:
    """The schedule of a day that is written in parts; None where that does not say on which dates it is."""
    if day and ((every is Every.WEEK and nth is None) or (every is Every.MONTH and nth)):
        nths = (nth,) if nth else ()
        return Schedule(every, (day,), nth=nths, start=clock_of(start), end=clock_of(end), term_time=term_time)
    return None


def clock_of(text: str | None) -> time | None:
    """ "10:00" as a time; None for none, and for the end of the day."""
    return time.fromisoformat(text) if text and text != "24:00" else None
