"""Finding services: who is covered and who is left out, how well each fits, and how the search widens.

Three things are never bent: a service that excludes her, is for somebody else, or covers another area is not shown,
however far the search widens. What widens is declared in `Step`: first what she asked for near by, then further away,
then country-wide, then without the needs, then in other forms (E10). Every result knows the step that brought it, so
that the widening is said aloud, and the reasons why it fits, so that they are shown (E8).

The services are looked at as sets (`index`, `fits`), parted rather than sorted (`rank`), and a result is made up only
when somebody looks at it. `tests/directory/plain_scan.py` says the same, one service after the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from math import inf
from typing import overload

from bot.directory.fits import fits
from bot.directory.freshness import freshness
from bot.directory.index import Index
from bot.directory.needs import Needs
from bot.directory.query import Match, Query, Step, Why
from bot.directory.rank import in_order
from bot.directory.service import Service
from bot.directory.vocabulary import Referral, Status
from bot.places import Gazetteer

_OFFERED = frozenset({Status.OPEN, Status.POSSIBLY_CLOSED})


@dataclass(frozen=True)
class Directory:
    """Every service, ready to be searched."""

    services: Sequence[Service]
    """Those that may be shown, in the order of their ids."""
    index: Index
    nations: frozenset[str]
    """Every nation of the country; a service for all of them can be shown when hers is not known."""
    by_id: Mapping[str, Service] = field(default_factory=dict)
    """Every service, closed ones too, by its id and by the ids that it had before."""

    @classmethod
    def of(cls, services: Iterable[Service], needs: Needs, gazetteer: Gazetteer, nations: Iterable[str]) -> Directory:
        """Work out once what every search needs. Closed services are kept only to be told apart from unknown ids."""
        kept = tuple(services)
        by_id = {name: service for service in kept for name in (service.id, *service.formerly)}
        offered = tuple(sorted((one for one in kept if one.status in _OFFERED), key=lambda service: service.id))
        return cls(offered, Index(offered, gazetteer, needs.times), frozenset(nations), by_id)

    def offers(self, identifier: str) -> bool:
        """Whether the service is there and may be shown."""
        service = self.by_id.get(identifier)
        return service is not None and service.status in _OFFERED

    def search(self, query: Query, today: date) -> Found:
        """Every service that may be shown, best first, the widening in its declared order. Pure."""
        return Found(self, query, today)


class Found(Sequence[Match]):
    """What a search has found, best first. Its length is known at once; a match is made up when it is looked at."""

    def __init__(self, directory: Directory, query: Query, today: date) -> None:
        self._directory, self._query, self._today = directory, query, today
        self._fits = fits(directory.index, query, directory.nations, today)
        self._rest = in_order(directory.index, query, self._fits)
        self._numbers: list[int] = []

    def __len__(self) -> int:
        return self._fits.shown.bit_count()

    @overload
    def __getitem__(self, at: int) -> Match: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Match, ...]: ...

    def __getitem__(self, at: int | slice) -> Match | tuple[Match, ...]:
        wanted = range(len(self))[at]
        if isinstance(wanted, int):
            return self._match(self._number(wanted))
        return tuple(self._match(self._number(place)) for place in wanted)

    def __iter__(self) -> Iterator[Match]:
        return (self._match(self._number(place)) for place in range(len(self)))

    def _number(self, place: int) -> int:
        """The number of the service in that place."""
        while len(self._numbers) <= place:
            self._numbers.append(next(self._rest))
        return self._numbers[place]

    def _match(self, number: int) -> Match:
        """The result as shown, with its reasons in the order in which they are said."""
        service, query, fit = self._directory.services[number], self._query, self._fits
        distance = self._distance(number)
        needs = tuple(sorted(set(service.needs) & query.needs))
        inside, certain = _has(fit.inside, number), _has(fit.certain, number)
        near = distance is not None or inside
        anywhere = not near and _has(fit.anywhere, number)
        reasons = (
            (Why.NEEDS, bool(needs)),
            (Why.DISTANCE, distance is not None),
            (Why.REGION, inside),
            (Why.AREA, not near and not anywhere and certain),
            (Why.ANYWHERE, anywhere),
            (Why.FORMAT, bool(set(service.formats) & query.formats) if query.formats else bool(service.formats)),
            (Why.TIMES, _has(fit.right_time, number)),
            (Why.LANGUAGE, _has(fit.right_language, number)),
            (Why.SELF_REFERRAL, service.referral in (Referral.SELF, Referral.EITHER)),
            (Why.TRAINED, service.training is not None),
        )
        why = tuple(reason for reason, holds in reasons if holds)
        return Match(service, self._step(number), why, distance, needs, freshness(service.checked, self._today))

    def _step(self, number: int) -> Step:
        """The first step of the widening at which the service may be shown."""
        return next(step for step in Step if _has(self._fits.steps[step], number))

    def _distance(self, number: int) -> float | None:
        """Kilometres to the nearest of its points, or None when it has none or all are beyond the furthest ring."""
        if self._query.here is None or self._fits.km[number] == inf:
            return None
        return self._directory.index.nearby.exact(self._query.here, number)


def _has(services: int, number: int) -> bool:
    return bool(services >> number & 1)
