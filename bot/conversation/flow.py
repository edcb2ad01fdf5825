"""Every screen there is, and moving between them: forward past what is answered, and back the way she came."""

from __future__ import annotations

from typing import Any

from bot.conversation.kith import Kith
from bot.conversation.screen import BACK, RESUME, Choice, Move, Screen, words_for
from bot.conversation.screens.around_her import HER_STAGE, RELATION, SHARE, WORKER
from bot.conversation.screens.card import CARD
from bot.conversation.screens.change import CHANGE
from bot.conversation.screens.format import (
    CHOOSE_ANONYMOUS,
    CHOOSE_GOING_OUT,
    CHOOSE_ROOM,
    CHOOSE_SUGGESTION,
    FORMAT,
)
from bot.conversation.screens.help_now import HELP_NOW
from bot.conversation.screens.hide import HIDE_LIMITS
from bot.conversation.screens.information import (
    ABOUT_SCREEN,
    FORGET_SCREEN,
    FORGOTTEN_SCREEN,
    HELP_SCREEN,
    LANGUAGE,
    PRIVACY_SCREEN,
)
from bot.conversation.screens.needs import NEEDS
from bot.conversation.screens.place import NATION, PLACE, WHICH_PLACE
from bot.conversation.screens.results import RESULTS
from bot.conversation.screens.severe import SAFETY_SCREENS
from bot.conversation.screens.still import SHORT_ANSWERS, is_abroad
from bot.conversation.screens.today import TODAY
from bot.conversation.screens.welcome import WELCOME
from bot.conversation.session import Session
from bot.conversation.show import draw, greeting, has_disclosed
from bot.conversation.turn import Outcome, Turn

QUESTIONS = (WELCOME, RELATION, WORKER, HER_STAGE, TODAY, PLACE, NATION, FORMAT, NEEDS)
"""The questions, in the order in which they are asked."""

SCREENS = {
    screen.id: screen
    for screen in (
        *QUESTIONS,
        WHICH_PLACE,
        CHOOSE_GOING_OUT,
        CHOOSE_ROOM,
        CHOOSE_ANONYMOUS,
        CHOOSE_SUGGESTION,
        RESULTS,
        CHANGE,
        CARD,
        SHARE,
        HELP_NOW,
        *SAFETY_SCREENS,
        *SHORT_ANSWERS,
        ABOUT_SCREEN,
        PRIVACY_SCREEN,
        HIDE_LIMITS,
        HELP_SCREEN,
        LANGUAGE,
        FORGET_SCREEN,
        FORGOTTEN_SCREEN,
    )
}

LONGEST_TRAIL = 20
MOST_TOLD = 12
A_ROUND = 6
"""How many tellings are let go at once: what is said by turns, two or three ways, goes on where it was."""


def landing(session: Session, target: str, asking: str | None = None) -> str:
    """The screen that a target comes to: what needs no answer or isn't needed is passed over, unless asked for."""
    if target == RESUME:
        target = WELCOME.id
    for _attempt in SCREENS:
        screen = SCREENS[target]
        if target == asking or not screen.is_passed_over(session):
            break
        target = screen.next if screen.next != RESUME else RESULTS.id
    return target


def standing(session: Session, kith: Kith) -> Session:
    """The session on a screen that there is: a new version of Kith may have taken away the one that she was on, and
    new content the service whose card she was reading.
    """
    if session.screen == CARD.id and not kith.directory.offers(session.card or ""):
        return session.model_copy(update={"screen": RESULTS.id, "card": None})
    if session.screen in SCREENS:
        return session
    return session.model_copy(update={"screen": landing(session, RESUME), "trail": ()})


