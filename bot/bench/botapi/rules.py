"""What Telegram refuses, in its own words: texts, markup and keyboards."""

from __future__ import annotations

import html
import re
from typing import Any

from bot.bench.botapi.faults import Refusal
from bot.bench.botapi.people import Member

LONGEST_TEXT = 4096
HOUR = 3600
DELETABLE_FOR = 48 * HOUR
A_DICE_STAYS_FOR = 24 * HOUR
MOST_AT_ONCE = 100
"""What deleteMessage and deleteMessages hold to: core.telegram.org/bots/api#deletemessage."""
TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "code", "pre", "a", "blockquote", "tg-spoiler"}
_PIECE = re.compile(r"<(/?)([a-zA-Z-]*)((?:\s[^<>]*)?)>|<")
_ENTITY = re.compile(r"&(#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")


def bad_request(text: str) -> Refusal:
    """A 400 with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {text}")


def checked_text(data: dict[str, Any]) -> str:
    """The text of a message as a person reads it, without its markup."""
    text = str(data.get("text") or "")
    plain = _without_markup(text) if data.get("parse_mode") == "HTML" else text
    if not plain.strip():
        raise bad_request("message text is empty")
    if len(plain) > LONGEST_TEXT:
        raise bad_request("message is too long")
    return plain


def _without_markup(text: str) -> str:
    open_tags: list[str] = []
    pieces: list[str] = []
    end = 0
    for found in _PIECE.finditer(text):
        at = len(text[: found.start()].encode())
        pieces.append(text[end : found.start()])
        end = found.end()
        closes, tag = found[1], (found[2] or "").lower()
        if tag not in TAGS:
            raise bad_request(f'can\'t parse entities: Unsupported start tag "{tag}" at byte offset {at}')
        if not closes:
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag:
            raise bad_request(f"can't parse entities: Unmatched end tag at byte offset {at}")
    if open_tags:
        at, tag = len(text.encode()), open_tags[-1]
        missing = f'Can\'t find end tag corresponding to start tag "{tag}" at byte offset {at}'
        raise bad_request(f"can't parse entities: {missing}")
    pieces.append(text[end:])
    return _ENTITY.sub(_entity, "".join(pieces))


def _entity(found: re.Match[str]) -> str:
    """Telegram knows four named entities, and leaves others as they are."""
    known = found[1].startswith("#") or found[1] in {"lt", "gt", "amp", "quot"}
    return html.unescape(found[0]) if known else found[0]


def checked_markup(markup: Any, editing: bool = False) -> dict[str, Any] | None:
    """A keyboard, as Telegram accepts it."""
    if markup is None:
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    inline, foot = markup.get("inline_keyboard"), markup.get("keyboard")
    if inline is not None and foot is not None:
        raise bad_request("can't parse reply keyboard markup JSON object: only one keyboard is allowed")
    if editing and inline is None:
        raise bad_request("inline keyboard expected")
    for row in inline or ():
        for button in row:
            _check_inline(button)
    for row in foot or ():
        for button in row:
            if not (button if isinstance(button, str) else button.get("text")):
                raise bad_request("keyboard button text must be non-empty")
    return markup


def _check_inline(button: dict[str, Any]) -> None:
    kinds = [kind for kind in ("callback_data", "url", "copy_text", "web_app", "login_url") if kind in button]
    if not str(button.get("text") or "").strip():
        raise bad_request('can\'t parse inline keyboard button: Field "text" must be non-empty')
    if len(kinds) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if kinds == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= 64:
        raise bad_request("BUTTON_DATA_INVALID")
    if kinds == ["copy_text"] and not 1 <= len(str(button["copy_text"]["text"])) <= 256:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
    if kinds == ["url"] and not re.fullmatch(r"(https?|tg)://[^\s/]+\S*", str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def check_profile(data: dict[str, Any], key: str, longest: int) -> None:
    """A description or name within its length."""
    if len(str(data.get(key) or "")) > longest:
        raise bad_request(f"{key} is too long")


def check_commands(data: dict[str, Any]) -> None:
    """Commands are lowercase, with a description."""
    for command in data.get("commands") or ():
        if not re.fullmatch(r"[a-z0-9_]{1,32}", str(command.get("command"))):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(str(command.get("description") or "")) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")


def check_identifiers(numbers: list[int]) -> None:
    """Ids to delete: some, not too many, and ids at all."""
    if not numbers:
        raise bad_request("message identifiers are not specified")
    if len(numbers) > MOST_AT_ONCE:
        raise bad_request("too many message identifiers specified")
    if min(numbers) <= 0:
        raise bad_request("invalid message identifier specified")


def check_deletable(chat: Member, numbers: list[int]) -> None:
    """Messages younger than 48 hours, and no dice of today: one that isn't so refuses them all."""
    for number in numbers:
        age = chat.clock() - chat.dates[number]
        if age >= DELETABLE_FOR or (number in chat.dice and age < A_DICE_STAYS_FOR):
            raise bad_request("message can't be deleted")
