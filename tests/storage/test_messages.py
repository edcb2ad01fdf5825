"""Ids of messages: kept so that they can be deleted, marked by an erasure, and gone in time. On a real file."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage import ERASE, ERASING_HOLDS_UP_FOR, Chat, Delivered, Noted, Outgoing, Parcel, SqliteStore
from bot.storage.schema import STEPS
from bot.storage.store import MESSAGES_LAST

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, BEA = Chat("telegram", "111"), Chat("telegram", "222")
GOODBYE = (ERASE, Outgoing("neutral"))


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "kith.db", patience=0.1)
    await store.migrate()
    await store.open()
    yield store
    await store.close()


async def keep(
    store: SqliteStore,
    update: int,
    *replies: Outgoing,
    session: str | None = "{}",
    noted: Sequence[Noted] = (),
    chat: Chat = ADA,
    now: datetime = NOW,
) -> list[Parcel]:
    """One turn; what waits for the chat then."""
    async with store.turn(update, chat, now) as turn:
        await turn.commit(session, replies, noted)
    return await store.waiting(chat)


async def send(store: SqliteStore, *parcels: Parcel, first: int, at: datetime = NOW) -> None:
    """These have arrived, as messages that are numbered from `first`."""
    await store.sent([Delivered(parcel.number, parcel.chat, Noted(first + n, at)) for n, parcel in enumerate(parcels)])


async def test_hers_and_the_bots_are_erased_and_nobody_elses(store: SqliteStore) -> None:
    parcels = await keep(store, 1, Outgoing("a"), Outgoing("b"), noted=[Noted(10, NOW)])
    await send(store, *parcels, first=11)
    await keep(store, 2, noted=[Noted(20, NOW)], chat=BEA)
    await keep(store, 3, *GOODBYE, session=None, noted=[Noted(13, NOW)])
    assert await store.to_erase(ADA, NOW) == [10, 11, 12, 13]
    assert await store.to_erase(BEA, NOW) == []


async def test_the_erasure_comes_before_the_line_that_stays_and_then_nothing_is_kept(
    store: SqliteStore, tmp_path: Path
) -> None:
    await keep(store, 1, Outgoing("waits"), noted=[Noted(10, NOW)])
    erasure, neutral = await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    assert erasure.message.erases
    await store.sent([Delivered(erasure.number, ADA, erased=True)])
    await send(store, neutral, first=12)
    assert rows_of(tmp_path / "kith.db", ADA) == []


async def test_what_comes_after_is_not_erased_with_it(store: SqliteStore) -> None:
    await keep(store, 1, noted=[Noted(10, NOW)])
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    await keep(store, 3, Outgoing("CRISIS", urgent=True), noted=[Noted(12, NOW)])
    crisis, erasure, _ = await store.waiting(ADA)
    await send(store, crisis, first=13)
    assert await store.to_erase(ADA, NOW) == [10, 11]
    await store.sent([Delivered(erasure.number, ADA, erased=True)])
    await keep(store, 4, *GOODBYE, session=None)
    assert await store.to_erase(ADA, NOW) == [12, 13]


async def test_a_message_on_its_way_while_she_hides_is_erased_too(store: SqliteStore) -> None:
    [on_its_way] = await keep(store, 1, Outgoing("a"))
    await keep(store, 2, *GOODBYE, session=None)
    await send(store, on_its_way, first=10)
    assert await store.to_erase(ADA, NOW) == [10]


async def test_a_message_on_its_way_while_she_is_forgotten_is_not_noted(store: SqliteStore, tmp_path: Path) -> None:
    [on_its_way] = await keep(store, 1, Outgoing("a"), noted=[Noted(9, NOW)])
    [last] = await keep(store, 2, Outgoing("gone"), session=None, noted=[Noted(11, NOW)])
    await send(store, on_its_way, first=10)
    await send(store, last, first=12)
    assert rows_of(tmp_path / "kith.db", ADA) == []


async def test_being_forgotten_does_not_undo_a_hiding_that_still_waits(store: SqliteStore) -> None:
    await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    erasure, last = await keep(store, 2, Outgoing("gone"), session=None, noted=[Noted(11, NOW)])
    assert (erasure.message.erases, last.message.body) == (True, "gone")
    assert await store.to_erase(ADA, NOW) == [10]


async def test_hiding_twice_is_one_erasure_of_everything(store: SqliteStore) -> None:
    [first, _] = await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    waiting = await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    assert [parcel.message.erases for parcel in waiting] == [True, False]
    await store.sent([Delivered(first.number, ADA, erased=True)])
    assert await store.to_erase(ADA, NOW) == [10, 11]


async def test_what_telegram_would_not_delete_is_neither_used_nor_kept(store: SqliteStore, tmp_path: Path) -> None:
    old = NOW - timedelta(hours=48)
    await keep(store, 1, noted=[Noted(1, old), Noted(2, NOW - MESSAGES_LAST)])
    assert rows_of(tmp_path / "kith.db", ADA) == ["session"]
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(3, NOW)])
    later = NOW + MESSAGES_LAST
    assert await store.to_erase(ADA, later - timedelta(seconds=1)) == [3]
    assert await store.to_erase(ADA, later) == []
    await store.tidy(later - timedelta(seconds=1))
    assert "message" in rows_of(tmp_path / "kith.db", ADA)
    await store.tidy(later)
    assert "message" not in rows_of(tmp_path / "kith.db", ADA)


async def test_a_message_keeps_its_first_date_and_none_comes_from_the_future(store: SqliteStore) -> None:
    before = NOW - timedelta(hours=40)
    await keep(store, 1, noted=[Noted(1, before), Noted(2, NOW + timedelta(days=9))])
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(1, NOW)])
    assert await store.to_erase(ADA, before + MESSAGES_LAST) == [2]
    assert await store.to_erase(ADA, NOW + MESSAGES_LAST) == []


async def test_an_update_that_is_set_aside_leaves_its_message_to_be_erased(store: SqliteStore) -> None:
    await store.set_aside(1, "ValueError", ADA, [Outgoing("sorry")], NOW, [Noted(10, NOW)])
    await send(store, *await store.waiting(ADA), first=11)
    await keep(store, 2, *GOODBYE, session=None)
    assert await store.to_erase(ADA, NOW) == [10, 11]


async def test_an_erasure_that_fails_for_long_lets_the_others_go_ahead(store: SqliteStore) -> None:
    erasure, neutral = await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    later = NOW + timedelta(seconds=30)
    await store.put_off(erasure.number, later, ERASING_HOLDS_UP_FOR - 1)
    assert await store.due("telegram", NOW, 10) == []
    await store.put_off(erasure.number, later, ERASING_HOLDS_UP_FOR)
    assert [parcel.number for parcel in await store.due("telegram", NOW, 10)] == [neutral.number]
    assert await store.next_due("telegram") == NOW
    await store.sent([Delivered(neutral.number, ADA)])
    assert await store.next_due("telegram") == later


async def test_a_file_of_the_first_version_is_brought_forward_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    db = sqlite3.connect(path)
    for statement in STEPS[0]:
        db.execute(statement)
    row = "INSERT INTO outbox (channel, chat, urgent, body, due_at) VALUES ('telegram', '111', 0, 'waits', 0)"
    db.execute(row)
    db.execute("PRAGMA user_version = 1")
    db.commit()
    db.close()
    store = SqliteStore(path)
    await store.migrate()
    await store.open()
    try:
        [parcel] = await store.due("telegram", NOW, 10)
        await send(store, parcel, first=10)
        await keep(store, 1, *GOODBYE, session=None)
        assert await store.to_erase(ADA, NOW) == [10]
    finally:
        await store.close()


def rows_of(path: Path, chat: Chat) -> list[str]:
    """The tables that hold a row of this chat."""
    db = sqlite3.connect(path)
    try:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        rows = [(table, row) for table in tables for row in db.execute(f"SELECT * FROM {table}")]
        return [table for table, row in rows if chat.id in row]
    finally:
        db.close()
