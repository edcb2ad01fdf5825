"""The ways through the screens: each has its way back, to Help now and to the results; and the check at start."""

from __future__ import annotations

from functools import cache

import pytest

from bot.conversation import Session
from bot.conversation import check as checking
from bot.conversation.check import check_flow
from bot.conversation.events import Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.screen import Choice, Screen
from bot.conversation.session import Answers
from bot.conversation.show import MORE_HELP
from tests.conversation.holding import Reached, acts, answer, holds, labels, walk
from tests.dialogue import the_kith

FIRST = {"welcome", "forgotten"}
"""Screens with nothing behind them."""


@cache
def reached() -> tuple[Reached, ...]:
    """Every screen that somebody can come to, once for each kind of person."""
    return tuple(walk())


def test_every_screen_can_be_reached_by_what_somebody_types_and_taps() -> None:
    assert {one.screen for one in reached()} == set(SCREENS)


def test_every_answer_on_the_way_fits() -> None:
    for one in reached():
        holds(one.outcome)


def test_help_now_is_one_tap_away_on_every_screen() -> None:
    """A screen that shows already what Help now would has More help in its place."""
    for one in reached():
        way, leads_to = ("help_now", "help_now")
        if MORE_HELP in SCREENS[one.screen].choices:
            way, leads_to = f"{one.screen}:more", "more_lines"
        elif one.outcome.session and one.outcome.session.answers.abroad:
            leads_to = "abroad"
        assert way in [button.action for button in acts(one.outcome)], one.screen
        assert answer(one.outcome.session, Tapped(way)).session.screen == leads_to  # type: ignore[union-attr]


def test_back_is_on_every_screen_that_has_something_behind_it() -> None:
    for one in reached():
        actions = [button.action for button in acts(one.outcome)]
        behind = one.outcome.session.trail if one.outcome.session else ()
        assert ("back" in actions) == bool(behind), one.screen
        assert behind or one.screen in FIRST, f"{one.screen} has nothing behind it"


def test_back_leads_to_another_screen_and_in_the_end_to_the_first() -> None:
    for one in reached():
        outcome, steps = one.outcome, 0
        while outcome.session and outcome.session.trail:
            before = outcome.session
            outcome = answer(before, Tapped("back"))
            assert outcome.session is not None
            assert len(outcome.session.trail) < len(before.trail)
            steps += 1
            assert steps <= 20
        assert outcome.session is None or outcome.session.screen in SCREENS


def test_from_every_screen_some_buttons_lead_to_results() -> None:
    leading = {one.key for one in reached() if one.screen == "results"}
    while more := {one.key for one in reached() if one.key not in leading and leading & set(one.onward)}:
        leading |= more
    assert [one.screen for one in reached() if one.key not in leading] == []


def test_skipping_every_question_leads_to_results() -> None:
    outcome, taps = answer(None, Typed("/start")), 0
    while outcome.session and outcome.session.screen != "results":
        (skip,) = [button.action for button in acts(outcome) if button.action.startswith("skip:")]
        outcome = answer(outcome.session, Tapped(skip))
        taps += 1
    assert taps <= 6


def test_no_question_is_asked_twice_on_the_way_to_the_results() -> None:
    outcome, asked = answer(None, Typed("/start")), []
    while outcome.session and outcome.session.screen != "results":
        asked.append(outcome.session.screen)
        onward = [b.action for b in acts(outcome) if b.action.split(":")[0] == outcome.session.screen]
        done = "needs:done"
        outcome = answer(outcome.session, Tapped(done if done in onward else onward[0]))
        if outcome.session and outcome.session.screen == "place":
            outcome = answer(outcome.session, Typed("BS5"))
    assert len(asked) == len(set(asked)) <= 6


def test_the_buttons_of_change_an_answer_fit_when_everything_was_answered() -> None:
    everything = Answers(needs=tuple(the_kith().needs), formats=("group", "online", "phone"), times=("mornings",))
    for screen in ("change", "results", "needs"):
        outcome = answer(Session(screen=screen, met=True, answers=everything), Tapped(screen))
        holds(outcome)
        assert labels(outcome)


def test_every_card_that_is_offered_fits() -> None:
    directory = the_kith().directory
    for service in directory.services:
        outcome = answer(Session(screen="results", met=True), Tapped(f"card:{service.id}"))
        holds(outcome)
        assert outcome.session is not None
        assert outcome.session.screen == "card"
        for button in acts(outcome):
            if button.action.split(":")[0] in ("pin", "vcard"):
                holds(answer(outcome.session, Tapped(button.action)))


def faults(monkeypatch: pytest.MonkeyPatch, *planted: Screen) -> list[str]:
    """What the check says when these screens are there too."""
    monkeypatch.setattr(checking, "SCREENS", SCREENS | {screen.id: screen for screen in planted})
    return list(check_flow())


def leading_to(target: str) -> Screen:
    """The help screen with one more button."""
    help_screen = SCREENS["help"]
    choices = (*help_screen.choices, Choice("planted", "A way", then=target))
    return Screen(id="help", says=help_screen.says, choices=choices)


def test_the_real_screens_and_content_have_no_fault() -> None:
    kith = the_kith()
    assert list(check_flow(tuple(kith.content.by_id), tuple(kith.needs))) == []


def test_a_button_that_leads_nowhere_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults(monkeypatch, leading_to("nowhere"))
    assert "help" in fault
    assert "nowhere" in fault


def test_a_screen_that_nothing_leads_to_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    lonely = Screen(id="lonely", says="Here I am.", choices=(Choice("on", "On"),))
    (fault,) = faults(monkeypatch, lonely)
    assert "lonely" in fault
    assert faults(monkeypatch, lonely, leading_to("lonely")) == []


def test_a_screen_that_cannot_be_left_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults(monkeypatch, leading_to("end"), Screen(id="end", says="The end."))
    assert "end" in fault


def test_a_screen_that_says_nothing_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    (fault,) = faults(monkeypatch, leading_to("mute"), Screen(id="mute", choices=(Choice("on", "On"),)))
    assert "mute" in fault


def test_two_choices_of_one_name_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = Screen(id="twice", says="Which?", choices=(Choice("on", "On"), Choice("on", "Off")))
    (fault,) = faults(monkeypatch, leading_to("twice"), twice)
    assert "twice" in fault
    assert "on" in fault


def test_a_button_too_long_for_telegram_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Screen(id="long", says="Which?", choices=(Choice("x" * 60, "On"),))
    assert "too long" in faults(monkeypatch, leading_to("long"), long)[0]
    assert "too long" in next(iter(check_flow(service_ids=("a" * 60,))))
    assert "too long" in next(iter(check_flow(need_ids=("a" * 60,))))


def test_a_computed_screen_says_with_leads_to_where_its_buttons_go() -> None:
    """The check and the diagram trust `leads_to`; here it is held against where the buttons really lead."""
    for one in reached():
        session, screen = one.outcome.session, SCREENS[one.screen]
        if session is None or screen.view is None:
            continue
        for button in acts(one.outcome):
            if button.action.split(":")[0] == one.screen:
                there = answer(session, Tapped(button.action)).session
                if there is None or there.screen == one.screen:
                    continue
                wanted = {*screen.targets(), "results"}
                wanted |= {SCREENS[name].next for name in wanted if name in SCREENS and SCREENS[name].needed}
                questions = {name for name, each in SCREENS.items() if each.asks}
                before = {*session.trail} if "@back" in wanted else set()
                assert there.screen in wanted | questions | before, f"{button.action} leads to {there.screen}"
