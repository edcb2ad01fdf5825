"""The interface of every store, and the values that pass through it.

Telegram is the durable inbox: an update is acknowledged only after the transaction that holds its id, the new session
and the messages to send has committed. So a turn is one transaction, and there is no other way to change a session.
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


class StoreDown(Exception):
    """The store can't be read or written now (locked, full, broken, unreachable)."""


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
        """


class Store(Protocol):
    """Where things are kept. Every method may raise `StoreDown`. Times are aware, in UTC."""

    async def open(self) -> None:
        """Open for work; the schema must be there (see `migrate`). StoreDown's text says what to do."""

    async def migrate(self) -> None:
        """Bring the schema to this version; safe to run twice."""

    async def close(self) -> None: ...

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
        """Give an update up: keep its id and the name of the error's type, and post an apology to the chat."""

    async def due(self, channel: str, now: datetime, limit: int, without: Sequence[Chat] = ()) -> list[Parcel]:
        """The next message of each chat whose time has come, urgent ones first, leaving out the chats in `without`."""
        ...

    async def next_due(self, channel: str) -> datetime | None:
        """When the earliest message falls due; None when nothing waits."""
        ...

    async def waiting(self, chat: Chat) -> list[Parcel]:
        """Everything that waits for one chat, in the order in which it is to be sent."""
        ...

    async def backlog(self, channel: str) -> tuple[int, datetime | None]:
        """How many messages wait to be sent, and since when the oldest of them waits."""
        ...

    async def sent(self, delivered: Sequence[Delivered]) -> None:
        """Take these out, and note the messages that they became. With an erasure, the ids that it used go.

        A message that was forgotten while it was on its way is noted only for an erasure that still waits.
        """

    async def to_erase(self, chat: Chat, now: datetime) -> list[int]:
        """The ids of the messages that an erasure of this chat is to delete; none that is too old for it."""
        ...

    async def put_off(self, number: int, until: datetime, attempts: int) -> None:
        """Try this message again at `until`."""

    async def forget(self, chat: Chat) -> None:
        """Take out the session, every waiting message and every id of a chat."""

    async def tidy(self, now: datetime) -> int:
        """Delete expired sessions and old ids; how many rows went."""
        ...
