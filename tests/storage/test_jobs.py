"""Jobs: each is done once, by one process, right across restarts and clocks that jump."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.storage import Job, Outgoing, Store
from tests.storage.databases import ADA, BEA, NOW, Database, bodies

MINUTE = timedelta(minutes=1)


async def test_a_job_is_due_at_its_time_and_gone_when_it_is_done(store: Store) -> None:
    number = await store.schedule("remind", ADA, NOW + MINUTE, '{"service": "x"}')
    assert await store.jobs_due(NOW, 10) == []
    assert await store.next_job() == NOW + MINUTE
    [job] = await store.jobs_due(NOW + MINUTE, 10)
    assert job == Job(number, "remind", ADA, '{"service": "x"}', NOW + MINUTE)
    assert await store.finish(job, NOW + MINUTE, [Outgoing("remember")])
    assert bodies(await store.waiting(ADA)) == ["remember"]
    assert await store.jobs_due(NOW + MINUTE, 10) == []
    assert await store.next_job() is None


async def test_what_it_says_is_posted_once_even_when_it_is_finished_twice(store: Store) -> None:
    await store.schedule("remind", ADA, NOW)
    [job] = await store.jobs_due(NOW, 10)
    assert await store.finish(job, NOW, [Outgoing("remember")])
    assert not await store.finish(job, NOW, [Outgoing("remember")])
    assert bodies(await store.waiting(ADA)) == ["remember"]


async def test_two_processes_never_do_the_same_one(store: Store, other: Store) -> None:
    for chat in (ADA, BEA):
        await store.schedule("remind", chat, NOW)
    given = await asyncio.gather(*(which.jobs_due(NOW, 10) for _ in range(5) for which in (store, other)))
    by_store = {job.number for jobs in given[::2] for job in jobs}
    by_other = {job.number for jobs in given[1::2] for job in jobs}
    assert len(by_store | by_other) == 2
    assert not by_store & by_other


async def test_one_that_failed_comes_again_later(store: Store, other: Store) -> None:
    await store.schedule("remind", ADA, NOW)
    [job] = await store.jobs_due(NOW, 10)
    await store.put_off_job(job, NOW + MINUTE)
    assert await store.jobs_due(NOW, 10) == []
    [again] = await other.jobs_due(NOW + MINUTE, 10)
    assert (again.number, again.attempts) == (job.number, 1)


async def test_one_that_was_not_finished_is_given_again_to_the_same_process(store: Store) -> None:
    await store.schedule("remind", ADA, NOW)
    assert await store.jobs_due(NOW, 10) == await store.jobs_due(NOW, 10) != []


async def test_they_can_be_cancelled_by_kind_or_number(store: Store) -> None:
    first = await store.schedule("remind", ADA, NOW)
    await store.schedule("remind", ADA, NOW)
    await store.schedule("check", ADA, NOW)
    await store.schedule("remind", BEA, NOW)
    assert await store.cancel(BEA, number=first) == 0
    assert await store.cancel(ADA, number=first) == 1
    assert await store.cancel(ADA, "remind") == 1
    assert [(job.kind, job.chat) for job in await store.jobs_due(NOW, 10)] == [("check", ADA), ("remind", BEA)]
    assert await store.cancel(ADA) == 1


async def test_a_chat_that_is_forgotten_meanwhile_hears_nothing_more(store: Store) -> None:
    await store.schedule("remind", ADA, NOW)
    [job] = await store.jobs_due(NOW, 10)
    await store.forget(ADA)
    assert not await store.finish(job, NOW, [Outgoing("remember")])
    assert await store.waiting(ADA) == []


async def test_kiths_own_jobs_are_there_once_and_come_again(store: Store, other: Store) -> None:
    for which in (store, other, store):
        await which.schedule("tidy", None, NOW, every=600)
    [job] = await store.jobs_due(NOW, 10)
    assert (job.chat, job.every) == (None, 600)
    assert await store.finish(job, NOW)
    assert await other.jobs_due(NOW + 9 * MINUTE, 10) == []
    assert len(await other.jobs_due(NOW + 10 * MINUTE, 10)) == 1


async def test_a_clock_that_jumps_ahead_runs_them_once_and_not_once_for_each_time_missed(store: Store) -> None:
    await store.schedule("tidy", None, NOW, every=600)
    much_later = NOW + timedelta(days=400)
    [job] = await store.jobs_due(much_later, 10)
    await store.finish(job, much_later)
    assert await store.jobs_due(much_later, 10) == []
    assert await store.next_job() == much_later + 10 * MINUTE


async def test_a_clock_that_is_put_back_neither_loses_nor_doubles_one(store: Store) -> None:
    await store.schedule("tidy", None, NOW, every=600)
    await store.schedule("remind", ADA, NOW)
    jobs = await store.jobs_due(NOW, 10)
    for job in jobs:
        await store.finish(job, NOW)
    back = NOW - timedelta(hours=3)
    [again] = await store.jobs_due(back, 10)
    assert again.kind == "tidy"
    await store.finish(again, back)
    assert await store.next_job() == back + 10 * MINUTE


async def test_nothing_personal_of_them_can_be_read(store: Store, database: Database) -> None:
    await store.schedule("remind", ADA, NOW, "canary")
    [row] = await database.rows("job")
    for value in row:
        assert ADA.id not in str(value)
        assert b"canary" not in bytes(str(value), "utf-8")
        if isinstance(value, bytes):
            assert b"canary" not in value
            assert ADA.id.encode() not in value
