"""Three results are read on a small telephone without much scrolling, and nothing is said twice in them."""

from __future__ import annotations

from itertools import product

import pytest

from bot.conversation.screens.results import names_its_organisation
from tests.dialogue import the_kith
from tests.hazards.talking import lines_of, markup, shows

MOST = {"en": 32, "cy": 33, "ar": 30}
"""Lines of 40 letters: what was looked for, and three services, each with a summary and its reasons."""
FORMATS = ("group", "one_to_one", "phone", "online")
NEEDS = ((), ("low_mood",), ("anxiety",), ("birth_trauma",), ("bonding",))


@pytest.mark.parametrize("language", MOST)
def test_three_results_are_short(language: str) -> None:
    for form, needs in product(FORMATS, NEEDS):
        outcome = shows("results", language, formats=(form,), needs=needs, anywhere=True)
        assert outcome.session.screen == "results"
        assert lines_of(markup(outcome)) <= MOST[language], f"{form}, {needs}: {markup(outcome)}"


@pytest.mark.parametrize(
    ("name", "organisation", "said"),
    [
        ("PANDAS online and face-to-face peer groups", "PANDAS Foundation", True),
        ("Samaritans listening line", "Samaritans", True),
        ("Birth trauma Facebook peer group", "Birth Trauma Association", False),
        ("FamilyLine", "Family Action", False),
        ("Parents in Mind peer support", "NCT", False),
    ],
)
def test_an_organisation_is_named_unless_the_name_says_it_already(name: str, organisation: str, said: bool) -> None:
    service = next(each for each in the_kith().directory.services if each.name == name)
    assert service.organisation == organisation
    assert names_its_organisation(service) is said
