"""The interface of every store, and the values that pass through it.

Telegram is the durable inbox: an update is acknowledged only after the transaction that holds its id, the new session
and the messages to send has committed. So a turn is one transaction, and there is no other way to change a session.

Several processes may share one database. Nothing is locked while a turn is answered, so a process that hangs holds up
nobody; instead a turn is kept only if its chat is as it was when the turn began, and is begun again otherwise
(`Overtaken`). A message to send belongs to the process that posted it, for as long as that one shows that it is alive
(`LEASE`); after that, to whoever takes it over. The same holds for jobs.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

SESSION_LASTS = timedelta(hours=24)
"""A session is forgotten this long after her last message."""
SEEN_LASTS = timedelta(days=7)
"""Telegram sends an update again for 24 hours at most; a week leaves room."""
SET_ASIDE_LASTS = timedelta(days=30)
"""How long the id of an update that failed is kept for the operator."""
MESSAGES_LAST = timedelta(hours=47, minutes=45)
"""How long the id of a message is kept, so that it can be deleted.

Telegram deletes within 48 hours; the rest is for the tidying, which comes every few minutes, and for a deletion that is
on its way.
"""
ERASING_HOLDS_UP_FOR = 4
"""So many failed tries of an erasure keep the messages behind it waiting; after that they go ahead of it."""
LEASE = 5.0
"""Seconds for which a process counts as alive after its last sign; it gives one about every two seconds."""
LOOK_AGAIN = 0.25
"""Seconds after which to look again at messages that another process holds."""


class StoreDown(Exception):
    """The store can't be read or written now (locked, full, broken, unreachable)."""


class Overtaken(Exception):
    """Another process kept this update, or answered in this chat, since the turn began: begin it again."""


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation: the channel that it belongs to ("telegram"), and its id there."""

    channel: str
    id: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A message in a chat: its id there, and when it was sent."""

    id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message to be sent. `body` is JSON; `replaces` is the id of a message of the channel that it may replace.

    `urgent` messages go before all others. One that `erases` says nothing: it deletes every message of the chat that
    was noted before it was posted. `noted`: its id is kept once it is sent; the store decides.
    """

    body: str
    urgent: bool = False
    replaces: int | None = None
    erases: bool = False
    noted: bool = True


ERASE = Outgoing("", erases=True)


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message in the outbox: its number, whose it is, what it says, and how often it was tried already."""

    number: int
    chat: Chat
    message: Outgoing
    attempts: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """A parcel that has arrived, or never will. `message` is the new message in the chat, where there is one.

    `erased`: it was an erasure, and the messages that it was to delete are gone. `last`: it was the last word of a chat
    that is forgotten, and nothing of it may stay.
    """

    number: int
    chat: Chat
    message: Noted | None = None
    erased: bool = False
    last: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """What is to be done when its time has come. `payload` is the caller's; it is gone when its chat is forgotten.

    A job of no chat is Kith's own: there is one of each kind, and it comes again `every` so many seconds.
    """

    number: int
    kind: str
    chat: Chat | None
    payload: str
    due: datetime
    every: float | None = None
    attempts: int = 0


class Turn(Protocol):
    """One update on its way. `seen`: it was handled before; `session`: JSON, None when unknown or expired."""

    @property
    def seen(self) -> bool: ...
    @property
    def session(self) -> str | None: ...

    async def commit(self, session: str | None, replies: Sequence[Outgoing], noted: Sequence[Noted] = ()) -> None:
        """Keep the update id, the session, the replies and the ids of messages `noted`, all or none.

        A session of None forgets the chat: its session, every message that still waited and every id go too, and of
        these replies no id will be kept. Where one of the replies erases, the ids stay until that is done.
        Raises `Overtaken`, and then nothing of it is kept.
        """


class Store(Protocol):
    """Where things are kept. Every method may raise `StoreDown`. Times are aware, in UTC."""

    async def open(self) -> None:
        """Open for work; the schema must be there (see `migrate`). StoreDown's text says what to do."""

    async def migrate(self) -> None:
        """Bring schema and keys to this version; safe to run twice and at once. StoreDown's text says what to do."""

    async def close(self) -> None:
        """Let go of everything; what this process was to send is free for others at once."""

    def turn(self, update_id: int | None, chat: Chat, now: datetime) -> AbstractAsyncContextManager[Turn]:
        """Begin a turn. An update id of None comes from a channel that never delivers twice."""
        ...

    async def set_aside(
        self,
        update_id: int | None,
        error: str,
        chat: Chat | None,
        replies: Sequence[Outgoing],
        now: datetime,
        noted: Sequence[Noted] = (),
    ) -> None:
        """Give an update up: keep its id and the name of the error's type, and post an apology to the chat.

        Nothing happens where the update is already kept.
        """

    async def due(self, channel: str, now: datetime, limit: int, without: Sequence[Chat] = ()) -> list[Parcel]:
        """The next message of each chat whose time has come, urgent ones first, leaving out the chats in `without`.

        The time has come too for one that was posted later than `now`: then the clock was put back. They are this
        process's to send from now on; no other gets them while it lives.
        """
        ...

    async def next_due(self, channel: str, now: datetime | None = None) -> datetime | None:
        """When the earliest message falls due; None when nothing waits.

        What another process holds is left out of account, unless `now` is given: then it is a reason to look again
        soon.
        """
        ...

    async def waiting(self, chat: Chat) -> list[Parcel]:
        """Everything that waits for one chat, in the order in which it is to be sent."""
        ...

    async def sent(self, delivered: Sequence[Delivered]) -> None:
        """Take these out, and note the messages that they became. With an erasure, the ids that it used go.

        A message that was forgotten while it was on its way is noted only for an erasure that still waits.
        """

    async def to_erase(self, chat: Chat, now: datetime) -> list[int]:
        """The ids of the messages that an erasure of this chat is to delete; none that is too old for it."""
        ...

    async def put_off(self, number: int, until: datetime, attempts: int, now: datetime) -> None:
        """Try this message again at `until`."""

    async def forget(self, chat: Chat) -> None:
        """Take out the session, every waiting message, every id and every job of a chat."""

    async def tidy(self, now: datetime) -> int:
        """Delete expired sessions and old ids; how many rows went."""
        ...

    async def backlog(self, channel: str) -> tuple[int, datetime | None]:
        """How many messages wait to be sent, and when the oldest of them was posted."""
        ...

    async def schedule(
        self, kind: str, chat: Chat | None, due: datetime, payload: str = "", every: float | None = None
    ) -> int:
        """Put down a job; its number. One of no chat whose kind is there already is left as it is."""
        ...

    async def cancel(self, chat: Chat, kind: str | None = None, number: int | None = None) -> int:
        """Take out the jobs of a chat, those of one kind or the one with this number; how many there were."""
        ...

    async def jobs_due(self, now: datetime, limit: int) -> list[Job]:
        """The jobs whose time has come, earliest first, which are this process's to do from now on.

        Those that it was given before and has not finished are among them: do them one after another. A job that comes
        again is due too when it lies further off than it ever may: then the clock was put back.
        """
        ...

    async def next_job(self) -> datetime | None:
        """When the earliest job falls due; None when there is none."""
        ...

    async def finish(self, job: Job, now: datetime, replies: Sequence[Outgoing] = ()) -> bool:
        """A job is done: post its replies to its chat in the same transaction; False where it is no longer ours.

        One that comes again is due `every` so many seconds from now, however often its time went by meanwhile.
        """
        ...

    async def put_off_job(self, job: Job, until: datetime) -> None:
        """It failed: try it again at `until`."""
