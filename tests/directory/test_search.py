"""The search: what is never shown, what is always found, and how it widens. The order has its own test_rank.py."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from geopy.distance import geodesic
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory import Audience, Exclusion, Format, Match, Query, Service, Stage, Status, Step, Why
from bot.directory.nearby import DOUBT_KM, Nearby, rough_km
from bot.directory.points import Point, kilometres
from bot.directory.query import DISTANT, FAR_KM, NEAR_KM
from bot.directory.vocabulary import Confidence, Focus, Kind, Referral
from tests.directory.making import NATIONS, at, directory, ids, plainly, search, service

OUTCODES = ("BS5", "BS16", "B1", "B29", "BA1", "BA11", "EC1A", "E1", "KW1", "BT1", "JE2", "W1A")
BEGINNINGS = ("BS", "B", "BA1", "BA11", "EC1", "E", "E1", "KW", "JE")
DISTRICTS = ("Bristol", "Highland", "Leeds")
NEEDS = ("low_mood", "loss", "ocd", "dads", "faith")
OFFERED = (Status.OPEN, Status.POSSIBLY_CLOSED)

points = st.tuples(st.floats(49.8, 61.0), st.floats(-8.2, 1.8))


def some(values: Any, **sizes: int) -> st.SearchStrategy[list[Any]]:
    """Some of these values, each once."""
    return st.lists(st.sampled_from(list(values)), unique=True, **sizes)


def few(values: Any) -> st.SearchStrategy[frozenset[Any]]:
    """A set of at most two of these."""
    return st.frozensets(st.sampled_from(list(values)), max_size=2)


areas = st.fixed_dictionaries(
    {},
    optional={
        "nations": some((*NATIONS, "Jersey"), min_size=1),
        "districts": some(DISTRICTS, min_size=1, max_size=2),
        "postcodes": some(BEGINNINGS, min_size=1, max_size=2),
        "within_miles": st.integers(1, 60),
        "everywhere": st.just(True),
        "known": st.just(False),
    },
).map(lambda area: area | ({} if area.keys() - {"known"} else {"everywhere": True}) | {"says": "Round here"})

details = st.fixed_dictionaries(
    {
        "kind": st.sampled_from(list(Kind)),
        "for_whom": some(Audience, min_size=1, max_size=2),
        "stages": some(Stage, min_size=1),
        "serves": areas,
        "status": st.sampled_from([*Status, Status.OPEN, Status.OPEN]),
        "alert": st.just("Ask first."),
    },
    optional={
        "formats": some(Format),
        "not_for": some(Exclusion, max_size=3),
        "needs": some(NEEDS, max_size=2),
        "chiefly_for": some(NEEDS, max_size=1),
        "venue": points.map(lambda point: at(*point)),
        "referral": st.sampled_from(list(Referral)),
        "training": st.just("Two days."),
        "checked": st.sampled_from(["2026-11-01", "2026-02-01", "2020-01-01"]).map(lambda on: {"on": on, "by": "Ann"}),
    },
)
services = st.lists(details, max_size=8).map(
    lambda found: [service(f"service-{number}", **one) for number, one in enumerate(found)]
)
HERE = (51.4621, -2.5544)


def crowd(seed: int) -> list[Service]:
    """Some hundred services round HERE, many of them alike, at one address or just as far away."""
    chance = random.Random(seed)

    def any_of(values: Any, most: int = 2, least: int = 0) -> list[Any]:
        return chance.sample(list(values), chance.randint(least, most))

    def venue() -> dict[str, float]:
        north, east = (round(chance.gauss(0, 0.3), chance.choice((1, 2, 6))) for _ in range(2))
        return at(HERE[0] + north, HERE[1] + east)

    def one() -> dict[str, Any]:
        area = {
            "nations": any_of((*NATIONS, "Jersey"), 4),
            "districts": any_of(DISTRICTS),
            "postcodes": any_of(OUTCODES),
        }
        serves = {name: named for name, named in area.items() if named and chance.random() < 0.4}
        if not serves or chance.random() < 0.5:
            serves |= chance.choice(
                ({"everywhere": True}, {"within_miles": chance.randint(1, 60)}, {"places": ["Here"]})
            )
        said = {
            "kind": chance.choice([*Kind, Kind.PEER_GROUP, Kind.PEER_GROUP]),
            "formats": any_of(Format),
            "for_whom": any_of(Audience, 3, 1),
            "stages": any_of(Stage, 3, 1),
            "needs": any_of(NEEDS, 3),
            "serves": serves,
        }
        extra = {
            "not_for": any_of(Exclusion),
            "chiefly_for": any_of(NEEDS, 1),
            "venue": venue(),
            "referral": chance.choice(list(Referral)),
            "focus": chance.choice(list(Focus)),
            "confidence": chance.choice(list(Confidence)),
            "training": "Two days.",
            "languages": any_of(("en", "ur", "cy")),
            "contacts": {},
            "times": [
                {"says": "Tuesdays at 10", "day": "tuesday", "start": "10:00"},
                {"says": "Saturdays", "day": "saturday", "as_of": chance.choice(("2026-09", "2024-09"))},
            ],
            "checked": {"on": chance.choice(("2026-11-01", "2026-02-01", "2020-01-01")), "by": "Ann"},
        }
        return said | {name: value for name, value in extra.items() if chance.random() < 0.4}

    alike = [one() for _ in range(chance.randint(1, 30))]
    chosen = [chance.choice(alike) for _ in range(chance.randint(1, 150))]
    return [
        service(f"service-{number:03}", **(given | ({"venue": venue()} if "venue" in given else {})))
        for number, given in enumerate(chance.sample(chosen, len(chosen)))
    ]


crowds = st.integers(0, 2**32).map(crowd)
queries = st.builds(
    Query,
    here=st.none() | points,
    districts=few([name.casefold() for name in DISTRICTS]),
    outcode=st.none() | st.sampled_from(OUTCODES),
    nations=few((*NATIONS, "Jersey")),
    audience=few(Audience),
    stage=st.none() | st.sampled_from(list(Stage)),
    formats=few(Format),
    needs=few(NEEDS),
    times=few(("mornings", "weekdays", "weekends")),
    conditions=few(Exclusion),
    untold=few(NEEDS),
)
of_any_kind = st.builds(
    replace,
    queries,
    here=st.none() | st.just(HERE) | points,
    in_region=st.booleans(),
    spoken=st.sampled_from((None, "ur", "cy")),
    hide_unconfirmed=st.booleans(),
)
"""Queries whose services one can't tell from one field alone."""


