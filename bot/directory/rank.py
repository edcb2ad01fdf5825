"""Which of two services that both fit comes first. The list in `levels` is the whole of the rule.

The services are never sorted: at each level a set falls into parts, the best part is taken first and falls into parts
at the next level, and only as many services come out as are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from bot.directory.fits import Fits
from bot.directory.index import Index
from bot.directory.nearby import DOUBT_KM
from bot.directory.query import BANDS_KM, Query
from bot.directory.sets import members, where
from bot.directory.vocabulary import Confidence, Referral

Level = tuple[int, ...]
"""The parts of one level, best first; what is in none of them comes last."""


def levels(index: Index, fit: Fits) -> tuple[Level, ...]:
    """What counts, the weightiest first. What is equal in all of it comes nearest first, and then by id."""
    referral, confidence = index.of["referral"], index.of["confidence"]
    return (
        fit.steps,
        (fit.right_language,),
        (index.all_but(index.those("possibly_closed")),),
        (index.those("reachable"),),
        (index.all_but(fit.for_others),),
        (fit.certain,),
        fit.needs_met[::-1],
        (fit.specific,),
        (index.all_but(index.those("placeless")),),
        (fit.confirmed, fit.ageing),
        (fit.right_time,),
        _bands(index, fit),
        (referral[Referral.SELF], referral[Referral.EITHER], referral[Referral.UNKNOWN]),
        (index.those("trained"),),
        (confidence[Confidence.HIGH], confidence[Confidence.MEDIUM]),
    )


def _bands(index: Index, fit: Fits) -> Level:
    """How near, roughly: near by, in her area, wherever she is; what is left is further away."""
    nearest, close, around = (where(fit.km <= band) for band in BANDS_KM)
    elsewhere = where(fit.km == np.inf)
    return nearest, close, around | (elsewhere & ~fit.wide), elsewhere


def in_order(index: Index, query: Query, fit: Fits) -> Iterator[int]:
    """The numbers of the services that may be shown, best first."""
    return _parted(fit.shown, levels(index, fit), 0, _Nearest(index, query, fit))


def _parted(services: int, every: Sequence[Level], depth: int, nearest: _Nearest) -> Iterator[int]:
    """The numbers of a set that is equal in all levels before `depth`, best first."""
    if services & (services - 1) == 0:
        if services:
            yield services.bit_length() - 1
        return
    if depth == len(every):
        yield from nearest.first(services)
        return
    for part in every[depth]:
        if here := services & part:
            services ^= here
            yield from _parted(here, every, depth + 1, nearest)
        if not services:
            return
    yield from _parted(services, every, depth + 1, nearest)


class _Nearest:
    """Puts services that are equal in all else in the order of their distance, and then of their ids."""

    def __init__(self, index: Index, query: Query, fit: Fits) -> None:
        self.index = index
        self.here = query.here
        self.km = fit.km

    def first(self, services: int) -> Iterator[int]:
        """The numbers of the set, the nearest first; those without a distance count as here."""
        numbers = members(services)
        rough = self.km[numbers]
        rough[rough == np.inf] = 0.0
        order = np.argsort(rough, kind="stable")
        cuts = np.flatnonzero(np.diff(rough[order]) > 2 * DOUBT_KM) + 1
        for run in np.split(numbers[order], cuts) if rough.any() else [numbers]:
            yield from sorted(run.tolist(), key=lambda number: (self._exact(number), number))

    def _exact(self, number: int) -> float:
        """The exact distance, or 0 for a service without one."""
        if self.here is None or self.km[number] == np.inf:
            return 0.0
        return self.index.nearby.exact(self.here, number)
