"""The stage that reads plain replies: "yes", "no one can come", "I can't call", "999", on a safety screen or off it.

The vocabulary is content (`content/safety/replies.yaml`), what each reply leads to is a table (`leads.py`). On a
safety screen whatever else is typed gets a short answer with buttons: never that Kith didn't understand, and never the
card again word for word. What is meant for another stage (a command, a button's words, a search) is left to it.
"""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.commands import language_named, read_command
from bot.conversation.crisis import nations_of
from bot.conversation.events import Tapped, Typed
from bot.conversation.flow import SCREENS, choose, go, landing, put
from bot.conversation.heard import about, good_news, heard_first
from bot.conversation.in_place import reply_in
from bot.conversation.leads import (
    CHOSEN,
    EVERYWHERE,
    INTENDS,
    KEPT_WHILE_ASKED,
    LEADS,
    SAID_ANEW,
    SOUGHT,
    YES_AFTER_ALL,
)
from bot.conversation.noticing import where
from bot.conversation.questions import QUESTIONS, answer_to, what_it_costs
from bot.conversation.reading import Understood, fill, noted, read_sentence
from bot.conversation.risk import OF_THE_BODY, acknowledgement, is_about_another
from bot.conversation.screen import RESUME, Choice, Move, Screen
from bot.conversation.screens.asking import A_YES_OR_NO, ASKING, SUICIDAL, WHY
from bot.conversation.screens.place import kept_abroad
from bot.conversation.screens.safety import CALL_FIRST
from bot.conversation.screens.still import HERE, SAID_WHERE, is_abroad, must_act_now, one_to_call
from bot.conversation.session import Session, Stage
from bot.conversation.short import (
    NOTHING_OPEN,
    has_reached_help,
    last_question,
    nothing_is_open,
    question_left,
    severe_screen,
    short_answer,
)
from bot.conversation.turn import Answered, Outcome, Turn
from bot.conversation.typed import named_button, typed_button
from bot.conversation.whose import is_helping
from bot.language import mark as _
from bot.safety import Plain, Situation

A_FEW_WORDS = _("You can tap what fits best, or tell me in a few words.")
ASK_WHO_SPEAKS_IT = _("I don't know which lines have somebody who speaks it. You can ask when you call.")
CAN_CALL = _("If you need somebody now, tap Help now.")

NOT_HERE = frozenset({"hello", "thanks", "unsure", "unknown"})
"""Commands that on a safety screen are only a few words more."""


def read_reply(turn: Turn) -> None:
    """Answer a plain reply, and on a safety screen anything at all that no other stage will."""
    if not isinstance(turn.event, Typed):
        return
    text, screen = turn.event.text, SCREENS[turn.session.screen]
    if screen.crisis:
        if (answer := _on_a_safety_screen(turn, screen, text)) is not None:
            raise Answered(answer)
        return
    reply = reply_in(turn, text)
    if reply is Plain.SINCE and OF_THE_BODY & set(turn.session.told):
        raise Answered(go(turn, Move(turn.session, "safe_even_so")))
    if reply is Plain.RATHER_NOT_CALL and not _is_a_search(turn, text):
        raise Answered(_by_writing(turn, screen))
    if reply is Plain.ASKS_WHAT_IT_COSTS:
        if words := what_it_costs(turn):
            raise Answered(put(turn, turn.session, words))
        return
    target = EVERYWHERE.get(reply) if reply else None
    if target and reply and _is_meant(turn, reply, text):
        raise Answered(go(turn, Move(turn.session, target)))
    if reply in QUESTIONS and (words := answer_to(turn, reply)) and _asks_nothing_else(turn, text):
        raise Answered(put(turn, turn.session, f"{words} {turn.say(CAN_CALL)}"))


def _by_writing(turn: Turn, screen: Screen) -> Outcome:
    """Who would rather not use the telephone is taken to the next question, and told what was understood."""
    choice = _choice(screen.id, "online")
    answers = turn.answers.model_copy(update=dict(choice.answers))
    there = turn.having(turn.session.model_copy(update={"answers": answers, "page": 0}))
    return go(turn, Move(there.session, choice.then or screen.next, noted(there, "formats")))


def _is_meant(turn: Turn, reply: Plain, text: str) -> bool:
    """Whether the reply is one off a safety screen too. "What happens?" is asked of a group as well as of 999."""
    if turn.kith.content.country.emergency_number in text:
        return True
    return reply is not Plain.AMBULANCE and _is_hers(turn, reply) and not _is_a_search(turn, text)


