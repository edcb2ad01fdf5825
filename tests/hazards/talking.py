"""Talking with Kith in the tests of hazards.

Everything goes through `kith()`, so that `test_controls_matter` can take a control away behind it and see the very same
tests fail.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator
from copy import copy
from dataclasses import replace

from bot.conversation import Kith, Outcome, Session, respond
from bot.conversation.events import Event, Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.replies import Act, ContactCard, Copy, Message
from bot.conversation.session import Answers, KeptPlace
from bot.safety import NOTHING_NOTICED, Signal
from tests.dialogue import the_kith
from tests.directory.making import TODAY

NATIONS = ("England", "Scotland", "Wales", "Northern Ireland", "Jersey", "Guernsey", "Isle of Man")
NUMBER = re.compile(r"\d(?:[\d ]*\d)?")
ISOLATES = re.compile("[\u2066-\u2069]")

EMERGENCIES = (
    "I'm going to kill myself tonight",
    "I've taken an overdose",
    "I'm going to smother my baby",
    "I can hear voices telling me to jump",
    "he strangled me last night",
    "my baby isn't breathing",
)
URGENT = (
    "everyone would be better off without me",
    "I keep cutting myself",
    "I keep having thoughts of hurting my baby",
    "my husband hits me",
    "my wife says she wants to die",
    "I don't feel like she is my baby",
)


def kith() -> Kith:
    """The real content and words."""
    return the_kith()


def seen_by_the_net(signal: Signal, *words: str) -> Kith:
    """Kith with a learned net that sees that in every text, or in those that hold all of these words."""
    watch = copy(the_kith().watch)
    watch.learned = lambda text, _language: signal if all(word in text for word in words) else NOTHING_NOTICED
    return replace(the_kith(), watch=watch)


def languages() -> tuple[str, ...]:
    """The code of every language that is shipped."""
    return tuple(the_kith().languages)


def does(session: Session | None, event: Event, hint: str | None = None) -> Outcome:
    """One turn of the real thing."""
    return respond(session, event, kith(), TODAY, hint)


def on(screen: str, language: str | None = None, **answers: object) -> Session:
    """Somebody who is on that screen and has given these answers."""
    given = Answers.model_validate(answers)
    return Session(screen=screen, met=True, language=language, answers=given, trail=("welcome",))


def shows(screen: str, language: str | None = None, **answers: object) -> Outcome:
    """A screen as somebody comes to it by a button."""
    return does(on("place", language, **answers), Tapped(screen))


def safety_screens() -> tuple[str, ...]:
    """The screens that show whom to call, by id."""
    return tuple(screen.id for screen in SCREENS.values() if screen.situation)


def crisis_screens() -> tuple[str, ...]:
    """Every screen that answers a disclosure, with its questions and what lies behind."""
    return tuple(screen.id for screen in SCREENS.values() if screen.crisis)


def plain(text: str) -> str:
    """Markup as the words that are seen, without the marks that hold a direction."""
    return ISOLATES.sub("", html.unescape(re.sub(r"</?b>", "", text)))


def markup(outcome: Outcome) -> str:
    """The texts of all messages as they are sent."""
    return "\n".join(reply.text for reply in outcome.replies if isinstance(reply, Message))


def words(outcome: Outcome) -> str:
    """The words of all messages, without those of the buttons."""
    return plain(markup(outcome))


def everything(outcome: Outcome) -> str:
    """Every word that is shown, on buttons, contacts and in what a button copies too."""
    parts = [words(outcome)]
    for reply in outcome.replies:
        if isinstance(reply, ContactCard):
            parts += [reply.name, reply.phone]
        if isinstance(reply, Message):
            parts += [button.label for row in reply.rows for button in row]
            parts += [button.text for row in reply.rows for button in row if isinstance(button, Copy)]
    return "\n".join(parts)


def actions(outcome: Outcome) -> list[str]:
    """The actions of all buttons that come back to Kith."""
    messages = [reply for reply in outcome.replies if isinstance(reply, Message)]
    return [button.action for message in messages for row in message.rows for button in row if isinstance(button, Act)]


def is_crisis(outcome: Outcome) -> bool:
    """Whether the answer goes before all others, and shows a way to somebody who can help."""
    return any(reply.crisis for reply in outcome.replies)


def numbers_in(text: str) -> Iterator[str]:
    """Everything in the text that could be dialled: three digits or more, spaces as they stand."""
    for found in NUMBER.findall(text):
        if len(found.replace(" ", "")) >= 3:
            yield found


def copied(outcome: Outcome) -> list[str]:
    """The texts that its buttons copy."""
    messages = [reply for reply in outcome.replies if isinstance(reply, Message)]
    return [button.text for message in messages for row in message.rows for button in row if isinstance(button, Copy)]


def lines_of(text: str, letters: int = 40) -> int:
    """How many lines the words fill on a small telephone."""
    return sum(max(1, math.ceil(len(line) / letters)) for line in plain(text).split("\n"))


def on_a_border() -> KeptPlace:
    """A place that lies in two nations."""
    return KeptPlace.of(the_kith().gazetteer.find("SY13")[0])


def said_twice(words: str, session: Session | None = None, language: str | None = None) -> tuple[Outcome, Outcome]:
    """The answers to a message and to the same message again."""
    first = does(session or on("place", language), Typed(words))
    return first, does(first.session, Typed(words))
