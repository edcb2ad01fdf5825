"""What Kith keeps: sessions, the outbox, and the ids of seen updates and of messages, in one SQLite file.

It keeps JSON that it doesn't look into, and knows nothing of the conversation or of Telegram.
"""

from bot.storage.sqlite import SqliteStore, migrate_database
from bot.storage.store import (
    ERASE,
    ERASING_HOLDS_UP_FOR,
    Chat,
    Delivered,
    Noted,
    Outgoing,
    Parcel,
    Store,
    StoreDown,
    Turn,
)

__all__ = [
    "ERASE",
    "ERASING_HOLDS_UP_FOR",
    "Chat",
    "Delivered",
    "Noted",
    "Outgoing",
    "Parcel",
    "SqliteStore",
    "Store",
    "StoreDown",
    "Turn",
    "migrate_database",
]
