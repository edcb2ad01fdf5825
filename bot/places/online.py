"""Asking a geocoder on the internet (Nominatim or Photon, by geopy) for a place that the gazetteer doesn't know.

It is off unless the operator switches it on. What leaves the house is a short name and nothing else: never a postcode
or a part of one, never a sentence. A person never sees that it failed; she is only told that the place is not known.
"""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Iterable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field, replace
from typing import Any, Literal, Protocol

from geopy.adapters import AioHTTPAdapter
from geopy.geocoders import Nominatim, Photon
from geopy.location import Location

from bot.places.gazetteer import Gazetteer
from bot.places.names import normal, without_lead
from bot.places.place import Place
from bot.places.postcode import is_like_a_postcode

USER_AGENT = "kith-peer-support-finder"
SECONDS = 3.0
LONGEST = 60
"""Characters of a text that may be sent."""
MOST_WORDS = 4
"""Words of a name, once "I live near" and the like are gone."""
ABOUT_HERSELF = frozenset(
    "i im ive me my myself mine he him his she her we us our name called want need feel baby mum dad help kill die "
    "dead hurt sad alone".split()
)
"""With one of these it is not a name that she typed."""
MOST_REMEMBERED = 500
"""Answers that are kept in memory, so that a name is asked for once."""
MOST_ANSWERS = 5

log = logging.getLogger(__name__)


class Geocoder(Protocol):
    """Finds places by name, somewhere else."""

    async def find(self, text: str) -> tuple[Place, ...]:
        """The places that the text may mean, likeliest first. Never raises; no answer is an empty tuple."""


@dataclass
class OnlineGeocoder:
    """Asks Nominatim or Photon. The nation, the outcode and the districts of what it finds are the gazetteer's own.

    `domain` and `scheme` point it at another server; `countries` are ISO codes to search in (Nominatim only).
    """

    gazetteer: Gazetteer
    service: Literal["nominatim", "photon"] = "nominatim"
    domain: str | None = None
    scheme: str = "https"
    seconds: float = SECONDS
    countries: tuple[str, ...] = ()
    remembered: OrderedDict[str, tuple[Place, ...]] = field(default_factory=OrderedDict, repr=False)

    async def find(self, text: str) -> tuple[Place, ...]:
        """The places that the text may mean; none when it may not be sent, is abroad, or anything at all fails."""
        if not may_be_sent(text):
            return ()
        name = normal(without_lead(text))
        if name in self.remembered:
            self.remembered.move_to_end(name)
            return self.remembered[name]
        try:
            async with asyncio.timeout(self.seconds):
                places = self._places(await self._ask(name))
        except Exception as error:  # noqa: BLE001 - whatever goes wrong out there, she is only told "I don't know that place"
            log.warning("The online geocoder gave no answer: %s", type(error).__name__)
            return ()
        self.remembered[name] = places
        if len(self.remembered) > MOST_REMEMBERED:
            self.remembered.popitem(last=False)
        return places

    async def _ask(self, name: str) -> Iterable[Location]:
        async with self._client() as client:
            options: dict[str, Any] = {"exactly_one": False, "limit": MOST_ANSWERS}
            if self.countries and self.service == "nominatim":
                options["country_codes"] = list(self.countries)
            return await client.geocode(name, **options) or ()

    def _client(self) -> AbstractAsyncContextManager[Any]:
        options: dict[str, Any] = {
            "user_agent": USER_AGENT,
            "timeout": self.seconds,
            "scheme": self.scheme,
            "adapter_factory": AioHTTPAdapter,
        }
        if self.domain:
            options["domain"] = self.domain
        client: AbstractAsyncContextManager[Any] = (Photon if self.service == "photon" else Nominatim)(**options)
        return client

    def _places(self, locations: Iterable[Location]) -> tuple[Place, ...]:
        """The locations that lie in the gazetteer's country, one for each outcode."""
        found: dict[str, Place] = {}
        for location in locations:
            near = self.gazetteer.near(location.latitude, location.longitude)
            if near is None:
                continue
            called = location.address.partition(",")[0].strip()[:LONGEST]
            named = called if called and not is_like_a_postcode(called) else near.name
            place = replace(near, name=named, kind="locality" if named == called else near.kind, approximate=True)
            found.setdefault(near.outcode or named, place)
        return tuple(found.values())


def may_be_sent(text: str) -> bool:
    """Whether the text is no more than the name of a place: short, of few words, with nothing like a postcode in it."""
    if len(text) > LONGEST or is_like_a_postcode(text):
        return False
    words = normal(without_lead(text)).split()
    return 0 < len(words) <= MOST_WORDS and not ABOUT_HERSELF.intersection(words)
