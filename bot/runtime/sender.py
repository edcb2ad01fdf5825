"""The sender: takes the outbox to people.

In order within each chat, several chats at once, urgent messages before all others. A message leaves the outbox when
the channel has taken it, when the channel will never take it, or when the chat is gone; otherwise it is tried again,
with the wait that the channel asks for or with growing pauses. Telegram has no idempotency key, so the one message in
flight at a crash may come twice; none is lost.
"""

from __future__ import annotations

import asyncio
import logging
import random
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from pydantic import ValidationError

from bot.conversation.replies import Reply
from bot.runtime.channel import Channel, ChatGone, Refused, Unreachable, WaitFor
from bot.runtime.log import log
from bot.runtime.stages import Clock
from bot.runtime.talk import read_reply
from bot.runtime.unnoted import Unnoted
from bot.storage import ERASING_HOLDS_UP_FOR, Chat, Delivered, Noted, Parcel, Store, StoreDown

AT_ONCE = 30
"""How many chats are sent to at the same time."""
LONGEST_PAUSE = 60.0
"""Seconds; between two tries of a message."""
LONGEST_URGENT_PAUSE = 5.0
TRIES_AFTER_SURPRISE = 5
"""A message that fails in a way nobody foresaw is dropped after this many tries."""
TRIES_FROM_MEMORY = 8
LONGEST_SLEEP = 5.0
"""Seconds; how long the sender sleeps at most, in case another process wrote to the outbox and died."""


def pause(attempts: int, urgent: bool) -> float:
    """Seconds before the next try: 1, 2, 4 … with jitter, so that many chats don't come back at one moment."""
    longest = LONGEST_URGENT_PAUSE if urgent else LONGEST_PAUSE
    return min(longest, 2.0 ** min(attempts, 10)) * random.uniform(0.5, 1.0)


