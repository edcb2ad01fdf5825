"""What both stores have in common: everything personal is sealed on its way in and opened on its way out.

A store on a database gives the statements (the methods that begin with an underscore), which know chats by their names
and contents as bytes only. Times are seconds since 1970 there.
"""

from __future__ import annotations

import asyncio
import os
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime
from time import monotonic
from typing import Any

from bot.storage import rows
from bot.storage.rows import Arrived, Written, moment
from bot.storage.store import (
    LEASE,
    LOOK_AGAIN,
    MESSAGES_LAST,
    SESSION_LASTS,
    Chat,
    Delivered,
    Job,
    Noted,
    Outgoing,
    Parcel,
    StoreDown,
)
from bot.storage.vault import Vault

NOBODY = Chat("", "")
JOBS_NOT_OURS = 60.0
"""Seconds for which a job that this process can't read is left to others."""


@dataclass(slots=True)
class SealedTurn:
    """See `bot.storage.store.Turn`."""

    _store: SealedStore
    _begun: Written
    _chat: Chat
    _now: datetime
    seen: bool
    session: str | None

    async def commit(self, session: str | None, replies: Sequence[Outgoing], noted: Sequence[Noted] = ()) -> None:
        vault, name = self._store.vault, self._begun.chat
        after = rows.seal_session(vault, name, session) if session is not None else None
        posts, ids = rows.posts(vault, name, self._chat, replies), rows.still_deletable(noted, self._now)
        await self._store.keep(replace(self._begun, after=after, posts=posts, noted=ids))


