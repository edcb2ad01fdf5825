"""Dialogues as data: reading a scenario file, and holding it three ways with the same expectations.

A scenario's steps are what she does (`she`, `she taps`, `she shares`, `she sends`) and what Kith must then show (`bot`
and the keys beside it). In memory, the session is written out and read back between every two steps. Over HTTP and in
the terminal the same steps are taken by a real process or channel, and what is shown must be the same words.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation import Kith, Session, load_kith, respond
from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.replies import Act, ContactCard, Message, Pin, Reply
from bot.conversation.screens.results import A_PAGE, found
from bot.conversation.turn import Turn

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "scenarios"
DOES = ("she", "she taps", "she shares", "she sends", "she edits", "she forwards")
EXPECTS = ("bot", "says", "not says", "first", "has", "has not", "why", "buttons", "no buttons", "forgets", "pin", "contact")


@dataclass(frozen=True)
class Scenario:
    """One dialogue. `language` is her device's; `today` the day it happens on."""

    name: str
    path: Path
    steps: tuple[dict[str, Any], ...]
    language: str | None = None
    today: date = date(2026, 11, 22)
    evidence: tuple[str, ...] = ()


def scenarios() -> list[Scenario]:
    """Every scenario file, in order of name. A key that isn't known is an error: a typing slip must not pass a test."""
    return [read(path) for path in sorted(FOLDER.glob("*.yaml"))]


def read(path: Path) -> Scenario:
    data = yaml.safe_load(path.read_text("utf-8"))
    unknown = set(data) - {"name", "evidence", "language", "today", "steps"}
    assert not unknown, f"{path.name}: unknown keys {unknown}"
    for step in data["steps"]:
        assert set(step) <= {*DOES, *EXPECTS}, f"{path.name}: unknown keys in {step}"
    return Scenario(
        name=data["name"],
        path=path,
        steps=tuple(data["steps"]),
        language=data.get("language"),
        today=data.get("today", date(2026, 11, 22)),
        evidence=tuple(data.get("evidence", ())),
    )


@cache
def the_kith() -> Kith:
    """The real content, loaded once for all tests."""
    return load_kith(ROOT / "content", ROOT / "locales")


def events_of(step: dict[str, Any], screen: str) -> Iterator[Event]:
    """What she does in a step, as events. A tap names a choice of the screen she is on, or a whole action."""
    if "she" in step:
        yield Typed(str(step["she"]))
    if "she edits" in step:
        yield Typed(str(step["she edits"]), "edited")
    if "she forwards" in step:
        yield Typed(str(step["she forwards"]), "forwarded")
    if "she shares" in step:
        yield Located(*step["she shares"])
    if "she sends" in step:
        yield Sent(step["she sends"])
    if "she taps" in step:
        taps = step["she taps"]
        for tap in taps if isinstance(taps, list) else [taps]:
            yield Tapped(action_of(tap, screen))


def action_of(tap: str, screen: str) -> str:
    """`group` on the format screen is `format:group`; `back`, `skip`, and whole actions stand for themselves."""
    if ":" in tap or tap in ("back", "help_now", "change", "language", "place"):
        return tap
    return f"skip:{screen}" if tap == "skip" else f"{screen}:{tap}"


@dataclass
class InMemory:
    """The conversation held by calling it, with the session written out and read back at every step."""

    scenario: Scenario
    kith: Kith
    written: str | None = None
    shown: tuple[Reply, ...] = ()
    forgot: bool = False
    screen: str = "welcome"
    event: Event = field(default_factory=lambda: Typed("/start"))

    def do(self, event: Event) -> None:
        """Take one step."""
        session = Session.model_validate_json(self.written) if self.written else None
        outcome = respond(session, event, self.kith, self.scenario.today, self.scenario.language)
        self.event, self.shown, self.forgot = event, outcome.replies, outcome.session is None
        self.written = outcome.session.model_dump_json() if outcome.session else None
        self.screen = outcome.session.screen if outcome.session else "forgotten"

    @property
    def turn(self) -> Turn:
        session = Session.model_validate_json(self.written) if self.written else Session()
        return Turn(session, self.event, self.kith, self.scenario.today, self.scenario.language)


def plain(text: str) -> str:
    """Markup as the words that are seen."""
    return html.unescape(re.sub(r"</?b>", "", text))


def words_of(replies: tuple[Reply, ...]) -> str:
    """All the words of the replies, one reply after the other."""
    parts = []
    for reply in replies:
        if isinstance(reply, Message):
            parts.append(plain(reply.text))
        elif isinstance(reply, Pin):
            parts.append(f"{reply.title}, {reply.address}")
        elif isinstance(reply, ContactCard):
            parts.append(f"{reply.name}, {reply.phone}")
    return "\n".join(parts)


def labels_of(replies: tuple[Reply, ...]) -> list[str]:
    """The labels of all buttons."""
    messages = [reply for reply in replies if isinstance(reply, Message)]
    return [button.label for message in messages for row in message.rows for button in row]


def actions_of(replies: tuple[Reply, ...]) -> list[str]:
    """The actions of all buttons that come back to Kith."""
    messages = [reply for reply in replies if isinstance(reply, Message)]
    return [button.action for message in messages for row in message.rows for button in row if isinstance(button, Act)]


def expect(step: dict[str, Any], held: InMemory) -> None:
    """Hold what was shown against what the step expects."""
    words = words_of(held.shown)
    if "bot" in step:
        assert held.screen == step["bot"], f"on {held.screen}, not {step['bot']}:\n{words}"
    for fragment in _listed(step.get("says")):
        assert fragment in words, f"“{fragment}” is not in:\n{words}"
    for fragment in _listed(step.get("not says")):
        assert fragment.casefold() not in words.casefold(), f"“{fragment}” is in:\n{words}"
    for label in _listed(step.get("buttons")):
        assert label in labels_of(held.shown), f"no button “{label}” among {labels_of(held.shown)}"
    for label in _listed(step.get("no buttons")):
        assert label not in labels_of(held.shown), f"there is a button “{label}”"
    if "forgets" in step:
        assert held.forgot is step["forgets"]
    if "pin" in step:
        assert any(isinstance(reply, Pin) for reply in held.shown) is step["pin"], held.shown
    if "contact" in step:
        assert any(isinstance(reply, ContactCard) for reply in held.shown) is step["contact"], held.shown
    if set(step) & {"first", "has", "has not", "why"}:
        expect_results(step, held)


def expect_results(step: dict[str, Any], held: InMemory) -> None:
    """Hold the results, the first page and all that lie behind it, against what the step expects."""
    matches = found(held.turn)
    ids = [match.service.id for match in matches]
    assert ids, "no results at all"
    if "first" in step:
        assert ids[0] == step["first"], f"first come {ids[:A_PAGE]}"
    if "why" in step:
        assert set(_listed(step["why"])) <= {why.value for why in matches[0].why}, matches[0].why
    for identifier in _listed(step.get("has")):
        assert identifier in ids, f"{identifier} is not among {ids[:12]}"
    for identifier in _listed(step.get("has not")):
        assert identifier not in ids, f"{identifier} is among the results"


def _listed(value: Any) -> list[Any]:
    return [] if value is None else value if isinstance(value, list) else [value]
