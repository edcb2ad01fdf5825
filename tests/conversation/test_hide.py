"""Hide this chat works from every screen, at once, and what stays says nothing about her."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.conversation import Outcome, Session, asks_to_hide
from bot.conversation.events import Event, Sent, Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.replies import Message
from bot.conversation.screens.hide import LIMITS, NEUTRAL
from bot.conversation.show import HIDE_LABEL
from tests.conversation.holding import acts, answer, labels, seen
from tests.dialogue import the_kith

WAYS: tuple[Event, ...] = (
    Tapped("hide"),
    Typed("/hide"),
    Typed("/HIDE@kith_bot"),
    Typed("hide"),
    Typed(" Hide! "),
    Typed("HIDE THIS CHAT"),
    Typed("hide this chta"),
    Typed("hide now"),
    Typed("quick hide it"),
    Typed("Please hide my messages!!"),
    Typed("hide, he's coming"),
    Typed("hide now my husband is back"),
    Typed("delete this chat"),
    Typed("/hdie"),
    Typed("hdie"),
    Typed("hide", "edited"),
)
GIVES_AWAY = (
    "kith", "hid", "clear", "delet", "gone", "again", "baby", "mother", "mum", "help", "support", "talk", "safe",
    "privacy", "chat", "done", "back", "remov", "forg",
)  # fmt: skip
"""Words, or their beginnings, that would tell somebody what the bot is for or that something was here."""


def hides(outcome: Outcome) -> bool:
    """Whether the chat is hidden, with one line and no keyboard."""
    [line] = outcome.replies
    neutral = {language.say(NEUTRAL) for language in the_kith().languages.values()}
    assert isinstance(line, Message)
    return (
        outcome.hide
        and outcome.session is None
        and line.text in neutral
        and line.no_keyboard
        and not (line.rows or line.keyboard or line.replaces or line.crisis)
    )


@pytest.mark.parametrize("screen", sorted(SCREENS))
@pytest.mark.parametrize("language", ["en", "cy", "ar"])
def test_it_works_from_every_screen(screen: str, language: str) -> None:
    session = Session(screen=screen, met=True, language=language, trail=("welcome", "today"))
    label = the_kith().languages[language].label(HIDE_LABEL)
    for event in (*WAYS, Typed(label), Typed(label.upper())):
        assert hides(answer(session, event)), event


def test_it_works_before_anything_else_and_with_nothing_to_hide() -> None:
    for event in WAYS:
        assert hides(answer(None, event)), event


def test_the_button_at_the_foot_works_in_a_language_that_is_forgotten() -> None:
    for language in the_kith().languages.values():
        assert hides(answer(None, Typed(language.label(HIDE_LABEL)), hint="en"))


def test_words_just_before_do_not_stand_in_its_way() -> None:
    session = Session(screen="place", met=True)
    assert not answer(session, Typed("myself", before="I want to kill")).hide
    assert hides(answer(session, Typed("hide", before="I want to kill myself")))


@settings(max_examples=60, deadline=None)
@given(before=st.lists(st.sampled_from(["/start", "had a baby", "BS5", "help", "I want to die", "he hits me", "back"])))
def test_it_works_after_whatever_she_has_said(before: list[str]) -> None:
    session: Session | None = None
    for words in before:
        session = answer(session, Typed(words)).session
    assert hides(answer(session, Typed("hide")))


@pytest.mark.parametrize(
    "text",
    [
        "Hyde",
        "side",
        "wide",
        "ride",
        "hire",
        "tide",
        "hid",
        "chat",
        "this chat",
        "I hide my feelings",
        "hidden pregnancy",
        "delete that",
        "/hide I want to kill myself tonight",
        "hide the tablets he's coming to hit me",
    ],
)
@pytest.mark.parametrize("screen", ["place", "needs", "welcome", "results"])
def test_words_that_are_only_like_it_hide_nothing(text: str, screen: str) -> None:
    assert not answer(Session(screen=screen, met=True), Typed(text)).hide


@pytest.mark.parametrize("code", ["en", "cy", "ar"])
def test_the_line_that_stays_gives_nothing_away(code: str) -> None:
    language = the_kith().languages[code]
    assert code == "en" or language.knows(NEUTRAL)
    line = language.say(NEUTRAL)
    assert len(line) < 60
    assert "/start" in line
    assert "\n" not in line
    if code == "en":
        assert not [word for word in GIVES_AWAY if re.search(rf"\b{word}", line.casefold())]


def test_the_line_is_in_the_language_that_she_chose() -> None:
    arabic = the_kith().languages["ar"]
    assert seen(answer(Session(language="ar", met=True), Typed("hide"), hint="en")) == arabic.say(NEUTRAL)


def test_afterwards_she_is_somebody_new() -> None:
    outcome = answer(
        answer(Session(screen="results", met=True, language="cy"), Tapped("hide")).session, Typed("/start")
    )
    assert outcome.session is not None
    assert (outcome.session.screen, outcome.session.language) == ("welcome", None)


def test_the_keyboard_that_stays_has_it() -> None:
    [hello, *_] = answer(None, Typed("/start")).replies
    assert isinstance(hello, Message)
    assert hello.keyboard is not None
    assert hello.keyboard.hide == "Hide this chat"


def test_what_it_cannot_do_is_said_beforehand_with_the_button_beside_it() -> None:
    privacy = answer(None, Typed("/privacy"))
    assert "What Hide can't do" in labels(privacy)
    limits = answer(privacy.session, Tapped("privacy:hide_limits"))
    words = seen(limits)
    for limit in ("notifications", "older than 48 hours", "other devices", "list of chats"):
        assert limit in words
    assert "hide" in [button.action for button in acts(limits)]
    for code in ("cy", "ar"):
        assert the_kith().languages[code].knows(LIMITS)


def test_a_channel_can_ask_from_the_event_alone() -> None:
    kith = the_kith()
    assert all(asks_to_hide(event, kith) for event in WAYS)
    assert not any(asks_to_hide(event, kith) for event in (Typed("Hyde"), Tapped("hide_limits"), Sent("photo")))
