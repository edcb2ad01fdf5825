"""The stages that every message passes, in order. A stage that answers raises `Answered`; no later one sees it.

Hiding comes first, then risk, in every state and in every language; then plain replies ("I can't call"), what is said
of results, commands, buttons, places that were shared, things that can't be read, and last the screen that she is on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NoReturn

from bot.conversation.about_results import talk_of_results
from bot.conversation.answering import CAN_CALL, may_be_the_danger, read_reply
from bot.conversation.commands import asks_to_hide, language_named, read_command
from bot.conversation.events import Located, Sent, SentKind, Tapped, Typed
from bot.conversation.flow import SCREENS, back, choose, go, put, skip
from bot.conversation.folding import folded
from bot.conversation.heard import THANKS, about
from bot.conversation.noticing import CONTROLLED, notice_risk
from bot.conversation.reading import fill, read_sentence
from bot.conversation.risk import acknowledgement
from bot.conversation.screen import RESUME, Move, Screen
from bot.conversation.screens.card import contact, pin
from bot.conversation.screens.hide import WELCOME_BACK, hidden, hushed
from bot.conversation.screens.place import ABROAD, UNKNOWN_PLACE, kept_at
from bot.conversation.session import Session
from bot.conversation.show import HIDE
from bot.conversation.turn import Answered, Outcome, Turn
from bot.conversation.typed import typed_button
from bot.language import mark as _
from bot.safety import Situation, Tier

SCREEN_OF_COMMAND = {
    "now": "help_now",
    "language": "language",
    "privacy": "privacy",
    "about": "about",
    "forget": "forget",
    "help": "help",
}

NOT_UNDERSTOOD = _(
    "Sorry, I didn't get that. I'm only a bot. You can tap a button, type a place like “BS5” or “Govan”, "
    "or type <b>help</b> to see who you can call."
)
ONE_EASY_STEP = _("I'm only a bot, so it helps if you tap one of these, or Skip.")
NO_WORDS = _("That's all right.")
ALL_RIGHT = _("That's all right. You can tap Skip, and come back to it whenever you like.")
OLD_BUTTON = _("That button is from a while ago. Here is where we are now.")
CANT_READ: dict[SentKind, str] = {
    "voice": _("Sorry, I can't listen to voice messages. You can tap a button or type a few words."),
    "video": _("Sorry, I can't watch videos. You can tap a button or type a few words."),
    "photo": _("Sorry, I can't see pictures. You can tap a button or type a few words."),
    "sticker": _("I can't read stickers, but it's good to hear from you."),
    "document": _("Sorry, I can't open files. You can tap a button or type a few words."),
    "contact": _("I haven't kept that contact. You can tap a button or type a few words."),
    "other": _("Sorry, I can't read that. You can tap a button or type a few words."),
}


def hide_at_once(turn: Turn) -> None:
    """ "Hide, he's coming" is answered by hiding: lines to call, on the screen when he comes in, are the risk."""
    if not isinstance(turn.event, Typed):
        return
    if asks_to_hide(turn, turn.event.text, SCREENS[turn.session.screen].crisis):
        raise Answered(hidden(turn))


def hush(turn: Turn) -> None:
    """ "He's just come in" is met with a few words that any bot may say, and with Hide: nobody who reads them over her
    shoulder learns what she has told. Not where her life is in danger: there somebody who comes may be a help.
    """
    if not isinstance(turn.event, Typed) or not turn.kith.plain.says_who_is_near(turn.event.text):
        return
    rules = turn.kith.watch.by_rules(turn.event.text, turn.language.code)
    says_no_more = rules.tier < Tier.URGENT or (rules == CONTROLLED and about(turn) is Situation.UNSAFE_HOME)
    if says_no_more and _may_be_feared(turn, turn.event.text):
        raise Answered(hushed(turn))


def _may_be_feared(turn: Turn, text: str) -> bool:
    """Whether whoever is there may be one whom she fears: in talk of an unsafe home, or where no danger was told."""
    if (danger := about(turn)) is not None:
        kin = turn.kith.plain.speaks("kin", text)
        return danger is Situation.UNSAFE_HOME and not kin and may_be_the_danger(turn, danger, text)
    return not SCREENS[turn.session.screen].crisis and not turn.kith.plain.of_company_alone(text)


def follow_command(turn: Turn) -> None:
    """Do what a command says, whatever screen she is on."""
    if not isinstance(turn.event, Typed):
        return
    if code := language_named(turn, turn.event.text):
        if code == turn.language.code:
            raise Answered(put(turn, turn.session))
        action = f"language:{code}"
        _follow(replace(turn, event=Tapped(action)), action)
    read = read_command(turn, turn.event.text, exactly=SCREENS[turn.session.screen].typed is not None)
    if read is None:
        return
    name, rest = read
    if name in ("start", "restart"):
        fresh = Session(language=turn.session.language, met=turn.session.met and name == "restart")
        _say_what_came_with_it(turn.having(fresh), rest)
        raise Answered(put(turn, fresh))
    if name in SCREEN_OF_COMMAND:
        raise Answered(go(turn, Move(turn.session, SCREEN_OF_COMMAND[name])))
    if name == "back":
        raise Answered(back(turn))
    if name == "unsure":
        raise Answered(_unsure(turn))
    if name == "thanks":
        raise Answered(put(turn, turn.session, turn.say(WELCOME_BACK)))
    if name == "skip":
        raise Answered(_skipped(turn, turn.session.screen))
    raise Answered(put(turn, turn.session, "" if name == "hello" else turn.say(NOT_UNDERSTOOD)))


def _unsure(turn: Turn) -> Outcome:
    """She doesn't know: the gentle questions where there are some, or the way past this one."""
    if turn.session.screen == "format":
        return go(turn, Move(turn.session, "choose_going_out"))
    return put(turn, turn.session, turn.say(ALL_RIGHT) if SCREENS[turn.session.screen].asks else "")


