"""The one public act of the conversation: what she did goes in, the new session and the replies come out.

Pure: no clock, no disk, no network. `today` and her device's language come in as arguments.
"""

from __future__ import annotations

from datetime import date

from bot.conversation import commands
from bot.conversation.crisis import lines_text
from bot.conversation.events import Event, Sent, Tapped, Typed
from bot.conversation.flow import put, standing
from bot.conversation.in_place import OWN_ANSWER
from bot.conversation.kith import Kith
from bot.conversation.noticing import notice_risk
from bot.conversation.replies import Message, Reply
from bot.conversation.session import Session
from bot.conversation.show import HIDE
from bot.conversation.stages import STAGES
from bot.conversation.turn import Answered, Outcome, Turn
from bot.language import mark as _
from bot.safety import Situation

APOLOGY = _(
    "Sorry, something went wrong here, and I couldn't answer that. It's my fault, not yours. You could try again.\n\n"
    "If you need somebody now, call {emergency} in an emergency, or use these:"
)
STORE_DOWN = _(
    "Sorry, I can't answer properly just now. What you sent will be answered as soon as I can.\n\n"
    "If you need somebody now, call {emergency} in an emergency, or use these:"
)

TOO_MUCH = _(
    "I can't read so many messages at once. Please give me a minute, then carry on. I'm still here.\n\n"
    "If you need somebody now, call {emergency} in an emergency, or use these:"
)
NEVER_WAITS = ("now", "hide", "forget")
"""Commands that are followed even in a flood."""


def respond(session: Session | None, event: Event, kith: Kith, today: date, hint: str | None = None) -> Outcome:
    """Answer one event. A session of None is somebody Kith has not met, or has forgotten."""
    turn = Turn(standing(session or Session(), kith), event, kith, today, hint)
    try:
        for stage in STAGES:
            stage(turn)
    except Answered as answered:
        return answered.outcome
    return put(turn, turn.session)


def crisis_only(event: Event, kith: Kith, hint: str | None = None) -> tuple[Reply, ...]:
    """What the safety check alone answers, needing no session: for when storage is down. Empty when nothing shows."""
    if asks_to_hide(event, kith, hint):
        return ()
    try:
        notice_risk(_without_session(event, kith, hint))
    except Answered as answered:
        return answered.outcome.replies
    return ()


def asks_to_hide(event: Event, kith: Kith, hint: str | None = None) -> bool:
    """Whether she wants the chat hidden, seen from the event alone: for when storage is down."""
    if isinstance(event, Tapped):
        return event.action == HIDE
    return isinstance(event, Typed) and commands.asks_to_hide(_without_session(event, kith, hint), event.text)


def cannot_wait(event: Event, kith: Kith, hint: str | None = None) -> bool:
    """Whether it must be answered however many messages come: risk, "I can't call", help, hiding, being forgotten."""
    if isinstance(event, Tapped):
        leads_to = respond(None, event, kith, date.max, hint)
        return event.action == HIDE or leads_to.session is None or any(one.crisis for one in leads_to.replies)
    if not isinstance(event, Typed):
        return False
    turn = _without_session(event, kith, hint)
    command = commands.read_command(turn, event.text, exactly=True)
    if (command and command[0] in NEVER_WAITS) or kith.plain.read(event.text, turn.language.code) in OWN_ANSWER:
        return True
    return bool(crisis_only(event, kith, hint))


def apology(kith: Kith, hint: str | None = None) -> Message:
    """One honest sentence and the lines to call, for when something of ours has failed. Needs no session."""
    return _plain(kith, hint, APOLOGY)


def trouble(kith: Kith, hint: str | None = None) -> Message:
    """What is said while nothing can be kept: that the answer will come, and the lines to call."""
    return _plain(kith, hint, STORE_DOWN)


def too_much(kith: Kith, hint: str | None = None) -> Message:
    """What a flood hears once: that it is too much at once, and the lines to call."""
    return _plain(kith, hint, TOO_MUCH)


def _plain(kith: Kith, hint: str | None, words: str) -> Message:
    turn = _without_session(Sent("other"), kith, hint)
    text = turn.say(words, emergency=kith.content.country.emergency_number)
    return Message(text=f"{text}\n\n{lines_text(turn, Situation.TALK_NOW)}", crisis=True)


def _without_session(event: Event, kith: Kith, hint: str | None) -> Turn:
    """A turn for somebody of whom nothing is known but her device's language. Hours, which need a date, stay out."""
    offered = kith.languages.proposed(hint)
    return Turn(Session(language=offered.code if offered else None), event, kith, date.max, hint)
