"""What is due later: jobs in the database, each done by one process, one after another.

A job says what kind of work it is; its payload was sealed when it was put down. What a job has to say is posted in the
transaction that ends it, so a reminder is neither lost nor said twice, whenever the process dies. Work outside the
database may be done again after a crash, so it must be of a kind that does no harm then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.runtime.log import log, where
from bot.runtime.stages import Clock
from bot.storage import Job, Outgoing, Store, StoreDown

AT_ONCE = 20
"""Jobs that are taken from the database together."""
LONGEST_SLEEP = 30.0
"""Seconds; another process may have put down a job, or the clock may have jumped."""
TRIES = 8
FIRST_PAUSE = timedelta(seconds=30)
"""Before a job that failed is tried again; each time twice as long."""


@dataclass(frozen=True, slots=True)
class Work:
    """What is done for one kind of job: `do(job, now)` gives the messages to post. Kith's own come `every` seconds."""

    do: Callable[[Job, datetime], Awaitable[Sequence[Outgoing]]]
    every: float | None = None


class Scheduler:
    """Does the jobs of a store by their kinds; `wake` is called when one has posted something."""

    def __init__(self, store: Store, clock: Clock, works: Mapping[str, Work], wake: Callable[[], None]) -> None:
        self._store = store
        self._clock = clock
        self._works = works
        self._wake = wake

    async def run(self, stop: asyncio.Event) -> None:
        """Do what falls due, until `stop`."""
        begun = False
        while not stop.is_set():
            sleep = LONGEST_SLEEP
            try:
                if not begun:
                    await self._begin()
                    begun = True
                await self._do_due(stop)
                sleep = await self._time_to_sleep()
            except StoreDown as down:
                log("jobs.unreadable", logging.WARNING, error=type(down))
            except Exception as error:  # noqa: BLE001 - whatever is in a job, people must go on being answered
                log("scheduler.failed", logging.ERROR, error=type(error), at=where(error))
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), sleep)

    async def _begin(self) -> None:
        """Put down Kith's own jobs, where they are not there yet."""
        for kind, work in self._works.items():
            if work.every is not None:
                await self._store.schedule(kind, None, self._clock(), every=work.every)

    async def _do_due(self, stop: asyncio.Event) -> None:
        while jobs := await self._store.jobs_due(self._clock(), AT_ONCE):
            for job in jobs:
                if stop.is_set():
                    return
                await self._do(job)

    async def _do(self, job: Job) -> None:
        now = self._clock()
        try:
            replies = await self._works[job.kind].do(job, now)
        except StoreDown:
            raise
        except Exception as error:  # noqa: BLE001 - one job that fails must not stop the others
            await self._failed(job, now, error)
            return
        if await self._store.finish(job, now, replies) and replies:
            self._wake()

    async def _failed(self, job: Job, now: datetime, error: Exception) -> None:
        log("job.failed", logging.ERROR, error=type(error), attempts=job.attempts + 1)
        if job.attempts + 1 < TRIES:
            await self._store.put_off_job(job, now + FIRST_PAUSE * 2**job.attempts)
        else:
            await self._store.finish(job, now)

    async def _time_to_sleep(self) -> float:
        due = await self._store.next_job()
        if due is None:
            return LONGEST_SLEEP
        return min(max((due - self._clock()).total_seconds(), 0.05), LONGEST_SLEEP)


def tidying(store: Store, every: float) -> Work:
    """Deletes what has expired, `every` so many seconds."""

    async def tidy(job: Job, now: datetime) -> Sequence[Outgoing]:
        log("store.tidied", rows=await store.tidy(now))
        return ()

    return Work(tidy, every)
