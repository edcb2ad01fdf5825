"""What the safety screens share: heard, what to do now, the lines, and the ways on. `severe.py` declares each of them.

The words are fixed: nothing is generated, nothing diagnosed, nothing promised. Every screen leads on to peer support,
back, and to a way for somebody who can't call; none says goodbye (design, section 6).
"""

from __future__ import annotations

from bot.conversation.crisis import emergency_words, lines_text, nations_of, silent_lines_text
from bot.conversation.events import Tapped, Typed
from bot.conversation.folding import folded
from bot.conversation.kith import own_lines
from bot.conversation.query import for_another
from bot.conversation.replies import Act, Button, ContactCard, Copy, Link
from bot.conversation.screen import RESUME, Choice, Move, Screen, View, Words, words_for
from bot.conversation.screens.hide import HIDE
from bot.conversation.session import Stage
from bot.conversation.show import HIDE_LABEL, Rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

FIND = _("Find people to talk to")
COME_TO_ME = _("Please come and be with me now. I don't feel safe.")

AGAIN = (
    _("I'm still here, and I'm listening. Thank you for telling me again."),
    _("I hear you. It's still this bad, and there is still help, right now."),
)
"""What is said the second time, the third, and by turns after that: never the same words twice running."""
STAY = _("I'm only a bot, but I'm here. Tell me when you've reached someone.")

ONWARD = (
    Choice("cant_call", _("I can't call"), then="cant_call"),
    Choice("more", _("More lines"), then="more_lines"),
    Choice("reached", _("I've reached someone"), then="reached"),
    Choice("afraid", _("Will they take my baby?"), then="afraid"),
    Choice("find", FIND, then=RESUME),
)
"""The ways on from every safety screen."""

MAY_FEAR = frozenset({Situation.SUICIDAL, Situation.SELF_HARM, Situation.HARM_BABY, Situation.PSYCHOSIS})
"""Where a mother may hold back because she fears for her baby (E6)."""


def safety_screen(
    id: str, situation: Situation, heard: Words, do_now: Words, stays: bool = False, told: bool = True
) -> Screen:
    """A safety screen of the usual shape.

    `stays`: act now, with the number to tap, and Kith waits to hear. `told`: it answers something that she has said.
    """

    def view(turn: Turn) -> View:
        lines = lines_text(turn, situation)
        rows = _rows(turn, id, situation)
        if _has_just_said_where(turn, id):
            return View((lines,), rows, crisis=True)
        first = turn.say((told and said_again(turn, id)) or words_for(heard, turn.answers))
        act = turn.say(words_for(do_now, turn.answers), n=None, **emergency_words(turn))
        last = [lines]
        if not nations_of(turn):
            last.append(turn.say(_("For more lines, which nation are you in?")))
            rows = (*_nation_rows(turn, id), *rows)
        if stays:
            last.append(turn.say(STAY))
        card = emergency_card(turn) if stays else None
        return View((f"{first}\n\n{act}", "\n\n".join(last)), rows, crisis=True, card=card)

    def choose_nation(turn: Turn, parts: tuple[str, ...]) -> Move | None:
        if parts == ("in", "abroad"):
            return Move(turn.session, "abroad")
        names = own_lines(turn.kith.content.country)
        if len(parts) != 2 or parts[0] != "in" or not parts[1].isdecimal() or int(parts[1]) >= len(names):
            return None
        answers = turn.answers.model_copy(update={"nation": names[int(parts[1])]})
        return Move(turn.session.model_copy(update={"answers": answers}), id)

    return Screen(
        id=id,
        view=view,
        choices=ONWARD,
        tapped=choose_nation,
        leads_to=(id, "abroad", "hide_limits"),
        crisis=True,
        situation=situation,
    )


def _has_just_said_where(turn: Turn, screen: str) -> bool:
    """Whether she has just tapped her nation: what to do first stands in the message above; only the lines differ."""
    numbers = range(len(own_lines(turn.kith.content.country)))
    return isinstance(turn.event, Tapped) and turn.event.action in {f"{screen}:in:{number}" for number in numbers}


def said_again(turn: Turn, screen: str) -> str:
    """What is said instead of the first words when she types it again; empty the first time."""
    times = turn.session.told.count(screen) if isinstance(turn.event, Typed) else 0
    return AGAIN[(times - 1) % len(AGAIN)] if times else ""


