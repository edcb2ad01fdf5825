"""What a screen that somebody else may look at does not show, and what is never sent or kept."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.events import Sent, Tapped, Typed
from bot.conversation.screens.card import map_search
from bot.conversation.session import Today
from bot.places.place import Place
from tests.directory.making import at, service
from tests.hazards.talking import does, everything, kith, on, words

SEVERE_WORDS = ("dying", "suicid", "self-harm", "hurt my baby", "not safe at home", "abuse", "seeing or hearing")
TELLING = (*SEVERE_WORDS, "kith", "bab", "mother", "help", "delet", "hid", "clear", "forg", "chat", "again", "safe")
SECRET = "zqxwvk"


def test_results_and_answers_never_repeat_what_was_severe() -> None:
    for today in (Today.SUICIDAL, Today.HARM_BABY, Today.PSYCHOSIS, Today.UNSAFE_HOME):
        for screen in ("results", "change"):
            outcome = does(on(screen, today=today, anywhere=True, needs=("domestic_abuse", "self_harm")), Sent("photo"))
            above = (
                "\n".join(words(outcome).splitlines()[:6]).casefold() if screen == "results" else everything(outcome)
            )
            said = [word for word in SEVERE_WORDS if word in above.casefold()]
            assert not said, f"{screen}, {today}: {said}"


def test_somebody_not_safe_at_home_is_told_that_the_chat_can_be_read() -> None:
    shown = does(on("today", who="had_baby", stage="had_baby"), Tapped("today:unsafe_home"))
    assert "phone" in words(shown)
    assert "chat" in words(shown)


def test_hiding_forgets_everything_and_leaves_a_line_that_says_nothing() -> None:
    before = on("safe_unsafe_home", who="had_baby", stage="had_baby", today=Today.UNSAFE_HOME)
    hidden = does(before, Typed("/hide"))
    assert hidden.session is None
    assert hidden.hide
    told = everything(hidden).casefold()
    assert not [word for word in TELLING if word in told], told


def test_a_secret_address_is_on_no_map_and_gives_no_distance() -> None:
    """A refuge: where it stands must not be found out here."""
    venue = {**at(51.46, -2.56), "name": "The house", "postcode": "BS5 6XX", "confidential": True}
    refuge = service("refuge", venue=venue)
    knowing = replace(kith(), points={refuge.id: (51.46, -2.56)})
    assert knowing.pin_of(refuge) is None
    assert knowing.point_of(refuge) is None
    assert map_search(refuge) is None


def test_words_of_a_disclosure_are_neither_kept_nor_said_back() -> None:
    for said in (f"I want to die {SECRET}", f"my husband {SECRET} hits me", f"{SECRET} is a nice name"):
        outcome = does(on("place"), Typed(said))
        assert outcome.session is not None
        assert SECRET not in outcome.session.model_dump_json()
        assert SECRET not in everything(outcome)


def test_a_shared_or_typed_place_is_kept_no_finer_than_its_outcode() -> None:
    outcome = does(on("place"), Typed("BS5 6XX"))
    assert outcome.session is not None
    place = outcome.session.answers.place
    assert place is not None
    assert "6XX" not in outcome.session.model_dump_json()
    coarse = Place.coarse(kith().gazetteer.find("BS5 6XX")[0])
    assert (place.latitude, place.longitude) == (coarse.latitude, coarse.longitude)
    assert round(place.latitude * 100) == round(place.latitude * 100, 6)
