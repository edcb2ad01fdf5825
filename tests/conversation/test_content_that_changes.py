"""Content may change between any two messages, while a conversation goes on: whatever is gone, she is answered."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.conversation import Kith, Session, respond
from bot.conversation.events import Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.kith import own_lines
from bot.conversation.phrases import phrases_about_her, phrases_of
from bot.directory import Directory
from tests.conversation.holding import acts, holds, plain, seen, written_and_read
from tests.conversation.test_any_conversation import CARD, event_of, steps
from tests.dialogue import the_kith
from tests.directory.making import TODAY


@cache
def with_less() -> Kith:
    """Kith after most services and needs have gone."""
    kith = the_kith()
    services = tuple(service for service in kith.content.services[::9] if service.id != CARD)
    needs = kith.content.needs.model_copy(update={"needs": kith.content.needs.needs[::3]})
    return replace(
        kith,
        content=replace(kith.content, services=services, needs=needs, by_id={one.id: one for one in services}),
        directory=Directory.of(services, needs, kith.gazetteer, own_lines(kith.content.country)),
        phrases=phrases_of(needs),
        about_her=phrases_about_her(needs),
        needs={need.id: need for need in needs.needs},
        points={},
        websites={},
        calendars={},
    )


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(taken=st.lists(steps, min_size=2, max_size=14), at=st.integers(1, 13), less_first=st.booleans())
def test_kith_answers_and_goes_on_when_content_changes_between_any_two_messages(
    taken: list[tuple[object, ...]], at: int, less_first: bool
) -> None:
    session: Session | None = None
    shown: list[object] = []
    for number, step in enumerate(taken):
        kith = with_less() if (number < at) is less_first else the_kith()
        outcome = respond(session, event_of(step, shown), kith, TODAY)
        holds(outcome)
        session = written_and_read(outcome.session)
        shown = list(acts(outcome)) or shown


@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("event", [Typed("thank you"), Typed("BS5"), Tapped("back"), Tapped(f"pin:{CARD}")])
def test_on_any_screen_she_is_answered_when_the_service_that_she_read_about_has_gone(
    screen: str, event: Typed | Tapped
) -> None:
    needs = tuple(the_kith().needs)
    session = Session(screen=screen, met=True, card=CARD, trail=("results", "card"))
    session = session.model_copy(update={"answers": session.answers.model_copy(update={"needs": needs})})
    outcome = respond(session, event, with_less(), TODAY)
    holds(outcome)
    assert outcome.session is not None
    assert outcome.session.screen != "card"


def test_an_old_button_to_a_service_that_has_gone_says_so_and_shows_what_there_is() -> None:
    outcome = respond(Session(screen="card", met=True, card=CARD), Tapped(f"card:{CARD}"), with_less(), TODAY)
    assert "That one isn't listed any more." in plain(seen(outcome))
    assert outcome.session is not None
    assert outcome.session.screen == "results"
