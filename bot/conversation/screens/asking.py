"""The direct questions: asked when an urgent sign was noticed, straight and without leading (design, section 6).

A line to call stands under each, taken from the crisis content: somebody who never answers has it in front of her.
"""

from __future__ import annotations

from bot.conversation.crisis import emergency_words, lines_for
from bot.conversation.screen import Choice, Screen, View
from bot.conversation.screens.safety import TO_PEERS
from bot.conversation.screens.still import is_abroad
from bot.conversation.show import choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _
from bot.safety import Situation

SUICIDAL = {"noticed": ("suicidal_thoughts",)}
"""What an answer says of her, for services that state whom they are not for."""

GLAD = _("I'm really glad you told me. That's a lot to carry. I'm only a bot, but there are people for this.")
ASKED_BEFORE = _("Thank you for telling me more. I asked you this before, and I'd like to ask again.")
BEFORE = {"ask_directly", "asked_no"}
THANKED = _("Thank you for saying so.")
ASK = _("Can I ask you straight: are you thinking about ending your life?")
ASK_TODAY = _("Do you think you might act on it today?")

A_YES_OR_NO = _("I want to be sure that I understand you. A yes, a no or a “don't know” is enough.")
NEED_NOT_ANSWER = _("That's all right, you don't have to answer.")
IF_SHE_EVER_DOES = _(
    "If you ever think about ending your life, you can tell me. <b>If you might act on it, call {emergency} now.</b>"
)
WHY = _(
    "I ask everybody whose words sound this hard, so that I can show the right help. I don't tell anybody, and you "
    "don't have to answer."
)


def somebody_to_call(turn: Turn) -> str:
    """The first line that can be called from anywhere and the first that can be texted, in one sentence."""
    if is_abroad(turn):
        return ""
    lines = lines_for(turn, "", Situation.SUICIDAL)
    call = next((line for line in lines if line.dial), None)
    text = next((line for line in lines if line.text_to and line.text_word), None)
    if call is None:
        return ""
    name = turn.language.label(call.name)
    if text is None:
        return turn.say(_("You can call {name} now: <b>{number}</b>."), name=name, number=call.dial)
    return turn.say(
        _("You can call {name} now: <b>{number}</b>. Or text <b>{word}</b> to <b>{text_to}</b>."),
        name=name,
        number=call.dial,
        word=text.text_word,
        text_to=text.text_to,
    )


def _asked(turn: Turn, screen: Screen, heard: str, asks: str) -> View:
    """That she was heard, unless an answer could not be read; the question; a line to call."""
    first = "" if turn.session.unread else turn.say(heard)
    texts = "\n\n".join(filter(None, (first, turn.say(asks), somebody_to_call(turn))))
    return View((texts,), choice_rows(turn, screen), crisis=True)


def _ask_directly(turn: Turn) -> View:
    return _asked(turn, ASK_DIRECTLY, ASKED_BEFORE if BEFORE & set(turn.session.told) else GLAD, ASK)


def _ask_if_today(turn: Turn) -> View:
    return _asked(turn, ASK_IF_TODAY, THANKED, ASK_TODAY)


def _unanswered(turn: Turn) -> View:
    """Asked twice, she said neither yes nor no, and nothing says that she thinks of it: what to do if she ever does."""
    if is_abroad(turn):
        act = turn.say(_("If anybody could die or be badly hurt, call the emergency number where you are."))
    else:
        act = turn.say(IF_SHE_EVER_DOES, None, **emergency_words(turn))
    asks = turn.say(_("Shall we find people who've been there?"))
    words = (turn.say(NEED_NOT_ANSWER), f"{act} {somebody_to_call(turn)}".rstrip(), asks)
    return View(("\n\n".join(words),), choice_rows(turn, UNANSWERED), crisis=True)


ASK_DIRECTLY = Screen(
    id="ask_directly",
    view=_ask_directly,
    leads_to=("unanswered",),
    choices=(
        Choice("yes", _("Yes"), SUICIDAL, then="ask_if_today"),
        Choice("sometimes", _("Sometimes"), SUICIDAL, then="ask_if_today"),
        Choice("no", _("No"), then="asked_no", takes_back=("suicidal_thoughts",)),
        Choice("wont_say", _("I don't want to say"), SUICIDAL, then="safe_suicidal", heard=_("That's all right.")),
        TO_PEERS,
    ),
    columns=2,
    crisis=True,
)

ASK_IF_TODAY = Screen(
    id="ask_if_today",
    view=_ask_if_today,
    choices=(
        Choice("yes", _("Yes, I might"), SUICIDAL, then="safe_now"),
        Choice("no", _("No, not today"), SUICIDAL, then="safe_suicidal"),
        Choice("unsure", _("I don't know"), SUICIDAL, then="safe_now"),
        Choice("wont_say", _("I don't want to say"), SUICIDAL, then="safe_now", heard=_("That's all right.")),
        TO_PEERS,
    ),
    columns=2,
    crisis=True,
)

UNANSWERED = Screen(
    id="unanswered",
    view=_unanswered,
    choices=(TO_PEERS, Choice("talk", _("Talk to someone now"), then="help_now")),
    crisis=True,
)
ASKED_NO = Screen(
    id="asked_no",
    says=_(
        "Thank you for answering. If that changes, Help now is always here, at any hour.\n\n"
        "It still sounds very hard. You could tell your GP, midwife or health visitor how bad it is. "
        "Shall we find people who've been there?"
    ),
    choices=(TO_PEERS, Choice("talk", _("Talk to someone now"), then="help_now")),
    crisis=True,
)
