"""How far services are from a place, for many at once: rough distances in numpy, exact ones only where they decide.

The rough distance is Lambert's formula for long lines (https://en.wikipedia.org/wiki/Geographical_distance). Over the
65 km that matter here it is within half a metre of the geodesic; a distance closer than DOUBT_KM to a limit is
measured exactly, so that every comparison comes out as with the geodesic alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

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


class Nearby:
    """Every point of every service, from south to north, so that a strip of the country is a slice."""

    def __init__(self, size: int, owners: Sequence[int], points: Sequence[float]) -> None:
        """For each point the number of its service, of `size` in all, ascending; the points as latitude, longitude,
        latitude, longitude … in degrees.
        """
        self.size = size
        self.owners = np.array(owners, np.int32)
        self.places = np.array(points, float).reshape(-1, 2)
        northward = np.argsort(self.places[:, 0], kind="stable")
        self.owners_northward = self.owners[northward]
        self.latitudes, self.longitudes = np.ascontiguousarray(self.places[northward].T)

    def km(self, here: Point, furthest: float, limits: Floats, edges: tuple[float, ...]) -> Floats:
        """How far each service is from `here`, to the nearest of its points: inf beyond `furthest`, or without any.

        Each distance is on its true side of its service's own limit, of `furthest` and of the `edges` (km).
        """
        strip = self._strip(here, furthest + DOUBT_KM)
        rough = rough_km(here, self.latitudes[strip], self.longitudes[strip])
        km = np.full(self.size, np.inf)
        np.minimum.at(km, self.owners_northward[strip], rough)
        inside = np.flatnonzero(km <= furthest + DOUBT_KM)
        near = km[inside]
        doubtful = np.abs(near - limits[inside]) < DOUBT_KM
        for edge in (furthest, *edges):
            doubtful |= np.abs(near - edge) < DOUBT_KM
        for number in inside[doubtful]:
            km[number] = self.exact(here, int(number))
        km[km > furthest] = np.inf
        return km

    def exact(self, here: Point, number: int) -> float:
        """The geodesic to the nearest point of a service that has one (km)."""
        first, last = np.searchsorted(self.owners, (number, number + 1))
        return min(kilometres(here, (latitude, longitude)) for latitude, longitude in self.places[first:last].tolist())

    def _strip(self, here: Point, km: float) -> Numbers:
        """The points, from south to north, that may be so near, and some that are not."""
        up = km / KM_PER_DEGREE
        south, north = np.searchsorted(self.latitudes, (here[0] - up, here[0] + up))
        shrunk = math.cos(math.radians(min(90.0, abs(here[0]) + up)))
        across = up / shrunk if shrunk > 0.01 else 360.0
        apart = np.abs(self.longitudes[south:north] - here[1])
        found: Numbers = south + np.flatnonzero(np.minimum(apart, 360 - apart) <= across)
        return found
