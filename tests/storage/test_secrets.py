"""What is personal is encrypted in the database; keys can be changed, and a wrong one is noticed at the start."""

from __future__ import annotations

import os
import stat
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.storage import Job, Outgoing, SqliteStore, Store, StoreDown
from bot.storage.postgres import PostgresStore
from tests.storage.databases import ADA, BEA, KEY, NOW, TABLES, Database, bodies, keep

OLD, NEW = b"o" * 32, b"n" * 32


async def test_no_column_holds_what_was_said_or_to_whom(store: Store, database: Database) -> None:
    await keep(store, 1, "canary-reply", session='{"canary": "session"}')
    await store.schedule("remind", ADA, NOW, "canary-payload")
    held = [
        repr(value) for table in (*TABLES, "vault", "worker") for row in await database.rows(table) for value in row
    ]
    assert held
    assert not [value for value in held if "canary" in value or ADA.id in value]


async def test_the_same_text_is_never_sealed_to_the_same_bytes(store: Store, database: Database) -> None:
    await keep(store, 1, "x", "x")
    sealed = [bytes(value) for row in await database.rows("outbox") for value in row if isinstance(value, bytes)]
    long = [one for one in sealed if len(one) > 16]
    assert len(long) == len(set(long)) == 2


async def test_one_chats_session_is_not_readable_in_another_chats_place(store: Store, database: Database) -> None:
    await keep(store, 1, session="hers")
    await keep(store, 2, session="another's", chat=BEA)
    name: bytes = store.vault.name(ADA)  # type: ignore[attr-defined]
    theirs = database.literal(name)
    await database.execute(
        "UPDATE {0}session SET sealed ="
        f" (SELECT other.sealed FROM {{0}}session AS other WHERE other.chat <> {theirs}) WHERE chat = {theirs}"
    )
    async with store.turn(3, ADA, NOW) as turn:
        assert turn.session is None
        await turn.commit("new", [])
    async with store.turn(4, ADA, NOW) as turn:
        assert turn.session == "new"


async def test_a_message_that_was_tampered_with_holds_nobody_up(store: Store, database: Database) -> None:
    await keep(store, 1, "spoilt", "whole")
    [first, _] = await store.waiting(ADA)
    spoilt = database.literal(b"\0\1" + b"x" * 60)
    await database.execute(f"UPDATE {{0}}outbox SET sealed = {spoilt} WHERE id = {first.number}")
    await store.due("telegram", NOW, 10)
    assert bodies(await store.due("telegram", NOW, 10)) == ["whole"]


async def test_a_wrong_key_is_told_at_the_start_in_one_sentence(store: Store, database: Database) -> None:
    for act in ("migrate", "open"):
        stranger: Any = database.store([NEW])
        with pytest.raises(StoreDown, match=r"^KITH_SECRET_KEY isn't the key .* set that one\. If it is lost") as said:
            await getattr(stranger, act)()
        assert "\n" not in str(said.value)


async def test_a_new_key_in_front_of_the_old_one_reads_everything_and_then_stands_alone(database: Database) -> None:
    before = await begun(database, [OLD])
    await keep(before, 1, "a1", session="old session")
    number = await before.schedule("remind", ADA, NOW, "old payload")
    await before.close()
    for keys in ([NEW, OLD], [NEW]):
        after = await begun(database, keys)
        async with after.turn(None, ADA, NOW) as turn:
            assert turn.session == "old session"
        assert bodies(await after.waiting(ADA)) == ["a1"]
        assert await after.jobs_due(NOW, 10) == [Job(number, "remind", ADA, "old payload", NOW)]
        await after.close()
    await keep(after := await begun(database, [NEW]), 2, session="new session")
    await after.close()
    with pytest.raises(StoreDown, match="KITH_SECRET_KEY"):
        await begun(database, [OLD])


async def test_after_a_change_of_keys_what_is_new_is_sealed_with_a_new_one(database: Database) -> None:
    for keys, session in (([OLD], "first"), ([NEW, OLD], "second")):
        store = await begun(database, keys)
        await keep(store, None, session=session)
        await store.close()
    generations = sorted(row[0] for row in await database.rows("vault"))
    assert generations == [0, 1, 2]
    [row] = await database.rows("session")
    assert bytes(row[1])[:2] == (2).to_bytes(2, "big")


async def test_a_process_that_missed_a_change_of_keys_leaves_what_is_new_to_the_others(
    store: Store, database: Database
) -> None:
    after = await begun(database, [NEW, KEY])
    await keep(after, 1, "new reply", session="new")
    await after.schedule("remind", ADA, NOW, "new payload")
    await after.close()
    with pytest.raises(StoreDown):
        await keep(store, 2)
    assert await store.due("telegram", NOW, 10) == []
    assert await store.jobs_due(NOW, 10) == []
    again = await begun(database, [NEW])
    async with again.turn(2, ADA, NOW) as turn:
        assert turn.session == "new"
    assert bodies(await again.due("telegram", NOW, 10)) == ["new reply"]
    assert [job.payload for job in await again.jobs_due(NOW + timedelta(minutes=1), 10)] == ["new payload"]
    await again.close()


async def test_without_a_key_one_is_made_once_beside_the_file_for_its_owner_alone(tmp_path: Path) -> None:
    path, key = tmp_path / "kith.db", tmp_path / "kith.db.key"
    for _ in range(2):
        store = SqliteStore(path)
        await store.migrate()
        await store.open()
        await keep(store, None, session="hers")
        await store.close()
        held = key.read_bytes()
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    assert key.read_bytes() == held
    assert [name for name in os.listdir(tmp_path) if "key" in name] == ["kith.db.key"]


async def test_a_key_that_is_lost_or_swapped_is_told_in_one_sentence_and_none_is_made(tmp_path: Path) -> None:
    path, key = tmp_path / "kith.db", tmp_path / "kith.db.key"
    await SqliteStore(path).migrate()
    for spoil in (key.unlink, lambda: key.write_bytes(b"nonsense"), lambda: key.write_bytes(b"")):
        spoil()
        held = key.read_bytes() if key.exists() else None
        for act in (SqliteStore(path).migrate, SqliteStore(path).open):
            with pytest.raises(StoreDown, match=r"kith\.db\.key is missing or is another database's: put it back"):
                await act()
        assert held == (key.read_bytes() if key.exists() else None)


async def test_the_key_beside_the_file_may_be_replaced_by_one_in_the_settings(tmp_path: Path) -> None:
    path = tmp_path / "kith.db"
    for secrets in ([], [NEW]):
        store = SqliteStore(path, secrets=secrets)
        await store.migrate()
        await store.open()
        async with store.turn(None, ADA, NOW) as turn:
            assert turn.session == (None if not secrets else "hers")
            await turn.commit("hers", [Outgoing("x")])
        await store.close()
    (tmp_path / "kith.db.key").unlink()
    store = SqliteStore(path, secrets=[NEW])
    await store.migrate()
    await store.open()
    assert len(await store.waiting(ADA)) == 2
    await store.close()


async def test_postgresql_without_a_key_says_what_makes_one() -> None:
    for act in (PostgresStore("postgres://nobody@127.0.0.1:1/x").migrate, PostgresStore("postgres://x").open):
        with pytest.raises(StoreDown, match=r"^KITH_SECRET_KEY is missing.*openssl rand -base64 32$"):
            await act()


async def begun(database: Database, keys: list[bytes]) -> Store:
    store = database.store(keys)
    await store.migrate()
    await store.open()
    return store