def excludes(one: Service, query: Query) -> str | None:
    """Why the service must not be shown, worked out from its file alone, or None."""
    if one.status not in OFFERED:
        return "it is closed"
    if set(one.not_for) & query.conditions:
        return "it says that it is not for her"
    if query.audience and Audience.ANYONE not in one.for_whom and not query.audience & set(one.for_whom):
        return "it is for somebody else"
    if set(one.stages) == {Stage.LOSS}:
        if query.stage is not Stage.LOSS and "loss" not in query.needs:
            return "it is for loss alone, of which she has not spoken"
    elif query.stage and query.stage not in one.stages:
        return "it is for another stage"
    return None if covers(one, query) else "it covers another area"


def covers(one: Service, query: Query) -> bool:
    """Whether any of the ways in which a file can name an area takes her in."""
    area = one.serves
    letters, digits, end = re.fullmatch(r"([A-Z]+)(\d+)([A-Z]?)", query.outcode or "X0").groups()  # type: ignore[union-attr]
    beginnings = {letters, letters + digits, letters + digits + end}
    venue = one.venue
    near = (
        query.here is not None
        and venue is not None
        and area.within_miles is not None
        and geodesic(query.here, (venue.latitude, venue.longitude)).miles <= area.within_miles
    )
    return bool(
        area.everywhere
        or set(area.nations) >= set(NATIONS)
        or set(area.nations) & query.nations
        or {name.casefold() for name in area.districts} & query.districts
        or beginnings & set(area.postcodes)
        or near
    )


