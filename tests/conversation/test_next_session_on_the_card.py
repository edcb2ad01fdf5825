"""The card says when a group is next, in every language, and says nothing where nobody can be sure (E10, E11)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.conversation import Kith, Session, respond
from bot.conversation.events import Tapped
from bot.conversation.replies import Message
from bot.directory import Query, Service, Why
from tests.conversation.holding import plain, text_holds
from tests.dialogue import the_kith
from tests.directory.making import search, service

TODAY = date(2026, 11, 24)
TIME = {"when": "every Tuesday 10:00 to 11:30, term time only", "as_of": "2026-09-01"}


def kith_with(one: Service) -> Kith:
    """The real Kith with one service more."""
    kith = the_kith()
    directory = replace(kith.directory, by_id={**kith.directory.by_id, one.id: one})
    calendars = {**kith.calendars, one.id: kith.content.days_off.calendar_of(one, kith.gazetteer)}
    return replace(kith, directory=directory, calendars=calendars)


def card(today: date, language: str = "en", **time: object) -> str:
    """The card of a group in Bristol with this time, in words."""
    one = service(serves={"districts": ["Bristol"]}, times=[{**TIME, **time}])
    session = Session(met=True, language=language)
    [shown] = respond(session, Tapped(f"card:{one.id}"), kith_with(one), today).replies
    assert isinstance(shown, Message)
    text_holds(shown.text)
    return plain(shown.text)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Next: Tuesday 24 November, 10 am to 11.30 am"),
        ("cy", "Nesaf: Dydd Mawrth, 24 Tachwedd, 10:00 tan 11:30"),
        ("ar", "اللقاء القادم: \u2068الثلاثاء، 24 نوفمبر\u2069، من \u206810:00 ص\u2069 إلى \u206811:30 ص\u2069"),
    ],
)
def test_the_next_session_is_told_in_her_language(language: str, words: str) -> None:
    assert words in card(TODAY, language)


def test_it_is_after_the_school_holidays_for_a_group_in_term_time() -> None:
    assert "Next: Tuesday 5 January, 10 am to 11.30 am" in card(date(2026, 12, 16))


def test_a_session_without_an_end_or_without_a_time_is_told_as_far_as_it_is_known() -> None:
    assert "Next: Tuesday 24 November, 12 noon\n" in card(TODAY, when="Tuesdays at noon")
    assert "Next: Tuesday 24 November\n" in card(TODAY, when="Tuesdays")


def test_nothing_is_said_of_a_next_session_when_the_page_is_old_or_the_terms_are_not_known() -> None:
    assert "Next:" not in card(TODAY, as_of="2025-05-23")
    assert "Next:" not in card(date(2027, 8, 1))
    assert "When: every Tuesday" in card(date(2027, 8, 1), as_of="2027-07")


@pytest.mark.parametrize(
    ("when", "part", "fits"),
    [
        ("every Tuesday 10:00 to 11:30", "mornings", True),
        ("every Tuesday 7pm", "mornings", False),
        ("every day 7pm", "weekends", True),
        ("Mondays and Saturdays", "weekends", True),
        ("Mondays and Saturdays", "weekdays", True),
        ("Saturdays", "weekdays", False),
        ("Saturday 5 December 2026", "weekends", True),
    ],
)
def test_mornings_or_weekends_are_found_in_the_words_of_a_time(when: str, part: str, fits: bool) -> None:
    [match] = search(Query(times=frozenset({part})), service(times=[{"when": when, "as_of": "2026-09"}]))
    assert (Why.TIMES in match.why) is fits


def test_an_old_time_is_no_reason_that_a_service_fits() -> None:
    old = service(times=[{"when": "every Tuesday 10am", "as_of": "2024"}])
    [match] = search(Query(times=frozenset({"mornings"})), old)
    assert Why.TIMES not in match.why
