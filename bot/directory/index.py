"""Every service in columns and sets, read once, so that a search never looks at services one by one.

A stream is enough: of a service only numbers stay, about 100 bytes (`bot.bench.search` measures it).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence

import numpy as np

from bot.directory.fields import earliest
from bot.directory.nearby import Nearby
from bot.directory.needs import PartOfDay
from bot.directory.points import districts_around, points_of
from bot.directory.query import DISTANT, FAR_KM, PLACELESS
from bot.directory.service import Service
from bot.directory.sets import Days, Facet
from bot.directory.times_of_day import last_told
from bot.directory.vocabulary import Stage, Status
from bot.places import Gazetteer

FACETS = (
    "not_for", "for_whom", "stages", "formats", "needs", "chiefly_for", "languages", "focus", "referral", "confidence",
    "nations", "districts", "postcodes", "lies_in", "is",
)  # fmt: skip


class Index:
    """What the services say. `is` holds what is so of a service or not ("placeless", "everywhere", …)."""

    def __init__(self, services: Iterable[Service], gazetteer: Gazetteer, parts: Sequence[PartOfDay] = ()) -> None:
        """`services` come in the order of their ids."""
        facets = {name: Facet() for name in FACETS}
        times = {part.id: Days() for part in parts}
        checked, limits = Days(), array("d")
        owners, places = array("i"), array("d")
        number = -1
        for number, service in enumerate(services):
            points = points_of(service, gazetteer)
            for point in points:
                owners.append(number)
                places.extend(point)
            facets["lies_in"].add(number, districts_around(points, gazetteer))
            for part in parts:
                if told := last_told(service, part):
                    times[part.id].add(number, told)
            facets["is"].add(number, _is(service, bool(points)))
            _say(service, number, facets)
            within = service.serves.within_miles
            limits.append(within * 1.609344 if within else FAR_KM)
            if service.checked:
                checked.add(number, earliest(service.checked.on))
        self.size = number + 1
        self.everyone = (1 << self.size) - 1
        self.checked = checked.done(self.size)
        self.times = {part: days.done(self.size) for part, days in times.items()}
        """For each part of the day the last day on which it was said that there is a session in it."""
        self.limits = np.array(limits, float)
        self.nearby = Nearby(self.size, owners, places)
        self.of = {name: facet.done(self.size) for name, facet in facets.items()}
        self.loss_alone = self.of["stages"][Stage.LOSS] & ~self.of["stages"].any_of(set(Stage) - {Stage.LOSS})
        self.named_nations = self.of["nations"].any_of({*self.of["nations"].often, *self.of["nations"].rare})

    def those(self, name: str) -> int:
        """The services of which that is so."""
        return self.of["is"][name]

    def all_but(self, services: int) -> int:
        """The services that are not among these."""
        return self.everyone & ~services


def _say(service: Service, number: int, facets: dict[str, Facet]) -> None:
    """What the service says, as it says it."""
    for name in ("not_for", "for_whom", "stages", "formats", "needs", "chiefly_for", "languages"):
        facets[name].add(number, set(getattr(service, name)))
    for name in ("focus", "referral", "confidence"):
        facets[name].add(number, (getattr(service, name),))
    facets["nations"].add(number, set(service.serves.nations))
    facets["postcodes"].add(number, set(service.serves.postcodes))
    facets["districts"].add(number, {district.casefold() for district in service.serves.districts})


def _is(service: Service, placed: bool) -> list[str]:
    """What is so of the service."""
    serves, formats = service.serves, set(service.formats)
    so = {
        "placed": placed,
        "everywhere": serves.everywhere,
        "known": serves.known,
        "by_distance": bool(serves.places or serves.within_miles),
        "distant": bool(formats & DISTANT),
        "met_in_person": bool(formats - DISTANT),
        "no_format": not formats,
        "placeless": service.kind in PLACELESS,
        "chiefly": bool(service.chiefly_for),
        "possibly_closed": service.status is Status.POSSIBLY_CLOSED,
        "reachable": service.contacts.any or bool(service.organisation_website),
        "trained": service.training is not None,
    }
    return [name for name, holds in so.items() if holds]
