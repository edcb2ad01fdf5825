"""Times as people write them are read, said back, and never guessed; whatever is typed, nothing else is ever raised."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from bot.directory.times import NotATime, Schedule, read_schedule
from bot.directory.vocabulary import Day, Every

READ = {
    "every Tuesday 10:00 to 11:30, term time only": "every Tuesday, 10 am to 11.30 am, term time only",
    "Every Thursday, 10:30 – 12:00 (in term-time only).": "every Thursday, 10.30 am to 12 noon, term time only",
    "Tuesdays except school holidays": "every Tuesday, term time only",
    "first Friday of the month 13:00": "first Friday of the month, 1 pm",
    "1st & 3rd Thurs of each month, 7-8.30pm": "first and third Thursday of the month, 7 pm to 8.30 pm",
    "monthly on the last Saturday at 2pm": "last Saturday of the month, 2 pm",
    "Mondays and Thursdays 7pm-8.30pm": "every Monday and Thursday, 7 pm to 8.30 pm",
    "Mon-Fri 9.30am to 12 noon": "every Monday, Tuesday, Wednesday, Thursday and Friday, 9.30 am to 12 noon",
    "weekends, 11-1pm": "every Saturday and Sunday, 11 am to 1 pm",
    "alternate Wednesdays from 4 November 2026 10am": "every other Wednesday, 10 am, from 4 November 2026",
    "fortnightly on Mondays starting 2/11/26": "every other Monday, from 2 November 2026",
    "every three weeks on Friday from 6 November 2026 1pm": "every 3 weeks on Friday, 1 pm, from 6 November 2026",
    "every day except Sunday": "every Monday, Tuesday, Wednesday, Thursday, Friday and Saturday",
    "daily, 6pm for an hour and a half": "every day, 6 pm to 7.30 pm",
    "Saturday 5 December 2026, 10am-12": "on 5 December 2026, 10 am to 12 noon",
    "Tuesdays 10-12, not in August": "every Tuesday, 10 am to 12 noon, not in August",
    "Tuesdays 10am, except 22nd December 2026 and 29th December 2026": (
        "every Tuesday, 10 am, not on 22 December 2026, not on 29 December 2026"
    ),
    "Tuesdays, not 21 December 2026 to 3 January 2027": (
        "every Tuesday, not from 21 December 2026 to 3 January 2027"
    ),
    "Wednesdays 10am for 90 minutes, for ten weeks from 4 Nov 2026": (
        "every Wednesday, 10 am to 11.30 am, from 4 November 2026 until 12 January 2027"
    ),
    "Fridays, six sessions from 6 November 2026": "every Friday, from 6 November 2026, for 6 sessions",
    "Mondays 1pm-3, including bank holidays": "every Monday, 1 pm to 3 pm, including bank holidays",
    "Mondays 1pm to 3pm, closed on bank holidays": "every Monday, 1 pm to 3 pm",
    "Tuesday evenings 7 to 8.30": "every Tuesday, 7 pm to 8.30 pm",
    "Tuesday mornings, 8-9": "every Tuesday, 8 am to 9 am",
    "every Tuesday morning, 10.00 - 11.30": "every Tuesday, 10 am to 11.30 am",
    "Wednesday afternoons": "every Wednesday, in the afternoon",
    "first Friday night of the month": "first Friday of the month, in the evening",
    "Tuesdays 10 o'clock": "every Tuesday, 10 am",
}  # fmt: skip

NOT_READ = {
    "every Teusday": 'can\'t read "Teusday" (did you mean "Tuesday"?)',
    "evry Tuesday": 'can\'t read "evry" (did you mean "every"?)',
    "first Tuesday of the month and every Thursday": "a time of its own",
    "first Tuesday of the month and Thursdays": "a time of its own",
    "first weekday of the month 10am": "name the day",
    "Tuesday mornings and Thursday afternoons": "a time of its own",
    "Tuesdays except mornings": "a time of its own",
    "Tuesday mornings 2pm": "2 pm is not in the morning",
    "Tuesdays 12am to 2pm": "12am is midnight; write 12 noon",
    "Tuesdays 9pm to 1am": "goes past midnight",
    "Tuesdays half past ten": "write a time like 10:30",
    "every Tuesday until Christmas": "after it goes a date",
    "Tuesdays September to December": "write the months without sessions",
    "once a month on a Friday": "which day of the month",
    "31 december": '"31 December" needs its year',
    "24/7": "write hours:",
    "every second Tuesday": "by the month or the week?",
    "every other Tuesday": "from which day",
    "Tuesdays 2 to 3": "is 2 in the morning?",
    "Tuesday 11am to 10am": "ends before it begins",
    "Tuesdays at 25:00": "not a time of day",
    "Friday 5 December 2026": "5 December 2026 is a Saturday, not a Friday",
    "every Tuesday until 31 February 2027": "not a day in the calendar",
    "every Tuesday from 4 November": "needs its year",
    "every Tuesday from 4 November 1026": "check the year",
    "every Tuesday 4 November 2026": "is a Wednesday, not a Tuesday",
    "Tuesdays, 24 November 2026": "Write from before the first day",
    "first Monday and last Friday of the month": "a time of its own",
    "Mondays 10am to 12 and 1pm to 3pm": "a time of its own",
    "Wednesdays, ten weeks": "when the course begins",
    "Tuesdays from 4 November 2026 until 3 November 2026": "before its first",
    "Tuesdays in the school holidays": "write their dates",
    "monthly": "which day",
    "first of the month": "which day",
    "weekly": "which day",
    "10am": "which day",
    "": "which day",
    "the 21st of each month": 'can\'t read "21st"',
    "every Tuesday " * 40: "too long",
}

DAYS = tuple(Day)
days = st.lists(st.sampled_from(DAYS), min_size=1, unique=True).map(lambda some: tuple(sorted(some, key=DAYS.index)))
dates = st.dates(date(2024, 1, 1), date(2035, 12, 31))
clocks = st.builds(time, st.integers(0, 23), st.sampled_from([0, 5, 15, 30, 45, 59]))
months = st.lists(st.integers(1, 12), max_size=3, unique=True).map(lambda some: tuple(sorted(some)))


@st.composite
def stretches(draw: st.DrawFn) -> tuple[tuple[date, date], ...]:
    """Days off."""
    begins = draw(st.lists(dates, max_size=3, unique=True))
    return tuple(sorted((day, day + timedelta(draw(st.integers(0, 30)))) for day in begins))


@st.composite
def schedules(draw: st.DrawFn) -> Schedule:
    """Any schedule that can be written."""
    times = sorted(draw(st.lists(clocks, max_size=2, unique=True)))
    start, end = [*times, None, None][:2]
    if draw(st.integers(0, 9)) == 0:
        day = draw(dates)
        return Schedule(Every.DAY, start=start, end=end, first=day, last=day)
    every = draw(st.sampled_from([Every.DAY, Every.WEEK, Every.MONTH]))
    interval = draw(st.integers(1, 12)) if every is Every.WEEK else 1
    which = () if every is Every.DAY else draw(days)
    assume(every is not Every.WEEK or interval > 1 or len(which) < 7)
    nth = draw(st.lists(st.sampled_from([1, 2, 3, 4, 5, -1]), min_size=1, unique=True)) if every is Every.MONTH else []
    first = draw(dates) if interval > 1 else draw(st.none() | dates)
    last = draw(st.none() | dates)
    assume(first is None or last is None or first < last)
    return Schedule(
        every=every,
        days=which,
        interval=interval,
        nth=tuple(sorted(nth, key=lambda number: number % 10)),
        start=start,
        end=end,
        part=draw(st.sampled_from([None, "morning", "afternoon", "evening"])) if start is None else None,
        first=first,
        last=last,
        count=draw(st.none() | st.integers(1, 100)) if first else None,
        term_time=draw(st.booleans()),
        bank_holidays=draw(st.booleans()),
        not_on=draw(stretches()),
        not_in=draw(months),
    )


@pytest.mark.parametrize("written", READ)
def test_a_time_as_people_write_it_is_read_and_said_back(written: str) -> None:
    assert str(read_schedule(written)) == READ[written]


@pytest.mark.parametrize("written", NOT_READ)
def test_what_cannot_be_read_or_could_mean_two_things_is_told_plainly(written: str) -> None:
    with pytest.raises(NotATime) as told:
        read_schedule(written)
    assert NOT_READ[written] in str(told.value)


@settings(max_examples=400, deadline=None)
@given(schedule=schedules())
def test_any_schedule_said_in_words_reads_back_the_same(schedule: Schedule) -> None:
    assert len(str(schedule)) > 300 or read_schedule(str(schedule)) == schedule


def _as_written(at: time, style: str) -> str:
    """A time of day in one of the ways in which people write it."""
    half = "am" if at.hour < 12 else "pm"
    hour = (at.hour - 1) % 12 + 1
    match style:
        case "24":
            return f"{at:%H:%M}"
        case "dotted":
            return f"{hour}.{at.minute:02}{half}"
        case "spaced":
            return f"{hour}:{at.minute:02} {half.upper()}"
        case _:
            return f"{hour}{f'.{at.minute:02}' if at.minute else ''} {half[0]}.m."


@settings(max_examples=300, deadline=None)
@given(
    which=days.filter(lambda some: len(some) < 7),
    times=st.lists(st.builds(time, st.integers(1, 23), st.integers(0, 59)), min_size=2, max_size=2, unique=True),
    style=st.sampled_from(["24", "dotted", "spaced", "latin"]),
    short=st.sampled_from([None, 3]),
    plural=st.booleans(),
    between=st.sampled_from([" and ", ", ", " & ", "/"]),
    to=st.sampled_from([" to ", "-", " – ", " until ", " till "]),
    lead=st.sampled_from(["", "every ", "Each ", "on ", "weekly on ", "Every week on "]),
)
def test_however_days_and_times_are_written_they_are_the_same(
    which: tuple[Day, ...],
    times: list[time],
    style: str,
    short: int | None,
    plural: bool,
    between: str,
    to: str,
    lead: str,
) -> None:
    start, end = sorted(times)
    names = [day.title()[:short] + ("s" if plural and not short else "") for day in which]
    clock = f"{_as_written(start, style)}{to}{_as_written(end, style)}"
    assert read_schedule(f"{lead}{between.join(names)}, {clock}") == Schedule(Every.WEEK, which, start=start, end=end)


WORDS = st.sampled_from(
    "every each other first last Tuesday tues 10:00 10 am noon to - until from 4 November 2026-11-04 2026 31/2/26 not "
    "except in August bank holidays including term time only school half , ; ( ) for weeks ten 99 hours and a half "
    "fortnightly monthly of the month daily weekdays ² ٣ İ \x00 midnight 24:00 0 12 1.5 second alternate".split(" ")
)


@settings(max_examples=1500, deadline=None)
@given(text=st.text(max_size=80) | st.lists(WORDS, max_size=14).map(" ".join))
@example("for 1.5 minutes")
@example("for hours")
@example("0/0/00")
@example("every 0 weeks on Monday from 1 January 2026")
@example("-")
@example("İ" * 50)
def test_whatever_is_written_is_read_or_told_and_what_is_read_says_itself_back(text: str) -> None:
    try:
        schedule = read_schedule(text)
    except NotATime:
        return
    assert len(str(schedule)) > 300 or read_schedule(str(schedule)) == schedule
