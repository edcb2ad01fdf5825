"""Our own getUpdates loop. The offset moves only past updates that are kept, so Telegram repeats whatever was not.

The raw JSON is fetched, not python-telegram-bot's parsed updates: one update of a form that the library can't read
would otherwise hide all those that came with it, for ever.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlencode

from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.channels.telegram.updates import ALLOWED
from bot.channels.telegram.waits import seconds_to_wait
from bot.runtime import CannotRun, NotKept, log

Take = Callable[[dict[str, Any]], Awaitable[None]]

LONG_POLL = 50
"""Seconds that Telegram holds a getUpdates call open while nothing comes."""
LONGEST_PAUSE = 30.0
CONFLICTS = 3
"""This many refusals in a row mean another poller; fewer may be our own predecessor, just stopped."""


class Polling:
    """Receives updates by long polling."""

    def __init__(self, long_poll: int = LONG_POLL, shortest_pause: float = 0.5) -> None:
        self._long_poll = long_poll
        self._shortest_pause = shortest_pause
        self._request = HTTPXRequest(connection_pool_size=1, read_timeout=long_poll + 10, connect_timeout=10)
        self._offset = 0
        self._address = ""

    async def prepare(self, bot: Bot) -> None:
        """Take back a webhook that an earlier run may have set; what waits in it comes by polling instead."""
        self._address = f"{bot.base_url}/getUpdates"
        await bot.delete_webhook(drop_pending_updates=False)

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Fetch and hand over until `stop`. Raises `CannotRun` when another poller has this token."""
        await self._request.initialize()
        stopping = asyncio.create_task(stop.wait())
        failures = conflicts = 0
        try:
            while not stop.is_set():
                wait = 0.0
                try:
                    updates = await self._fetch(stopping)
                    conflicts = 0
                    kept = await self._hand_over(updates, take)
                    failures = 0 if kept else failures + 1
                except Conflict as error:
                    conflicts += 1
                    failures += 1
                    if conflicts >= CONFLICTS:
                        raise CannotRun(
                            "Another program is already receiving this bot's updates: stop it, then start Kith again."
                        ) from error
                except InvalidToken as error:
                    raise CannotRun("TELEGRAM_BOT_TOKEN is no longer valid: copy it again from BotFather.") from error
                except RetryAfter as error:
                    wait = seconds_to_wait(error)
                except (TelegramError, ValueError) as error:
                    failures += 1
                    log("polling.failed", logging.WARNING, error=type(error), failures=failures)
                await self._rest(failures, wait, stopping)
        finally:
            stopping.cancel()
            await self._request.shutdown()

    async def _fetch(self, stopping: asyncio.Task[Any]) -> list[dict[str, Any]]:
        """The next updates; nothing when `stopping` ends first."""
        asked = {
            "offset": self._offset,
            "timeout": self._long_poll,
            "limit": 100,
            "allowed_updates": json.dumps(ALLOWED),
        }
        call = asyncio.create_task(self._call(f"{self._address}?{urlencode(asked)}"))
        try:
            await asyncio.wait({call, stopping}, return_when=asyncio.FIRST_COMPLETED)
            return await call if call.done() else []
        finally:
            call.cancel()

    async def _call(self, address: str) -> list[dict[str, Any]]:
        answer = json.loads(await self._request.retrieve(address, read_timeout=self._long_poll + 10))
        return list(answer["result"])

    async def _hand_over(self, updates: list[dict[str, Any]], take: Take) -> bool:
        """Handle what came, chats side by side; move the offset past what is kept. False when something is not."""
        by_chat: dict[Any, list[dict[str, Any]]] = {}
        for update in updates:
            by_chat.setdefault(_chat(update), []).append(update)
        first_failed = await asyncio.gather(*(_in_order(chain, take) for chain in by_chat.values()))
        failed = [update_id for update_id in first_failed if update_id is not None]
        if failed:
            self._offset = max(self._offset, min(failed))
            return False
        if updates:
            self._offset = max(int(update["update_id"]) for update in updates) + 1
        return True

    async def _rest(self, failures: int, wait: float, stopping: asyncio.Task[Any]) -> None:
        if failures:
            wait = max(wait, min(LONGEST_PAUSE, self._shortest_pause * 2.0 ** min(failures - 1, 10)))
        if wait:
            await asyncio.wait({stopping}, timeout=wait)


async def _in_order(updates: list[dict[str, Any]], take: Take) -> int | None:
    """Hand over the updates of one chat; the id of the first that is not kept, where the rest must wait too."""
    for update in updates:
        try:
            await take(update)
        except NotKept:
            return int(update["update_id"])
    return None


def _chat(update: dict[str, Any]) -> Any:
    """The chat that a raw update belongs to, only to keep order; its own id where there is none."""
    for kind in ALLOWED:
        part = update.get(kind)
        if isinstance(part, dict):
            holder = part.get("message") if kind == "callback_query" else part
            if isinstance(holder, dict) and isinstance(holder.get("chat"), dict):
                return holder["chat"].get("id")
    return ("update", update.get("update_id"))
