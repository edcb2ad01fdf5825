"""Typed sentences: what is understood of each, and what must not be."""

from __future__ import annotations

from typing import Any

import pytest

from bot.conversation import Session
from bot.conversation.events import Typed
from bot.conversation.reading import Understood, read_sentence
from bot.conversation.session import Answers, Relation, Stage, Who
from bot.conversation.turn import Turn
from tests.conversation.holding import answer
from tests.dialogue import the_kith
from tests.directory.making import TODAY


def read(text: str) -> Understood | None:
    return read_sentence(Turn(Session(), Typed(text), the_kith(), TODAY), text)


def in_brief(understood: Understood | None) -> dict[str, Any]:
    """What was understood: the first place's name, and each answer's values."""
    if understood is None:
        return {}
    place = {"place": understood.places[0].name} if understood.places else {}
    return place | {name: [str(value) for value in values] for name, values in understood.values.items()}


UNDERSTOOD: dict[str, dict[str, Any]] = {
    "is there a group near BS5 for birth trauma, mornings?": {
        "place": "BS5", "formats": ["group"], "needs": ["birth_trauma"], "times": ["mornings"],
    },
    "IS THERE A GROUP NEAR bs 5??": {"place": "BS5", "formats": ["group"]},
    "good morning, is there a group near BS5?": {"place": "BS5", "formats": ["group"]},
    "mornings in BS5": {"place": "BS5", "times": ["mornings"]},
    "evening support groups in Belfast": {"place": "Belfast", "formats": ["group"], "times": ["evenings"]},
    "breastfeeding group in Norwich on saturdays": {
        "place": "Norwich", "needs": ["feeding"], "formats": ["group"], "times": ["weekends"],
    },
    "face to face group in Penzance, weekends": {"place": "Penzance", "formats": ["group"], "times": ["weekends"]},
    "zoom group in the evenings": {"formats": ["online", "group"], "times": ["evenings"]},
    "whatsapp group for twin mums": {"formats": ["online", "group"], "needs": ["multiple_birth"]},
    "I need to talk to someone on the phone about anxiety": {"formats": ["one_to_one", "phone"], "needs": ["anxiety"]},
    "befriender in Inverness": {"place": "Inverness", "formats": ["one_to_one"]},
    "single mum in Exeter, one to one please": {
        "place": "Exeter", "needs": ["single_parent"], "formats": ["one_to_one"],
    },
    "online chat for ocd": {"formats": ["online"], "needs": ["ocd"]},
    "no, a group please": {"formats": ["group"]},
    "PND group Birmingham": {"place": "Birmingham", "needs": ["low_mood"], "formats": ["group"]},
    "i feel so lonely since having my baby, near Truro": {
        "place": "Truro", "needs": ["loneliness"], "stage": ["had_baby"],
    },
    "my baby won't stop crying": {"stage": ["had_baby"], "needs": ["crying_sleep"]},
    "help with bonding with my baby": {"needs": ["bonding"], "stage": ["had_baby"]},
    "i'm 20 weeks pregnant and really anxious, in Leeds": {
        "place": "Leeds", "stage": ["pregnant"], "needs": ["anxiety"],
    },
    "bipolar and pregnant": {"needs": ["psychosis"], "stage": ["pregnant"]},
    "hyperemesis support": {"needs": ["hyperemesis"]},
    "morning sickness is awful": {"needs": ["hyperemesis"]},
    "premature baby, was in nicu, somewhere in Edinburgh": {"place": "Edinburgh", "needs": ["premature_baby"]},
    "twins group near Reading": {"place": "Reading", "needs": ["multiple_birth"], "formats": ["group"]},
    "eating disorder and pregnant": {"needs": ["eating"], "stage": ["pregnant"]},
    "muslim mums group in Luton": {"place": "Luton", "needs": ["faith"], "formats": ["group"]},
    "young mums in Sunderland": {"place": "Sunderland", "needs": ["young_parent"]},
    "lesbian mums, Brighton": {"place": "Brighton", "needs": ["lgbtq"]},
    "autistic mum near Wigan": {"place": "Wigan", "needs": ["disability"]},
    "birth went wrong and I keep having flashbacks": {"needs": ["birth_trauma"]},
    "near stokport, baby wont sleep": {"place": "Stockport", "needs": ["crying_sleep"]},
    "we lost our baby in march, is there anyone in Glasgow": {
        "place": "Glasgow", "needs": ["loss"], "stage": ["lost_baby"],
    },
    "I had a miscarriage last month": {"needs": ["loss"], "stage": ["lost_baby"]},
    "stillbirth support Cardiff": {"place": "Cardiff", "needs": ["loss"], "stage": ["lost_baby"]},
    "our son was born sleeping": {"stage": ["lost_baby"]},
    "grieving my baby, by phone": {"stage": ["lost_baby"], "needs": ["loss"], "formats": ["phone"]},
    "someone who speaks Urdu in Bradford": {"place": "Bradford", "spoken": ["ur"]},
    "peer support in Welsh": {"spoken": ["cy"]},
    "BSL group in London": {"place": "London", "formats": ["group"], "spoken": ["bfi"]},
    "I'm a dad and struggling, near Hull": {
        "place": "Kingston upon Hull", "relation": ["dad"], "needs": ["dads", "low_mood"],
    },
    "looking for a dads group in Manchester": {
        "place": "Manchester", "relation": ["dad"], "needs": ["dads"], "formats": ["group"],
    },
    "support for my wife, she has pnd, in Derby": {"place": "Derby", "relation": ["for_her"], "needs": ["low_mood"]},
    "my wife has pnd": {"relation": ["for_her"], "needs": ["low_mood"]},
    "my friend is pregnant and anxious": {"relation": ["for_her"], "stage": ["pregnant"], "needs": ["anxiety"]},
    "my sister lost her baby": {"relation": ["for_her"], "stage": ["lost_baby"]},
    "my daughter is 3 months old and has colic": {"stage": ["had_baby"], "needs": ["crying_sleep"]},
    "my health visitor told me about a group in Leeds": {"place": "Leeds", "formats": ["group"]},
    "I feel flat": {"needs": ["low_mood"]},
}  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_a_sentence_is_understood(text: str) -> None:
    assert in_brief(read(text)) == UNDERSTOOD[text]


