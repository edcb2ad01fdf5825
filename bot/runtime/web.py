"""The one small web server of a process: whatever routes it is handed, whichever way messages come.

TLS is left to the platform. An unforeseen error is answered 500 with no word of what went wrong.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from aiohttp import web

from bot.runtime.channel import CannotRun
from bot.runtime.log import log

LARGEST = 512 * 1024
"""Bytes of a request's body; Telegram's updates are a few kilobytes."""
END_WITHIN = 1.0
"""Seconds for requests under way at the end; what could be kept of them is kept by then."""


def application(routes: Sequence[web.RouteDef]) -> web.Application:
    """The web application of these routes."""
    built = web.Application(client_max_size=LARGEST)
    built.add_routes(routes)
    return built


@asynccontextmanager
async def listening(routes: Sequence[web.RouteDef], port: int, host: str = "0.0.0.0") -> AsyncIterator[None]:
    """Serve the routes while inside. Raises `CannotRun` when the port can't be had."""
    runner = web.AppRunner(application(routes), access_log=None, shutdown_timeout=END_WITHIN)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise CannotRun(f"Port {port} can't be used, perhaps it is taken: set PORT to another one.") from error
        log("web.listening", port=port)
        yield
    finally:
        await runner.cleanup()
