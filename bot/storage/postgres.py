"""The store in PostgreSQL, for several web processes on one database.

Each write is one statement, which is a transaction of its own; what many tasks do all the time goes together in one
(see `Together`). A statement whose connection was lost is tried once more on another one: each of them may be done
twice, and a turn that was kept the first time is found `Overtaken`, begun again, and seen.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import asyncpg

from bot.storage import postgres_statements as sql
from bot.storage.postgres_schema import STEPS, VERSION
from bot.storage.rows import PARCEL, Arrived, Written
from bot.storage.sealed import SealedStore
from bot.storage.store import (
    LEASE,
    MESSAGES_LAST,
    SEEN_LASTS,
    SESSION_LASTS,
    SET_ASIDE_LASTS,
    Overtaken,
    StoreDown,
)
from bot.storage.together import Together
from bot.storage.vault import SealedKey, WrongKey, brought_up_to_date, unlock

CONNECTIONS = 8
"""At most, in each process: small databases allow twenty in all."""
PATIENCE = 5.0
"""Seconds for a connection, and for an answer."""
CLOSES_WITHIN = 2.0
"""Seconds; a connection that doesn't answer is not worth waiting for."""
MIGRATION = 0x4B697468
"""The number of the advisory lock that a migration holds."""

LOST = (
    asyncpg.InterfaceError,
    asyncpg.PostgresConnectionError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.DeadlockDetectedError,
    OSError,
)
"""The statement was not done, or nobody knows whether it was."""
DOWN = (*LOST, asyncpg.PostgresError, asyncpg.InternalClientError, TimeoutError)

NO_KEY = (
    "KITH_SECRET_KEY is missing: what is personal is encrypted, and PostgreSQL has no place beside it for a key."
    " Set it to what this prints: openssl rand -base64 32"
)
WRONG_KEY = (
    "KITH_SECRET_KEY isn't the key that this database was written with: set that one."
    " If it is lost, so is what the database holds: use another database, or drop its schema kith."
)