NOTHING = """
I hope this works | I hope so | what time do you close | tell me more | yes please | no thanks | maybe later
I don't know | who made you | this is rubbish | how far is it | is it free | do I need a referral | I'm not sure
can I bring my toddler | it was a hard day | send me the number | SEND me details | I was in a car crash
good evening | good night | happy christmas | deal with it | rest | I live in hope | reading this in bed
Reading books helps me | the wall in my flat is wet | I will call you back tomorrow | I read a text about it
my phone is broken | I need to pay my phone bill | the health visitor called | he's at school | my twin sister
I'm expecting a parcel | I went for a walk this morning | I am in a group of friends | checking in | no one tells you
my partner left for work | I'm black and blue | of course I want to talk | my mum was in hospital in May | born in 1990
I am not pregnant | I can't do mornings | I didn't have a miscarriage | I don't have anxiety | without twins
we asked at 4 in the morning | the second night home | my babys dad came | I didn't have counselling
""".replace("\n", "|")


@pytest.mark.parametrize("text", [text.strip() for text in NOTHING.split("|") if text.strip()])
def test_an_everyday_sentence_is_not_taken_for_an_answer(text: str) -> None:
    assert in_brief(read(text)) == {}


@pytest.mark.parametrize(
    ("text", "understood"),
    [
        ("My due date is in March", {"stage": ["pregnant"]}),
        ("my baby sleeps through the night", {"stage": ["had_baby"]}),
        ("a group, but I can't do mornings", {"formats": ["group"]}),
        ("not online, by phone", {"formats": ["phone"]}),
        ("every single day I feel anxious", {"needs": ["anxiety"]}),
        ("I'm at home with a newborn near BS5", {"place": "BS5", "stage": ["had_baby"]}),
        ("I'm in Bath", {"place": "Bath"}),
    ],
)
def test_only_what_was_meant_is_taken(text: str, understood: dict[str, Any]) -> None:
    assert in_brief(read(text)) == understood


OTHER_THAN_A_GROUP = ["one_to_one", "phone", "online"]


@pytest.mark.parametrize(
    ("text", "formats"),
    [
        ("I don't want a group", OTHER_THAN_A_GROUP),
        ("not a group please", OTHER_THAN_A_GROUP),
        ("no groups", OTHER_THAN_A_GROUP),
        ("I don't want to go to a group", OTHER_THAN_A_GROUP),
        ("I can't stand groups", OTHER_THAN_A_GROUP),
        ("too shy, not confident in a group", OTHER_THAN_A_GROUP),
        ("classes are too much", OTHER_THAN_A_GROUP),
        ("dydw i ddim eisiau grŵp", OTHER_THAN_A_GROUP),
        ("لا أريد مجموعة", OTHER_THAN_A_GROUP),
        ("anything but phone", ["group", "one_to_one", "online"]),
        ("email is best, I hate talking on the phone", ["online"]),
        ("1:1 rather than that, scared of groups", ["one_to_one"]),
    ],
)
def test_a_way_to_talk_that_she_refuses_is_left_out(text: str, formats: list[str]) -> None:
    assert in_brief(read(text))["formats"] == formats


def test_what_she_has_answered_is_not_changed_by_a_word_in_a_sentence() -> None:
    lost = Session(screen="place", met=True, answers=Answers(who=Who.LOST_BABY, stage=Stage.LOST_BABY))
    after = answer(lost, Typed("near BS5 for mums with a newborn")).session
    assert after is not None
    assert (after.answers.who, after.answers.stage) == (Who.LOST_BABY, Stage.LOST_BABY)


def test_a_sentence_about_somebody_else_makes_her_a_supporter_and_not_pregnant() -> None:
    after = answer(None, Typed("my friend is pregnant and anxious near BS5")).session
    assert after is not None
    assert (after.answers.who, after.answers.relation) == (Who.SUPPORTER, Relation.FOR_HER)
    assert after.answers.stage is Stage.PREGNANT


def test_grief_and_my_baby_in_one_sentence_are_not_taken_for_a_baby_that_lives() -> None:
    after = answer(None, Typed("I can't stop the grief for my baby, near BS5")).session
    assert after is not None
    assert after.answers.stage is not Stage.HAD_BABY


def test_a_sentence_with_enough_in_it_goes_straight_to_results_and_says_what_was_understood() -> None:
    outcome = answer(None, Typed("is there a group near BS5 for birth trauma, mornings?"))
    assert outcome.session is not None
    assert outcome.session.screen == "results"
    text = " ".join(reply.text for reply in outcome.replies)  # type: ignore[union-attr]
    for words in ("BS5", "in a group", "frightening birth", "mornings"):
        assert words in text
