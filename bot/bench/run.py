"""`kith bench`: every bot in turn, then Kith with more and more chats at once."""

from __future__ import annotations

import asyncio
import json
import platform
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from typing import Any

from bot.bench.bots import KITH, Bot, peers
from bot.bench.flow import record
from bot.bench.measure import Measurement, Row
from bot.bench.postgres import binaries, cluster
from bot.bench.processes import Cores
from bot.bench.search import MOST, SIZES, SearchRow
from bot.bench.search import measure as measure_search
from bot.bench.search import table as search_table
from bot.bench.table import ratios, table
from bot.settings import Settings

CHATS = 100
MORE_AND_MORE = (1, 10, 100, 1000)
SHORT, LONG = 4.0, 30.0
"""Seconds for each row, after the warm-up."""
NO_POSTGRES = "PostgreSQL isn't installed: on Debian, apt-get install postgresql"
ABOUT = """
An answer is one update and every message that it leads to. CPU ms: the bot's own, for an answer. core: how busy the
bot's core was. load: how busy the people and the Bot API were; near 100% they are what is measured, not the bot.
""".strip()


def bench(settings: Settings, long: bool, as_json: bool) -> None:
    """Measure, and print tables, or JSON. Takes under two minutes; with `long` about ten."""
    kith = settings.load_kith()
    steps, seconds, cores = record(kith, date.today()), (LONG if long else SHORT), Cores.divide()
    with _postgres() as address:
        measurement = Measurement(seconds, cores, steps, address)
        own, others, growing = asyncio.run(_measure_all(measurement))
    print("measuring the search …", file=sys.stderr)
    search = list(measure_search(kith, (*SIZES, MOST) if long else SIZES))
    if as_json:
        print(json.dumps(_as_dict(measurement, own, others, growing, search), indent=2))
        return
    print(f"\n{table((*own, *others))}\n\n{ratios(own, others)}\n\nMore and more chats at once\n{table(growing)}\n")
    print(f"{ABOUT}\n\nSearch, over more and more services\n{search_table(search)}")
    if cores.bot is None:
        print("There is one core only, or this system can't pin: the bots shared theirs with the load.")


async def _measure_all(measurement: Measurement) -> tuple[list[Row], list[Row], list[Row]]:
    async with measurement.cores.elsewhere():
        kith = await _each(measurement, KITH)
        others = await _each(measurement, peers())
        growing = await measurement.of(_quickest(kith), MORE_AND_MORE)
    return kith, others, growing


def _quickest(rows: Sequence[Row]) -> Bot:
    return max((row for row in rows if row.bot.database == "sqlite"), key=lambda row: row.a_second).bot


async def _each(measurement: Measurement, bots: Sequence[Bot]) -> list[Row]:
    rows: list[Row] = []
    for bot in bots:
        print(f"measuring {bot.name}, {bot.receiver}, {bot.database} …", file=sys.stderr)
        if bot.database == "postgres" and not measurement.postgres:
            rows.append(Row(bot, CHATS, why_not=NO_POSTGRES))
            continue
        rows += await measurement.of(bot, (CHATS,))
    return rows


@contextmanager
def _postgres() -> Iterator[str]:
    """The address of a PostgreSQL that waits for the disc as it does by itself; nothing where there is none."""
    if not binaries():
        yield ""
        return
    with cluster(settings=()) as server:
        yield server.address


def _as_dict(
    measurement: Measurement,
    own: Sequence[Row],
    others: Sequence[Row],
    growing: Sequence[Row],
    search: Sequence[SearchRow],
) -> dict[str, Any]:
    return {
        "seconds": measurement.seconds,
        "python": platform.python_version(),
        "machine": platform.platform(),
        "pinned": measurement.cores.bot is not None,
        "kith": [row.as_dict() for row in own],
        "others": [row.as_dict() for row in others],
        "chats_at_once": [row.as_dict() for row in growing],
        "search": [asdict(row) for row in search],
    }