def _say_what_came_with_it(turn: Turn, payload: str) -> None:
    """A deep link's words ("/start bs5-birth-trauma") are read as a sentence."""
    understood = read_sentence(turn, payload.replace("-", " ").replace("_", " ")) if payload else None
    if understood:
        raise Answered(fill(turn, understood))


def follow_button(turn: Turn) -> None:
    """Do what a button says. One that is old, or that nobody drew, is answered kindly and leads somewhere."""
    if isinstance(turn.event, Tapped):
        _follow(turn, turn.event.action)


def _follow(turn: Turn, action: str) -> NoReturn:
    name, *parts = action.split(":")
    if name == HIDE:
        raise Answered(hidden(turn))
    if name == "back":
        raise Answered(back(turn))
    if name == "unsure":
        raise Answered(_unsure(turn))
    if name == "thanks":
        raise Answered(put(turn, turn.session, turn.say(WELCOME_BACK)))
    if name == "skip":
        raise Answered(_skipped(turn, parts[0] if parts else turn.session.screen))
    if name in ("pin", "vcard") and parts:
        extra = pin(turn, parts[0]) if name == "pin" else contact(turn, parts[0])
        if extra:
            raise Answered(Outcome(turn.session, (extra,)))
    if name in SCREENS:
        _press(turn, SCREENS[name], tuple(parts))
    raise Answered(put(turn, turn.session, turn.say(OLD_BUTTON)))


def _press(turn: Turn, screen: Screen, parts: tuple[str, ...]) -> None:
    """A button of a screen: the screen itself, one of its declared choices, or one that it computes."""
    if screen.id == "forget" and parts == ("yes",):
        raise Answered(
            Outcome(None, put(turn.having(Session(language=turn.session.language)), _forgotten(turn)).replies)
        )
    if not parts:
        raise Answered(go(turn, Move(turn.session.model_copy(update={"asking": screen.id}), screen.id)))
    chosen = next((choice for choice in screen.choices if choice.id == parts[0] and choice.offered(turn.answers)), None)
    if chosen and len(parts) == 1:
        raise Answered(choose(turn, screen, chosen))
    move = screen.tapped(turn, parts) if screen.tapped else None
    if move:
        raise Answered(go(turn, move))


def _forgotten(turn: Turn) -> Session:
    return Session(language=turn.session.language, screen="forgotten")


def _skipped(turn: Turn, name: str) -> Outcome:
    screen = SCREENS.get(name)
    if screen and screen.asks:
        return skip(turn, screen)
    return go(turn, Move(turn.session, RESUME))


def read_location(turn: Turn) -> None:
    """Take a shared location, on any screen, as where she is; nothing finer than its outcode is kept."""
    if not isinstance(turn.event, Located):
        return
    place = turn.kith.gazetteer.near(turn.event.latitude, turn.event.longitude)
    if place is None:
        raise Answered(go(turn, Move(turn.session, "place", before=turn.say(ABROAD))))
    raise Answered(go(turn, Move(kept_at(turn.session, place), "nation")))


def answer_what_cannot_be_read(turn: Turn) -> None:
    """Say kindly that a voice message, a photo or a sticker can't be read, and show the screen again."""
    if isinstance(turn.event, Sent):
        words = f"{turn.say(CANT_READ[turn.event.what])} {turn.say(CAN_CALL)}"
        raise Answered(put(turn, turn.session, words))


def answer_the_screen(turn: Turn) -> None:
    """Read typed words as a choice of this screen, as an answer to it, or as a sentence that says several things."""
    if not isinstance(turn.event, Typed):
        return
    text, screen = turn.event.text, SCREENS[turn.session.screen]
    if action := typed_button(turn, screen, text):
        _follow(turn, action)
    understood = read_sentence(turn, text)
    whole = screen.typed(turn, text) if screen.typed and not (understood and understood.more_than_a_place) else None
    if whole:
        raise Answered(go(turn, whole))
    if understood:
        heard = "" if understood.is_a_request else acknowledgement(turn, text)
        raise Answered(fill(turn, understood, heard))
    outcome = put(turn, turn.session, acknowledgement(turn, text) or _puzzled(turn, screen, text))
    asks_elsewhere = screen.typed is not None and turn.event.elsewhere is None
    raise Answered(replace(outcome, look_up=text) if asks_elsewhere else outcome)


def _puzzled(turn: Turn, screen: Screen, text: str) -> str:
    """That Kith did not understand; nothing of the kind to somebody it has only just met. Whose words are no answer to
    a question with buttons is thanked for them, or told that they are all right, and shown the buttons.
    """
    if not turn.session.met:
        return ""
    if screen.asks and not screen.typed and folded(text):
        heard = THANKS if len(text.split()) > 1 else NO_WORDS
        return f"{turn.say(heard)} {turn.say(ONE_EASY_STEP)}"
    return turn.say(UNKNOWN_PLACE if screen.typed else NOT_UNDERSTOOD)


STAGES = (
    hide_at_once,
    hush,
    notice_risk,
    read_reply,
    talk_of_results,
    follow_command,
    follow_button,
    read_location,
    answer_what_cannot_be_read,
    answer_the_screen,
)
