"""`kill_again_and_again`: real processes, real people's taps, SIGKILL, and what came of it."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from time import monotonic

from bot.bench.botapi import BotApi
from bot.bench.bots import free_port, kith_environment
from bot.bench.flow import record
from bot.settings import read_settings
from tests.kills.balancer import Balancer
from tests.kills.bot import Bot
from tests.kills.chaos import Chaos
from tests.kills.people import Seen, Walker

LIVES = (0.0, 1.5)
"""Seconds that a process lives at least and at most, once it has begun to work."""
KILLED_EARLY = 0.1
"""The part of all kills that may come while the process starts."""
SETTLES_WITHIN = 30.0
QUIET = 8.0
"""Seconds in which whatever a kill held up comes: a dead process's messages are taken over after five."""


@dataclass
class Outcome:
    """What came of it. `kills` and `faults` with their counts; everything else in `seen`."""

    seen: Seen
    kills: list[float] = field(default_factory=list)
    faults: Counter[str] = field(default_factory=Counter)
    left: int = 0
    """Updates that the Bot API still holds at the end."""

    def without_excuse(self) -> list[tuple[int, float, float]]:
        """Doubled messages that were not in flight.

        In flight at a kill is one message of each chat at most; and a call whose answer was lost excuses one.
        """
        excused: set[tuple[int, float]] = set()
        bad = []
        for chat, first, second in self.seen.twice:
            kill = next((at for at in self.kills if first - 0.1 <= at <= second and (chat, at) not in excused), None)
            if kill is None:
                bad.append((chat, first, second))
            else:
                excused.add((chat, kill))
        return bad if len(bad) > self.faults["drop_after"] else []

    def report(self) -> str:
        """In two lines."""
        seen, faults = self.seen, ", ".join(f"{count} x {name}" for name, count in sorted(self.faults.items()))
        return (
            f"{len(self.kills)} kills; {seen.answers} updates answered with {seen.messages} messages"
            f"{f'; the Bot API: {faults}' if faults else ''}\n"
            f"lost or stuck: {len(seen.stuck)}; out of order: {len(seen.wrong)}; not acknowledged: {self.left};"
            f" came twice: {len(seen.twice)}, of which without a reason: {len(self.without_excuse())}"
        )


async def kill_again_and_again(
    kills: int,
    folder: Path,
    seed: int,
    postgres: str = "",
    processes: int = 1,
    chats: int = 20,
    chaos: float = 0.0,
) -> Outcome:
    """`kills` times SIGKILL for one of the processes, while `chats` people talk with them; then let all be answered.

    One process polls; several get webhooks through a balancer. `postgres`: the address of an empty database; else a
    file in `folder`. `chaos`: the chance that a call of the bot meets a fault.
    """
    dice = random.Random(seed)
    steps = record(read_settings({}).load_kith(), date.today())
    ports = [free_port() for _ in range(processes)]
    async with BotApi(remembers=False) as api, Balancer(ports) as front:
        hook = f"http://127.0.0.1:{front}/telegram" if processes > 1 else ""
        bots = [
            Bot(kith_environment((api.url, api.token), folder, postgres, hook, port), folder / f"bot-{port}.log")
            for port in ports
        ]
        faults = Chaos(chaos, dice)
        api.faults = faults
        outcome, stop = Outcome(Seen(), faults=faults.met), asyncio.Event()
        walkers = [Walker(api, steps, outcome.seen, random.Random(dice.random())) for _ in range(chats)]
        try:
            for bot in bots:
                await bot.start()
                await bot.works()
            walking = [asyncio.create_task(one.walk(stop)) for one in walkers]
            for _ in range(kills):
                await _kill_one(dice.choice(bots), dice, outcome)
            for bot in bots:
                await bot.works()
            faults.chance = 0.0
            stop.set()
            await asyncio.gather(*walking)
            await _settle(api, walkers)
            assert all(bot.still_runs() for bot in bots)
        finally:
            for bot in bots:
                await bot.kill()
        outcome.left = len(api.updates)
        return outcome


async def _kill_one(bot: Bot, dice: random.Random, outcome: Outcome) -> None:
    if dice.random() >= KILLED_EARLY:
        await bot.works()
    await asyncio.sleep(dice.uniform(*LIVES))
    await bot.kill()
    outcome.kills.append(monotonic())
    await bot.start()


async def _settle(api: BotApi, walkers: list[Walker]) -> None:
    """Give what a kill has held up the time to come, and see what comes."""
    with suppress(TimeoutError):
        async with asyncio.timeout(SETTLES_WITHIN):
            while api.updates:  # noqa: ASYNC110 - the other side is a process
                await asyncio.sleep(0.2)
    await asyncio.sleep(QUIET)
    for walker in walkers:
        await walker.sees_nothing_more()
