"""Our own getUpdates loop. The offset moves only past updates that are kept, so Telegram repeats whatever was not.

getUpdates shows a hundred updates at most, and the same ones until they are acknowledged. Were the first of a hundred
waiting for a store that is down, whoever is in danger behind them would not be seen. So what could not be kept of a
full hundred is acknowledged and held in this process's memory, to be tried again from there: only a crash just then
would lose it, and everybody concerned has been told.

The raw JSON is fetched, not python-telegram-bot's parsed updates: one update of a form that the library can't read
would otherwise hide all those that came with it, for ever.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from aiohttp import web
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.request import AiohttpRequest
from bot.channels.telegram.updates import ALLOWED, Take, number_of
from bot.channels.telegram.waits import seconds_to_wait
from bot.channels.telegram.webhook import sent_elsewhere
from bot.runtime import CannotRun, NotKept, log
from bot.runtime.log import where

LONG_POLL = 50
"""Seconds that Telegram holds a getUpdates call open while nothing comes."""
LONGEST_PAUSE = 5.0
"""Seconds; somebody may be waiting for help when Telegram can be reached again."""
NOT_KEPT_PAUSE = 1.0
"""Seconds before asking again while the store is down: what is new must be seen soon."""
AT_ONCE = 100
"""How many updates come at most."""
A_MOMENT = 0.3
"""Seconds for updates to be handled before the next ones are fetched all the same."""
HELD = 5_000
"""How many updates are held in memory at most."""
CONFLICTS = 3
"""This many refusals in a row mean another poller; fewer may be our own predecessor, just stopped."""
CONFLICTS_AT_WORK = 15
"""As many, of about a minute, where updates have come already: whoever came later has given up by then."""


class Polling:
    """Receives updates by long polling."""

    confirms = False

    def __init__(self, long_poll: int = LONG_POLL, shortest_pause: float = 0.5, take_over: bool = False) -> None:
        self._long_poll = long_poll
        self._shortest_pause = shortest_pause
        self._take_over = take_over
        self._request = AiohttpRequest(1, read_timeout=long_poll + 10)
        self._offset = 0
        self._held: list[dict[str, Any]] = []
        """Acknowledged, but not kept yet."""
        self._going: dict[int, tuple[dict[str, Any], asyncio.Task[bool]]] = {}
        """What is being handled, by the ids of the updates; and what is kept, as long as the offset is not past it."""
        self._address = ""

    def routes(self) -> Sequence[web.RouteDef]:
        """None: updates are fetched."""
        return ()

    async def prepare(self, bot: Bot) -> None:
        """See that the updates come to us. A webhook is taken back only where the operator says so."""
        self._address = f"{bot.base_url}/getUpdates"
        there = (await bot.get_webhook_info()).url
        if there and not self._take_over:
            raise CannotRun(sent_elsewhere(urlsplit(there).netloc))
        if there:
            await bot.delete_webhook(drop_pending_updates=False)

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Fetch and hand over until `stop`. Raises `CannotRun` when another poller has this token."""
        await self._request.initialize()
        stopping = asyncio.create_task(stop.wait())
        failures = conflicts = 0
        most_conflicts = CONFLICTS
        try:
            while not stop.is_set():
                wait = 0.0
                try:
                    updates = await self._fetch(stopping)
                    conflicts = failures = 0
                    most_conflicts = CONFLICTS_AT_WORK
                    kept = await self._hand_over(updates, take)
                    wait = 0.0 if kept else NOT_KEPT_PAUSE
                except Conflict as error:
                    conflicts += 1
                    failures += 1
                    if conflicts >= most_conflicts:
                        raise CannotRun(
                            "Another program is already receiving this bot's updates: stop it, then start Kith again."
                        ) from error
                except InvalidToken as error:
                    raise CannotRun("TELEGRAM_BOT_TOKEN is no longer valid: copy it again from BotFather.") from error
                except RetryAfter as error:
                    wait = seconds_to_wait(error)
                except (TelegramError, ValueError, LookupError, TypeError) as error:
                    failures += 1
                    log("polling.failed", logging.WARNING, error=type(error), failures=failures)
                await self._rest(failures, wait, stopping)
            if self._going:
                await asyncio.wait([task for _, task in self._going.values()])
        finally:
            for _, task in self._going.values():
                task.cancel()
            stopping.cancel()
            await self._request.shutdown()

    async def _fetch(self, stopping: asyncio.Task[Any]) -> list[dict[str, Any]]:
        """The next updates; nothing when `stopping` ends first."""
        at_once = self._held or any(not task.done() for _, task in self._going.values())
        asked = {
            "offset": self._offset,
            "timeout": 0 if at_once else self._long_poll,
            "limit": AT_ONCE,
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
        return [{**update, "update_id": number_of(update)} for update in answer["result"]]

    async def _hand_over(self, updates: list[dict[str, Any]], take: Take) -> bool:
        """Begin with what is new, in order, and give it a moment; False when something is not kept.

        The offset moves past what is kept. What takes longer goes on by itself: Telegram shows it again, with what is
        behind it, and nobody there waits for somebody else's slow answer.
        """
        for update in (*self._held, *updates):
            if update["update_id"] not in self._going:
                self._going[update["update_id"]] = (update, asyncio.create_task(_kept(update, take)))
        if self._going:
            await asyncio.wait([task for _, task in self._going.values()], timeout=A_MOMENT)
        failed = [number for number, (_, task) in self._going.items() if task.done() and not task.result()]
        self._move(updates, failed)
        self._going = {number: going for number, going in self._going.items() if self._stays(number, going[1])}
        return not failed

    def _move(self, updates: list[dict[str, Any]], failed: Sequence[int]) -> None:
        """Move the offset up to the first update that is still to be kept.

        Behind a full hundred nothing is seen: what `failed` of it is passed, and held here.
        """
        under_way = [number for number, (_, task) in self._going.items() if not task.done()]
        holds = bool(failed) and len(updates) >= AT_ONCE and len(self._held) < HELD
        stops_at = [number for number in (under_way if holds else [*under_way, *failed]) if number >= self._offset]
        end = int(updates[-1]["update_id"]) + 1 if updates else self._offset
        self._offset = min(stops_at, default=end)
        left = sorted(number for number in (*under_way, *failed) if number < self._offset)
        self._held = [self._going[number][0] for number in left]
        if holds:
            log("polling.holds", logging.WARNING, updates=len(self._held))

    def _stays(self, number: int, task: asyncio.Task[bool]) -> bool:
        """Whether it is not to be begun again when Telegram shows it again: it goes on, or is kept behind another."""
        return not task.done() or (task.result() and number >= self._offset)

    async def _rest(self, failures: int, wait: float, stopping: asyncio.Task[Any]) -> None:
        if failures:
            wait = max(wait, min(LONGEST_PAUSE, self._shortest_pause * 2.0 ** min(failures - 1, 10)))
        if wait:
            await asyncio.wait({stopping}, timeout=wait)


async def _kept(update: dict[str, Any], take: Take) -> bool:
    """Hand over one update; whether it is kept. What came before it in its chat is handled first: see `Lanes`."""
    try:
        await take(update)
    except NotKept:
        return False
    except Exception as error:  # noqa: BLE001 - it comes again; whoever is beside it must not wait for that
        log("polling.not_taken", logging.ERROR, error=type(error), at=where(error))
        return False
    return True
