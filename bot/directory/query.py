"""What the search is asked, and what it answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum

from bot.directory.points import Point
from bot.directory.service import Service
from bot.directory.vocabulary import Audience, Exclusion, Format, Freshness, Kind, Stage

NEAR_KM = 15 * 1.609344
FAR_KM = 40 * 1.609344
"""How far "near" and "further away" reach from her place: 15 and 40 miles."""

BANDS_KM = (8.0, 16.0, 24.15)
"""Distances within one band count as equal, so that a better fit a little further off still comes first."""

DISTANT = frozenset({Format.PHONE, Format.ONLINE})
"""Formats that reach her wherever she is."""

PLACELESS = frozenset({Kind.CRISIS, Kind.INFORMATION, Kind.PROFESSIONAL})
"""Kinds that are not peer support: shown after it, labelled as what they are."""


class Step(IntEnum):
    """How far the search had to widen to find a service, in the order in which it widens."""

    AS_ASKED = 0
    FURTHER_AWAY = 1
    COUNTRY_WIDE = 2
    OTHER_NEEDS = 3
    OTHER_FORMATS = 4
    OTHER_HELP = 5


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
    untold: frozenset[str] = frozenset()
    """Needs that are dangers and that she has not told of: what is chiefly for one of them comes as other help."""
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
