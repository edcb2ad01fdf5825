"""Which of two services that both fit comes first. The order of the fields below is the whole of the rule."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from bot.directory.service import Service
from bot.directory.vocabulary import Confidence, Freshness, Referral, Status

_FRESH = (Freshness.CONFIRMED, Freshness.AGEING, Freshness.UNCONFIRMED)
_CONFIDENCE = (Confidence.HIGH, Confidence.MEDIUM, Confidence.LOW)
_REFERRAL = (Referral.SELF, Referral.EITHER, Referral.UNKNOWN, Referral.PROFESSIONAL)
BANDS_KM = (8.0, 16.0, 24.15)
"""Distances within one band count as equal, so that a better fit a little further off still comes first."""


class Step(IntEnum):
    """How far the search had to widen to find a service, in the order in which it widens."""

    AS_ASKED = 0
    FURTHER_AWAY = 1
    COUNTRY_WIDE = 2
    OTHER_NEEDS = 3
    OTHER_FORMATS = 4
    OTHER_HELP = 5


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


def order(fits: Iterable[Fit]) -> list[Fit]:
    """The fits, best first; equal ones by id, so that the order never wavers."""
    return sorted(fits, key=_key)


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
