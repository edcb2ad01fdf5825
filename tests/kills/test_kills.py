"""The short form: nothing is lost, stuck or out of order, however the process dies (the long form: `tests.kills`)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.kills.run import Outcome, kill_again_and_again
from tests.storage.databases import new_database


def nothing_lost(outcome: Outcome) -> None:
    print(outcome.report())
    assert not outcome.seen.stuck
    assert not outcome.seen.wrong
    assert not outcome.without_excuse()
    assert outcome.left == 0
    assert outcome.seen.answers > 50


async def test_a_process_on_sqlite_is_killed_and_nothing_is_lost(tmp_path: Path) -> None:
    nothing_lost(await kill_again_and_again(4, tmp_path, seed=1))


async def test_two_processes_on_postgres_are_killed_in_turn_and_nothing_is_lost(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    async with new_database(request.getfixturevalue("postgres_server")) as database:
        nothing_lost(await kill_again_and_again(4, tmp_path, seed=2, postgres=database.address, processes=2))


async def test_the_bot_api_has_a_bad_day_and_nothing_is_lost(tmp_path: Path) -> None:
    outcome = await kill_again_and_again(2, tmp_path, seed=3, chaos=0.1)
    nothing_lost(outcome)
    assert outcome.faults.total() > 5
