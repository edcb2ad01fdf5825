"""The dialogue that everybody in a measurement has, and what Kith answers at each step of it.

The answers are recorded from the conversation itself, so the other bots send the same words and the same buttons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.channels.telegram.show import foot_keyboard, inline_keyboard
from bot.conversation import Kith, Session, respond
from bot.conversation.events import Tapped, Typed
from bot.conversation.replies import Message, Reply

FIRST_CARD = "card:"
"""Stands for the first result's button: which service comes first is the content's business."""
SCRIPT = (
    "/start",
    "welcome:had_baby",
    "today:managing",
    "BS5",
    "format:one_to_one",
    "needs:low_mood",
    "needs:done",
    FIRST_CARD,
    "back",
)
"""What she types or taps (an action has a colon, or is "back"), from the hello to a card and back to the results."""


@dataclass(frozen=True, slots=True)
class Answer:
    """One message of the bot's. `markup`: its keyboard, as the Bot API has it; `edits`: it replaces the tapped one."""

    text: str
    markup: dict[str, Any] | None
    edits: bool


@dataclass(frozen=True, slots=True)
class Step:
    """What she does, and what the bot then says."""

    does: str
    taps: bool
    answers: tuple[Answer, ...]

    def as_dict(self) -> dict[str, Any]:
        """For a bot in another process."""
        return asdict(self)


def record(kith: Kith, today: date, script: Sequence[str] = SCRIPT) -> tuple[Step, ...]:
    """The script's steps with Kith's answers on that day. Raises ValueError where a step shows no card to tap."""
    session: Session | None = None
    steps: list[Step] = []
    for does in script:
        action = _first_card(steps[-1]) if does == FIRST_CARD else does
        taps = ":" in action or action == "back"
        outcome = respond(session, Tapped(action) if taps else Typed(action), kith, today, "en")
        session = outcome.session
        steps.append(Step(action, taps, tuple(_answer(reply) for reply in outcome.replies)))
    return tuple(steps)


def _first_card(step: Step) -> str:
    for answer in step.answers:
        for row in (answer.markup or {}).get("inline_keyboard", ()):
            for button in row:
                if str(button.get("callback_data", "")).startswith(FIRST_CARD):
                    return str(button["callback_data"])
    raise ValueError("the search found nothing to open")


def _answer(reply: Reply) -> Answer:
    if not isinstance(reply, Message):
        raise ValueError(f"the script may only lead to messages, not to a {reply.kind}")
    markup: dict[str, Any] | None = None
    if reply.rows:
        markup = inline_keyboard(reply)
    elif reply.keyboard:
        markup = foot_keyboard(reply.keyboard)
    return Answer(reply.text, markup, reply.replaces)
