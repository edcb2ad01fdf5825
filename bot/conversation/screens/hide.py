"""Hide this chat: one neutral line and nothing else, and a page of its own on what hiding can't do.

Somebody may be looking over her shoulder when she hides, or find the telephone later. So nothing is asked first, and
the line that stays is what any bot says to somebody who has never used it: no word of hiding or clearing, of a baby, of
help or of what the bot is for, and no "again". What can't be removed is said where she reads it beforehand.
"""

from __future__ import annotations

from bot.conversation.replies import Act, Message
from bot.conversation.screen import Choice, Screen, View
from bot.conversation.show import BACK_LABEL, HELP_NOW_LABEL, HIDE, HIDE_LABEL, choice_rows
from bot.conversation.turn import Outcome, Turn
from bot.language import mark as _

# Translators: Somebody who must not learn anything may read this. Say only what any bot says at the very first.
NEUTRAL = _("Hello. Type /start to begin.")

WELCOME_BACK = _("I'm here, at any hour, whenever you want to go on.")

LIMITS = _(
    "<b>What Hide can and can't do</b>\n"
    "<b>Hide this chat</b> deletes what we wrote here in the last 48 hours, at once. I forget your answers too. "
    "One line stays, which says nothing of you.\n"
    "I can't remove:\n"
    "• notifications already shown\n"
    "• messages older than 48 hours\n"
    "• copies on other devices that are offline, screenshots, or anything sent on\n"
    "• me from your list of chats\n"
    "It's safest to delete the whole chat in Telegram too, and to turn off its notifications."
)


def hidden(turn: Turn) -> Outcome:
    """Forget everything, delete the messages, and say the neutral line; no keyboard stays."""
    return Outcome(None, (Message(text=turn.say(NEUTRAL), no_keyboard=True),), hide=True)


def hushed(turn: Turn) -> Outcome:
    """A few words that tell nothing, and Hide first. She stays where she was, and Back leads there."""
    go_on = (turn.button(BACK_LABEL, turn.session.screen), turn.button(HELP_NOW_LABEL, "help_now"))
    rows = ((turn.button(HIDE_LABEL, HIDE),), go_on)
    return Outcome(turn.session, (Message(text=turn.say(WELCOME_BACK), rows=rows),))


def limits_view(turn: Turn) -> View:
    """The honest limits, with the button to hide."""
    hide = Act(label=turn.language.label(HIDE_LABEL), action=HIDE)
    return View((turn.say(LIMITS),), ((hide,), *choice_rows(turn, HIDE_LIMITS)))


HIDE_LIMITS = Screen(
    id="hide_limits",
    view=limits_view,
    choices=(Choice("privacy", _("What Kith keeps"), then="privacy"),),
    aside=True,
)
