"""What every store promises, on a real file and on a real PostgreSQL."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.storage import ERASE, Chat, Delivered, Noted, Outgoing, Overtaken, Store, StoreDown
from tests.storage.databases import ADA, BEA, NOW, Database, bodies, keep, tables_with


async def test_a_kept_turn_is_seen_and_remembered(store: Store) -> None:
    await keep(store, 1, "hello", session='{"n": 1}')
    async with store.turn(1, ADA, NOW) as turn:
        assert turn.seen
    async with store.turn(2, ADA, NOW) as turn:
        assert (turn.seen, turn.session) == (False, '{"n": 1}')
    async with store.turn(2, BEA, NOW) as turn:
        assert turn.session is None


async def test_a_turn_that_is_not_committed_leaves_nothing(store: Store) -> None:
    async with store.turn(1, ADA, NOW):
        pass
    async with store.turn(1, ADA, NOW) as turn:
        assert not turn.seen


async def test_a_turn_is_kept_whole_or_not_at_all(store: Store) -> None:
    await keep(store, 1, "first")
    with pytest.raises(Overtaken):
        await keep(store, 1, "second", chat=BEA)
    assert await store.waiting(BEA) == []
    async with store.turn(3, BEA, NOW) as turn:
        assert turn.session is None


async def test_a_session_is_forgotten_after_a_day(store: Store) -> None:
    await keep(store, 1)
    async with store.turn(2, ADA, NOW + timedelta(hours=23)) as turn:
        assert turn.session == "{}"
    async with store.turn(2, ADA, NOW + timedelta(hours=24)) as turn:
        assert turn.session is None
    assert await store.tidy(NOW + timedelta(hours=24)) == 1
    assert await store.tidy(NOW + timedelta(days=8)) == 1


async def test_only_the_first_message_of_each_chat_is_due_and_urgent_ones_go_first(store: Store) -> None:
    await keep(store, 1, "a1", "a2")
    await keep(store, 2, "b1", chat=BEA)
    await keep(store, 3, "URGENT", chat=BEA)
    due = await store.due("telegram", NOW, 10)
    assert bodies(due) == ["URGENT", "a1"]
    assert bodies(await store.due("telegram", NOW, 10, [BEA])) == ["a1"]
    assert await store.due("terminal", NOW, 10) == []


async def test_a_message_put_off_keeps_those_behind_it_waiting(store: Store) -> None:
    await keep(store, 1, "a1", "a2")
    [first] = await store.due("telegram", NOW, 10)
    later = NOW + timedelta(seconds=30)
    await store.put_off(first.number, later, 1, NOW)
    assert await store.due("telegram", NOW, 10) == []
    assert await store.next_due("telegram") == later
    [again] = await store.due("telegram", later, 10)
    assert (again.number, again.attempts) == (first.number, 1)
    await store.sent([Delivered(again.number, ADA)])
    assert bodies(await store.due("telegram", NOW, 10)) == ["a2"]


async def test_a_clock_that_is_put_back_keeps_no_message_waiting(store: Store) -> None:
    await keep(store, 1, "a1")
    [first] = await store.due("telegram", NOW, 10)
    await store.put_off(first.number, NOW + timedelta(seconds=30), 1, NOW)
    before = NOW - timedelta(hours=1)
    [again] = await store.due("telegram", before, 10)
    assert again.number == first.number
    await store.put_off(again.number, before + timedelta(seconds=30), 2, before)
    assert await store.due("telegram", before, 10) == [], "it is tried without a pause"
    assert bodies(await store.due("telegram", before + timedelta(seconds=30), 10)) == ["a1"]


async def test_forgetting_in_a_turn_takes_what_waited_and_leaves_the_last_word(store: Store) -> None:
    await keep(store, 1, "a1")
    await keep(store, 2, "bye", session=None)
    assert bodies(await store.waiting(ADA)) == ["bye"]


async def test_many_chats_at_once_do_not_mix(store: Store) -> None:
    chats = [Chat("telegram", str(number)) for number in range(100)]
    await asyncio.gather(*(keep(store, n, f"to {chat.id}", session=chat.id, chat=chat) for n, chat in enumerate(chats)))
    for chat in chats:
        assert bodies(await store.waiting(chat)) == [f"to {chat.id}"]


async def test_a_cancelled_turn_leaves_the_store_usable(store: Store) -> None:
    for update in range(20):
        task = asyncio.create_task(keep(store, update, "x"))
        await asyncio.sleep(0.0005 * (update % 5))
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    await keep(store, 99, "after", chat=BEA)
    assert len(await store.waiting(BEA)) == 1


async def test_what_is_on_its_way_is_given_again_until_it_has_arrived(store: Store) -> None:
    await keep(store, 1, "a1")
    assert bodies(await store.due("telegram", NOW, 10)) == bodies(await store.due("telegram", NOW, 10)) == ["a1"]


async def test_replies_keep_their_order_and_their_numbers_are_never_used_again(store: Store) -> None:
    first = await keep(store, 1, *(f"m{n:02}" for n in range(20)))
    assert bodies(first) == [f"m{n:02}" for n in range(20)]
    await store.sent([Delivered(parcel.number, ADA) for parcel in first])
    [later] = await keep(store, 2, "later")
    assert later.number > max(parcel.number for parcel in first)


async def test_an_update_set_aside_is_seen_and_apologised_for_once(store: Store, database: Database) -> None:
    for _ in range(2):
        await store.set_aside(1, "ValueError", ADA, [Outgoing("sorry")], NOW)
    assert bodies(await store.waiting(ADA)) == ["sorry"]
    assert [row[2] for row in await database.rows("set_aside")] == ["ValueError"]
    async with store.turn(1, ADA, NOW) as turn:
        assert turn.seen
    await store.set_aside(2, "KeyError", None, (), NOW)
    assert len(await database.rows("outbox")) == 1


async def test_the_backlog_says_how_many_wait_and_since_when(store: Store) -> None:
    assert await store.backlog("telegram") == (0, None)
    await keep(store, 1, "a1")
    await keep(store, 2, "b1", "b2", chat=BEA, now=NOW + timedelta(seconds=9))
    assert await store.backlog("telegram") == (3, NOW)


async def test_forgetting_takes_everything_of_one_chat_and_nothing_of_another(store: Store, database: Database) -> None:
    for update, chat in enumerate((ADA, BEA)):
        await keep(store, update, "x", *(ERASE, Outgoing("neutral")), noted=[Noted(1, NOW)], chat=chat)
        await store.schedule("remind", chat, NOW, "of it")
    everywhere = ["session", "outbox", "outbox", "outbox", "message", "job"]
    assert await tables_with(database, store, BEA) == everywhere
    await store.forget(ADA)
    assert await tables_with(database, store, ADA) == []
    assert await tables_with(database, store, BEA) == everywhere


async def test_a_turn_that_forgets_takes_the_reminders_too(store: Store, database: Database) -> None:
    await keep(store, 1)
    await store.schedule("remind", ADA, NOW)
    await keep(store, 2, session=None)
    assert await tables_with(database, store, ADA) == []


async def test_a_closed_store_says_so(store: Store) -> None:
    await store.close()
    with pytest.raises(StoreDown):
        await keep(store, 1)
    with pytest.raises(StoreDown):
        await store.due("telegram", NOW, 1)
