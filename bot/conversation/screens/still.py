"""Short answers to what somebody types around a safety screen, so that no card comes again word for word.

What happens in a call to 999 is from the ambulance services' own pages: nwas.nhs.uk and yas.nhs.uk ("what happens when
you call 999"), nias.hscni.net ("what happens when you call"). None of them promises to stay on the line with everybody,
so Kith doesn't either.
"""

from __future__ import annotations

from bot.conversation.crisis import (
    OF_EACH_NATION,
    emergency_words,
    is_for_all,
    lines_for,
    lines_text,
    nations_of,
    without_speaking,
)
from bot.conversation.kith import own_lines
from bot.conversation.replies import Button
from bot.conversation.screen import Choice, Screen, View
from bot.conversation.screens.safety import AFTERWARDS, CANNOT_CALL, REACHED_SOMEONE, TO_PEERS, situation_of
from bot.conversation.show import Rows, choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Line, Situation

HERE = (
    _("I'm still here."),
    _("I'm here, and I'm reading what you write."),
    _("You can write to me as long as you like. I'm only a bot, so it helps to have a person too."),
)
REACHED_YET = (
    _("Have you reached someone?"),
    _("Has anybody been able to come, or to talk to you?"),
    _("Have you got through to someone?"),
)
"""By turns, so that neither is said twice running."""
WHICH_NATION = _("Which nation are you in? Then I can show what's there.")
SAID_WHERE = "more_lines:in:"
"""How the action of a button with a nation begins. Naming a place is answered as tapping its nation is."""
NOT_YET_LABEL = _("Not yet")
NOT_YET = _("That's all right. Try one of these now, or ask somebody near you to.")

ACT_NOW = frozenset({Situation.EMERGENCY, Situation.PSYCHOSIS, Situation.MEDICAL})
"""Where the emergency number is the one to name."""


def is_abroad(turn: Turn) -> bool:
    """Whether she has said that she is in another country, where no number of this one works."""
    answers = turn.answers
    return answers.abroad and not (answers.place or answers.nation)


def last_card(turn: Turn) -> str:
    """The last card about a danger that she was shown."""
    names = (turn.session.screen, *reversed(turn.session.trail))
    return next((name for name in names if name.startswith("safe_") and name not in AFTERWARDS), "")


def must_act_now(turn: Turn) -> bool:
    """Whether the emergency number is the one to name: not for what a midwife or doctor should look at today."""
    card = last_card(turn)
    return card == "safe_someone" or (situation_of(turn) in ACT_NOW and card != "safe_medical_today")


def is_one_of_each(turn: Turn) -> bool:
    """Whether each nation has its own line for this, and hers is not known, or she is at a border: no one line can be
    named then, as those of the whole country are for few people."""
    return not is_abroad(turn) and len(nations_of(turn)) != 1 and situation_of(turn) in OF_EACH_NATION - ACT_NOW


def nation_rows(turn: Turn, *more: Button) -> Rows:
    """A button for each nation that has lines of its own and that she may be in, two by two, and `more`."""
    names, hers = own_lines(turn.kith.content.country), nations_of(turn)
    own: list[Button] = [
        turn.button(name, f"{SAID_WHERE}{number}") for number, name in enumerate(names) if not hers or name in hers
    ]
    buttons = (*own, *more)
    return tuple(tuple(buttons[at : at + 2]) for at in range(0, len(buttons), 2))


def one_to_call(turn: Turn) -> str:
    """The one number to name again: the emergency one where somebody must act now, else the first line; or nothing."""
    if is_abroad(turn):
        return ""
    situation = situation_of(turn)
    if must_act_now(turn):
        return turn.say(_("<b>{emergency}</b> is there now, at any hour."), None, **emergency_words(turn))
    now = turn.say(_("<b>In danger now: call {emergency}.</b>"), None, **emergency_words(turn))
    if last_card(turn) == "safe_medical_today":
        return lines_text(turn, situation)
    if is_one_of_each(turn):
        return f"{now} {without_speaking(turn)}"
    for line in _wherever_she_is(turn, situation):
        if line.dial and is_for_all(turn, line):
            return turn.say(
                _("You can call {name} now: <b>{number}</b>."), name=turn.language.label(line.name), number=line.dial
            )
    return f"{now} {without_speaking(turn)}"


def _wherever_she_is(turn: Turn, situation: Situation) -> tuple[Line, ...]:
    """Her nation's lines, at a border those of both sides, and then those of the whole country."""
    everywhere = lines_for(turn, "", situation)
    sides = [lines_for(turn, nation, situation) for nation in nations_of(turn)]
    shared = (line for line in sides[0] if all(line in side for side in sides)) if sides else ()
    return (*shared, *everywhere)


def _times(turn: Turn) -> int:
    """How many short answers she has had, whatever came between them."""
    return sum(turn.session.told.count(screen.id) for screen in (STILL, LISTENING, HELP_IS_COMING))


