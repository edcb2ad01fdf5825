"""Start, run and orderly stop of one channel: `await run(channel, talk, store)`."""

from __future__ import annotations

import asyncio
import signal
from contextlib import suppress
from datetime import UTC, datetime

from bot.runtime.channel import CannotRun, Channel
from bot.runtime.log import log
from bot.runtime.scheduler import Scheduler, tidying
from bot.runtime.sender import Sender
from bot.runtime.stages import Clock, Handler
from bot.runtime.talk import Talk
from bot.storage import Store, StoreDown

STOP_WITHIN = 9.0
"""Seconds for what is under way to arrive after a signal; a platform kills after ten."""
TIDY_EVERY = 600.0
"""Seconds; see `bot.storage.store.MESSAGES_LAST`."""


def now() -> datetime:
    """The time, in UTC."""
    return datetime.now(UTC)


async def run(
    channel: Channel, talk: Talk, store: Store, clock: Clock = now, stop: asyncio.Event | None = None
) -> None:
    """Run until a signal or `stop`. Raises `CannotRun` with a sentence for the operator."""
    stop = stop or asyncio.Event()
    try:
        await store.migrate()
        await store.open()
    except StoreDown as down:
        raise CannotRun(str(down)) from down
    try:
        await channel.start()
        with _signals(stop):
            await _work(channel, talk, store, clock, stop)
    finally:
        await channel.close()
        await store.close()
        log("kith.stopped")


async def _work(channel: Channel, talk: Talk, store: Store, clock: Clock, stop: asyncio.Event) -> None:
    """Receive, send and do what falls due side by side; when one of them ends, all of them end."""
    sender = Sender(store, channel, clock)
    handler = Handler(talk, store, sender, clock)
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
        self._stop.set()
        self.__exit__()

    def __exit__(self, *_: object) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            with suppress(NotImplementedError, ValueError, RuntimeError):
                asyncio.get_running_loop().remove_signal_handler(number)
