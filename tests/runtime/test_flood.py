"""A flood from one chat: one gentle sentence, then silence until it calms. A crisis answer is never limited."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.conversation import cannot_wait
from bot.conversation.events import Tapped, Typed
from bot.runtime.app import Limits
from bot.runtime.flood import CHATS, Flood
from bot.storage import Chat
from tests.botapi import BotApi
from tests.hazards.talking import kith
from tests.runtime.running import running

HER = Chat("telegram", "1")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def test_a_flood_hears_one_sentence_and_then_nothing_until_it_calms(path: Path) -> None:
    async with BotApi() as api, running(api, path, limits=Limits(flood=8)):
        ada, bea = api.person("Ada"), api.person("Bea")
        for number in range(20):
            ada.says(f"w{number}")
        heard = [shown.text for shown in await ada.hears(9)]
        answers = [f"{number + 1}: w{number}" for number in range(8)]
        assert sorted(heard) == sorted([*answers, "That's a lot at once. Give me a minute."])
        assert await ada.hears_nothing()
        bea.says("one")
        assert (await bea.hears())[0].text == "1: one"
        api.ahead = 60.0
        ada.says("calm")
        assert (await ada.hears())[0].text == "9: calm"


async def test_in_a_flood_a_crisis_is_answered_every_time(path: Path) -> None:
    async with BotApi() as api, running(api, path, limits=Limits(flood=3)):
        ada = api.person()
        for number in range(10):
            ada.says(f"w{number}")
        await ada.hears(4)
        for _ in range(3):
            ada.says("die")
            assert "Call 999" in {shown.text for shown in await ada.hears(2)}


async def test_what_is_said_together_in_a_flood_is_noticed(path: Path) -> None:
    async with BotApi() as api, running(api, path, limits=Limits(flood=2)) as bot:
        ada = api.person()
        for word in ("one", "two", "three", "four", "five"):
            ada.says(word)
        await ada.hears(3)
        assert await ada.hears_nothing()
        assert "two three four five" in bot.echo.looked_for_risk_in


@pytest.mark.parametrize(
    "event",
    [
        Typed("I'm going to kill myself tonight"),
        Typed("help now"),
        Typed("Hide this chat"),
        Typed("forget me"),
        Typed("I can't call"),
        Typed("999"),
        Tapped("help_now"),
        Tapped("hide"),
        Tapped("today:suicidal"),
        Tapped("safe_now"),
    ],
)
def test_risk_help_hiding_and_being_forgotten_never_wait(event: Typed | Tapped) -> None:
    assert cannot_wait(event, kith())


@pytest.mark.parametrize("event", [Typed("is there a group near BS5"), Typed("hello"), Tapped("format:group")])
def test_what_is_not_urgent_may_wait(event: Typed | Tapped) -> None:
    assert not cannot_wait(event, kith())


def test_a_person_who_types_fast_is_no_flood() -> None:
    flood = Flood(60)
    assert not any(flood.is_too_much(HER, NOW + timedelta(seconds=second)) for second in range(600))


def test_it_has_calmed_only_when_there_is_room_for_some_messages() -> None:
    flood = Flood(8)
    assert [flood.is_too_much(HER, NOW) for _ in range(10)] == [False] * 8 + [True] * 2
    assert [flood.shall_be_told(HER) for _ in range(3)] == [True, False, False]
    assert flood.is_too_much(HER, NOW + timedelta(seconds=1))
    assert not flood.is_too_much(HER, NOW + timedelta(seconds=3))


def test_only_so_many_chats_are_counted() -> None:
    flood = Flood(1)
    for number in range(CHATS + 100):
        flood.is_too_much(Chat("telegram", str(number)), NOW)
    assert len(flood._chats) == CHATS