def _still(turn: Turn) -> View:
    """Three sentences: that Kith is here, whom to call, and whether she has reached anybody."""
    number = _times(turn)
    here = turn.say(HERE[number % len(HERE)])
    if is_one_of_each(turn):
        cannot_call, find = (turn.button(way.label, f"still:{way.id}") for way in (CANNOT_CALL, TO_PEERS))
        asks = f"{here} {one_to_call(turn)}\n\n{turn.say(WHICH_NATION)}"
        return View((asks,), (*nation_rows(turn), (cannot_call,), (find,)), crisis=True)
    reached = turn.say(REACHED_YET[number % len(REACHED_YET)])
    if last_card(turn) == "safe_medical_today" and not is_abroad(turn):
        cannot_tell = turn.say(
            _("I'm only a bot and can't tell what it is. You can ask these people now, even if all seems well.")
        )
        words: tuple[str, ...] = (f"{here} {cannot_tell}\n\n{one_to_call(turn)}\n\n{reached}",)
    else:
        words = (here, one_to_call(turn), reached)
    rows = choice_rows(turn, STILL)
    if is_abroad(turn):
        rows = tuple(
            row for row in rows if not any(button.label == turn.language.label(NOT_YET_LABEL) for button in row)
        )
    return View((" ".join(filter(None, words)),), rows, crisis=True)


def until_help_comes(turn: Turn) -> str:
    """What to do while nobody is there yet, and if it gets worse."""
    if is_abroad(turn):
        return turn.say(_("Stay on the line with them if you can. If it gets worse, or nobody comes, call again."))
    said = _("Stay on the line with {emergency} if you can. <b>If it gets worse, or nobody comes, call again.</b>")
    return turn.say(said, None, **emergency_words(turn))


def _help_is_coming(turn: Turn) -> View:
    """The number has been called, and nobody may be there yet."""
    here = turn.say(HERE[_times(turn) % len(HERE)])
    return View((f"{here}\n\n{until_help_comes(turn)}",), choice_rows(turn, HELP_IS_COMING), crisis=True)


def _listening(turn: Turn) -> View:
    """The same where nobody is in danger that Kith knows of: after a no, or when she has reached someone."""
    here = turn.say(HERE[_times(turn) % len(HERE)])
    asks = turn.say(_("Shall we find people who've been there?"))
    return View((f"{here} {asks}",), choice_rows(turn, LISTENING), crisis=True)


def _alone(turn: Turn) -> View:
    """Nobody is with her: whom to let be with her, by telephone."""
    parts = [turn.say(_("It's hard to be on your own with this."))]
    if must_act_now(turn) and not is_abroad(turn):
        said = _(
            "<b>Call {emergency} and say that you're on your own.</b> "
            "They ask where you are, and can tell you what to do until help comes."
        )
        parts.append(turn.say(said, None, **emergency_words(turn)))
    else:
        parts.append(one_to_call(turn))
    parts.append(turn.say(_("A neighbour or a friend could come and sit with you too.")))
    return View((" ".join(filter(None, parts)),), choice_rows(turn, ALONE), crisis=True)


def _ambulance(turn: Turn) -> View:
    if is_abroad(turn):
        words = turn.say(_("If anybody could die or be badly hurt, call the emergency number where you are."))
    else:
        words = turn.say(
            _(
                "<b>If anybody could die or be badly hurt, call {emergency}.</b>\n\n"
                "You're asked which service you need, where you are and what has happened. "
                "They can tell you what to do until help comes, and you can say that you're frightened."
            ),
            None,
            **emergency_words(turn),
        )
    return View((words,), choice_rows(turn, AMBULANCE), crisis=True)


def _stopped(turn: Turn) -> View:
    """She wants to stop. The way to help is said first, and nothing holds her."""
    listen = next((each for each in lines_for(turn, "", Situation.TALK_NOW) if each.dial), None)
    words = [turn.say(_("You can stop here."))]
    if listen and not is_abroad(turn):
        said = _("{emergency} is there in an emergency, and {name} to talk: <b>{number}</b>.")
        name = turn.language.label(listen.name)
        words.append(turn.say(said, None, name=name, number=listen.dial, **emergency_words(turn)))
    words.append(turn.say(_("I'm here at any hour if you want to go on.")))
    return View((" ".join(words),), choice_rows(turn, STOPPED), crisis=True)


STILL = Screen(
    id="still",
    view=_still,
    choices=(
        Choice("yes", _("Yes"), then="with_you"),
        Choice("not_yet", NOT_YET_LABEL, then="more_lines", heard=NOT_YET),
        CANNOT_CALL,
        TO_PEERS,
    ),
    crisis=True,
)
HELP_IS_COMING = Screen(
    id="help_is_coming",
    view=_help_is_coming,
    choices=(Choice("again", _("I need someone again"), then="help_now"), CANNOT_CALL, TO_PEERS),
    crisis=True,
)
LISTENING = Screen(
    id="listening",
    view=_listening,
    choices=(TO_PEERS, Choice("talk", _("Talk to someone now"), then="help_now")),
    crisis=True,
)
ALONE = Screen(id="alone", view=_alone, choices=(CANNOT_CALL, REACHED_SOMEONE, TO_PEERS), crisis=True)
AMBULANCE = Screen(id="ambulance", view=_ambulance, choices=(CANNOT_CALL, REACHED_SOMEONE, TO_PEERS), crisis=True)
STOPPED = Screen(
    id="stopped",
    view=_stopped,
    choices=(
        TO_PEERS,
        Choice("talk", _("Talk to someone now"), then="help_now"),
        Choice("forget", _("Forget me"), then="forget"),
    ),
    crisis=True,
)
SHORT_ANSWERS = (STILL, HELP_IS_COMING, LISTENING, ALONE, AMBULANCE, STOPPED)
