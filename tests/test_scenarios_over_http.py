"""Every dialogue of tests/scenarios with the real bot, over HTTP: what she sees must be what the conversation says.

One `python -m bot` polls a local Bot API server; every scenario is a person of her own, and all of them talk at once.
The bot takes today's date, so it is compared with the conversation as it goes today.
"""

from __future__ import annotations

import asyncio
import os
import sqlite3
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.replies import Act, Button, ContactCard, Copy, Link, Message, Reply
from tests.botapi import BotApi, Person, Shown
from tests.dialogue import ROOT, InMemory, Scenario, events_of, scenario, scenarios, the_kith

PATIENCE = 30.0
"""Seconds until an answer must have come; the machine may be slow, and all scenarios go on at once."""
THROUGH_KILLS = ("first-message-is-a-place", "thoughts-of-dying-in-scotland")
"""Short ones: the bot is started anew for each step."""
OWN = ("KITH_", "TELEGRAM_", "DATABASE_URL", "PORT")
"""Settings of whoever runs the tests, which must not reach the bot."""


async def test_every_dialogue_is_the_same_over_http(tmp_path: Path) -> None:
    async with BotApi() as api, Bot.running(api, tmp_path / "kith.db"):
        results = await asyncio.gather(
            *(_hold(Chat(api, scenario)) for scenario in scenarios()), return_exceptions=True
        )
    faults = [str(result) for result in results if result]
    assert not faults, "\n\n".join(faults)


async def test_a_bot_that_is_killed_between_any_two_steps_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    async with BotApi() as api:
        chats = [Chat(api, scenario(stem)) for stem in THROUGH_KILLS]
        for number in range(max(len(chat.scenario.steps) for chat in chats)):
            going = [chat for chat in chats if number < len(chat.scenario.steps)]
            waiting = [chat.act(chat.scenario.steps[number]) for chat in going]
            async with Bot.running(api, path) as bot:
                for chat, step in zip(going, waiting, strict=True):
                    async for _event in step:
                        await chat.sees_the_same(number + 1)
                await bot.is_idle()
                bot.kill()


async def _hold(chat: Chat) -> None:
    for number, step in enumerate(chat.scenario.steps, start=1):
        async for _event in chat.act(step):
            await chat.sees_the_same(number)


@dataclass
class Bot:
    """A bot in a process of its own."""

    process: asyncio.subprocess.Process
    database: Path

    @classmethod
    @asynccontextmanager
    async def running(cls, api: BotApi, database: Path) -> AsyncIterator[Bot]:
        """Start it, and end it at the latest when the test leaves."""
        environ = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OWN)},
            "TELEGRAM_BOT_TOKEN": api.token,
            "TELEGRAM_API_URL": api.url,
            "KITH_DATABASE_URL": f"sqlite:///{database}",
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", cwd=ROOT, env=environ, stderr=asyncio.subprocess.DEVNULL
        )
        try:
            yield cls(process, database)
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    def kill(self) -> None:
        """SIGKILL: nothing is tidied up."""
        assert self.process.returncode is None, f"the bot ended by itself with {self.process.returncode}"
        self.process.kill()

    async def is_idle(self) -> None:
        """Wait until nothing waits to be sent: the one message in flight at a kill may come twice."""
        async with asyncio.timeout(PATIENCE):
            while self._waiting():  # noqa: ASYNC110 - a file rings no bell
                await asyncio.sleep(0.01)

    def _waiting(self) -> int:
        with closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM outbox").fetchone()[0])


