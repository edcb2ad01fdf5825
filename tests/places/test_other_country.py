"""The code knows no country: a folder with a list of towns, and nothing else, is a gazetteer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.places import Gazetteer, is_clear

TOWNS = """name,kind,latitude,longitude,nation,county_or_district,alt_names
Reykjavík,city,64.1355,-21.8954,Iceland,Capital Region,Reykjavik
Akureyri,town,65.6885,-18.1262,Iceland,Northeast,
Vík,village,63.4186,-19.0060,Iceland,South,Vík í Mýrdal
Vík,village,64.5800,-14.1000,Iceland,East,
"""


@pytest.fixture
def iceland(tmp_path: Path) -> Gazetteer:
    (tmp_path / "places.csv").write_text(TOWNS, "utf-8")
    return Gazetteer.load(tmp_path)


def test_towns_are_found_by_name_by_another_name_and_with_a_slip(iceland: Gazetteer) -> None:
    for typed in ("Reykjavík", "reykjavik", "i live in Reykjavik", "Reykjavk"):
        (place,) = iceland.find(typed)
        assert (place.name, place.nation, place.outcode) == ("Reykjavík", "Iceland", None)


def test_two_of_one_name_are_a_choice_and_a_region_tells_them_apart(iceland: Gazetteer) -> None:
    assert not is_clear(iceland.find("Vik"))
    assert is_clear(iceland.find("Vik, South"))


def test_a_town_in_a_sentence_is_found(iceland: Gazetteer) -> None:
    mention = iceland.mentioned("is there a group near Akureyri on mondays")
    assert mention is not None
    assert mention.places[0].name == "Akureyri"


def test_a_shared_location_is_its_nearest_town_and_elsewhere_is_abroad(iceland: Gazetteer) -> None:
    here = iceland.near(64.14, -21.9)
    assert here is not None
    assert here.name == "Reykjavík"
    assert iceland.near(51.5, 0.0) is None


def test_british_postcodes_and_towns_mean_nothing_there(iceland: Gazetteer) -> None:
    for typed in ("BS5", "BS5 6XX", "EC1", "Govan", "Kent"):
        assert iceland.find(typed) == ()


def test_a_file_that_lacks_a_column_says_which(tmp_path: Path) -> None:
    (tmp_path / "places.csv").write_text("name,kind,latitude\nVík,village,63.4\n", "utf-8")
    with pytest.raises(ValueError, match="longitude, nation"):
        Gazetteer.load(tmp_path)


def test_a_folder_without_places_says_so(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"places\.csv"):
        Gazetteer.load(tmp_path)
