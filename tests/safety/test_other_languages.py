"""What is noticed in languages other than English, by rule books in the same language of rules as the English one."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from bot.safety import RuleBook, Spelling, Tier, Watch
from bot.safety.normalise import Folder
from tests.safety.books import read

PHRASES = Path(__file__).parent / "phrases"
LANGUAGES = ("cy", "ar", "bn", "pl", "ro", "ur", "pa")


def book(language):
    return RuleBook.model_validate(read("safety", f"{language}.yaml"))


def spelling(language):
    return Spelling.model_validate(read("safety", f"{language}-spelling.yaml"))


@cache
def watch():
    """All these books and the English one; every pattern compiled, as when the bot runs."""
    codes = ("en", *LANGUAGES)
    made = Watch([book(code) for code in codes], [spelling(code) for code in codes])
    made.prepare()
    return made


def phrases(*tiers):
    return [
        (language, tier, text)
        for language in LANGUAGES
        for tier, by_category in yaml.safe_load((PHRASES / f"{language}.yaml").read_text("utf-8")).items()
        if tier in tiers
        for texts in by_category.values()
        for text in texts
    ]


@pytest.mark.parametrize(("language", "tier", "text"), phrases("emergency", "urgent"))
def test_a_crisis_is_noticed_in_its_tier(language, tier, text):
    assert watch().notice(text, language).tier is Tier(tier)


@pytest.mark.parametrize(("language", "tier", "text"), phrases("calm"))
def test_calm_talk_raises_no_alarm(language, tier, text):
    assert watch().notice(text, language).tier <= Tier.SUPPORT


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_rule_keeps_to_its_own_examples(language):
    for rule in book(language).rules:
        for text in rule.must_notice:
            assert watch().notice(text, language).tier >= rule.tier, (rule.id, text)
        for text in rule.must_not:
            assert watch().notice(text, language).tier < rule.tier, (rule.id, text)


@pytest.mark.parametrize(
    "text",
    [
        "dwi isio marw",
        "بدي موت",
        "baddi moot",
        "ami morte chai",
        "মরতে চাই",
        "I want to die",
        "chcę umrzeć",
        "vreau să mor",
        "marne ko dil karta hai",
        "ਮਰਨ ਨੂੰ ਜੀ ਕਰਦਾ",
    ],
)
@pytest.mark.parametrize("chat", ["en", "cy", "ar", "pl"])
def test_a_crisis_is_noticed_whatever_the_language_of_the_chat(text, chat):
    assert watch().notice(text, chat).tier is Tier.URGENT


def test_languages_may_be_mixed_in_one_message():
    assert watch().notice("Hi, is the group on Tuesday? dwi isio marw. Diolch", "en").tier is Tier.URGENT
    assert watch().notice("Where is the group? بدي موت", "en").tier is Tier.URGENT
    assert watch().notice("Where is the group? আমি আর বাঁচতে চাই না", "en").tier is Tier.URGENT
    assert watch().notice("health visitor comes Monday, nie chce mi sie zyc", "en").tier is Tier.URGENT
    assert watch().notice("GP said wait, nu mai vreau sa traiesc", "en").tier is Tier.URGENT


@pytest.mark.parametrize("text", ["أُرِيدُ أَنْ أَمُوتَ", "اريد ان اموت", "أريـــد أن أمـــوت", "أريد أن أموووت", "اريد الموت"])
def test_vowel_signs_hamza_and_stretching_change_nothing_in_arabic(text):
    assert watch().notice(text, "ar").tier is Tier.URGENT


@pytest.mark.parametrize("text", ["Dwi isio brifo'r bâbi", "dwisio brifor babi", "DWI ISIO BRIFO’R BABI"])
def test_accents_and_apostrophes_change_nothing_in_welsh(text):
    assert watch().notice(text, "cy").tier >= Tier.URGENT


@pytest.mark.parametrize("typed", ["tri phaced o dabledi", "dau baced o dabledi", "y paced o dabledi"])
def test_how_a_welsh_word_begins_changes_with_the_word_before_it(typed):
    assert watch().notice(f"dwi di llyncu {typed} i gyd", "cy").tier is Tier.EMERGENCY


def test_a_mark_or_a_spelling_in_the_table_is_folded_as_messages_are():
    table = Spelling(language="bn", letters={"ঁ": ""}, reads_as={"বাঁচি": "বাঁচব"})
    assert Folder(table).sentences("বাঁচি") == Folder(table).sentences("বাচি") == Folder(table).sentences("বাঁচব")


@pytest.mark.parametrize("text", ["Nie chcę już żyć", "nie chce juz zyc", "NIECHCE ZYC", "nie chce zyc 😭"])
def test_missing_signs_and_words_run_together_change_nothing_in_polish(text):
    assert watch().notice(text, "pl").tier is Tier.URGENT


@pytest.mark.parametrize(
    "text", ["M-am săturat de viață", "m-am saturat de viata", "mam saturat de viața", "M AM SATURAT DE VIATA"]
)
def test_missing_signs_and_hyphens_change_nothing_in_romanian(text):
    assert watch().notice(text, "ro").tier is Tier.URGENT


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("pl", "Urodziłam rok temu i chcę umrzeć"),
        ("pl", "Trzy lata temu wyszłam za mąż, on mnie bije"),
        ("ro", "Am născut acum un an și vreau să mor"),
        ("ro", "Ne-am căsătorit acum trei ani, mă bate"),
    ],
)
def test_a_date_does_not_make_the_present_past(language, text):
    assert watch().notice(text, language).tier >= Tier.URGENT


@pytest.mark.parametrize(
    "texts",
    [
        ("میں جینا نہیں چاہتی", "main jeena nahi chahti", "mai jina nai chahty", "MEIN JEENA NAHIN CHAAHTI"),
        ("ਮੈਂ ਜੀਣਾ ਨਹੀਂ ਚਾਹੁੰਦੀ", "main jeena nahi chahundi", "mai jina ni chaundi", "ਮੈ ਜੀਣਾ ਨੀ ਚਾਹੁੰਦੀ"),
    ],
)
def test_script_and_spelling_change_nothing_in_urdu_and_punjabi(texts):
    assert {watch().notice(text, "en").tier for text in texts} == {Tier.URGENT}


@pytest.mark.parametrize(
    ("language", "typed", "read_as"),
    [
        ("ar", "والسكّين", "سكين "),
        ("ar", "هقتله", "سوف اقتل اياه "),
        ("ar", "بيضربني", "يضرب ني "),
        ("ar", "مش عايزة", "ما اريد "),
        ("ar", "گلبي", "قلبي "),
        ("ar", "٣٠ حبة", "30 حبوب "),
        ("ar", "3ayza amoot", "اريد اموت "),
        ("bn", "ami morte chai", "মরতে চাই "),
        ("bn", "মরতাম চাই", "মরতে চাই "),
        ("bn", "আইজ রাইতে মরি যাইমু", "আজ রাত মরে যাব "),
        ("cy", "Rydw i'n", "dwi "),
        ("cy", "sai'n moyn", "dwi ddim eisiau "),
        ("cy", "fy lladd fy hun", "lladd hun "),
        ("cy", "ma'r babi'n", "mae babi "),
        ("pl", "Mąż mnie zabił", "maz mnie zabil "),
        ("pl", "36 tyg", "36 tydzien "),
        ("pl", "jo kca umrzyc", "ja chce umrzec "),
        ("ro", "mam tăiat", "m am taiat "),
        ("ro", "să-i fac rău", "i fac rau "),
        ("ro", "bărbatu-meu", "barbatul meu "),
        ("ur", "MAROONGI", "mrun gi "),
        ("ur", "ماروں گی", "mrun gi "),
        ("ur", "khud kushi", "khudkushi "),
        ("ur", "خودکشی", "khudkushi "),
        ("pa", "maar daina", "mr din "),
        ("pa", "ਮਾਰ ਦੇਣਾ", "mr din "),
        ("pa", "ਖ਼ੁਦਕੁਸ਼ੀ", "khudkusi "),
    ],
)
def test_dialects_and_attached_words_are_read_out(language, typed, read_as):
    assert Folder(spelling(language)).sentences(typed) == [read_as]