@settings(max_examples=300, deadline=None)
@given(services=crowds | services, query=of_any_kind)
def test_it_finds_the_same_in_the_same_order_for_the_same_reasons_as_a_plain_scan(
    services: list[Service], query: Query
) -> None:
    assert search(query, *services) == plainly(query, *services)


@settings(max_examples=150)
@given(services=services, query=queries)
def test_a_service_that_excludes_her_is_never_shown(services: list[Service], query: Query) -> None:
    for match in search(query, *services):
        assert excludes(match.service, query) is None


@settings(max_examples=80)
@given(services=services, query=queries)
def test_phone_and_online_help_that_covers_her_is_always_shown(services: list[Service], query: Query) -> None:
    shown = set(ids(search(query, *services)))
    for one in services:
        if excludes(one, query) is None and set(one.formats) & DISTANT:
            limit = one.serves.within_miles
            assert one.id in shown or (limit and limit > 40), one


@settings(max_examples=80)
@given(services=services, query=queries, data=st.data())
def test_the_order_does_not_depend_on_the_order_of_the_files(
    services: list[Service], query: Query, data: st.DataObject
) -> None:
    mixed = data.draw(st.permutations(services))
    found = search(query, *services)
    assert found == search(query, *mixed)
    assert found == search(query, *services)


@settings(max_examples=80)
@given(services=services, query=queries)
def test_the_steps_of_the_widening_never_go_backwards_and_say_what_they_are(
    services: list[Service], query: Query
) -> None:
    found = search(query, *services)
    assert [match.step for match in found] == sorted(match.step for match in found)
    for match in found:
        holds_to_its_step(match, query)


def holds_to_its_step(match: Match, query: Query) -> None:
    """What each step promises of the services that it brings."""
    formats, needs = set(match.service.formats), set(match.service.needs)
    if match.step < Step.OTHER_FORMATS:
        assert not query.formats or formats & query.formats
    if match.step < Step.OTHER_NEEDS:
        assert not query.needs or needs & query.needs
    if match.step is Step.FURTHER_AWAY:
        assert match.distance_km is not None
        assert NEAR_KM < match.distance_km <= FAR_KM
    if match.step is Step.AS_ASKED and match.distance_km is not None and not formats & DISTANT:
        assert match.distance_km <= NEAR_KM


@settings(max_examples=80)
@given(services=services, query=queries)
def test_every_reason_that_is_given_holds(services: list[Service], query: Query) -> None:
    for match in search(query, *services):
        one, why = match.service, set(match.why)
        assert (Why.NEEDS in why) == bool(set(one.needs) & query.needs)
        assert set(match.needs) == set(one.needs) & query.needs
        assert (Why.SELF_REFERRAL in why) == (one.referral in ("self", "either"))
        assert (Why.TRAINED in why) == bool(one.training)
        assert (Why.DISTANCE in why) == (match.distance_km is not None)
        if Why.FORMAT in why:
            assert not query.formats or set(one.formats) & query.formats
        if Why.ANYWHERE in why:
            nations = set(one.serves.nations)
            assert one.serves.known
            assert one.serves.everywhere or nations >= set(NATIONS) or nations & query.nations
            assert one.serves.everywhere or nations >= query.nations, "it does not cover all the nations she may be in"
        assert len({Why.DISTANCE, Why.AREA, Why.ANYWHERE} & why) <= 1


@settings(max_examples=200)
@given(here=points, there=points)
def test_a_distance_is_the_geodesic_one(here: Point, there: Point) -> None:
    assert kilometres(here, there) == pytest.approx(geodesic(here, there).km)


anywhere = st.tuples(st.floats(-89.9, 89.9), st.floats(-180, 180))


@settings(max_examples=300)
@given(here=points | anywhere, north=st.floats(-0.9, 0.9), east=st.floats(-1.8, 1.8))
def test_the_rough_distance_is_as_good_as_it_says(here: Point, north: float, east: float) -> None:
    there = (max(-90.0, min(90.0, here[0] + north)), (here[1] + east + 540) % 360 - 180)
    far = geodesic(here, there).km
    if far <= 100:
        assert rough_km(here, np.array([there[0]]), np.array([there[1]]))[0] == pytest.approx(far, abs=DOUBT_KM / 2)


