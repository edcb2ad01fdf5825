"""The stages that every update passes, in order. A stage leaves early by raising `Handled`.

The safety check is the first thing inside `answer`. When the store fails, `Handler` answers what the safety check
notices from memory, says one honest sentence to everybody else, and raises `NotKept`, so that the channel brings the
update again. What was answered that way is remembered here: on recovery the crisis answer is not given twice.
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Protocol

from bot.conversation.events import Typed
from bot.conversation.replies import Reply
from bot.runtime.channel import Incoming, NotKept
from bot.runtime.lanes import Lanes
from bot.runtime.log import log
from bot.runtime.recent import Recent
from bot.runtime.talk import Outcome, Talk, write_outcome, write_replies
from bot.storage import Chat, Noted, Overtaken, Store, StoreDown, Turn

TRIES = 3
REMEMBERED = 10_000
"""How many updates answered from memory are remembered at most, while the store is down."""

Clock = Callable[[], datetime]


class Handled(Exception):
    """There is nothing left to do for this update."""


class LookUp(Exception):
    """An online geocoder shall be asked first. Its text is used for that and never kept."""

    def __init__(self, text: str) -> None:
        super().__init__("look up")
        self.text = text


class Post(Protocol):
    """Takes replies to people (see `bot.runtime.sender`)."""

    def wake(self) -> None:
        """Something new waits in the outbox."""

    def send_from_memory(self, chat: Chat, replies: Sequence[Reply]) -> None:
        """Send these now, past the outbox, which can't be used."""

    def unnoted(self, chat: Chat) -> tuple[Noted, ...]:
        """The messages in this chat whose ids are not kept yet."""
        ...

    def noted(self, chat: Chat, messages: Sequence[Noted]) -> None:
        """These are kept now."""


@dataclass(slots=True)
class Passage:
    """One update on its way through the stages, and what the stages have found so far."""

    incoming: Incoming
    talk: Talk
    turn: Turn
    now: datetime
    answered: bool
    """Its crisis answer went out from memory before."""
    noted: tuple[Noted, ...] = ()
    """Messages of the chat whose ids are kept with this turn."""
    session: Any = None
    outcome: Outcome | None = None
    replies: list[Reply] = field(default_factory=list)


async def only_once(passage: Passage) -> None:
    """Telegram brings an update again when it didn't hear that it was kept."""
    if passage.turn.seen:
        log("update.seen_before", update=passage.incoming.update_id or 0)
        raise Handled


async def recall(passage: Passage) -> None:
    """Read what is remembered of this conversation."""
    passage.session = passage.talk.read_session(passage.turn.session)


async def answer(passage: Passage) -> None:
    """Let the conversation say what comes next; the safety check is the first thing inside."""
    incoming, today = passage.incoming, local_date(passage.now)
    passage.outcome = passage.talk.respond(passage.session, incoming.event, today, incoming.hint)
    passage.replies = [one for one in passage.outcome.replies if not (passage.answered and one.crisis)]


async def look_elsewhere(passage: Passage) -> None:
    """A place that isn't known here is looked up outside this transaction, so that nobody waits for somebody else's."""
    assert passage.outcome is not None
    event = passage.incoming.event
    if passage.talk.look_up and passage.outcome.look_up and isinstance(event, Typed) and event.elsewhere is None:
        raise LookUp(passage.outcome.look_up)


async def keep(passage: Passage) -> None:
    """Keep the session, the replies and the update id together, or nothing of them."""
    assert passage.outcome is not None
    session = passage.outcome.session
    written = write_outcome(passage.outcome, passage.replies, passage.incoming.message)
    await passage.turn.commit(session.model_dump_json() if session is not None else None, written, passage.noted)
    log("update.kept", update=passage.incoming.update_id or 0, replies=len(written))


STAGES = (only_once, recall, answer, look_elsewhere, keep)


