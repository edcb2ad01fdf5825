"""Where a life may be at stake: noticed in every language, in its tier and by name; what looks like it stays calm."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.safety import Category, RuleBook, Spelling, Tier, Watch
from bot.safety.model import AT_TIER, Guess, Model, Thresholds
from tests.safety.books import read

FILES = Path(__file__).parent / "dangers"
LANGUAGES = ("en", "cy", "ar", "bn", "pl", "ro", "ur", "pa")


@cache
def watch() -> Watch:
    """The books of all languages, as when the bot runs; every pattern compiled."""
    made = Watch(
        [RuleBook.model_validate(read("safety", f"{code}.yaml")) for code in LANGUAGES],
        [Spelling.model_validate(read("safety", f"{code}-spelling.yaml")) for code in LANGUAGES],
    )
    made.prepare()
    return made


def content(language):
    return yaml.safe_load((FILES / f"{language}.yaml").read_text("utf-8"))


DANGERS = [
    (language, tier, category, text)
    for language in LANGUAGES
    for tier in ("emergency", "urgent")
    for category, texts in content(language)[tier].items()
    for text in texts
]
CALM = [(language, text) for language in LANGUAGES for text in content(language)["calm"]]


@pytest.mark.parametrize(("language", "tier", "category", "text"), DANGERS)
def test_a_danger_is_noticed_in_its_tier_and_under_its_name(language, tier, category, text):
    signal = watch().notice(text, language)
    assert (signal.tier, signal.category) == (Tier(tier), Category(category))


@pytest.mark.parametrize(("language", "text"), CALM)
def test_what_only_looks_like_a_danger_raises_no_alarm(language, text):
    assert watch().notice(text, language).tier <= Tier.SUPPORT


@pytest.mark.parametrize("category", ["medical_emergency", "suicide_intent", "psychosis", "third_party"])
def test_every_language_knows_each_danger_that_needs_an_answer_at_once(category):
    assert all(content(language)["emergency"][category] for language in LANGUAGES)


@pytest.mark.parametrize("category", ["suicide_ideation", "sexual_violence", "third_party"])
def test_every_language_knows_each_danger_that_needs_help_today(category):
    assert all(content(language)["urgent"][category] for language in LANGUAGES)


@pytest.mark.parametrize(
    ("chat", "text"),
    [
        ("en", "أسمع أصواتاً تقول لي أن أؤذي طفلي"),
        ("en", "aud voci care îmi spun să-mi rănesc copilul"),
        ("ar", "the voices tell me to harm my child"),
        ("cy", "awaaz aundi aa ke bache nu maar de"),
    ],
)
def test_a_voice_that_commands_is_psychosis_whatever_the_language_of_the_chat(chat, text):
    assert watch().notice(text, chat).category is Category.PSYCHOSIS


def test_an_injured_baby_comes_before_what_the_mother_may_do_next():
    text = "I shook him and he's gone floppy. I'm going to throw him if he cries again"
    assert watch().notice(text).category is Category.MEDICAL_EMERGENCY


def test_a_baby_who_is_still_unhurt_keeps_her_own_answer():
    assert watch().notice("I'm going to shake him if he doesn't stop").category is Category.HARM_BABY_INTENT


@pytest.mark.parametrize(
    ("chat", "text"),
    [
        ("en", "suicidal na ami, GP o jigges korse. just low mood"),
        ("bn", "suicidal na ami, GP o jigges korse. just low mood"),
        ("pa", "plz 999 waali gall na kareyo, apne aap nu koi nuksaan nahi karna"),
        ("cy", "dwi ddim yn suicidal, jyst low mood"),
        ("ar", "ما عندي شي suicidal بس تعبانة"),
    ],
)
def test_a_denial_in_one_language_is_heard_around_english_words(chat, text):
    assert watch().notice(text, chat).tier <= Tier.SUPPORT


@pytest.mark.parametrize(
    ("chat", "text"),
    [
        ("bn", "suicidal na ami. I want to die"),
        ("ur", "suicidal nahi hun lekin I'm going to kill myself tonight"),
        ("cy", "dwi ddim yn suicidal. I've taken an overdose"),
        ("cy", "dwi ddim yn dweud wrth neb, I feel suicidal"),
        ("pa", "suicidal aan par kise nu dasseya ni"),
    ],
)
def test_such_a_denial_hides_nothing_else(chat, text):
    assert watch().notice(text, chat).tier >= Tier.URGENT


def test_what_is_denied_around_english_words_is_not_left_to_the_learned_net_either():
    heard = []
    books = [RuleBook.model_validate(read("safety", f"{code}.yaml")) for code in ("en", "cy")]
    tables = [Spelling.model_validate(read("safety", f"{code}-spelling.yaml")) for code in ("en", "cy")]

    def learned(text, language):
        heard.append(text)
        return watch().notice("what time is it")

    Watch(books, tables, learned).notice("dwi ddim yn suicidal o gwbl. Where is the group on Tuesdays?", "cy")
    assert "suicidal" not in "".join(heard)


def test_a_model_that_never_learned_a_category_still_names_the_others():
    known = [category for category in Category if category is not Category.SEXUAL_VIOLENCE]
    at = Thresholds(
        emergency=0.9, urgent=0.5, urgent_elsewhere=0.5, support=0.5, category=0.4, tiers=tuple(Tier), categories=known
    )
    model = Model.__new__(Model)
    model.at = at
    tiers = dict.fromkeys(Tier, 0.0) | {Tier.URGENT: 1.0}
    categories = dict.fromkeys(known, 0.0) | {Category.DOMESTIC_ABUSE: 1.0}
    assert Category.SEXUAL_VIOLENCE in AT_TIER[Tier.URGENT]
    assert model.judge(Guess(tiers, categories), "en").category is Category.DOMESTIC_ABUSE
