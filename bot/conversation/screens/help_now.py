"""Help now: who to call, text or go to, one tap from anywhere."""

from bot.conversation.screens.safety import Answer, safety_screen
from bot.language import mark as _
from bot.safety import Situation

HELP_NOW = safety_screen(
    Answer(
        "help_now",
        Situation.TALK_NOW,
        heard=_("You can reach somebody now."),
        act=_("<b>If anybody is in danger, call {emergency}.</b>"),
        told=False,
    )
)