def emergency_card(turn: Turn) -> ContactCard:
    """The emergency number as a contact that can be tapped."""
    number = turn.kith.content.country.emergency_number
    named = [line.name for line in turn.kith.content.crisis.everywhere if line.dial == number]
    return ContactCard(name=turn.language.label(named[0]), phone=number, crisis=True)


def _rows(turn: Turn, screen: str, situation: Situation) -> Rows:
    cant_call, more, reached, afraid, find = (turn.button(choice.label, f"{screen}:{choice.id}") for choice in ONWARD)
    mother = turn.answers.stage is not Stage.LOST_BABY and not for_another(turn.answers)
    fear: Rows = ((afraid,),) if situation in MAY_FEAR and mother else ()
    hide: Rows = ()
    if situation is Situation.UNSAFE_HOME:
        limits = turn.button(_("What Hide can't do"), "hide_limits")
        hide = ((turn.button(HIDE_LABEL, HIDE), limits),)
    return (*hide, (cant_call, more), (reached,), *fear, (find,))


def _nation_rows(turn: Turn, screen: str) -> Rows:
    """A button for each nation that has lines of its own, two by two, and one for somewhere else."""
    names = own_lines(turn.kith.content.country)
    buttons: list[Button] = [turn.button(name, f"{screen}:in:{number}") for number, name in enumerate(names)]
    if turn.kith.content.country.abroad:
        buttons.append(turn.button(_("Somewhere else"), f"{screen}:in:abroad"))
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


REACHED = Screen(
    id="reached",
    says=_(
        "I'm really glad you reached someone. That was a hard thing to do.\n\n"
        "I'm here, now and later. Would it help to find people who've been there?"
    ),
    choices=(
        Choice("find", FIND, then=RESUME),
        Choice("again", _("I need someone again"), then="more_lines"),
    ),
    crisis=True,
)

ABOUT_HER_BABY = "https://www.tommys.org/pregnancy-information/im-pregnant/mental-wellbeing/mental-health-faqs/will-my-baby-be-taken-away"
"""Read for the words below, with the questions answered by Cambridge University Hospitals' maternity service
(cuh.nhs.uk, maternal wellbeing and mental health, FAQs) and the Royal College of Psychiatrists' leaflet on children's
social services: a mental health problem alone is not a reason; where there is a risk to a baby, the priority is to keep
families together."""


FEARS = (
    "take my baby",
    "take my babies",
    "take her away",
    "take him away",
    "take them away",
    "take my child",
    "baby taken",
    "taken away",
    "taken off me",
    "taken into care",
    "social services",
)


def fears_for_her_baby(turn: Turn, text: str) -> bool:
    """Whether she writes that she is afraid her baby will be taken from her."""
    said = f" {folded(text)} "
    return turn.answers.stage is not Stage.LOST_BABY and any(f" {fear} " in said for fear in FEARS)


def _afraid(turn: Turn) -> View:
    """What is known of the fear that stops many from asking (E6): honest, with its source, and no promise."""
    words = turn.say(
        _(
            "Lots of mothers are frightened of this, and it stops many from asking for help.\n\n"
            "A mental health problem alone isn't a reason for a baby to go into care. If people think that a baby "
            "isn't safe, children's services may get involved, and they try first to help families stay together. "
            "Asking for help is part of looking after your baby.\n\n"
            "I can't promise what anybody will do. You can ask a midwife or health visitor what happens with what you "
            "tell them.\n\n"
            "This comes from Tommy's, the pregnancy charity, and NHS maternity services."
        )
    )
    rows: Rows = (
        (Link(label=turn.language.label(_("Read what Tommy's says")), url=ABOUT_HER_BABY),),
        (Act(label=turn.language.label(FIND), action="afraid:find"),),
    )
    return View((words,), rows, crisis=True)


AFRAID = Screen(id="afraid", view=_afraid, choices=TO_PEERS, crisis=True)


def _abroad(turn: Turn) -> View:
    """How somebody in another country finds a line of her own."""
    country = turn.kith.content.country
    words = turn.say(
        _(
            "I only know lines in one country: {country}. "
            "If anybody is in danger, call the emergency number where you are."
        ),
        country=turn.language.label(country.country),
    )
    rows: Rows = ((Act(label=turn.language.label(FIND), action="abroad:find"),),)
    if country.abroad is None:
        return View((words,), rows, crisis=True)
    link = Link(label=turn.language.label(_("Open the website")), url=country.abroad.website)
    return View((f"{words}\n\n{turn.say(country.abroad.says)}",), ((link,), *rows), crisis=True)


ABROAD = Screen(id="abroad", view=_abroad, choices=TO_PEERS, crisis=True)
