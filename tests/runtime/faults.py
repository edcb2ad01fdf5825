"""What happens to databases: locked by somebody else, for tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

PATIENCE = 30.0
"""Seconds to wait until the bot is not writing; the machine may be slow."""


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """While inside, another process writes to the database and never ends.

    It waits for the lock in another thread: a bot in this event loop must be able to end what it is writing.
    """
    with closing(sqlite3.connect(path, PATIENCE, isolation_level=None, check_same_thread=False)) as db:
        await asyncio.to_thread(db.execute, "BEGIN IMMEDIATE")
        yield
        db.execute("ROLLBACK")