@settings(max_examples=100)
@given(here=points, there=points)
def test_the_distance_of_a_result_is_measured_to_its_venue(here: Point, there: Point) -> None:
    found = search(Query(here=here), service(venue=at(*there)))
    far = geodesic(here, there).km
    assert len(found) == 1
    assert found[0].distance_km == (pytest.approx(far) if far <= FAR_KM else None)


@pytest.mark.parametrize(
    ("beginning", "outcode", "covered"),
    [
        ("BS", "BS5", True),
        ("BS", "BS16", True),
        ("B", "BS5", False),
        ("B", "B1", True),
        ("BS", "B5", False),
        ("BA1", "BA1", True),
        ("BA1", "BA11", False),
        ("BA11", "BA1", False),
        ("EC1", "EC1A", True),
        ("EC1", "EC2A", False),
        ("EC1A", "EC1A", True),
        ("EC1A", "EC1M", False),
        ("E", "EC1A", False),
        ("E1", "E10", False),
        ("E1", "E1W", True),
        ("W", "WC1A", False),
    ],
)
def test_a_postcode_area_takes_in_whole_areas_and_districts_only(beginning: str, outcode: str, covered: bool) -> None:
    found = search(Query(outcode=outcode), service(serves={"postcodes": [beginning]}))
    assert bool(found) is covered


@pytest.mark.parametrize("status", ["closed", "temporarily_closed"])
def test_a_closed_service_is_never_shown_but_its_id_is_known(status: str) -> None:
    one = service(status=status, alert="It has closed.")
    assert search(Query(), one) == ()
    assert not directory(one).offers(one.id)
    assert directory(one).by_id[one.id] is one


def test_a_service_answers_to_the_ids_that_it_had_before() -> None:
    here = directory(service("new", formerly=["old"]))
    assert here.offers("old")
    assert not here.offers("another")


def test_what_nobody_has_confirmed_can_be_hidden() -> None:
    confirmed = service("confirmed", checked={"on": "2026-11-01", "by": "Ann"})
    ageing = service("ageing", checked={"on": "2026-01-01", "by": "Ann"})
    never = service("never")
    assert ids(search(Query(hide_unconfirmed=True), never, ageing, confirmed)) == ["confirmed", "ageing"]


A_GROUP: dict[str, Any] = {"formats": ["group"], "serves": {"places": ["Easton"]}}


def test_the_search_widens_step_by_step_and_says_so() -> None:
    found = search(
        Query(here=HERE, nations=frozenset({"England"}), formats=frozenset({Format.GROUP}), needs=frozenset({"ocd"})),
        service("f-clinic", kind="professional"),
        service("e-line", formats=["phone"]),
        service("d-any-need", **A_GROUP, venue=at(*HERE)),
        service("c-country", formats=["group"], serves={"nations": ["England"]}, needs=["ocd"]),
        service("b-far", **A_GROUP, venue=at(51.86, -2.24), needs=["ocd"]),
        service("a-near", **A_GROUP, venue=at(*HERE), needs=["ocd"]),
        service("too-far", **A_GROUP, venue=at(53.8, -1.5), needs=["ocd"]),
    )
    assert [(match.service.id, match.step) for match in found] == [
        ("a-near", Step.AS_ASKED),
        ("b-far", Step.FURTHER_AWAY),
        ("c-country", Step.COUNTRY_WIDE),
        ("d-any-need", Step.OTHER_NEEDS),
        ("e-line", Step.OTHER_FORMATS),
        ("f-clinic", Step.OTHER_HELP),
    ]


def test_a_service_for_loss_alone_is_shown_to_nobody_who_has_not_spoken_of_a_loss() -> None:
    loss = service(stages=["loss"], needs=["loss"])
    assert search(Query(), loss) == ()
    assert search(Query(stage=Stage.POSTNATAL), loss) == ()
    assert ids(search(Query(stage=Stage.LOSS), loss)) == ["a-service"]
    assert ids(search(Query(stage=Stage.POSTNATAL, needs=frozenset({"loss"})), loss)) == ["a-service"]


