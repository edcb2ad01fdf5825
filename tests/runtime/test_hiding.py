"""Hiding a chat, over HTTP and through faults: everything goes that Telegram lets go, and one line stays."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.botapi import BotApi, Fault, Person
from tests.runtime.faults import locked
from tests.runtime.running import name_of, running

HOUR = 3600.0


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def talks(person: Person) -> None:
    """A conversation with buttons, a card with its pin and number, and a photo of hers."""
    person.says("/start")
    await person.hears(2)
    person.taps("More")
    await person.hears(1)
    person.says("card")
    await person.hears(3)
    person.sends_photo()
    await person.hears(1)


async def only_the_line_stays(person: Person) -> None:
    await _until(lambda: [shown.text for shown in person.sees()] == ["Hello."])
    assert len(person.dates) == 1, "something of hers has stayed"
    assert person.keyboard is None


@pytest.mark.parametrize("way", ["typed", "tapped", "at the foot"])
async def test_hers_and_the_bots_messages_go_and_one_line_stays(path: Path, way: str) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        await talks(ada)
        await talks(bea)
        before = dict(bea.dates)
        if way == "typed":
            ada.says("Hide")
        elif way == "tapped":
            ada.taps_forged("hide", ada.sees()[0])
        else:
            ada.taps("Hide")
        await only_the_line_stays(ada)
        assert bea.dates == before


async def test_nothing_is_left_in_the_database(path: Path) -> None:
    async with BotApi() as api:
        async with running(api, path):
            ada = api.person()
            await talks(ada)
            name = name_of(path, ada.id)
            assert "session" in _rows(path, ada)
            ada.says("Hide")
            await only_the_line_stays(ada)
            await _until(lambda: _rows(path, ada) == [])
            await _until(lambda: not any(name in file.read_bytes() for file in path.parent.iterdir()))
        assert name not in await asyncio.to_thread(path.read_bytes), "a byte of the chat's rows is left"


async def test_nothing_more_is_said_until_she_writes(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        ada.says("Hide")
        await only_the_line_stays(ada)
        await ada.hears(1)
        assert await ada.hears_nothing()
        ada.says("one")
        assert (await ada.hears())[0].text == "1: one"


async def test_hiding_again_leaves_one_line_and_not_two(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        for _ in range(3):
            await talks(ada)
            ada.says("Hide")
            await only_the_line_stays(ada)
            await ada.hears(1)


async def test_many_messages_go_a_hundred_at_a_time(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        for number in range(120):
            ada.says(f"w{number}")
        await ada.hears(120, within=20)
        ada.says("Hide")
        await only_the_line_stays(ada)
        assert sorted(len(call["message_ids"]) for call in api.called("deleteMessages")) == [41, 100, 100]


async def test_messages_of_three_days_ago_are_left_alone_and_their_ids_are_not_kept(path: Path) -> None:
    async with BotApi() as api:
        ada = api.person()
        async with running(api, path):
            await talks(ada)
            old = dict(ada.dates)
        api.ahead = 72 * HOUR
        async with running(api, path):
            await _until(lambda: _rows(path, ada) == [])
            ada.says("one")
            await ada.hears(1)
            ada.taps_forged("no", ada.sees()[0])
            await ada.hears(1)
            ada.says("Hide")
            await _until(lambda: ada.sees()[-1].text == "Hello.")
            assert {number for number in ada.dates if number in old} == set(old)
            assert len(ada.dates) == len(old) + 1
            asked = {number for call in api.called("deleteMessages") for number in call["message_ids"]}
            assert not asked & set(old), "an id was used that is too old"


async def test_a_dice_of_today_stays_and_keeps_nothing_else_back(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        ada.sends(dice={"emoji": "🎲", "value": 6})
        await ada.hears(1)
        ada.says("Hide")
        await _until(lambda: [shown.text for shown in ada.sees()] == ["Hello."])
        assert len(ada.dates) == 2


async def test_messages_that_she_has_deleted_herself_keep_nothing_back(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        for number in list(ada.dates)[::2]:
            ada.delete(number)
        ada.says("Hide")
        await only_the_line_stays(ada)


async def test_an_older_bot_api_deletes_one_by_one(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        api.methods.lacks = {"deleteMessages"}
        ada = api.person()
        await talks(ada)
        ada.says("Hide")
        await only_the_line_stays(ada)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("refuse", "deleteMessages", retry_after=1),
        Fault("refuse", "deleteMessages", code=502, description="Bad Gateway"),
        Fault("drop", "deleteMessages"),
        Fault("drop_after", "deleteMessages"),
    ],
    ids=["429", "502", "dropped", "dropped after"],
)
async def test_a_fault_delays_the_deletion_and_the_line_waits_for_it(path: Path, fault: Fault) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        api.fail(fault)
        ada.says("Hide")
        await only_the_line_stays(ada)
        methods = [name for name, _ in api.calls]
        assert "sendMessage" not in methods[methods.index("deleteMessages") : -1]


async def test_a_deletion_that_goes_on_failing_does_not_keep_the_line_back(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.sender.pause", lambda attempts, urgent: 0.01 if attempts < 5 else 1.5)
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        failing = api.fail(Fault("refuse", "deleteMessages", times=1000))
        ada.says("Hide")
        await _until(lambda: any(shown.text == "Hello." for shown in ada.sees()))
        ada.says("one")
        await _until(lambda: ada.sees()[-1].text == "1: one")
        failing.times = 0
        await _until(lambda: [shown.text for shown in ada.sees()] == ["Hello.", "1: one"])


async def test_killed_between_the_commit_and_the_deletion_it_still_happens(path: Path) -> None:
    async with BotApi() as api:
        ada = api.person()
        async with running(api, path) as bot:
            await talks(ada)
            api.fail(Fault("slow", "deleteMessages", seconds=60))
            ada.says("Hide")
            await _until(lambda: bool(api.called("deleteMessages")))
            await bot.kill()
        assert len(ada.dates) > 1
        async with running(api, path):
            await only_the_line_stays(ada)
            await _until(lambda: _rows(path, ada) == [])


async def test_after_a_restart_what_was_said_before_it_goes_too(path: Path) -> None:
    async with BotApi() as api:
        ada = api.person()
        async with running(api, path):
            await talks(ada)
        async with running(api, path):
            ada.says("Hide")
            await only_the_line_stays(ada)


async def test_what_waits_to_be_sent_is_never_shown_and_a_reply_on_its_way_goes_too(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.fail(Fault("slow", "sendMessage", seconds=0.5))
        ada.says("/start")
        await _until(lambda: bool(api.called("sendMessage")))
        ada.says("Hide")
        await only_the_line_stays(ada)
        assert len(api.called("sendMessage")) == 2


async def test_a_crisis_answer_after_hiding_comes_first_and_stays(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        api.fail(Fault("refuse", "deleteMessages", retry_after=1))
        ada.says("Hide")
        await _until(lambda: bool(api.called("deleteMessages")))
        ada.says("die")
        await _until(lambda: ada.sees()[-1].text == "1: I'm still here.")
        assert [shown.text for shown in ada.sees()] == ["Call 999", "Hello.", "1: I'm still here."]


async def test_being_forgotten_drops_the_ids(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        ada.says("/forget")
        await _until(lambda: ada.sees()[-1].text == "Forgotten.")
        await _until(lambda: _rows(path, ada) == [])
        assert len(ada.dates) > 5


async def test_while_nothing_can_be_kept_hiding_is_silent_and_happens_afterwards(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        await talks(ada)
        async with locked(path):
            ada.says("die")
            await ada.hears()
            ada.says("Hide")
            assert await ada.hears_nothing(0.5)
        await only_the_line_stays(ada)


async def test_a_blocked_bot_forgets_and_goes_on(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        await talks(ada)
        ada.blocks()
        ada.says("Hide")
        await _until(lambda: _rows(path, ada) == [])
        bea.says("one")
        assert (await bea.hears())[0].text == "1: one"


def _rows(path: Path, person: Person) -> list[str]:
    """The tables that hold a row of this chat."""
    name = name_of(path, person.id)
    with closing(sqlite3.connect(path)) as db:
        tables = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return [table for table in tables for row in db.execute(f"SELECT * FROM {table}") if name in row]


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is a file or a server, and rings no bell
            await asyncio.sleep(0.02)
