"""Commands and the plain words for them: in any case, with a slip, with the bot's name; and what is no command."""

from __future__ import annotations

import pytest

from bot.conversation import Session
from bot.conversation.commands import read_command
from bot.conversation.events import Typed
from bot.conversation.turn import Turn
from tests.conversation.holding import answer
from tests.dialogue import the_kith
from tests.directory.making import TODAY


def read(text: str, exactly: bool = False) -> str | None:
    found = read_command(Turn(Session(), Typed(text), the_kith(), TODAY), text, exactly)
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("/now", "now"),
        ("/NOW", "now"),
        ("  /now  ", "now"),
        ("/now@kith_bot", "now"),
        ("/Now@Kith_Bot please", "now"),
        ("/start", "start"),
        ("/strat", "start"),
        ("/helpp", "help"),
        ("/langauge", "language"),
        ("/privcy", "privacy"),
        ("/forgt", "forget"),
        ("/skip", "skip"),
        ("/nonsense", "unknown"),
        ("/", "unknown"),
        ("help", "now"),
        ("HELP!", "now"),
        ("hlep", "now"),
        ("Help now", "now"),
        ("help me", "now"),
        ("sos", "now"),
        ("crisis", "now"),
        ("emergancy", "now"),
        ("back", "back"),
        ("Go back", "back"),
        ("skip", "skip"),
        ("Skip.", "skip"),
        ("start again", "restart"),
        ("restart", "restart"),
        ("forget me", "forget"),
        ("are you a bot?", "about"),
        ("Are you real", "about"),
        ("language", "language"),
        ("hello", "hello"),
        ("Hiya!", "hello"),
        ("good morning", "hello"),
        ("thank you", "thanks"),
    ],
)
def test_a_command_is_understood(text: str, command: str) -> None:
    assert read(text) == command


@pytest.mark.parametrize(
    "text", ["text", "black", "rest", "best", "group", "phone", "Bath", "smart", "no", "", " ", "?"]
)
def test_a_word_that_is_only_like_a_command_is_none(text: str) -> None:
    assert read(text) is None


@pytest.mark.parametrize("text", ["Stat", "Backwell", "hlep", "Skipton", "Starr"])
def test_where_a_place_is_asked_for_only_whole_words_are_commands(text: str) -> None:
    assert read(text, exactly=True) is None
    assert read("help", exactly=True) == "now"
    assert read("/start", exactly=True) == "start"


def test_what_follows_start_is_read_as_a_sentence() -> None:
    session = answer(None, Typed("/start bs5-birth-trauma-mornings")).session
    assert session is not None
    assert session.answers.place is not None
    assert session.answers.place.name == "BS5"
    assert session.answers.needs == ("birth_trauma",)
    assert session.screen == "results"


def test_start_with_words_that_mean_nothing_begins_as_usual() -> None:
    session = answer(None, Typed("/start xyzzy")).session
    assert session is not None
    assert session.screen == "welcome"


@pytest.mark.parametrize("screen", ["welcome", "place", "needs", "results", "safe_now", "which_place", "forget"])
def test_help_now_can_be_typed_on_every_screen(screen: str) -> None:
    for words in ("help", "/now", "HELP NOW"):
        session = answer(Session(screen=screen, met=True), Typed(words)).session
        assert session is not None
        assert session.screen == "help_now"
