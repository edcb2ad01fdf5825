"""Small services and directories for the tests of search and ranking: say only what the test is about."""

from __future__ import annotations

from datetime import date
from typing import Any

from bot.directory import Directory, Match, Query, Service
from bot.directory.needs import Needs, PartOfDay
from bot.places import Gazetteer
from tests.directory.plain_scan import scan

TODAY = date(2026, 11, 22)
NATIONS = ("England", "Scotland", "Wales", "Northern Ireland")
PARTS = (
    PartOfDay(id="mornings", label="Mornings", starts=5, until=12),
    PartOfDay(id="weekdays", label="On weekdays"),
    PartOfDay(id="weekends", label="At weekends", weekend=True),
)
NOWHERE = Gazetteer()
"""A gazetteer that knows no place: services in these tests give their venue's point."""


def service(identifier: str = "a-service", **given: Any) -> Service:
    """A service with these fields as a file would have them; for the rest a plain one, for mothers everywhere."""
    plain: dict[str, Any] = {
        "id": identifier,
        "name": "A service",
        "summary": "A service.",
        "kind": "peer_group",
        "formats": ["online"],
        "for_whom": ["mothers"],
        "stages": ["pregnancy", "postnatal"],
        "serves": {"everywhere": True},
        "contacts": {"phone": [{"number": "116 123"}]},
    }
    return Service.model_validate(plain | given)


def at(latitude: float, longitude: float) -> dict[str, float]:
    """A venue at that point."""
    return {"latitude": latitude, "longitude": longitude}


def directory(*services: Service, gazetteer: Gazetteer = NOWHERE) -> Directory:
    """A directory of just these services."""
    return Directory.of(services, Needs(needs=(), times=PARTS), gazetteer, NATIONS)


def search(query: Query, *services: Service, gazetteer: Gazetteer = NOWHERE) -> tuple[Match, ...]:
    """What a directory of just these services answers."""
    return tuple(directory(*services, gazetteer=gazetteer).search(query, TODAY))


def plainly(query: Query, *services: Service, gazetteer: Gazetteer = NOWHERE) -> tuple[Match, ...]:
    """The same by a plain scan."""
    return scan(services, query, TODAY, NATIONS, PARTS, gazetteer)


def ids(matches: tuple[Match, ...]) -> list[str]:
    """The ids of the results, in their order."""
    return [match.service.id for match in matches]