def go(turn: Turn, move: Move) -> Outcome:
    """Follow a move: put the new screen on show, and remember the way back, which never goes round in a circle."""
    session = move.session
    if move.to == BACK:
        return back(turn.having(session), move.before)
    asking, session = session.asking, session.model_copy(update={"asking": None})
    to = move.to if move.to == session.screen else landing(session, move.to, asking)
    if to == HELP_NOW.id and is_abroad(turn.having(session)):
        to = "abroad"
    behind = session.trail if to == session.screen else (*session.trail, session.screen)
    if to in behind:
        behind = behind[: behind.index(to)]
    if to == WELCOME.id and asking is None:
        behind = ()
    behind = behind[-LONGEST_TRAIL:]
    unread = session.unread if to == session.screen else 0
    return put(turn, session.model_copy(update={"screen": to, "trail": behind, "unread": unread}), move.before)


def back(turn: Turn, before: str = "") -> Outcome:
    """The screen she came from; from the first one there is nowhere to go but the first one."""
    *trail, last = turn.session.trail or (WELCOME.id,)
    known = last if last in SCREENS else WELCOME.id
    return put(turn, turn.session.model_copy(update={"screen": known, "trail": tuple(trail), "unread": 0}), before)


def put(turn: Turn, session: Session, before: str = "") -> Outcome:
    """Show the screen that the session is on, after a hello where there was none yet.

    A crisis answer comes before the hello, and so does what she asks for by the way, once she has told of a danger.

    A card whose service has gone becomes the results.
    """
    if session.screen == CARD.id and not turn.kith.directory.offers(session.card or ""):
        session = session.model_copy(update={"screen": RESULTS.id, "card": None})
    screen = SCREENS[session.screen]
    if screen.situation:
        session = session.model_copy(update={"situation": screen.situation})
    keeps = SCREENS[standing(turn.session, turn.kith).screen].crisis
    replies = draw(turn.having(session), screen, before, keeps)
    if screen.crisis:
        session = session.model_copy(update={"told": _told(session.told, screen.id)})
    waits = screen.aside or (has_disclosed(session) and not (screen.asks or screen in (RESULTS, WHICH_PLACE)))
    if session.met or screen.crisis or waits:
        return Outcome(session, replies)
    hello = () if screen is WELCOME else (greeting(turn.having(session)),)
    return Outcome(session.model_copy(update={"met": True}), (*hello, *replies))


def _told(told: tuple[str, ...], screen: str) -> tuple[str, ...]:
    """What was told, with one telling more."""
    if told.count(screen) >= MOST_TOLD:
        oldest = [at for at, each in enumerate(told) if each == screen][:A_ROUND]
        told = tuple(each for at, each in enumerate(told) if at not in oldest)
    return (*told, screen)


def choose(turn: Turn, screen: Screen, choice: Choice) -> Outcome:
    """Take a declared choice: fill its answers, say what it asks to be said, and go where it leads.

    What was noticed of her adds up; a denial takes back what it denies, and Kith may ask the same again.
    """
    session = turn.session
    update: dict[str, Any] = dict(choice.answers)
    if noticed := update.get("noticed"):
        update["noticed"] = tuple(dict.fromkeys((*session.answers.noticed, *noticed)))
    if choice.takes_back:
        update["noticed"] = tuple(each for each in session.answers.noticed if each not in choice.takes_back)
        others = tuple(each for each in session.told if each != screen.id)
        session = session.model_copy(update={"told": (*others, choice.then or screen.next)})
    answers = session.answers.model_copy(update=update)
    skipped = tuple(name for name in session.skipped if name != screen.id)
    session = session.model_copy(update={"answers": answers, "skipped": skipped, "page": 0})
    heard = turn.say(words_for(choice.heard, answers)) if choice.heard else ""
    return go(turn, Move(session, choice.then or screen.next, heard))


def skip(turn: Turn, screen: Screen) -> Outcome:
    """Pass over a question: it is not asked again, and what had been answered is emptied."""
    empty = {name: type(turn.answers).model_fields[name].default for name in screen.asks}
    skipped = tuple(dict.fromkeys((*turn.session.skipped, screen.id)))
    answers = turn.answers.model_copy(update=empty)
    session = turn.session.model_copy(update={"answers": answers, "skipped": skipped, "page": 0})
    return go(turn, Move(session, screen.next))