def _asks_nothing_else(turn: Turn, text: str) -> bool:
    """Whether neither a command nor the search knows the words."""
    return read_command(turn, text, exactly=True) is None and read_sentence(turn, text) is None


def _is_hers(turn: Turn, reply: Plain) -> bool:
    """The fear for her baby is answered to a mother: not after a loss, and not to somebody who helps her."""
    return reply is not Plain.FEARS_FOR_BABY or not (turn.answers.stage is Stage.LOST_BABY or is_helping(turn))


def _is_a_search(turn: Turn, text: str) -> bool:
    """Whether the sentence looks for something at a place, or by another way than the telephone."""
    understood = read_sentence(turn, text)
    return bool(understood and (understood.places or set(understood.values.get("formats", ())) - {"phone"}))


def _on_a_safety_screen(turn: Turn, screen: Screen, text: str) -> Outcome | None:
    """The answer there, or None where a later stage has it."""
    command = read_command(turn, text, exactly=screen.typed is not None)
    if text.lstrip().startswith("/") or named_button(turn, screen, text):
        return _command(turn, command[0]) if command else None
    reply = reply_in(turn, text)
    if (last := question_left(turn.session)) and reply in (None, *CHOSEN[last]):
        return _asked_before(turn, last, reply, text)
    if reply:
        if (answer := _reply(turn, screen, reply, text)) is not None:
            return answer
    elif command and command[0] not in NOT_HERE:
        return _command(turn, command[0])
    if language_named(turn, text) not in (None, turn.language.code) or typed_button(turn, screen, text):
        return None
    if turn.kith.plain.names_a_country(text):
        return go(turn, Move(kept_abroad(turn.session), "abroad"))
    understood = read_sentence(turn, text)
    if understood and understood.is_a_request:
        return None
    if understood and nothing_is_open(turn.session) and _says_what_she_seeks(turn, text, understood):
        return fill(turn, understood)
    if understood and screen.id in ASKING and set(understood.values) <= KEPT_WHILE_ASKED:
        return _kept_while_asked(turn, screen, text, understood)
    if understood and understood.places and not understood.more_than_a_place:
        return _placed(turn, screen, where(turn, text, understood.places))
    if understood and set(understood.values) == {"spoken"}:
        return _in_her_language(turn, understood)
    return _unread(turn, screen, acknowledgement(turn, text))


def _says_what_she_seeks(turn: Turn, text: str, understood: Understood) -> bool:
    """Whether the words are about the search. Who tells how she feels is listened to first."""
    seeks = not SOUGHT.isdisjoint(understood.values)
    return understood.says_where or (seeks and not acknowledgement(turn, text))


def _asked_before(turn: Turn, last: str, reply: Plain | None, text: str) -> Outcome:
    """The direct question once more, where the answer to her fear for her baby came in the place of it. A "yes" may
    have been about the fear; "tonight" is the answer.
    """
    session = turn.session.model_copy(update={"screen": last, "trail": turn.session.trail[:-1], "unread": 1})
    if reply in (Plain.NAMES_A_TIME, Plain.WOULD_NOT_ACT, Plain.NOT_TODAY, Plain.SAYS_NO_AND_WHY):
        there = turn.having(session)
        return _said_when(there, reply, text) or choose(there, SCREENS[last], _choice(last, CHOSEN[last][reply]))
    return put(turn, session, turn.say(A_YES_OR_NO))


def _command(turn: Turn, name: str) -> Outcome | None:
    """What a command comes to here: most are followed as anywhere."""
    if name in NOT_HERE:
        return _unread(turn, SCREENS[turn.session.screen])
    if name == "now" and turn.session.screen == "help_now":
        return go(turn, Move(turn.session, "more_lines"))
    return None


def _reply(turn: Turn, screen: Screen, reply: Plain, text: str) -> Outcome | None:
    """The answer to a plain reply; None where it says nothing that is asked here."""
    asked = screen.id in ASKING
    if reply is Plain.FINDS_PEERS or (reply in YES_AFTER_ALL and not asked and read_sentence(turn, text)):
        return _towards_peers(turn, screen, text)
    if reply in QUESTIONS and (words := answer_to(turn, reply)):
        return _answered(turn, screen, words)
    after_all = reply in YES_AFTER_ALL or reply in INTENDS
    if after_all and not asked and (answer := _yes_after_all(turn, reply, text)) is not None:
        return answer
    if (answer := _said_when(turn, reply, text)) is not None:
        return answer
    meant = CHOSEN.get(screen.id, {}).get(reply)
    waits = screen.id == "reached" and severe_screen(turn.session) in CALL_FIRST
    if meant and (waits or (meant == "not_yet" and is_abroad(turn))):
        return short_answer(turn)
    for choice in screen.choices:
        if choice.id == meant:
            return choose(turn, screen, choice)
    if reply is Plain.GOOD_NEWS:
        return go(turn, Move(turn.session, "listening", good_news(turn)))
    if asked and reply is Plain.WHY:
        return _unread(turn, screen, turn.say(WHY))
    target = _target(turn, screen, reply, text)
    if target is None:
        heard = "" if asked else heard_first(turn, reply)
        return short_answer(turn, heard) if heard else None
    says_the_same = landing(turn.session, target) == screen.id and not screen.situation and target not in SAID_ANEW
    return short_answer(turn) if says_the_same else go(turn, Move(turn.session, target))


