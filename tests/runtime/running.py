"""A whole bot on a real file and a real HTTP server, started, stopped and killed by tests."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from aiohttp import ClientError, ClientSession, web

from bot.channels.telegram import Polling, TelegramChannel
from bot.channels.telegram.channel import Receiver
from bot.runtime.app import NO_LIMITS, Limits, run
from bot.runtime.health import Health, health_routes
from bot.runtime.web import listening
from bot.storage import Chat, SqliteStore
from bot.storage.vault import key_beside, read_key, unlock
from tests.botapi import BotApi
from tests.runtime.echo import Echo

METRICS_TOKEN = "read-the-metrics-please"


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
        keys = db.execute("SELECT generation, sealed FROM vault").fetchall()
    return unlock(keys, [key]).name(Chat("telegram", str(person)))


@asynccontextmanager
async def running(
    api: BotApi,
    path: Path,
    receiver: Receiver | None = None,
    patience: float = 0.1,
    port: int | None = None,
    limits: Limits = NO_LIMITS,
    more: Sequence[web.RouteDef] = (),
) -> AsyncIterator[Bot]:
    """Kith with the echo conversation, as `kith` would start it; its clock is the server's. `port`: its web server."""
    echo, stop, health = Echo(), asyncio.Event(), Health()
    store = SqliteStore(path, patience)
    receiver = receiver or Polling(long_poll=2, shortest_pause=0.05)
    channel = TelegramChannel(api.token, api.url, receiver, {"en": Words(), "cy": Words(description="Yn Gymraeg")})

    def clock() -> datetime:
        return datetime.fromtimestamp(api.now(), UTC)

    async with AsyncExitStack() as stack:
        if port:
            routes = [*receiver.routes(), *health_routes(health, store, channel.name, clock, METRICS_TOKEN), *more]
            await stack.enter_async_context(listening(routes, port, "127.0.0.1"))
        task = asyncio.create_task(run(channel, echo.talk(), store, clock, stop, health, limits))
        try:
            yield Bot(store, echo, task, stop)
        finally:
            stop.set()
            if not task.done():
                await asyncio.wait_for(task, 10)


async def until_ready(port: int) -> None:
    """Wait until Kith says that it is ready."""
    async with asyncio.timeout(20), ClientSession() as client:
        while True:
            with suppress(ClientError):
                async with client.get(f"http://127.0.0.1:{port}/readyz") as answer:
                    if answer.status == 200:
                        return
            await asyncio.sleep(0.05)


def free_port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
