"""What each write of the SQLite store does, on a connection with a transaction open (see `bot.storage.batches`)."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from bot.storage.rows import JOB_COLUMNS, Arrived, Written, first_in_its_chat
from bot.storage.store import (
    MESSAGES_LAST,
    SEEN_LASTS,
    SESSION_LASTS,
    SET_ASIDE_LASTS,
    Overtaken,
)

FIRST_IN_ITS_CHAT = first_in_its_chat("outbox")

OURS_TO_TAKE = """
(first.owner = :me OR NOT EXISTS (
    SELECT 1 FROM worker WHERE worker.id = first.owner AND worker.until BETWEEN :clock AND :clock + 2 * :lease))
"""
"""It is ours, or its process shows no sign of life. A sign from too far ahead is from before the clock was put back."""

OTHERS_LIVE = "EXISTS (SELECT 1 FROM worker WHERE id <> :me AND until BETWEEN :clock AND :clock + 2 * :lease)"

POST = """
INSERT INTO outbox (channel, chat, sealed, urgent, replaces, erases, noted, posted_at, due_at, owner)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
"""

NOTE_ARRIVED = """
INSERT OR IGNORE INTO message (chat, id, at, doomed)
SELECT chat, ?3, ?4, 0 FROM outbox WHERE id = ?1 AND noted
UNION ALL
SELECT ?2, ?3, ?4, 1 WHERE NOT EXISTS (SELECT 1 FROM outbox WHERE id = ?1)
  AND EXISTS (SELECT 1 FROM outbox WHERE chat = ?2 AND erases)
