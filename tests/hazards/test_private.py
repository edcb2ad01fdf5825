"""What a screen that somebody else may look at does not show, and what is never sent or kept."""

from __future__ import annotations

from bot.conversation.events import Sent, Tapped, Typed
from bot.conversation.replies import Link, Message, Pin
from bot.conversation.session import Today
from bot.directory import Service
from bot.places.place import Place
from tests.hazards.talking import actions, does, everything, kith, on, words

SEVERE_WORDS = ("dying", "suicid", "self-harm", "hurt my baby", "not safe at home", "abuse", "seeing or hearing")
SECRET = "zqxwvk"


def test_results_and_answers_never_repeat_what_was_severe() -> None:
    for today in (Today.SUICIDAL, Today.HARM_BABY, Today.PSYCHOSIS, Today.UNSAFE_HOME):
        for screen in ("results", "change"):
            outcome = does(on(screen, today=today, anywhere=True, needs=("domestic_abuse", "self_harm")), Sent("photo"))
            above = "\n".join(words(outcome).splitlines()[:6]).casefold() if screen == "results" else words(outcome)
            said = [word for word in SEVERE_WORDS if word in above.casefold()]
            assert not said, f"{screen}, {today}: {said}"


def test_somebody_not_safe_at_home_is_told_that_the_chat_can_be_read() -> None:
    shown = does(on("today", who="had_baby", stage="had_baby"), Tapped("today:unsafe_home"))
    assert "phone" in words(shown)
    assert "chat" in words(shown)


def test_a_secret_address_is_on_no_map() -> None:
    confidential = [entry.service for entry in kith().directory.entries if is_secret(entry.service)]
    for service in confidential:
        card = does(on("results"), Tapped(f"card:{service.id}"))
        assert f"pin:{service.id}" not in actions(card)
        links = [
            b for r in card.replies if isinstance(r, Message) for row in r.rows for b in row if isinstance(b, Link)
        ]
        assert not [link for link in links if "openstreetmap" in link.url]
        forged = does(card.session, Tapped(f"pin:{service.id}"))
        assert not [reply for reply in forged.replies if isinstance(reply, Pin)]


def is_secret(service: Service) -> bool:
    return service.venue is not None and service.venue.confidential


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
