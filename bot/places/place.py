"""A place: what it is called, where it lies, and which nations and districts it belongs to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import ceil, cos, radians
from typing import Any

LATITUDE_STEP = 0.01
LONGITUDE_STEP = 0.02
"""A grid square of at least 1 km each way in the British Isles (1.1 km by 1.1 to 1.4 km), in degrees."""
KM_IN_A_DEGREE = 111.32
"""Of longitude at the equator; less by the cosine of the latitude elsewhere."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place, in WGS84 degrees.

    `district` tells places of one name apart; `districts` are all the councils and counties that it may lie in.
    `nations` has two for an outcode on a border, the likelier first. `approximate`: the point is a rough one.
    """

    name: str
    kind: str
    latitude: float
    longitude: float
    outcode: str | None
    district: str
    districts: tuple[str, ...]
    nations: tuple[str, ...]
    importance: float = 0.0
    approximate: bool = False

    @property
    def nation(self) -> str | None:
        """The nation, or None where it lies on a border."""
        return self.nations[0] if len(self.nations) == 1 else None

    def coarse(self) -> Place:
        """The place as it may be kept: the name of a sector becomes its outcode, and the point is moved to the middle
        of a grid of at least 1 km, so that nothing finer remains. Doing it twice changes nothing.
        """
        latitude = round(round(self.latitude / LATITUDE_STEP) * LATITUDE_STEP, 2)
        step = _longitude_step(latitude)
        longitude = round(round(self.longitude / step) * step, 2)
        if self.kind == "sector" and self.outcode:
            return replace(self, name=self.outcode, kind="outcode", latitude=latitude, longitude=longitude)
        return replace(self, latitude=latitude, longitude=longitude)

    def as_dict(self) -> dict[str, Any]:
        """The row that `kith place --json` prints. The nation is None where the place lies on a border."""
        return {
            "name": self.name,
            "outcode": self.outcode,
            "nation": self.nation,
            "latitude": self.latitude,
            "longitude": self.longitude,
        }


def _longitude_step(latitude: float) -> float:
    """The grid's step in degrees: wider in the far north, where degrees of longitude are short (Tromsø)."""
    km = LONGITUDE_STEP * KM_IN_A_DEGREE * cos(radians(latitude))
    return LONGITUDE_STEP * max(1, ceil(1 / max(km, 0.01)))
