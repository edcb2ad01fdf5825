"""Writes of many tasks in one transaction: while one commit waits for the disc, the next batch gathers.

A statement takes microseconds and a commit milliseconds. So the statements run here, in the event loop's own thread,
and what waits for the disc (the commit, emptying the log) goes through aiosqlite, whose thread has the same connection.
With each statement in that thread most of the time went into waking it: 1,400 µs an answer, now 125. Each write has a
savepoint: one that raises takes back its own statements and nobody else's. A write is told that it is kept only after
the commit. One whose task has given up before its statements ran is left out; one whose task gives up while the commit
is under way is kept all the same, and its update is found `seen` when it comes again.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic
from typing import Any, Self, TypeVar

import aiosqlite

from bot.storage.store import StoreDown

T = TypeVar("T")

MOST = 200
"""Writes in one batch, so that the loop is not held up for more than a few milliseconds."""
IN_A_HURRY = 0.5
"""Seconds to wait for another process when this one has to end; a platform kills it when it takes too long."""
LONGEST_PAUSE = 0.01
"""Seconds between two tries where another process is writing."""


@dataclass(slots=True)
class _Write:
    work: Callable[[sqlite3.Connection], Any]
    done: asyncio.Future[Any]
    long: bool
    no_byte: bool
    outcome: Any = None
    error: Exception | None = None


class Batches:
    """The writing side of one SQLite file. `db` is in autocommit mode, waits for no lock, and may change threads."""

    def __init__(self, db: sqlite3.Connection, waiting: aiosqlite.Connection, patience: float) -> None:
        self._db = db
        self._waiting_db = waiting
        self._patience = patience
        self._waiting: list[_Write] = []
        self._draining: asyncio.Task[None] | None = None
        self._log_is_full = False
        """Something of which no byte may stay is in the write-ahead log still: a reader was in the way."""

    @classmethod
    async def open(cls, db: sqlite3.Connection, patience: float) -> Self:
        """The writing side of `db`, which is its own from now on."""
        return cls(db, await aiosqlite.Connection(lambda: db, iter_chunk_size=64), patience)

    async def write(self, work: Callable[[sqlite3.Connection], T], long: bool = False, no_byte: bool = False) -> T:
        """Do `work` within a transaction, with others; what it returns, once it is on the disc.

        `long`: it may take more than a moment. `no_byte`: it deletes something of which no byte may stay in the
        write-ahead log. Raises `StoreDown`, or what `work` raises.
        """
        one = _Write(work, asyncio.get_running_loop().create_future(), long, no_byte)
        self._waiting.append(one)
        if self._draining is None:
            self._draining = asyncio.create_task(self._drain())
        result: T = await one.done
        return result

    def hurry(self) -> None:
        """Wait no longer than a moment for another process: this one has to end."""
        self._patience = min(self._patience, IN_A_HURRY)

    async def close(self) -> None:
        """Finish what was begun, and close the connection."""
        if self._draining:
            await self._draining
        await self._waiting_db.close()

    async def _drain(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._carry_out([one for one in batch if not one.done.cancelled()])
        finally:
            self._draining = None

    async def _carry_out(self, batch: list[_Write]) -> None:
        try:
            await until_free(lambda: self._db.execute("BEGIN IMMEDIATE"), lambda: self._patience)
            if any(one.long for one in batch):
                await asyncio.to_thread(self._attempt_and_commit, batch)
            else:
                self._attempt_all(batch)
                await self._waiting_db.commit()
            if self._log_is_full or any(one.no_byte and one.error is None for one in batch):
                await self._empty_log()
        except BaseException as error:
            with suppress(sqlite3.Error):
                self._db.rollback()
            down = StoreDown(type(error).__name__)
            down.__cause__ = error
            for one in batch:
                one.error = down
            if not isinstance(error, Exception):
                raise
        finally:
            for one in batch:
                _tell(one)

    def _attempt_and_commit(self, batch: list[_Write]) -> None:
        """Both in one go: other processes wait for this lock, so it waits for nobody in between."""
        self._attempt_all(batch)
        self._db.execute("COMMIT")

    def _attempt_all(self, batch: list[_Write]) -> None:
        for one in batch:
            # Whoever gave up while another process held the lock has been told that it is not kept.
            if not one.done.cancelled():
                self._attempt(one)

    def _attempt(self, one: _Write) -> None:
        self._db.execute("SAVEPOINT one")
        try:
            one.outcome = one.work(self._db)
        except sqlite3.Error:
            # A full disc or a broken file may have undone the whole transaction: nobody's write is kept.
            raise
        except Exception as error:  # noqa: BLE001 - it is raised where it belongs, in the task that wrote this
            one.error = error
            self._db.execute("ROLLBACK TO one")
        self._db.execute("RELEASE one")

    async def _empty_log(self) -> None:
        """What was deleted can still be read in the write-ahead log; in the file itself secure_delete overwrites it.

        Where a reader is in the way it is tried again with the next write; nothing is lost by that.
        """
        self._log_is_full = True
        with suppress(sqlite3.Error):
            [(in_the_way, *_)] = await self._waiting_db.execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")
            self._log_is_full = bool(in_the_way)


async def until_free(work: Callable[[], T], patience: Callable[[], float]) -> T:
    """Do `work`, again and again where another process is in the way. Raises sqlite3.Error.

    `patience`: for how many seconds; it may become less meanwhile.
    """
    begun, pause = monotonic(), 0.001
    while True:
        try:
            return work()
        except sqlite3.OperationalError as error:
            if not is_busy(error) or monotonic() >= begun + patience():
                raise
        await asyncio.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE)


def is_busy(error: sqlite3.OperationalError) -> bool:
    """Whether another process is in the way, for now."""
    return error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _tell(one: _Write) -> None:
    if one.done.done():
        return
    if one.error:
        one.done.set_exception(one.error)
    else:
        one.done.set_result(one.outcome)
