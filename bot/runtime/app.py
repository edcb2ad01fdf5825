"""Start, run and orderly stop of one channel: `await run(channel, talk, store)`."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import threading
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from bot.runtime.channel import CannotRun, Channel
from bot.runtime.flood import Flood
from bot.runtime.handler import Handler
from bot.runtime.health import Health
from bot.runtime.log import log
from bot.runtime.pace import Pace
from bot.runtime.scheduler import Scheduler, tidying
from bot.runtime.sender import Sender
from bot.runtime.stages import Clock
from bot.runtime.talk import Talk
from bot.storage import Store, StoreDown

STOP_WITHIN = 7.0
"""Seconds for what is under way to arrive after a signal."""
FORCE_AFTER = 9.5
"""Seconds after a signal at which the process ends whatever hangs, losing nothing; a platform kills after ten."""
TIDY_EVERY = 600.0
"""Seconds; see `bot.storage.store.MESSAGES_LAST`."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Limits:
    """`a_second`: messages that the channel takes from Kith; `flood`: at once from one chat, more are too many.

    None: no limit.
    """

    a_second: float | None = None
    flood: int | None = None


NO_LIMITS = Limits()


async def run(
    channel: Channel,
    talk: Talk,
    store: Store,
    clock: Clock = now,
    stop: asyncio.Event | None = None,
    health: Health | None = None,
    limits: Limits = NO_LIMITS,
) -> None:
    """Run until a signal or `stop`. Raises `CannotRun` with a sentence for the operator."""
    stop, health = stop or asyncio.Event(), health or Health()
    with _signals(stop):
        try:
            if await _is_up(_start(channel, store), stop):
                sender = Sender(store, channel, clock, health, Pace(limits.a_second))
                handler = Handler(talk, store, sender, clock, health, Flood(limits.flood))
                health.started = True
                await _work(channel, store, sender, handler, stop, clock)
        finally:
            health.started = False
            await channel.close()
            await store.close()
            log("kith.stopped")


async def _start(channel: Channel, store: Store) -> None:
    try:
        await store.migrate()
        await store.open()
    except StoreDown as down:
        raise CannotRun(str(down)) from down
    await channel.start()


async def _is_up(starting: Coroutine[Any, Any, None], stop: asyncio.Event) -> bool:
    """See the start through; False when `stop` comes first."""
    start, stopping = asyncio.create_task(starting), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({start, stopping}, return_when=asyncio.FIRST_COMPLETED)
        if start.done():
            await start
        return start.done()
    finally:
        stopping.cancel()
        start.cancel()
        await asyncio.wait({start})


async def _work(
    channel: Channel, store: Store, sender: Sender, handler: Handler, stop: asyncio.Event, clock: Clock
) -> None:
    """Receive, send and do what falls due side by side; when one of them ends, all of them end."""
    receiving = asyncio.create_task(channel.receive(handler.handle, handler.give_up, stop))
    sending = asyncio.create_task(sender.run(stop))
    scheduler = Scheduler(store, clock, {"tidy": tidying(store, TIDY_EVERY)}, sender.wake)
    scheduling = asyncio.create_task(scheduler.run(stop))
    tasks = {receiving, sending, scheduling}
    log("kith.started")
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.wait(tasks, timeout=STOP_WITHIN)
    finally:
        stop.set()
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    for outcome in ended:
        if isinstance(outcome, Exception):
            raise outcome


def _force() -> None:
    """End the process although something hangs: what is not done is in the database or still with the channel."""
    log("kith.forced", logging.ERROR)
    os._exit(1)


class _signals:
    """While inside, SIGTERM and SIGINT set `stop`; a second one acts as it would without us."""

    def __init__(self, stop: asyncio.Event) -> None:
        self._stop = stop

    def __enter__(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                asyncio.get_running_loop().add_signal_handler(number, self._on_signal)

    def _on_signal(self) -> None:
        log("kith.stopping")
        force = threading.Timer(FORCE_AFTER, _force)
        force.daemon = True
        force.start()
        self._stop.set()
        self.__exit__()

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                asyncio.get_running_loop().remove_signal_handler(number)
