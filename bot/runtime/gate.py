"""The way to the store, shut while it is down, so that nobody's crisis answer waits for a database.

A locked database makes every writer wait for seconds, one after the other: thirty messages would hold up the
thirty-first for a minute. So the first failure shuts the gate. Whoever waits inside is sent back at once to be answered
from memory, and so is everybody who comes; once a second one update may try whether the store is there again.
A store that answers nothing at all counts as down after `PATIENCE`; whoever can't wait is sent back before that.

Sending back means cancelling. A commit that was on its way to the disk just then may have been kept all the same: its
update is then known when it comes again, and the answer that waits in the outbox comes as well as the one from memory.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from bot.runtime.health import Health
from bot.storage import StoreDown

PATIENCE = 8.0
CRISIS_PATIENCE = 1.5
TRY_AGAIN = 1.0
"""Seconds between two tries of a store that is down."""
TRY_FOR = 3.0
"""Seconds that such a try may take: by polling it may be what keeps others behind it from being seen."""


class Gate:
    """Lets updates through to the store."""

    def __init__(self, health: Health) -> None:
        self._health = health
        self._next_try = 0.0
        self._inside: set[asyncio.Timeout] = set()

    @asynccontextmanager
    async def through(self, cannot_wait: Callable[[], bool] = lambda: False) -> AsyncIterator[None]:
        """Work with the store inside. `cannot_wait` is asked after `CRISIS_PATIENCE`: whether a crisis answer waits.

        Raises `StoreDown`, at once while the gate is shut.
        """
        loop = asyncio.get_running_loop()
        entered = loop.time()
        patience = PATIENCE
        if self._health.store_down:
            patience = TRY_FOR
            if entered < self._next_try:
                raise StoreDown("shut")
            self._next_try = entered + TRY_AGAIN
        limit = asyncio.timeout(patience)
        hurry = loop.call_later(CRISIS_PATIENCE, lambda: self._send_back(limit) if cannot_wait() else None)
        try:
            async with limit:
                self._inside.add(limit)
                try:
                    yield
                finally:
                    self._inside.discard(limit)
                    hurry.cancel()
        except TimeoutError as late:
            if not limit.expired():
                raise
            if loop.time() - entered >= patience:
                self._shut()
            raise StoreDown("late") from late
        except StoreDown:
            self._shut()
            raise
        self._health.store_down = False

    def _shut(self) -> None:
        """Remember it, and send back all who wait inside."""
        now = asyncio.get_running_loop().time()
        if not self._health.store_down:
            self._next_try = now + TRY_AGAIN
        self._health.store_down = True
        self._health.store_failed_at = now
        for limit in self._inside:
            self._send_back(limit)
        self._inside.clear()

    @staticmethod
    def _send_back(limit: asyncio.Timeout) -> None:
        if not limit.expired():
            limit.reschedule(asyncio.get_running_loop().time())
