"""Which outcode is nearest to a point: small squares, looked through from the middle outwards."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator

from bot.places.distance import distance_km
from bot.places.place import Place

ABROAD_KM = 60.0
"""A point further than this from every outcode is taken to be abroad."""
SURELY_HERE = 0.4
"""Degrees of latitude, 45 km: what is so near needs no measuring, which takes longer than all the rest."""
CELL = 0.05
"""Degrees to a side of a square: some four miles, with half a dozen sectors of a town."""
RINGS = 24

Point = tuple[float, float, Place]


class Nearest:
    """Points with the outcode that each belongs to: those of its sectors where they are known, else its own."""

    def __init__(self, points: Iterable[Point] = ()) -> None:
        self.squares: dict[tuple[int, int], list[Point]] = defaultdict(list)
        for point in points:
            self.squares[_square(point[0], point[1])].append(point)

    def outcode(self, latitude: float, longitude: float, nation: str | None = None) -> Place | None:
        """The nearest outcode, of `nation` where one is given; None when all are further than ABROAD_KM."""
        shrink = math.cos(math.radians(latitude))
        best: Point | None = None
        least = math.inf
        for ring in range(RINGS):
            # What is in this ring or further out is at least so far: a square's side, for each ring but one.
            if least <= ((ring - 1) * CELL * shrink) ** 2:
                break
            for point in self._ring(latitude, longitude, ring):
                far = (point[0] - latitude) ** 2 + ((point[1] - longitude) * shrink) ** 2
                if far < least and (nation is None or nation in point[2].nations):
                    best, least = point, far
        if best is None or (least > SURELY_HERE**2 and distance_km(best[:2], (latitude, longitude)) > ABROAD_KM):
            return None
        return best[2]

    def _ring(self, latitude: float, longitude: float, ring: int) -> Iterator[Point]:
        """The points in the squares that are `ring` steps away from the square of the point."""
        across, up = _square(latitude, longitude)
        for x in range(across - ring, across + ring + 1):
            edge = x in (across - ring, across + ring)
            for y in range(up - ring, up + ring + 1, 1 if edge else max(1, 2 * ring)):
                yield from self.squares.get((x, y), ())


def roughly_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres on a flat map: good to one in a hundred over a few kilometres, and fast."""
    shrink = math.cos(math.radians(here[0]))
    return 111.2 * math.hypot(here[0] - there[0], (here[1] - there[1]) * shrink)


def _square(latitude: float, longitude: float) -> tuple[int, int]:
    return math.floor(longitude / CELL), math.floor(latitude / CELL)
