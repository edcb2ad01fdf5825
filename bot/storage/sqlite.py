"""The store in one SQLite file.

aiosqlite runs each connection in a thread of its own, one statement at a time, but statements of different tasks
would mix within one transaction. So there are two connections: one for reading, which never waits in WAL mode, and
one for writing, which belongs to one task at a time. synchronous=FULL makes a commit wait for the disc: what Telegram
has been told is kept survives a power cut.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiosqlite

from bot.storage.schema import STEPS, VERSION
from bot.storage.store import (
    ERASING_HOLDS_UP_FOR,
    MESSAGES_LAST,
    SEEN_LASTS,
    SESSION_LASTS,
    SET_ASIDE_LASTS,
    Chat,
    Delivered,
    Noted,
    Outgoing,
    Parcel,
    StoreDown,
)

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)

MIGRATION_TRIES = 40
MIGRATION_PAUSE = 0.05
"""Seconds between two tries."""

PARCEL = "id, channel, chat, urgent, body, replaces, attempts, erases, noted"

FIRST_IN_ITS_CHAT = f"""
NOT EXISTS (
    SELECT 1 FROM outbox AS other WHERE other.channel = first.channel AND other.chat = first.chat
    AND (other.urgent > first.urgent OR (other.urgent = first.urgent AND other.id < first.id))
    AND NOT (other.erases AND other.attempts >= {ERASING_HOLDS_UP_FOR}))
"""

DUE = f"""
SELECT {PARCEL} FROM outbox AS first
WHERE channel = :channel AND due_at <= :now
  AND chat NOT IN (SELECT value FROM json_each(:without)) AND {FIRST_IN_ITS_CHAT}
ORDER BY urgent DESC, id LIMIT :limit
"""

NEXT_DUE = f"SELECT min(due_at) FROM outbox AS first WHERE channel = ? AND {FIRST_IN_ITS_CHAT}"

WAITING = f"SELECT {PARCEL} FROM outbox WHERE channel = ? AND chat = ? ORDER BY urgent DESC, id"

NOTE = "INSERT OR IGNORE INTO message (channel, chat, id, at) VALUES (?, ?, ?, ?)"

NOTE_DELIVERED = """
INSERT OR IGNORE INTO message (channel, chat, id, at, doomed)
SELECT channel, chat, :id, :at, 0 FROM outbox WHERE id = :number AND noted
UNION ALL
SELECT :channel, :chat, :id, :at, 1 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE id = :number)
  AND EXISTS (SELECT 1 FROM outbox WHERE channel = :channel AND chat = :chat AND erases)
