"""Where services are: the points that distance is measured to, worked out once when content is loaded."""

from __future__ import annotations

from functools import lru_cache

from bot.directory.service import Service
from bot.places import Gazetteer, Place
from bot.places import distance_km as geodesic_km

Point = tuple[float, float]
"""Latitude and longitude, WGS84 degrees."""


def points_of(service: Service, gazetteer: Gazetteer) -> tuple[Point, ...]:
    """The venue, or else the towns that the service names. Empty when it has no place of its own."""
    venue = service.venue
    if venue and venue.latitude is not None and venue.longitude is not None:
        return ((venue.latitude, venue.longitude),)
    if venue and venue.postcode and (found := gazetteer.find(venue.postcode)):
        return (_point(found[0]),)
    names = list(service.serves.places) or ([venue.town] if venue and venue.town else [])
    places = (_place_named(name, service, gazetteer) for name in names)
    return tuple(_point(place) for place in places if place)


def districts_around(points: tuple[Point, ...], gazetteer: Gazetteer) -> frozenset[str]:
    """The district and county that each point lies in, by the outcode nearest to it, casefolded."""
    places = (gazetteer.near(*point) for point in points)
    return frozenset(district.casefold() for place in places if place for district in place.districts[:2])


def _point(place: Place) -> Point:
    return place.latitude, place.longitude


def _place_named(name: str, service: Service, gazetteer: Gazetteer) -> Place | None:
    """The place of that name in the area that the service covers; many names occur more than once."""
    found = [place for place in gazetteer.find(name) if place.nations]
    areas = {area.casefold() for area in (*service.serves.districts, *service.serves.nations)}
    here = [place for place in found if areas & {area.casefold() for area in (*place.districts, *place.nations)}]
    return next(iter(here or found), None)


@lru_cache(maxsize=65_536)
def kilometres(here: Point, there: Point) -> float:
    """The geodesic distance in km (WGS84), remembered, because people in one outcode ask the same."""
    return geodesic_km(here, there)
