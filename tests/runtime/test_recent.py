"""Several short messages that only together say it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.conversation import Kith, respond
from bot.conversation.events import Tapped, Typed
from bot.runtime.recent import AT_MOST, PEOPLE, Recent
from bot.safety import Signal, Tier
from bot.storage import Chat
from tests.dialogue import the_kith
from tests.hazards.talking import seen_by_the_net

HER = Chat("telegram", "1")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def test_three_short_messages_are_read_together() -> None:
    recent, session, screen = Recent(), None, ""
    for number, words in enumerate(["i want to", "end my", "life"]):
        now = NOW + timedelta(seconds=10 * number)
        event = recent.with_before(HER, Typed(words), now)
        outcome = respond(session, event, the_kith(), date(2026, 11, 22))
        recent.remember(HER, Typed(words), now, answered=any(reply.crisis for reply in outcome.replies))
        session = outcome.session
        assert session is not None
        screen = session.screen
    assert screen in ("ask_directly", "ask_if_today", "safe_now")
    assert recent.with_before(HER, Typed("thanks"), NOW) == Typed("thanks"), "answered: the words are let go"


def screens_of(*written: str, kith: Kith) -> list[str]:
    """The screens that somebody comes to who writes these messages, ten seconds apart."""
    recent, session, screens = Recent(), None, []
    for number, words in enumerate(written):
        now = NOW + timedelta(seconds=10 * number)
        event = recent.with_before(HER, Typed(words), now)
        outcome = respond(session, event, kith, date(2026, 11, 22))
        recent.remember(HER, Typed(words), now, answered=any(reply.crisis for reply in outcome.replies))
        session = outcome.session
        assert session is not None
        screens.append(session.screen)
    return screens


def test_a_sentence_typed_in_pieces_is_noticed_by_the_net_too() -> None:
    kith = seen_by_the_net(Signal(Tier.URGENT), "the ducks", "the pond", "were loud")
    assert screens_of("the ducks", "on the pond", "were loud today", kith=kith)[-1] == "ask_directly"
    assert screens_of("the ducks on the moor", "were loud today", kith=kith)[-1] == "welcome"


def test_words_that_mean_it_only_together_are_asked_about() -> None:
    """What she still types after the question is an answer that can't be read."""
    assert "ask_directly" in screens_of("i dont think", "i can do", "this any more", "theres no point", kith=the_kith())


def test_answers_one_after_the_other_are_not_put_together_for_the_net() -> None:
    kith = seen_by_the_net(Signal(Tier.URGENT), "hard", "leeds")
    assert screens_of("/start", "i've had a baby", "very hard most days", "leeds", kith=kith)[-1] == "format"


def test_ordinary_messages_one_after_the_other_raise_no_alarm() -> None:
    for written in (
        ("hello", "is there a group", "near bristol", "on tuesdays"),
        ("any baby groups", "for new mums", "in leeds"),
        ("what time is", "the clinic", "on this week"),
    ):
        assert not any(screen.startswith(("safe_", "ask_")) for screen in screens_of(*written, kith=the_kith())), (
            written
        )


def test_words_are_let_go_after_two_minutes() -> None:
    recent = Recent()
    recent.remember(HER, Typed("i want to"), NOW, answered=False)
    assert recent.with_before(HER, Typed("myself"), NOW + timedelta(minutes=3)) == Typed("myself")


def test_a_button_or_a_command_lets_them_go() -> None:
    for event in (Tapped("back"), Typed("/restart")):
        recent = Recent()
        recent.remember(HER, Typed("i want to"), NOW, answered=False)
        recent.remember(HER, event, NOW, answered=False)
        assert recent.with_before(HER, Typed("sleep"), NOW) == Typed("sleep")


def test_only_a_few_messages_of_a_few_people_are_held() -> None:
    recent = Recent()
    for number in range(AT_MOST + 5):
        recent.remember(HER, Typed(f"word{number}"), NOW, answered=False)
    event = recent.with_before(HER, Typed("last"), NOW)
    assert isinstance(event, Typed)
    assert len(event.before.split()) == AT_MOST
    for number in range(PEOPLE + 10):
        recent.remember(Chat("telegram", str(number + 2)), Typed("a"), NOW, answered=False)
    assert recent.with_before(HER, Typed("x"), NOW) == Typed("x")
