"""Lets updates in a few at a time, so that answers under way don't wait for all that has just arrived.

A hundred updates may come at once. Read and answered in one go they would hold the event loop for as long as all of
them take, and whatever is on its way meanwhile would stand still: a crisis answer, the second message of an answer. So
only a few begin in each turn of the loop, in the order in which they came.
"""

from __future__ import annotations

import asyncio
from collections import deque

FEW = 4
"""How many updates begin in one turn of the event loop: a few thousandths of a second."""


class Door:
    """The way in. What has come in may take as long as it likes: nobody waits for that."""

    def __init__(self, few: int = FEW) -> None:
        self._few = self._left = few
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._opens = False

    async def enter(self) -> None:
        """Wait for one's turn."""
        if not self._opens:
            self._opens = True
            asyncio.get_running_loop().call_soon(self._open)
        if self._left and not self._waiting:
            self._left -= 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        await turn

    def _open(self) -> None:
        """A new turn of the loop: let in the next few. With nobody waiting the door is left open."""
        self._left = self._few
        while self._left and self._waiting:
            turn = self._waiting.popleft()
            if not turn.done():
                turn.set_result(None)
                self._left -= 1
        self._opens = bool(self._waiting)
        if self._opens:
            asyncio.get_running_loop().call_soon(self._open)
