"""Distance on the WGS84 ellipsoid, by geographiclib.

It is what geopy measures with; geopy itself brings an HTTP client along, which takes longer to import than all of Kith.
"""

from geographiclib.geodesic import Geodesic


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two (latitude, longitude) pairs in degrees, along the ground."""
    return float(Geodesic.WGS84.Inverse(*here, *there, Geodesic.DISTANCE)["s12"]) / 1000
