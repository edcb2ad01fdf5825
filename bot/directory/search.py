"""Finding services: who is covered and who is left out, how well each fits, and how the search widens.

Three things are never bent: a service that excludes her, is for somebody else, or covers another area is not shown,
however far the search widens. What widens is declared in `Step`: first what she asked for near by, then further away,
then country-wide, then without the needs, then in other forms (E10). Every result knows the step that brought it, so
that the widening is said aloud, and the reasons why it fits, so that they are shown (E8).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from string import ascii_uppercase

from bot.directory.freshness import freshness, times_shown
from bot.directory.needs import Needs, PartOfDay
from bot.directory.points import Point, districts_around, kilometres, may_be_within, points_of
from bot.directory.rank import Fit, Step, order
from bot.directory.service import Service, Time
from bot.directory.times import clock_of
from bot.directory.vocabulary import (
    Audience,
    Day,
    Exclusion,
    Focus,
    Format,
    Freshness,
    Kind,
    Referral,
    Stage,
    Status,
)
from bot.places import Gazetteer

NEAR_KM = 15 * 1.609344
FAR_KM = 40 * 1.609344
"""How far "near" and "further away" reach from her place: 15 and 40 miles."""

DISTANT = frozenset({Format.PHONE, Format.ONLINE})
"""Formats that reach her wherever she is."""

WEEKEND = frozenset({Day.SATURDAY, Day.SUNDAY})

PLACELESS = frozenset({Kind.CRISIS, Kind.INFORMATION, Kind.PROFESSIONAL})
"""Kinds that are not peer support: shown after it, labelled as what they are."""


class Why(StrEnum):
    """Why a service fits her."""

    NEEDS = "needs"
    DISTANCE = "distance"
    REGION = "region"
    AREA = "area"
    ANYWHERE = "anywhere"
    FORMAT = "format"
    TIMES = "times"
    LANGUAGE = "language"
    SELF_REFERRAL = "self_referral"
    TRAINED = "trained"


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for. Empty and None mean: not said."""

    here: Point | None = None
    in_region: bool = False
    """Whether all that is known is a county or a nation: `here` is then only its middle, and no distance is said."""
    districts: frozenset[str] = frozenset()
    """Districts and counties that she is in, casefolded."""
    outcode: str | None = None
    nations: frozenset[str] = frozenset()
    audience: frozenset[Audience] = frozenset()
    stage: Stage | None = None
    formats: frozenset[Format] = frozenset()
    needs: frozenset[str] = frozenset()
    times: frozenset[str] = frozenset()
    spoken: str | None = None
    conditions: frozenset[Exclusion] = frozenset()
    """What is so for her; a service whose `not_for` names one is left out."""
    hide_unconfirmed: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A service that fits, how far it is (km, None when distance says nothing), the step, and the reasons."""

    service: Service
    step: Step
    why: tuple[Why, ...]
    distance_km: float | None = None
    needs: tuple[str, ...] = ()
    fresh: Freshness = Freshness.UNCONFIRMED


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


@dataclass(frozen=True)
class Directory:
    """Every service, ready to be searched."""

    entries: tuple[Entry, ...]
    nations: frozenset[str]
    """Every nation of the country; a service for all of them can be shown when hers is not known."""
    parts: tuple[PartOfDay, ...] = ()
    by_id: Mapping[str, Service] = field(default_factory=dict)
    """Every service, closed ones too, by its id and by the ids that it had before."""

    @classmethod
    def of(cls, services: Iterable[Service], needs: Needs, gazetteer: Gazetteer, nations: Iterable[str]) -> Directory:
        """Work out once what every search needs. Closed services are kept only to be told apart from unknown ids."""
        kept = tuple(services)
        entries = tuple(_entry(service, gazetteer) for service in kept if service.status in _OFFERED)
        by_id = {name: service for service in kept for name in (service.id, *service.formerly)}
        return cls(entries, frozenset(nations), needs.times, by_id)

    def offers(self, identifier: str) -> bool:
        """Whether the service is there and may be shown."""
        service = self.by_id.get(identifier)
        return service is not None and service.status in _OFFERED

    def search(self, query: Query, today: date) -> tuple[Match, ...]:
        """Every service that may be shown, best first, the widening in its declared order. Pure."""
        fits = [fit for entry in self.entries if (fit := self._fit(entry, query, today))]
        return tuple(_match(fit, query) for fit in order(fits))

    def _fit(self, entry: Entry, query: Query, today: date) -> Fit | None:
        """How an entry fits the query, or None when it must not be shown."""
        if not suits(entry, query):
            return None
        certain, distance = _reach(entry, query, self.nations)
        if certain is None:
            return None
        fresh = freshness(entry.service.checked, today)
        if query.hide_unconfirmed and fresh is Freshness.UNCONFIRMED:
            return None
        matched = tuple(sorted(entry.needs & query.needs))
        return Fit(
            service=entry.service,
            step=_step(entry, query, distance, bool(matched), _is_wide(entry, query, self.nations)),
            fresh=fresh,
            certain_area=certain,
            distance_km=distance,
            matched=matched,
            peer=entry.service.kind not in PLACELESS,
            specific=_is_specific(entry.service, query),
            for_others=_is_for_others(entry.service, query),
            in_region=query.in_region and _is_inside(entry, query),
            local=not _is_wide(entry, query, self.nations),
            reachable=entry.service.contacts.any or bool(entry.service.organisation_website),
            right_time=any(is_at(entry.service, part, today) for part in self.parts if part.id in query.times),
            right_language=query.spoken in entry.service.languages,
        )


def _is_for_others(service: Service, query: Query) -> bool:
    """Whether it was set up for people or experiences that she has not named (twins, faith, OCD)."""
    return bool(service.chiefly_for) and not set(service.chiefly_for) & query.needs


def _is_specific(service: Service, query: Query) -> bool:
    """Whether it was set up for just this: perinatal mental health, or baby loss for somebody bereaved (E13)."""
    if service.focus is Focus.BABY_LOSS:
        return query.stage is Stage.LOSS or "loss" in query.needs
    return service.focus is Focus.PERINATAL_MENTAL_HEALTH


_OFFERED = frozenset({Status.OPEN, Status.POSSIBLY_CLOSED})


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
    near = [point for point in entry.points if may_be_within(query.here, point, FAR_KM)]
    nearest = min((kilometres(query.here, point) for point in near), default=None)
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
    wide = not near and not fit.local
    reasons = (
        (Why.NEEDS, bool(fit.matched)),
        (Why.DISTANCE, fit.distance_km is not None),
        (Why.REGION, fit.in_region),
        (Why.AREA, not near and not wide and fit.certain_area),
        (Why.ANYWHERE, wide and fit.certain_area),
        (Why.FORMAT, bool(set(service.formats) & query.formats) if query.formats else bool(service.formats)),
        (Why.TIMES, fit.right_time),
        (Why.LANGUAGE, fit.right_language),
        (Why.SELF_REFERRAL, service.referral in (Referral.SELF, Referral.EITHER)),
        (Why.TRAINED, service.training is not None),
    )
    why = tuple(reason for reason, holds in reasons if holds)
    return Match(service, fit.step, why, fit.distance_km, fit.matched, fit.fresh)


def is_at(service: Service, part: PartOfDay, today: date) -> bool:
    """Whether one of its sessions is in that part of the day or week; one that isn't known, or is old, is in none."""
    return any(_time_is_at(time, part) for time in times_shown(service, today))


def _time_is_at(time: Time, part: PartOfDay) -> bool:
    schedule = time.schedule
    days = set(schedule.weekdays) if schedule else {time.day} if time.day else set()
    if part.weekend:
        return bool(days & WEEKEND)
    if part.starts is None or part.until is None:
        return bool(days - WEEKEND)
    start = schedule.start if schedule else clock_of(time.start)
    if start is None:
        return part.label.casefold().rstrip("s") in time.says.casefold()
    return part.starts <= start.hour < part.until
