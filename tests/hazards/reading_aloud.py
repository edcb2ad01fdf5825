"""Everything that Kith may say after a disclosure, gathered for the rubric."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from bot.conversation import Outcome
from bot.conversation.events import Tapped, Typed
from tests.dialogue import InMemory, events_of, scenarios, the_kith
from tests.expecting import words_of
from tests.hazards.talking import (
    EMERGENCIES,
    URGENT,
    actions,
    crisis_screens,
    does,
    is_crisis,
    plain,
    safety_screens,
    shows,
    words,
)

PERSONS: tuple[dict[str, object], ...] = (
    {},
    {"who": "pregnant", "stage": "pregnant"},
    {"who": "had_baby", "stage": "had_baby"},
    {"who": "lost_baby", "stage": "lost_baby"},
    {"who": "supporter", "relation": "dad", "stage": "had_baby"},
    {"who": "supporter", "relation": "for_her", "stage": "had_baby"},
    {"who": "worker", "worker": "find"},
)
BEHIND = ("cant_call", "more", "reached", "afraid")


@cache
def shown_by_screens(language: str = "en") -> tuple[tuple[str, str], ...]:
    """The words of every crisis screen for everybody who may be on it, with where they stand."""
    return tuple(
        (f"{screen} {person.get('who', '')} {person.get('relation', '')}", words(shows(screen, language, **person)))
        for screen in crisis_screens()
        for person in PERSONS
    )


@cache
def said_in_dialogues() -> tuple[tuple[str, str], ...]:
    """The words of every crisis answer in the dialogues of tests/scenarios, with where they stand."""
    return tuple(_said())


def _said() -> Iterator[tuple[str, str]]:
    for scenario in scenarios():
        held = InMemory(scenario, the_kith(), scenario.today)
        for number, step in enumerate(scenario.steps, start=1):
            for event in events_of(step, held):
                held.do(event)
                if any(reply.crisis for reply in held.shown):
                    yield f"{scenario.path.stem}, step {number}", plain(words_of(held.shown))


@cache
def said_again() -> tuple[tuple[str, str], ...]:
    """What is answered to a message said a first, second and third time."""
    found = []
    for said in (*EMERGENCIES, *URGENT):
        session = None
        for time in ("first", "second", "third"):
            outcome = does(session, Typed(said))
            session = outcome.session
            found.append((f"{said!r}, {time} time", words(outcome)))
    return tuple(found)


def everywhere() -> tuple[tuple[str, str], ...]:
    """Everything in English."""
    return (*shown_by_screens(), *said_in_dialogues(), *said_again())


def flow(screen: str, language: str | None = None, **person: object) -> str:
    """A safety screen with what its own buttons show: one conversation in which she looks at everything."""
    first = shows(screen, language, **person)
    parts = [words(first)]
    for choice in BEHIND:
        if f"{screen}:{choice}" in actions(first):
            parts.append(words(does(first.session, Tapped(f"{screen}:{choice}"))))
    return "\n".join(parts)


def about_life() -> tuple[str, ...]:
    """The safety screens that answer a danger to her own life."""
    return tuple(name for name in safety_screens() if name in ("safe_now", "safe_hurt", "safe_suicidal"))


def typed_first(said: str) -> Outcome:
    """The answer to the very first thing that somebody writes."""
    outcome = does(None, Typed(said))
    assert is_crisis(outcome), said
    return outcome