def test_after_a_loss_only_what_says_it_welcomes_bereaved_mothers_is_shown() -> None:
    assert search(Query(stage=Stage.LOSS), service(stages=["pregnancy", "postnatal"])) == ()


def test_what_covers_every_nation_is_offered_on_an_island_that_it_does_not_name_without_a_promise() -> None:
    (named,) = search(Query(nations=frozenset({"Jersey"})), service(serves={"nations": list(NATIONS)}))
    assert Why.ANYWHERE not in named.why
    (everywhere,) = search(Query(nations=frozenset({"Jersey"})), service(serves={"everywhere": True}))
    assert Why.ANYWHERE in everywhere.why
    assert search(Query(nations=frozenset({"Jersey"})), service(serves={"nations": ["England"]})) == ()


def test_a_group_in_every_nation_is_not_offered_on_an_island_that_it_does_not_name() -> None:
    group = service(formats=["group"], serves={"nations": list(NATIONS)})
    assert search(Query(nations=frozenset({"Jersey"})), group) == ()
    assert ids(search(Query(nations=frozenset({"Wales"})), group)) == ["a-service"]
    assert ids(search(Query(), group)) == ["a-service"]


def test_on_a_border_both_sides_are_shown_and_neither_is_promised() -> None:
    border = Query(nations=frozenset({"England", "Scotland"}))
    both = service("both", serves={"nations": ["England", "Scotland"]})
    one = service("one", serves={"nations": ["Scotland"]})
    other = service("other", serves={"nations": ["England"]})
    found = search(border, other, one, both, service("wales", serves={"nations": ["Wales"]}))
    assert ids(found) == ["both", "one", "other"]
    assert [Why.ANYWHERE in match.why for match in found] == [True, False, False]


def test_on_a_border_a_service_of_her_district_is_one_for_her_area() -> None:
    """It names one of the two nations as well; what makes it certain is the district."""
    border = Query(nations=frozenset({"England", "Scotland"}), districts=frozenset({"highland"}))
    (found,) = search(border, service(serves={"nations": ["England"], "districts": ["Highland"]}))
    assert Why.AREA in found.why
    assert Why.ANYWHERE not in found.why


def test_an_area_that_is_not_certain_is_offered_and_never_promised() -> None:
    serves = {"nations": ["England"], "known": False, "says": "parts of it"}
    (found,) = search(Query(nations=frozenset({"England"})), service(serves=serves))
    assert not {Why.ANYWHERE, Why.AREA} & set(found.why)


def test_part_of_a_nation_is_not_wherever_she_is() -> None:
    serves = {"nations": ["Wales"], "districts": ["Bristol"]}
    (found,) = search(Query(nations=frozenset({"England"}), districts=frozenset({"bristol"})), service(serves=serves))
    assert Why.AREA in found.why
    assert Why.ANYWHERE not in found.why


@pytest.mark.parametrize("metres", [0.5, 3.0])
def test_what_is_a_metre_nearer_comes_first(metres: float) -> None:
    degrees = metres / 111_200
    further = service("a-further", **A_GROUP, venue=at(HERE[0] + 0.01 + degrees, HERE[1]))
    nearer = service("b-nearer", **A_GROUP, venue=at(HERE[0] + 0.01, HERE[1]))
    assert ids(search(Query(here=HERE), further, nearer)) == ["b-nearer", "a-further"]


@pytest.mark.parametrize("north", [0.1, 0.3, 0.5])
def test_a_limit_between_the_rough_and_the_exact_distance_is_decided_by_the_exact_one(north: float) -> None:
    there = (HERE[0] + north, HERE[1] + north)
    rough = float(rough_km(HERE, np.array([there[0]]), np.array([there[1]]))[0])
    exact = geodesic(HERE, there).km
    limit = (rough + exact) / 2
    assert rough != exact
    (km,) = Nearby(1, [0], there).km(HERE, 100.0, np.array([limit]), ())
    assert (km <= limit) == (exact <= limit)
