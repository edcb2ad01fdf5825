"""The scheduler on a real file, with a clock that tests set."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.runtime import scheduler
from bot.runtime.scheduler import TRIES, Scheduler, Work, tidying
from bot.storage import Chat, Job, Outgoing, SqliteStore
from tests.runtime.faults import locked
from tests.storage.databases import SqliteFile

ADA = Chat("telegram", "111")
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Clock:
    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Reminding:
    """Work that says what its job carries, or fails."""

    fails: bool = False
    done: list[str] = field(default_factory=list)

    async def __call__(self, job: Job, now: datetime) -> Sequence[Outgoing]:
        self.done.append(job.payload)
        if self.fails:
            raise ValueError(job.payload)
        return [Outgoing(job.payload)]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scheduler, "LONGEST_SLEEP", 0.05)


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    store = SqliteStore(tmp_path / "kith.db")
    await store.migrate()
    await store.open()
    yield store
    await store.close()


@asynccontextmanager
async def running(store: Any, clock: Clock, works: Mapping[str, Work]) -> AsyncIterator[list[None]]:
    """A scheduler at work; how often it woke the sender."""
    stop, woken = asyncio.Event(), list[None]()
    task = asyncio.create_task(Scheduler(store, clock, works, lambda: woken.append(None)).run(stop))
    try:
        yield woken
    finally:
        stop.set()
        await asyncio.wait_for(task, 2)


async def test_a_reminder_is_posted_once_at_its_time_and_the_sender_woken(store: SqliteStore) -> None:
    clock, remind = Clock(), Reminding()
    await store.schedule("remind", ADA, NOW + timedelta(hours=1), "it is today")
    async with running(store, clock, {"remind": Work(remind)}) as woken:
        await asyncio.sleep(0.2)
        assert remind.done == []
        clock.now += timedelta(hours=1)
        await _until(lambda: bool(woken))
        await asyncio.sleep(0.2)
    assert [parcel.message.body for parcel in await store.waiting(ADA)] == ["it is today"]
    assert remind.done == ["it is today"]


async def test_sessions_expire_and_go_on_expiring_whatever_the_clock_does(store: SqliteStore) -> None:
    clock = Clock()
    async with running(store, clock, {"tidy": tidying(store, 600)}):
        for day, jump in enumerate((timedelta(days=2), timedelta(days=-30), timedelta(days=400))):
            async with store.turn(day, ADA, clock.now) as turn:
                await turn.commit("{}", [])
            clock.now += jump
            if jump < timedelta(0):
                # Put back: the session of that day is from the future and stays; the job must not stay away too.
                await asyncio.sleep(0.2)
                due = await store.next_job()
                assert due is not None
                assert due - clock.now <= timedelta(seconds=600)
            else:
                await _until_async(lambda: _sessions(store))
    [job] = await store.jobs_due(clock.now + timedelta(days=1), 10)
    assert job.kind == "tidy"


async def test_work_that_fails_is_tried_again_later_and_given_up_in_the_end(store: SqliteStore) -> None:
    clock, remind, other = Clock(), Reminding(fails=True), Reminding()
    await store.schedule("remind", ADA, NOW, "fails")
    await store.schedule("other", ADA, NOW, "goes")
    async with running(store, clock, {"remind": Work(remind), "other": Work(other)}):
        await _until(lambda: bool(other.done))
        assert len(remind.done) == 1
        for attempt in range(2, TRIES + 1):
            clock.now += timedelta(hours=2)
            await _until(lambda wanted=attempt: len(remind.done) == wanted)  # type: ignore[misc]
        clock.now += timedelta(days=9)
        await asyncio.sleep(0.2)
    assert len(remind.done) == TRIES
    assert await store.next_job() is None


async def test_a_kind_that_this_version_does_not_know_stops_nothing(store: SqliteStore) -> None:
    clock, remind = Clock(), Reminding()
    await store.schedule("from the future", ADA, NOW)
    await store.schedule("remind", ADA, NOW, "goes")
    async with running(store, clock, {"remind": Work(remind)}):
        await _until(lambda: remind.done == ["goes"])


async def test_a_job_that_nobody_foresaw_does_not_end_the_scheduler(store: SqliteStore, tmp_path: Path) -> None:
    clock, remind, file = Clock(), Reminding(), SqliteFile(tmp_path / "kith.db")
    await store.schedule("remind", ADA, NOW, "late")
    await file.execute("UPDATE job SET due_at = -1e300")
    async with running(store, clock, {"remind": Work(remind)}):
        await asyncio.sleep(0.15)
        assert remind.done == []
        await file.execute(f"UPDATE job SET due_at = {NOW.timestamp()}")
        await _until(lambda: remind.done == ["late"])


async def test_while_the_store_is_down_it_waits_and_then_goes_on(store: SqliteStore) -> None:
    clock, remind = Clock(), Reminding()
    await store.schedule("remind", ADA, NOW, "late")
    await store.close()
    async with running(store, clock, {"remind": Work(remind)}):
        await asyncio.sleep(0.15)
        assert remind.done == []
        await store.open()
        await _until(lambda: remind.done == ["late"])


async def test_while_another_process_holds_the_database_it_waits(store: SqliteStore, tmp_path: Path) -> None:
    clock, remind = Clock(), Reminding()
    await store.schedule("remind", ADA, NOW, "late")
    (file,) = tmp_path.glob("*.db")  # noqa: ASYNC240 - a look at a small folder
    async with locked(file), running(store, clock, {"remind": Work(remind)}):
        await asyncio.sleep(0.15)
        assert remind.done == []
    async with running(store, clock, {"remind": Work(remind)}):
        await _until(lambda: remind.done == ["late"])


async def _sessions(store: SqliteStore) -> bool:
    """Whether Ada's session is gone, however old it may be."""
    async with store.turn(None, ADA, NOW - timedelta(days=1000)) as turn:
        return turn.session is None


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is a file, and rings no bell
            await asyncio.sleep(0.02)


async def _until_async(true: Callable[[], Any]) -> None:
    async with asyncio.timeout(30):
        while not await true():  # noqa: ASYNC110 - as above
            await asyncio.sleep(0.02)
