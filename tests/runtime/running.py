"""A whole bot on a real file and a real HTTP server, started, stopped and killed by tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from bot.channels.telegram import Polling, TelegramChannel
from bot.channels.telegram.channel import Receiver
from bot.runtime.app import run
from bot.storage import Chat, SqliteStore
from bot.storage.vault import key_beside, read_key, unlock
from tests.botapi import BotApi
from tests.runtime.echo import Echo


@dataclass(frozen=True)
class Words:
    """What Telegram shows of the bot."""

    commands: tuple[tuple[str, str], ...] = (("start", "Start again"), ("help", "Who you can call"))
    description: str = "Finds people who have been there."
    short_description: str = "Peer support"
    private_only: str = "Hello, I only talk in private, so I'm leaving this group."


@dataclass
class Bot:
    """A running bot."""

    store: SqliteStore
    echo: Echo
    task: asyncio.Task[None]
    stop: asyncio.Event = field(default_factory=asyncio.Event)

    async def kill(self) -> None:
        """End it at once, with whatever it is doing."""
        self.task.cancel()
        with suppress(asyncio.CancelledError):
            await self.task


def name_of(path: Path, person: int) -> bytes:
    """What the chat of a person on Telegram is called in the database at `path`."""
    key = read_key(key_beside(path))
    assert key
    with closing(sqlite3.connect(path)) as db:
        return unlock(db.execute("SELECT generation, sealed FROM vault").fetchall(), [key]).name(
            Chat("telegram", str(person))
        )


@asynccontextmanager
async def running(
    api: BotApi, path: Path, receiver: Receiver | None = None, patience: float = 0.1
) -> AsyncIterator[Bot]:
    """Kith with the echo conversation, as `kith` would start it; its clock is the server's."""
    echo, stop = Echo(), asyncio.Event()
    store = SqliteStore(path, patience)
    receiver = receiver or Polling(long_poll=2, shortest_pause=0.05)
    channel = TelegramChannel(api.token, api.url, receiver, {"en": Words(), "cy": Words(description="Yn Gymraeg")})
    task = asyncio.create_task(run(channel, echo.talk(), store, lambda: datetime.fromtimestamp(api.now(), UTC), stop))
    bot = Bot(store, echo, task, stop)
    try:
        yield bot
    finally:
        stop.set()
        if not task.done():
            await asyncio.wait_for(task, 10)
