"""`python -m tests.kills [--long]`: kill for a while, on both databases and with a Bot API that has a bad day."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path
from random import randrange
from tempfile import TemporaryDirectory
from time import monotonic

from bot.bench.postgres import binaries, cluster
from tests.kills.run import Outcome, kill_again_and_again
from tests.storage.databases import new_database

SHORT, LONG = 5, 200


def main() -> int:
    """Kill; 0 when nothing was lost."""
    words = argparse.ArgumentParser(prog="python -m tests.kills", description=__doc__)
    words.add_argument("--long", action="store_true", help=f"{LONG} kills on each database, instead of {SHORT}")
    words.add_argument("--kills", type=int, help="so many on each database")
    words.add_argument("--seed", type=int, help="the same moments again, as far as a machine allows that")
    words.add_argument("--only", choices=("sqlite", "postgres", "chaos"), help="one of them")
    options = words.parse_args()
    kills = options.kills or (LONG if options.long else SHORT)
    seed = options.seed if options.seed is not None else randrange(1_000_000)
    print(f"seed {seed}")
    outcomes = asyncio.run(_all(kills, seed, options.only))
    fine = all(not (one.seen.stuck or one.seen.wrong or one.left or one.without_excuse()) for one in outcomes)
    print("Nothing was lost." if fine else "SOMETHING WAS LOST.")
    return 0 if fine else 1


async def _all(kills: int, seed: int, only: str | None) -> list[Outcome]:
    outcomes = []
    if only in (None, "sqlite"):
        outcomes.append(await _run("SQLite, one process, polling", kills, seed))
    if only in (None, "postgres"):
        if binaries():
            with cluster() as server:
                async with new_database(server.address) as database:
                    name = "PostgreSQL, two processes, webhook"
                    outcomes.append(await _run(name, kills, seed, database.address, processes=2))
        else:
            print("PostgreSQL: left out, because it isn't installed")
    if only in (None, "chaos"):
        name = "SQLite, one process, a Bot API that has a bad day"
        outcomes.append(await _run(name, max(2, kills // 4), seed, chaos=0.05))
    return outcomes


async def _run(name: str, kills: int, seed: int, postgres: str = "", processes: int = 1, chaos: float = 0.0) -> Outcome:
    begun = monotonic()
    with TemporaryDirectory(prefix="kith-kills-") as folder:
        outcome = await kill_again_and_again(kills, Path(folder), seed, postgres, processes, chaos=chaos)
    print(f"\n{name}, {monotonic() - begun:.0f} s:\n{outcome.report()}", flush=True)
    for line in (*outcome.seen.stuck[:10], *outcome.seen.wrong[:10]):
        print(f"  {line}")
    return outcome


if __name__ == "__main__":
    sys.exit(main())
