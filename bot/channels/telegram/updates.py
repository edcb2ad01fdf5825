"""A Telegram update, read: whose it is and what she did, as an event of the conversation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from telegram import CallbackQuery, Chat, ChatMember, ChatMemberUpdated, Message, Update

from bot.conversation.events import Event, Located, Sent, SentKind, Tapped, Typed
from bot.storage import Noted

ALLOWED = ("message", "edited_message", "callback_query", "my_chat_member", "channel_post")
"""The kinds of update that Telegram is asked for."""


@dataclass(frozen=True, slots=True)
class FromPerson:
    """Something that one person did in her private chat.

    `message`: the id of Kith's message whose button she tapped, when it can still be edited; `query`: the callback
    query to be answered, so that her button stops turning; `noted`: the message that came with it, hers or Kith's.
    """

    chat: int
    event: Event
    hint: str | None = None
    message: int | None = None
    query: str | None = None
    noted: tuple[Noted, ...] = ()


@dataclass(frozen=True, slots=True)
class FromGroup:
    """Something in a group or a channel, where Kith doesn't talk."""

    chat: int


@dataclass(frozen=True, slots=True)
class Nothing:
    """Nothing that needs an answer. `query` as in `FromPerson`."""

    query: str | None = None


Arrived = FromPerson | FromGroup | Nothing

_SENT: tuple[tuple[str, SentKind], ...] = (
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "video"),
    ("video", "video"),
    ("animation", "video"),
    ("photo", "photo"),
    ("sticker", "sticker"),
    ("document", "document"),
    ("contact", "contact"),
    ("poll", "other"),
    ("dice", "other"),
    ("story", "other"),
    ("game", "other"),
    ("paid_media", "other"),
    ("checklist", "other"),
    ("invoice", "other"),
)


_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,3}")
MOST_BYTES = 64
"""Of the data that a button carries (Bot API, InlineKeyboardButton); no button of ours has more."""


def number_of(raw: Any) -> int:
    """The id of a raw update. Raises ValueError when it has none that a database could hold."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 2**63:
        raise ValueError("update_id")
    return number


def read_update(raw: dict[str, Any]) -> Arrived:
    """Read one update as the Bot API sends it. Whatever its form is wrong in raises some exception of its own."""
    update = Update.de_json(raw, None)
    if update.callback_query:
        return _tapped(update.callback_query)
    if update.my_chat_member:
        return _membership(update.my_chat_member)
    message = update.message or update.edited_message or update.channel_post
    if message is None:
        return Nothing()
    chat = _id(message.chat.id)
    if message.chat.type != Chat.PRIVATE:
        return Nothing() if message.left_chat_member else FromGroup(chat)
    event = _event(message, edited=update.edited_message is not None)
    if event is None:
        return Nothing()
    hint = _language(message.from_user.language_code) if message.from_user else None
    return FromPerson(chat, event, hint, noted=(Noted(_id(message.message_id), message.date),))


def _tapped(query: CallbackQuery) -> Arrived:
    query_id = query.id if isinstance(query.id, str) else None
    if query.message is None or query.data is None:
        return Nothing(query_id)
    chat, hint = _id(query.message.chat.id), _language(query.from_user.language_code)
    if query.message.chat.type != Chat.PRIVATE:
        return FromGroup(chat)
    if query.from_user.id != chat:
        # A private chat has the id of its person: nobody else has buttons there.
        return Nothing(query_id)
    tapped = Tapped(cleaned(query.data).encode()[:MOST_BYTES].decode("utf-8", "ignore"))
    if not query.message.is_accessible:
        # It is too old to be edited, or to be deleted.
        return FromPerson(chat, tapped, hint, query=query_id)
    noted = Noted(_id(query.message.message_id), query.message.date)
    return FromPerson(chat, tapped, hint, noted.id, query_id, (noted,))


def _membership(change: ChatMemberUpdated) -> Arrived:
    """Kith was added to a group or channel (leave it), or blocked and unblocked in private (nothing to say)."""
    inside = change.new_chat_member.status in (ChatMember.MEMBER, ChatMember.ADMINISTRATOR, ChatMember.RESTRICTED)
    return FromGroup(_id(change.chat.id)) if change.chat.type != Chat.PRIVATE and inside else Nothing()


def _event(message: Message, edited: bool) -> Event | None:
    """What she did; None for service messages, and for edits without words (a live location that moves)."""
    manner: Literal["new", "edited", "forwarded"] = "new"
    if edited:
        manner = "edited"
    elif message.forward_origin:
        manner = "forwarded"
    # A caption is her words like any other, and must pass the safety check.
    words = message.text or message.caption
    if words:
        return Typed(cleaned(words), manner)
    if edited:
        return None
    place = message.location or (message.venue.location if message.venue else None)
    if place:
        return Located(_degrees(place.latitude, 90), _degrees(place.longitude, 180))
    return next((Sent(kind) for name, kind in _SENT if getattr(message, name, None)), None)


def cleaned(words: str) -> str:
    """The words as text that can be written anywhere: half a character becomes a question mark, NUL a space."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", " ")


def _id(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) >= 2**63:
        raise ValueError("id")
    return number


def _language(code: Any) -> str | None:
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None


def _degrees(number: Any, most: int) -> float:
    degrees = float(number)
    if not -most <= degrees <= most:
        raise ValueError("degrees")
    return degrees
