"""The real gazetteer, read once for all the tests of this room."""

from pathlib import Path

import pytest

from bot.places import Gazetteer

CONTENT = Path(__file__).parents[2] / "content" / "places"


@pytest.fixture(scope="session")
def gazetteer() -> Gazetteer:
    return Gazetteer.load(CONTENT)