class SealedStore(ABC):
    """A `bot.storage.store.Store`, but for its statements. `secrets`: the secret keys, the one to write with first."""

    def __init__(self, secrets: Sequence[bytes] = (), lease: float = LEASE) -> None:
        self._secrets = tuple(secrets)
        self._lease = lease
        self._me = os.urandom(8)
        self._vault: Vault | None = None
        self._beating: asyncio.Task[None] | None = None
        self._shown = -lease
        """When this process last showed that it is alive, by the monotonic clock."""

    @property
    def vault(self) -> Vault:
        """The keys. Raises `StoreDown` before `open` and after `close`."""
        if self._vault is None:
            raise StoreDown("closed")
        return self._vault

    @asynccontextmanager
    async def turn(self, update_id: int | None, chat: Chat, now: datetime) -> AsyncIterator[SealedTurn]:
        name = self.vault.name(chat)
        seen, sealed, at = await self._begin(update_id, name)
        session = None
        if sealed is not None and at > (now - SESSION_LASTS).timestamp():
            session = rows.open_session(self.vault, name, sealed)
        begun = Written(self._me, chat.channel, name, now.timestamp(), update_id, before=sealed)
        yield SealedTurn(self, begun, chat, now, seen, session)

    async def keep(self, turn: Written) -> None:
        """Keep a turn whole. Raises `Overtaken`."""
        await self._stay_alive()
        await self._keep(turn)

    async def set_aside(
        self,
        update_id: int | None,
        error: str,
        chat: Chat | None,
        replies: Sequence[Outgoing],
        now: datetime,
        noted: Sequence[Noted] = (),
    ) -> None:
        await self._stay_alive()
        posting = self._posting(chat, now, replies)
        ids = rows.still_deletable(noted, now) if chat else []
        await self._set_aside(replace(posting, update_id=update_id, noted=ids), error)

    def _posting(self, chat: Chat | None, now: datetime, replies: Sequence[Outgoing]) -> Written:
        """Replies outside a turn; none where there is no chat."""
        whose = chat or NOBODY
        name = self.vault.name(whose)
        posts = rows.posts(self.vault, name, whose, replies if chat else ())
        return Written(self._me, whose.channel, name, now.timestamp(), posts=posts)

    async def due(self, channel: str, now: datetime, limit: int, without: Sequence[Chat] = ()) -> list[Parcel]:
        busy = {self.vault.name(chat) for chat in without}
        # A chat may come twice: an erasure that has long been failing, and a message that goes ahead of it.
        found = await self._due(channel, now.timestamp(), limit + 2 * len(busy))
        free = [row for row in found if row[2] not in busy][:limit]
        parcels = await self._parcels(free)
        others = {row[0] for row in free if row[-1] != self._me} & {one.number for one in parcels}
        ours = {one.number for one in parcels} - others
        if others:
            try:
                await self._stay_alive()
                ours |= await self._claim(list(others))
            except StoreDown:
                # Where the database can be read and not written, what is ours already must still go out.
                if not ours:
                    raise
        return [one for one in parcels if one.number in ours]

    async def _parcels(self, found: Sequence[Sequence[Any]]) -> list[Parcel]:
        """The parcels of rows; one that can't be opened is taken out, for it would hold up its chat for ever."""
        parcels, broken = rows.readable("message", found, lambda row: rows.parcel(self.vault, row))
        if broken:
            # It comes up again as long as it is there, and those that can be read must not wait for that.
            with suppress(StoreDown):
                await self._arrived(Arrived(broken), no_byte=False)
        return parcels

    async def next_due(self, channel: str, now: datetime | None = None) -> datetime | None:
        ours, others = await self._next_due(channel)
        if others is not None and now is not None:
            others = max(others, now.timestamp() + LOOK_AGAIN)
            ours = min(ours, others) if ours is not None else others
        return moment(ours) if ours is not None else None

    async def waiting(self, chat: Chat) -> list[Parcel]:
        return await self._parcels(await self._waiting(self.vault.name(chat)))

    async def sent(self, delivered: Sequence[Delivered]) -> None:
        named = [(one, self.vault.name(one.chat)) for one in delivered]
        new = [(one.number, name, one.message.id, one.message.at.timestamp()) for one, name in named if one.message]
        erased = [(one.number, name) for one, name in named if one.erased]
        arrived = Arrived(sorted(one.number for one in delivered), new, erased)
        await self._arrived(arrived, no_byte=any(one.last for one in delivered))

    async def to_erase(self, chat: Chat, now: datetime) -> list[int]:
        return await self._to_erase(self.vault.name(chat), (now - MESSAGES_LAST).timestamp())

    async def put_off(self, number: int, until: datetime, attempts: int, now: datetime) -> None:
        await self._put_off(number, until.timestamp(), attempts, now.timestamp())

    async def forget(self, chat: Chat) -> None:
        await self._forget(self.vault.name(chat))

    async def tidy(self, now: datetime) -> int:
        return await self._tidy(now)

    async def backlog(self, channel: str) -> tuple[int, datetime | None]:
        count, oldest = await self._backlog(channel)
        return count, moment(oldest) if oldest is not None else None

    async def schedule(
        self, kind: str, chat: Chat | None, due: datetime, payload: str = "", every: float | None = None
    ) -> int:
        name = self.vault.name(chat) if chat else None
        return await self._schedule(kind, name, rows.seal_job(self.vault, name, chat, payload), due.timestamp(), every)

    async def cancel(self, chat: Chat, kind: str | None = None, number: int | None = None) -> int:
        return await self._cancel(self.vault.name(chat), kind, number)

    async def jobs_due(self, now: datetime, limit: int) -> list[Job]:
        await self._stay_alive()
        found = await self._claim_jobs(now.timestamp(), limit)
        jobs, broken = rows.readable("job", found, lambda row: rows.job(self.vault, row))
        if broken:
            await self._drop_jobs(broken)
        for number in {row[0] for row in found} - {one.number for one in jobs} - set(broken):
            # For a process with a newer key.
            await self._put_off_job(number, now.timestamp() + JOBS_NOT_OURS)
        return sorted(jobs, key=lambda one: (one.due, one.number))

    async def next_job(self) -> datetime | None:
        due = await self._next_job()
        return moment(due) if due is not None else None

    async def finish(self, job: Job, now: datetime, replies: Sequence[Outgoing] = ()) -> bool:
        await self._stay_alive()
        again = now.timestamp() + job.every if job.every is not None else None
        return await self._finish(job.number, again, self._posting(job.chat, now, replies))

    async def put_off_job(self, job: Job, until: datetime) -> None:
        await self._put_off_job(job.number, until.timestamp())

    async def _stay_alive(self) -> None:
        """Show that this process is alive, unless it did so a moment ago."""
        if monotonic() - self._shown >= self._lease / 3:
            self._shown = monotonic()
            try:
                await self._show_life()
            except BaseException:
                self._shown = -self._lease
                raise

    async def _begin_beating(self) -> None:
        """Show life once, which shows too whether the database can be written, and go on while there is a reason."""
        await self._show_life()
        self._beating = asyncio.create_task(self._beat())

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(self._lease / 3)
            with suppress(StoreDown):
                if await self._owns_something():
                    await self._stay_alive()

    async def _stop_beating(self) -> None:
        """Let go of what this process was to do."""
        if self._beating is None:
            return
        self._beating.cancel()
        await asyncio.wait([self._beating])
        self._beating = None
        with suppress(StoreDown):
            await self._let_go()

    @abstractmethod
    async def _begin(self, update_id: int | None, name: bytes) -> tuple[bool, bytes | None, float]:
        """Whether the update was seen; the sealed session and when it was kept."""

    @abstractmethod
    async def _keep(self, turn: Written) -> None: ...
    @abstractmethod
    async def _set_aside(self, posting: Written, error: str) -> None: ...
    @abstractmethod
    async def _due(self, channel: str, now: float, limit: int) -> Sequence[Sequence[Any]]:
        """Rows of `rows.PARCEL` and the owner: ours, or of no living process."""

    @abstractmethod
    async def _claim(self, numbers: Sequence[int]) -> set[int]:
        """Take over messages of processes that show no life; which were still to be had."""

    @abstractmethod
    async def _next_due(self, channel: str) -> tuple[float | None, float | None]:
        """When the earliest falls due of ours, and of those that other processes hold."""

    @abstractmethod
    async def _waiting(self, name: bytes) -> Sequence[Sequence[Any]]: ...
    @abstractmethod
    async def _arrived(self, arrived: Arrived, no_byte: bool) -> None: ...
    @abstractmethod
    async def _to_erase(self, name: bytes, oldest: float) -> list[int]: ...
    @abstractmethod
    async def _put_off(self, number: int, until: float, attempts: int, now: float) -> None: ...
    @abstractmethod
    async def _forget(self, name: bytes) -> None: ...
    @abstractmethod
    async def _tidy(self, now: datetime) -> int: ...
    @abstractmethod
    async def _backlog(self, channel: str) -> tuple[int, float | None]: ...
    @abstractmethod
    async def _schedule(self, kind: str, name: bytes | None, sealed: bytes, due: float, every: float | None) -> int: ...
    @abstractmethod
    async def _cancel(self, name: bytes, kind: str | None, number: int | None) -> int: ...
    @abstractmethod
    async def _claim_jobs(self, now: float, limit: int) -> Sequence[Sequence[Any]]:
        """Rows of `rows.JOB_COLUMNS`."""

    @abstractmethod
    async def _drop_jobs(self, numbers: Sequence[int]) -> None: ...
    @abstractmethod
    async def _next_job(self) -> float | None: ...
    @abstractmethod
    async def _finish(self, number: int, again: float | None, posting: Written) -> bool: ...
    @abstractmethod
    async def _put_off_job(self, number: int, until: float) -> None: ...
    @abstractmethod
    async def _show_life(self) -> None: ...
    @abstractmethod
    async def _owns_something(self) -> bool: ...
    @abstractmethod
    async def _let_go(self) -> None: ...
