"""Lets every test import `bot` and `tests.…` from a working copy that is not installed, and have a real PostgreSQL."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from tests.storage.databases import Database

ROOT = str(Path(__file__).parent.parent)
if ROOT not in sys.path:
    sys.path.insert(0, ROOT)

# How long an example takes says how busy the machine is, and nothing about Kith.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")

NO_POSTGRES = "PostgreSQL is not installed here, and KITH_TEST_POSTGRES names none"
NO_POOLER = "pgbouncer is not installed here"


@pytest.fixture(autouse=True)
def _logging_as_it_was() -> Iterator[None]:
    """A test that runs `kith` in this process sets up the logging; the next one, whichever it is, must not feel it."""
    loggers = [logging.getLogger(), logging.getLogger("kith")]
    levels = [logger.level for logger in loggers]
    yield
    for logger, level in zip(loggers, levels, strict=True):
        logger.setLevel(level)


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a PostgreSQL in which tests may make databases; one is started where none is named."""
    from bot.bench.postgres import binaries, cluster

    named = os.environ.get("KITH_TEST_POSTGRES")
    if not named and not binaries():
        pytest.skip(NO_POSTGRES)
    if named:
        yield named
        return
    with cluster() as server:
        yield server.address


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    """Each of the two databases, empty."""
    from tests.storage.databases import SqliteFile, new_database

    if request.param == "sqlite":
        yield SqliteFile(tmp_path / "kith.db")
        return
    async with new_database(request.getfixturevalue("postgres_server")) as database:
        yield database


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say what was left out for want of a PostgreSQL or a pgbouncer, so that nobody takes it for tested."""
    skipped = terminalreporter.stats.get("skipped", [])
    for reason, package in ((NO_POSTGRES, "postgresql"), (NO_POOLER, "pgbouncer")):
        left_out = [one for one in skipped if reason in str(one.longrepr)]
        if left_out:
            terminalreporter.write_line(
                f"LEFT OUT: {len(left_out)} tests on PostgreSQL. {reason}. "
                f"Install it (Debian: apt-get install {package}), and run the tests again.",
                yellow=True,
            )