class PostgresStore(SealedStore):
    """Sessions, outbox, jobs and seen ids in the database at `address`; see `bot.storage.store.Store`."""

    def __init__(self, address: str, secrets: Sequence[bytes] = (), lease: float = LEASE) -> None:
        super().__init__(secrets, lease)
        self._address = address
        self._pool: Any = None
        self._beginning = Together(self._begin_all)
        self._keeping = Together(self._keep_all)
        self._arriving = Together(self._take_out_all)

    async def open(self) -> None:
        try:
            async with self._says_what_to_do():
                async with self._one_connection(PATIENCE) as db:
                    _check_version(await _version(db))
                    vault = unlock(await _keys(db), self._secrets)
                    own_way = POOLED if await _is_pooled(db) else DIRECT
                self._pool = await asyncpg.create_pool(
                    self._address,
                    min_size=0,
                    max_size=CONNECTIONS,
                    timeout=PATIENCE,
                    command_timeout=PATIENCE,
                    reset=_leave_as_it_is,
                    **own_way,
                )
                self._vault = vault
                await self._begin_beating()
        except BaseException:
            await self._close()
            raise

    async def migrate(self) -> None:
        async with self._says_what_to_do(), self._one_connection() as db, db.transaction():
            await self._migrate_alone(db)

    @asynccontextmanager
    async def _one_connection(self, patience: float | None = None) -> AsyncIterator[Any]:
        """A connection of its own, that works behind a pooler too. `patience`: seconds for an answer."""
        db = await asyncpg.connect(self._address, timeout=PATIENCE, command_timeout=patience, statement_cache_size=0)
        try:
            yield db
        finally:
            await db.close(timeout=CLOSES_WITHIN)

    async def _migrate_alone(self, db: Any) -> None:
        await db.execute("SELECT pg_advisory_xact_lock($1)", MIGRATION)
        version = await _version(db)
        _refuse_newer(version)
        if version == 0:
            # An operator may have made the schema, and have given no right to make others.
            if await db.fetchval("SELECT to_regnamespace('kith')") is None:
                await db.execute("CREATE SCHEMA kith")
            await db.execute("CREATE TABLE kith.version (number integer NOT NULL)")
            await db.execute("INSERT INTO kith.version VALUES (0)")
        for step in STEPS[version:]:
            for statement in step:
                await db.execute(statement)
        if version < VERSION:
            await db.execute("UPDATE kith.version SET number = $1", VERSION)
        better = brought_up_to_date(await _keys(db), self._secrets)
        for key in better or ():
            await db.execute(
                "INSERT INTO kith.vault VALUES ($1, $2) ON CONFLICT (generation) DO UPDATE SET sealed = $2", *key
            )

    async def close(self) -> None:
        await self._stop_beating()
        await self._close()

    async def _close(self) -> None:
        if self._pool is not None:
            try:
                async with asyncio.timeout(CLOSES_WITHIN):
                    await self._pool.close()
            except DOWN:
                self._pool.terminate()
        self._pool = self._vault = None

    @asynccontextmanager
    async def _says_what_to_do(self) -> AsyncIterator[None]:
        """Whatever keeps the database from being used becomes a `StoreDown` with a sentence for the operator."""
        if not self._secrets:
            raise StoreDown(NO_KEY)
        try:
            yield
        except WrongKey as error:
            raise StoreDown(WRONG_KEY) from error
        except (*DOWN, ValueError) as error:
            raise StoreDown(_what_to_do(error)) from error
        except StoreDown as down:
            if isinstance(down.__cause__, DOWN):
                raise StoreDown(_what_to_do(down.__cause__)) from down.__cause__
            raise

    async def _ask(self, statement: str, *values: Any, tries: int = 2) -> list[Any]:
        """The rows that a statement gives. Raises `StoreDown`."""
        if self._pool is None:
            raise StoreDown("closed")
        try:
            async with self._pool.acquire(timeout=PATIENCE) as db:
                rows: list[Any] = await db.fetch(statement, *values)
                return rows
        except LOST as error:
            if tries == 1 or isinstance(error, TimeoutError):
                raise StoreDown(type(error).__name__) from error
        except DOWN as error:
            raise StoreDown(type(error).__name__) from error
        return await self._ask(statement, *values, tries=tries - 1)

    async def _begin(self, update_id: int | None, name: bytes) -> tuple[bool, bytes | None, float]:
        return await self._beginning.ask((update_id, name))

    async def _begin_all(self, turns: Sequence[tuple[int | None, bytes]]) -> list[tuple[bool, bytes | None, float]]:
        rows = await self._ask(sql.BEGUN, *_columns(turns, 2))
        return [(seen, sealed, at or 0.0) for seen, sealed, at in rows]

    async def _keep(self, turn: Written) -> None:
        if not await self._keeping.ask(turn):
            raise Overtaken

    async def _keep_all(self, turns: Sequence[Written]) -> list[bool]:
        # Every process takes the chats in the same order, so that none waits for one that waits for it.
        order = sorted(range(len(turns)), key=lambda place: turns[place].chat)
        ordered = [turns[place] for place in order]
        them = [(one.channel, one.chat, one.at, one.update_id, one.before, one.after) for one in ordered]
        noted = [(number, *note) for number, one in enumerate(ordered, 1) for note in one.noted]
        posts = [(number, *post) for number, one in enumerate(ordered, 1) for post in one.posts]
        [(kept,)] = await self._ask(sql.KEEP, self._me, *_columns(them, 6), *_columns(noted, 3), *_columns(posts, 5))
        return [done for _, done in sorted(zip(order, kept, strict=True))]

    async def _set_aside(self, posting: Written, error: str) -> None:
        whose = (posting.owner, posting.channel, posting.chat, posting.at, posting.update_id, error)
        await self._ask(sql.SET_ASIDE, *whose, *_columns(posting.posts, 4), *_columns(posting.noted, 2))

    async def _due(self, channel: str, now: float, limit: int) -> list[Any]:
        return await self._ask(sql.DUE, self._me, self._lease, channel, now, limit)

    async def _claim(self, numbers: Sequence[int]) -> set[int]:
        return {row[0] for row in await self._ask(sql.CLAIM, self._me, self._lease, numbers)}

    async def _next_due(self, channel: str) -> tuple[float | None, float | None]:
        [(ours, others)] = await self._ask(sql.NEXT_DUE, self._me, self._lease, channel)
        return ours, others

    async def _waiting(self, name: bytes) -> list[Any]:
        return await self._ask(f"SELECT {PARCEL} FROM kith.outbox WHERE chat = $1 ORDER BY urgent DESC, id", name)

    async def _arrived(self, arrived: Arrived, no_byte: bool) -> None:
        await self._arriving.ask(arrived)

    async def _take_out_all(self, arrived: Sequence[Arrived]) -> list[None]:
        gone = sorted(number for one in arrived for number in one.numbers)
        messages = _columns([row for one in arrived for row in one.messages], 4)
        erased = _columns([row for one in arrived for row in one.erased], 2)
        await self._ask("SELECT kith.arrived($1, $2, $3, $4, $5, $6, $7)", gone, *messages, *erased)
        return [None] * len(arrived)

    async def _to_erase(self, name: bytes, oldest: float) -> list[int]:
        return [row[0] for row in await self._ask(sql.TO_ERASE, name, oldest)]

    async def _put_off(self, number: int, until: float, attempts: int, now: float) -> None:
        await self._ask(sql.PUT_OFF, number, until, attempts, now)

    async def _forget(self, name: bytes) -> None:
        await self._ask("SELECT kith.forget($1, true)", name)

    async def _tidy(self, now: datetime) -> int:
        lasts = (SESSION_LASTS, SEEN_LASTS, SET_ASIDE_LASTS, MESSAGES_LAST)
        oldest = [(now - one).timestamp() for one in lasts]
        [(gone,)] = await self._ask(sql.TIDY, *oldest, 10 * self._lease)
        return int(gone)

    async def _backlog(self, channel: str) -> tuple[int, float | None]:
        [(count, oldest)] = await self._ask(
            "SELECT count(*), min(posted_at) FROM kith.outbox WHERE channel = $1", channel
        )
        return count, oldest

    async def _schedule(self, kind: str, name: bytes | None, sealed: bytes, due: float, every: float | None) -> int:
        # Not tried again: nobody could tell whether it is there twice.
        [(number,)] = await self._ask(sql.SCHEDULE, kind, name, sealed, due, every, tries=1)
        return int(number)

    async def _cancel(self, name: bytes, kind: str | None, number: int | None) -> int:
        return len(await self._ask(sql.CANCEL, name, kind, number))

    async def _claim_jobs(self, now: float, limit: int) -> list[Any]:
        return await self._ask(sql.CLAIM_JOBS, self._me, self._lease, now, limit)

    async def _drop_jobs(self, numbers: Sequence[int]) -> None:
        await self._ask("DELETE FROM kith.job WHERE id = ANY ($1::bigint[])", numbers)

    async def _next_job(self) -> float | None:
        [(due,)] = await self._ask("SELECT min(due_at) FROM kith.job WHERE owner IS NULL OR owner = $1", self._me)
        return None if due is None else float(due)

    async def _finish(self, number: int, again: float | None, posting: Written) -> bool:
        whose = (posting.owner, posting.channel, posting.chat, posting.at)
        [(done,)] = await self._ask(sql.FINISH, number, again, *whose, *_columns(posting.posts, 4))
        return bool(done)

    async def _put_off_job(self, number: int, until: float) -> None:
        await self._ask(sql.PUT_OFF_JOB, number, until, self._me)

    async def _show_life(self) -> None:
        await self._ask(sql.SHOW_LIFE, self._me, self._lease)

    async def _owns_something(self) -> bool:
        [(some,)] = await self._ask(sql.OWNS, self._me)
        return bool(some)

    async def _let_go(self) -> None:
        await self._ask(sql.LET_GO, self._me)


