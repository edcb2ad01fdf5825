"""How long the search takes over many services: `measure(kith, sizes)` gives a row for each size."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles

from bot.bench.many_services import TODAY, ManyServices, many_queries
from bot.conversation import Kith
from bot.conversation.screens.results import A_PAGE
from bot.directory import Directory, kilometres
from bot.directory.index import Index

SIZES = (1_000, 10_000, 100_000)
MOST = 1_000_000
"""Takes some minutes, nearly all of it for making up the services."""
QUERIES = 400
TITLES = ("services", "read s", "kept MB", "p50 ms", "p95 ms", "found")


@dataclass(frozen=True, slots=True)
class SearchRow:
    """One size: seconds to make up and read the services; MB that the index keeps (None where the machine doesn't say);
    milliseconds of processor time to the first page of results, the median and the 95th percentile; the median of
    services found.
    """

    services: int
    read_s: float
    kept_mb: float | None
    p50_ms: float
    p95_ms: float
    found: int


def measure(kith: Kith, sizes: Sequence[int] = SIZES) -> Iterator[SearchRow]:
    """The search over so many services each, for different people all over the country."""
    queries = many_queries(kith, QUERIES)
    for size in sizes:
        before, began = _resident_mb(), time.perf_counter()
        services = ManyServices(kith, size)
        index = Index(services, kith.gazetteer, kith.content.needs.times)
        read_s = time.perf_counter() - began
        after = _resident_mb()
        directory = Directory(services, index, kith.directory.nations)
        took, found = [], []
        for query in queries:
            directory.search(query, TODAY)[:A_PAGE]  # so that the services shown are made up
            kilometres.cache_clear()
            began = time.process_time()
            answer = directory.search(query, TODAY)
            answer[:A_PAGE]
            took.append(1000 * (time.process_time() - began))
            found.append(len(answer))
        kept = None if before is None or after is None else after - before
        yield SearchRow(size, read_s, kept, median(took), quantiles(took, n=20)[-1], int(median(found)))


def table(rows: Sequence[SearchRow]) -> str:
    """A line for each size."""
    lines = [TITLES, *(_cells(row) for row in rows)]
    return "\n".join("  ".join(cell.rjust(10) for cell in line) for line in lines)


def _cells(row: SearchRow) -> tuple[str, ...]:
    kept = "?" if row.kept_mb is None else f"{row.kept_mb:.0f}"
    return f"{row.services:,}", f"{row.read_s:.1f}", kept, f"{row.p50_ms:.2f}", f"{row.p95_ms:.2f}", f"{row.found:,}"


def _resident_mb() -> float | None:
    """What the process holds now, after tidying up; None where the machine doesn't say."""
    gc.collect()
    pages = Path("/proc/self/statm")
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6 if pages.exists() else None
