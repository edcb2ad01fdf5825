"""Two processes on one database: nothing is answered or sent twice, out of order, or left behind by one that died."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from datetime import timedelta
from typing import Any

import pytest

from bot.storage import Chat, Delivered, Outgoing, Overtaken, Parcel, Store
from tests.storage.databases import ADA, BEA, NOW, SHORT_LEASE, Database, bodies, keep


async def test_an_update_that_comes_to_both_at_once_is_kept_once(store: Store, other: Store) -> None:
    async with store.turn(1, ADA, NOW) as one, other.turn(1, ADA, NOW) as two:
        assert (one.seen, two.seen) == (False, False)
        await one.commit("{}", [Outgoing("hello")])
        with pytest.raises(Overtaken):
            await two.commit("{}", [Outgoing("hello")])
    assert bodies(await store.waiting(ADA)) == ["hello"]
    async with other.turn(1, ADA, NOW) as again:
        assert again.seen


@pytest.mark.parametrize("before", [None, "{}"])
@pytest.mark.parametrize("first", [None, '{"n": 1}'])
@pytest.mark.parametrize("second", [None, '{"n": 2}'])
async def test_a_turn_that_another_process_overtakes_is_begun_again(
    store: Store, other: Store, before: str | None, first: str | None, second: str | None
) -> None:
    if before:
        await keep(store, 1, session=before)
    async with store.turn(2, ADA, NOW) as one, other.turn(3, ADA, NOW) as two:
        await one.commit(first, [])
        if (before, first) == (None, None):
            return
        with pytest.raises(Overtaken):
            await two.commit(second, [Outgoing("stale")])
    async with other.turn(3, ADA, NOW) as again:
        assert (again.seen, again.session) == (False, first)
        await again.commit(second, [Outgoing("fresh")])
    assert bodies(await store.waiting(ADA)) == ["fresh"]


async def test_every_count_is_kept_when_both_write_to_one_chat_at_once(store: Store, other: Store) -> None:
    async def count(which: Store, updates: range) -> None:
        for update in updates:
            while True:
                try:
                    async with which.turn(update, ADA, NOW) as turn:
                        number = int(turn.session or "0") + 1
                        await turn.commit(str(number), [Outgoing(f"{number:03}")])
                    break
                except Overtaken:
                    continue

    await asyncio.gather(count(store, range(30)), count(other, range(30, 60)))
    assert bodies(await store.waiting(ADA)) == [f"{number:03}" for number in range(1, 61)]


async def test_what_one_posts_the_other_leaves_alone(store: Store, other: Store) -> None:
    await keep(store, 1, "a1")
    await keep(other, 2, "b1", chat=BEA)
    assert bodies(await store.due("telegram", NOW, 10)) == ["a1"]
    assert bodies(await other.due("telegram", NOW, 10)) == ["b1"]


async def test_order_in_a_chat_holds_across_both_and_a_crisis_goes_first(store: Store, other: Store) -> None:
    await keep(store, 1, "a1")
    await keep(other, 2, "a2")
    assert await other.due("telegram", NOW, 10) == []
    assert await other.next_due("telegram") is None
    soon = await other.next_due("telegram", NOW)
    assert soon is not None
    assert timedelta(0) < soon - NOW < timedelta(seconds=1)
    await keep(other, 3, "CRISIS")
    [crisis] = await other.due("telegram", NOW, 10)
    assert bodies([crisis]) == ["CRISIS"]
    await other.sent([Delivered(crisis.number, ADA)])
    [first] = await store.due("telegram", NOW, 10)
    await store.sent([Delivered(first.number, ADA)])
    assert bodies(await other.due("telegram", NOW, 10)) == ["a2"]


async def test_what_a_process_leaves_behind_when_it_stops_is_free_at_once(store: Store, other: Store) -> None:
    await keep(other, 1, "a1", "a2")
    assert await store.due("telegram", NOW, 10) == []
    await other.close()
    assert bodies(await store.due("telegram", NOW, 10)) == ["a1"]


async def test_what_a_dead_process_leaves_behind_is_taken_over_by_one(database: Database) -> None:
    dead, one, two = (database.store(lease=SHORT_LEASE) for _ in range(3))
    await dead.migrate()
    for process in (dead, one, two):
        await process.open()
    await keep(dead, 1, "a1")
    await keep(dead, 2, "b1", chat=BEA)
    await dead.schedule("remind", ADA, NOW)
    assert len(await dead.jobs_due(NOW, 10)) == 1
    await die(dead)
    assert await one.due("telegram", NOW, 10) == []
    assert await one.jobs_due(NOW, 10) == []
    assert await one.next_due("telegram", NOW) is not None
    await asyncio.sleep(SHORT_LEASE * 1.5)
    both = await asyncio.gather(one.due("telegram", NOW, 10), two.due("telegram", NOW, 10))
    assert sorted(bodies([*both[0], *both[1]])) == ["a1", "b1"]
    jobs = await asyncio.gather(one.jobs_due(NOW, 10), two.jobs_due(NOW, 10))
    assert len([*jobs[0], *jobs[1]]) == 1
    for process in (dead, one, two):
        await process.close()


async def test_a_living_process_keeps_what_is_its_own_for_longer_than_a_lease(database: Database) -> None:
    one, two = database.store(lease=SHORT_LEASE), database.store(lease=SHORT_LEASE)
    await one.migrate()
    await one.open()
    await two.open()
    await keep(one, 1, "a1")
    for _ in range(8):
        assert await two.due("telegram", NOW, 10) == []
        await asyncio.sleep(SHORT_LEASE / 4)
    await one.close()
    await two.close()


async def test_a_sign_of_life_from_before_the_clock_was_put_back_counts_for_nothing(
    store: Store, other: Store, database: Database
) -> None:
    await keep(other, 1, "a1")
    await database.execute("UPDATE {}worker SET until = until + 3600")
    assert bodies(await store.due("telegram", NOW, 10)) == ["a1"]


async def test_two_senders_send_everything_once_and_in_order(store: Store, other: Store) -> None:
    chats = [Chat("telegram", str(number)) for number in range(20)]
    sent: list[Parcel] = []

    async def post(which: Store, first: int) -> None:
        for update in range(first, first + 60):
            chat = chats[update % len(chats)]
            while True:
                with suppress(Overtaken):
                    async with which.turn(update, chat, NOW) as turn:
                        await turn.commit("{}", [Outgoing("x")])
                    break

    async def send(which: Store) -> None:
        while len(sent) < 120:
            for parcel in await which.due("telegram", NOW, 5):
                sent.append(parcel)
                await asyncio.sleep(0.001)
                await which.sent([Delivered(parcel.number, parcel.chat)])
            await asyncio.sleep(0.001)

    async with asyncio.timeout(30):
        await asyncio.gather(post(store, 0), post(other, 60), send(store), send(other))
    numbers = [parcel.number for parcel in sent]
    assert len(set(numbers)) == len(numbers) == 120
    for chat in chats:
        mine = [parcel.number for parcel in sent if parcel.chat == chat]
        assert mine == sorted(mine)


async def die(store: Any) -> None:
    """One last sign of life, and from now on none; and it lets nothing go."""
    await store._show_life()
    store._beating.cancel()
    store._beating = None
