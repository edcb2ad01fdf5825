"""Telegram's limits are kept, and a crisis answer is never held back by them."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.runtime.app import Limits
from bot.runtime.pace import BURST_IN_A_CHAT, Pace
from bot.storage import Chat
from tests.botapi import BotApi, Fault
from tests.runtime.running import running

HER, HIM = Chat("telegram", "1"), Chat("telegram", "2")


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


def test_so_many_messages_a_second_to_all_chats() -> None:
    pace = Pace(30)
    for number in range(30):
        pace.spend(Chat("telegram", str(number)), 100.0)
    assert pace.room(100.0) == 0
    assert pace.wait(100.0) == pytest.approx(1 / 30)
    assert pace.room(100.5) == 15


def test_one_message_a_second_to_one_chat_after_a_burst() -> None:
    pace = Pace(30)
    for _ in range(int(BURST_IN_A_CHAT)):
        assert HER not in pace.resting(100.0)
        pace.spend(HER, 100.0)
    assert pace.resting(100.0) == [HER]
    assert pace.wait(100.0) == pytest.approx(1.0)
    assert pace.resting(101.1) == []


def test_when_several_chats_are_told_to_wait_everybody_waits() -> None:
    pace = Pace(None)
    pace.refused(HER, 4.0, 100.0)
    assert pace.room(100.0) is None
    pace.refused(HIM, 4.0, 100.0)
    pace.refused(Chat("telegram", "3"), 4.0, 100.0)
    assert pace.room(103.9) == 0
    assert pace.wait(103.0) == pytest.approx(1.0)
    assert pace.room(104.1) is None


async def test_messages_go_out_at_the_pace_and_a_crisis_answer_passes_them(path: Path) -> None:
    async with BotApi() as api, running(api, path, limits=Limits(a_second=10)):
        people = [api.person(f"P{number}") for number in range(40)]
        ada = api.person()
        begun = asyncio.get_running_loop().time()
        for person in people:
            person.says("one")
        await people[0].hears()
        ada.says("die")
        assert (await ada.hears(within=1))[0].text == "Call 999"
        for person in people[1:]:
            await person.hears(within=20)
        assert asyncio.get_running_loop().time() - begun >= 2.5, "faster than 10 a second after the first 10"


async def test_slow_chats_take_no_room_from_a_crisis_answer(path: Path) -> None:
    """As many sends as there may be at once hang; the crisis answer has room of its own."""
    async with BotApi() as api, running(api, path):
        people = [api.person(f"P{number}") for number in range(40)]
        for person in people:
            api.fail(Fault("slow", "sendMessage", chat=person.id, seconds=5))
            person.says("one")
        ada = api.person()
        while len(api.called("sendMessage")) < 30:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        ada.says("die")
        assert (await ada.hears(within=2))[0].text == "Call 999"


async def test_a_message_of_hers_that_hangs_does_not_hold_up_her_crisis_answer(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.fail(Fault("slow", "sendMessage", seconds=5))
        ada.says("one")
        while not api.called("sendMessage"):  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        ada.says("die")
        assert (await ada.hears(within=2))[0].text == "Call 999"
        assert [shown.text for shown in await ada.hears(2, within=8)] == ["1: one", "2: I'm still here."]


async def test_taps_that_telegram_will_not_confirm_hold_up_nothing(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.says("/start")
        await ada.hears(2)
        api.fail(Fault("slow", "answerCallbackQuery", seconds=5, times=1000))
        for number in range(200):
            ada.taps_forged(f"x{number}")
        bea.says("die")
        assert (await bea.hears(within=3))[0].text == "Call 999"


async def test_a_crisis_answer_that_never_arrives_does_not_stop_everybody_else(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.sender.pause", lambda attempts, urgent: 0.05)
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        api.fail(Fault("refuse", "sendMessage", chat=ada.id, times=100_000))
        ada.says("die")
        while len(api.called("sendMessage")) < 3:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        bea.says("one")
        assert await bea.hears_nothing(0.1), "nothing else is tried at first"
        monkeypatch.setattr("bot.runtime.sender.FIRST_FOR", 0.1)
        assert (await bea.hears(within=10))[0].text == "1: one"


async def test_a_person_who_blocks_while_nothing_arrives_holds_up_nobody(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        fault = api.fail(Fault("refuse", "sendMessage", chat=ada.id, times=2))
        ada.says("die")
        while fault.times:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        ada.blocks()
        bea.says("one")
        assert (await bea.hears(within=10))[0].text == "1: one"
