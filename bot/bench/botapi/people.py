"""People and groups: what they send becomes updates, what the bot sends is what they see."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

Post = Callable[..., int]
"""Queues an update from its parts and gives its id."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One of the bot's messages as it is now. `edits`: how often it has changed."""

    id: int
    kind: str
    text: str = ""
    html: str = ""
    markup: dict[str, Any] | None = None
    data: dict[str, Any] = field(default_factory=dict)
    edits: int = 0

    @property
    def buttons(self) -> list[dict[str, Any]]:
        """The buttons beneath it, row after row."""
        return [button for row in (self.markup or {}).get("inline_keyboard", ()) for button in row]

    @property
    def labels(self) -> list[str]:
        """What its buttons say."""
        return [button["text"] for button in self.buttons]


class Member:
    """A chat of the bot: numbers its messages and keeps those of the bot."""

    kind = "private"

    def __init__(self, id: int, name: str, post: Post) -> None:
        self.id = id
        self.name = name
        self.post = post
        self.clock: Callable[[], float] = time.time
        self.messages: dict[int, Shown] = {}
        self.dates: dict[int, int] = {}
        """When each message of the chat was sent, the bot's and everybody else's, by its id."""
        self.dice: set[int] = set()
        """Those that are a dice thrown by somebody."""
        self.keyboard: dict[str, Any] | None = None
        """The keyboard at the foot of the chat."""
        self.blocked = False
        self._unheard: list[Shown] = []
        self._news = asyncio.Event()
        self._last_id = 0

    def next_id(self) -> int:
        """The number of the next message in this chat."""
        self._last_id += 1
        self.dates[self._last_id] = int(self.clock())
        return self._last_id

    def delete(self, number: int) -> None:
        """The message is gone from the chat."""
        del self.dates[number]
        self.messages.pop(number, None)

    def newest(self) -> Shown | None:
        """The newest of the bot's messages."""
        return self.messages[max(self.messages)] if self.messages else None

    def forgets_all_but(self, count: int) -> None:
        """Drop all but the newest messages, the bot's and her own."""
        for number in sorted(self.dates)[:-count]:
            self.delete(number)

    def show(self, shown: Shown) -> None:
        """The bot has sent or changed this message."""
        self.messages[shown.id] = shown
        if shown.markup and "keyboard" in shown.markup:
            self.keyboard = shown.markup
        elif shown.markup and shown.markup.get("remove_keyboard"):
            self.keyboard = None
        self._unheard.append(shown)
        self._news.set()

    async def hears(self, count: int = 1, within: float = 20.0) -> list[Shown]:
        """The next `count` messages, new or edited, in the order in which they came."""
        async with asyncio.timeout(within):
            while len(self._unheard) < count:
                self._news.clear()
                await self._news.wait()
        heard, self._unheard = self._unheard[:count], self._unheard[count:]
        return heard

    async def hears_nothing(self, seconds: float = 0.3) -> bool:
        """Whether nothing more comes for a while."""
        await asyncio.sleep(seconds)
        return not self._unheard

    def as_chat(self) -> dict[str, Any]:
        """This chat in an update."""
        return {"id": self.id, "type": self.kind, "title": self.name}

    def as_message(self, shown: Shown, bot: dict[str, Any]) -> dict[str, Any]:
        """One of the bot's messages in an update or an answer."""
        sent = self.dates.get(shown.id, int(self.clock()))
        message = {"message_id": shown.id, "date": sent, "chat": self.as_chat(), "from": bot, **shown.data}
        if shown.kind == "text":
            message["text"] = shown.text
        if shown.markup and "inline_keyboard" in shown.markup:
            message["reply_markup"] = shown.markup
        return message


