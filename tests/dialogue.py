"""Dialogues as data: reading a scenario file, and holding it in memory.

A scenario's steps are what she does (`she`, `she taps`, `she shares`, `she sends`) and what Kith must then show (`bot`
and the keys beside it). In memory, the session is written out and read back between every two steps. Over HTTP and in
the terminal the same steps are taken by a real process or channel, and what is shown must be the same words.

She can tap only what she sees: `she taps` must name a button of the newest message that has any, `she taps old` one
that was shown further up, and `she forges` an action that Kith never showed her.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.conversation import Kith, Session, load_kith, respond
from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.replies import Act, Message, Reply
from bot.conversation.turn import Turn

ROOT = Path(__file__).parent.parent
FOLDER = Path(__file__).parent / "scenarios"
TAPS = ("she taps", "she taps old", "she forges")
DOES = ("she", *TAPS, "she shares", "she sends", "she edits", "she forwards")
EXPECTS = (
    "bot", "says", "not says", "buttons", "no buttons", "first", "has", "has not", "why",
    "forgets", "keeps", "keeps not", "pin", "contact", "keyboard",
)  # fmt: skip
SHARED = ("back", "help_now", "hide", "change", "language", "place")
"""Actions that are whole in themselves, on whatever screen they are tapped."""


@dataclass(frozen=True)
class Scenario:
    """One dialogue. `language` is her device's; `today` the day on which it happens."""

    name: str
    path: Path
    steps: tuple[dict[str, Any], ...]
    language: str | None = None
    today: date = date(2026, 11, 22)
    evidence: tuple[str, ...] = ()


@cache
def scenarios() -> tuple[Scenario, ...]:
    """Every scenario file, in order of name. A key that isn't known is an error: a typing slip must not pass a test."""
    return tuple(read(path) for path in sorted(FOLDER.glob("*.yaml")))


def scenario(stem: str) -> Scenario:
    """The scenario in the file of that name."""
    return read(FOLDER / f"{stem}.yaml")


def read(path: Path) -> Scenario:
    """Read one scenario file."""
    data = yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)
    unknown = set(data) - {"name", "evidence", "language", "today", "steps"}
    assert not unknown, f"{path.name}: unknown keys {unknown}"
    for step in data["steps"]:
        assert set(step) <= {*DOES, *EXPECTS}, f"{path.name}: unknown keys in {step}"
        assert len(set(step) & set(DOES)) <= 1, f"{path.name}: two acts in {step}"
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


def events_of(step: dict[str, Any], held: InMemory) -> Iterator[Event]:
    """What she does in a step, as events. A tap is looked up when it comes to be made, on the screen she is on then."""
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
    for how in TAPS:
        for tap in listed(step.get(how)):
            yield Tapped(action_of(tap, held))


def action_of(tap: str, held: InMemory) -> str:
    """A tap as an action: a label that she sees ("Scotland"), a choice of her screen ("group"), or a whole action."""
    labels = {button.label: button.action for button in held.buttons()}
    if tap in labels:
        return labels[tap]
    if ":" in tap or tap in SHARED:
        return tap
    return f"skip:{held.screen}" if tap == "skip" else f"{held.screen}:{tap}"


@dataclass
class InMemory:
    """The conversation held by calling it, with the session written out and read back at every step.

    `chat` is all that she sees, oldest first: a reply that replaces takes the place of the message that was tapped, and
    hiding the chat empties it.
    """

    scenario: Scenario
    kith: Kith
    today: date
    written: str | None = None
    shown: tuple[Reply, ...] = ()
    forgot: bool = False
    screen: str = "welcome"
    event: Event = field(default_factory=lambda: Typed("/start"))
    chat: list[Reply] = field(default_factory=list)
    past: set[str] = field(default_factory=set)
    """Every action that she has been shown."""

    def do(self, event: Event) -> None:
        """Take one step."""
        session = Session.model_validate_json(self.written) if self.written else None
        outcome = respond(session, event, self.kith, self.today, self.scenario.language)
        self.event, self.shown, self.forgot = event, outcome.replies, outcome.session is None
        self.written = outcome.session.model_dump_json() if outcome.session else None
        self.screen = outcome.session.screen if outcome.session else "hidden" if outcome.hide else "forgotten"
        if outcome.hide:
            self.chat.clear()
        self._show(event, outcome.replies)

    @property
    def turn(self) -> Turn:
        """The turn that was just taken, with the session that it left."""
        session = Session.model_validate_json(self.written) if self.written else Session()
        return Turn(session, self.event, self.kith, self.today, self.scenario.language)

    def buttons(self) -> list[Act]:
        """The buttons of the newest message that has any."""
        return next((acts for reply in reversed(self.chat) if (acts := acts_of((reply,)))), [])

    def place_of(self, action: str) -> int | None:
        """Which message of the chat carries the button, counted from 0; the newest where several do."""
        carrying = (at for at, reply in enumerate(self.chat) if action in actions_of((reply,)))
        return max(carrying, default=None)

    def may(self, step: dict[str, Any], event: Event) -> None:
        """Hold that she could do it: the button that she taps is there, or was, or never was, as the step says."""
        if not isinstance(event, Tapped):
            return
        now = [button.action for button in self.buttons()]
        if "she taps" in step:
            assert event.action in now, f"there is no button {event.action} among {now}"
        elif "she taps old" in step:
            assert event.action in self.past - set(now), f"{event.action} is no old button"
        else:
            assert event.action not in self.past, f"{event.action} was shown, so it isn't forged"

    def _show(self, event: Event, replies: tuple[Reply, ...]) -> None:
        tapped = self.place_of(event.action) if isinstance(event, Tapped) else None
        for reply in replies:
            if isinstance(reply, Message) and reply.replaces and tapped is not None:
                self.chat[tapped], tapped = reply, None
            else:
                self.chat.append(reply)
        self.past.update(actions_of(replies))


def acts_of(replies: Sequence[Reply]) -> list[Act]:
    """All buttons that come back to Kith."""
    messages = [reply for reply in replies if isinstance(reply, Message)]
    return [button for message in messages for row in message.rows for button in row if isinstance(button, Act)]


def actions_of(replies: Sequence[Reply]) -> list[str]:
    """Their actions."""
    return [button.action for button in acts_of(replies)]


def listed(value: Any) -> list[Any]:
    """One thing or several, as a list."""
    return [] if value is None else value if isinstance(value, list) else [value]
