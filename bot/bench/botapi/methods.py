"""The Bot API's methods, apart from those that bring updates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.bench.botapi.faults import Refusal
from bot.bench.botapi.people import Group, Member, Shown, edited
from bot.bench.botapi.rules import (
    bad_request,
    check_commands,
    check_deletable,
    check_identifiers,
    check_profile,
    checked_markup,
    checked_text,
)

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same"
    " as a current content and reply markup of the message"
)


class Methods:
    """What the bot can do; `profile` and `commands` are kept by language code ("" for all others)."""

    def __init__(self, bot: dict[str, Any]) -> None:
        self.bot = bot
        self.chats: dict[int, Member] = {}
        self.open_queries: set[str] = set()
        self.answered: list[str] = []
        self.commands: dict[str, list[dict[str, str]]] = {}
        self.profile: dict[tuple[str, str], str] = {}
        self.lacks: set[str] = set()
        """Methods that this server doesn't know, as an older one would not."""

    def find(self, method: str) -> Callable[[dict[str, Any]], Any]:
        """The function of a method; 404 when there is none."""
        found = getattr(self, f"do_{method.lower()}", None)
        if found is None or method in self.lacks:
            raise Refusal(404, "Not Found")
        return found  # type: ignore[no-any-return]

    def do_getme(self, _: dict[str, Any]) -> Any:
        return self.bot

    def do_sendmessage(self, data: dict[str, Any]) -> Any:
        chat = self._chat(data)
        plain, markup = checked_text(data), checked_markup(data.get("reply_markup"))
        return self._show(chat, Shown(chat.next_id(), "text", plain, str(data["text"]), markup))

    def do_editmessagetext(self, data: dict[str, Any]) -> Any:
        chat = self._chat(data)
        shown = chat.messages.get(int(data.get("message_id") or 0))
        if shown is None:
            raise bad_request("message to edit not found")
        if shown.kind != "text":
            raise bad_request("there is no text in the message to edit")
        plain, markup = checked_text(data), checked_markup(data.get("reply_markup"), editing=True)
        if (plain, str(data["text"]), markup) == (shown.text, shown.html, shown.markup):
            raise bad_request(NOT_MODIFIED)
        return self._show(chat, edited(shown, text=plain, html=str(data["text"]), markup=markup))

    def do_sendvenue(self, data: dict[str, Any]) -> Any:
        chat = self._chat(data)
        if not data.get("title") or not data.get("address"):
            raise bad_request("venue title and address must be non-empty")
        place = {"latitude": float(data["latitude"]), "longitude": float(data["longitude"])}
        if not (-90 <= place["latitude"] <= 90 and -180 <= place["longitude"] <= 180):
            raise bad_request("location is invalid")
        venue = {"location": place, "title": data["title"], "address": data["address"]}
        return self._show(chat, Shown(chat.next_id(), "venue", data={"venue": venue, "location": place}))

    def do_sendcontact(self, data: dict[str, Any]) -> Any:
        chat = self._chat(data)
        if not data.get("phone_number") or not data.get("first_name"):
            raise bad_request("contact phone number and first name must be non-empty")
        contact = {"phone_number": data["phone_number"], "first_name": data["first_name"]}
        return self._show(chat, Shown(chat.next_id(), "contact", data={"contact": contact}))

    def do_answercallbackquery(self, data: dict[str, Any]) -> Any:
        query = str(data.get("callback_query_id"))
        if query not in self.open_queries:
            raise bad_request("query is too old and response timeout expired or query ID is invalid")
        self.open_queries.discard(query)
        self.answered.append(query)
        return True

    def do_deletemessage(self, data: dict[str, Any]) -> Any:
        chat, number = self._chat(data), int(data.get("message_id") or 0)
        if number not in chat.dates:
            raise bad_request("message to delete not found")
        check_deletable(chat, [number])
        chat.delete(number)
        return True

    def do_deletemessages(self, data: dict[str, Any]) -> Any:
        chat, numbers = self._chat(data), [int(number) for number in data.get("message_ids") or []]
        check_identifiers(numbers)
        there = [number for number in dict.fromkeys(numbers) if number in chat.dates]
        check_deletable(chat, there)
        for number in there:
            chat.delete(number)
        return True

    def do_setmycommands(self, data: dict[str, Any]) -> Any:
        check_commands(data)
        self.commands[str(data.get("language_code") or "")] = data.get("commands") or []
        return True

    def do_setmydescription(self, data: dict[str, Any]) -> Any:
        return self._set_profile(data, "description", 512)

    def do_setmyshortdescription(self, data: dict[str, Any]) -> Any:
        return self._set_profile(data, "short_description", 120)

    def do_setmyname(self, data: dict[str, Any]) -> Any:
        return self._set_profile(data, "name", 64)

    def do_setchatmenubutton(self, _: dict[str, Any]) -> Any:
        return True

    def do_sendchataction(self, data: dict[str, Any]) -> Any:
        self._chat(data)
        return True

    def do_leavechat(self, data: dict[str, Any]) -> Any:
        chat = self._chat(data)
        if not isinstance(chat, Group):
            raise bad_request("chat member status can't be changed in private chats")
        chat.left = True
        return True

    def _chat(self, data: dict[str, Any]) -> Member:
        try:
            chat = self.chats[int(data["chat_id"])]
        except (KeyError, ValueError) as error:
            raise bad_request("chat not found") from error
        if chat.blocked:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if isinstance(chat, Group) and chat.left:
            raise Refusal(403, "Forbidden: bot is not a member of the supergroup chat")
        return chat

    def _show(self, chat: Member, shown: Shown) -> Any:
        chat.show(shown)
        return chat.as_message(shown, self.bot)

    def _set_profile(self, data: dict[str, Any], key: str, longest: int) -> bool:
        check_profile(data, key, longest)
        self.profile[key, str(data.get("language_code") or "")] = str(data.get(key) or "")
        return True
