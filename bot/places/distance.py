"""Distance, by geopy on the WGS84 ellipsoid."""

from geopy.distance import geodesic


def distance_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres between two (latitude, longitude) pairs in degrees, along the ground."""
    return float(geodesic(here, there).km)
