"""What the safety screens share, and how each is drawn. `severe.py` declares them; `behind.py` has what they lead to.

A frightened person reads one message: that she was heard, one thing to do now, the few lines for her nation, and that
Kith stays. It comes after the contact card, so that "call" is the last thing on the screen and not scrolled away.
Everything else (opening times, other lines, where she is) waits behind "More help".

The words are fixed: nothing is generated, nothing diagnosed, nothing promised. Every screen leads on to peer support,
back, and to a way for somebody who can't call; none says goodbye (design, section 6).
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.crisis import emergency_line, emergency_words, lines_text, one_line, without_speaking
from bot.conversation.events import Typed
from bot.conversation.query import for_another
from bot.conversation.replies import Act, ContactCard
from bot.conversation.screen import RESUME, Choice, Screen, View, Words, words_for
from bot.conversation.screens.ready import copies
from bot.conversation.session import Stage
from bot.conversation.show import HIDE, HIDE_LABEL, MORE_HELP, Rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

FIND = _("Find people to talk to")
CANNOT_CALL = Choice("cant_call", _("I can't call"), then="cant_call")
REACHED_SOMEONE = Choice("reached", _("I've reached someone"), then="with_you")
TO_PEERS = Choice("find", FIND, then=RESUME)
"""Ways on that most screens about a danger have."""
WILL_THEY_TAKE = _("Will they take my baby?")

AGAIN = (
    _("I'm still here, and I'm listening. Thank you for telling me again."),
    _("I hear you. There is still help, right now."),
)
"""What is said the second time, the third, and by turns after that: never the same words twice running."""
STAY = _("I'm a bot, but I'm here. Tell me when you've reached someone.")
CALL_NOW = _("<b>Call {emergency} now.</b>")
IF_IT_GETS_WORSE = _("<b>If it gets worse, or anybody isn't safe, call {emergency} now.</b>")
TODAY = _("Today: GP, midwife or health visitor")

AFTERWARDS = frozenset({"safe_even_so", "safe_no_police"})
"""Answers about the danger that was told before, and no danger of their own."""
CALL_FIRST = frozenset(
    {"safe_hurt", "safe_now", "safe_harm_now", "safe_medical", "safe_even_so", "safe_psychosis", "safe_someone"}
)
"""Dangers in which a friend in the room is not yet help, and which are not over when the number has been called."""

ONWARD = (
    CANNOT_CALL,
    REACHED_SOMEONE,
    Choice("afraid", WILL_THEY_TAKE, then="afraid"),
    TO_PEERS,
    MORE_HELP,
)
"""The ways on from every safety screen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one safety screen says and shows.

    `heard`: one sentence, then `act`: what to do now, and with `silently` how to call without a word; `today` stands
    above the lines, `after` below them. `again`: what is said in the place of `heard` from the second time on, by
    turns. `now`: it is an emergency, with the number to tap, and Kith waits to hear. `told`: it answers something that
    she has said. `fears`: where a mother may hold back because she fears for her baby (E6). `hides`: somebody may look
    at her telephone. `also`: one more way on.
    """

    id: str
    situation: Situation
    heard: Words
    act: Words
    again: tuple[str, ...] = AGAIN
    today: str = ""
    after: Words = ""
    now: bool = False
    card: bool = False
    told: bool = True
    fears: bool = False
    hides: bool = False
    silently: bool = False
    lines: bool = True
    also: Choice | None = None


def safety_screen(answer: Answer) -> Screen:
    """The screen of an answer."""

    def view(turn: Turn) -> View:
        again = said_again(turn, answer.id, answer.again) if answer.told else ""
        words = _briefly(turn, answer, again) if again else _whole(turn, answer)
        card = emergency_card(turn) if answer.now or answer.card else None
        return View((words,), _rows(turn, answer), crisis=True, card=card)

    return Screen(
        id=answer.id,
        view=view,
        choices=(*ONWARD, answer.also) if answer.also else ONWARD,
        leads_to=("hide_limits",) if answer.hides else (),
        crisis=True,
        situation=answer.situation,
    )


def _whole(turn: Turn, answer: Answer) -> str:
    """The first telling: everything, in one message of about a dozen short lines."""
    heard, act, after = (
        turn.say(words_for(words, turn.answers), None, **emergency_words(turn))
        for words in (answer.heard, answer.act, answer.after)
    )
    parts = [
        "\n".join(filter(None, [heard, act, without_speaking(turn) if answer.silently else ""])),
        "\n".join(filter(None, [turn.say(answer.today), lines_text(turn, answer.situation) if answer.lines else ""])),
        after,
        turn.say(STAY) if answer.now else "",
    ]
    return "\n\n".join(filter(None, parts))


def _briefly(turn: Turn, answer: Answer, again: str) -> str:
    """Told again: other and fewer words, the number, one line (another each time), and that Kith stays."""
    line = one_line(turn, answer.situation, turn.session.told.count(answer.id) - 1) if answer.lines else ""
    act = turn.say(CALL_NOW if answer.now else IF_IT_GETS_WORSE, None, **emergency_words(turn))
    return "\n\n".join(filter(None, [f"{turn.say(again)}\n{act}", line, turn.say(STAY)]))


def situation_of(turn: Turn) -> Situation:
    """What the safety screen that she came from is about."""
    return turn.session.situation or Situation.EMERGENCY


def said_again(turn: Turn, screen: str, words: tuple[str, ...] = AGAIN) -> str:
    """What is said instead of the first words when she types it again; empty the first time.

    By turns over all the screens: two dangers told again one after the other must not be met with the same words.
    """
    told = turn.session.told
    if screen not in told or not isinstance(turn.event, Typed):
        return ""
    again = sum(told.count(each) - 1 for each in set(told) if each.startswith("safe_") or each == screen)
    return words[again % len(words)]


def emergency_card(turn: Turn) -> ContactCard:
    """The emergency number as a contact that can be tapped."""
    number = turn.kith.content.country.emergency_number
    return ContactCard(name=turn.language.label(emergency_line(turn).name), phone=number, crisis=True)


def hide_row(turn: Turn) -> tuple[Act, ...]:
    """Hide, and what it can't do: where somebody may look at her telephone."""
    return turn.button(HIDE_LABEL, HIDE), turn.button(_("What Hide can't do"), "hide_limits")


def _rows(turn: Turn, answer: Answer) -> Rows:
    """At most four rows; the fifth, with Back and More help, is every screen's own (`show.footer`)."""
    cant_call, reached, afraid, find = (turn.button(way.label, f"{answer.id}:{way.id}") for way in ONWARD[:4])
    mother = turn.answers.stage is not Stage.LOST_BABY and not for_another(turn.answers)
    fear: Rows = ((afraid,),) if answer.fears and mother else ()
    hide: Rows = (hide_row(turn),) if answer.hides else ()
    also: Rows = ((turn.button(answer.also.label, f"{answer.id}:{answer.also.id}"),),) if answer.also else ()
    return (*hide, (copies(turn, answer.id),), (cant_call, reached), *fear, *also, (find,))
