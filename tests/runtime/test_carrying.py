"""A conversation carried over HTTP, through faults and restarts."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from bot.channels.telegram import Webhook
from bot.runtime import CannotRun
from bot.storage import Delivered, SqliteStore, StoreDown
from tests.botapi import BotApi, Fault
from tests.runtime.faults import locked
from tests.runtime.running import free_port, running, until_ready


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def test_a_conversation_goes_on_where_it_was(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        hello, foot = await ada.hears(2)
        assert hello.text == "Hello"
        assert hello.labels == ["More"]
        assert foot.markup is not None
        assert foot.markup["is_persistent"]
        ada.taps("More")
        [page] = await ada.hears()
        assert (page.id, page.text, page.edits) == (hello.id, "Page 2", 1)


async def test_a_restart_goes_on_where_she_was(path: Path) -> None:
    async with BotApi() as api:
        ada = api.person()
        async with running(api, path):
            ada.says("one")
            assert (await ada.hears())[0].text == "1: one"
        ada.says("two")
        async with running(api, path):
            assert (await ada.hears())[0].text == "2: two"
            assert await ada.hears_nothing()


async def test_a_replayed_update_is_answered_once(path: Path) -> None:
    port = free_port()
    webhook = Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret")
    async with BotApi() as api, running(api, path, webhook, port=port):
        await until_ready(port)
        ada = api.person()
        ada.says("one")
        update = dict(api.updates[-1])
        await ada.hears()
        api.repeat(update)
        await _until(lambda: not api.updates)
        assert await ada.hears_nothing()
        ada.says("two")
        assert (await ada.hears())[0].text == "2: two"


async def test_killed_between_commit_and_sending_the_reply_still_comes(path: Path) -> None:
    async with BotApi() as api:
        ada = api.person()
        api.fail(Fault("slow", "sendMessage", seconds=60, times=1))
        async with running(api, path) as bot:
            ada.says("one")
            await _until(lambda: bool(api.called("sendMessage")))
            await bot.kill()
        async with running(api, path):
            assert (await ada.hears())[0].text == "1: one"


async def test_a_message_that_has_arrived_is_taken_out_of_the_outbox_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, numbers = SqliteStore.sent, list[int]()

    async def counted(store: SqliteStore, delivered: Sequence[Delivered]) -> None:
        numbers.extend(one.number for one in delivered)
        await sent(store, delivered)

    monkeypatch.setattr(SqliteStore, "sent", counted)
    async with BotApi() as api, running(api, path):
        crowd = [api.person(f"Person {number}") for number in range(40)]
        for person in crowd:
            person.says("/start")
        for person in crowd:
            await person.hears(2)
    assert len(numbers) == len(set(numbers)) == 2 * len(crowd)


async def test_a_message_that_could_not_be_taken_out_is_not_sent_again_and_holds_up_nothing(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent, fails = SqliteStore.sent, [True]

    async def fails_once(store: SqliteStore, delivered: Sequence[Delivered]) -> None:
        if delivered and fails:
            fails.clear()
            raise StoreDown("for a moment")
        await sent(store, delivered)

    monkeypatch.setattr(SqliteStore, "sent", fails_once)
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        assert [shown.text for shown in await ada.hears(2, within=4)] == ["Hello", "Help is at the foot."]
        assert await ada.hears_nothing()
    assert not fails


async def test_each_chat_keeps_its_order_while_many_write_at_once(path: Path) -> None:
    async with BotApi() as api:
        people = [api.person(f"P{number}") for number in range(20)]
        for word in range(10):
            for person in people:
                person.says(f"w{word}")
        async with running(api, path):
            for person in people:
                heard = await person.hears(10, within=20)
                assert [shown.text for shown in heard] == [f"{n + 1}: w{n}" for n in range(10)]


async def test_a_slow_chat_keeps_nobody_else_waiting(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        api.fail(Fault("slow", "sendMessage", chat=ada.id, seconds=2, times=1))
        ada.says("one")
        await asyncio.sleep(0.3)  # the slow one is on its way
        bea.says("one")
        assert (await bea.hears(within=1))[0].text == "1: one"
        assert (await ada.hears())[0].text == "1: one"


async def test_a_slow_answer_keeps_nobody_behind_it_waiting(path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """A geocoder on the internet takes seconds; she gets her answer, and what she says after it comes after it."""
    caplog.set_level(logging.INFO, "kith")
    async with BotApi() as api, running(api, path) as bot:
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.says("far away")
        ada.says("two")
        await _until(lambda: bot.echo.looked_up == ["far away"])
        bea.says("die")
        assert (await bea.hears(within=1.5))[0].text == "Call 999"
        assert await ada.hears_nothing(0.1)
        assert [shown.text for shown in await ada.hears(2)] == ["1: far away", "2: two"]
        assert "update.seen_before" not in caplog.text, "what was kept meanwhile was handled again"


async def test_a_hundred_slow_answers_are_not_acknowledged_before_they_are_kept(path: Path) -> None:
    async with BotApi() as api, running(api, path) as bot:
        people = [api.person(f"P{number}") for number in range(110)]
        for person in people:
            person.says("far away")
        await _until(lambda: len(bot.echo.looked_up) >= 100)
        asked = len(api.called("getUpdates"))
        await _until(lambda: len(api.called("getUpdates")) > asked + 2)
        assert _count(path, "seen") == 0
        assert len(api.updates) == 110, "Telegram was told that they are kept, and a crash would have lost them"
        for person in people:
            assert (await person.hears())[0].text == "1: far away"


@pytest.mark.parametrize(
    "fault",
    [
        Fault("refuse", "sendMessage", retry_after=1, times=1),
        Fault("refuse", "sendMessage", code=500, times=1),
        Fault("refuse", "sendMessage", code=502, description="Bad Gateway", times=1),
        Fault("drop", "sendMessage", times=1),
    ],
    ids=["429", "500", "502", "dropped"],
)
async def test_a_fault_delays_a_reply_and_never_loses_it(path: Path, fault: Fault) -> None:
    async with BotApi() as api, running(api, path):
        api.fail(fault)
        ada = api.person()
        ada.says("one")
        ada.says("two")
        heard = await ada.hears(2)
        assert [shown.text for shown in heard] == ["1: one", "2: two"]


async def test_the_wait_that_telegram_asks_for_is_kept(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        api.fail(Fault("refuse", "sendMessage", retry_after=2, times=1))
        ada = api.person()
        begun = asyncio.get_running_loop().time()
        ada.says("one")
        await ada.hears()
        assert asyncio.get_running_loop().time() - begun >= 2


async def test_a_crisis_answer_overtakes_what_waits(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.fail(Fault("refuse", "sendMessage", retry_after=2, times=1))
        ada.says("one")
        await _until(lambda: bool(api.called("sendMessage")))
        ada.says("die")
        heard = await ada.hears(3)
        assert [shown.text for shown in heard] == ["Call 999", "1: one", "2: I'm still here."]


async def test_a_blocked_chat_ends_and_nothing_of_it_stays(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.blocks()
        ada.says("one")
        bea.says("one")
        await bea.hears()
        await _until(lambda: _count(path, "session") == 1 and _count(path, "outbox") == 0)


async def test_a_chat_that_is_gone_is_not_asked_for_again_and_again_while_the_database_is_locked(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        api.fail(Fault("refuse", "sendMessage", code=502, times=1))
        ada = api.person()
        ada.says("one")
        await _until(lambda: bool(api.called("sendMessage")))
        ada.blocks()
        async with locked(path):
            await _until(lambda: len(api.called("sendMessage")) > 1)
            await asyncio.sleep(1)
            assert len(api.called("sendMessage")) == 2
        await _until(lambda: not _count(path, "outbox"))


async def test_a_message_with_broken_markup_comes_as_bare_words(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("bad")
        assert [shown.text for shown in await ada.hears(2)] == ["never closed", "1: after it"]


async def test_a_message_that_telegram_refuses_in_every_form_does_not_block_the_next(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.fail(Fault("refuse", "sendMessage", code=400, description="Bad Request: no reason", times=2))
        ada.says("one")
        ada.says("two")
        assert (await ada.hears())[0].text == "2: two"


async def test_a_crisis_answer_that_telegram_refuses_comes_in_its_plainest_form(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.fail(Fault("refuse", "sendMessage", code=400, description="Bad Request: no reason"))
        ada.says("die")
        shown, _ = await ada.hears(2)
        assert (shown.text, shown.html, shown.markup) == ("Call 999", "Call 999", None)


async def test_a_poison_update_is_set_aside_with_an_apology(path: Path) -> None:
    async with BotApi() as api, running(api, path) as bot:
        ada = api.person()
        number = ada.says("boom")
        assert (await ada.hears())[0].text.startswith("Sorry, something went wrong")
        assert bot.echo.failures == 3
        ada.says("two")
        assert (await ada.hears())[0].text == "1: two"
        assert _rows(path, "SELECT update_id, error FROM set_aside") == [(number, "ValueError")]


async def test_a_poison_update_that_shows_risk_gets_the_crisis_answer(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("boom, I want to die")
        assert (await ada.hears())[0].text == "Call 999"


async def test_an_update_of_an_unknown_form_stops_nobody(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        api.post(message={"nonsense": True})
        ada = api.person()
        ada.says("one")
        assert (await ada.hears())[0].text == "1: one"
        await _until(lambda: _count(path, "set_aside") == 1)


async def test_with_the_database_locked_the_crisis_answer_still_goes_out_once(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.says("hello")
        await ada.hears()
        async with locked(path):
            number = ada.says("die")
            bea.says("hello")
            assert (await ada.hears())[0].text == "Call 999"
            assert "can't keep anything" in (await bea.hears())[0].text
            assert await ada.hears_nothing(1.0)
            assert await bea.hears_nothing(0.1)
            assert number in [update["update_id"] for update in api.updates]
        assert (await ada.hears())[0].text == "2: I'm still here."
        assert (await bea.hears())[0].text == "1: hello"
        await _until(lambda: not api.updates)


async def test_forgetting_leaves_no_row(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("one")
        ada.says("/forget")
        assert [shown.text for shown in await ada.hears(2)] == ["1: one", "Forgotten."]
        await _until(lambda: _count(path, "outbox") == 0)
        assert _count(path, "session") == 0


async def test_what_she_types_is_not_in_the_file(path: Path) -> None:
    async with BotApi() as api:
        async with running(api, path):
            ada = api.person()
            ada.says("boom zanzibar")
            await ada.hears()
        assert not any(b"zanzibar" in file.read_bytes() for file in path.parent.iterdir())


async def test_it_stops_within_ten_seconds_with_a_send_under_way(path: Path) -> None:
    async with BotApi() as api, running(api, path) as bot:
        api.fail(Fault("slow", "sendMessage", seconds=60, times=1))
        ada = api.person()
        ada.says("one")
        await _until(lambda: bool(api.called("sendMessage")))
        bot.stop.set()
        await asyncio.wait_for(asyncio.shield(bot.task), 10)


async def test_another_poller_is_told_in_one_sentence(path: Path, tmp_path: Path) -> None:
    async with BotApi() as api, running(api, path) as one:
        await _until(lambda: bool(api.called("getUpdates")))
        async with running(api, tmp_path / "other.db") as two:
            tasks = {one.task, two.task}
            ended, _ = await asyncio.wait(tasks, timeout=8, return_when=asyncio.FIRST_COMPLETED)
            error = ended.pop().exception()
            assert isinstance(error, CannotRun)
            assert "Another program" in str(error)
            one.task.add_done_callback(lambda task: task.exception())
            two.task.add_done_callback(lambda task: task.exception())
            one.stop.set()
            two.stop.set()
            await asyncio.wait(tasks)


async def test_a_database_that_cannot_be_written_is_told_in_one_sentence(tmp_path: Path) -> None:
    async with BotApi() as api, running(api, tmp_path / "missing" / "kith.db") as bot:
        with pytest.raises(CannotRun, match="check the folder's rights"):
            await bot.task


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    db = sqlite3.connect(path)
    try:
        return db.execute(sql).fetchall()
    finally:
        db.close()


def _count(path: Path, table: str) -> int:
    return len(_rows(path, f"SELECT 1 FROM {table}"))


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is a file or a server, and rings no bell
            await asyncio.sleep(0.02)
