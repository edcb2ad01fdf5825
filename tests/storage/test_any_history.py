"""Whatever two processes do in whatever order, the store answers as a plain model in memory does."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from bot.storage import ERASING_HOLDS_UP_FOR, Chat, Delivered, Noted, Outgoing, Overtaken
from bot.storage.store import MESSAGES_LAST, SEEN_LASTS, SESSION_LASTS
from tests.storage.databases import NOW, TABLES, Database, SqliteFile, new_database

T = TypeVar("T")
CHATS = [Chat("telegram", str(number)) for number in (1, 22, 333)]

chats, processes = st.sampled_from(CHATS), st.sampled_from([0, 1])
replies = st.lists(
    st.builds(Outgoing, st.text(max_size=5), st.booleans(), st.none() | st.integers(1, 9), st.booleans()), max_size=3
)
sessions = st.none() | st.text(max_size=8)


@dataclass
class Waiting:
    chat: Chat
    message: Outgoing
    due: datetime
    owner: int | None
    """The process that has to send it; None: whoever asks first."""
    attempts: int = 0


@dataclass
class Model:
    """What the store should hold; lists are in the order of posting."""

    sessions: dict[Chat, tuple[str, datetime]] = field(default_factory=dict)
    seen: dict[int, datetime] = field(default_factory=dict)
    outbox: list[Waiting] = field(default_factory=list)
    messages: dict[tuple[Chat, int], tuple[datetime, bool]] = field(default_factory=dict)

    def session(self, chat: Chat, now: datetime) -> str | None:
        held = self.sessions.get(chat)
        return held[0] if held and held[1] > now - SESSION_LASTS else None

    def keep(
        self, owner: int, chat: Chat, session: str | None, posts: list[Outgoing], noted: list[int], now: datetime
    ) -> None:
        for number in noted:
            self.messages.setdefault((chat, number), (now, False))
        if any(one.erases for one in posts):
            for key, (at, _) in self.messages.items():
                if key[0] == chat:
                    self.messages[key] = (at, True)
            self.outbox = [one for one in self.outbox if one.chat != chat or not one.message.erases]
        if session is None:
            self.forget(chat, keep_erasures=True)
        else:
            self.sessions[chat] = (session, now)
        self.outbox += [Waiting(chat, replace(one, noted=session is not None), now, owner) for one in posts]

    def forget(self, chat: Chat, keep_erasures: bool = False) -> None:
        self.sessions.pop(chat, None)
        self.outbox = [one for one in self.outbox if one.chat != chat or (keep_erasures and one.message.erases)]
        self.messages = {
            key: held for key, held in self.messages.items() if key[0] != chat or (keep_erasures and held[1])
        }

    def waiting(self, chat: Chat) -> list[Waiting]:
        """Those of one chat, in the order in which they are sent."""
        return sorted((one for one in self.outbox if one.chat == chat), key=lambda one: not one.message.urgent)

    def due(self, owner: int, now: datetime) -> list[Waiting]:
        """The next ones that this process may send, which are its own from now on."""
        found = []
        for chat in CHATS:
            for one in self.waiting(chat):
                found.append(one)
                if not (one.message.erases and one.attempts >= ERASING_HOLDS_UP_FOR):
                    break
        due = [one for one in found if one.owner in (owner, None) and one.due <= now]
        for one in due:
            one.owner = owner
        return due

    def tidy(self, now: datetime) -> None:
        self.sessions = {chat: held for chat, held in self.sessions.items() if held[1] > now - SESSION_LASTS}
        self.seen = {update: at for update, at in self.seen.items() if at > now - SEEN_LASTS}
        self.messages = {key: held for key, held in self.messages.items() if held[0] > now - MESSAGES_LAST}


class History(RuleBasedStateMachine):
    database: Database
    loop: asyncio.AbstractEventLoop

    def __init__(self) -> None:
        super().__init__()
        self.now = NOW
        self.model = Model()
        self.updates = 0
        self.stores: list[Any] = [self.database.store() for _ in range(2)]
        self.run(self.stores[0].migrate())
        for table in TABLES:
            self.run(self.database.execute(f"DELETE FROM {{0}}{table}"))
        for store in self.stores:
            self.run(store.open())

    def run(self, coroutine: Awaitable[T]) -> T:
        return self.loop.run_until_complete(coroutine)  # type: ignore[arg-type]

    def teardown(self) -> None:
        for store in self.stores:
            self.run(store.close())

    @rule(which=processes, chat=chats, session=sessions, posts=replies, noted=st.lists(st.integers(1, 6), max_size=2))
    def turn(self, which: int, chat: Chat, session: str | None, posts: list[Outgoing], noted: list[int]) -> None:
        self.updates += 1

        async def one() -> None:
            async with self.stores[which].turn(self.updates, chat, self.now) as turn:
                assert not turn.seen
                assert turn.session == self.model.session(chat, self.now)
                await turn.commit(session, posts, [Noted(number, self.now) for number in noted])

        self.run(one())
        self.model.seen[self.updates] = self.now
        self.model.keep(which, chat, session, posts, noted, self.now)

    @precondition(lambda self: self.model.seen)
    @rule(data=st.data(), which=processes, chat=chats, session=sessions, posts=replies)
    def an_update_again(
        self, data: st.DataObject, which: int, chat: Chat, session: str | None, posts: list[Outgoing]
    ) -> None:
        update = data.draw(st.sampled_from(sorted(self.model.seen)))

        async def one() -> bool:
            async with self.stores[which].turn(update, chat, self.now) as turn:
                assert turn.seen
                try:
                    await turn.commit(session, posts)
                except Overtaken:
                    return True
            return False

        assert self.run(one())

    @rule(data=st.data(), which=processes, message=st.none() | st.integers(10, 99))
    def send(self, data: st.DataObject, which: int, message: int | None) -> None:
        due = self.run(self.stores[which].due("telegram", self.now, 10))
        if not due:
            return
        parcel = data.draw(st.sampled_from(due))
        [waiting] = [
            one for one in self.model.due(which, self.now) if (one.chat, one.message) == (parcel.chat, parcel.message)
        ][:1]
        noted = Noted(message, self.now) if message and not parcel.message.erases else None
        self.run(self.stores[which].sent([Delivered(parcel.number, parcel.chat, noted, erased=parcel.message.erases)]))
        self.model.outbox = [one for one in self.model.outbox if one is not waiting]
        if parcel.message.erases:
            doomed = [key for key, held in self.model.messages.items() if key[0] == parcel.chat and held[1]]
            for key in doomed:
                del self.model.messages[key]
        elif noted and parcel.message.noted:
            self.model.messages.setdefault((parcel.chat, noted.id), (self.now, False))

    @rule(data=st.data(), which=processes, minutes=st.integers(1, 90), attempts=st.integers(0, 6))
    def put_off(self, data: st.DataObject, which: int, minutes: int, attempts: int) -> None:
        chat = data.draw(chats)
        ours = [
            pair
            for pair in zip(self.run(self.stores[which].waiting(chat)), self.model.waiting(chat), strict=True)
            if pair[1].owner == which
        ]
        if ours:
            parcel, waiting = data.draw(st.sampled_from(ours))
            waiting.due, waiting.attempts = self.now + timedelta(minutes=minutes), attempts
            self.run(self.stores[which].put_off(parcel.number, waiting.due, attempts, self.now))

    @rule(which=processes, chat=chats)
    def forget(self, which: int, chat: Chat) -> None:
        self.run(self.stores[which].forget(chat))
        self.model.forget(chat)

    @rule(which=processes, hours=st.sampled_from([0, 1, 23, 24, 48, 24 * 8]))
    def time_goes_by(self, which: int, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.run(self.stores[which].tidy(self.now))
        self.model.tidy(self.now)

    @rule(which=processes)
    def one_stops_and_starts_again(self, which: int) -> None:
        self.run(self.stores[which].close())
        self.run(self.stores[which].open())
        for one in self.model.outbox:
            if one.owner == which:
                one.owner = None

    @invariant()
    def it_holds_what_the_model_holds(self) -> None:
        for store in self.stores:
            for chat in CHATS:
                assert [(one.message, one.attempts) for one in self.run(store.waiting(chat))] == [
                    (one.message, one.attempts) for one in self.model.waiting(chat)
                ]
        for which, store in enumerate(self.stores):
            key: Callable[[Any], str] = lambda one: repr((one.chat, one.message))  # noqa: E731
            due = self.run(store.due("telegram", self.now, 10))
            assert sorted(map(key, due)) == sorted(map(key, self.model.due(which, self.now)))
            assert [one.message.urgent for one in due] == sorted((one.message.urgent for one in due), reverse=True)
        for chat in CHATS:
            doomed = sorted(
                number
                for (whose, number), (at, doomed) in self.model.messages.items()
                if whose == chat and doomed and at > self.now - MESSAGES_LAST
            )
            assert self.run(self.stores[0].to_erase(chat, self.now)) == doomed


CHECKED = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True
)


def check(database: Database, loop: asyncio.AbstractEventLoop) -> None:
    History.database, History.loop = database, loop
    run_state_machine_as_test(History, settings=CHECKED)


def test_on_sqlite(tmp_path: Path) -> None:
    with asyncio.Runner() as runner:
        check(SqliteFile(tmp_path / "kith.db"), runner.get_loop())


def test_on_postgres(postgres_server: str) -> None:
    with asyncio.Runner() as runner:
        making = new_database(postgres_server)
        try:
            check(runner.run(making.__aenter__()), runner.get_loop())
        finally:
            runner.run(making.__aexit__(None, None, None))
