"""What lies behind the safety screens: ways without speaking, more help, the fear for her baby, and being abroad."""

from __future__ import annotations

from bot.conversation.crisis import (
    AT_ONCE,
    at_once,
    emergency_line,
    emergency_words,
    in_full,
    lines_text,
    more_lines,
    nations_of,
    silent_text,
    without_speaking,
)
from bot.conversation.events import Tapped
from bot.conversation.kith import own_lines
from bot.conversation.replies import Act, Button, Copy, Link
from bot.conversation.screen import Choice, Move, Screen, View
from bot.conversation.screens.place import kept_abroad
from bot.conversation.screens.ready import copies
from bot.conversation.screens.safety import (
    CALL_FIRST,
    CANNOT_CALL,
    FIND,
    REACHED_SOMEONE,
    STAY,
    TO_PEERS,
    WILL_THEY_TAKE,
    emergency_card,
    said_again,
    situation_of,
)
from bot.conversation.screens.still import (
    HERE,
    NOT_YET_LABEL,
    SAID_WHERE,
    WHICH_NATION,
    is_abroad,
    last_card,
    nation_rows,
    until_help_comes,
)
from bot.conversation.session import Session, Who
from bot.conversation.show import MORE_HELP, Rows, choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

FAR_FROM_HER = _(
    "From another country, {emergency} can't send help to her. <b>Somebody near her can call it</b>: a neighbour, a "
    "friend or family."
)
SILENT = _("You don't have to speak.")

HARM_STUDY = "https://pubmed.ncbi.nlm.nih.gov/18463941/"
"""Fairbrother and Woody 2008: close to half of 100 new mothers had had unwanted thoughts of harming their baby on
purpose, and little sign was found that such thoughts go with harsh parenting."""


def _behind(turn: Turn) -> list[str]:
    """The safety screens behind her, nearest first."""
    return [name for name in reversed(turn.session.trail) if name.startswith("safe_") or name in ("help_now", "abroad")]


def _copies(turn: Turn) -> Copy:
    """The message that fits what she told last."""
    return copies(turn, next((name for name in _behind(turn) if name != "abroad"), ""))


def _cant_call(turn: Turn) -> View:
    """Ways without speaking, the emergency number's own first; and a ready message that asks somebody to come."""
    abroad = turn.kith.content.country.abroad if is_abroad(turn) else None
    deaf = emergency_line(turn).deaf
    if turn.answers.abroad and not abroad and last_card(turn).startswith("safe_someone"):
        far = turn.say(FAR_FROM_HER, None, **emergency_words(turn))
        rows_on = tuple((turn.button(each.label, f"cant_call:{each.id}"),) for each in CANT_CALL.choices)
        return View((far,), ((_copies(turn),), *rows_on), crisis=True)
    ways = [
        _without_a_word(turn) if abroad is None else f"{turn.say(SILENT)} {turn.say(abroad.says)}",
        turn.say(deaf.says) if deaf and not abroad else "",
        "" if abroad else silent_text(turn, situation_of(turn)),
    ]
    rows: list[tuple[Button, ...]] = [(_copies(turn),)]
    if abroad:
        rows.append((Link(label=turn.language.label(_("Open the website")), url=abroad.website),))
    rows += [(turn.button(each.label, f"cant_call:{each.id}"),) for each in CANT_CALL.choices]
    return View(("\n\n".join(filter(None, ways)),), tuple(rows), crisis=True)


def _without_a_word(turn: Turn) -> str:
    """Calling the emergency number and saying nothing, or as little as can be. Who fears somebody at home may not even
    whisper, and needs the shorter screen.
    """
    call = turn.say(_("<b>You can still call {emergency}.</b>"), None, **emergency_words(turn))
    feared = situation_of(turn) in (Situation.UNSAFE_HOME, Situation.SEXUAL_VIOLENCE)
    whisper = turn.say(_("If you need an ambulance and can whisper, say “ambulance” and where you are."))
    return " ".join(filter(None, [turn.say(SILENT), call, without_speaking(turn), "" if feared else whisper]))


CANT_CALL = Screen(
    id="cant_call",
    view=_cant_call,
    choices=(REACHED_SOMEONE, TO_PEERS),
    leads_to=("hide_limits",),
    crisis=True,
)