"""

ERASED = """
DELETE FROM message WHERE channel = ? AND chat = ? AND doomed AND EXISTS (SELECT 1 FROM outbox WHERE id = ?)
"""
"""An erasure that is there no more was replaced by a later one, which still needs the ids."""


@dataclass(slots=True)
class SqliteTurn:
    """A turn on SQLite; see `bot.storage.store.Turn`."""

    _store: SqliteStore
    _update_id: int | None
    _chat: Chat
    _now: datetime
    seen: bool
    session: str | None

    async def commit(self, session: str | None, replies: Sequence[Outgoing], noted: Sequence[Noted] = ()) -> None:
        async with self._store.writing() as db:
            if self._update_id is not None:
                await db.execute("INSERT INTO seen VALUES (?, ?)", (self._update_id, self._now.timestamp()))
            await _note(db, self._chat, noted, self._now)
            if any(one.erases for one in replies):
                await _doom(db, self._chat)
            if session is None:
                await _forget(db, self._chat)
            else:
                await db.execute(
                    "INSERT INTO session VALUES (?, ?, ?, ?) ON CONFLICT (channel, chat) "
                    "DO UPDATE SET data = excluded.data, updated_at = excluded.updated_at",
                    (self._chat.channel, self._chat.id, session, self._now.timestamp()),
                )
            await _post(db, self._chat, replies, self._now, noted=session is not None)
        if session is None:
            await self._store.leave_no_byte()


class SqliteStore:
    """Sessions, outbox and seen ids in the file at `path`; see `bot.storage.store.Store`.

    `patience`: seconds to wait for another process that is writing.
    """

    def __init__(self, path: Path, patience: float = 2.0) -> None:
        self._path = path
        self._patience = patience
        self._reader: aiosqlite.Connection | None = None
        self._writer: aiosqlite.Connection | None = None
        self._writing = asyncio.Lock()

    async def open(self) -> None:
        try:
            self._writer = await self._connect()
            self._reader = await self._connect()
            await self._check_version(self._writer)
        except (sqlite3.Error, OSError) as error:
            await self.close()
            raise StoreDown(_what_to_do(self._path)) from error
        except BaseException:
            await self.close()
            raise

    async def migrate(self) -> None:
        """Bring the file to this version's schema; safe to run again, and by several processes at once."""
        for attempt in range(MIGRATION_TRIES):
            try:
                await self._migrate_once()
                return
            except sqlite3.OperationalError as error:
                # SQLite doesn't wait for a lock where another process is turning the same file to WAL.
                if "locked" not in str(error) or attempt == MIGRATION_TRIES - 1:
                    raise StoreDown(_what_to_do(self._path)) from error
                await asyncio.sleep(MIGRATION_PAUSE)
            except (sqlite3.Error, OSError) as error:
                raise StoreDown(_what_to_do(self._path)) from error

    async def _migrate_once(self) -> None:
        db = None
        try:
            db = await self._connect()
            if await _one(db, "PRAGMA user_version") >= VERSION:
                return
            await db.execute("BEGIN IMMEDIATE")
            # Asked again, now that nobody else can be migrating.
            version = await _one(db, "PRAGMA user_version")
            for step in STEPS[version:]:
                for statement in step:
                    await db.execute(statement)
            await db.execute(f"PRAGMA user_version = {max(version, VERSION)}")
            await db.execute("COMMIT")
        finally:
            if db:
                await db.close()

    async def close(self) -> None:
        for db in (self._reader, self._writer):
            if db:
                await db.close()
        self._reader = self._writer = None

    @asynccontextmanager
    async def turn(self, update_id: int | None, chat: Chat, now: datetime) -> AsyncIterator[SqliteTurn]:
        oldest = (now - SESSION_LASTS).timestamp()
        rows = await self._read(
            "SELECT EXISTS (SELECT 1 FROM seen WHERE update_id = ?),"
            " (SELECT data FROM session WHERE channel = ? AND chat = ? AND updated_at > ?)",
            (update_id, chat.channel, chat.id, oldest),
        )
        seen, session = rows[0]
        yield SqliteTurn(self, update_id, chat, now, bool(seen), session)

    async def set_aside(
        self,
        update_id: int | None,
        error: str,
        chat: Chat | None,
        replies: Sequence[Outgoing],
        now: datetime,
        noted: Sequence[Noted] = (),
    ) -> None:
        async with self.writing() as db:
            if update_id is not None:
                at = now.timestamp()
                await db.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (update_id, at))
                await db.execute("INSERT OR IGNORE INTO set_aside VALUES (?, ?, ?)", (update_id, at, error))
            if chat:
                await _note(db, chat, noted, now)
                await _post(db, chat, replies, now)

    async def due(self, channel: str, now: datetime, limit: int, without: Sequence[Chat] = ()) -> list[Parcel]:
        busy = json.dumps([chat.id for chat in without])
        asked = {"channel": channel, "now": now.timestamp(), "without": busy, "limit": limit}
        return [_parcel(row) for row in await self._read(DUE, asked)]

    async def next_due(self, channel: str) -> datetime | None:
        rows = await self._read(NEXT_DUE, (channel,))
        return datetime.fromtimestamp(rows[0][0], UTC) if rows[0][0] is not None else None

    async def backlog(self, channel: str) -> tuple[int, datetime | None]:
        count = (await self._read("SELECT count(*) FROM outbox WHERE channel = ?", (channel,)))[0][0]
        return count, await self.next_due(channel)

    async def waiting(self, chat: Chat) -> list[Parcel]:
        return [_parcel(row) for row in await self._read(WAITING, (chat.channel, chat.id))]

    async def sent(self, delivered: Sequence[Delivered]) -> None:
        numbers = [(one.number,) for one in delivered]
        async with self.writing() as db:
            if new := [_named(one, one.message) for one in delivered if one.message]:
                await db.executemany(NOTE_DELIVERED, new)
            if erased := [(one.chat.channel, one.chat.id, one.number) for one in delivered if one.erased]:
                await db.executemany(ERASED, erased)
            await db.executemany("DELETE FROM outbox WHERE id = ?", numbers)
        if any(one.last for one in delivered):
            await self.leave_no_byte()

    async def to_erase(self, chat: Chat, now: datetime) -> list[int]:
        oldest = (now - MESSAGES_LAST).timestamp()
        rows = await self._read(
            "SELECT id FROM message WHERE channel = ? AND chat = ? AND doomed AND at > ? ORDER BY id",
            (chat.channel, chat.id, oldest),
        )
        return [int(row[0]) for row in rows]

    async def put_off(self, number: int, until: datetime, attempts: int) -> None:
        async with self.writing() as db:
            await db.execute(
                "UPDATE outbox SET due_at = ?, attempts = ? WHERE id = ?", (until.timestamp(), attempts, number)
            )

    async def forget(self, chat: Chat) -> None:
        async with self.writing() as db:
            await _forget(db, chat, erasures=True)
        await self.leave_no_byte()

    async def tidy(self, now: datetime) -> int:
        gone = 0
        async with self.writing() as db:
            for statement, lasts in (
                ("DELETE FROM session WHERE updated_at <= ?", SESSION_LASTS),
                ("DELETE FROM seen WHERE at <= ?", SEEN_LASTS),
                ("DELETE FROM set_aside WHERE at <= ?", SET_ASIDE_LASTS),
                ("DELETE FROM message WHERE at <= ?", MESSAGES_LAST),
            ):
                gone += (await db.execute(statement, ((now - lasts).timestamp(),))).rowcount
        await self.leave_no_byte()
        return gone

    async def leave_no_byte(self) -> None:
        """Empty the write-ahead log, where what was deleted can still be read; secure_delete overwrites it in the file.

        Where a reader is in the way it stays until the next time; nothing is lost by that.
        """
        async with self._writing:
            with suppress(sqlite3.Error, ValueError):
                await _opened(self._writer).execute_fetchall("PRAGMA wal_checkpoint(TRUNCATE)")

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[aiosqlite.Connection]:
        """The writing connection within a transaction, for one task at a time; raises `StoreDown`."""
        async with self._writing:
            try:
                db = _opened(self._writer)
                try:
                    await db.execute("BEGIN IMMEDIATE")
                    yield db
                    await db.execute("COMMIT")
                except BaseException:
                    # Cancelled or failed: the connection must not go to the next task with a transaction open. Even a
                    # cancelled BEGIN still runs in the connection's thread; the rollback comes after it.
                    await db.rollback()
                    raise
            except (sqlite3.Error, OSError) as error:
                raise StoreDown(type(error).__name__) from error

    async def _read(self, sql: str, values: Any) -> list[Any]:
        try:
            return list(await _opened(self._reader).execute_fetchall(sql, values))
        except (sqlite3.Error, OSError) as error:
            raise StoreDown(type(error).__name__) from error

    async def _connect(self) -> aiosqlite.Connection:
        connecting = aiosqlite.connect(self._path, timeout=self._patience, isolation_level=None)
        try:
            db = await connecting
        except BaseException:
            # Its thread has one more word to say, and must not find the loop closed when a command ends with this.
            thread: Any = getattr(connecting, "_thread", connecting)
            await asyncio.to_thread(thread.join)
            raise
        try:
            for pragma in PRAGMAS:
                await db.execute(pragma)
        except BaseException:
            await db.close()
            raise
        return db

    async def _check_version(self, db: aiosqlite.Connection) -> None:
        version = await _one(db, "PRAGMA user_version")
        if version > VERSION:
            raise StoreDown(f"{self._path.name} was written by a newer Kith: install that, or use another file.")
        if version < VERSION:
            raise StoreDown(f"{self._path.name} has an older form: run kith migrate, then start again.")
        # Taking the write lock shows at once whether this file can be written at all.
        await db.execute("BEGIN IMMEDIATE")
        await db.execute("ROLLBACK")


