"""Questions that come while another one is under way go together, as one statement and one round trip."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

from bot.storage.store import StoreDown

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST = 100
"""Questions in one statement."""


class Together(Generic[Asked, Answer]):
    """`ask(questions)` gives an answer to each, in their order, or raises `StoreDown` for all of them."""

    def __init__(self, ask: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]]) -> None:
        self._ask = ask
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._asking: asyncio.Task[None] | None = None

    async def ask(self, question: Asked) -> Answer:
        """The answer to one question. Raises `StoreDown`."""
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, answer))
        if self._asking is None:
            self._asking = asyncio.create_task(self._ask_all())
        return await answer

    async def _ask_all(self) -> None:
        try:
            while self._waiting:
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._ask_some([one for one in batch if not one[1].cancelled()])
        finally:
            self._asking = None

    async def _ask_some(self, batch: list[tuple[Asked, asyncio.Future[Answer]]]) -> None:
        try:
            answers = await self._ask([question for question, _ in batch])
        except BaseException as error:
            for _, answer in batch:
                if not answer.done():
                    # Each gets its own, because whoever raises it adds to its traceback.
                    down = StoreDown(str(error) if isinstance(error, StoreDown) else type(error).__name__)
                    down.__cause__ = error
                    answer.set_exception(down)
            if not isinstance(error, Exception):
                raise
        else:
            for (_, answer), given in zip(batch, answers, strict=True):
                if not answer.done():
                    answer.set_result(given)
