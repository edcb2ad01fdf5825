"""Which store a database's address asks for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bot.storage.sqlite import SqliteStore
from bot.storage.store import Store


def store_at(address: str, secrets: Sequence[bytes] = ()) -> Store:
    """The store at `sqlite:///…`, `postgres://…` or `postgresql://…`, not opened yet. `secrets`: the one to write with
    first."""
    if address.startswith("sqlite:///"):
        return SqliteStore(Path(address.removeprefix("sqlite:///")), secrets=secrets)
    # Whoever keeps to SQLite does without this library.
    from bot.storage.postgres import PostgresStore

    return PostgresStore(address, secrets=secrets)