async def migrate_database(path: Path) -> None:
    """Bring the file's schema to this version. Raises `StoreDown` with a sentence that says what to do."""
    await SqliteStore(path).migrate()


def _opened(db: aiosqlite.Connection | None) -> aiosqlite.Connection:
    if db is None:
        raise StoreDown("closed")
    return db


async def _one(db: aiosqlite.Connection, sql: str) -> int:
    return int(next(iter(await db.execute_fetchall(sql)))[0])


async def _note(db: aiosqlite.Connection, chat: Chat, noted: Iterable[Noted], now: datetime) -> None:
    """Keep the ids of messages that can still be deleted; one from the future, by its clock, is from now."""
    rows = [
        (chat.channel, chat.id, one.id, min(one.at, now).timestamp()) for one in noted if one.at > now - MESSAGES_LAST
    ]
    if rows:
        await db.executemany(NOTE, rows)


async def _doom(db: aiosqlite.Connection, chat: Chat) -> None:
    """Mark every message noted until now, for an erasure that takes the place of any that still waits."""
    await db.execute("UPDATE message SET doomed = 1 WHERE channel = ? AND chat = ?", (chat.channel, chat.id))
    await db.execute("DELETE FROM outbox WHERE channel = ? AND chat = ? AND erases", (chat.channel, chat.id))