"""

ERASED = "DELETE FROM message WHERE chat = ?2 AND doomed AND EXISTS (SELECT 1 FROM outbox WHERE id = ?1)"
"""An erasure that is there no more was replaced by a later one, which still needs the ids."""

EXPIRED = (
    ("DELETE FROM session WHERE updated_at <= ?", SESSION_LASTS),
    ("DELETE FROM seen WHERE at <= ?", SEEN_LASTS),
    ("DELETE FROM set_aside WHERE at <= ?", SET_ASIDE_LASTS),
    ("DELETE FROM message WHERE at <= ?", MESSAGES_LAST),
)

DUE_JOB = "(due_at <= :now OR due_at > :now + every)"
"""A job that comes again and lies further off than it ever may: the clock was put back."""


def keep(db: sqlite3.Connection, turn: Written) -> None:
    """Keep a turn whole. Raises `Overtaken`."""
    _be_first(db, turn)
    note(db, turn.chat, turn.noted)
    if any(erases for *_, erases in turn.posts):
        _doom(db, turn.chat)
    if turn.after is None:
        forget(db, turn.chat)
    post(db, turn, noted=turn.after is not None)


def _be_first(db: sqlite3.Connection, turn: Written) -> None:
    """Put the session in the place of the one that the turn began with, and the update id among the seen ones."""
    match turn.before, turn.after:
        case None, None:
            same = not db.execute("SELECT 1 FROM session WHERE chat = ?", (turn.chat,)).fetchone()
        case None, after:
            new = (turn.chat, after, turn.at)
            same = db.execute("INSERT INTO session VALUES (?, ?, ?) ON CONFLICT DO NOTHING", new).rowcount == 1
        case before, None:
            same = db.execute("DELETE FROM session WHERE chat = ? AND sealed = ?", (turn.chat, before)).rowcount == 1
        case before, after:
            change = "UPDATE session SET sealed = ?, updated_at = ? WHERE chat = ? AND sealed = ?"
            same = db.execute(change, (after, turn.at, turn.chat, before)).rowcount == 1
    if not same or not _see(db, turn.update_id, turn.at):
        raise Overtaken


def _see(db: sqlite3.Connection, update_id: int | None, at: float) -> bool:
    """Put an update id among the seen ones; False where it is already."""
    if update_id is None:
        return True
    return db.execute("INSERT INTO seen VALUES (?, ?) ON CONFLICT DO NOTHING", (update_id, at)).rowcount == 1


def set_aside(db: sqlite3.Connection, turn: Written, error: str) -> None:
    """Give an update up, unless it is already kept, and post to its chat what there is to post."""
    if not _see(db, turn.update_id, turn.at):
        return
    if turn.update_id is not None:
        db.execute("INSERT OR IGNORE INTO set_aside VALUES (?, ?, ?)", (turn.update_id, turn.at, error))
    note(db, turn.chat, turn.noted)
    post(db, turn)


def note(db: sqlite3.Connection, chat: bytes, messages: Sequence[tuple[int, float]]) -> None:
    """Keep the ids of messages; one that is there keeps its first date."""
    if messages:
        db.executemany(
            "INSERT OR IGNORE INTO message (chat, id, at) VALUES (?, ?, ?)", [(chat, *one) for one in messages]
        )


def post(db: sqlite3.Connection, turn: Written, noted: bool = True) -> None:
    """Put messages into the outbox, to be sent by this process; `noted`: their ids are kept once they are sent."""
    rest = (noted, turn.at, turn.at, turn.owner)
    if turn.posts:
        db.executemany(POST, [(turn.channel, turn.chat, *one, *rest) for one in turn.posts])


def _doom(db: sqlite3.Connection, chat: bytes) -> None:
    """Mark every message noted until now, for an erasure that takes the place of any that still waits."""
    db.execute("UPDATE message SET doomed = 1 WHERE chat = ?", (chat,))
    db.execute("DELETE FROM outbox WHERE chat = ? AND erases", (chat,))


def forget(db: sqlite3.Connection, chat: bytes, erasures: bool = False) -> None:
    """Take out what is kept of a chat. An erasure that she has asked for is still done, unless `erasures` go too."""
    db.execute("DELETE FROM session WHERE chat = ?", (chat,))
    db.execute("DELETE FROM job WHERE chat = ?", (chat,))
    db.execute("DELETE FROM outbox WHERE chat = ? AND (? OR NOT erases)", (chat, erasures))
    db.execute("DELETE FROM message WHERE chat = ? AND (? OR NOT doomed)", (chat, erasures))


def arrived(db: sqlite3.Connection, them: Arrived) -> None:
    """Take parcels out of the outbox: note the messages that they became, and let go of the ids that were erased."""
    if them.messages:
        db.executemany(NOTE_ARRIVED, them.messages)
    if them.erased:
        db.executemany(ERASED, them.erased)
    db.executemany("DELETE FROM outbox WHERE id = ?", [(number,) for number in them.numbers])


def tidy(db: sqlite3.Connection, now: datetime, ended: float) -> int:
    """Delete what has expired; how many rows, not counting processes that showed no life since `ended`."""
    db.execute("DELETE FROM worker WHERE until < ?", (ended,))
    return sum(db.execute(sql, ((now - lasts).timestamp(),)).rowcount for sql, lasts in EXPIRED)


def show_life(db: sqlite3.Connection, who: dict[str, Any]) -> None:
    """This process is alive for the time of a lease."""
    db.execute(
        "INSERT INTO worker VALUES (:me, :clock + :lease) ON CONFLICT (id) DO UPDATE SET until = excluded.until", who
    )


def let_go(db: sqlite3.Connection, me: bytes) -> None:
    """What this process was to do is free for others."""
    for table in ("outbox", "job"):
        db.execute(f"UPDATE {table} SET owner = NULL WHERE owner = ?", (me,))
    db.execute("DELETE FROM worker WHERE id = ?", (me,))


def claim(db: sqlite3.Connection, numbers: Sequence[int], who: dict[str, Any]) -> set[int]:
    """Take over messages of processes that show no life; which ones were still to be had."""
    sql = f"UPDATE outbox AS first SET owner = :me WHERE id = :number AND {OURS_TO_TAKE}"
    return {number for number in numbers if db.execute(sql, {**who, "number": number}).rowcount == 1}


def claim_jobs(db: sqlite3.Connection, now: float, limit: int, who: dict[str, Any]) -> list[Any]:
    """Take jobs whose time has come and that no other living process is doing."""
    return db.execute(
        f"UPDATE job SET owner = :me WHERE id IN (SELECT id FROM job AS first WHERE {DUE_JOB} AND {OURS_TO_TAKE}"
        f" ORDER BY due_at LIMIT :limit) RETURNING {JOB_COLUMNS}",
        {**who, "now": now, "limit": limit},
    ).fetchall()


def schedule(db: sqlite3.Connection, row: Sequence[Any]) -> int:
    """Put a job down, or leave Kith's own as it is; its number."""
    added = db.execute(
        "INSERT INTO job (kind, chat, sealed, due_at, every) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (kind) WHERE chat IS NULL DO UPDATE SET every = excluded.every RETURNING id",
        tuple(row),
    ).fetchone()
    return int(added[0])


def finish(db: sqlite3.Connection, number: int, again: float | None, posting: Written) -> bool:
    """Take a job out, or put it at `again`, and post its replies; False where it is no longer ours."""
    if again is None:
        done = db.execute("DELETE FROM job WHERE id = ? AND owner = ?", (number, posting.owner))
    else:
        change = "UPDATE job SET due_at = ?, attempts = 0, owner = NULL WHERE id = ? AND owner = ?"
        done = db.execute(change, (again, number, posting.owner))
    if done.rowcount == 1:
        post(db, posting)
    return done.rowcount == 1
