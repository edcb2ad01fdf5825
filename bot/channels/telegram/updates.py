"""A Telegram update, read: whose it is and what she did, as an event of the conversation."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from telegram.constants import ChatMemberStatus, ChatType

from bot.conversation.events import Event, Located, Sent, SentKind, Tapped, Typed
from bot.storage import Noted

Take = Callable[[dict[str, Any]], Awaitable[str | None]]
"""Handles one raw update; gives the callback query that is still to be confirmed. `NotKept`: it must come again."""

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

INSIDE = (ChatMemberStatus.MEMBER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.RESTRICTED)

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
    """Read one update as the Bot API sends it. Whatever its form is wrong in raises some exception of its own.

    Only what is needed is looked at. python-telegram-bot makes objects of everything, our own words and buttons in the
    message that was tapped among them: that took an eighth of an answer's time (`kith bench`), and whatever it did not
    know in a corner of a message hid the words that came with it.
    """
    if query := raw.get("callback_query"):
        return _tapped(query)
    if change := raw.get("my_chat_member"):
        return _membership(change)
    message = raw.get("message") or raw.get("edited_message") or raw.get("channel_post")
    if not message:
        return Nothing()
    chat = _id(message["chat"]["id"])
    if message["chat"]["type"] != ChatType.PRIVATE:
        return Nothing() if message.get("left_chat_member") else FromGroup(chat)
    event = _event(message, edited=message is raw.get("edited_message"))
    if event is None:
        return Nothing()
    noted = (_noted(message),) if message.get("date") is not None else ()
    return FromPerson(chat, event, _language(message.get("from")), noted=noted)


def _tapped(query: dict[str, Any]) -> Arrived:
    query_id = query["id"] if isinstance(query["id"], str) else None
    message, data = query.get("message"), query.get("data")
    if not message or data is None:
        return Nothing(query_id)
    chat = _id(message["chat"]["id"])
    if message["chat"]["type"] != ChatType.PRIVATE:
        return FromGroup(chat)
    if query["from"]["id"] != chat:
        # A private chat has the id of its person: nobody else has buttons there.
        return Nothing(query_id)
    hint = _language(query["from"])
    tapped = Tapped(cleaned(data).encode()[:MOST_BYTES].decode("utf-8", "ignore"))
    if message["date"] == 0:
        # It is too old to be edited, or to be deleted (Bot API, InaccessibleMessage).
        return FromPerson(chat, tapped, hint, query=query_id)
    noted = _noted(message)
    return FromPerson(chat, tapped, hint, noted.id, query_id, (noted,))


def _membership(change: dict[str, Any]) -> Arrived:
    """Kith was added to a group or channel (leave it), or blocked and unblocked in private (nothing to say)."""
    inside = change["new_chat_member"]["status"] in INSIDE
    chat = change["chat"]
    return FromGroup(_id(chat["id"])) if chat["type"] != ChatType.PRIVATE and inside else Nothing()


def _event(message: dict[str, Any], edited: bool) -> Event | None:
    """What she did; None for service messages, and for edits without words (a live location that moves)."""
    manner: Literal["new", "edited", "forwarded"] = "new"
    if edited:
        manner = "edited"
    elif message.get("forward_origin"):
        manner = "forwarded"
    # A caption is her words like any other, and must pass the safety check.
    words = message.get("text") or message.get("caption")
    if words:
        return Typed(cleaned(words), manner)
    if edited:
        return None
    place = message.get("location") or (message.get("venue") or {}).get("location")
    if place:
        return Located(_degrees(place["latitude"], 90), _degrees(place["longitude"], 180))
    return next((Sent(kind) for name, kind in _SENT if message.get(name)), None)


def cleaned(words: str) -> str:
    """The words as text that can be written anywhere: half a character becomes a question mark, NUL a space."""
    return words.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\0", " ")


def _id(number: Any) -> int:
    if isinstance(number, bool) or not isinstance(number, int) or abs(number) >= 2**63:
        raise ValueError("id")
    return number


def _noted(message: dict[str, Any]) -> Noted:
    return Noted(_id(message["message_id"]), datetime.fromtimestamp(message["date"], UTC))


def _language(person: Any) -> str | None:
    """The language of her app, where it is told."""
    code = person.get("language_code") if person else None
    return code if isinstance(code, str) and _LANGUAGE.fullmatch(code) else None


def _degrees(number: Any, most: int) -> float:
    degrees = float(number)
    if not -most <= degrees <= most:
        raise ValueError("degrees")
    return degrees