async def _forget(db: aiosqlite.Connection, chat: Chat, erasures: bool = False) -> None:
    """Take out what is kept of a chat. An erasure that she has asked for is still done, unless `erasures` go too."""
    whose = (chat.channel, chat.id)
    await db.execute("DELETE FROM session WHERE channel = ? AND chat = ?", whose)
    await db.execute("DELETE FROM outbox WHERE channel = ? AND chat = ? AND (? OR NOT erases)", (*whose, erasures))
    await db.execute("DELETE FROM message WHERE channel = ? AND chat = ? AND (? OR NOT doomed)", (*whose, erasures))


async def _post(
    db: aiosqlite.Connection, chat: Chat, replies: Iterable[Outgoing], now: datetime, noted: bool = True
) -> None:
    """Put the replies into the outbox; `noted`: their ids are kept once they are sent."""
    rows = [
        (chat.channel, chat.id, one.urgent, one.body, one.replaces, now.timestamp(), one.erases, noted)
        for one in replies
    ]
    if rows:
        await db.executemany(
            "INSERT INTO outbox (channel, chat, urgent, body, replaces, due_at, erases, noted)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            rows,
        )


def _named(one: Delivered, message: Noted) -> dict[str, Any]:
    return {
        "number": one.number,
        "channel": one.chat.channel,
        "chat": one.chat.id,
        "id": message.id,
        "at": message.at.timestamp(),
    }


def _parcel(row: Any) -> Parcel:
    number, channel, chat, urgent, body, replaces, attempts, erases, noted = row
    message = Outgoing(body, bool(urgent), replaces, bool(erases), bool(noted))
    return Parcel(number, Chat(channel, chat), message, attempts)


def _what_to_do(path: Path) -> str:
    return f"Kith can't write its database {path}: check the folder's rights and free space, or set KITH_DATABASE_URL."
