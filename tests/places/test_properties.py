"""What holds for every text and every place, tried with texts that nobody would think of."""

from __future__ import annotations

import math
import re
import string
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.places import Gazetteer, Place, distance_km, read_postcode
from bot.places.online import may_be_sent
from bot.places.place import LATITUDE_STEP, LONGITUDE_STEP

shared = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
letters = st.sampled_from(string.ascii_uppercase)
points = st.tuples(st.floats(49.0, 61.0), st.floats(-9.0, 2.0))
words = st.sampled_from(
    "i live near in newport bs5 6xx EC1 leeds st. & yng the of i'm 5 weeks LSl Nghaerdydd , ? ' 🤱 wales m14".split()
)
texts = st.one_of(st.text(max_size=300), st.lists(words, max_size=30).map(" ".join))
sectors = st.sampled_from(["BS5 6", "M14 5", "G51 2", "CF24 3", "EC1A 1", "CH4 8", "LL57 2", "KW1 4", "SW1A 2", "E1 6"])
codes = st.tuples(sectors, letters, letters, st.booleans(), st.booleans())


def full(code: tuple[str, str, str, bool, bool]) -> tuple[str, str, str]:
    """A full postcode as typed, its last two letters, and the sector that may be known."""
    sector, first, second, spaced, lower = code
    unit = first + second
    typed = (sector if spaced else sector.replace(" ", "")) + unit
    return (typed.lower() if lower else typed), unit, sector


@shared
@given(texts)
def test_no_text_raises(gazetteer: Gazetteer, text: str) -> None:
    gazetteer.find(text)
    mention = gazetteer.mentioned(text)
    assert mention is None or (mention.places and 0 <= mention.start < mention.end <= len(text))


@shared
@given(codes)
def test_the_end_of_a_full_postcode_survives_nowhere(
    gazetteer: Gazetteer, code: tuple[str, str, str, bool, bool]
) -> None:
    typed, unit, sector = full(code)
    digit_and_unit = re.compile(rf"{sector[-1]}\s*{unit}", re.IGNORECASE)
    for text in (typed, f"my postcode is {typed}", f"anything near {typed} in the evening?"):
        found = gazetteer.find(text)
        assert found
        assert found[0].name == sector
        for kept in (found, gazetteer.mentioned(text), [place.as_dict() for place in found]):
            assert not digit_and_unit.search(repr(kept))
        coarse = found[0].coarse()
        assert (coarse.name, coarse.kind) == (sector.split()[0], "outcode")
    assert not digit_and_unit.search(repr(read_postcode(typed, gazetteer.outcodes)))
    assert not may_be_sent(typed)


@shared
@given(points)
def test_a_place_that_is_kept_lies_on_the_grid_and_is_no_finer_the_second_time(
    gazetteer: Gazetteer, point: tuple[float, float]
) -> None:
    place = gazetteer.near(*point)
    if place is None:
        return
    coarse = place.coarse()
    assert coarse.coarse() == coarse
    for value, step in ((coarse.latitude, LATITUDE_STEP), (coarse.longitude, LONGITUDE_STEP)):
        assert math.isclose(value / step, round(value / step), abs_tol=1e-6)
    assert distance_km(point, (coarse.latitude, coarse.longitude)) < 1.5


def test_every_place_that_is_found_lies_on_the_grid_when_it_is_kept(gazetteer: Gazetteer) -> None:
    for text in ("BS5 6XX", "Govan", "Kent", "Newport", "EC1", "Jersey"):
        for place in gazetteer.find(text):
            kept = place.coarse()
            assert kept == kept.coarse()
            assert not re.search(r"\d [0-9]", kept.name)


@shared
@given(points, points)
def test_it_is_as_far_there_as_back(here: tuple[float, float], there: tuple[float, float]) -> None:
    assert distance_km(here, there) == pytest.approx(distance_km(there, here), abs=1e-6)
    assert distance_km(here, here) == 0


def test_a_grid_square_is_at_least_a_kilometre_each_way_from_scilly_to_shetland() -> None:
    for latitude in (49.2, 55.0, 60.9):
        assert distance_km((latitude, 0.0), (latitude + LATITUDE_STEP, 0.0)) > 1.0
        assert distance_km((latitude, 0.0), (latitude, LONGITUDE_STEP)) > 1.0


@pytest.mark.parametrize("latitude", [0.0, -33.87, 51.46, 60.86, 69.65, 78.22])
def test_what_is_kept_is_no_finer_than_a_kilometre_in_any_country(gazetteer: Gazetteer, latitude: float) -> None:
    anywhere = replace(gazetteer.find("BS5")[0], latitude=latitude)
    kept = [replace(anywhere, longitude=18.0 + step / 500).coarse() for step in range(200)]
    meridians = sorted({place.longitude for place in kept})
    assert len(meridians) > 2
    for one, next_one in pairwise(meridians):
        assert distance_km((kept[0].latitude, one), (kept[0].latitude, next_one)) > 1.0
    assert all(place.coarse() == place for place in kept)


@shared
@given(st.text(max_size=80))
def test_nothing_with_a_digit_may_be_sent_to_a_geocoder(text: str) -> None:
    assert not (may_be_sent(text) and any(character.isnumeric() for character in text))


def test_every_outcode_is_found_as_itself(gazetteer: Gazetteer) -> None:
    for name, place in gazetteer.outcodes.items():
        assert gazetteer.find(name.lower()) == (place,)


def test_every_place_has_a_nation_and_a_finite_point(gazetteer: Gazetteer) -> None:
    def sound(place: Place) -> bool:
        return bool(place.nations) and math.isfinite(place.latitude) and math.isfinite(place.longitude)

    assert all(sound(place) for place in (*gazetteer.outcodes.values(), *gazetteer.regions.values()))