@dataclass
class Chat:
    """One scenario's person, and the same conversation in memory beside her."""

    api: BotApi
    scenario: Scenario
    held: InMemory = field(init=False)
    person: Person = field(init=False)

    def __post_init__(self) -> None:
        self.held = InMemory(self.scenario, the_kith(), date.today())
        self.person = self.api.person(self.scenario.path.stem, self.scenario.language)

    async def act(self, step: dict[str, Any]) -> AsyncIterator[Event]:
        """Do what the step says, one event after another, in memory and in Telegram."""
        for event in events_of(step, self.held):
            place = self.held.place_of(event.action) if isinstance(event, Tapped) else None
            shown = self.person.sees()[place] if place is not None else None
            self.held.do(event)
            self._send(event, shown)
            yield event

    def _send(self, event: Event, shown: Shown | None) -> None:
        person = self.person
        match event:
            case Typed(text=text, manner=manner):
                {"new": person.says, "edited": person.edits, "forwarded": person.forwards}[manner](text)
            case Tapped(action=action):
                person.taps_forged(action, shown)
            case Located(latitude=latitude, longitude=longitude):
                person.shares_location(latitude, longitude)
            case Sent(what="photo"):
                person.sends_photo()
            case Sent(what="sticker"):
                person.sends_sticker()
            case Sent(what="contact"):
                person.sends_contact()
            case Sent(what="other"):
                person.sends(dice={"emoji": "🎲", "value": 6})
            case Sent(what="document"):
                person.sends(document=FILE)
            case Sent(what="video"):
                person.sends(video={**FILE, "width": 1, "height": 1, "duration": 1})
            case Sent(what="voice"):
                person.sends_voice()

    async def sees_the_same(self, number: int) -> None:
        """Wait until the chat is what the conversation says it must be; every edit in place is applied in both."""
        expected = [as_expected(reply) for reply in self.held.chat]
        try:
            while (seen := [as_seen(shown) for shown in self.person.sees()]) != expected:
                await self.person.hears(1, PATIENCE)
        except TimeoutError:
            at = next((at for at, (one, other) in enumerate(zip(seen, expected, strict=False)) if one != other), -1)
            where = f"{self.scenario.path.name}, step {number} {self.scenario.steps[number - 1]}, message {at}"
            raise AssertionError(f"{where}: seen {seen[at:]}, not {expected[at:]}") from None
        keyboards = [reply.keyboard for reply in self.held.chat if isinstance(reply, Message) and reply.keyboard]
        if keyboards:
            assert self.person.keyboard, f"{self.scenario.path.name}: no keyboard at the foot of the chat"
            assert self.person.keyboard["is_persistent"]
            labels = [key["text"] for row in self.person.keyboard["keyboard"] for key in row]
            assert labels == [keyboards[-1].help_now, keyboards[-1].hide, keyboards[-1].share_location]
        if any(isinstance(reply, Message) and reply.no_keyboard for reply in self.held.chat[-1:]):
            assert self.person.keyboard is None, f"{self.scenario.path.name}: a keyboard has stayed"
            assert len(self.person.dates) == 1, f"{self.scenario.path.name}: something has stayed in the chat"


FILE = {"file_id": "file", "file_unique_id": "unique"}

Seen = tuple[str, str, list[list[tuple[str, str]]]]
"""A message as it is compared: its kind, its words with their markup, and its buttons row by row."""


def as_expected(reply: Reply) -> Seen:
    """A reply of the conversation."""
    match reply:
        case Message():
            return "text", reply.text, [[_button(button) for button in row] for row in reply.rows]
        case ContactCard():
            return "contact", f"{reply.name} {reply.phone}", []
        case _:
            return "venue", f"{reply.title} {reply.address} {reply.latitude:.4f} {reply.longitude:.4f}", []


def _button(button: Button) -> tuple[str, str]:
    match button:
        case Act():
            return button.label, button.action
        case Link():
            return button.label, button.url
        case Copy():
            return button.label, button.text


def as_seen(shown: Shown) -> Seen:
    """A message in Telegram."""
    if shown.kind == "contact":
        contact = shown.data["contact"]
        return "contact", f"{contact['first_name']} {contact['phone_number']}", []
    if shown.kind == "venue":
        venue = shown.data["venue"]
        place = venue["location"]
        return "venue", f"{venue['title']} {venue['address']} {place['latitude']:.4f} {place['longitude']:.4f}", []
    rows = (shown.markup or {}).get("inline_keyboard", [])
    return "text", shown.html, [[(key["text"], _does(key)) for key in row] for row in rows]


def _does(key: dict[str, Any]) -> str:
    return str(key.get("callback_data") or key.get("url") or key["copy_text"]["text"])
