"""From any answers that a conversation can collect to real services that suit her, and never to nothing (E10)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product
from typing import Any

import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation.events import Sent
from bot.conversation.query import asked_for
from bot.conversation.screens.place import kept_at
from bot.conversation.screens.results import found
from bot.conversation.session import Answers, KeptPlace, Relation, Session, Stage, Today, Who
from bot.conversation.turn import Turn
from bot.conversation.why import reasons
from bot.directory import Audience, Exclusion, Format, Match, Why
from bot.directory.query import DISTANT, FAR_KM
from tests.dialogue import the_kith
from tests.directory.making import TODAY

PLACES = """BS5 Govan KW1 BT1 Cardiff LD1 CH5 TD15 TR21 EC1 HS1 ZE1 IV27 Jersey Guernsey Douglas Kent Scotland Wales
England Highland London Leeds Penzance Aberystwyth Derry Ballymena Stornoway Kirkwall Bootle""".split()

PERSONS: tuple[dict[str, Any], ...] = (
    {},
    {"who": Who.PREGNANT, "stage": Stage.PREGNANT},
    {"who": Who.HAD_BABY, "stage": Stage.HAD_BABY},
    {"who": Who.LOST_BABY, "stage": Stage.LOST_BABY},
    *(
        {"who": Who.SUPPORTER, "relation": relation, "stage": stage}
        for relation in (None, *Relation)
        for stage in (None, *Stage)
    ),
    *({"who": Who.WORKER, "worker": "find", "stage": stage} for stage in (None, *Stage)),
)
"""Everybody who may be talking, as far as the conversation asks."""

NOTICED = ("suicidal_thoughts", "self_harm", "harm_baby_thoughts", "psychosis", "domestic_abuse", "in_crisis")


@cache
def kept(name: str) -> KeptPlace:
    """The likeliest place of that name, as a session keeps it."""
    place = kept_at(Session(), the_kith().gazetteer.find(name)[0]).answers.place
    assert place is not None
    return place


def turn_with(place: str | None = None, **answers: Any) -> Turn:
    """The turn of somebody who has given these answers. On a border she has not said which side."""
    where = kept(place) if place else None
    nation = where.nations[0] if where and len(where.nations) == 1 else None
    given_answers = {"place": where, "nation": nation} | answers
    return Turn(Session(screen="results", answers=Answers(**given_answers)), Sent("other"), the_kith(), TODAY)


@st.composite
def turns(draw: st.DrawFn) -> Turn:
    """Anything that a person may have answered, and that may have been noticed of her."""
    answers = dict(draw(st.sampled_from(PERSONS)))
    place = draw(st.none() | st.sampled_from(PLACES))
    if place and len(kept(place).nations) > 1 and draw(st.booleans()):
        answers["nation"] = draw(st.sampled_from(kept(place).nations))
    return turn_with(
        place,
        **answers,
        anywhere=place is None and draw(st.booleans()),
        today=draw(st.none() | st.sampled_from(list(Today))),
        formats=tuple(draw(st.lists(st.sampled_from([each.value for each in Format]), unique=True, max_size=2))),
        needs=tuple(draw(st.lists(st.sampled_from(list(the_kith().needs)), unique=True, max_size=3))),
        times=tuple(draw(st.lists(st.sampled_from(["mornings", "evenings", "weekends"]), unique=True, max_size=1))),
        spoken=draw(st.sampled_from([None, "ur", "pl", "bfi"])),
        noticed=tuple(draw(st.lists(st.sampled_from(NOTICED), unique=True, max_size=3))),
    )


@settings(max_examples=150, deadline=None)
@given(turn=turns())
def test_something_is_always_found(turn: Turn) -> None:
    assert len(found(turn)) >= 3


def test_something_is_found_for_everybody_in_every_kind_of_place_with_every_severe_answer() -> None:
    fewest = min(
        len(found(turn_with(place, **who, formats=(form,), noticed=NOTICED)))
        for place, who, form in product(("BS5", "KW1", "Jersey", "TD15", None), PERSONS, ("group", "phone"))
    )
    assert fewest >= 3


@settings(max_examples=150, deadline=None)
@given(turn=turns())
def test_nothing_that_excludes_her_is_found(turn: Turn) -> None:
    query, answers = asked_for(turn), turn.answers
    for match in found(turn):
        one = match.service
        assert not set(one.not_for) & query.conditions
        assert not set(one.not_for) & {Exclusion(name) for name in answers.noticed}
        assert Audience.ANYONE in one.for_whom or query.audience & set(one.for_whom)
        assert one.status in ("open", "possibly_closed")
        if answers.stage is Stage.LOST_BABY:
            assert "loss" in one.stages
        assert match.distance_km is None or match.distance_km <= FAR_KM


@settings(max_examples=100, deadline=None)
@given(turn=turns())
def test_every_result_says_why_in_words(turn: Turn) -> None:
    for match in found(turn):
        words = reasons(turn, match)
        assert all(words)
        assert len(words) == len(match.why)


@pytest.mark.parametrize(
    ("today", "excluded"),
    [
        (Today.SUICIDAL, Exclusion.SUICIDAL_THOUGHTS),
        (Today.SUICIDAL, Exclusion.IN_CRISIS),
        (Today.HARM_BABY, Exclusion.HARM_BABY_THOUGHTS),
        (Today.PSYCHOSIS, Exclusion.PSYCHOSIS),
        (Today.UNSAFE_HOME, Exclusion.DOMESTIC_ABUSE),
    ],
)
def test_a_severe_answer_removes_the_services_that_are_not_for_her(today: Today, excluded: Exclusion) -> None:
    shown = found(turn_with("BS5", today=today))
    assert shown
    assert not [match for match in shown if excluded in match.service.not_for]


def in_person(matches: Sequence[Match]) -> list[Match]:
    """Those that one can only go to."""
    return [match for match in matches if match.service.formats and not set(match.service.formats) & DISTANT]


@pytest.mark.parametrize("place", ["Kent", "Highland", "North Yorkshire", "Scotland", "England"])
def test_a_county_or_a_nation_gives_no_distances(place: str) -> None:
    for match in found(turn_with(place, formats=("group",))):
        assert match.distance_km is None
        assert Why.DISTANCE not in match.why


def test_a_group_in_the_county_that_she_named_is_found_and_one_outside_it_is_not() -> None:
    """Greater London lies within 40 miles of the middle of Kent; "in Kent" would be untrue of it."""
    kent = [match.service.id for match in found(turn_with("Kent", formats=("group",)))]
    assert not [name for name in kent if "wandsworth" in name or "havering" in name]
    shown = found(turn_with("North Yorkshire", formats=("group",)))
    (harrogate,) = [match for match in shown if match.service.id == "ready-steady-mums-harrogate"]
    assert Why.REGION in harrogate.why
    assert "in North Yorkshire" in reasons(turn_with("North Yorkshire"), harrogate)


@pytest.mark.parametrize("place", ["Jersey", "Guernsey", "Douglas"])
def test_the_crown_dependencies_get_what_covers_the_country_without_a_promise(place: str) -> None:
    shown = found(turn_with(place))
    assert len(shown) >= 10
    assert not in_person(shown)
    promised = [match.service.serves for match in shown if Why.ANYWHERE in match.why]
    assert all(serves.everywhere or set(kept(place).nations) <= set(serves.nations) for serves in promised)


def test_on_a_border_both_nations_services_are_found_until_she_says_which() -> None:
    either = {match.service.id for match in found(turn_with("TD15"))}
    english = {match.service.id for match in found(turn_with("TD15", nation="England"))}
    scottish = {match.service.id for match in found(turn_with("TD15", nation="Scotland"))}
    assert english | scottish == either
    assert english - scottish
    assert scottish - english


def test_distances_are_measured_from_her_rough_place_to_the_venue() -> None:
    kith, turn = the_kith(), turn_with("BS5")
    here = turn.answers.place
    assert here is not None
    measured = [match for match in found(turn) if match.distance_km is not None and kith.point_of(match.service)]
    assert measured
    for match in measured:
        venue = kith.point_of(match.service)
        assert match.distance_km == pytest.approx(geodesic((here.latitude, here.longitude), venue).km)


def test_a_mother_who_picks_for_dads_is_shown_what_is_for_fathers() -> None:
    shown = found(turn_with("BS5", who=Who.HAD_BABY, stage=Stage.HAD_BABY, needs=("dads",)))
    assert [match for match in shown if set(match.service.for_whom) <= {Audience.FATHERS, Audience.PARTNERS}]