def _towards_peers(turn: Turn, screen: Screen, text: str) -> Outcome:
    """On to the search, with what the sentence says; while a direct question is open, that comes first. While a danger
    is open, the number to call is said once more.
    """
    understood = read_sentence(turn, text)
    if screen.id in ASKING:
        return _kept_while_asked(turn, screen, text, understood) if understood else _unread(turn, screen)
    is_open = severe_screen(turn.session) and not nothing_is_open(turn.session)
    call = one_to_call(turn) if is_open else ""
    return fill(turn, understood, call) if understood else go(turn, Move(turn.session, RESUME, call))


def _answered(turn: Turn, screen: Screen, words: str) -> Outcome:
    """The answer to her question, and the question that is open put again."""
    if screen.id not in ASKING and (screen.id != "worried" or turn.session.unread):
        return short_answer(turn, words)
    times = turn.session.told.count(screen.id)
    here = turn.say(HERE[times % len(HERE)]) if times > 1 else ""
    return put(turn, turn.session.model_copy(update={"unread": 1}), f"{here} {words}".strip())


def _yes_after_all(turn: Turn, reply: Plain, text: str) -> Outcome | None:
    """The next question to somebody who takes her no back, or the card. None where there was no such no."""
    session = turn.session
    severe, last = severe_screen(session), last_question(session)
    says_when = reply is Plain.WILL_ACT and turn.kith.plain.speaks("near_time", text)
    if severe is None and last in NOTHING_OPEN:
        asked = "ask_if_today" if says_when else "ask_directly"
        return choose(turn, SCREENS[asked], _choice(asked, "yes"))
    if severe == "safe_suicidal" and reply is not Plain.MAYBE:
        asked = "ask_if_today" if says_when or "ask_if_today" in session.trail else "ask_directly"
        return choose(turn, SCREENS[asked], _choice(asked, "yes"))
    if severe and reply in INTENDS:
        return go(turn, Move(session, "safe_harm_now" if severe == "safe_harm_baby" else severe))
    if reply is Plain.TAKES_BACK and severe and has_reached_help(session):
        return go(turn, Move(session, severe))
    return None


def _said_when(turn: Turn, reply: Plain, text: str) -> Outcome | None:
    """The answer to both direct questions at once, where the answer to the first names a time for it, or says that it
    is not today. None where the second is still to be asked.
    """
    if turn.session.screen != "ask_directly":
        return None
    if reply is Plain.NOT_TODAY:
        return choose(turn, SCREENS["ask_if_today"], _choice("ask_if_today", "no"))
    if reply is Plain.NAMES_A_TIME and turn.kith.plain.speaks("near_time", text):
        return choose(turn, SCREENS["ask_if_today"], _choice("ask_if_today", "yes"))
    return None


def _choice(screen: str, name: str) -> Choice:
    return next(choice for choice in SCREENS[screen].choices if choice.id == name)


