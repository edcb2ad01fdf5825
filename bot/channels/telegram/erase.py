"""Deleting messages in Telegram, as far as it lets them go.

Telegram takes a hundred ids at a time, passes over those that are gone, and refuses them all when it won't delete one
(older than 48 hours, a dice thrown today). So what is refused is halved until only that one stays.
https://core.telegram.org/bots/api#deletemessages
"""

from __future__ import annotations

from collections.abc import Sequence

from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

AT_ONCE = 100

GONE = ("chat not found", "user is deactivated", "bot was blocked", "bot was kicked", "peer_id_invalid")
"""What Telegram says of a chat that is no more."""


def is_gone(error: TelegramError) -> bool:
    """Whether Telegram says that the chat is no more."""
    return any(reason in error.message.lower() for reason in GONE)


async def erase(bot: Bot, chat: int, messages: Sequence[int]) -> None:
    """Delete the messages, newest first. Raises telegram's errors, but none for a message that it won't delete."""
    newest_first = sorted(messages, reverse=True)
    for at in range(0, len(newest_first), AT_ONCE):
        await _delete(bot, chat, newest_first[at : at + AT_ONCE])


async def _delete(bot: Bot, chat: int, messages: Sequence[int]) -> None:
    try:
        if len(messages) == 1:
            await bot.delete_message(chat, messages[0])
        else:
            await bot.delete_messages(chat, messages)
    except BadRequest as error:
        if is_gone(error):
            raise
        if len(messages) > 1:
            await _by_halves(bot, chat, messages)
    except InvalidToken:
        # This is what the library makes of a 404: an older Bot API server deletes only one message at a time.
        if len(messages) == 1:
            raise
        await _by_halves(bot, chat, messages)


async def _by_halves(bot: Bot, chat: int, messages: Sequence[int]) -> None:
    half = len(messages) // 2
    await _delete(bot, chat, messages[:half])
    await _delete(bot, chat, messages[half:])
