"""What is said next. Pure: a session and an event go in, a session and replies come out."""

from bot.conversation.kith import Kith, load_kith
from bot.conversation.respond import apology, asks_to_hide, cannot_wait, crisis_only, respond, too_much, trouble
from bot.conversation.session import Session
from bot.conversation.turn import Outcome

__all__ = [
    "Kith",
    "Outcome",
    "Session",
    "apology",
    "asks_to_hide",
    "cannot_wait",
    "crisis_only",
    "load_kith",
    "respond",
    "too_much",
    "trouble",
]
