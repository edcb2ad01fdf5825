"""What is SQLite's own: files that are locked, full, broken or old, and bytes that stay in a file."""

from __future__ import annotations

import asyncio
import os
import resource
import shutil
import sqlite3
from collections.abc import AsyncIterator, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from bot.storage import ERASE, Delivered, Outgoing, Parcel, SqliteStore, StoreDown
from bot.storage.sqlite_schema import STEPS
from tests.runtime.faults import locked
from tests.storage.databases import ADA, BEA, KEY, NOW, SqliteFile, bodies, everything_it_does, keep, what_works

READING = {"due", "next_due", "waiting", "to_erase", "backlog", "jobs_due", "next_job"}
"""What still works in WAL mode while nothing can be written, as long as there is nothing to take over."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


@pytest.fixture
async def store(path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(path, patience=0.1)
    await store.migrate()
    await store.open()
    yield store
    await store.close()


async def test_a_locked_file_is_said_and_recovers(store: SqliteStore, path: Path) -> None:
    await keep(store, 1, "before")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert set(await what_works(store)) == READING
    other.execute("ROLLBACK")
    other.close()
    assert bodies(await keep(store, 2, "after")) == ["before", "after"]


async def test_a_lock_of_a_moment_is_waited_for(path: Path) -> None:
    store = SqliteStore(path, patience=2)
    await store.migrate()
    await store.open()
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    asyncio.get_running_loop().call_later(0.2, other.execute, "ROLLBACK")
    assert bodies(await keep(store, 1, "x")) == ["x"]
    other.close()
    await store.close()


async def test_a_full_disc_is_said_and_recovers(store: SqliteStore, path: Path) -> None:
    await keep(store, 1, "before")
    with no_file_grows_beyond(path.with_name("kith.db-wal").stat().st_size + 4096):
        with pytest.raises(StoreDown):
            await keep(store, 2, "x" * 200_000)
        with pytest.raises(StoreDown):
            await keep(store, 3, session="y" * 200_000, chat=BEA)
        assert bodies(await store.waiting(ADA)) == ["before"]
    assert bodies(await keep(store, 2, "after")) == ["before", "after"]


async def test_a_write_that_fails_takes_nobody_else_along(store: SqliteStore) -> None:
    await keep(store, 1, "first")
    together = await asyncio.gather(
        keep(store, 2, "a2"), keep(store, 1, "b1", chat=BEA), keep(store, 3, "b3", chat=BEA), return_exceptions=True
    )
    assert [type(one).__name__ for one in together] == ["list", "Overtaken", "list"]
    assert bodies(await store.waiting(BEA)) == ["b3"]
    assert bodies(await store.waiting(ADA)) == ["first", "a2"]


async def test_a_kept_turn_is_on_the_disc_before_it_is_told(store: SqliteStore, path: Path) -> None:
    """A copy of the files at that moment, as a power cut would leave them, holds it."""
    await keep(store, 1, "x")
    copy = path.with_name("copy.db")
    for end in ("", "-wal", ".key"):
        copy.with_name(copy.name + end).write_bytes(path.with_name(path.name + end).read_bytes())
    second = SqliteStore(copy)
    await second.open()
    assert bodies(await second.waiting(ADA)) == ["x"]
    await second.close()


async def test_a_file_that_breaks_while_it_is_in_use_is_said(store: SqliteStore, path: Path) -> None:
    for update in range(50):
        await keep(store, update, "x" * 2000)
    await store.close()
    store = SqliteStore(path, patience=0.1)
    await store.open()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    spoil(path)
    assert await what_works(store) == []
    await store.close()


async def test_a_file_that_broke_and_was_put_right_needs_no_restart(store: SqliteStore, path: Path) -> None:
    for update in range(50):
        await keep(store, update, "x" * 2000)
    await store.close()
    backup = copied(path, "backup.db")
    await store.open()
    spoil(path)
    with pytest.raises(StoreDown):
        await store.waiting(ADA)
    shutil.copyfile(backup, path)
    assert len(await after_one_failure(store)) == 51


async def test_another_file_in_its_place_is_taken_up_without_a_restart(store: SqliteStore, path: Path) -> None:
    await keep(store, 1, "before")
    await store.close()
    backup = copied(path, "backup.db")
    await store.open()
    await keep(store, 2, "after the backup")
    os.replace(backup, path)
    assert bodies(await after_one_failure(store)) == ["before", "x"]
    os.unlink(path)
    assert bodies(await after_one_failure(store)) == ["x"]
    await store.close()
    await store.open()
    assert bodies(await store.waiting(ADA)) == ["x"]


async def after_one_failure(store: SqliteStore) -> list[Parcel]:
    """What waits for Ada after one more message, which is kept the second time only."""
    with pytest.raises(StoreDown):
        await keep(store, 99, "x")
    return await keep(store, 99, "x")


async def test_who_gave_up_while_the_file_was_locked_is_not_kept(path: Path) -> None:
    store = SqliteStore(path, patience=30)
    await store.migrate()
    await store.open()
    await keep(store, 0, "before", chat=BEA)
    async with locked(path):
        given_up, waits = asyncio.create_task(keep(store, 1, "one")), asyncio.create_task(keep(store, 2, "two"))
        await asyncio.sleep(0.1)
        given_up.cancel()
    assert bodies(await waits) == ["two"]
    async with store.turn(1, ADA, NOW) as turn:
        assert not turn.seen
    await store.close()


async def test_a_locked_file_is_not_waited_for_long_at_the_end(path: Path) -> None:
    store = SqliteStore(path, patience=3600)
    await store.migrate()
    await store.open()
    async with locked(path), asyncio.timeout(30):
        writing = asyncio.create_task(keep(store, 1, "one"))
        await asyncio.sleep(0.1)
        await store.close()
        with pytest.raises(StoreDown):
            await writing


async def test_what_is_ours_goes_out_while_nothing_can_be_taken_over(path: Path) -> None:
    ours, gone = SqliteStore(path, 0.1), SqliteStore(path, 0.1, lease=0.1)
    await ours.migrate()
    await ours.open()
    await gone.open()
    await keep(ours, 1, "ours")
    await keep(gone, 2, "HERS", chat=BEA)
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("UPDATE worker SET until = 0 WHERE id = ?", (gone._me,))
    async with locked(path):
        assert bodies(await ours.due("telegram", NOW, 10)) == ["ours"]
    assert bodies(await ours.due("telegram", NOW, 10)) == ["HERS", "ours"]
    await gone.close()
    await ours.close()


async def test_a_file_that_cannot_be_used_is_told_in_one_sentence(tmp_path: Path) -> None:
    no_database = tmp_path / "notes.db"
    no_database.write_bytes(b"not a database at all" * 100)
    cannot_be_written = r"^Kith can't write its database .*: check the folder's rights and free space"
    for unusable, said in (
        (no_database, r"notes\.db is damaged, or isn't a database: put a copy of it back"),
        (tmp_path, cannot_be_written),
        (tmp_path / "no" / "such.db", cannot_be_written),
    ):
        for act in (SqliteStore(unusable, 0.1).migrate, SqliteStore(unusable, 0.1).open):
            with pytest.raises(StoreDown, match=said):
                await act()


async def test_a_file_that_stays_locked_at_the_start_is_told_in_one_sentence(path: Path) -> None:
    await SqliteStore(path).migrate()
    async with locked(path):
        with pytest.raises(StoreDown, match=r"Another program keeps .*kith\.db locked"):
            await SqliteStore(path, 0.1).open()


async def test_a_file_of_which_a_part_is_damaged_is_refused_at_the_start(store: SqliteStore, path: Path) -> None:
    for number in range(50):
        await keep(store, number, "x" * 500)
    await store.close()
    damage_a_page(path)
    with pytest.raises(StoreDown, match="is damaged"):
        await SqliteStore(path).open()


async def test_a_disc_that_is_full_at_the_start_is_told_in_one_sentence(path: Path) -> None:
    await SqliteStore(path).migrate()
    with no_file_grows_beyond(100), pytest.raises(StoreDown, match="rights and free space"):
        await SqliteStore(path, 0.1).open()


async def test_a_file_of_another_form_is_told_in_one_sentence(path: Path) -> None:
    with pytest.raises(StoreDown, match="kith migrate"):
        await SqliteStore(path).open()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    for act in (SqliteStore(path).open, SqliteStore(path).migrate):
        with pytest.raises(StoreDown, match="newer Kith"):
            await act()
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA user_version").fetchone() == (99,)


async def test_another_programs_file_is_told_in_one_sentence(path: Path) -> None:
    with closing(sqlite3.connect(path)) as db:
        db.execute("CREATE TABLE session (id INTEGER)")
    with pytest.raises(StoreDown, match="another program's database"):
        await SqliteStore(path).migrate()


async def test_migrating_twice_or_at_once_is_safe(path: Path) -> None:
    await asyncio.gather(*(asyncio.to_thread(lambda: asyncio.run(SqliteStore(path).migrate())) for _ in range(4)))
    await SqliteStore(path).migrate()
    store = SqliteStore(path)
    await store.open()
    await store.close()


@pytest.mark.parametrize("version", [1, 2])
async def test_an_old_file_is_brought_forward_with_what_it_holds_and_sealed(path: Path, version: int) -> None:
    waited_since = NOW.timestamp()
    with closing(sqlite3.connect(path)) as db, db:
        db.execute("PRAGMA secure_delete = ON")
        for statement in [one for step in STEPS[:version] for one in step]:
            db.execute(statement)
        db.execute("INSERT INTO session VALUES ('telegram', '111222333', 'canary session', ?)", (waited_since,))
        for body, urgent in (("canary one", 0), ("CANARY TWO", 1)):
            db.execute(
                "INSERT INTO outbox (channel, chat, urgent, body, replaces, attempts, due_at)"
                " VALUES ('telegram', '111222333', ?, ?, 7, 3, ?)",
                (urgent, body, waited_since),
            )
        db.execute("INSERT INTO seen VALUES (5, ?)", (waited_since,))
        if version == 2:
            db.execute("INSERT INTO message VALUES ('telegram', '111222333', 70, ?, 0)", (waited_since,))
        db.execute(f"PRAGMA user_version = {version}")
    for _ in range(2):
        await SqliteStore(path).migrate()
    assert not bytes_in(path.parent, b"canary", b"CANARY", b"111222333")
    store = SqliteStore(path)
    await store.open()
    async with store.turn(5, ADA, NOW) as turn:
        assert (turn.seen, turn.session) == (True, "canary session")
    urgent, plain = await store.waiting(ADA)
    assert (urgent.message, urgent.attempts) == (Outgoing("CANARY TWO", urgent=True, replaces=7), 3)
    assert (await store.due("telegram", NOW, 10))[0] == urgent
    await store.sent([Delivered(urgent.number, ADA), Delivered(plain.number, ADA)])
    await keep(store, 6, ERASE, session=None)
    assert await store.to_erase(ADA, NOW) == ([70] if version == 2 else [])
    await store.close()


async def test_after_forgetting_no_byte_of_it_is_left_even_sealed(store: SqliteStore, path: Path) -> None:
    await keep(store, 1, "hers", "x" * 5000, session="hers too")
    await store.schedule("remind", ADA, NOW, "hers as well")
    await keep(store, 2, "another's", chat=BEA)
    file = SqliteFile(path)
    sealed = await hers(file, store)
    assert len(sealed) == 5
    assert bytes_in(path.parent, *sealed)
    await store.forget(ADA)
    assert not bytes_in(path.parent, *sealed)
    await store.close()
    assert not bytes_in(path.parent, *sealed)


async def test_a_store_can_be_closed_with_writes_under_way(path: Path) -> None:
    store = SqliteStore(path, secrets=[KEY])
    await store.migrate()
    await store.open()
    writes = [asyncio.create_task(keep(store, n, "x", chat=ADA if n == 0 else BEA)) for n in range(2)]
    await asyncio.sleep(0)
    await asyncio.gather(store.close(), *writes, return_exceptions=True)
    await store.open()
    assert len(await store.waiting(ADA)) == 1
    await store.close()


def test_every_method_of_a_store_is_tried_here(path: Path) -> None:
    public = {name for name in vars(SqliteStore.__mro__[1]) if not name.startswith("_")} - {"vault", "keep"}
    assert public == set(everything_it_does(SqliteStore(path)))


async def hers(file: SqliteFile, store: SqliteStore) -> list[bytes]:
    """The sealed bytes of Ada's rows, and her name."""
    name = store.vault.name(ADA)
    rows = [row for table in ("session", "outbox", "job") for row in await file.rows(table) if name in row]
    return [name, *(next(one for one in row if isinstance(one, bytes) and len(one) > 20)[:40] for row in rows)]


def copied(path: Path, name: str) -> Path:
    """A copy of a file beside it."""
    return Path(shutil.copyfile(path, path.with_name(name)))


def spoil(path: Path) -> None:
    """Write over everything but the first page."""
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xa5" * (path.stat().st_size - 4096))


def bytes_in(folder: Path, *canaries: bytes) -> list[bytes]:
    """Which of these are in any file of a folder."""
    held = [file.read_bytes() for file in folder.iterdir() if file.is_file()]
    return [canary for canary in canaries if any(canary in one for one in held)]


@contextmanager
def no_file_grows_beyond(size: int) -> Iterator[None]:
    """While inside, the operating system refuses to make any file of this process longer."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def damage_a_page(path: Path) -> None:
    with path.open("r+b") as file:
        file.seek(-4 * 4096, os.SEEK_END)
        file.write(b"garbage!" * 512)
