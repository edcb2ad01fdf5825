"""The SQLite schema, as steps from one version to the next. A step, once released, is never changed."""

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
)

VERSION = len(STEPS)
