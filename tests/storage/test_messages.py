"""Ids of messages: kept so that they can be deleted, marked by an erasure, and gone in time. On both databases."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.storage import ERASE, ERASING_HOLDS_UP_FOR, Delivered, Noted, Outgoing, Parcel, Store
from bot.storage.store import MESSAGES_LAST
from tests.storage.databases import ADA, BEA, NOW, Database, keep, tables_with

GOODBYE = (ERASE, Outgoing("neutral"))


async def send(store: Store, *parcels: Parcel, first: int, at: datetime = NOW) -> None:
    """These have arrived, as messages that are numbered from `first`."""
    await store.sent([Delivered(parcel.number, parcel.chat, Noted(first + n, at)) for n, parcel in enumerate(parcels)])


async def test_hers_and_the_bots_are_erased_and_nobody_elses(store: Store) -> None:
    parcels = await keep(store, 1, Outgoing("a"), Outgoing("b"), noted=[Noted(10, NOW)])
    await send(store, *parcels, first=11)
    await keep(store, 2, noted=[Noted(20, NOW)], chat=BEA)
    await keep(store, 3, *GOODBYE, session=None, noted=[Noted(13, NOW)])
    assert await store.to_erase(ADA, NOW) == [10, 11, 12, 13]
    assert await store.to_erase(BEA, NOW) == []


async def test_the_erasure_comes_before_the_line_that_stays_and_then_nothing_is_kept(
    store: Store, database: Database
) -> None:
    await keep(store, 1, Outgoing("waits"), noted=[Noted(10, NOW)])
    erasure, neutral = await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    assert erasure.message.erases
    await store.sent([Delivered(erasure.number, ADA, erased=True)])
    await send(store, neutral, first=12)
    assert await tables_with(database, store, ADA) == []


async def test_what_comes_after_is_not_erased_with_it(store: Store) -> None:
    await keep(store, 1, noted=[Noted(10, NOW)])
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    await keep(store, 3, Outgoing("CRISIS", urgent=True), noted=[Noted(12, NOW)])
    crisis, erasure, _ = await store.waiting(ADA)
    await send(store, crisis, first=13)
    assert await store.to_erase(ADA, NOW) == [10, 11]
    await store.sent([Delivered(erasure.number, ADA, erased=True)])
    await keep(store, 4, *GOODBYE, session=None)
    assert await store.to_erase(ADA, NOW) == [12, 13]


async def test_a_message_on_its_way_while_she_hides_is_erased_too(store: Store) -> None:
    [on_its_way] = await keep(store, 1, Outgoing("a"))
    await keep(store, 2, *GOODBYE, session=None)
    await send(store, on_its_way, first=10)
    assert await store.to_erase(ADA, NOW) == [10]


async def test_a_message_on_its_way_while_she_is_forgotten_is_not_noted(store: Store, database: Database) -> None:
    [on_its_way] = await keep(store, 1, Outgoing("a"), noted=[Noted(9, NOW)])
    [last] = await keep(store, 2, Outgoing("gone"), session=None, noted=[Noted(11, NOW)])
    await send(store, on_its_way, first=10)
    await send(store, last, first=12)
    assert await tables_with(database, store, ADA) == []


async def test_being_forgotten_does_not_undo_a_hiding_that_still_waits(store: Store) -> None:
    await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    erasure, last = await keep(store, 2, Outgoing("gone"), session=None, noted=[Noted(11, NOW)])
    assert (erasure.message.erases, last.message.body) == (True, "gone")
    assert await store.to_erase(ADA, NOW) == [10]


async def test_hiding_twice_is_one_erasure_of_everything(store: Store) -> None:
    [first, _] = await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    waiting = await keep(store, 2, *GOODBYE, session=None, noted=[Noted(11, NOW)])
    assert [parcel.message.erases for parcel in waiting] == [True, False]
    await store.sent([Delivered(first.number, ADA, erased=True)])
    assert await store.to_erase(ADA, NOW) == [10, 11]


async def test_what_telegram_would_not_delete_is_neither_used_nor_kept(store: Store, database: Database) -> None:
    old = NOW - timedelta(hours=48)
    await keep(store, 1, noted=[Noted(1, old), Noted(2, NOW - MESSAGES_LAST)])
    assert await tables_with(database, store, ADA) == ["session"]
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(3, NOW)])
    later = NOW + MESSAGES_LAST
    assert await store.to_erase(ADA, later - timedelta(seconds=1)) == [3]
    assert await store.to_erase(ADA, later) == []
    await store.tidy(later - timedelta(seconds=1))
    assert "message" in await tables_with(database, store, ADA)
    await store.tidy(later)
    assert "message" not in await tables_with(database, store, ADA)


async def test_a_message_keeps_its_first_date_and_none_comes_from_the_future(store: Store) -> None:
    before = NOW - timedelta(hours=40)
    await keep(store, 1, noted=[Noted(1, before), Noted(2, NOW + timedelta(days=9))])
    await keep(store, 2, *GOODBYE, session=None, noted=[Noted(1, NOW)])
    assert await store.to_erase(ADA, before + MESSAGES_LAST) == [2]
    assert await store.to_erase(ADA, NOW + MESSAGES_LAST) == []


async def test_an_update_that_is_set_aside_leaves_its_message_to_be_erased(store: Store) -> None:
    await store.set_aside(1, "ValueError", ADA, [Outgoing("sorry")], NOW, [Noted(10, NOW)])
    await send(store, *await store.waiting(ADA), first=11)
    await keep(store, 2, *GOODBYE, session=None)
    assert await store.to_erase(ADA, NOW) == [10, 11]


async def test_an_erasure_that_fails_for_long_lets_the_others_go_ahead(store: Store) -> None:
    erasure, neutral = await keep(store, 1, *GOODBYE, session=None, noted=[Noted(10, NOW)])
    later = NOW + timedelta(seconds=30)
    await store.put_off(erasure.number, later, ERASING_HOLDS_UP_FOR - 1, NOW)
    assert await store.due("telegram", NOW, 10) == []
    await store.put_off(erasure.number, later, ERASING_HOLDS_UP_FOR, NOW)
    assert [parcel.number for parcel in await store.due("telegram", NOW, 10)] == [neutral.number]
    assert await store.next_due("telegram") == NOW
    await store.sent([Delivered(neutral.number, ADA)])
    assert await store.next_due("telegram") == later
