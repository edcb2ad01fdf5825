"""The next dates of sessions: in order, on local clocks, never in a break, and never promised where nobody knows."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.directory import Calendar, Service, Session, next_session
from bot.directory.days_off import DaysOff, Holidays, Terms
from bot.directory.load import load_days_off, load_gazetteer
from bot.directory.next_sessions import times_understood
from bot.directory.times import Stretch, read_schedule, upcoming
from tests.directory.making import NOWHERE, TODAY, at, service
from tests.directory.test_times_in_words import dates, schedules, stretches

CONTENT = Path(__file__).parent.parent.parent / "content"
LONDON = ZoneInfo("Europe/London")
UK = Holidays.model_validate({"time_zone": "Europe/London", "nations": {"England": "GB-ENG", "Scotland": "GB-SCT"}})
TERM = {"from": "2026-11-02", "to": "2026-12-18"}, {"from": "2027-01-04", "to": "2027-02-12"}
TERMS = Terms.model_validate(
    {"areas": [{"districts": ["Bristol"], "terms": list(TERM), "sources": [{"supports": "the terms"}]}]}
)


def days(sessions: tuple[Session, ...]) -> list[str]:
    """The days of sessions, as texts."""
    return [session.day.isoformat() for session in sessions]


def next_days(when: str, days_off: DaysOff, today: date = TODAY, **given: object) -> list[str]:
    """The next three dates of a service in England whose time is written so."""
    asked = service(**{"serves": {"nations": ["England"]}, **given})
    return days(upcoming(read_schedule(when), today, days_off.calendar_of(asked, NOWHERE)))


@settings(max_examples=300, deadline=None)
@given(schedule=schedules(), today=dates, terms=stretches(), closed=st.frozensets(dates, max_size=5))
def test_the_next_dates_are_in_order_on_local_clocks_and_never_in_a_break(
    schedule: object, today: date, terms: tuple[tuple[date, date], ...], closed: frozenset[date]
) -> None:
    open_days = tuple(Stretch(begins, ends) for begins, ends in terms)
    calendar = Calendar(LONDON, closed.__contains__, (open_days,) if open_days else ())
    sessions = upcoming(schedule, today, calendar, 5)  # type: ignore[arg-type]
    assert all(one.day < other.day for one, other in pairwise(sessions))
    for session in sessions:
        day = session.day
        assert today <= day
        assert not schedule.term_time or any(begins <= day <= ends for begins, ends in terms)  # type: ignore[attr-defined]
        assert schedule.bank_holidays or schedule.once or day not in closed  # type: ignore[attr-defined]
        assert day.month not in schedule.not_in  # type: ignore[attr-defined]
        assert not any(begins <= day <= ends for begins, ends in schedule.not_on)  # type: ignore[attr-defined]
        assert (session.start and session.start.time()) == schedule.start  # type: ignore[attr-defined]
        assert (session.end and session.end.time()) == schedule.end  # type: ignore[attr-defined]
        assert (
            session.start is None
            or session.start.utcoffset() == datetime.combine(day, session.start.time(), LONDON).utcoffset()
        )


def test_a_session_stays_at_its_time_when_the_clocks_change() -> None:
    calendar = DaysOff(UK).calendar_of(service(), NOWHERE)
    spring = upcoming(read_schedule("every Tuesday 10am"), date(2027, 3, 23), calendar, 2)
    autumn = upcoming(read_schedule("every Tuesday 10am"), date(2026, 10, 20), calendar, 2)
    assert [session.start.isoformat() for session in (*spring, *autumn) if session.start] == [
        "2027-03-23T10:00:00+00:00",
        "2027-03-30T10:00:00+01:00",
        "2026-10-20T10:00:00+01:00",
        "2026-10-27T10:00:00+00:00",
    ]


def test_every_other_week_is_counted_from_the_first_session_and_not_from_the_week_of_the_date() -> None:
    sunday = "alternate Wednesdays from 1 November 2026"
    assert next_days(sunday, DaysOff(UK), date(2026, 10, 1)) == ["2026-11-04", "2026-11-18", "2026-12-02"]
    assert next_days(sunday, DaysOff(UK), date(2027, 10, 18)) == ["2027-10-20", "2027-11-03", "2027-11-17"]


def test_a_bank_holiday_is_a_day_off_unless_the_words_say_otherwise() -> None:
    christmas = date(2026, 12, 21)
    assert next_days("every Monday", DaysOff(UK), christmas) == ["2026-12-21", "2027-01-04", "2027-01-11"]
    including = "every Monday, including bank holidays"
    assert next_days(including, DaysOff(UK), christmas) == ["2026-12-21", "2026-12-28", "2027-01-04"]
    assert next_days("Friday 25 December 2026", DaysOff(UK), christmas) == ["2026-12-25"]


def test_each_nation_keeps_its_own_bank_holidays_and_an_unknown_one_those_of_all() -> None:
    august, monday = date(2026, 8, 1), "every Monday"
    scottish = {"serves": {"nations": ["Scotland"]}}
    assert next_days(monday, DaysOff(UK), august) == ["2026-08-03", "2026-08-10", "2026-08-17"]
    assert next_days(monday, DaysOff(UK), august, **scottish) == ["2026-08-10", "2026-08-17", "2026-08-24"]
    anywhere = next_days(monday, DaysOff(UK), date(2026, 8, 3), serves={"everywhere": True})
    assert anywhere == ["2026-08-10", "2026-08-17", "2026-08-24"]


def test_a_bank_holiday_that_was_proclaimed_lately_can_be_written_in_the_file() -> None:
    also = [
        {"on": "2026-11-30", "says": "A day for Scotland", "nations": ["Scotland"]},
        {"on": "2026-12-07", "says": "All"},
    ]
    known = Holidays.model_validate(
        {**UK.model_dump(), "nations": {"England": "GB-ENG", "Scotland": "GB"}, "also": also}
    )
    assert next_days("every Monday", DaysOff(known))[:2] == ["2026-11-23", "2026-11-30"]
    assert "2026-12-07" not in next_days("every Monday", DaysOff(known))


def test_term_time_only_is_promised_in_published_terms_and_nowhere_else() -> None:
    words, days_off = "every Tuesday 10am, term time only", DaysOff(UK, TERMS)
    bristol = {"serves": {"districts": ["Bristol"]}}
    assert next_days(words, days_off, date(2026, 12, 10), **bristol) == ["2026-12-15", "2027-01-05", "2027-01-12"]
    assert next_days(words, days_off, date(2027, 2, 12), **bristol) == []
    assert next_days(words, days_off, serves={"districts": ["Bristol", "Bath"]}) == []
    assert next_days(words, days_off, serves={"everywhere": True}) == []


def test_the_terms_are_those_of_the_council_in_which_the_venue_is() -> None:
    here = service(serves={"within_miles": 5}, venue=at(51.46, -2.55))
    calendar = DaysOff(UK, TERMS).calendar_of(here, load_gazetteer(CONTENT))
    assert days(upcoming(read_schedule("Fridays, term time only"), TODAY, calendar, 1)) == ["2026-11-27"]


def timed(*times: dict[str, object], **given: object) -> Service:
    """A service in England with these times, seen lately."""
    return service(serves={"nations": ["England"]}, times=[{"as_of": "2026-10", **each} for each in times], **given)


def upcoming_for(timed: Service) -> Session | None:
    return next_session(timed, DaysOff(UK).calendar_of(timed, NOWHERE), TODAY)


def test_the_next_session_is_the_first_of_all_its_times() -> None:
    found = upcoming_for(timed({"when": "every Thursday 10am"}, {"when": "every Tuesday 7pm to 8.30pm"}))
    assert found == Session(
        date(2026, 11, 24),
        datetime(2026, 11, 24, 19, 0, tzinfo=LONDON),
        datetime(2026, 11, 24, 20, 30, tzinfo=LONDON),
    )


def test_no_next_session_is_told_of_an_old_time_or_of_a_service_that_may_have_stopped() -> None:
    assert upcoming_for(timed({"when": "every Thursday 10am", "as_of": "2025-05-21"})) is None
    stopped = timed({"when": "every Thursday"}, status="possibly_closed", alert="It may have stopped.")
    assert upcoming_for(stopped) is None


def test_times_written_in_parts_have_next_dates_where_the_parts_say_which() -> None:
    weekly = {"says": "Thursdays, 10am", "day": "thursday", "start": "10:00", "every": "week"}
    assert upcoming_for(timed(weekly)) == Session(date(2026, 11, 26), datetime(2026, 11, 26, 10, tzinfo=LONDON))
    second = {"says": "Second Thursday", "day": "thursday", "every": "month", "nth": 2}
    assert upcoming_for(timed(second)) == Session(date(2026, 12, 10))
    for unsure in ({"every": "fortnight"}, {"every": "week", "sessions": 10}, {"every": "month"}, {}):
        assert upcoming_for(timed({"says": "Thursdays", "day": "thursday", **unsure})) is None


def test_when_is_shown_where_nothing_else_is_said_and_says_it_all() -> None:
    [time] = timed({"when": "every Thursday 10am"}).times
    assert time.says == "every Thursday 10am"
    [time] = timed({"when": "every Thursday 10am", "says": "Thursdays at ten"}).times
    assert time.says == "Thursdays at ten"
    for wrong in ({}, {"when": "every Thursday", "day": "thursday"}, {"when": "every Thursday", "term_time": True}):
        with pytest.raises(ValidationError):
            timed(wrong)


def test_each_time_is_said_back_with_its_next_three_dates() -> None:
    here = timed({"when": "Tuesdays 10-11.30am"}, {"says": "By appointment"}, {"when": "Fridays, term time only"})
    old = timed({"when": "first Friday of the month", "as_of": "2020"}, id="old")
    assert list(times_understood([here, old], lambda one: DaysOff(UK).calendar_of(one, NOWHERE), TODAY)) == [
        "a-service: every Tuesday, 10 am to 11.30 am. "
        "Next: Tue 24 November 2026 at 10 am, Tue 1 December 2026 at 10 am, Tue 8 December 2026 at 10 am.",
        "a-service: every Friday, term time only. "
        "No next date: content/terms.yaml has no school terms for its area from today on.",
        "old: first Friday of the month. Next: Fri 4 December 2026, Fri 5 February 2027, Fri 5 March 2027. "
        "Not shown: that is more than 18 months old, and nobody has confirmed it since.",
    ]


def test_a_time_that_nobody_dated_is_said_not_to_be_shown_and_why() -> None:
    undated = service("undated", times=[{"when": "Fridays 10am"}])
    (line,) = times_understood([undated], lambda one: DaysOff(UK).calendar_of(one, NOWHERE), TODAY)
    assert line.endswith("Not shown: add as_of: and the day on which you saw or heard it, or confirm the service.")


def test_the_shipped_files_of_days_off_are_whole_and_say_where_the_terms_are_from() -> None:
    days_off = load_days_off(CONTENT)
    assert days_off.holidays is not None
    assert {"England", "Scotland", "Wales", "Northern Ireland"} <= set(days_off.holidays.nations)
    for area in days_off.terms.areas:
        assert all(source.url for source in area.sources), area.districts
        stretches = [days.stretch for days in area.terms]
        assert all(one.ends + timedelta(1) < other.begins for one, other in pairwise(stretches)), area.districts


@pytest.mark.parametrize(
    ("model", "wrong"),
    [
        (Holidays, {"time_zone": "Europe/Lundon", "nations": {}}),
        (Holidays, {"time_zone": "../../etc/passwd", "nations": {}}),
        (Holidays, {"time_zone": "Europe/London", "nations": {"England": "GB-NOWHERE"}}),
        (Holidays, {"time_zone": "Europe/London", "nations": {}, "also": [{"on": "2026", "says": "A day"}]}),
        (Terms, {"areas": [{"districts": ["Bristol"], "terms": list(TERM)}]}),
        (Terms, {"areas": [{"districts": ["Bristol"], "terms": [], "sources": [{"supports": "it"}]}]}),
        (
            Terms,
            {
                "areas": [
                    {
                        "districts": ["Bristol"],
                        "terms": [{"from": "2026-12-18", "to": "2026-11-02"}],
                        "sources": [{"supports": "it"}],
                    }
                ]
            },
        ),
    ],
)
def test_days_off_that_make_no_sense_are_refused(model: type[Holidays | Terms], wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        model.model_validate(wrong)


def test_of_the_countries_of_the_world_only_those_that_are_asked_for_are_read() -> None:
    asks = (
        "import sys; from bot.directory.days_off import Holidays;"
        "Holidays.model_validate({'time_zone': 'Europe/London', 'nations': {'Wales': 'GB-WLS', 'Jersey': 'JE'}});"
        "print(*sorted(name for name in sys.modules if name.startswith('holidays.countries.')))"
    )
    read = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True).stdout.split()
    assert read == ["holidays.countries.jersey", "holidays.countries.united_kingdom"]
