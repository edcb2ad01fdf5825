"""What happens to databases: locked by somebody else, for tests."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

WITHIN = 10.0


@asynccontextmanager
async def locked(path: Path) -> AsyncIterator[None]:
    """While inside, another process writes to the database and never ends."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as db:
        async with asyncio.timeout(WITHIN):
            # A bot in this very loop may be in the middle of a transaction, and needs the loop to end it.
            while not _begun(db):  # noqa: ASYNC110 - the other side is a database
                await asyncio.sleep(0.001)
        yield
        db.execute("ROLLBACK")


def _begun(db: sqlite3.Connection) -> bool:
    try:
        db.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError:
        return False
    return True
