"""What carries a conversation: the stages that every update passes, the sender of replies, start and orderly stop.

It knows no channel: Telegram and the terminal are handed to it as a `Channel`.
"""

from bot.runtime.channel import CannotRun, Channel, ChatGone, Incoming, NotKept, Refused, Unreachable, WaitFor
from bot.runtime.log import log, set_up_logging

__all__ = [
    "CannotRun",
    "Channel",
    "ChatGone",
    "Incoming",
    "NotKept",
    "Refused",
    "Unreachable",
    "WaitFor",
    "log",
    "set_up_logging",
]
