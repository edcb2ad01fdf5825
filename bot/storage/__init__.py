"""What Kith keeps: sessions, the outbox, jobs, and the ids of seen updates and of messages, in SQLite or PostgreSQL.

It keeps JSON that it doesn't look into, sealed, and knows nothing of the conversation or of Telegram.
"""

from bot.storage.choose import store_at
from bot.storage.sqlite import SqliteStore
from bot.storage.store import (
    ERASE,
    ERASING_HOLDS_UP_FOR,
    Chat,
    Delivered,
    Job,
    Noted,
    Outgoing,
    Overtaken,
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
    "Job",
    "Noted",
    "Outgoing",
    "Overtaken",
    "Parcel",
    "SqliteStore",
    "Store",
    "StoreDown",
    "Turn",
    "store_at",
]
