"""The second net: it raises what the rules noticed, never lowers it, and can be missing."""

import itertools
import logging
from functools import cache
from pathlib import Path

import pytest

from bot.directory import load_watch
from bot.safety import NOTHING_NOTICED, Category, Model, ModelError, Signal, Tier, Watch
from bot.safety.model import MOST_WINDOWS, WINDOW, raised
from tests.safety.books import CONTENT, english, english_spelling

FOLDER = CONTENT / "safety" / "model"

CALM = ["bs5", "Bristol", "near Bury please", "yes", "thank you", "is there a group on Tuesdays?", "Dead Mill Lane"]


@cache
def model() -> Model:
    return Model.load(FOLDER)


def watch_with(learned: Signal) -> Watch:
    return Watch([english()], [english_spelling()], lambda text, language: learned)


@pytest.mark.parametrize(("rules", "learned"), list(itertools.product(Tier, Tier)))
def test_the_graver_tier_of_the_two_nets_counts(rules: Tier, learned: Tier):
    said = raised(Signal(rules, Category.SELF_HARM), Signal(learned, Category.THIRD_PARTY))
    assert said.tier is max(rules, learned)


def test_what_the_rules_noticed_is_never_lowered():
    watch = watch_with(NOTHING_NOTICED)
    assert watch.notice("I want to die") == Watch([english()], [english_spelling()]).notice("I want to die")
    assert watch.notice("I want to die").tier is Tier.URGENT


def test_what_the_rules_missed_is_raised_with_the_models_category():
    watch = watch_with(Signal(Tier.URGENT, Category.DOMESTIC_ABUSE))
    assert watch.notice("is there a group near bs5") == Signal(Tier.URGENT, Category.DOMESTIC_ABUSE)


def test_an_urgent_matter_that_becomes_an_emergency_keeps_its_kind():
    watch = watch_with(Signal(Tier.EMERGENCY, Category.MEDICAL_EMERGENCY))
    assert watch.notice("I want to die") == Signal(Tier.EMERGENCY, Category.SUICIDE_INTENT)


def test_the_model_is_not_asked_where_the_rules_found_an_emergency():
    def never(text: str, language: str) -> Signal:
        raise AssertionError("asked")

    watch = Watch([english()], [english_spelling()], never)
    assert watch.notice("I have taken all my tablets").tier is Tier.EMERGENCY


@pytest.mark.parametrize("text", CALM)
def test_places_and_short_answers_are_ordinary(text: str):
    assert model().notice(text).tier < Tier.URGENT


@pytest.mark.parametrize(
    "text",
    [
        "I've written the letters and I'm going to do it tonight",
        "I\u2019ve writ\u200bten the letters and I\u2019m go\u200bing to do it tonight",
        "IVE WRITTEN THE LETTERS AND IM GOING TO DO IT TONIGHT",
    ],
)
def test_a_plan_for_tonight_is_an_emergency_however_it_is_written(text: str):
    assert model().notice(text).tier is Tier.EMERGENCY


@pytest.mark.parametrize(
    ("calm", "risk"),
    [
        ("We went to the library today and she slept in the pram. ", "I've written the letters, tonight I end it. "),
        ("He had his jabs, then coffee with my sister by the sea. ", "I took all of the tablets this morning. "),
        ("I like the group on Mondays, the biscuits are good. ", "Sometimes I think they'd be better off without me. "),
        ("My mum came round and did the ironing. ", "he strangled me on Friday and I'm scared. "),
        ("The health visitor weighed him. ", "the telly keeps telling me to put her in the bath and hold her. "),
    ],
)
def test_risk_deep_in_a_very_long_message_is_found(calm: str, risk: str):
    assert model().notice(calm * 40 + risk + calm * 25).tier >= Tier.URGENT


def test_the_work_for_a_very_long_message_is_bounded():
    for text in ("a " * 100_000, "word " * 50_000, "x" * 300_000, "Yes. " * 60_000, "\n" * 100_000, "😭" * 50_000):
        windows = model().windows(text[:20_000])
        assert len(windows) <= MOST_WINDOWS
        assert all(len(window) <= WINDOW for window in windows)
        assert isinstance(model().notice(text), Signal)


def test_the_same_text_gives_the_same_answer():
    text = "I feel so low and I don't know if I can do this anymore"
    first = model().guesses(text)
    model().notice("Bristol")
    assert model().guesses(text) == first
    assert Model.load(FOLDER).guesses(text) == first


@pytest.mark.parametrize("text", ["कैसे हो, मैं मरना चाहती हूँ", "Я хочу умереть сегодня", "今晚我要结束自己的生命"])
def test_letters_that_the_model_does_not_know_are_left_to_the_rules(text: str):
    assert model().notice(text) == NOTHING_NOTICED


@pytest.mark.parametrize(
    "text",
    [
        "dziś w nocy ze sobą skończę, mały jest u mamy",
        "dzis w nocy ze soba skoncze, maly jest u mamy",
        "în noaptea asta îmi iau viața, am scris și scrisorile",
        "heno dwi am orffen popeth, mae'r babi efo Mam",
        "آج رات میں اپنی جان لے لوں گی، بچہ امی کے پاس ہے",
        "aaj raat main apni jaan le lungi, bacha ammi ke paas hai",
        "الليلة سأنهي حياتي، الطفل عند أمي",
        "আজ রাতে আমি নিজেকে শেষ করে দেব, বাচ্চা আম্মুর কাছে",
        "ਅੱਜ ਰਾਤ ਮੈਂ ਆਪਣੀ ਜਾਨ ਲੈ ਲਵਾਂਗੀ, ਬੱਚਾ ਮੰਮੀ ਕੋਲ ਹੈ",
        "GP closed, nie chce juz zyc, ending it tonight",
    ],
)
def test_an_intent_for_tonight_is_noticed_in_every_language_and_in_two_at_once(text: str):
    assert model().notice(text).tier >= Tier.URGENT


@pytest.mark.parametrize("text", ["", " ", "\u200b", "?!", "😭", "\x00", "\ud83d", "ما هي المواعيد؟"])
def test_what_holds_no_words_to_read_is_let_pass(text: str):
    assert isinstance(model().notice(text), Signal)


def test_without_the_model_the_rules_work_alone_and_the_log_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture):
    (tmp_path / "safety").mkdir()
    for name in ("en.yaml", "en-spelling.yaml"):
        (tmp_path / "safety" / name).write_bytes((CONTENT / "safety" / name).read_bytes())
    with caplog.at_level(logging.WARNING):
        watch = load_watch(tmp_path)
        load_watch(tmp_path)
    assert watch.notice("I want to die").tier is Tier.URGENT
    assert sum("rules alone" in record.message for record in caplog.records) == 1


@pytest.mark.parametrize("broken", ["model.onnx", "tokenizer.json", "thresholds.json"])
def test_a_broken_file_is_told_in_one_sentence(tmp_path: Path, broken: str):
    for path in FOLDER.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes() if path.name != broken else b"{")
    with pytest.raises(ModelError, match=r"learned net|thresholds"):
        Model.load(tmp_path)


@pytest.mark.parametrize("text", ["I'm not going to kill myself", "I could murder a cup of tea"])
def test_what_the_rules_know_to_be_calm_is_not_held_against_her(text: str):
    assert load_watch(CONTENT).notice(text).tier < Tier.URGENT


def test_a_denial_does_not_hide_the_next_sentence():
    text = "I'm not going to kill myself. I've taken all my tablets and I'm going to do it tonight."
    assert load_watch(CONTENT).notice(text).tier is Tier.EMERGENCY
