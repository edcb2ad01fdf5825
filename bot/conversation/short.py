"""The short answer on a safety screen, and which severe screen she was shown last."""

from __future__ import annotations

from bot.conversation.flow import SCREENS, go
from bot.conversation.screen import Move
from bot.conversation.screens.asking import ASKING
from bot.conversation.screens.safety import AFTERWARDS, CALL_FIRST
from bot.conversation.session import Session
from bot.conversation.turn import Outcome, Turn
from bot.safety import Situation

NOTHING_OPEN = frozenset({"asked_no", "unanswered"})
"""Screens after which nothing severe is open: she has said no, or nothing at all."""
ASKS_ABOUT_PEOPLE = NOTHING_OPEN | {"reached", "listening", "stopped"}
"""Screens that ask whether to find people, unless a danger is open."""
ABOUT_THE_SAME = AFTERWARDS | {"reached"}
"""When she has reached someone the danger is remembered: who feels sleepy after an overdose is not met with groups."""


def last_question(session: Session) -> str:
    """The last of the screens around a direct question, while she is among safety screens."""
    for name in (session.screen, *reversed(session.trail)):
        if name in NOTHING_OPEN or name not in SCREENS or not SCREENS[name].crisis:
            return name
    return ""


def question_left(session: Session) -> str:
    """The direct question that is open behind the answer to her fear for her baby; empty when there is none."""
    last = session.trail[-1] if session.screen == "afraid" and session.trail else ""
    return last if last in ASKING else ""


def severe_screen(session: Session) -> str | None:
    """The last screen about a danger that she was shown in this run of safety screens, or None."""
    for name in (session.screen, *reversed(session.trail)):
        screen = SCREENS.get(name)
        if screen is None or not screen.crisis or name in NOTHING_OPEN:
            return None
        if name in ABOUT_THE_SAME:
            continue
        if name == "abroad":
            return name
        if screen.situation and screen.situation is not Situation.TALK_NOW:
            return name
    return None


def has_reached_help(session: Session) -> bool:
    """Whether she has reached help, and has told of no danger since."""
    for name in (session.screen, *reversed(session.trail)):
        screen = SCREENS.get(name)
        if name == "reached" or screen is None or not screen.crisis:
            return name == "reached"
        if screen.situation:
            return False
    return False


def nothing_is_open(session: Session) -> bool:
    """Whether she has said no, or has reached help and needs no more of it at once, and is asked about people now."""
    if session.screen not in ASKS_ABOUT_PEOPLE:
        return False
    severe = severe_screen(session)
    return severe is None or (has_reached_help(session) and severe not in CALL_FIRST)


def short_answer(turn: Turn, heard: str = "") -> Outcome:
    """A few words and buttons, in other words each time."""
    severe = severe_screen(turn.session)
    if severe and not has_reached_help(turn.session):
        return go(turn, Move(turn.session, "still", heard))
    return go(turn, Move(turn.session, "help_is_coming" if severe in CALL_FIRST else "listening", heard))
