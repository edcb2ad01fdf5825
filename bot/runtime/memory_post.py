"""Sends past the outbox, from memory: whom to call and one honest sentence while the store is down, or to a flood.

What can't be sent at all is reported back, so that the update, which Telegram will bring again, is answered then.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import datetime

from bot.conversation.replies import Reply
from bot.runtime.channel import Channel, ChatGone, Refused, Unreachable, WaitFor
from bot.runtime.log import log, where
from bot.runtime.metrics import REPLIES
from bot.runtime.pace import LONGEST_URGENT_WAIT, pause
from bot.runtime.unnoted import Unnoted
from bot.storage import Chat, Noted

TRIES = 12
AT_ONCE = 8
"""How many sentences of trouble are on their way at the same time. Crisis answers are never counted."""


class MemoryPost:
    """Replies that are in no outbox, each chat's in a task of its own."""

    def __init__(self, channel: Channel, unnoted: Unnoted, clock: Callable[[], datetime]) -> None:
        self._channel = channel
        self._unnoted = unnoted
        self._clock = clock
        self._room = asyncio.Semaphore(AT_ONCE)
        self.under_way: set[asyncio.Task[None]] = set()

    def send(self, chat: Chat, replies: Sequence[Reply], urgent: bool, lost: Callable[[], None]) -> None:
        """Send these now; `lost` is called when they can't be sent."""
        task = asyncio.create_task(self._send_all(chat, replies, urgent, lost))
        self.under_way.add(task)
        task.add_done_callback(self.under_way.discard)

    async def _send_all(self, chat: Chat, replies: Sequence[Reply], urgent: bool, lost: Callable[[], None]) -> None:
        if urgent:
            arrived = await self._all_arrive(chat, replies)
        else:
            async with self._room:
                arrived = await self._all_arrive(chat, replies)
        if not arrived:
            lost()

    async def _all_arrive(self, chat: Chat, replies: Sequence[Reply]) -> bool:
        for reply in replies:
            if not await self._arrives(chat, reply):
                return False
        return True

    async def _arrives(self, chat: Chat, reply: Reply) -> bool:
        """Try until it has arrived, or the channel will never take it; False when it was tried often enough."""
        for attempt in range(TRIES):
            try:
                begun = self._clock()
                message = await self._channel.deliver(chat, reply, None)
                if message is not None:
                    self._unnoted.add(chat, Noted(message, begun))
                REPLIES.labels("from_memory").inc()
                log("message.sent_from_memory", crisis=reply.crisis)
                return True
            except WaitFor as wait:
                await asyncio.sleep(min(wait.seconds, LONGEST_URGENT_WAIT))
            except Unreachable:
                await asyncio.sleep(pause(attempt, urgent=True))
            except ChatGone:
                return True
            except Refused as refused:
                REPLIES.labels("dropped").inc()
                log("message.refused", logging.ERROR, error=refused.reason)
                return True
            except Exception as error:  # noqa: BLE001 - nobody awaits this task; the next reply must still be tried
                REPLIES.labels("dropped").inc()
                log("message.failed", logging.ERROR, error=type(error), at=where(error))
                return True
        return False
