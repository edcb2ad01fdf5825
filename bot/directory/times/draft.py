"""What has been read of a time so far, and the schedule that it makes when everything is read and fits together."""

from dataclasses import dataclass, field
from datetime import date, time, timedelta

from bot.directory.times.clock import PartOfTheDay
from bot.directory.times.schedule import Schedule, lasting
from bot.directory.times.words import DAYS, NotATime
from bot.directory.vocabulary import Day, Every


@dataclass
class Draft:
    """What has been read so far."""

    days: set[Day] = field(default_factory=set)
    without: set[Day] = field(default_factory=set)
    nth: set[int] = field(default_factory=set)
    weekly: bool = False
    monthly: bool = False
    daily: bool = False
    interval: int = 1
    repeats: bool = False
    every_nth: bool = False
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    first: date | None = None
    last: date | None = None
    on: date | None = None
    count: int | None = None
    weeks: int | None = None
    term_time: bool = False
    bank_holidays: bool = False
    not_on: set[tuple[date, date]] = field(default_factory=set)
    not_in: set[int] = field(default_factory=set)
    negated: str | None = None
    """The kind of thing that an "except" is about; "" until that is known, None when there was none."""
    comma: bool = False
    part: PartOfTheDay | None = None
    """That it is in the morning, the afternoon or the evening, where that is said."""
    month_said: bool = False
    """Whether "of the month" has ended what is said of its days."""

    def is_negated(self, kind: str) -> bool:
        """Whether "except" still holds. A comma ends it, unless more of the same kind follows."""
        if self.negated and self.negated != kind and self.comma:
            self.negated = None
        if self.negated is not None:
            self.negated = kind
        self.comma = False
        return self.negated is not None


def finished(draft: Draft) -> Schedule:
    """The schedule, once everything is read. Raises NotATime for what is missing or does not fit together."""
    if draft.on is not None:
        return _once(draft, draft.on)
    every, days = _recurrence(draft)
    last = _last(draft)
    if draft.interval > 1 and draft.first is None:
        raise NotATime("say from which day, or nobody knows which week it is: add from 4 November 2026")
    return Schedule(
        every=every,
        days=days,
        interval=draft.interval,
        nth=tuple(sorted(draft.nth, key=lambda nth: nth % 10)),
        start=draft.start,
        end=_end(draft),
        part=draft.part if draft.start is None else None,
        first=draft.first,
        last=last,
        count=draft.count,
        term_time=draft.term_time,
        bank_holidays=draft.bank_holidays,
        not_on=tuple(sorted(draft.not_on)),
        not_in=tuple(sorted(draft.not_in)),
    )


def _once(draft: Draft, on: date) -> Schedule:
    extra = (draft.days, draft.nth, draft.daily, draft.weekly, draft.monthly, draft.first, draft.last, draft.count)
    more = (draft.repeats, draft.weeks, draft.term_time, draft.not_on, draft.not_in, draft.without, draft.interval > 1)
    if any((*extra, *more)):
        raise NotATime(
            "what is the date? Write from before the first day, until before the last, not on before a day off"
        )
    part = draft.part if draft.start is None else None
    return Schedule(Every.DAY, start=draft.start, end=_end(draft), part=part, first=on, last=on)


def _recurrence(draft: Draft) -> tuple[Every, tuple[Day, ...]]:
    days = set(DAYS) if draft.daily else draft.days
    if not days:
        missing = (
            "day of the month, like first Friday of the month"
            if draft.nth or draft.monthly
            else "day, like every Tuesday"
        )
        raise NotATime(f"I can't find on which day it is; write the {missing}")
    if draft.without and not draft.daily:
        raise NotATime("write the days that it is on, and leave the others out")
    ordered = tuple(day for day in DAYS if day in days - draft.without)
    if draft.nth or draft.monthly:
        _by_month(draft)
        return Every.MONTH, ordered
    if not ordered:
        raise NotATime("no day is left")
    if len(ordered) == len(DAYS) and draft.interval == 1:
        return Every.DAY, ()
    return Every.WEEK, ordered


def _by_month(draft: Draft) -> None:
    if not draft.nth or draft.daily or draft.weekly or draft.interval > 1:
        raise NotATime("say which day of the month, like first Friday of the month")
    if draft.every_nth and not draft.monthly and draft.nth & {2, 3, 4}:
        raise NotATime(
            'by the month or the week? Write "second Tuesday of the month" or "every other Tuesday from" a date'
        )


def _last(draft: Draft) -> date | None:
    """The last day, as a date or as so many weeks from the first."""
    if (draft.count or draft.weeks) and draft.first is None:
        raise NotATime("say when the course begins: add from 4 November 2026")
    last = draft.last
    if draft.weeks and draft.first:
        if last is not None:
            raise NotATime("say how many weeks or until when, not both")
        last = draft.first + timedelta(weeks=draft.weeks) - timedelta(days=1)
    if draft.first and last and draft.first >= last:
        raise NotATime("its last day is not after its first")
    return last


def _end(draft: Draft) -> time | None:
    if draft.minutes is None or draft.end is not None:
        return draft.end
    if draft.start is None:
        raise NotATime("say when it begins, like 10am for 90 minutes")
    end = lasting(draft.start, draft.minutes)
    if end is None or end <= draft.start:
        raise NotATime("a session ends before midnight, and after it began")
    return end