class Handler:
    """Takes an update through the stages, one at a time in each chat."""

    def __init__(self, talk: Talk, store: Store, post: Post, clock: Clock) -> None:
        self._talk = talk
        self._store = store
        self._post = post
        self._clock = clock
        self._lanes = Lanes()
        self._recent = Recent()
        self._from_memory: OrderedDict[tuple[Chat, int | None], bool] = OrderedDict()
        """Updates that were answered while nothing could be kept; True: with a crisis answer."""

    async def handle(self, incoming: Incoming) -> None:
        """Handle one update to the end. Raises `NotKept` when the store is down."""
        async with self._lanes.of(incoming.chat):
            try:
                await self._try(incoming)
            except StoreDown as down:
                log("update.not_kept", logging.WARNING, update=incoming.update_id or 0, error=type(down))
                self._answer_from_memory(incoming)
                raise NotKept from down
            self._from_memory.pop(_name(incoming), None)
            self._post.wake()

    async def give_up(self, update_id: int, error: type[BaseException]) -> None:
        """Set aside an update that can't be read, so that nobody behind it waits. Raises `NotKept`."""
        log("update.set_aside", logging.ERROR, update=update_id, error=error)
        try:
            await self._store.set_aside(update_id, error.__name__, None, (), self._clock())
        except StoreDown as down:
            raise NotKept from down

    async def _try(self, incoming: Incoming) -> None:
        for attempt in range(1, TRIES + 1):
            try:
                await self._pass(incoming)
                return
            except Handled:
                return
            except StoreDown:
                raise
            except Overtaken:
                log("update.overtaken", update=incoming.update_id or 0)
                await self._try(incoming)
                return
            except Exception as error:  # noqa: BLE001 - whatever it is, the person gets an answer and the next one too
                log("update.failed", logging.ERROR, update=incoming.update_id or 0, attempt=attempt, error=type(error))
                failed = type(error)
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
        async with self._store.turn(incoming.update_id, incoming.chat, now) as turn:
            answered = self._from_memory.get(_name(incoming), False)
            together = replace(incoming, event=self._recent.with_before(incoming.chat, incoming.event, now))
            sent = self._post.unnoted(incoming.chat)
            passage = Passage(together, self._talk, turn, now, answered, (*incoming.noted, *sent))
            for stage in STAGES:
                await stage(passage)
        self._post.noted(incoming.chat, sent)
        forgotten = passage.outcome is not None and passage.outcome.session is None
        crisis = any(reply.crisis for reply in passage.replies)
        self._recent.remember(incoming.chat, incoming.event, now, answered=crisis or forgotten)

    async def _set_aside(self, incoming: Incoming, error: type[BaseException]) -> None:
        log("update.set_aside", logging.ERROR, update=incoming.update_id or 0, error=error)
        replies: tuple[Reply, ...] = (self._talk.apology(incoming.hint),)
        if not self._from_memory.get(_name(incoming)):
            replies = self._crisis_answer(incoming) or replies
        written, now = write_replies(replies, None), self._clock()
        await self._store.set_aside(incoming.update_id, error.__name__, incoming.chat, written, now, incoming.noted)

    def _answer_from_memory(self, incoming: Incoming) -> None:
        if _name(incoming) in self._from_memory:
            return
        crisis = self._crisis_answer(incoming)
        if not crisis and self._talk.asks_to_hide(incoming.event, incoming.hint):
            # It will be done when the update comes again; until then a word could give her away.
            return
        self._post.send_from_memory(incoming.chat, crisis or (self._talk.trouble(incoming.hint),))
        if incoming.update_id is not None:
            self._from_memory[_name(incoming)] = bool(crisis)
            while len(self._from_memory) > REMEMBERED:
                self._from_memory.popitem(last=False)

    def _crisis_answer(self, incoming: Incoming) -> tuple[Reply, ...]:
        try:
            return self._talk.crisis_only(incoming.event, incoming.hint)
        except Exception as error:  # noqa: BLE001 - the apology has the crisis line, and must still go out
            log("safety.failed", logging.ERROR, update=incoming.update_id or 0, error=type(error))
            return (self._talk.apology(incoming.hint),)


def local_date(now: datetime) -> date:
    """The date in the machine's own time zone."""
    return now.astimezone().date()


def _name(incoming: Incoming) -> tuple[Chat, int | None]:
    return incoming.chat, incoming.update_id
