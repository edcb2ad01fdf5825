"""The crisis lines: each nation has its own, nobody is left without one, and nothing in them is made up."""

import datetime

import pytest
from pydantic import ValidationError

from bot.safety import Country, CrisisFile, CrisisLines, CrisisLinesError, Situation
from bot.safety.lines import Hours, When
from tests.safety.books import CONTENT, crisis_lines, read

NATIONS = ["England", "Scotland", "Wales", "Northern Ireland"]
ISLANDS = ["Jersey", "Guernsey", "Isle of Man"]
NEVER_SHOWN = [
    "0800 132 737", "81066", "0800 999 5786", "07903 508334", "supportme@pandasfoundation.org.uk", "0300 636 5478",
    "support@ocdaction.org.uk", "0800 02 888 40", "0345 120 2918", "0800 138 0509", "0808 800 2222", "0808 802 6666",
    "0808 808 3555", "0300 772 9844", "0808 1961 776", "07860 039967", "07786 209697", "88247",
    "jo@samaritans.org", "88858",
]  # fmt: skip
"""Contacts that were seen only in undated public code, or about which the sources disagree."""
PRINTED = {
    "999", "116 123", "111", "18001 111", "85258", "0800 068 4141", "0808 800 5000", "0808 801 0327", "0800 999 5428",
    "0808 500 2222", "0800 014 7800", "0800 448 0737", "0808 2000 247", "0800 83 85 87", "0800 027 1234",
    "0808 164 0123",
    "0808 80 10 800",
    "07860 077333", "07401 288595", "0808 808 8000", "0808 802 1414", "08088 01 03 02", "0800 148 88 88",
}  # fmt: skip
"""Every number as its source prints it."""


def ids(nations, situation):
    return [line.id for line in crisis_lines().for_situation(tuple(nations), situation)]


@pytest.mark.parametrize("situation", Situation)
@pytest.mark.parametrize("nation", [*NATIONS, *ISLANDS, None])
def test_every_situation_has_a_number_to_dial_everywhere(nation, situation):
    lines = crisis_lines().for_situation((nation,) if nation else (), situation)
    assert any(line.dial for line in lines)


@pytest.mark.parametrize("nation", [*NATIONS, None])
@pytest.mark.parametrize(
    "situation", [Situation.EMERGENCY, Situation.SUICIDAL, Situation.SELF_HARM, Situation.TALK_NOW]
)
def test_somebody_who_cannot_speak_has_a_way(nation, situation):
    lines = crisis_lines().for_situation((nation,) if nation else (), situation)
    assert any(line.text_to or line.chat for line in lines)


@pytest.mark.parametrize(
    ("nation", "first"),
    [
        ("England", "nhs-111-mental-health-england"),
        ("Scotland", "nhs-24-111-scotland"),
        ("Wales", "nhs-111-press-2-wales"),
        ("Northern Ireland", "lifeline-northern-ireland"),
    ],
)
def test_a_nation_gets_its_own_line_first(nation, first):
    assert ids([nation], Situation.SUICIDAL)[0] == first


@pytest.mark.parametrize(
    ("nation", "line"),
    [
        ("England", "national-domestic-abuse-helpline"),
        ("Scotland", "scotland-domestic-abuse-forced-marriage-helpline"),
        ("Wales", "live-fear-free-wales"),
        ("Northern Ireland", "domestic-sexual-abuse-helpline-ni"),
    ],
)
def test_a_home_that_is_not_safe_gets_the_nations_helpline_after_the_emergency_number(nation, line):
    assert ids([nation], Situation.UNSAFE_HOME)[:2] == ["emergency-999", line]


@pytest.mark.parametrize(
    "situation", [Situation.EMERGENCY, Situation.PSYCHOSIS, Situation.MEDICAL, Situation.SOMEONE_ELSE]
)
@pytest.mark.parametrize("nation", [*NATIONS, *ISLANDS, None])
def test_in_an_emergency_the_emergency_number_comes_first(nation, situation):
    lines = crisis_lines().for_situation((nation,) if nation else (), situation)
    assert lines[0].dial == crisis_lines().country.emergency_number


def test_no_nation_gets_the_lines_of_another():
    for nation in NATIONS:
        for situation in Situation:
            for line in crisis_lines().for_situation((nation,), situation):
                assert line.nation in (nation, None)
                assert not line.only_in or nation in line.only_in


def test_on_a_border_both_nations_lines_are_given_and_named():
    lines = crisis_lines().for_situation(("England", "Wales"), Situation.SUICIDAL)
    assert [(line.dial, line.nation) for line in lines if line.dial == "111"] == [("111", "England"), ("111", "Wales")]


@pytest.mark.parametrize("place", [*ISLANDS, "Atlantis"])
def test_the_islands_and_unknown_places_get_the_country_wide_lines(place):
    for situation in Situation:
        assert ids([place], situation) == ids([], situation)


