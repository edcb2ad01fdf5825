"""What a store promises, on a real file."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.storage import Chat, Delivered, Outgoing, SqliteStore, StoreDown

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
ADA, BEA = Chat("telegram", "1"), Chat("telegram", "2")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "kith.db", patience=0.1)
    await store.migrate()
    await store.open()
    yield store
    await store.close()


async def keep(store: SqliteStore, update: int, chat: Chat, *bodies: str, session: str | None = "{}") -> None:
    async with store.turn(update, chat, NOW) as turn:
        await turn.commit(session, [Outgoing(body, urgent=body.isupper()) for body in bodies])


async def test_a_kept_turn_is_seen_and_remembered(store: SqliteStore) -> None:
    await keep(store, 1, ADA, "hello", session='{"n": 1}')
    async with store.turn(1, ADA, NOW) as turn:
        assert turn.seen
    async with store.turn(2, ADA, NOW) as turn:
        assert (turn.seen, turn.session) == (False, '{"n": 1}')
    async with store.turn(2, BEA, NOW) as turn:
        assert turn.session is None


async def test_a_turn_that_is_not_committed_leaves_nothing(store: SqliteStore) -> None:
    async with store.turn(1, ADA, NOW):
        pass
    async with store.turn(1, ADA, NOW) as turn:
        assert not turn.seen


async def test_a_turn_is_kept_whole_or_not_at_all(store: SqliteStore) -> None:
    await keep(store, 1, ADA, "first")
    with pytest.raises(StoreDown):
        await keep(store, 1, BEA, "second")
    assert await store.waiting(BEA) == []
    async with store.turn(3, BEA, NOW) as turn:
        assert turn.session is None


async def test_a_session_is_forgotten_after_a_day(store: SqliteStore) -> None:
    await keep(store, 1, ADA)
    async with store.turn(2, ADA, NOW + timedelta(hours=23)) as turn:
        assert turn.session == "{}"
    async with store.turn(2, ADA, NOW + timedelta(hours=24)) as turn:
        assert turn.session is None
    assert await store.tidy(NOW + timedelta(hours=24)) == 1
    assert await store.tidy(NOW + timedelta(days=8)) == 1


async def test_only_the_first_message_of_each_chat_is_due_and_urgent_ones_go_first(store: SqliteStore) -> None:
    await keep(store, 1, ADA, "a1", "a2")
    await keep(store, 2, BEA, "b1")
    await keep(store, 3, BEA, "URGENT")
    due = await store.due("telegram", NOW, 10)
    assert [parcel.message.body for parcel in due] == ["URGENT", "a1"]
    assert [parcel.message.body for parcel in await store.due("telegram", NOW, 10, [BEA])] == ["a1"]
    assert await store.due("terminal", NOW, 10) == []


async def test_a_message_put_off_keeps_those_behind_it_waiting(store: SqliteStore) -> None:
    await keep(store, 1, ADA, "a1", "a2")
    [first] = await store.due("telegram", NOW, 10)
    later = NOW + timedelta(seconds=30)
    await store.put_off(first.number, later, 1)
    assert await store.due("telegram", NOW, 10) == []
    assert await store.next_due("telegram") == later
    [again] = await store.due("telegram", later, 10)
    assert (again.number, again.attempts) == (first.number, 1)
    await store.sent([Delivered(again.number, ADA)])
    assert [parcel.message.body for parcel in await store.due("telegram", NOW, 10)] == ["a2"]


async def test_forgetting_in_a_turn_takes_what_waited_and_leaves_the_last_word(store: SqliteStore) -> None:
    await keep(store, 1, ADA, "a1")
    await keep(store, 2, ADA, "bye", session=None)
    assert [parcel.message.body for parcel in await store.waiting(ADA)] == ["bye"]


async def test_many_chats_at_once_do_not_mix(store: SqliteStore) -> None:
    chats = [Chat("telegram", str(number)) for number in range(100)]
    await asyncio.gather(*(keep(store, n, chat, f"to {chat.id}", session=chat.id) for n, chat in enumerate(chats)))
    for chat in chats:
        assert [parcel.message.body for parcel in await store.waiting(chat)] == [f"to {chat.id}"]


async def test_a_cancelled_turn_leaves_the_store_usable(store: SqliteStore) -> None:
    for update in range(20):
        task = asyncio.create_task(keep(store, update, ADA, "x"))
        await asyncio.sleep(0.0005 * (update % 5))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await keep(store, 99, BEA, "after")
    assert len(await store.waiting(BEA)) == 1


async def test_a_locked_file_is_said_and_recovers(store: SqliteStore, tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "kith.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(StoreDown):
        await keep(store, 1, ADA, "x")
    other.execute("ROLLBACK")
    other.close()
    await keep(store, 1, ADA, "x")


async def test_migrating_twice_or_at_once_is_safe(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    await asyncio.gather(*(SqliteStore(path).migrate() for _ in range(4)))
    await SqliteStore(path).migrate()


async def test_a_file_of_another_form_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    with pytest.raises(StoreDown, match="kith migrate"):
        await SqliteStore(path).open()
    db = sqlite3.connect(path)
    db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(StoreDown, match="newer Kith"):
        await SqliteStore(path).open()


async def test_a_file_that_is_no_database_is_told_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreDown, match="can't write its database"):
        await SqliteStore(path).migrate()
