"""The sender: takes the outbox to people.

In order within each chat, several chats at once, at the pace that the channel allows. Urgent messages go before all
others: they have room of their own, don't wait for a message of the same chat that is still on its way, and are never
held back by the pace.

A message leaves the outbox when the channel has taken it, when the channel will never take it, or when the chat is
gone; otherwise it is tried again, with the wait that the channel asks for or with growing pauses. Telegram has no
idempotency key, so the one message in flight at a crash may come twice; none is lost.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from functools import partial

from pydantic import ValidationError

from bot.conversation.replies import Reply
from bot.runtime.channel import Channel, ChatGone, Refused, Unreachable, WaitFor
from bot.runtime.health import Health
from bot.runtime.log import log, where
from bot.runtime.memory_post import MemoryPost
from bot.runtime.metrics import REPLIES
from bot.runtime.pace import LONGEST_URGENT_PAUSE, LONGEST_URGENT_WAIT, Pace, pause
from bot.runtime.stages import Clock
from bot.runtime.talk import read_reply
from bot.runtime.unnoted import Unnoted
from bot.storage import ERASING_HOLDS_UP_FOR, Chat, Delivered, Noted, Parcel, Store, StoreDown

AT_ONCE = 60
"""How many chats are sent to at the same time."""
KEPT_FREE = 20
"""How many urgent messages may be on their way besides, when all the others are slow."""
HURRY_FOR = 60.0
"""Seconds in which an urgent message that was just posted may overtake one of its chat that is on its way."""
FIRST_TRIES = 8
FIRST_FOR = 20.0
"""After each of so many failed tries of an urgent message nothing else is tried for so many seconds, or until the
channel takes something: after an outage it comes first, and no message that always fails stops all the others."""
TRIES_AFTER_SURPRISE = 5
"""A message that fails in a way nobody foresaw is dropped after this many tries."""
LONGEST_SLEEP = 5.0
"""Seconds; how long the sender sleeps at most, in case another process wrote to the outbox and died."""


class Sender:
    """Sends what waits in the outbox of one channel."""

    def __init__(
        self,
        store: Store,
        channel: Channel,
        clock: Clock = lambda: datetime.now(UTC),
        health: Health | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._store = store
        self._channel = channel
        self._clock = clock
        self._health = health or Health()
        self._pace = pace or Pace(None)
        self._bell = asyncio.Event()
        self._under_way: dict[Chat, asyncio.Task[None]] = {}
        self._urgent: dict[Chat, asyncio.Task[None]] = {}
        """Urgent messages on their way; there may be another of the same chat in `_under_way`."""
        self._hurrying: dict[Chat, float] = {}
        """Chats in which something urgent was posted, and until when it may overtake there (the loop's seconds)."""
        self._only_urgent_until = 0.0
        """Until when nothing but urgent messages is tried (the loop's seconds)."""
        self._still_to_remove: dict[int, Delivered] = {}
        """Arrived, and not taken out of the outbox yet: never send them again."""
        self._not_removed: set[int] = set()
        """Those of them for which the store was down when they should have been taken out."""
        self._unnoted = Unnoted()
        self._memory = MemoryPost(channel, self._unnoted, clock)

    def wake(self, urgent_in: Chat | None = None) -> None:
        """Something new waits in the outbox; something urgent in the chat `urgent_in`."""
        if urgent_in:
            self._hurrying[urgent_in] = _loop_time() + HURRY_FOR
        self._bell.set()

    def send_from_memory(
        self, chat: Chat, replies: Sequence[Reply], urgent: bool, lost: Callable[[], None] = lambda: None
    ) -> None:
        """Send these now, past the outbox, which can't be used; `lost` is called when they can't be sent."""
        self._memory.send(chat, replies, urgent, lost)

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
            try:
                self._unnoted.tidy(self._clock())
                # Sending comes first: where the database can be read and not written, it must not wait for that.
                await self._send_due()
                await self._take_out([self._still_to_remove[number] for number in self._not_removed])
                sleep = await self._time_to_sleep()
                failures = 0
            except StoreDown as down:
                failures += 1
                sleep = pause(failures, urgent=True)
                log("outbox.unreadable", logging.WARNING, error=type(down), failures=failures)
            except Exception as error:  # noqa: BLE001 - as long as the process lives, it must go on sending
                failures += 1
                sleep = pause(failures, urgent=True)
                log("sender.failed", logging.ERROR, error=type(error), at=where(error), failures=failures)
            await self._rest(sleep, stop)
        await self._finish()

    async def _send_due(self) -> None:
        now = _loop_time()
        self._hurrying = {chat: until for chat, until in self._hurrying.items() if until > now}
        room = AT_ONCE - len(self._under_way)
        if (paced := self._pace.room(now)) is not None:
            room = min(room, paced)
        if now < self._only_urgent_until:
            room = 0
        # What is on its way in a hurrying chat may come up again, and takes no room.
        limit = (room if room > 0 else KEPT_FREE - len(self._urgent)) + len(self._hurrying.keys() & self._under_way)
        if limit <= 0:
            return
        held_back = {*self._under_way, *self._pace.resting(now)}
        without = [*(held_back - self._hurrying.keys() - self._urgent.keys()), *self._urgent]
        parcels = await self._store.due(self._channel.name, self._clock(), limit, without)
        for parcel in parcels:
            if parcel.number in self._still_to_remove:
                continue
            if parcel.message.urgent:
                self._begin(parcel, self._urgent, now)
            elif room > 0 and parcel.chat not in held_back and parcel.chat not in self._urgent:
                room -= 1
                self._begin(parcel, self._under_way, now)
        if len(parcels) == limit and parcels[-1].message.urgent:
            # There may be more of these.
            self._bell.set()

    def _begin(self, parcel: Parcel, way: dict[Chat, asyncio.Task[None]], now: float) -> None:
        if parcel.chat in way:
            # An erasure that has long been failing and a message that goes ahead of it may both be due.
            return
        self._pace.spend(parcel.chat, now)
        task = way[parcel.chat] = asyncio.create_task(self._send(parcel))
        task.add_done_callback(partial(self._arrived, way, parcel.chat))

    def _arrived(self, way: dict[Chat, asyncio.Task[None]], chat: Chat, _: asyncio.Task[None]) -> None:
        del way[chat]
        self._bell.set()

    async def _time_to_sleep(self) -> float:
        held_back = self._pace.wait(_loop_time())
        if self._under_way or self._urgent:
            # A chat under way still has its due row; its end rings the bell. Others may fall due meanwhile.
            return min(1.0, held_back) if held_back > 0 else 1.0
        due = await self._store.next_due(self._channel.name, self._clock())
        if due is None:
            return LONGEST_SLEEP
        shortest = 0.1 if _loop_time() < self._only_urgent_until else 0.01
        return min(max((due - self._clock()).total_seconds(), held_back, shortest), LONGEST_SLEEP)

    async def _rest(self, seconds: float, stop: asyncio.Event) -> None:
        waits = [asyncio.create_task(self._bell.wait()), asyncio.create_task(stop.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _finish(self) -> None:
        tasks = [*self._under_way.values(), *self._urgent.values(), *self._memory.under_way]
        if tasks:
            await asyncio.wait(tasks)
        with suppress(StoreDown):
            await self._take_out([*self._still_to_remove.values()])

    async def _send(self, parcel: Parcel) -> None:
        """Try one message or erasure once, and write down what came of it."""
        try:
            delivered = await self._carry_out(parcel)
        except WaitFor as asked:
            log("message.wait", seconds=asked.seconds)
            self._not_taken()
            self._pace.refused(parcel.chat, asked.seconds, _loop_time())
            longest = LONGEST_URGENT_WAIT if parcel.message.urgent else asked.seconds
            await self._again(parcel, min(asked.seconds, longest), parcel.attempts)
        except Unreachable as unreachable:
            log("message.unreachable", logging.WARNING, error=unreachable.reason, attempts=parcel.attempts + 1)
            self._not_taken()
            holds_up = parcel.message.erases and parcel.attempts < ERASING_HOLDS_UP_FOR
            wait = pause(parcel.attempts, parcel.message.urgent or holds_up)
            if parcel.message.urgent and parcel.attempts < FIRST_TRIES:
                self._only_urgent_until = _loop_time() + wait + FIRST_FOR
            await self._again(parcel, wait, parcel.attempts + 1)
        except StoreDown:
            await self._again(parcel, LONGEST_URGENT_PAUSE, parcel.attempts)
        except ChatGone:
            await self._gone(parcel)
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
        self._health.arrived()
        self._only_urgent_until = 0.0
        noted = Noted(message, begun) if message is not None else None
        if noted and not parcel.message.noted:
            self._unnoted.add(parcel.chat, noted)
        return Delivered(parcel.number, parcel.chat, noted, last=not parcel.message.noted)

    async def _erase(self, chat: Chat) -> None:
        """Delete what was noted of the chat until she asked to hide it. Raises `StoreDown` too."""
        # A message that arrived just before may not be written down yet.
        await self._take_out([*self._still_to_remove.values()])
        messages = await self._store.to_erase(chat, self._clock())
        if messages:
            await self._channel.erase(chat, messages)
        log("chat.erased", messages=len(messages))

    async def _deliver(self, parcel: Parcel) -> int | None:
        """Hand one message to the channel; its id there. What can never be shown counts as delivered."""
        try:
            reply = read_reply(parcel.message)
            message = await self._channel.deliver(parcel.chat, reply, parcel.message.replaces)
            REPLIES.labels("sent").inc()
            return message
        except Refused as refused:
            log("message.refused", logging.ERROR, error=refused.reason)
        except ValidationError as error:
            log("message.unreadable", logging.ERROR, error=type(error))
        REPLIES.labels("dropped").inc()
        return None

    async def _gone(self, parcel: Parcel) -> None:
        """She has left: nothing of her is kept."""
        log("chat.gone")
        self._only_urgent_until = 0.0
        REPLIES.labels("gone").inc()
        try:
            await self._store.forget(parcel.chat)
        except StoreDown:
            await self._again(parcel, LONGEST_URGENT_PAUSE, parcel.attempts)

    async def _surprised(self, parcel: Parcel, error: Exception) -> None:
        attempts = parcel.attempts + 1
        log("message.failed", logging.ERROR, error=type(error), at=where(error), attempts=attempts)
        if attempts >= TRIES_AFTER_SURPRISE:
            REPLIES.labels("dropped").inc()
            await self._remove(Delivered(parcel.number, parcel.chat))
        else:
            await self._again(parcel, pause(parcel.attempts, parcel.message.urgent), attempts)

    def _not_taken(self) -> None:
        REPLIES.labels("retried").inc()
        self._health.not_taken(self._clock())

    async def _again(self, parcel: Parcel, seconds: float, attempts: int) -> None:
        now = self._clock()
        try:
            await self._store.put_off(parcel.number, now + timedelta(seconds=seconds), attempts, now)
        except StoreDown:
            # It stays due; waiting here, still under way, keeps it from being tried without a pause.
            await asyncio.sleep(min(seconds, LONGEST_URGENT_PAUSE))

    async def _remove(self, delivered: Delivered) -> None:
        """Take one out; where the store is down, later."""
        self._still_to_remove[delivered.number] = delivered
        try:
            await self._take_out([delivered])
        except StoreDown:
            self._not_removed.add(delivered.number)

    async def _take_out(self, arrived: Sequence[Delivered]) -> None:
        if arrived:
            await self._store.sent(arrived)
            for one in arrived:
                self._still_to_remove.pop(one.number, None)
                self._not_removed.discard(one.number)
            self._bell.set()


def _loop_time() -> float:
    return asyncio.get_running_loop().time()
