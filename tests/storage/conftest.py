"""Every test that asks for `database` or `store` runs on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.storage import Store
from tests.storage.databases import Database


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