def _target(turn: Turn, screen: Screen, reply: Plain, text: str) -> str | None:
    severe, danger = severe_screen(turn.session), about(turn)
    match reply:
        case Plain.DENIES if screen.id in (*NOTHING_OPEN, "reached", "listening", "stopped"):
            return "stopped"
        case Plain.SHE_SAYS_YES:
            return "ask_about_her" if severe == "safe_someone_today" else severe
        case Plain.AGREES if screen.id == "safe_someone_today":
            return "ask_about_her"
        case Plain.SINCE | Plain.BETTER if screen.id in ASKING or not _is_it_over(turn, reply):
            return None
        case Plain.SINCE | Plain.BETTER if is_abroad(turn):
            return "abroad"
        case Plain.SOMEONE_HERE if may_be_the_danger(turn, danger, text):
            return "cant_call"
        case Plain.SOMEONE_HERE if danger is Situation.UNSAFE_HOME:
            return None
        case Plain.SOMEONE_HERE if is_about_another(severe) and turn.kith.plain.speaks("she_alone", text):
            return None
        case Plain.NO_POLICE if danger is not Situation.SEXUAL_VIOLENCE:
            return "ambulance"
        case Plain.GOODBYE if severe in ("safe_hurt", "safe_now"):
            return severe
        case Plain.GOODBYE:
            own = severe is not None and not is_about_another(severe)
            return "safe_now" if own or screen.id in ASKING else "stopped"
        case Plain.CALL_NOW if is_abroad(turn):
            return "abroad"
        case Plain.CALL_NOW if must_act_now(turn) or is_about_another(severe):
            return "ambulance"
        case Plain.CALL_NOW:
            return "more_lines" if screen.id == "help_now" else "help_now"
        case Plain.FEARS_FOR_BABY if not _is_hers(turn, reply):
            return None
        case Plain.ALONE if screen.id in ASKING or not severe:
            return None
        case Plain.SOMEONE_HERE if screen.id in ASKING:
            return None
        case _:
            return LEADS.get(reply)


def _is_it_over(turn: Turn, reply: Plain) -> bool:
    """Whether she takes it that harm that is done is over, or asks so, and it may not be."""
    severe = severe_screen(turn.session)
    if reply is Plain.BETTER:
        return severe in OF_THE_BODY and not has_reached_help(turn.session)
    return severe in OF_THE_BODY or severe == "safe_now"


def may_be_the_danger(turn: Turn, danger: Situation | None, text: str) -> bool:
    """Whether whoever is here or coming may be the one who does harm. Who isn't safe at home has help in her mother or
    a neighbour only where she named a partner as the one she fears, and nobody else.
    """
    if turn.kith.plain.speaks("that_one", text):
        return turn.session.feared or danger is Situation.UNSAFE_HOME
    return danger is Situation.UNSAFE_HOME and turn.session.feared_of != ("partner",)


def _kept_while_asked(turn: Turn, screen: Screen, text: str, understood: Understood) -> Outcome:
    """A place or a way to talk, typed in the place of an answer: kept and said back, and the question once more."""
    session = where(turn, text, understood.places) if understood.places else turn.session
    kept = {name: value for name, value in understood.values.items() if name != "spoken"}
    kept |= {"spoken": understood.values["spoken"][0]} if "spoken" in understood.values else {}
    session = session.model_copy(update={"answers": session.answers.model_copy(update=kept)})
    there = turn.having(session)
    fields = ("place", *kept) if session.answers.place else tuple(kept)
    return _unread(there, screen, noted(there, *fields) if fields else "")


def _in_her_language(turn: Turn, understood: Understood) -> Outcome:
    """A language that she asks for: kept for the search, and what is known of the lines said as it is."""
    answers = turn.answers.model_copy(update={"spoken": understood.values["spoken"][0]})
    there = turn.having(turn.session.model_copy(update={"answers": answers}))
    return short_answer(there, f"{noted(there, 'spoken')} {turn.say(ASK_WHO_SPEAKS_IT)}")


def _placed(turn: Turn, screen: Screen, session: Session) -> Outcome:
    """A place and nothing else: the lines of its nation, or the question again, where one is open."""
    there = turn.having(session)
    if screen.id in ASKING or nations_of(there) == nations_of(turn):
        return _unread(there, screen)
    return go(replace(there, event=Tapped(SAID_WHERE)), Move(session, "more_lines"))


def _unread(turn: Turn, screen: Screen, heard: str = "") -> Outcome:
    """What is said to words that no stage can read. A question is put once more in other words, and then not again."""
    if screen.id in ASKING or screen.id == "worried":
        if turn.session.unread:
            return _without_an_answer(turn, screen, heard)
        session = turn.session.model_copy(update={"unread": 1})
        asks = A_FEW_WORDS if screen.id == "worried" else A_YES_OR_NO
        return put(turn, session, heard or turn.say(asks))
    return short_answer(turn, heard)


def _without_an_answer(turn: Turn, screen: Screen, heard: str) -> Outcome:
    """She was asked twice and did not say. Asked about today, she may not be safe; else nothing is taken for granted
    that she has not said: she gets the card of a disclosure only where her words were one.
    """
    if screen.id == "worried":
        return go(turn, Move(turn.session, "safe_someone"))
    if screen.id == "ask_if_today":
        return choose(turn, screen, _choice(screen.id, "unsure"))
    said_so = set(SUICIDAL["noticed"]) & set(turn.answers.noticed)
    return go(turn, Move(turn.session, "safe_suicidal" if said_so else "unanswered", heard))
