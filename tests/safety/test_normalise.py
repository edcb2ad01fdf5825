"""How typed text is folded to plain words, and that the work grows only with its length."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.safety.normalise import Folder
from tests.safety.books import english_spelling

FOLDER = Folder(english_spelling())


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("can't", "can not "),
        ("cant", "can not "),
        ("CAN’T", "can not "),
        ("I’ll", "i will "),
        ("ill", "ill "),
        ("gonna wanna", "going to want to "),
        ("want 2", "want to "),
        ("2 weeks", "2 weeks "),
        ("a temp of 39.5", "a temp of 39 5 "),
        ("in 1999 I rang 999", "in 1999 i rang 999 "),
        ("dinnae", "do not "),
        ("sooooo", "so "),
        ("su!cide", "suicide "),
        ("overdse", "overdose "),
        ("tables", "tables "),
        ("💊", "tablets "),
        ("naïve café", "naive cafe "),
        ("self-harm", "self harm "),
    ],
)
def test_one_thing_is_always_folded_the_same_way(typed, folded):
    assert FOLDER.sentences(typed) == [folded]


def test_sentences_are_told_apart():
    assert FOLDER.sentences("One. Two! Three?\nFour… five") == ["one ", "two ", "three ", "four ", "five "]


@pytest.mark.parametrize("text", ["আমি ভালো আছি", "ਮੈਂ ਠੀਕ ਹਾਂ", "मैं ठीक हूँ", "நான் நலம்", "انا بخير"])
def test_words_of_other_scripts_stay_whole_with_their_marks(text):
    assert FOLDER.sentences(text) == [f"{text} "]


@given(st.text(st.characters(codec="ascii")))
def test_folding_does_not_care_about_capitals(text):
    assert FOLDER.sentences(text.upper()) == FOLDER.sentences(text.lower())


@pytest.mark.parametrize(
    "sentence", ["I am tired and the baby cries. ", "suicidl overdse tabletz ", "i want to not want to "]
)
def test_twice_the_text_gives_twice_the_words_and_no_more(sentence):
    once = sum(len(folded) for folded in FOLDER.sentences(sentence * 100))
    twice = sum(len(folded) for folded in FOLDER.sentences(sentence * 200))
    assert twice == 2 * once
