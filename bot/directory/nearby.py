"""How far services are from a place, for many at once: rough distances in numpy, exact ones only where they decide.

The rough distance is Lambert's formula for long lines (https://en.wikipedia.org/wiki/Geographical_distance). Over the
65 km that matter here it is within half a metre of the geodesic; a distance closer than DOUBT_KM to a limit is
measured exactly, so that every comparison comes out as with the geodesic alone.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.directory.points import Point, kilometres
from bot.directory.sets import Numbers

Floats = NDArray[np.float64]

AXIS_KM, FLATTENING = 6378.137, 1 / 298.257223563
"""WGS84."""
KM_PER_DEGREE = 110.5
"""Of latitude, at least."""
DOUBT_KM = 0.002


def rough_km(here: Point, latitudes: Floats, longitudes: Floats) -> Floats:
    """Kilometres from `here` to each point (degrees), within DOUBT_KM for points up to 100 km away."""
    flat = 1 - FLATTENING
    beta1 = math.atan(flat * math.tan(math.radians(here[0])))
    beta2 = np.arctan(flat * np.tan(np.radians(latitudes)))
    p, q = (beta1 + beta2) / 2, (beta2 - beta1) / 2
    sin_q2 = np.sin(q) ** 2
    a = sin_q2 + math.cos(beta1) * np.cos(beta2) * np.sin(np.radians(longitudes - here[1]) / 2) ** 2
    sigma = 2 * np.arcsin(np.sqrt(np.minimum(a, 1.0)))
    sin_p2, sin_sigma = np.sin(p) ** 2, np.sin(sigma)
    x = (sigma - sin_sigma) * sin_p2 * (1 - sin_q2) / np.maximum(1 - a, 1e-300)
    y = (sigma + sin_sigma) * (1 - sin_p2) * sin_q2 / np.maximum(a, 1e-300)
    return np.asarray(AXIS_KM * (sigma - FLATTENING / 2 * (x + y)))


@dataclass(frozen=True, slots=True)
class Near:
    """The services within a limit of a place: their numbers, ascending, and how far each is (km)."""

    numbers: Numbers
    km: Floats

    def has(self, number: int) -> bool:
        """Whether the service is among them."""
        at = int(np.searchsorted(self.numbers, number))
        return at < len(self.numbers) and int(self.numbers[at]) == number


NOTHING_NEAR = Near(np.empty(0, np.intp), np.empty(0))


class Nearby:
    """Every point of every service, from south to north, so that a strip of the country is a slice."""

    def __init__(self, owners: Iterable[int], latitudes: Iterable[float], longitudes: Iterable[float]) -> None:
        """For each point the number of its service, which come ascending, and where it is (degrees)."""
        own, lat, lon = np.array(owners, np.int32), np.array(latitudes, float), np.array(longitudes, float)
        self.own, self.lat, self.lon = own, lat, lon
        self.northward = np.argsort(lat, kind="stable").astype(np.int32)
        self.sorted = lat[self.northward]

    def within(self, here: Point, furthest: float, limits: Floats, edges: tuple[float, ...]) -> Near:
        """The services within `furthest` km. Each distance is on its true side of its service's own limit and of the
        `edges` (km).
        """
        at = self._in_the_box(here, furthest + DOUBT_KM)
        km = rough_km(here, self.lat[at], self.lon[at])
        inside = km <= furthest + DOUBT_KM
        owners, km = self.own[at[inside]], km[inside]
        order = np.lexsort((km, owners))
        numbers, first = np.unique(owners[order], return_index=True)
        km = km[order][first]
        doubtful = np.abs(km - limits[numbers]) < DOUBT_KM
        for edge in (furthest, *edges):
            doubtful |= np.abs(km - edge) < DOUBT_KM
        for place in np.flatnonzero(doubtful):
            km[place] = self.exact(here, int(numbers[place]))
        inside = km <= furthest
        return Near(numbers[inside].astype(np.intp), km[inside])

    def exact(self, here: Point, number: int) -> float:
        """The geodesic to the nearest point of a service that has one (km)."""
        first, last = np.searchsorted(self.own, (number, number + 1))
        return min(kilometres(here, (float(self.lat[at]), float(self.lon[at]))) for at in range(first, last))

    def _in_the_box(self, here: Point, km: float) -> Numbers:
        """The points that may be so near, and others, in their first order."""
        up = km / KM_PER_DEGREE
        south, north = np.searchsorted(self.sorted, (here[0] - up, here[0] + up))
        strip = self.northward[south:north]
        shrunk = math.cos(math.radians(min(90.0, abs(here[0]) + up)))
        across = up / shrunk if shrunk > 0.01 else 360.0
        apart = np.abs((self.lon[strip] - here[1] + 180) % 360 - 180)
        return np.sort(strip[apart <= across])