class Person(Member):
    """Somebody who talks with the bot in private. Everything she sends returns the id of its update."""

    def __init__(self, id: int, name: str, post: Post, bot: dict[str, Any], language: str | None) -> None:
        super().__init__(id, name, post)
        self.language = language
        self.last_said = 0
        self._bot = bot
        self._queries = 0

    def as_chat(self) -> dict[str, Any]:
        return {"id": self.id, "type": "private", "first_name": self.name}

    def as_user(self) -> dict[str, Any]:
        """She as a user."""
        user = {"id": self.id, "is_bot": False, "first_name": self.name, "language_code": self.language}
        return {key: value for key, value in user.items() if value is not None}

    def sends(self, kind: str = "message", **content: Any) -> int:
        """Any message, by its fields."""
        number = self.next_id()
        if "dice" in content:
            self.dice.add(number)
        return self._post_message(kind, number, content)

    def _post_message(self, kind: str, number: int, content: dict[str, Any]) -> int:
        message = {"message_id": number, "date": self.dates[number], "chat": self.as_chat(), "from": self.as_user()}
        self.last_said = number
        return self.post(**{kind: {**message, **content}})

    def says(self, text: str) -> int:
        """She types. A command at the beginning is marked as one, as Telegram marks it."""
        if not re.match(r"/[A-Za-z0-9_@]+", text):
            return self.sends(text=text)
        command = {"type": "bot_command", "offset": 0, "length": len(text.split(maxsplit=1)[0])}
        return self.sends(text=text, entities=[command])

    def edits(self, text: str) -> int:
        """She changes the message that she sent last; one from before the test where she has sent none."""
        number = self.last_said if self.last_said in self.dates else self.next_id()
        return self._post_message("edited_message", number, {"text": text, "edit_date": int(self.clock())})

    def forwards(self, text: str) -> int:
        """She passes on somebody else's message."""
        origin = {"type": "hidden_user", "date": int(time.time()), "sender_user_name": "Someone"}
        return self.sends(text=text, forward_origin=origin)

    def sends_voice(self) -> int:
        """A voice message."""
        return self.sends(voice={**_file(), "duration": 3})

    def sends_photo(self, caption: str | None = None) -> int:
        """A photo, perhaps with words."""
        words = {"caption": caption} if caption else {}
        return self.sends(photo=[{**_file(), "width": 90, "height": 90}], **words)

    def sends_sticker(self) -> int:
        """A sticker."""
        shape = {"type": "regular", "width": 512, "height": 512, "is_animated": False, "is_video": False}
        return self.sends(sticker={**_file(), **shape})

    def sends_contact(self) -> int:
        """Somebody's number."""
        return self.sends(contact={"phone_number": "0000", "first_name": "Someone"})

    def shares_location(self, latitude: float, longitude: float) -> int:
        """Where she is."""
        return self.sends(location={"latitude": latitude, "longitude": longitude})

    def taps(self, button: str, inaccessible: bool = False) -> int:
        """A button by its label or action: the newest beneath a message, or one at the foot of the chat."""
        for shown in sorted(self.messages.values(), key=lambda one: one.id, reverse=True):
            for one in shown.buttons:
                if "callback_data" in one and button in (one["text"], one["callback_data"]):
                    return self.taps_forged(one["callback_data"], shown, inaccessible)
        for row in (self.keyboard or {}).get("keyboard", ()):
            for one in row:
                if one["text"] == button and not one.get("request_location"):
                    return self.says(button)
        raise AssertionError(f"{self.name} sees no button {button!r}")

    def taps_forged(self, action: str, shown: Shown | None = None, inaccessible: bool = False) -> int:
        """A tap with any data, on `shown` or on a message that is not there any more."""
        self._queries += 1
        if shown is None or inaccessible:
            message = {"message_id": shown.id if shown else 1, "date": 0, "chat": self.as_chat()}
        else:
            message = self.as_message(shown, self._bot)
        query = {"id": f"{self.id}-{self._queries}", "from": self.as_user(), "chat_instance": "1"}
        return self.post(callback_query={**query, "message": message, "data": action})

    def blocks(self) -> None:
        """She blocks the bot."""
        self.blocked = True

    def sees(self) -> list[Shown]:
        """The bot's messages as they are now, oldest first."""
        return [self.messages[number] for number in sorted(self.messages)]


class Group(Member):
    """A group or channel that the bot is a member of."""

    def __init__(self, id: int, name: str, post: Post, bot: dict[str, Any], kind: str = "supergroup") -> None:
        super().__init__(id, name, post)
        self.kind = kind
        self.left = False
        self._bot = bot

    def adds_the_bot(self, by: Person) -> int:
        """Somebody adds the bot."""
        old, new = ({"user": self._bot, "status": status} for status in ("left", "member"))
        change = {"chat": self.as_chat(), "from": by.as_user(), "date": int(time.time())}
        return self.post(my_chat_member={**change, "old_chat_member": old, "new_chat_member": new})

    def hears_from(self, person: Person, text: str) -> int:
        """Somebody writes in the group."""
        message = {"message_id": self.next_id(), "date": int(time.time()), "chat": self.as_chat()}
        return self.post(message={**message, "from": person.as_user(), "text": text})


def _file() -> dict[str, Any]:
    return {"file_id": "file", "file_unique_id": "unique"}


def edited(shown: Shown, **changes: Any) -> Shown:
    """The message after an edit."""
    return replace(shown, edits=shown.edits + 1, **changes)
