"""What the safety screens share: heard, what to do now, the lines, and the ways on. `severe.py` declares each of them.

The words are fixed: nothing is generated, nothing diagnosed, nothing promised. Every screen leads on to peer support,
back, and to a way for somebody who can't call; none says goodbye (design, section 6).
"""

from __future__ import annotations

from bot.conversation.crisis import emergency_words, lines_text, nations_of, silent_lines_text
from bot.conversation.events import Tapped
from bot.conversation.kith import own_lines
from bot.conversation.replies import Act, Button, Copy
from bot.conversation.screen import RESUME, Choice, Move, Screen, View, Words, words_for
from bot.conversation.show import Rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

FIND = _("Find people to talk to")
COME_TO_ME = _("Please come and be with me now. I don't feel safe.")

ONWARD = (
    Choice("cant_call", _("I can't call"), then="cant_call"),
    Choice("more", _("More lines"), then="more_lines"),
    Choice("find", FIND, then=RESUME),
)
"""The ways on from every safety screen."""


def safety_screen(id: str, situation: Situation, heard: Words, do_now: Words) -> Screen:
    """A safety screen of the usual shape."""

    def view(turn: Turn) -> View:
        act = turn.say(words_for(do_now, turn.answers), n=None, **emergency_words(turn))
        first = turn.say(words_for(heard, turn.answers)) + "\n\n" + act
        lines = lines_text(turn, situation)
        if isinstance(turn.event, Tapped) and turn.event.action.startswith(f"{id}:in:"):
            return View((lines,), _rows(turn, id), crisis=True)
        if nations_of(turn):
            return View((first, lines), _rows(turn, id), crisis=True)
        asked = turn.say(_("For more lines, which nation are you in?"))
        return View((first, f"{lines}\n\n{asked}"), (*_nation_rows(turn, id), *_rows(turn, id)), crisis=True)

    def choose_nation(turn: Turn, parts: tuple[str, ...]) -> Move | None:
        names = own_lines(turn.kith.content.country)
        if len(parts) != 2 or parts[0] != "in" or not parts[1].isdecimal() or int(parts[1]) >= len(names):
            return None
        answers = turn.answers.model_copy(update={"nation": names[int(parts[1])]})
        return Move(turn.session.model_copy(update={"answers": answers}), id)

    return Screen(
        id=id, view=view, choices=ONWARD, tapped=choose_nation, leads_to=(id,), crisis=True, situation=situation
    )


def _rows(turn: Turn, screen: str) -> Rows:
    cant_call, more, find = (turn.button(choice.label, f"{screen}:{choice.id}") for choice in ONWARD)
    return ((cant_call, more), (find,))


def _nation_rows(turn: Turn, screen: str) -> Rows:
    """A button for each nation that has lines of its own, two by two."""
    names = own_lines(turn.kith.content.country)
    buttons: list[Button] = [turn.button(name, f"{screen}:in:{number}") for number, name in enumerate(names)]
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def situation_of(turn: Turn) -> Situation:
    """What the safety screen that she came from is about."""
    return turn.session.situation or Situation.EMERGENCY


def _cant_call(turn: Turn) -> View:
    """Ways without speaking: text, chat, and a ready message that asks somebody to come."""
    message = turn.language.label(COME_TO_ME)
    words = turn.say(
        _("You don't have to speak. You could use one of these, or send this to somebody you trust:\n\n“{words}”"),
        words=message,
    )
    rows: Rows = (
        (Copy(label=turn.language.label(_("Copy that message")), text=message),),
        (Act(label=turn.language.label(FIND), action="cant_call:find"),),
    )
    lines = silent_lines_text(turn, situation_of(turn))
    return View((words, lines) if lines else (words,), rows, crisis=True)


def _more_lines(turn: Turn) -> View:
    """Every line for what she is in the middle of."""
    find = (Act(label=turn.language.label(FIND), action="more_lines:find"),)
    return View((lines_text(turn, situation_of(turn), everything=True),), (find,), crisis=True)


TO_PEERS = (Choice("find", FIND, then=RESUME),)

CANT_CALL = Screen(id="cant_call", view=_cant_call, choices=TO_PEERS, crisis=True)
MORE_LINES = Screen(id="more_lines", view=_more_lines, choices=TO_PEERS, crisis=True)