def _more_lines(turn: Turn) -> View:
    """Only what the card did not show: the number first, lines in full a few at a time, and where she is.

    Somebody abroad is asked alone whether she is in one of the nations that Kith knows.
    """
    which = turn.say(WHICH_NATION)
    if is_abroad(turn):
        return View((which,), _nation_rows(turn, ()), crisis=True)
    lines = more_lines(turn, situation_of(turn))
    start = _starts_at(turn) if _starts_at(turn) < len(lines) else 0
    said_where = _has_just_said_where(turn)
    few = () if said_where else at_once(turn, lines[start:], AT_ONCE if nations_of(turn) else AT_ONCE // 2)
    now = turn.say(_("<b>In danger now: call {emergency}.</b>"), None, **emergency_words(turn))
    parts = [
        now,
        lines_text(turn, situation_of(turn)) if said_where else "",
        in_full(turn, few),
        "" if nations_of(turn) else which,
    ]
    rest = start + len(few)
    more = (turn.button(_("More lines"), f"more_lines:from:{rest}"),) if rest < len(lines) else ()
    rows: list[tuple[Button, ...]] = list(_nation_rows(turn, more)) if not nations_of(turn) else [more] if more else []
    if situation_of(turn) is Situation.HARM_BABY:
        rows.append((Link(label=turn.language.label(_("About that study")), url=HARM_STUDY),))
    rows.append((turn.button(FIND, "more_lines:find"),))
    return View(("\n\n".join(filter(None, parts)),), tuple(rows), crisis=True)


def _starts_at(turn: Turn) -> int:
    """Which line comes first: told by the button that she tapped."""
    action = turn.event.action.split(":") if isinstance(turn.event, Tapped) else []
    return int(action[2]) if action[:2] == ["more_lines", "from"] and action[2].isdecimal() else 0


def _has_just_said_where(turn: Turn) -> bool:
    """Whether she has just tapped her nation, or named it: the lines of its card are then new to her."""
    return isinstance(turn.event, Tapped) and turn.event.action.startswith(SAID_WHERE)


def _nation_rows(turn: Turn, more: tuple[Button, ...]) -> Rows:
    """The nations, somewhere else, and `more`."""
    elsewhere = (turn.button(_("Somewhere else"), f"{SAID_WHERE}abroad"),) if turn.kith.content.country.abroad else ()
    return nation_rows(turn, *elsewhere, *more)


def _more_tapped(turn: Turn, parts: tuple[str, ...]) -> Move | None:
    """The next lines, her nation, or another country."""
    names = own_lines(turn.kith.content.country)
    if len(parts) != 2:
        return None
    if parts == ("in", "abroad"):
        return Move(kept_abroad(turn.session), "abroad")
    if parts[0] == "from" and parts[1].isdecimal():
        return Move(turn.session, "more_lines")
    if parts[0] != "in" or not parts[1].isdecimal() or int(parts[1]) >= len(names):
        return None
    answers = turn.answers.model_copy(update={"nation": names[int(parts[1])]})
    return Move(turn.session.model_copy(update={"answers": answers}), "more_lines")


MORE_LINES = Screen(
    id="more_lines",
    view=_more_lines,
    choices=(TO_PEERS,),
    tapped=_more_tapped,
    leads_to=("more_lines", "abroad"),
    crisis=True,
)

GLAD = _("I'm glad that you have somebody.")
CALLED = _(
    "<b>Has anybody called {emergency}? If not, call now, or ask them to</b>, and say what has happened. "
    "Let them stay with you until help comes."
)
CALLED_ABROAD = _(
    "<b>Has anybody called the emergency number where you are? If not, call now, or ask them to</b>, and say what has "
    "happened. Let them stay with you until help comes."
)


def _waits_for_help(session: Session) -> bool:
    """Whether somebody is with her, but she has not said that the emergency number has been called."""
    for name in (session.screen, *reversed(session.trail)):
        if name == "abroad":
            return session.situation is Situation.EMERGENCY
        if name == "reached" or name.startswith("safe_"):
            return name in CALL_FIRST and not (name == "safe_someone" and session.answers.who is Who.WORKER)
    return False


def _with_you(turn: Turn) -> View:
    """Somebody is there. That is good, and the call comes first."""
    heard = turn.say(said_again(turn, WITH_YOU.id) or GLAD)
    asks = turn.say(CALLED_ABROAD if is_abroad(turn) else CALLED, None, **emergency_words(turn))
    card = None if is_abroad(turn) else emergency_card(turn)
    return View((f"{heard}\n\n{asks}",), choice_rows(turn, WITH_YOU), crisis=True, card=card)


WITH_YOU = Screen(
    id="with_you",
    view=_with_you,
    choices=(
        Choice("called", _("Yes, they've been called"), then="reached"),
        Choice("not_yet", NOT_YET_LABEL, then="ambulance"),
        CANNOT_CALL,
        TO_PEERS,
    ),
    next="reached",
    needed=_waits_for_help,
    crisis=True,
)


def _reached(turn: Turn) -> View:
    """She has reached someone. Where a call is not yet help, what to do until it comes; peers can wait."""
    glad = turn.say(_("I'm really glad you reached someone. That was a hard thing to do."))
    if last_card(turn) in CALL_FIRST:
        then = f"{until_help_comes(turn)} {turn.say(HERE[0])}"
    else:
        then = turn.say(_("I'm here, now and later. Would it help to find people who've been there?"))
    return View((f"{glad}\n\n{then}",), choice_rows(turn, REACHED), crisis=True)


REACHED = Screen(
    id="reached",
    view=_reached,
    choices=(TO_PEERS, Choice("again", _("I need someone again"), then="help_now")),
    crisis=True,
)

ABOUT_HER_BABY = "https://www.tommys.org/pregnancy-information/im-pregnant/mental-wellbeing/mental-health-faqs/will-my-baby-be-taken-away"
"""Read for the words below, with the questions answered by Cambridge University Hospitals' maternity service
(cuh.nhs.uk, maternal wellbeing and mental health, FAQs) and the Royal College of Psychiatrists' leaflet on children's
social services: a mental health problem alone is not a reason; where there is a risk to a baby, the priority is to keep
families together. Tommy's own page was due for review in 2021: whoever confirms these words reads it anew."""


def _afraid(turn: Turn) -> View:
    """What is known of the fear that stops many from asking (E6): honest, with its source, and no promise."""
    words = turn.say(
        _(
            "Lots of mothers are frightened of this.\n\n"
            "A mental health problem alone isn't a reason for a baby to go into care. If people think that a baby "
            "isn't safe, children's services may get involved, and they try first to help families stay together.\n\n"
            "I can't promise what anybody will do. You can ask a midwife or health visitor what happens with what you "
            "tell them.\n\n"
            "From Tommy's and Cambridge's NHS maternity service."
        )
    )
    rows: Rows = (
        (Link(label=turn.language.label(_("Read what Tommy's says")), url=ABOUT_HER_BABY),),
        (Act(label=turn.language.label(FIND), action="afraid:find"),),
    )
    return View((words,), rows, crisis=True)


AFRAID = Screen(id="afraid", view=_afraid, choices=(TO_PEERS,), crisis=True)


# "Having thoughts is not the same as doing something", that such thoughts often make parents question themselves, and
# GP and health visitor as those to talk to: SIGN's guideline on mental health in pregnancy and after birth, the advice
# for women and their partners, rightdecisions.scot.nhs.uk. That they are common: HARM_STUDY.
THOUGHTS_FIRST = _(
    "Having a thought is not the same as doing something. Frightening thoughts are common, and often make people ask "
    "if they are good parents.\n\n"
    "I'm only a bot and can't say what yours mean. A GP, midwife or health visitor can talk them through with "
    "you.\n\n"
    "<b>If a thought turns into wanting to, put your baby somewhere safe, like the cot, and call {emergency} "
    "now.</b>\n\n"
    "From NHS Scotland's advice for parents."
)
THOUGHTS_AGAIN = _(
    "That's a frightening question, and I can't answer it for you: I'm only a bot. You can ask it of a GP, midwife or "
    "health visitor today, in those words.\n\n"
    "<b>If a thought turns into wanting to, call {emergency} now.</b>"
)


def _thoughts(turn: Turn) -> View:
    """What she asks of her frightening thoughts: no diagnosis, no promise, and what to do if they change. Asked again,
    it is said in fewer words, and begins in others each time.
    """
    times = turn.session.told.count("thoughts")
    words = turn.say(THOUGHTS_AGAIN if times else THOUGHTS_FIRST, None, **emergency_words(turn))
    if times:
        words = f"{turn.say(HERE[times % len(HERE)])} {words}"
    return View((words,), choice_rows(turn, THOUGHTS), crisis=True)


THOUGHTS = Screen(
    id="thoughts",
    view=_thoughts,
    choices=(Choice("afraid", WILL_THEY_TAKE, then="afraid"), REACHED_SOMEONE, TO_PEERS),
    crisis=True,
)


OF_ANOTHER = frozenset({Situation.SOMEONE_ELSE, Situation.BABY_AT_RISK})
"""What only a helper is shown: words for her who is in danger herself are left out."""


def _abroad(turn: Turn) -> View:
    """She is in another country: its own number, how to find a line, and all else that a safety screen has.

    The emergency number of this country is not said: it would not connect.
    """
    country = turn.kith.content.country
    elsewhere = country.abroad
    heard = turn.say(
        _("Thank you for telling me. I only know lines in one country: {country}."),
        country=turn.language.label(country.country),
    )
    act = turn.say(_("<b>If anybody is in danger, call the emergency number where you are, now.</b>"))
    again = said_again(turn, ABROAD.id)
    near = turn.say(_("Get someone to be with you. Move away from anything you could hurt yourself with."))
    if turn.session.situation in OF_ANOTHER:
        near = ""
    if elsewhere:
        act = f"{act} {turn.say(elsewhere.emergency)}"
    first = f"{turn.say(again)}\n{act}" if again else "\n".join(filter(None, (heard, act, near)))
    parts = [first, turn.say(elsewhere.says) if elsewhere else "", turn.say(STAY)]
    site = Link(label=turn.language.label(_("Open the website")), url=elsewhere.website) if elsewhere else None
    cant_call, reached, find = (turn.button(each.label, f"abroad:{each.id}") for each in ABROAD.choices[:3])
    rows: Rows = ((_copies(turn),), (cant_call, reached), *(((site,),) if site else ()), (find,))
    return View(("\n\n".join(filter(None, parts)),), rows, crisis=True)


ABROAD = Screen(
    id="abroad",
    view=_abroad,
    choices=(
        CANNOT_CALL,
        REACHED_SOMEONE,
        TO_PEERS,
        MORE_HELP,
    ),
    crisis=True,
)
