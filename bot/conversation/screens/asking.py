"""The direct questions: asked when an urgent sign was noticed, straight and without leading (design, section 6)."""

from bot.conversation.screen import RESUME, Choice, Screen, View
from bot.conversation.screens.safety import FIND, said_again
from bot.conversation.show import choice_rows
from bot.conversation.turn import Turn
from bot.language import mark as _

SUICIDAL = {"noticed": ("suicidal_thoughts",)}
"""What an answer says of her, for services that state whom they are not for."""

GLAD = _("I'm really glad you told me. That's a lot to carry. I'm only a bot, but there are people for this.")


def _ask_directly(turn: Turn) -> View:
    """One sentence that she was heard, then the question, straight and without leading."""
    heard = turn.say(said_again(turn, "ask_directly") or GLAD)
    question = turn.say(_("Can I ask you straight: are you thinking about ending your life?"))
    return View((f"{heard}\n\n{question}",), choice_rows(turn, ASK_DIRECTLY), crisis=True)


ASK_DIRECTLY = Screen(
    id="ask_directly",
    view=_ask_directly,
    choices=(
        Choice("yes", _("Yes"), SUICIDAL, then="ask_if_today"),
        Choice("sometimes", _("Sometimes, I wouldn't act on it"), SUICIDAL, then="safe_suicidal"),
        Choice("no", _("No"), {"noticed": ()}, then="asked_no"),
        Choice("wont_say", _("I don't want to say"), SUICIDAL, then="safe_suicidal", heard=_("That's all right.")),
    ),
    crisis=True,
)

ASK_IF_TODAY = Screen(
    id="ask_if_today",
    says=_(
        "Thank you for telling me. That's a lot to carry.\n\n"
        "Can I ask you straight: do you think you might act on it today?"
    ),
    choices=(
        Choice("yes", _("Yes, I might"), SUICIDAL, then="safe_now"),
        Choice("no", _("No, not today"), SUICIDAL, then="safe_suicidal"),
        Choice("unsure", _("I don't know"), SUICIDAL, then="safe_now"),
        Choice("wont_say", _("I don't want to say"), SUICIDAL, then="safe_now", heard=_("That's all right.")),
    ),
    crisis=True,
)

ASKED_NO = Screen(
    id="asked_no",
    says=_(
        "Thank you for answering. If that changes, Help now is always here, at any hour.\n\n"
        "It still sounds very hard. You could tell your GP, midwife or health visitor how bad it is. "
        "Shall we find people who've been there?"
    ),
    choices=(Choice("find", FIND, then=RESUME), Choice("talk", _("Talk to someone now"), then="help_now")),
    crisis=True,
)