async def _plan_for_little(db: Any) -> None:
    """Statements take a millisecond, so compiling them doesn't pay; and what they want stands first in an index.

    Before a table has statistics, PostgreSQL would rather read all of it and sort.
    """
    await db.execute("SET jit = off; SET enable_sort = off")


async def _leave_as_it_is(db: Any) -> None:
    """A statement leaves nothing behind in its connection: spare the round trip that would take it away."""


DIRECT: dict[str, Any] = {"init": _plan_for_little}
POOLED: dict[str, Any] = {"statement_cache_size": 0}
"""Behind a pooler (pgbouncer, as some providers put it before a database) each statement may meet another connection,
which knows neither what was prepared nor what was set in the one before."""


async def _is_pooled(db: Any) -> bool:
    """Whether a pooler answers: the server process that it named is not the one that does the work."""
    return bool(await db.fetchval("SELECT pg_backend_pid()") != db.get_server_pid())


def _columns(rows: Sequence[Sequence[Any]], width: int) -> list[list[Any]]:
    """Rows as columns, each of which goes to the database as one array."""
    return [[row[place] for row in rows] for place in range(width)]


async def _version(db: Any) -> int:
    """The version of the schema; 0 where there is none."""
    if await db.fetchval("SELECT to_regclass('kith.version')") is None:
        return 0
    return int(await db.fetchval("SELECT number FROM kith.version"))


def _refuse_newer(version: int) -> None:
    if version > VERSION:
        raise StoreDown("The PostgreSQL database was written by a newer Kith: install that, or use another database.")


def _check_version(version: int) -> None:
    _refuse_newer(version)
    if version < VERSION:
        raise StoreDown("The PostgreSQL database has an older form: run kith migrate, then start again.")


async def _keys(db: Any) -> list[SealedKey]:
    return [(row[0], row[1]) for row in await db.fetch("SELECT generation, sealed FROM kith.vault")]


def _what_to_do(error: BaseException) -> str:
    return (
        f"Kith can't use its PostgreSQL database ({type(error).__name__}): check that it runs, that it may be written"
        " and has space, and KITH_DATABASE_URL or DATABASE_URL."
    )
