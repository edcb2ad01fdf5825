"""The translators' files: gathering sentences, what is found wrong with a translation, bringing files up to date."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from bot.language.catalogues import add_language, faults, gather, update
from tests.language.cataloguing import WELSH, WELSH_MESSAGES, write

MESSAGES = ("Back", "near {place}", "<b>Call {emergency}</b>")
MILES = ("{n} mile", "{n} miles")


def english(*messages: str) -> Catalog:
    """The messages that the code has, with one that counts."""
    catalogue = Catalog()
    for message in messages or MESSAGES:
        catalogue.add(message)
    catalogue.add(MILES)
    return catalogue


def found(folder: Path, messages: str) -> list[str]:
    """What is wrong when the Welsh file has these messages."""
    write(folder, "cy", WELSH, messages)
    return list(faults(folder, english()))


def test_a_complete_translation_has_no_fault(tmp_path: Path) -> None:
    assert found(tmp_path, WELSH_MESSAGES) == []


@pytest.mark.parametrize(
    ("good", "bad", "says"),
    [
        ('msgstr "Yn ôl"', 'msgstr ""', "not translated yet"),
        ('msgid "Back"', '#, fuzzy\nmsgid "Back"', "fuzzy"),
        ('msgstr "ger {place}"', 'msgstr "ger"', "{place}"),
        ('msgstr "ger {place}"', 'msgstr "ger {lle}"', "{place}"),
        ('"<b>Ffoniwch {emergency}</b>"', '"Ffoniwch {emergency}"', "<b>"),
        ('"<b>Ffoniwch {emergency}</b>"', '"<i>Ffoniwch {emergency}</i>"', "<b>"),
        ('msgstr[3] "{n} milltir (tair)"', 'msgstr[3] ""', "not translated yet"),
    ],
)
def test_a_fault_is_found_and_names_the_file_and_the_sentence(tmp_path: Path, good: str, bad: str, says: str) -> None:
    assert good in WELSH_MESSAGES
    (fault,) = found(tmp_path, WELSH_MESSAGES.replace(good, bad))
    assert "locales/cy/LC_MESSAGES/kith.po" in fault
    assert says in fault
    assert "“" in fault


def test_a_sentence_that_the_file_does_not_have_is_found(tmp_path: Path) -> None:
    write(tmp_path, "cy", WELSH, WELSH_MESSAGES)
    (fault,) = faults(tmp_path, english(*MESSAGES, "Something new"))
    assert "Something new" in fault


def test_a_form_for_one_may_say_one_without_the_number(tmp_path: Path) -> None:
    assert found(tmp_path, WELSH_MESSAGES.replace('msgstr[1] "{n} filltir"', 'msgstr[1] "un filltir"')) == []


def translations(path: Path) -> dict[object, object]:
    with path.open("rb") as file:
        return {message.id: message.string for message in read_po(file, locale="cy") if message.id}


def test_bringing_a_file_up_to_date_keeps_translations_adds_what_is_new_and_drops_what_has_gone(tmp_path: Path) -> None:
    path = write(tmp_path, "cy", WELSH, WELSH_MESSAGES)
    before = translations(path)
    update(tmp_path, english("Back", "near {place}", "Something new"))
    after = translations(path)
    assert after["Back"] == "Yn ôl"
    assert after["near {place}"] == "ger {place}"
    assert after["Something new"] == ""
    assert "<b>Call {emergency}</b>" not in after
    assert "Ffoniwch" not in path.read_text("utf-8")
    assert after[MILES] == before[MILES]


def test_a_new_sentence_is_never_given_the_translation_of_one_like_it(tmp_path: Path) -> None:
    path = write(tmp_path, "cy", WELSH, '\nmsgid "Call them now"\nmsgstr "Ffoniwch nhw nawr"\n')
    update(tmp_path, english("Call them later"))
    assert translations(path)["Call them later"] == ""


def test_bringing_a_file_up_to_date_twice_changes_nothing_more(tmp_path: Path) -> None:
    path = write(tmp_path, "cy", WELSH, WELSH_MESSAGES)
    update(tmp_path, english())
    once = path.read_text("utf-8")
    update(tmp_path, english())
    assert path.read_text("utf-8") == once


def test_a_new_language_begins_with_every_sentence_untranslated(tmp_path: Path) -> None:
    path = add_language(tmp_path, "ur", english())
    assert path.exists()
    assert len(list(faults(tmp_path, english()))) == len(MESSAGES) + 1
    with pytest.raises(ValueError, match="xyzzy"):
        add_language(tmp_path, "xyzzy", english())


def test_sentences_of_the_code_and_of_the_content_are_gathered_with_where_they_stand(tmp_path: Path) -> None:
    (tmp_path / "screen.py").write_text(
        "from marks import mark as _, mark_plural as _n\n"
        "# Translators: a button\n"
        'BACK = _("Back")\n'
        'MILES = _n("{n} mile", "{n} miles")\n'
        'name = "not marked"\n',
        encoding="utf-8",
    )
    messages = gather(tmp_path, [("content/needs.yaml", "Feeling low")])
    assert {message.id for message in messages if message.id} == {"Back", MILES, "Feeling low"}
    back, low = messages.get("Back"), messages.get("Feeling low")
    assert back is not None
    assert back.locations == [("bot/screen.py", 3)]
    assert back.auto_comments == ["Translators: a button"]
    assert low is not None
    assert low.locations[0][0] == "content/needs.yaml"
