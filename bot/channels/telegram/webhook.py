"""Telegram's webhook: a small web application that answers 200 only after the commit. TLS is the platform's."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot

from bot.channels.telegram.updates import ALLOWED
from bot.runtime import CannotRun, NotKept, log

Take = Callable[[dict[str, Any]], Awaitable[None]]

LARGEST = 512 * 1024
"""Bytes; Telegram's updates are a few kilobytes."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_for(token: str) -> str:
    """A webhook secret for operators who have set none: the same in every process that has the token."""
    return hmac.new(token.encode(), b"kith webhook", sha256).hexdigest()


class Webhook:
    """Receives updates by webhook at the path of `url`, listening on `port`."""

    def __init__(self, url: str, secret: str, port: int, host: str = "0.0.0.0") -> None:
        self._url = url
        self._secret = secret
        self._port = port
        self._host = host
        self._take: Take | None = None

    async def prepare(self, bot: Bot) -> None:
        """Tell Telegram the address and the secret; it repeats whatever is not answered 200."""
        await bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=ALLOWED, max_connections=40)

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Listen until `stop`, then let the requests under way end. Raises `CannotRun`."""
        self._take = take
        runner = web.AppRunner(self.application(), access_log=None, shutdown_timeout=5)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, self._host, self._port).start()
            except OSError as error:
                raise CannotRun(f"Port {self._port} is taken: set PORT to another one.") from error
            log("webhook.listening", port=self._port)
            await stop.wait()
        finally:
            await runner.cleanup()

    def application(self) -> web.Application:
        """The web application: Telegram's path, and `/healthz`."""
        application = web.Application(client_max_size=LARGEST)
        application.router.add_get("/healthz", self._healthy)
        application.router.add_post(urlsplit(self._url).path or "/", self._receive)
        return application

    async def _healthy(self, _: web.Request) -> web.Response:
        return web.Response(text="ok")

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            raw = json.loads(await request.read())
            int(raw["update_id"])
        except (ValueError, TypeError, KeyError) as error:
            raise web.HTTPBadRequest from error
        return await self._answer(raw)

    async def _answer(self, raw: dict[str, Any]) -> web.Response:
        assert self._take is not None
        try:
            await self._take(raw)
        except NotKept:
            raise web.HTTPServiceUnavailable from None
        return web.Response()
