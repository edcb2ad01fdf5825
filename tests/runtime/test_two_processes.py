"""Two bots on one database, as two web processes are: one answer to each message, whichever of them gets it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.conversation.events import Typed
from bot.runtime.channel import Incoming
from bot.runtime.handler import Handler
from bot.runtime.sender import Sender
from bot.storage import Chat, Store
from tests.runtime.echo import Echo
from tests.storage.databases import KEY, Database

ADA = Chat("wire", "111")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Wire:
    """A channel that takes everything after a moment, and remembers it."""

    name = "wire"

    def __init__(self) -> None:
        self.taken: list[str] = []

    async def start(self) -> None: ...
    async def close(self) -> None: ...
    async def receive(self, *_: object) -> None: ...
    async def erase(self, *_: object) -> None: ...

    async def deliver(self, chat: Chat, reply: object, replaces: int | None) -> int:
        await asyncio.sleep(0.005)
        self.taken.append(getattr(reply, "text", ""))
        return len(self.taken)


async def test_updates_that_come_to_both_at_once_are_answered_once_and_in_order(database: Database) -> None:
    wire, stop = Wire(), asyncio.Event()
    stores: list[Store] = [database.store([KEY]) for _ in range(2)]
    await stores[0].migrate()
    handlers, sending = [], []
    for store in stores:
        await store.open()
        sender = Sender(store, wire, lambda: NOW)
        handlers.append(Handler(Echo().talk(), store, sender, lambda: NOW))
        sending.append(asyncio.create_task(sender.run(stop)))
    for update in range(1, 41):
        # The same update to both, as after a time-out; and to each another one of the same chat.
        same = [handler.handle(Incoming(update, ADA, Typed("same"))) for handler in handlers]
        more = [
            handler.handle(Incoming(1000 + 2 * update + n, ADA, Typed("more"))) for n, handler in enumerate(handlers)
        ]
        await asyncio.gather(*same, *more)
    async with asyncio.timeout(20):
        while (await stores[0].backlog("wire"))[0]:  # noqa: ASYNC110 - the other side is a database
            await asyncio.sleep(0.02)
    stop.set()
    await asyncio.gather(*sending)
    for store in stores:
        await store.close()
    assert [int(text.split(":")[0]) for text in wire.taken] == list(range(1, 121))
