"""Every test that asks for `database` or `store` runs on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.storage import Store
from tests.storage.databases import Database, SqliteFile, new_database


@pytest.fixture(params=["sqlite", "postgres"])
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Database]:
    if request.param == "sqlite":
        yield SqliteFile(tmp_path / "kith.db")
        return
    async with new_database(request.getfixturevalue("postgres_server")) as database:
        yield database


@pytest.fixture
async def store(database: Database) -> AsyncIterator[Store]:
    store = database.store()
    await store.migrate()
    await store.open()
    yield store
    await store.close()


@pytest.fixture
async def other(database: Database, store: Store) -> AsyncIterator[Store]:
    """A second process on the same database."""
    other = database.store()
    await other.open()
    yield other
    await other.close()
