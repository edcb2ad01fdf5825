"""Between the values of the interface and the columns that both databases have."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from bot.storage.store import ERASING_HOLDS_UP_FOR, MESSAGES_LAST, Chat, Job, Noted, Outgoing, Parcel, StoreDown
from bot.storage.vault import NewerKey, Unreadable, Vault

_LOGGER = logging.getLogger(__name__)

T = TypeVar("T")

SESSION, OUTBOX, JOB = b"session", b"outbox", b"job"

PARCEL = "id, channel, chat, sealed, urgent, replaces, attempts, erases, noted"
"""The columns that `parcel` reads."""
JOB_COLUMNS = "id, kind, chat, sealed, due_at, every, attempts"
"""The columns that `job` reads."""

Post = tuple[bytes, bool, int | None, bool]
"""A message to post, as (sealed, urgent, replaces, erases)."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a turn writes, ready for the database; `before` and `after` are the sealed session, `noted` ids and times.

    The nonce makes each sealed session unlike any other, so that it is its own version number.
    """

    owner: bytes
    channel: str
    chat: bytes
    at: float
    update_id: int | None = None
    before: bytes | None = None
    after: bytes | None = None
    posts: Sequence[Post] = ()
    noted: Sequence[tuple[int, float]] = ()


@dataclass(frozen=True, slots=True)
class Arrived:
    """Parcels that leave the outbox: their numbers; (number, chat, message id, time) of those that became messages;
    (number, chat) of erasures that are done."""

    numbers: Sequence[int]
    messages: Sequence[tuple[int, bytes, int, float]] = ()
    erased: Sequence[tuple[int, bytes]] = ()


def seal_session(vault: Vault, name: bytes, session: str) -> bytes:
    return vault.seal(session, SESSION, name)


def open_session(vault: Vault, name: bytes, sealed: bytes) -> str | None:
    """The session; None when nobody can read it, as if it had been forgotten: she must not be stuck for that.

    Raises `StoreDown` when it is for a process with a newer key.
    """
    try:
        return vault.open(sealed, SESSION, name)
    except Unreadable as error:
        _LOGGER.error("a session can't be read", exc_info=error)
        return None
    except NewerKey as error:
        raise StoreDown("the secret key was changed: start again") from error


def seal_parcel(vault: Vault, name: bytes, chat: Chat, body: str) -> bytes:
    """A message with the id of its chat, which is needed to send it."""
    return vault.seal(f"{chat.id}\0{body}", OUTBOX, name)


def parcel(vault: Vault, row: Sequence[Any]) -> Parcel:
    """The parcel of a row of the outbox. Raises `Unreadable` or `NewerKey`."""
    number, channel, name, sealed, urgent, replaces, attempts, erases, noted = row[:9]
    chat, body = vault.open(sealed, OUTBOX, name).split("\0", 1)
    message = Outgoing(body, bool(urgent), replaces, bool(erases), bool(noted))
    return Parcel(number, Chat(channel, chat), message, attempts)


def seal_job(vault: Vault, name: bytes | None, chat: Chat | None, payload: str) -> bytes:
    whose = f"{chat.channel}\0{chat.id}" if chat else "\0"
    return vault.seal(f"{whose}\0{payload}", JOB, name or b"")


def job(vault: Vault, row: Sequence[Any]) -> Job:
    """The job of a row. Raises `Unreadable` or `NewerKey`."""
    number, kind, name, sealed, due, every, attempts = row[:7]
    channel, chat, payload = vault.open(sealed, JOB, name or b"").split("\0", 2)
    return Job(number, kind, Chat(channel, chat) if name else None, payload, moment(due), every, attempts)


def moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def still_deletable(noted: Iterable[Noted], now: datetime) -> list[tuple[int, float]]:
    """Ids and times of messages that can still be deleted; one from the future, by its clock, is from now."""
    return [(one.id, min(one.at, now).timestamp()) for one in noted if one.at > now - MESSAGES_LAST]


def posts(vault: Vault, name: bytes, chat: Chat, replies: Iterable[Outgoing]) -> list[Post]:
    """Replies, ready to be posted."""
    return [(seal_parcel(vault, name, chat, one.body), one.urgent, one.replaces, one.erases) for one in replies]


def readable(kind: str, rows: Iterable[Sequence[Any]], read: Callable[[Any], T]) -> tuple[list[T], list[int]]:
    """What can be read of the rows, and the numbers of those that nobody can ever read.

    Those for processes with a newer key are left out.
    """
    whole, broken = [], []
    for row in rows:
        try:
            with suppress(NewerKey):
                whole.append(read(row))
        except Unreadable as error:
            _LOGGER.error("a %s can't be read", kind, exc_info=error)
            broken.append(int(row[0]))
    return whole, broken


def first_in_its_chat(outbox: str) -> str:
    """The condition that a message `first` of that table is the next one of its chat, in the SQL of both databases.

    NOT EXISTS would say the same, but PostgreSQL makes a join with the whole outbox of it.
    """
    return f"""
coalesce((
    SELECT false FROM {outbox} AS other WHERE other.chat = first.chat
    AND (other.urgent > first.urgent OR (other.urgent = first.urgent AND other.id < first.id))
    AND NOT (other.erases AND other.attempts >= {ERASING_HOLDS_UP_FOR}) LIMIT 1), true)
"""
