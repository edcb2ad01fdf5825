"""What is noticed in typed messages, and what is left alone."""

from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.safety import NOTHING_NOTICED, Category, Tier
from tests.safety.books import watch

FILE = Path(__file__).parent / "phrases" / "en.yaml"


def phrases(tier):
    by_category = yaml.safe_load(FILE.read_text("utf-8"))[tier]
    return [(category, text) for category, texts in by_category.items() for text in texts]


SEVERE = [
    ("I'm going to kill myself tonight", Tier.EMERGENCY),
    ("I can't breathe he strangled me", Tier.EMERGENCY),
    ("I don't want to be here anymore", Tier.URGENT),
    ("I'm scared I might hurt my baby", Tier.URGENT),
]
LATIN_TO_CYRILLIC = str.maketrans("aceopxyi", "асеорхуі")


@pytest.mark.parametrize(("category", "text"), phrases("emergency"))
def test_an_emergency_is_noticed(category, text):
    assert watch().notice(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize(("category", "text"), phrases("urgent"))
def test_an_urgent_sign_is_noticed_and_not_made_an_emergency(category, text):
    assert watch().notice(text).tier is Tier.URGENT


@pytest.mark.parametrize(("category", "text"), phrases("calm"))
def test_calm_talk_raises_no_alarm(category, text):
    assert watch().notice(text).tier <= Tier.SUPPORT


def test_the_phrases_are_many_and_half_of_the_calm_ones_alarming():
    counts = [len(phrases(tier)) for tier in ("emergency", "urgent", "calm")]
    assert sum(counts) >= 150
    assert min(counts) >= 50


@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("My wife has taken an overdose", Category.THIRD_PARTY),
        ("I've taken an overdose", Category.OVERDOSE),
        ("the voices tell me to hurt her", Category.PSYCHOSIS),
        ("my wife says she wants to die", Category.THIRD_PARTY),
        ("my baby isn't breathing", Category.MEDICAL_EMERGENCY),
        ("I've started cutting again", Category.SELF_HARM),
    ],
)
def test_the_category_tells_what_it_is_about(text, category):
    assert watch().notice(text).category is category


def test_nothing_noticed_is_ordinary_without_a_category():
    assert watch().notice("what time does it start") == NOTHING_NOTICED
    assert watch().notice("") == NOTHING_NOTICED


def test_what_was_long_ago_is_support_and_named_so():
    signal = watch().notice("I took an overdose when I was seventeen, I'm well now")
    assert (signal.tier, signal.category) == (Tier.SUPPORT, Category.PAST_RISK)


def test_a_denial_is_respected_but_does_not_hide_what_follows_it():
    assert watch().notice("I'm not suicidal, only tired").tier is Tier.SUPPORT
    assert watch().notice("I'm not suicidal but I don't want to be alive").tier is Tier.URGENT
    assert watch().notice("I'm not going to kill myself").tier is Tier.SUPPORT


def test_a_past_that_comes_back_is_not_past():
    assert watch().notice("I used to self harm years ago and last night I cut myself again").tier is Tier.URGENT


def test_the_gravest_sentence_of_a_message_counts():
    text = "Hi, lovely group on Tuesday. Which bus do I take? I want to die. Thanks x"
    assert watch().notice(text).tier is Tier.URGENT


def test_the_last_sentence_of_a_very_long_message_counts():
    text = "The baby sleeps and I fold washing. " * 600 + "I'm going to kill myself tonight"
    assert len(text) > 20_000
    assert watch().notice(text).tier is Tier.EMERGENCY


def test_the_rules_that_held_are_explained_without_the_message():
    hit = watch().explain("Sorry to ask but I want to die, Janet from Leeds")[0]
    assert hit.rule == "wants_to_die"
    assert "Janet" not in hit.words


@pytest.mark.parametrize(("text", "tier"), SEVERE)
@pytest.mark.parametrize("disguise", [str.upper, str.title, str.swapcase])
def test_capitals_hide_nothing(text, tier, disguise):
    assert watch().notice(disguise(text)).tier is tier


@pytest.mark.parametrize(("text", "tier"), SEVERE)
def test_curly_missing_and_full_width_characters_hide_nothing(text, tier):
    full_width = "".join(chr(ord(letter) + 0xFEE0) if "!" <= letter <= "~" else letter for letter in text)
    for disguised in (text.replace("'", "’"), text.replace("'", ""), full_width):
        assert watch().notice(disguised).tier is tier


@pytest.mark.parametrize(("text", "tier"), SEVERE)
def test_letters_of_other_alphabets_that_look_alike_hide_nothing(text, tier):
    assert watch().notice(text.translate(LATIN_TO_CYRILLIC)).tier is tier


@given(
    severe=st.sampled_from(SEVERE),
    places=st.lists(st.integers(0, 40)),
    kind=st.sampled_from("\u200b\u200d\u2060\u00ad"),
)
def test_characters_that_cannot_be_seen_hide_nothing(severe, places, kind):
    text, tier = severe
    for place in places:
        text = text[:place] + kind + text[place:]
    assert watch().notice(text).tier is tier


@given(severe=st.sampled_from(SEVERE), marks=st.text("!?.,… \n", max_size=6))
def test_marks_around_a_message_hide_nothing(severe, marks):
    text, tier = severe
    assert watch().notice(marks + text + marks).tier is tier


@pytest.mark.parametrize(
    "text",
    [
        "I want to diiieeee",
        "i w@nt to d1e",
        "k!ll myself",
        "feeling su1cidal",
        "i feel siucidal",
        "I wanna k1ll myself",
        "k m s",
    ],
)
def test_stretched_disguised_and_slipped_spellings_are_read(text):
    assert watch().notice(text).tier >= Tier.URGENT


@settings(max_examples=300)
@given(st.text())
def test_no_text_at_all_makes_it_fail(text):
    watch().notice(text)
    watch().notice(text, "ar")


@given(
    st.lists(
        st.sampled_from(["i", "am", "not", "going", "to", "kill", "my", "self", "baby", "the", "want", "die", ".", "…"])
    )
)
def test_no_run_of_risky_words_makes_it_fail(words):
    watch().notice(" ".join(words))
