"""Ids that are held in memory until her next message: few, and not for long."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.runtime.unnoted import CHATS, Unnoted
from bot.storage import Chat, Noted

HER = Chat("telegram", "1")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
ONE, TWO = Noted(1, NOW), Noted(2, NOW + timedelta(hours=1))


def test_they_are_held_until_they_are_dropped() -> None:
    unnoted = Unnoted()
    unnoted.add(HER, ONE)
    unnoted.add(HER, TWO)
    assert unnoted.of(HER) == (ONE, TWO)
    unnoted.drop(HER, [ONE])
    assert unnoted.of(HER) == (TWO,)
    unnoted.drop(HER, [TWO])
    assert unnoted.of(HER) == ()


def test_what_can_be_deleted_no_more_goes() -> None:
    unnoted = Unnoted()
    unnoted.add(HER, ONE)
    unnoted.add(Chat("telegram", "2"), TWO)
    unnoted.tidy(NOW + timedelta(hours=47))
    assert unnoted.of(HER) == (ONE,)
    unnoted.tidy(NOW + timedelta(hours=48))
    assert unnoted.of(HER) == ()
    assert unnoted.of(Chat("telegram", "2")) == (TWO,)


def test_only_so_many_chats_are_held() -> None:
    unnoted = Unnoted()
    unnoted.add(HER, ONE)
    for number in range(CHATS):
        unnoted.add(Chat("telegram", str(number + 2)), ONE)
    assert unnoted.of(HER) == ()
