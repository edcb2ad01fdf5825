"""A reply, shown in Telegram: one call of the Bot API.

What Telegram refuses (400) is tried in plainer and plainer forms, down to bare words: whom to call matters more than
how it looks.
"""

from __future__ import annotations

import html
import re

from telegram import (
    Bot,
    CopyTextButton,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    LinkPreviewOptions,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.erase import is_gone
from bot.conversation.replies import Act, Button, ContactCard, Copy, Keyboard, Link, Message, Pin, Reply

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

_SAME = "message is not modified"
_CANNOT_EDIT = ("message to edit not found", "message can't be edited", "message_id_invalid", "there is no text in")
_BUTTON = ("button", "keyboard", "reply markup")
_TAG = re.compile(r"</?b>")
LONGEST = 4096
"""Characters of a message (Bot API, sendMessage)."""


async def show(bot: Bot, chat: int, reply: Reply, replaces: int | None) -> int | None:
    """Show `reply` in `chat`, in place of the message `replaces` where there is one. Raises telegram's errors.

    The id of the message, or None where one that was there before shows the reply.
    """
    try:
        match reply:
            case Message():
                return await _show_message(bot, chat, reply, replaces)
            case Pin():
                place = (reply.latitude, reply.longitude)
                return (await bot.send_venue(chat, *place, title=reply.title, address=reply.address)).message_id
            case ContactCard():
                return (await bot.send_contact(chat, phone_number=reply.phone, first_name=reply.name)).message_id
    except BadRequest as error:
        if is_gone(error):
            raise
        return await _show_bare(bot, chat, reply)


async def _show_message(bot: Bot, chat: int, message: Message, replaces: int | None) -> int | None:
    try:
        return await _put(bot, chat, message, replaces)
    except BadRequest as error:
        text = error.message.lower()
        if _SAME in text:
            return None
        if replaces is not None and any(reason in text for reason in _CANNOT_EDIT):
            return await _show_message(bot, chat, message, None)
        if message.rows and any(reason in text for reason in _BUTTON):
            # An app or a server that doesn't know a button yet: the words matter more than the button.
            return await _show_message(bot, chat, with_fewer_buttons(message), replaces)
        raise


async def _show_bare(bot: Bot, chat: int, reply: Reply) -> int:
    """The words without markup, with the ordinary buttons if Telegram takes those, at last with none."""
    words = bare_words(reply)[:LONGEST]
    if isinstance(reply, Message) and (rows := only_acts(reply).rows):
        try:
            markup = inline_keyboard(reply.model_copy(update={"rows": rows}))
            return (await bot.send_message(chat, words, reply_markup=markup)).message_id
        except BadRequest as error:
            if is_gone(error):
                raise
    return (await bot.send_message(chat, words)).message_id


def bare_words(reply: Reply) -> str:
    """A reply as nothing but text."""
    match reply:
        case Message():
            return html.unescape(_TAG.sub("", reply.text))
        case Pin():
            return f"{reply.title}\n{reply.address}"
        case ContactCard():
            return f"{reply.name}\n{reply.phone}"


async def _put(bot: Bot, chat: int, message: Message, replaces: int | None) -> int | None:
    if replaces is not None and message.keyboard is None:
        await bot.edit_message_text(
            message.text,
            chat_id=chat,
            message_id=replaces,
            parse_mode=ParseMode.HTML,
            link_preview_options=NO_PREVIEW,
            reply_markup=inline_keyboard(message) if message.rows else None,
        )
        return None
    sent = await bot.send_message(
        chat,
        message.text,
        parse_mode=ParseMode.HTML,
        link_preview_options=NO_PREVIEW,
        reply_markup=_markup(message),
    )
    return sent.message_id


def _markup(message: Message) -> InlineKeyboardMarkup | ReplyKeyboardMarkup | ReplyKeyboardRemove | None:
    """A message carries one keyboard at most: buttons beneath it, or the one at the foot of the chat (or its end)."""
    if message.rows:
        return inline_keyboard(message)
    if message.no_keyboard:
        return ReplyKeyboardRemove()
    return foot_keyboard(message.keyboard) if message.keyboard else None


def inline_keyboard(message: Message) -> InlineKeyboardMarkup:
    """The buttons beneath a message."""
    return InlineKeyboardMarkup([[_button(button) for button in row] for row in message.rows])


def _button(button: Button) -> InlineKeyboardButton:
    match button:
        case Act():
            return InlineKeyboardButton(button.label, callback_data=button.action)
        case Link():
            return InlineKeyboardButton(button.label, url=button.url)
        case Copy():
            return InlineKeyboardButton(button.label, copy_text=CopyTextButton(button.text))


def foot_keyboard(keyboard: Keyboard) -> ReplyKeyboardMarkup:
    """The keyboard that stays at the foot of the chat. Help now and Hide send their own labels as text."""
    words = [KeyboardButton(label) for label in (keyboard.help_now, keyboard.hide) if label]
    location = KeyboardButton(keyboard.share_location, request_location=True)
    return ReplyKeyboardMarkup([words, [location]], is_persistent=True, resize_keyboard=True)


def with_fewer_buttons(message: Message) -> Message:
    """The message with ordinary buttons only or, when it has no others, with none."""
    fewer = only_acts(message)
    return fewer if fewer != message else message.model_copy(update={"rows": ()})


def only_acts(message: Message) -> Message:
    """The message with ordinary buttons only."""
    rows = tuple(tuple(button for button in row if isinstance(button, Act)) for row in message.rows)
    return message.model_copy(update={"rows": tuple(row for row in rows if row)})