class Sender:
    """Sends what waits in the outbox of one channel."""

    def __init__(self, store: Store, channel: Channel, clock: Clock = lambda: datetime.now(UTC)) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._bell = asyncio.Event()
        self._under_way: dict[Chat, asyncio.Task[None]] = {}
        self._from_memory: set[asyncio.Task[None]] = set()
        self._still_to_remove: dict[int, Delivered] = {}
        """Arrived, but the store was down when they should have been taken out: never send them again."""
        self._unnoted = Unnoted()

    def wake(self) -> None:
        """Something new waits in the outbox."""
        self._bell.set()

    def send_from_memory(self, chat: Chat, replies: Sequence[Reply]) -> None:
        """Send these now, past the outbox, which can't be used."""
        task = asyncio.create_task(self._send_from_memory(chat, replies))
        self._from_memory.add(task)
        task.add_done_callback(self._from_memory.discard)

    def unnoted(self, chat: Chat) -> tuple[Noted, ...]:
        """The messages in this chat whose ids are not kept yet."""
        return self._unnoted.of(chat)

    def noted(self, chat: Chat, messages: Sequence[Noted]) -> None:
        """These are kept now."""
        self._unnoted.drop(chat, messages)

    async def run(self, stop: asyncio.Event) -> None:
        """Send until `stop`, then let what is under way arrive."""
        failures = 0
        while not stop.is_set():
            self._bell.clear()
            self._unnoted.tidy(self._clock())
            try:
                await self._remove_arrived()
                await self._send_due()
                sleep = await self._time_to_sleep()
                failures = 0
            except StoreDown as down:
                failures += 1
                sleep = pause(failures, urgent=True)
                log("outbox.unreadable", logging.WARNING, error=type(down), failures=failures)
            await self._rest(sleep, stop)
        await self._finish()

    async def _send_due(self) -> None:
        free = AT_ONCE - len(self._under_way)
        if free <= 0:
            return
        parcels = await self._store.due(self._channel.name, self._clock(), free, list(self._under_way))
        for parcel in parcels:
            if parcel.chat in self._under_way:
                # An erasure that has long been failing and a message that goes ahead of it may both be due.
                continue
            task = asyncio.create_task(self._send(parcel))
            self._under_way[parcel.chat] = task
            task.add_done_callback(partial(self._arrived, parcel.chat))

    def _arrived(self, chat: Chat, _: asyncio.Task[None]) -> None:
        del self._under_way[chat]
        self._bell.set()

    async def _time_to_sleep(self) -> float:
        if self._under_way:
            # A chat under way still has its due row; its end rings the bell. Others may fall due meanwhile.
            return 1.0
        due = await self._store.next_due(self._channel.name, self._clock())
        if due is None:
            return LONGEST_SLEEP
        return min(max((due - self._clock()).total_seconds(), 0.01), LONGEST_SLEEP)

    async def _rest(self, seconds: float, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(self._bell.wait()), asyncio.create_task(stop.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _finish(self) -> None:
        tasks = [*self._under_way.values(), *self._from_memory]
        if tasks:
            await asyncio.wait(tasks)
        with suppress(StoreDown):
            await self._remove_arrived()

    async def _send(self, parcel: Parcel) -> None:
        """Try one message or erasure once, and write down what came of it."""
        if parcel.number in self._still_to_remove:
            return
        try:
            delivered = await self._carry_out(parcel)
        except WaitFor as wait:
            log("message.wait", seconds=wait.seconds)
            await self._again(parcel, wait.seconds, parcel.attempts)
        except Unreachable as unreachable:
            log("message.unreachable", logging.WARNING, error=unreachable.reason, attempts=parcel.attempts + 1)
            holds_up = parcel.message.erases and parcel.attempts < ERASING_HOLDS_UP_FOR
            await self._again(parcel, pause(parcel.attempts, parcel.message.urgent or holds_up), parcel.attempts + 1)
        except StoreDown:
            await self._again(parcel, LONGEST_URGENT_PAUSE, parcel.attempts)
        except ChatGone:
            log("chat.gone")
            with suppress(StoreDown):
                await self._store.forget(parcel.chat)
        except Exception as error:  # noqa: BLE001 - one strange message must not stop the others
            await self._surprised(parcel, error)
        else:
            await self._remove(delivered)

    async def _carry_out(self, parcel: Parcel) -> Delivered:
        if parcel.message.erases:
            await self._erase(parcel.chat)
            return Delivered(parcel.number, parcel.chat, erased=True)
        begun = self._clock()
        message = await self._deliver(parcel)
        noted = Noted(message, begun) if message is not None else None
        if noted and not parcel.message.noted:
            self._unnoted.add(parcel.chat, noted)
        return Delivered(parcel.number, parcel.chat, noted, last=not parcel.message.noted)

    async def _erase(self, chat: Chat) -> None:
        """Delete what was noted of the chat until she asked to hide it. Raises `StoreDown` too."""
        # A message that arrived just before may not be written down yet.
        await self._remove_arrived()
        messages = await self._store.to_erase(chat, self._clock())
        if messages:
            await self._channel.erase(chat, messages)
        log("chat.erased", messages=len(messages))

    async def _deliver(self, parcel: Parcel) -> int | None:
        """Hand one message to the channel; its id there. What can never be shown counts as delivered."""
        try:
            reply = read_reply(parcel.message)
            return await self._channel.deliver(parcel.chat, reply, parcel.message.replaces)
        except Refused as refused:
            log("message.refused", logging.ERROR, error=refused.reason)
        except ValidationError as error:
            log("message.unreadable", logging.ERROR, error=type(error))
        return None

    async def _surprised(self, parcel: Parcel, error: Exception) -> None:
        attempts = parcel.attempts + 1
        log("message.failed", logging.ERROR, error=type(error), attempts=attempts)
        if attempts >= TRIES_AFTER_SURPRISE:
            await self._remove(Delivered(parcel.number, parcel.chat))
        else:
            await self._again(parcel, pause(parcel.attempts, parcel.message.urgent), attempts)

    async def _again(self, parcel: Parcel, seconds: float, attempts: int) -> None:
        until = self._clock() + timedelta(seconds=seconds)
        try:
            await self._store.put_off(parcel.number, until, attempts)
        except StoreDown:
            # It stays due; waiting here, still under way, keeps it from being tried without a pause.
            await asyncio.sleep(min(seconds, LONGEST_URGENT_PAUSE))

    async def _remove(self, delivered: Delivered) -> None:
        self._still_to_remove[delivered.number] = delivered
        with suppress(StoreDown):
            await self._remove_arrived()

    async def _remove_arrived(self) -> None:
        arrived = list(self._still_to_remove.values())
        if arrived:
            await self._store.sent(arrived)
            for one in arrived:
                self._still_to_remove.pop(one.number, None)

    async def _send_from_memory(self, chat: Chat, replies: Sequence[Reply]) -> None:
        for reply in replies:
            if not await self._deliver_from_memory(chat, reply):
                return

    async def _deliver_from_memory(self, chat: Chat, reply: Reply) -> bool:
        """Try until it has arrived; False when the chat is gone or it was tried often enough."""
        for attempt in range(TRIES_FROM_MEMORY):
            try:
                begun = self._clock()
                message = await self._channel.deliver(chat, reply, None)
                if message is not None:
                    self._unnoted.add(chat, Noted(message, begun))
                log("message.sent_from_memory", crisis=reply.crisis)
                return True
            except WaitFor as wait:
                await asyncio.sleep(wait.seconds)
            except Unreachable:
                await asyncio.sleep(pause(attempt, urgent=True))
            except Refused as refused:
                log("message.refused", logging.ERROR, error=refused.reason)
                return True
            except ChatGone:
                return False
            except Exception as error:  # noqa: BLE001 - nobody awaits this task; the next reply must still be tried
                log("message.failed", logging.ERROR, error=type(error))
                return True
        return False
