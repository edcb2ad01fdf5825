"""The short answer on a safety screen, and which severe screen she was shown last."""

from __future__ import annotations

from bot.conversation.flow import SCREENS, go, put
from bot.conversation.screen import Move
from bot.conversation.session import Session
from bot.conversation.turn import Outcome, Turn
from bot.safety import Situation

ENDS = frozenset({"asked_no", "reached"})
"""Screens after which nothing severe is open: she has said no, or has reached someone."""


def severe_screen(session: Session) -> str | None:
    """The last screen about a danger that she was shown in this run of safety screens, or None."""
    for name in (session.screen, *reversed(session.trail)):
        screen = SCREENS.get(name)
        if screen is None or not screen.crisis or name in ENDS:
            return None
        if name == "abroad":
            return name
        if screen.situation and screen.situation is not Situation.TALK_NOW:
            return name
    return None


def short_answer(turn: Turn, heard: str = "") -> Outcome:
    """A few words and buttons, in other words each time."""
    target = "still" if severe_screen(turn.session) else "listening"
    if turn.session.screen != target:
        return go(turn, Move(turn.session, target, heard))
    return put(turn, turn.session.model_copy(update={"unread": turn.session.unread + 1}), heard)
