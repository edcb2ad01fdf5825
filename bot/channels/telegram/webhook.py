"""Telegram's webhook: a route that answers 200 only after the commit (see `bot.runtime.web` for the server).

Telegram proves itself by a secret word in a header. Whoever lacks it learns nothing: no body of theirs is read.
"""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from hashlib import sha256
from typing import Any
from urllib.parse import urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.updates import ALLOWED, number_of
from bot.runtime import CannotRun, NotKept, log

Take = Callable[[dict[str, Any]], Awaitable[None]]

WATCH_EVERY = 300.0
"""Seconds between two looks whether Telegram still sends the updates to us."""
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"


def secret_for(token: str) -> str:
    """A webhook secret for operators who have set none: the same in every process that has the token."""
    return hmac.new(token.encode(), b"kith webhook", sha256).hexdigest()


class Webhook:
    """Receives updates by webhook at the path of `url`. `take_over`: from wherever Telegram sends them now."""

    def __init__(self, url: str, secret: str, take_over: bool = False, watch_every: float = WATCH_EVERY) -> None:
        self._url = url
        self._secret = secret
        self._take_over = take_over
        self._watch_every = watch_every
        self._bot: Bot | None = None
        self._take: Take | None = None
        self._under_way: set[asyncio.Task[None]] = set()

    def routes(self) -> Sequence[web.RouteDef]:
        """Telegram's path, for the web server."""
        return (web.post(urlsplit(self._url).path or "/", self._receive),)

    async def prepare(self, bot: Bot) -> None:
        """Tell Telegram the address and the secret; it repeats whatever is not answered 200."""
        there, here = urlsplit((await bot.get_webhook_info()).url).netloc, urlsplit(self._url).netloc
        if there and there != here and not self._take_over:
            raise CannotRun(sent_elsewhere(there))
        self._bot = bot
        await bot.set_webhook(self._url, secret_token=self._secret, allowed_updates=ALLOWED, max_connections=40)

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Take what the route brings until `stop`, then let what is under way be kept. Raises `CannotRun`."""
        self._take = take
        log("webhook.receiving")
        try:
            while not stop.is_set():
                with suppress(TimeoutError):
                    await asyncio.wait_for(stop.wait(), self._watch_every)
                if not stop.is_set():
                    await self._see_that_it_is_ours()
        finally:
            self._take = None
        if self._under_way:
            await asyncio.wait(self._under_way)

    async def _see_that_it_is_ours(self) -> None:
        """Set the webhook again where it was taken away: nobody would write to us, and nothing would fail."""
        assert self._bot is not None
        try:
            there = (await self._bot.get_webhook_info()).url
            if there == self._url:
                return
            log("webhook.lost", logging.WARNING)
            await self.prepare(self._bot)
        except TelegramError as error:
            log("webhook.not_seen", logging.WARNING, error=type(error))

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self._secret.encode()):
            raise web.HTTPForbidden
        if request.content_type != "application/json":
            raise web.HTTPUnsupportedMediaType
        try:
            raw = json.loads(await request.read())
            number_of(raw)
        except (ValueError, RecursionError) as error:
            raise web.HTTPBadRequest from error
        await self._keep(raw)
        return web.Response()

    async def _keep(self, raw: dict[str, Any]) -> None:
        """Hand it over; 503 brings it again. A caller that hangs up does not stop what is under way."""
        if self._take is None:
            raise web.HTTPServiceUnavailable
        work: asyncio.Task[None] = asyncio.ensure_future(self._take(raw))
        self._under_way.add(work)
        work.add_done_callback(self._ended)
        try:
            await asyncio.shield(work)
        except NotKept:
            raise web.HTTPServiceUnavailable from None

    def _ended(self, work: asyncio.Task[None]) -> None:
        self._under_way.discard(work)
        if not work.cancelled():
            # Whoever waited for it may be gone; then nobody else looks at its error.
            work.exception()


def sent_elsewhere(host: str) -> str:
    """What the operator is told where Telegram sends the updates to another host."""
    return (
        f"Telegram sends this bot's messages to {host}: stop the bot there, or take them from it by setting"
        " KITH_TAKE_OVER=yes."
    )
