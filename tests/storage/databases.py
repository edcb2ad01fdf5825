"""A database of each kind for the tests of what every store promises, and what lies in it."""

from __future__ import annotations

import itertools
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

import asyncpg

from bot.storage import Chat, Delivered, Job, Noted, Outgoing, Parcel, SqliteStore, Store, StoreDown
from bot.storage.postgres import PostgresStore

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, BEA = Chat("telegram", "111222333"), Chat("telegram", "444555666")
KEY = b"k" * 32
TABLES = ("session", "outbox", "message", "job", "seen", "set_aside")
SHORT_LEASE = 1.0
"""Seconds, for tests in which a process dies."""


class Database(Protocol):
    """One database, on which several stores work as several processes would."""

    def store(self, secrets: Sequence[bytes] = (KEY,), lease: float = 6.0) -> Store: ...
    async def rows(self, table: str) -> list[tuple[Any, ...]]: ...
    async def execute(self, sql: str) -> None:
        """A statement that both databases know; `{0}` stands before the name of a table."""

    def literal(self, value: bytes) -> str:
        """Bytes, as they are written in a statement."""
        ...


@dataclass
class SqliteFile:
    path: Path

    def store(self, secrets: Sequence[bytes] = (KEY,), lease: float = 6.0) -> SqliteStore:
        return SqliteStore(self.path, 2.0, secrets, lease)

    async def rows(self, table: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(self.path)) as db:
            return db.execute(f"SELECT * FROM {table}").fetchall()

    async def execute(self, sql: str) -> None:
        with closing(sqlite3.connect(self.path)) as db, db:
            db.execute(sql.format(""))

    def literal(self, value: bytes) -> str:
        return f"X'{value.hex()}'"


@dataclass
class PostgresDatabase:
    address: str

    def store(self, secrets: Sequence[bytes] = (KEY,), lease: float = 6.0) -> PostgresStore:
        return PostgresStore(self.address, secrets, lease)

    async def rows(self, table: str) -> list[tuple[Any, ...]]:
        db = await asyncpg.connect(self.address)
        try:
            return [tuple(row) for row in await db.fetch(f"SELECT * FROM kith.{table}")]
        finally:
            await db.close()

    async def execute(self, sql: str) -> None:
        await _tell(self.address, sql.format("kith."))

    def literal(self, value: bytes) -> str:
        return f"'\\x{value.hex()}'::bytea"


_numbers = itertools.count()


@asynccontextmanager
async def new_database(server: str) -> AsyncIterator[PostgresDatabase]:
    """An empty PostgreSQL database, dropped afterwards with whoever is still connected."""
    name = f"kith_test_{os.getpid()}_{next(_numbers)}"
    await _tell(server, f"CREATE DATABASE {name}")
    try:
        yield PostgresDatabase(urlsplit(server)._replace(path=f"/{name}").geturl())
    finally:
        await _tell(server, f"DROP DATABASE {name} WITH (FORCE)")


async def _tell(server: str, sql: str) -> None:
    db = await asyncpg.connect(server)
    try:
        await db.execute(sql)
    finally:
        await db.close()


async def keep(
    store: Store,
    update: int | None,
    *replies: Outgoing | str,
    session: str | None = "{}",
    noted: Sequence[Noted] = (),
    chat: Chat = ADA,
    now: datetime = NOW,
) -> list[Parcel]:
    """One turn; what waits for the chat then. A reply in capitals is urgent."""
    outgoing = [Outgoing(one, urgent=one.isupper()) if isinstance(one, str) else one for one in replies]
    async with store.turn(update, chat, now) as turn:
        await turn.commit(session, outgoing, noted)
    return await store.waiting(chat)


def bodies(parcels: Sequence[Parcel]) -> list[str]:
    return [parcel.message.body for parcel in parcels]


async def tables_with(database: Database, store: Any, chat: Chat) -> list[str]:
    """The tables that hold a row of this chat, by its name or by its id."""
    found = []
    for table in TABLES:
        for row in await database.rows(table):
            if store.vault.name(chat) in row or chat.id in row:
                found.append(table)
    return found


def everything_it_does(store: Store) -> dict[str, Callable[[], Awaitable[Any]]]:
    """Every method of a store by its name, ready to be called."""
    job = Job(1, "remind", ADA, "", NOW)
    return {
        "turn": lambda: keep(store, 999),
        "set_aside": lambda: store.set_aside(998, "ValueError", ADA, [Outgoing("sorry")], NOW),
        "due": lambda: store.due("telegram", NOW, 10),
        "next_due": lambda: store.next_due("telegram", NOW),
        "waiting": lambda: store.waiting(ADA),
        "sent": lambda: store.sent([Delivered(1, ADA, Noted(1, NOW))]),
        "to_erase": lambda: store.to_erase(ADA, NOW),
        "put_off": lambda: store.put_off(1, NOW, 1, NOW),
        "forget": lambda: store.forget(ADA),
        "tidy": lambda: store.tidy(NOW),
        "backlog": lambda: store.backlog("telegram"),
        "schedule": lambda: store.schedule("remind", ADA, NOW),
        "cancel": lambda: store.cancel(ADA),
        "jobs_due": lambda: store.jobs_due(NOW, 10),
        "next_job": lambda: store.next_job(),
        "finish": lambda: store.finish(job, NOW),
        "put_off_job": lambda: store.put_off_job(job, NOW),
    }


async def what_works(store: Store) -> list[str]:
    """The methods that work now; the others raise `StoreDown`, and none anything else."""
    works = []
    for name, call in everything_it_does(store).items():
        with suppress(StoreDown):
            await call()
            works.append(name)
    return works
