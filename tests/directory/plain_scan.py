"""The search as a plain scan: one service after the other, each asked everything, and all of them sorted.

It is what the bot's own search, which works with sets, must equal: the same services in the same order, for the same
reasons. Slow, and meant to be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Any

from bot.directory.freshness import freshness, times_shown
from bot.directory.needs import PartOfDay
from bot.directory.points import Point, districts_around, kilometres, points_of
from bot.directory.query import BANDS_KM, DISTANT, FAR_KM, NEAR_KM, PLACELESS, Match, Query, Step, Why
from bot.directory.service import Service
from bot.directory.times_of_day import is_in
from bot.directory.vocabulary import (
    Audience,
    Confidence,
    Exclusion,
    Focus,
    Format,
    Freshness,
    Referral,
    Stage,
    Status,
)
from bot.places import Gazetteer

_FRESH = (Freshness.CONFIRMED, Freshness.AGEING, Freshness.UNCONFIRMED)
_CONFIDENCE = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
_REFERRAL = (Referral.SELF, Referral.EITHER, Referral.UNKNOWN, Referral.PROFESSIONAL)


def scan(
    services: Iterable[Service],
    query: Query,
    today: date,
    nations: Iterable[str],
    parts: Sequence[PartOfDay],
    gazetteer: Gazetteer,
) -> tuple[Match, ...]:
    """Every service that may be shown, best first."""
    offered = [service for service in services if service.status in (Status.OPEN, Status.POSSIBLY_CLOSED)]
    every = frozenset(nations)
    fits = [_fit(_entry(service, gazetteer), query, every, parts, today) for service in offered]
    return tuple(_match(fit, query) for fit in sorted((fit for fit in fits if fit), key=_key))


@dataclass(frozen=True, slots=True)
class Entry:
    """A service with what the search needs of it, worked out once."""

    service: Service
    points: tuple[Point, ...]
    lies_in: frozenset[str]
    """Districts and counties that its points are in, casefolded."""
    districts: frozenset[str]
    nations: frozenset[str]
    formats: frozenset[Format]
    needs: frozenset[str]
    not_for: frozenset[Exclusion]


@dataclass(frozen=True, slots=True)
class Fit:
    """How one service fits one query."""

    service: Service
    step: Step
    fresh: Freshness
    certain_area: bool
    distance_km: float | None
    matched: tuple[str, ...]
    peer: bool
    specific: bool
    for_others: bool
    in_region: bool
    local: bool
    reachable: bool
    right_time: bool
    right_language: bool


def _key(fit: Fit) -> tuple[Any, ...]:
    service = fit.service
    return (
        fit.step,
        not fit.right_language,
        service.status is Status.POSSIBLY_CLOSED,
        not fit.reachable,
        fit.for_others,
        not fit.certain_area,
        -len(fit.matched),
        not fit.specific,
        not fit.peer,
        _FRESH.index(fit.fresh),
        not fit.right_time,
        _band(fit),
        _REFERRAL.index(service.referral),
        service.training is None,
        _CONFIDENCE.index(service.confidence),
        fit.distance_km or 0.0,
        service.id,
    )


def _band(fit: Fit) -> int:
    """How near, roughly: near by, in her area, wherever she is, further away."""
    if fit.distance_km is None:
        return 2 if fit.local else 3
    return sum(fit.distance_km > band for band in BANDS_KM) + (fit.distance_km > BANDS_KM[-1])


def _fit(entry: Entry, query: Query, nations: frozenset[str], parts: Sequence[PartOfDay], today: date) -> Fit | None:
    """How an entry fits the query, or None when it must not be shown."""
    if not suits(entry, query):
        return None
    certain, distance = _reach(entry, query, nations)
    if certain is None:
        return None
    fresh = freshness(entry.service.checked, today)
    if query.hide_unconfirmed and fresh is Freshness.UNCONFIRMED:
        return None
    matched = tuple(sorted(entry.needs & query.needs))
    return Fit(
        service=entry.service,
        step=_step(entry, query, distance, bool(matched), _is_wide(entry, query, nations)),
        fresh=fresh,
        certain_area=certain,
        distance_km=distance,
        matched=matched,
        peer=entry.service.kind not in PLACELESS,
        specific=_is_specific(entry.service, query),
        for_others=_is_for_others(entry.service, query),
        in_region=query.in_region and _is_inside(entry, query),
        local=not _is_wide(entry, query, nations),
        reachable=entry.service.contacts.any or bool(entry.service.organisation_website),
        right_time=_is_at_a_time(entry.service, query, parts, today),
        right_language=query.spoken in entry.service.languages,
    )


def _is_at_a_time(service: Service, query: Query, parts: Sequence[PartOfDay], today: date) -> bool:
    asked = [part for part in parts if part.id in query.times]
    return any(is_in(time, part) for time in times_shown(service, today) for part in asked)


def _is_for_others(service: Service, query: Query) -> bool:
    """Whether it was set up for people or experiences that she has not named (twins, faith, OCD)."""
    return bool(service.chiefly_for) and not set(service.chiefly_for) & query.needs


def _is_specific(service: Service, query: Query) -> bool:
    """Whether it was set up for just this: perinatal mental health, or baby loss for somebody bereaved (E13)."""
    if service.focus is Focus.BABY_LOSS:
        return query.stage is Stage.LOSS or "loss" in query.needs
    return service.focus is Focus.PERINATAL_MENTAL_HEALTH


def _entry(service: Service, gazetteer: Gazetteer) -> Entry:
    points = points_of(service, gazetteer)
    return Entry(
        service=service,
        points=points,
        lies_in=districts_around(points, gazetteer),
        districts=frozenset(district.casefold() for district in service.serves.districts),
        nations=frozenset(service.serves.nations),
        formats=frozenset(service.formats),
        needs=frozenset(service.needs),
        not_for=frozenset(service.not_for),
    )


def suits(entry: Entry, query: Query) -> bool:
    """Whether the service is for somebody like her: who she is, her stage, and nothing that excludes her."""
    if entry.not_for & query.conditions:
        return False
    audience = set(entry.service.for_whom)
    if query.audience and Audience.ANYONE not in audience and not audience & query.audience:
        return False
    stages = set(entry.service.stages)
    if query.stage is None or (stages == {Stage.LOSS} and "loss" in query.needs):
        return query.stage is not None or stages != {Stage.LOSS} or "loss" in query.needs
    return query.stage in stages


def _reach(entry: Entry, query: Query, all_nations: frozenset[str]) -> tuple[bool | None, float | None]:
    """Whether the service reaches her, and from how far (km).

    The first is True when it surely covers her, False when it may (its area is not certain, it covers only one side of
    the border that she is at, or it names the nations and hers is not among them), None when it does not.
    """
    serves = entry.service.serves
    distance = _distance(entry, query)
    limit = serves.within_miles * 1.609344 if serves.within_miles else FAR_KM
    near = _is_inside(entry, query) if query.in_region else distance is not None and distance <= limit
    local = (
        bool(entry.districts & query.districts)
        or _covers_outcode(serves.postcodes, query.outcode)
        or (near and bool(serves.places or serves.within_miles))
    )
    national = bool(entry.nations & query.nations) or (
        _is_everywhere(entry, all_nations) and not _is_only_elsewhere(entry, query)
    )
    if not local and not national:
        return None, None
    if entry.points and distance is None and not near and not (entry.formats & DISTANT):
        return None, None
    whichever = serves.everywhere or entry.nations >= query.nations
    return serves.known and (local or whichever), distance


def _is_everywhere(entry: Entry, all_nations: frozenset[str]) -> bool:
    """Whether it covers the whole country."""
    return entry.service.serves.everywhere or bool(entry.nations and entry.nations >= all_nations)


def _is_only_elsewhere(entry: Entry, query: Query) -> bool:
    """Whether it names the nations where one can go to it, and hers (an island's, say) is not among them."""
    named_others = bool(query.nations) and not entry.service.serves.everywhere and not entry.nations & query.nations
    return named_others and bool(entry.formats) and not entry.formats & DISTANT


def _is_wide(entry: Entry, query: Query, all_nations: frozenset[str]) -> bool:
    """Whether it covers the whole of her nation or of the country, rather than some part of it that she is in."""
    return _is_everywhere(entry, all_nations) or bool(entry.nations & query.nations)


def _is_inside(entry: Entry, query: Query) -> bool:
    """Whether it is in the county or district that she named, or covers it by name."""
    return bool((entry.lies_in | entry.districts) & query.districts)


def _distance(entry: Entry, query: Query) -> float | None:
    """Kilometres to the nearest of its points, or None when it has none or all are beyond the furthest ring."""
    if query.here is None or query.in_region or not entry.points:
        return None
    nearest = min(
        (kilometres(query.here, point) for point in entry.points if _is_near(query.here, point)), default=None
    )
    return nearest if nearest is not None and nearest <= FAR_KM else None


def _covers_outcode(postcodes: Sequence[str], outcode: str | None) -> bool:
    """Whether a beginning of postcodes ("BS", "BA1") takes in the outcode: whole areas or whole districts only."""
    if not outcode:
        return False
    letters = "".join(character for character in outcode[:2] if character.isalpha())
    bare = outcode.rstrip(ascii_uppercase)
    return any(beginning in (outcode, bare, letters) for beginning in postcodes)


def _step(entry: Entry, query: Query, distance: float | None, needs_met: bool, wide: bool) -> Step:
    """The first step of the widening at which the service may be shown."""
    if entry.service.kind in PLACELESS or (query.needs and not needs_met and entry.service.chiefly_for):
        return Step.OTHER_HELP
    if set(entry.service.chiefly_for) & query.untold:
        return Step.OTHER_HELP
    if query.formats and not entry.formats & query.formats:
        return Step.OTHER_FORMATS
    if query.needs and not needs_met:
        return Step.OTHER_NEEDS
    by_distance = query.formats - DISTANT if query.formats else entry.formats - DISTANT
    if not by_distance or query.here is None or entry.formats & query.formats & DISTANT:
        return Step.AS_ASKED
    if distance is not None:
        return Step.AS_ASKED if distance <= NEAR_KM else Step.FURTHER_AWAY
    return Step.COUNTRY_WIDE if wide and query.formats else Step.AS_ASKED


def _match(fit: Fit, query: Query) -> Match:
    """The result as shown, with its reasons in the order in which they are said."""
    service = fit.service
    near = fit.distance_km is not None or fit.in_region
    whichever = service.serves.everywhere or set(service.serves.nations) >= query.nations
    anywhere = not near and not fit.local and whichever and fit.certain_area
    reasons = (
        (Why.NEEDS, bool(fit.matched)),
        (Why.DISTANCE, fit.distance_km is not None),
        (Why.REGION, fit.in_region),
        (Why.AREA, not near and not anywhere and fit.certain_area),
        (Why.ANYWHERE, anywhere),
        (Why.FORMAT, bool(set(service.formats) & query.formats) if query.formats else bool(service.formats)),
        (Why.TIMES, fit.right_time),
        (Why.LANGUAGE, fit.right_language),
        (Why.SELF_REFERRAL, service.referral in (Referral.SELF, Referral.EITHER)),
        (Why.TRAINED, service.training is not None),
    )
    why = tuple(reason for reason, holds in reasons if holds)
    return Match(service, fit.step, why, fit.distance_km, fit.matched, fit.fresh)


def _is_near(here: Point, there: Point) -> bool:
    """No for what is surely too far, because measuring takes long: a degree of latitude is at least 110 km."""
    return abs(here[0] - there[0]) < 1
