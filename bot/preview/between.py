"""What Kith says that is no screen: when it can't read something, when a button is old, when something went wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from bot.conversation import Kith, Session, apology, respond, trouble
from bot.conversation.events import Event, Sent, Tapped, Typed
from bot.conversation.replies import Message, Reply
from bot.conversation.stages import CANT_READ

Shown = Iterable[tuple[str, tuple[Reply, ...]]]
"""When it is said, and what then is shown."""


@dataclass(frozen=True, slots=True)
class Between:
    """One kind of answer that is no screen, by the name that the page gives it."""

    id: str
    name: str
    shown: Callable[[Kith, str, date], Shown]


def _answers(*events: tuple[str, Event]) -> Callable[[Kith, str, date], Shown]:
    """What is answered to each event in the middle of a conversation."""

    def shown(kith: Kith, code: str, today: date) -> Shown:
        session = Session(language=code, screen="format", trail=("welcome",), met=True)
        for when, event in events:
            yield when, respond(session, event, kith, today).replies

    return shown


def _before(kith: Kith, code: str, today: date) -> Shown:
    profile = kith.profile(code)
    yield "Before she taps Start", (Message(text=profile.description),)
    yield "In a list of chats", (Message(text=profile.short_description),)
    yield "The menu", (Message(text="\n".join(f"/{name}  {words}" for name, words in profile.commands)),)


def _in_a_group(kith: Kith, code: str, today: date) -> Shown:
    yield "In a group, before it leaves", (Message(text=kith.profile(code).private_only),)


def _in_trouble(kith: Kith, code: str, today: date) -> Shown:
    yield "Something failed here", (apology(kith, code),)
    yield "Nothing can be stored just now", (trouble(kith, code),)


BETWEEN = (
    Between("before", "Before the conversation", _before),
    Between("hidden", "After Hide this chat", _answers(("Everything above is gone", Tapped("hide")))),
    Between(
        "puzzled",
        "What Kith doesn't understand",
        _answers(("Words that say nothing to it", Typed("qwxz qwxz")), ("An old button", Tapped("gone:1"))),
    ),
    Between(
        "unreadable",
        "What Kith can't read",
        _answers(*((f"She sends: {kind}", Sent(kind)) for kind in CANT_READ)),
    ),
    Between("thanks", "She says thank you", _answers(("Typed or tapped", Tapped("thanks")))),
    Between("trouble", "When something goes wrong", _in_trouble),
    Between("group", "Added to a group", _in_a_group),
)
