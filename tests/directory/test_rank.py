"""The order of the results: for each declared rule, two services that differ in nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from bot.directory import Format, Query, Step
from tests.directory.making import at, ids, search, service

HERE = (51.4621, -2.5544)
MILE = 1 / 69.1
"""Degrees of latitude."""

GROUP: dict[str, Any] = {"formats": ["group"], "serves": {"places": ["Easton"]}, "venue": at(*HERE)}
CHECKED = {"by": "Ann"}

RULES: dict[str, tuple[Query, dict[str, Any], dict[str, Any]]] = {
    "what she asked for comes before what only a wider search finds": (
        Query(formats=frozenset({Format.PHONE})),
        {"formats": ["phone"]},
        {"formats": ["online"]},
    ),
    "one that speaks her language comes first": (
        Query(spoken="ur"),
        {"languages": ["ur"]},
        {"languages": ["en"]},
    ),
    "one that may have closed comes last": (
        Query(),
        {},
        {"status": "possibly_closed", "alert": "Nobody answers."},
    ),
    "one that can be reached comes before one that nobody knows how to reach": (
        Query(),
        {},
        {"contacts": {}},
    ),
    "one set up for people she has not named comes later": (
        Query(),
        {},
        {"chiefly_for": ["faith"], "needs": ["faith"]},
    ),
    "one that surely covers her comes before one that may": (
        Query(nations=frozenset({"England"})),
        {"serves": {"nations": ["England"]}},
        {"serves": {"nations": ["England"], "known": False, "says": "most of it"}},
    ),
    "one that meets more of her needs comes first": (
        Query(needs=frozenset({"low_mood", "ocd"})),
        {"needs": ["low_mood", "ocd"]},
        {"needs": ["low_mood"], "focus": "perinatal_mental_health"},
    ),
    "a specific one comes before a generic one": (
        Query(),
        {"focus": "perinatal_mental_health"},
        {"focus": "parents"},
    ),
    "one confirmed lately comes before one confirmed a while ago": (
        Query(),
        {"checked": {**CHECKED, "on": "2026-10-01"}},
        {"checked": {**CHECKED, "on": "2026-02-01"}},
    ),
    "one confirmed a while ago comes before one that nobody has confirmed": (
        Query(),
        {"checked": {**CHECKED, "on": "2026-02-01"}},
        {},
    ),
    "one at a time she asked for comes first": (
        Query(times=frozenset({"mornings"})),
        {"times": [{"says": "Tuesdays at 10", "day": "tuesday", "start": "10:00", "as_of": "2026-09"}]},
        {"times": [{"says": "Tuesdays at 7", "day": "tuesday", "start": "19:00", "as_of": "2026-09"}]},
    ),
    "one near by comes before one further off": (
        Query(here=HERE),
        GROUP,
        {**GROUP, "venue": at(HERE[0] + 12 * MILE, HERE[1])},
    ),
    "one near by comes before one for people anywhere": (
        Query(here=HERE, nations=frozenset({"England"})),
        GROUP,
        {"formats": ["group"]},
    ),
    "one that she can contact herself comes before one that a professional must ask": (
        Query(),
        {"referral": "self"},
        {"referral": "professional"},
    ),
    "one whose referral nobody knows comes before one that a professional must ask": (
        Query(),
        {},
        {"referral": "professional"},
    ),
    "one that states its training comes first when all else is equal": (
        Query(),
        {"training": "Two days, and supervision every month."},
        {},
    ),
    "one whose sources can be trusted comes first": (
        Query(),
        {"confidence": "high"},
        {"confidence": "low"},
    ),
    "the nearer of two near ones comes first when all else is equal": (
        Query(here=HERE),
        {**GROUP, "venue": at(HERE[0] + MILE, HERE[1])},
        {**GROUP, "venue": at(HERE[0] + 2 * MILE, HERE[1])},
    ),
}
"""For each rule: what is looked for, a service that must come first, and one that differs only in this."""


@pytest.mark.parametrize("rule", RULES)
def test_the_better_of_two_comes_first(rule: str) -> None:
    query, better, worse = RULES[rule]
    found = search(query, service("a-worse", **worse), service("b-better", **better))
    assert ids(found) == ["b-better", "a-worse"]


def test_peer_support_comes_before_what_is_not_peer_support() -> None:
    found = search(
        Query(),
        service("a-clinic", kind="professional", focus="perinatal_mental_health", referral="self"),
        service("b-leaflet", kind="information", focus="perinatal_mental_health", referral="self"),
        service("c-line", kind="crisis", focus="perinatal_mental_health", referral="self"),
        service("d-peers", focus="general", referral="professional"),
    )
    assert ids(found)[0] == "d-peers"
    assert {match.step for match in found[1:]} == {Step.OTHER_HELP}


def test_a_better_fit_a_mile_further_off_still_comes_first() -> None:
    near = service("a-near", **GROUP, referral="professional")
    further = service("b-further", **{**GROUP, "venue": at(HERE[0] + MILE, HERE[1])}, referral="self")
    assert ids(search(Query(here=HERE), near, further)) == ["b-further", "a-near"]


def test_a_self_referral_never_beats_a_specific_service_nor_a_confirmed_one() -> None:
    herself = service("a-herself", referral="self")
    specific = service("b-specific", focus="perinatal_mental_health", referral="professional")
    confirmed = service("c-confirmed", checked={"on": "2026-11-01", "by": "Ann"}, referral="professional")
    assert ids(search(Query(), herself, specific, confirmed)) == ["b-specific", "c-confirmed", "a-herself"]


def test_baby_loss_is_specific_only_for_somebody_who_has_lost_a_baby() -> None:
    loss = service("b-loss", focus="baby_loss", stages=["postnatal", "loss"], chiefly_for=["loss"], needs=["loss"])
    other = service("a-other", focus="general", stages=["postnatal", "loss"], needs=["loss"])
    assert ids(search(Query(needs=frozenset({"loss"})), loss, other)) == ["b-loss", "a-other"]
    assert ids(search(Query(), loss, other)) == ["a-other", "b-loss"]


def test_equal_services_come_in_the_order_of_their_ids() -> None:
    assert ids(search(Query(), service("c"), service("a"), service("b"))) == ["a", "b", "c"]
