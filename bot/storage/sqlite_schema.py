"""The SQLite schema, as steps from one version to the next. A step, once released, is never changed."""

from __future__ import annotations

import sqlite3

from bot.storage.rows import seal_parcel, seal_session
from bot.storage.store import Chat
from bot.storage.vault import Vault

STEPS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE seen (update_id INTEGER PRIMARY KEY, at REAL NOT NULL)",
        "CREATE INDEX seen_at ON seen (at)",
        """CREATE TABLE session (
            channel TEXT NOT NULL, chat TEXT NOT NULL, data TEXT NOT NULL, updated_at REAL NOT NULL,
            PRIMARY KEY (channel, chat)
        ) WITHOUT ROWID""",
        "CREATE INDEX session_updated_at ON session (updated_at)",
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL, chat TEXT NOT NULL, urgent INTEGER NOT NULL, body TEXT NOT NULL,
            replaces INTEGER, attempts INTEGER NOT NULL DEFAULT 0, due_at REAL NOT NULL
        )""",
        "CREATE INDEX outbox_in_order ON outbox (channel, chat, urgent DESC, id)",
        "CREATE TABLE set_aside (update_id INTEGER PRIMARY KEY, at REAL NOT NULL, error TEXT NOT NULL)",
    ),
    (
        """CREATE TABLE message (
            channel TEXT NOT NULL, chat TEXT NOT NULL, id INTEGER NOT NULL, at REAL NOT NULL,
            doomed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (channel, chat, id)
        ) WITHOUT ROWID""",
        "CREATE INDEX message_at ON message (at)",
        "ALTER TABLE outbox ADD COLUMN erases INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE outbox ADD COLUMN noted INTEGER NOT NULL DEFAULT 1",
    ),
    # From here on everything personal is sealed, and a chat goes by its name (see `bot.storage.vault`).
    (
        *(f"ALTER TABLE {table} RENAME TO plain_{table}" for table in ("session", "outbox", "message")),
        *(f"DROP INDEX {index}" for index in ("session_updated_at", "outbox_in_order", "message_at")),
        "CREATE TABLE vault (generation INTEGER PRIMARY KEY, sealed BLOB NOT NULL)",
        """CREATE TABLE session (
            chat BLOB PRIMARY KEY, sealed BLOB NOT NULL, updated_at REAL NOT NULL
        ) WITHOUT ROWID""",
        "CREATE INDEX session_updated_at ON session (updated_at)",
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            channel TEXT NOT NULL, chat BLOB NOT NULL, sealed BLOB NOT NULL,
            urgent INTEGER NOT NULL, erases INTEGER NOT NULL, noted INTEGER NOT NULL, replaces INTEGER,
            posted_at REAL NOT NULL, due_at REAL NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, owner BLOB
        )""",
        "CREATE INDEX outbox_in_order ON outbox (chat, urgent DESC, id)",
        "CREATE INDEX outbox_by_urgency ON outbox (channel, urgent DESC, id)",
        "CREATE INDEX outbox_due_at ON outbox (channel, due_at)",
        """CREATE TABLE message (
            chat BLOB NOT NULL, id INTEGER NOT NULL, at REAL NOT NULL, doomed INTEGER NOT NULL DEFAULT 0,
            PRIMARY KEY (chat, id)
        ) WITHOUT ROWID""",
        "CREATE INDEX message_at ON message (at)",
        "CREATE TABLE worker (id BLOB PRIMARY KEY, until REAL NOT NULL) WITHOUT ROWID",
        """CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind TEXT NOT NULL, chat BLOB, sealed BLOB NOT NULL,
            due_at REAL NOT NULL, every REAL, attempts INTEGER NOT NULL DEFAULT 0, owner BLOB
        )""",
        "CREATE UNIQUE INDEX job_of_kith ON job (kind) WHERE chat IS NULL",
        "CREATE INDEX job_due_at ON job (due_at)",
        "CREATE INDEX job_chat ON job (chat) WHERE chat IS NOT NULL",
    ),
)

VERSION = len(STEPS)
SEALED_SINCE = 3


def seal_what_was_plain(db: sqlite3.Connection, vault: Vault) -> None:
    """Move the rows of version 2 into the sealed tables. secure_delete overwrites what they were."""
    for channel, chat, data, at in db.execute("SELECT channel, chat, data, updated_at FROM plain_session"):
        name = vault.name(Chat(channel, chat))
        db.execute("INSERT INTO session VALUES (?, ?, ?)", (name, seal_session(vault, name, data), at))
    for number, channel, chat, body, *rest in db.execute(
        "SELECT id, channel, chat, body, urgent, erases, noted, replaces, due_at, due_at, attempts FROM plain_outbox"
    ):
        whose = Chat(channel, chat)
        name = vault.name(whose)
        db.execute(
            "INSERT INTO outbox"
            " (id, channel, chat, sealed, urgent, erases, noted, replaces, posted_at, due_at, attempts)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (number, channel, name, seal_parcel(vault, name, whose, body), *rest),
        )
    for channel, chat, *message in db.execute("SELECT channel, chat, id, at, doomed FROM plain_message"):
        db.execute("INSERT INTO message VALUES (?, ?, ?, ?)", (vault.name(Chat(channel, chat)), *message))
    for table in ("session", "outbox", "message"):
        db.execute(f"DROP TABLE plain_{table}")
