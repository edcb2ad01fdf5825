"""One lane a chat: what comes from one person is handled in order, and nobody waits for anybody else."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.storage import Chat


class Lanes:
    """A lock for each chat that has something under way; forgotten when nothing is left in it."""

    def __init__(self) -> None:
        self._locks: dict[Chat, tuple[asyncio.Lock, list[None]]] = {}

    def __len__(self) -> int:
        return len(self._locks)

    @asynccontextmanager
    async def of(self, chat: Chat) -> AsyncIterator[None]:
        """Wait for what came before in this chat, and hold the lane."""
        lock, inside = self._locks.setdefault(chat, (asyncio.Lock(), []))
        inside.append(None)
        try:
            async with lock:
                yield
        finally:
            inside.pop()
            if not inside:
                del self._locks[chat]