def test_no_contact_that_could_not_be_verified_is_in_the_crisis_files():
    for path in (CONTENT / "crisis").glob("*.yaml"):
        shown = [{**line, "notes": "", "sources": []} for line in read("crisis", path.name)["lines"]]
        for contact in NEVER_SHOWN:
            assert contact not in str(shown), (path.name, contact)


def test_every_number_is_written_as_its_source_prints_it():
    shown = {number for line in crisis_lines().all_lines() for number in (line.dial, line.text_to) if number}
    shown |= {line.deaf.dial for line in crisis_lines().all_lines() if line.deaf and line.deaf.dial}
    assert shown <= PRINTED
    assert not any(number.startswith("+") for number in shown)


def test_every_line_has_sources_and_none_claims_to_be_confirmed():
    for line in crisis_lines().all_lines():
        assert line.sources
        assert line.checked is None


def test_the_words_of_a_line_are_short_and_plain():
    for line in crisis_lines().all_lines():
        assert max(len(sentence.split()) for sentence in line.says.split(".")) <= 25, line.id
        assert not set("!;()") & set(line.says), line.id


def test_editors_notes_are_kept_apart_from_what_is_shown():
    for line in crisis_lines().all_lines():
        assert line.notes == "" or line.notes not in line.says


TODAY = datetime.date(2026, 11, 1)


@pytest.mark.parametrize(
    ("hours", "shown"),
    [
        (Hours(when=When.ALWAYS, words="Any time", page_date="2025-10-10"), "Any time"),
        (Hours(when=When.ALWAYS, words="Any time", page_date="2024-01"), ""),
        (Hours(when=When.ALWAYS, words="Any time"), "Any time"),
        (Hours(when=When.TIMES, words="9am to 5pm", page_date="2026"), "9am to 5pm"),
        (Hours(when=When.TIMES, words="9am to 5pm"), ""),
        (Hours(when=When.UNKNOWN), ""),
    ],
)
def test_times_from_pages_older_than_eighteen_months_are_left_out(hours, shown):
    assert hours.words_on(TODAY) == shown


def a_line(**changes):
    line = {
        "id": "rescue",
        "name": "Rescue",
        "says": "Call when someone is in danger.",
        "dial": "112",
        "hours": {"when": "always", "words": "Any time"},
        "situations": {"emergency": 1},
        "sources": [{"url": "https://example.org/rescue", "seen": "the number"}],
        "checked": None,
        "launch": True,
    }
    return line | changes


def another_country(*lines, number="112"):
    country = Country.model_validate(
        {
            "country": "Freedonia",
            "emergency_number": number,
            "everywhere": "all",
            "nations": [{"name": "Upper Freedonia", "crisis": "upper"}, {"name": "Lower Freedonia", "crisis": "all"}],
        }
    )
    everywhere = CrisisFile.model_validate({"serves": "Freedonia", "lines": [a_line(), *lines]})
    upper = a_line(id="upper-talk", dial="555 123", situations={"talk_now": 1})
    files = {"all": everywhere, "upper": CrisisFile.model_validate({"serves": "Upper Freedonia", "lines": [upper]})}
    return CrisisLines(country, files)


def test_another_country_loads_without_any_change_of_code():
    lines = another_country()
    assert [line.dial for line in lines.for_situation(("Lower Freedonia",), Situation.EMERGENCY)] == ["112"]
    assert [line.nation for line in lines.for_situation(("Upper Freedonia",), Situation.TALK_NOW)] == [
        "Upper Freedonia"
    ]


def test_a_country_without_a_line_for_its_emergency_number_is_refused():
    with pytest.raises(CrisisLinesError, match="emergency number 911"):
        another_country(number="911")


def test_two_lines_of_one_name_are_refused():
    with pytest.raises(CrisisLinesError, match="two crisis lines"):
        another_country(a_line())


def test_a_line_only_in_a_nation_nobody_knows_is_refused():
    with pytest.raises(CrisisLinesError, match="Sylvania"):
        another_country(a_line(id="far", only_in=["Sylvania"]))


def test_a_missing_crisis_file_is_named():
    with pytest.raises(CrisisLinesError, match=r"crisis/uk\.yaml"):
        CrisisLines(crisis_lines().country, {})


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"dial": "+44 116 123"}, "dial"),
        ({"dial": None}, "no way to reach it"),
        ({"situations": {"sad": 1}}, '"sad" is not one of'),
        ({"sources": []}, "sources"),
        ({"text_word": "HELP"}, "needs a text_to"),
        ({"hours": {"when": "unknown", "words": "9 to 5"}}, "words"),
        ({"phone": "112"}, "Extra inputs"),
    ],
)
def test_a_line_that_is_written_wrongly_is_refused_with_a_reason(changes, complaint):
    with pytest.raises(ValidationError) as error:
        CrisisFile.model_validate({"serves": "Freedonia", "lines": [a_line(**changes)]})
    assert complaint in str(error.value)
