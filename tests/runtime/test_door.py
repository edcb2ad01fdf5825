"""What arrives at once comes in a few at a time, and holds up nobody who is inside."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import pytest

from bot.runtime.door import FEW, Door
from tests.botapi import BotApi
from tests.runtime.echo import Echo
from tests.runtime.running import running


async def test_a_few_come_in_at_each_turn_of_the_loop_in_the_order_in_which_they_came() -> None:
    door, inside = Door(), list[int]()

    async def come(number: int) -> None:
        await door.enter()
        inside.append(number)

    coming = [asyncio.create_task(come(number)) for number in range(10 * FEW)]
    most = 0
    while len(inside) < len(coming):
        before = len(inside)
        await asyncio.sleep(0)
        most = max(most, len(inside) - before)
    assert inside == sorted(inside)
    assert most <= 2 * FEW


async def test_whoever_gives_up_at_the_door_lets_the_next_one_in() -> None:
    door = Door(1)
    _, gone, next_one = (asyncio.create_task(door.enter()) for _ in range(3))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.wait_for(next_one, 1)
    await asyncio.wait([gone])
    assert gone.cancelled()


async def test_what_stays_inside_keeps_nobody_out() -> None:
    door = Door(1)

    async def stay() -> None:
        await door.enter()
        await asyncio.sleep(60)

    staying = [asyncio.create_task(stay()) for _ in range(5)]
    await asyncio.wait_for(door.enter(), 1)
    for one in staying:
        one.cancel()


async def test_the_first_of_a_crowd_is_answered_while_the_last_still_wait_at_the_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    quickly = Echo.respond

    def slowly(echo: Echo, *given: Any) -> Any:
        time.sleep(0.005)
        return quickly(echo, *given)

    monkeypatch.setattr(Echo, "respond", slowly)
    async with BotApi() as api:
        crowd = [api.person(f"Person {number}") for number in range(100)]
        for person in crowd:
            person.says("one")
        async with running(api, tmp_path / "kith.db") as bot:
            await crowd[0].hears()
            assert len(bot.echo.hints) < len(crowd)
            for person in crowd[1:]:
                await person.hears()
