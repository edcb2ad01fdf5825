"""How each language says it: plurals, values, right to left, dates and distances; with made-up catalogues."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.language import Languages, load_languages, mark, mark_plural
from tests.language.cataloguing import WELSH, two_languages, write

MILES = mark_plural("{n} mile", "{n} miles")
DAY = date(2026, 11, 22)
ISOLATE, POP = "\u2068", "\u2069"


@pytest.fixture
def languages(tmp_path: Path) -> Languages:
    return load_languages(two_languages(tmp_path))


def test_english_is_always_there(tmp_path: Path) -> None:
    assert list(load_languages(tmp_path)) == ["en"]
    assert load_languages(tmp_path / "nowhere")["en"].say(mark("Back")) == "Back"
    with pytest.raises(ValueError, match="KITH_LANGUAGE is xx, but only these are here: en"):
        load_languages(tmp_path, "xx")


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 miles"), (1, "1 mile"), (2, "2 miles"), (21, "21 miles"), (1000, "1,000 miles")]
)
def test_english_has_one_and_many(languages: Languages, n: int, said: str) -> None:
    assert languages["en"].say(MILES, n=n) == said


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 milltir (dim)"),
        (1, "1 filltir"),
        (2, "2 filltir (dwy)"),
        (3, "3 milltir (tair)"),
        (6, "6 milltir (chwech)"),
        (7, "7 milltir"),
    ],
)
def test_welsh_has_six_forms(languages: Languages, n: int, said: str) -> None:
    assert languages["cy"].say(MILES, n=n) == said


@pytest.mark.parametrize(
    ("n", "form"),
    [
        (0, "لا أميال"),
        (1, "ميل واحد"),
        (2, "ميلان"),
        (3, "أميال"),
        (10, "أميال"),
        (11, "ميلا"),
        (99, "ميلا"),
        (100, "ميل"),
    ],
)
def test_arabic_has_six_forms(languages: Languages, n: int, form: str) -> None:
    said = languages["ar"].say(MILES, n=n)
    assert said == form if n <= 2 else said.endswith(f"{POP} {form}")


def test_a_message_with_plural_forms_must_be_given_a_number(languages: Languages) -> None:
    with pytest.raises(TypeError):
        languages["en"].say(MILES)


def test_values_are_kept_together_in_a_right_to_left_language_only(languages: Languages) -> None:
    message = mark("near {place}")
    assert languages["en"].say(message, place="BS5") == "near BS5"
    assert languages["cy"].say(message, place="BS5") == "ger BS5"
    assert languages["ar"].say(message, place="BS5") == f"قرب {ISOLATE}BS5{POP}"
    assert languages["ar"].label(message, place="") == "قرب "


def test_every_isolate_is_closed_again_and_markup_stays_outside(languages: Languages) -> None:
    said = languages["ar"].say(mark("<b>Call {emergency}</b>"), emergency="999")
    assert said.count(ISOLATE) == said.count(POP) == 1
    assert said.startswith("<b>")
    assert said.endswith("</b>")


def test_somebody_elses_words_are_escaped_and_kept_together(languages: Languages) -> None:
    assert languages["en"].quote("Mums & <babies>") == "Mums &amp; &lt;babies&gt;"
    assert languages["ar"].quote("Mums & <babies>") == f"{ISOLATE}Mums &amp; &lt;babies&gt;{POP}"
    assert languages["en"].say(mark("near {place}"), place="<b>&") == "near &lt;b&gt;&amp;"
    assert languages["en"].label(mark("near {place}"), place="<b>&") == "near <b>&"


def test_a_value_with_braces_in_it_is_only_words(languages: Languages) -> None:
    assert languages["en"].say(mark("near {place}"), place="{n} {place}") == "near {n} {place}"
    assert languages["en"].quote("{place}") == "{place}"


def test_a_missing_translation_is_said_in_english(languages: Languages) -> None:
    assert languages["cy"].say(mark("Not in the file: {place}"), place="BS5") == "Not in the file: BS5"
    assert not languages["cy"].knows("Not in the file: {place}")
    assert languages["cy"].knows("Back")


def test_a_fuzzy_translation_is_not_used(languages: Languages) -> None:
    assert languages["cy"].say(mark("Skip")) == "Skip"


def test_a_translators_slip_in_a_value_costs_nobody_the_answer(tmp_path: Path) -> None:
    for slip in ("{emergancy}", "{", "{0}", "{emergency!x}"):
        write(tmp_path, "cy", WELSH, f'\nmsgid "Call {{emergency}} now"\nmsgstr "Ffoniwch {slip}"\n')
        welsh = load_languages(tmp_path)["cy"]
        assert welsh.say(mark("Call {emergency} now"), emergency="999") == "Call 999 now"


def test_a_value_that_nobody_gave_is_an_error_of_ours(languages: Languages) -> None:
    with pytest.raises(KeyError):
        languages["en"].say(mark("near {place}"), elsewhere="BS5")


def test_each_language_is_called_by_its_own_name(languages: Languages) -> None:
    assert [languages[code].name for code in ("en", "cy", "ar")] == ["English", "Cymraeg", "العربية"]
    assert languages["en"].language_name("cy") == "Welsh"
    assert languages["cy"].language_name("en") == "Saesneg"
    assert languages["en"].language_name("xx-unknown") == "xx-unknown"


def test_dates_are_said_as_each_language_says_them(languages: Languages) -> None:
    assert languages["en"].day(DAY) == "22 November 2026"
    assert languages["en"].month(DAY) == "November 2026"
    assert "Tachwedd 2026" in languages["cy"].day(DAY)
    assert "نوفمبر" in languages["ar"].day(DAY)


@pytest.mark.parametrize(
    ("kilometres", "said"),
    [(0.0, "1 mile"), (1.6, "1 mile"), (2.5, "2 miles"), (64.4, "40 miles"), (1609.344, "1,000 miles")],
)
def test_distances_are_in_whole_miles_and_never_none(languages: Languages, kilometres: float, said: str) -> None:
    assert languages["en"].miles(kilometres) == said


def test_lists_are_joined_as_the_language_joins_them(languages: Languages) -> None:
    english = languages["en"]
    assert english.listed(["a", "b", "c"]) == "a, b and c"
    assert english.listed(["a", "b"], style="or") == "a or b"
    assert english.listed([]) == ""
    assert "(" not in languages["cy"].listed(["a", "b", "c"])
    assert "و" in languages["ar"].listed(["a", "b"])


def test_a_label_inside_a_sentence_begins_small_unless_it_is_an_abbreviation(languages: Languages) -> None:
    assert languages["en"].inside("Feeling low") == "feeling low"
    assert languages["en"].inside("LGBTQ+ families") == "LGBTQ+ families"


@pytest.mark.parametrize(
    ("hint", "proposed"),
    [("cy", "cy"), ("cy-GB", "cy"), ("AR_eg", "ar"), ("en-GB", None), ("fr", None), ("", None), (None, None)],
)
def test_her_devices_language_is_proposed_when_it_is_one_of_ours(
    languages: Languages, hint: str | None, proposed: str | None
) -> None:
    found = languages.proposed(hint)
    assert (found.code if found else None) == proposed


def test_a_language_that_is_not_there_is_answered_in_the_default_one(tmp_path: Path) -> None:
    languages = load_languages(two_languages(tmp_path), default="cy")
    assert languages.speaking("xx").code == "cy"
    assert languages.speaking(None).code == "cy"
    assert languages.speaking("ar").code == "ar"
    assert languages.proposed("en-GB") is languages["en"]


def test_a_folder_that_is_no_language_is_named(tmp_path: Path) -> None:
    write(tmp_path, "klingonese", WELSH, "")
    with pytest.raises(ValueError, match="klingonese"):
        load_languages(tmp_path)
