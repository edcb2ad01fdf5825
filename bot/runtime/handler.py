"""Takes an update through the stages, and sees to it that she is answered whatever happens on the way.

When the store is down, what the safety check notices is answered from memory at once and everybody else hears one
honest sentence; `NotKept` makes the channel bring the update again. An update that fails is tried again and then set
aside by its id, with an apology or, where it shows risk, with whom to call. Nobody behind it waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace

from bot.conversation.events import Typed
from bot.conversation.replies import Reply
from bot.runtime.channel import Incoming, NotKept
from bot.runtime.door import Door
from bot.runtime.flood import Flood
from bot.runtime.from_memory import FromMemory
from bot.runtime.gate import Gate
from bot.runtime.health import Health
from bot.runtime.lanes import Lanes
from bot.runtime.log import log, where
from bot.runtime.metrics import CRISIS_ANSWERS, SECONDS, UPDATES
from bot.runtime.recent import Recent
from bot.runtime.stages import STAGES, Clock, Handled, LookUp, Passage, Post
from bot.runtime.talk import Talk, write_replies
from bot.storage import Overtaken, Store, StoreDown

TRIES = 3


class Handler:
    """Handles updates, one at a time in each chat."""

    def __init__(
        self,
        talk: Talk,
        store: Store,
        post: Post,
        clock: Clock,
        health: Health | None = None,
        flood: Flood | None = None,
    ) -> None:
        self._talk = talk
        self._store = store
        self._post = post
        self._clock = clock
        self._gate = Gate(health or Health())
        self._flood = flood or Flood(None)
        self._lanes = Lanes()
        self._door = Door()
        self._recent = Recent()
        self._from_memory = FromMemory()

    async def handle(self, incoming: Incoming) -> None:
        """Handle one update to the end. Raises `NotKept` when the store is down."""
        now = asyncio.get_running_loop().time
        arrived = now()
        async with self._lanes.of(incoming.chat):
            await self._door.enter()
            event = self._recent.with_before(incoming.chat, incoming.event, self._clock())
            together = replace(incoming, event=event)
            if self._is_too_much(together):
                return
            try:
                if self._from_memory.is_behind(incoming, self._clock()):
                    raise StoreDown("behind another")
                await self._try(together)
            except StoreDown as down:
                self._from_memory.not_kept(incoming, self._clock())
                self._answer_from_memory(together, down)
                raise NotKept from down
            self._from_memory.kept(incoming)
            SECONDS.observe(now() - arrived)

    async def give_up(self, update_id: int, error: type[BaseException]) -> None:
        """Set aside an update that can't be read, so that nobody behind it waits. Raises `NotKept`."""
        UPDATES.labels("set_aside").inc()
        log("update.set_aside", logging.ERROR, update=update_id, error=error)
        try:
            async with self._gate.through():
                await self._store.set_aside(update_id, error.__name__, None, (), self._clock())
        except StoreDown as down:
            raise NotKept from down

    async def _try(self, incoming: Incoming) -> None:
        attempt = 1
        while attempt <= TRIES:
            try:
                await self._pass(incoming)
                return
            except Handled:
                return
            except StoreDown:
                raise
            except Overtaken:
                # Another update of this chat was kept meanwhile: begun again with what that one left, it is no failure.
                log("update.overtaken", update=incoming.update_id or 0)
            except Exception as error:  # noqa: BLE001 - whatever it is, the person gets an answer and the next one too
                number, failed = incoming.update_id or 0, type(error)
                log("update.failed", logging.ERROR, update=number, attempt=attempt, error=failed, at=where(error))
                attempt += 1
        await self._set_aside(incoming, failed)

    async def _pass(self, incoming: Incoming) -> None:
        """Once through the stages; a second time when a place had to be looked up in between."""
        try:
            await self._stages(incoming)
        except LookUp as wanted:
            assert self._talk.look_up is not None
            assert isinstance(incoming.event, Typed)
            elsewhere = await self._talk.look_up(wanted.text)
            await self._stages(replace(incoming, event=replace(incoming.event, elsewhere=elsewhere)))

    async def _stages(self, incoming: Incoming) -> None:
        now = self._clock()
        sent = self._post.unnoted(incoming.chat)
        answered = self._from_memory.with_crisis_answer(incoming)
        gate = self._gate.through(lambda: not answered and bool(self._crisis_answer(incoming)))
        async with gate, self._store.turn(incoming.update_id, incoming.chat, now) as turn:
            passage = Passage(incoming, self._talk, turn, now, answered, (*incoming.noted, *sent))
            for stage in STAGES:
                await stage(passage)
        self._post.noted(incoming.chat, sent)
        self._post.wake(incoming.chat if passage.is_crisis else None)
        forgotten = passage.outcome is not None and passage.outcome.session is None
        self._recent.remember(incoming.chat, incoming.event, now, answered=passage.is_crisis or forgotten)

    async def _set_aside(self, incoming: Incoming, error: type[BaseException]) -> None:
        UPDATES.labels("set_aside").inc()
        log("update.set_aside", logging.ERROR, update=incoming.update_id or 0, error=error)
        replies: Sequence[Reply] = (self._talk.apology(incoming.hint),)
        if not self._from_memory.with_crisis_answer(incoming):
            replies = self._crisis_answer(incoming) or replies
        number, chat, now = incoming.update_id, incoming.chat, self._clock()
        try:
            written = write_replies(replies, None)
            async with self._gate.through():
                await self._store.set_aside(number, error.__name__, chat, written, now, incoming.noted)
            self._post.wake(chat)
        except StoreDown:
            raise
        except Exception as again:  # noqa: BLE001 - it must not come again for ever; she is answered all the same
            log("update.dropped", logging.ERROR, update=number or 0, error=type(again), at=where(again))
            self._post.send_from_memory(chat, replies, urgent=True)

    def _answer_from_memory(self, incoming: Incoming, down: StoreDown) -> None:
        """Answer what can't be kept, the first time that it comes."""
        if incoming in self._from_memory:
            return
        UPDATES.labels("not_kept").inc()
        log("update.not_kept", logging.WARNING, update=incoming.update_id or 0, error=type(down))
        crisis = self._crisis_answer(incoming)
        self._recent.remember(incoming.chat, incoming.event, self._clock(), answered=bool(crisis))
        if crisis:
            CRISIS_ANSWERS.labels("from_memory").inc()
            self._from_memory.remember(incoming, crisis=True)
            lost = self._from_memory.forget
            self._post.send_from_memory(incoming.chat, crisis, urgent=True, lost=lambda: lost(incoming))
        elif not self._talk.asks_to_hide(incoming.event, incoming.hint):
            # Hiding will be done when the update comes again; until then a word could give her away.
            self._from_memory.remember(incoming, crisis=False)
            if self._from_memory.shall_be_told(incoming, self._clock()):
                words, not_told = self._talk.trouble(incoming.hint), self._from_memory.not_told
                self._post.send_from_memory(incoming.chat, (words,), urgent=False, lost=lambda: not_told(incoming))

    def _is_too_much(self, incoming: Incoming) -> bool:
        """Whether it is part of a flood and gets no answer. What can't wait is never too much."""
        if incoming in self._from_memory or not self._flood.is_too_much(incoming.chat, self._clock()):
            return False
        if self._cannot_wait(incoming):
            return False
        UPDATES.labels("limited").inc()
        self._recent.remember(incoming.chat, incoming.event, self._clock(), answered=False)
        if self._flood.shall_be_told(incoming.chat):
            log("chat.floods", logging.WARNING)
            self._post.send_from_memory(incoming.chat, (self._talk.too_much(incoming.hint),), urgent=False)
        return True

    def _cannot_wait(self, incoming: Incoming) -> bool:
        try:
            return self._talk.cannot_wait(incoming.event, incoming.hint)
        except Exception as error:  # noqa: BLE001 - the stages will fail on it too, and answer with the crisis line
            log("safety.failed", logging.ERROR, update=incoming.update_id or 0, error=type(error), at=where(error))
            return True

    def _crisis_answer(self, incoming: Incoming) -> tuple[Reply, ...]:
        try:
            return self._talk.crisis_only(incoming.event, incoming.hint)
        except Exception as error:  # noqa: BLE001 - the apology has the crisis line, and must still go out
            log("safety.failed", logging.ERROR, update=incoming.update_id or 0, error=type(error), at=where(error))
            return (self._talk.apology(incoming.hint),)
