"""`kith preview --watch`: the page on this machine alone, made again and shown again whenever a file changes.

Content that can't be used takes nothing away: the last good screens stay, with what is to be mended above them.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from aiohttp import web
from watchfiles import awatch

from bot.checks import check_all
from bot.conversation import Kith
from bot.directory import ContentError
from bot.directory.findings import Finding
from bot.directory.stale import stale
from bot.preview.beside import Beside, sort_beside
from bot.preview.book import Book, read_book
from bot.preview.page import page_of

HOST = "127.0.0.1"
QUIET_MS = 300
"""Without a change for so long, a save is taken to be finished."""
HEARTBEAT = 20.0
"""Seconds after which a silent listener is written to, so that one that has gone is let go."""


@dataclass
class Following:
    """The page of what the folders say now. `load` reads the content, and raises ContentError when it can't be used."""

    load: Callable[[], Kith]
    content: Path
    locales: Path
    _book: Book | None = None

    def read(self, today: date, live: bool = False) -> str:
        """Read everything once, and give the page."""
        findings = check_all(self.content, self.locales, today)
        try:
            kith = self.load()
        except ContentError as error:
            what = findings or (Finding("", 0, 0, "", " ".join(str(error).split())),)
            return page_of(self._book, Beside(what), live, earlier=True)
        self._book = read_book(kith, today)
        beside = sort_beside(kith, self.content, findings, stale(kith.content, today))
        return page_of(self._book, beside, live)


@dataclass
class _Served:
    """The page that is served now, and who waits to hear of the next one."""

    page: str
    waiting: set[asyncio.Event] = field(default_factory=set)

    def show(self, page: str) -> None:
        self.page = page
        for each in self.waiting:
            each.set()

    async def give(self, request: web.Request) -> web.Response:
        return web.Response(text=self.page, content_type="text/html", headers={"Cache-Control": "no-store"})

    async def tell(self, request: web.Request) -> web.StreamResponse:
        """Server-sent events: one for each new page."""
        answer = web.StreamResponse(headers={"Content-Type": "text/event-stream", "Cache-Control": "no-store"})
        await answer.prepare(request)
        changed = asyncio.Event()
        self.waiting.add(changed)
        try:
            while True:
                try:
                    await asyncio.wait_for(changed.wait(), HEARTBEAT)
                    changed.clear()
                    await answer.write(b"event: changed\ndata: 1\n\n")
                except TimeoutError:
                    await answer.write(b": still here\n\n")
        except ConnectionResetError:
            return answer  # The browser has gone, or has loaded the page again.
        finally:
            self.waiting.discard(changed)


async def serve(following: Following, port: int, say: Callable[[str], None]) -> None:
    """Serve until cancelled. Raises OSError when the port is taken. A port of 0 takes a free one."""
    changes = awatch(following.content, following.locales, debounce=5_000, step=QUIET_MS)
    # Watching begins before the first reading ends, so that nothing that is saved meanwhile is missed.
    change = asyncio.ensure_future(anext(changes))
    try:
        served = _Served(await asyncio.to_thread(following.read, date.today(), True))
        async with _listening(served, port) as address:
            say(f"The preview is at {address} and follows the files. Ctrl-C ends it.")
            while True:
                await change
                change = asyncio.ensure_future(anext(changes))
                served.show(await asyncio.to_thread(following.read, date.today(), True))
                say("Something changed; the preview shows it.")
    finally:
        change.cancel()


@asynccontextmanager
async def _listening(served: _Served, port: int) -> AsyncIterator[str]:
    """The little web server; its address, which no other machine can reach."""
    app = web.Application()
    app.router.add_get("/", served.give)
    app.router.add_get("/changes", served.tell)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, HOST, port).start()
        yield f"http://{HOST}:{runner.addresses[0][1]}/"
    finally:
        with suppress(asyncio.CancelledError):
            await runner.cleanup()
