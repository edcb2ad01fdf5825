"""The store in one SQLite file.

Reading never waits in WAL mode and takes microseconds, so it is done on the spot, on a connection of its own; writing
goes through `Batches`. synchronous=FULL makes a commit wait for the disc: what Telegram has been told is kept survives
a power cut.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import time
from typing import Any, TypeVar

from bot.storage import sqlite_writes as writes
from bot.storage.batches import Batches, until_free
from bot.storage.rows import PARCEL, Arrived, Written
from bot.storage.sealed import SealedStore
from bot.storage.sqlite_schema import SEALED_SINCE, STEPS, VERSION, seal_what_was_plain
from bot.storage.sqlite_writes import FIRST_IN_ITS_CHAT, OTHERS_LIVE, OURS_TO_TAKE
from bot.storage.store import LEASE, StoreDown
from bot.storage.vault import SealedKey, Vault, WrongKey, brought_up_to_date, key_beside, make_key, read_key, unlock

T = TypeVar("T")

Which = tuple[int, int] | None
"""Device and inode of the file that stands at a path; None where there is none."""

PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
)

MIGRATION_PATIENCE = 5.0
"""Seconds; another process may be migrating the same file."""

BROKEN = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY}

BEGUN = """
SELECT EXISTS (SELECT 1 FROM seen WHERE update_id = ?), session.sealed, session.updated_at
FROM (SELECT 1) LEFT JOIN session ON session.chat = ?
"""

DUE = f"""
SELECT {PARCEL}, owner FROM outbox AS first INDEXED BY outbox_by_urgency
WHERE channel = :channel AND (due_at <= :now OR posted_at > :now) AND {FIRST_IN_ITS_CHAT} AND {OURS_TO_TAKE}
ORDER BY urgent DESC, id LIMIT :limit
"""

FIRST_DUE = f"""
SELECT due_at FROM outbox AS first INDEXED BY outbox_due_at
WHERE channel = :channel AND {{}} AND {FIRST_IN_ITS_CHAT} ORDER BY due_at LIMIT 1
"""

NEXT_DUE = f"""
SELECT ({FIRST_DUE.format(OURS_TO_TAKE)}), ({FIRST_DUE.format(f"{OTHERS_LIVE} AND NOT {OURS_TO_TAKE}")})
"""

OWNS = "SELECT EXISTS (SELECT 1 FROM outbox WHERE owner = :me) OR EXISTS (SELECT 1 FROM job WHERE owner = :me)"


class SqliteStore(SealedStore):
    """Sessions, outbox, jobs and seen ids in the file at `path`; see `bot.storage.store.Store`.

    `patience`: seconds to wait for another process that is writing. `secrets`: the secret keys, the one to write with
    first; without any, one is made beside the file.
    """

    def __init__(self, path: Path, patience: float = 2.0, secrets: Sequence[bytes] = (), lease: float = LEASE) -> None:
        super().__init__(secrets, lease)
        self._path = path
        self._patience = patience
        self._reader: sqlite3.Connection | None = None
        self._batches: Batches | None = None
        self._file: Which = None
        self._log: Which = None
        """Which file the connections have open, and which write-ahead log."""
        self._broken = self._opening_anew = False

    async def open(self) -> None:
        try:
            with self._says_what_to_do():
                await self._open_file()
                self._examine()
                await self._begin_beating()
        except BaseException:
            await self._close()
            raise

    async def _open_file(self) -> None:
        self._reader = await until_free(self._connect, lambda: self._patience)
        self._file = _which(self._path)
        self._check_version(self._reader)
        vault = unlock(_keys(self._reader), self._all_secrets())
        self._batches = await Batches.open(await until_free(self._connect, lambda: self._patience), self._patience)
        self._log = _which(_log_of(self._path))
        # Last, because it is what says that the store is open: others may ask while this waits.
        self._vault = vault

    def _examine(self) -> None:
        """See that the file is whole, once, at the start: later what can still be read of it is better than nothing."""
        assert self._reader is not None
        [(found,)] = self._reader.execute("PRAGMA quick_check(1)")
        if found != "ok":
            raise StoreDown(_damaged(self._path))

    async def migrate(self) -> None:
        with self._says_what_to_do():
            await until_free(self._migrate_once, lambda: max(self._patience, MIGRATION_PATIENCE))

    async def close(self) -> None:
        if self._batches:
            self._batches.hurry()
        await self._stop_beating()
        await self._close()

    async def _close(self) -> None:
        await self._close_file()
        self._vault = None

    async def _close_file(self) -> None:
        batches, reader = self._batches, self._reader
        self._batches = self._reader = None
        if batches:
            await batches.close()
        if reader:
            reader.close()

    async def _see_to_the_file(self) -> None:
        """Open the file anew where it broke, or another has been put in its place: no restart is needed for that.

        Raises `StoreDown` then too: what began with the keys and numbers of the old one can't go on in the new one.
        """
        if self._vault is None or self._opening_anew:
            raise StoreDown("closed")
        if not self._broken and _which(self._path) == self._file:
            return
        self._opening_anew = self._broken = True
        try:
            await self._close_file()
            self._take_away_a_strange_log()
            await self.migrate()
            with self._says_what_to_do():
                await self._open_file()
            self._broken, self._shown = False, -self._lease
        finally:
            self._opening_anew = False
        raise StoreDown("opened anew")

    def _take_away_a_strange_log(self) -> None:
        """The write-ahead log of a file that is here no more: SQLite leaves it, and would write it into the new one."""
        log = _log_of(self._path)
        if _which(self._path) != self._file and _which(log) == self._log:
            with suppress(OSError):
                log.unlink(missing_ok=True)
                log.with_name(self._path.name + "-shm").unlink(missing_ok=True)

    def _connect(self) -> sqlite3.Connection:
        """A connection that waits for nobody (see `until_free`); transactions begin and end where it says so."""
        db = sqlite3.connect(self._path, timeout=0, isolation_level=None, check_same_thread=False)
        try:
            for pragma in PRAGMAS:
                db.execute(pragma)
        except BaseException:
            db.close()
            raise
        return db

    def _migrate_once(self) -> None:
        with closing(self._connect()) as db:
            # Nobody else migrates, nor makes a key, until this commits.
            db.execute("BEGIN IMMEDIATE")
            version = _version(db)
            self._refuse_newer(version)
            for number, step in enumerate(STEPS[version:], version + 1):
                for statement in step:
                    db.execute(statement)
                if number == SEALED_SINCE:
                    seal_what_was_plain(db, self._bring_keys_up_to_date(db))
            if version == VERSION:
                self._bring_keys_up_to_date(db)
            db.execute(f"PRAGMA user_version = {VERSION}")
            db.execute("COMMIT")
            if version < SEALED_SINCE:
                db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def _bring_keys_up_to_date(self, db: sqlite3.Connection) -> Vault:
        """Make the keys of the file, or seal them with a new secret key."""
        keys, secrets = _keys(db), self._all_secrets()
        if not keys and not secrets:
            secrets = (make_key(key_beside(self._path)),)
        better = brought_up_to_date(keys, secrets)
        if better is not None:
            db.executemany("INSERT OR REPLACE INTO vault VALUES (?, ?)", better)
        return unlock(better or keys, secrets)

    def _all_secrets(self) -> tuple[bytes, ...]:
        """Those of the settings, then the one beside the file, which counts as an old one where there are others."""
        beside = read_key(key_beside(self._path))
        return (*self._secrets, beside) if beside else self._secrets

    def _check_version(self, db: sqlite3.Connection) -> None:
        version = _version(db)
        self._refuse_newer(version)
        if version < VERSION:
            raise StoreDown(f"{self._path.name} has an older form: run kith migrate, then start again.")

    def _refuse_newer(self, version: int) -> None:
        if version > VERSION:
            raise StoreDown(f"{self._path.name} was written by a newer Kith: install that, or use another file.")

    @contextmanager
    def _says_what_to_do(self) -> Iterator[None]:
        """Whatever keeps the file from being used becomes a `StoreDown` with a sentence for the operator."""
        try:
            yield
        except WrongKey as error:
            raise StoreDown(self._about_the_key()) from error
        except (sqlite3.Error, OSError) as error:
            if isinstance(error, OSError) and error.filename == str(key_beside(self._path)):
                raise StoreDown(
                    f"Kith can't read {error.filename}, the key of its database: check its rights."
                ) from error
            raise StoreDown(_what_to_do(self._path, error)) from error
        except StoreDown as down:
            if isinstance(down.__cause__, (sqlite3.Error, OSError)):
                raise StoreDown(_what_to_do(self._path, down.__cause__)) from down.__cause__
            raise

    def _about_the_key(self) -> str:
        lost = f"If it is lost, so is what {self._path.name} holds: move that file away and start again."
        if self._secrets:
            return f"KITH_SECRET_KEY isn't the key that {self._path.name} was written with: set that one. {lost}"
        key = key_beside(self._path).name
        return (
            f"{key} is missing or is another database's: put it back, or set the KITH_SECRET_KEY that was set. {lost}"
        )

    async def _read(self, sql: str, values: Any) -> list[Any]:
        await self._see_to_the_file()
        reader = self._reader
        if reader is None:
            raise StoreDown("closed")
        try:
            return await until_free(lambda: reader.execute(sql, values).fetchall(), lambda: self._patience)
        except (sqlite3.Error, OSError) as error:
            self._broken = self._broken or _is_broken(error)
            raise StoreDown(type(error).__name__) from error

    async def _write(self, work: Callable[[sqlite3.Connection], T], long: bool = False, no_byte: bool = False) -> T:
        await self._see_to_the_file()
        if self._batches is None:
            raise StoreDown("closed")
        try:
            return await self._batches.write(work, long, no_byte)
        except StoreDown as down:
            self._broken = self._broken or _is_broken(down.__cause__)
            raise

    def _who(self, **more: Any) -> dict[str, Any]:
        """What `OURS_TO_TAKE` asks for. The lease goes by this machine's clock, which all processes of a file share."""
        return {"me": self._me, "clock": time(), "lease": self._lease, **more}

    async def _begin(self, update_id: int | None, name: bytes) -> tuple[bool, bytes | None, float]:
        [(seen, sealed, at)] = await self._read(BEGUN, (update_id, name))
        return bool(seen), sealed, at or 0.0

    async def _keep(self, turn: Written) -> None:
        await self._write(lambda db: writes.keep(db, turn), no_byte=turn.after is None)

    async def _set_aside(self, posting: Written, error: str) -> None:
        await self._write(lambda db: writes.set_aside(db, posting, error))

    async def _due(self, channel: str, now: float, limit: int) -> list[Any]:
        return await self._read(DUE, self._who(channel=channel, now=now, limit=limit))

    async def _claim(self, numbers: Sequence[int]) -> set[int]:
        return await self._write(lambda db: writes.claim(db, numbers, self._who()))

    async def _next_due(self, channel: str) -> tuple[float | None, float | None]:
        [(ours, others)] = await self._read(NEXT_DUE, self._who(channel=channel))
        return ours, others

    async def _waiting(self, name: bytes) -> list[Any]:
        return await self._read(f"SELECT {PARCEL} FROM outbox WHERE chat = ? ORDER BY urgent DESC, id", (name,))

    async def _arrived(self, arrived: Arrived, no_byte: bool) -> None:
        await self._write(lambda db: writes.arrived(db, arrived), no_byte=no_byte)

    async def _to_erase(self, name: bytes, oldest: float) -> list[int]:
        sql = "SELECT id FROM message WHERE chat = ? AND doomed AND at > ? ORDER BY id"
        return [row[0] for row in await self._read(sql, (name, oldest))]

    async def _put_off(self, number: int, until: float, attempts: int, now: float) -> None:
        sql = "UPDATE outbox SET due_at = ?, attempts = ?, posted_at = min(posted_at, ?) WHERE id = ?"
        await self._write(lambda db: db.execute(sql, (until, attempts, now, number)))

    async def _forget(self, name: bytes) -> None:
        await self._write(lambda db: writes.forget(db, name, erasures=True), no_byte=True)

    async def _tidy(self, now: datetime) -> int:
        ended = time() - 10 * self._lease
        return await self._write(lambda db: writes.tidy(db, now, ended), long=True, no_byte=True)

    async def _backlog(self, channel: str) -> tuple[int, float | None]:
        [(count, oldest)] = await self._read(
            "SELECT count(*), min(posted_at) FROM outbox WHERE channel = ?", (channel,)
        )
        return count, oldest

    async def _schedule(self, kind: str, name: bytes | None, sealed: bytes, due: float, every: float | None) -> int:
        return await self._write(lambda db: writes.schedule(db, (kind, name, sealed, due, every)))

    async def _cancel(self, name: bytes, kind: str | None, number: int | None) -> int:
        sql = "DELETE FROM job WHERE chat = ? AND kind = ifnull(?, kind) AND id = ifnull(?, id)"
        return await self._write(lambda db: db.execute(sql, (name, kind, number)).rowcount, no_byte=True)

    async def _claim_jobs(self, now: float, limit: int) -> list[Any]:
        sql = f"SELECT EXISTS (SELECT 1 FROM job AS first WHERE {writes.DUE_JOB} AND {OURS_TO_TAKE})"
        [(some,)] = await self._read(sql, self._who(now=now))
        return await self._write(lambda db: writes.claim_jobs(db, now, limit, self._who())) if some else []

    async def _drop_jobs(self, numbers: Sequence[int]) -> None:
        rows = [(number,) for number in numbers]
        await self._write(lambda db: db.executemany("DELETE FROM job WHERE id = ?", rows))

    async def _next_job(self) -> float | None:
        [(due,)] = await self._read("SELECT min(due_at) FROM job WHERE owner IS NULL OR owner = ?", (self._me,))
        return None if due is None else float(due)

    async def _finish(self, number: int, again: float | None, posting: Written) -> bool:
        return await self._write(lambda db: writes.finish(db, number, again, posting))

    async def _put_off_job(self, number: int, until: float) -> None:
        sql = "UPDATE job SET due_at = ?, attempts = attempts + 1, owner = NULL WHERE id = ? AND owner = ?"
        await self._write(lambda db: db.execute(sql, (until, number, self._me)))

    async def _show_life(self) -> None:
        await self._write(lambda db: writes.show_life(db, self._who()))

    async def _owns_something(self) -> bool:
        [(some,)] = await self._read(OWNS, {"me": self._me})
        return bool(some)

    async def _let_go(self) -> None:
        await self._write(lambda db: writes.let_go(db, self._me))


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + "-wal")


def _which(path: Path) -> Which:
    with suppress(OSError):
        found = path.stat()
        return found.st_dev, found.st_ino
    return None


def _is_broken(error: BaseException | None) -> bool:
    """Whether a connection that failed so may go on failing when the file has long been put right."""
    return _code(error) in BROKEN


def _code(error: BaseException | None) -> int:
    """SQLite's number for what went wrong, without the details; 0 where it was something else."""
    return int(getattr(error, "sqlite_errorcode", 0)) & 0xFF


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0])


def _keys(db: sqlite3.Connection) -> list[SealedKey]:
    return db.execute("SELECT generation, sealed FROM vault").fetchall()


def _what_to_do(path: Path, error: BaseException) -> str:
    match _code(error):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return f"Another program keeps {path} locked: end it, then start again."
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return _damaged(path)
        case sqlite3.SQLITE_ERROR:
            return (
                f"{path} is another program's database, or was changed by hand: set KITH_DATABASE_URL to another file."
            )
    return f"Kith can't write its database {path}: check the folder's rights and free space, or set KITH_DATABASE_URL."


def _damaged(path: Path) -> str:
    return (
        f"{path} is damaged, or isn't a database: put a copy of it back, or move it away and start again."
        " Without it, people have to begin their conversations again."
    )
