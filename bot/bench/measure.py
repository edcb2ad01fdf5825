"""One measurement: a bot, a crowd, and what came of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import Any

from bot.bench.botapi import BotApi
from bot.bench.bots import Bot, command
from bot.bench.flow import Step
from bot.bench.people import NoAnswer, crowd, first_answer
from bot.bench.postgres import new_database
from bot.bench.processes import CannotMeasure, Cores, Process, running

WARM_UP = 1.0
"""Seconds of the crowd before anything counts."""


@dataclass(frozen=True, slots=True)
class Row:
    """What one bot did. `why_not`: nothing was measured, and why.

    `a_second`: answers, each of them one update and all the messages that it leads to; `p50` and `p99`: milliseconds
    from what a person does to the last message of the answer; `cost`: milliseconds of the processor for an answer;
    `busy`: which part of its core the bot used, and `load_busy` the people and the Bot API of theirs; `memory`:
    megabytes at most; `start`: seconds from its start to the first answer.
    """

    bot: Bot
    chats: int
    answers: int = 0
    a_second: float = 0.0
    p50: float = 0.0
    p99: float = 0.0
    cost: float | None = None
    busy: float | None = None
    load_busy: float = 0.0
    memory: float | None = None
    start: float = 0.0
    why_not: str = ""

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Measurement:
    """How to measure: how long, on which cores, and on which PostgreSQL (an address, or nothing)."""

    seconds: float
    cores: Cores
    steps: Sequence[Step]
    postgres: str = ""

    async def of(self, bot: Bot, chats: Sequence[int]) -> list[Row]:
        """Start the bot once, and let crowds of these sizes talk to it one after another."""
        if bot.lacks:
            return [Row(bot, size, why_not=bot.lacks) for size in chats]
        with TemporaryDirectory(prefix="kith-bench-") as folder:
            rows: list[Row] = []
            try:
                await self._measure(bot, chats, Path(folder), rows)
            except (CannotMeasure, NoAnswer) as why:
                rows += [Row(bot, size, why_not=str(why)) for size in chats[len(rows) :]]
            return rows

    async def _measure(self, bot: Bot, chats: Sequence[int], folder: Path, rows: list[Row]) -> None:
        flow = folder / "flow.json"
        flow.write_text(json.dumps([step.as_dict() for step in self.steps]), "utf-8")
        # Each bot begins with nothing: updates are numbered from the beginning again.
        database = await new_database(self.postgres, f"bench_{bot.receiver}") if bot.database == "postgres" else ""
        async with BotApi(remembers=False) as api:
            words, environment = command(bot, (api.url, api.token), folder, database, flow)
            begun = perf_counter()
            async with running(words, environment, self.cores.pin()) as process:
                # The first answer: until then the bot only starts.
                await first_answer(api, self.steps[0])
                start = perf_counter() - begun
                await process.is_idle()
                for size in chats:
                    rows.append(await self._crowd(bot, api, process, size, start))

    async def _crowd(self, bot: Bot, api: BotApi, process: Process, chats: int, start: float) -> Row:
        meter = _Meter(process)
        seconds = await crowd(api, chats, self.steps, WARM_UP, self.seconds, meter)
        if len(seconds) < 2:
            raise NoAnswer("fewer than two answers in all that time")
        hundredths = quantiles(seconds, n=100, method="inclusive")
        return Row(
            bot,
            chats,
            answers=len(seconds),
            a_second=len(seconds) / meter.lasted,
            p50=hundredths[49] * 1000,
            p99=hundredths[98] * 1000,
            cost=None if meter.bot is None else meter.bot * 1000 / len(seconds),
            busy=None if meter.bot is None else meter.bot / meter.lasted,
            load_busy=meter.load / meter.lasted,
            memory=process.memory(),
            start=start,
        )


class _Meter:
    """What the bot and the load compute between `begin` and `end`."""

    def __init__(self, process: Process) -> None:
        self._process = process
        self.bot: float | None = None
        self.load = self.lasted = 0.0

    def begin(self) -> None:
        self._at = (perf_counter(), process_time(), self._process.cpu())

    def end(self) -> None:
        began, load, bot = self._at
        self.lasted, self.load, now = perf_counter() - began, process_time() - load, self._process.cpu()
        self.bot = None if now is None or bot is None else now - bot
