"""What was answered from memory: the first of a chat that is not kept yet, whatever its number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.conversation.events import Typed
from bot.runtime import Incoming
from bot.runtime.from_memory import FromMemory
from bot.storage import Chat

HER = Chat("telegram", "1")
NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)


def update(number: int | None) -> Incoming:
    return Incoming(number, HER, Typed("hello"), None)


@pytest.mark.parametrize("number", [0, 1, None])
def test_an_update_that_was_kept_at_once_is_nothing_to_remember(number: int | None) -> None:
    memory = FromMemory()
    memory.kept(update(number))
    assert update(number) not in memory


def test_the_next_waits_for_number_nought_until_that_is_kept() -> None:
    memory = FromMemory()
    memory.not_kept(update(0), NOW)
    assert memory.is_behind(update(1), NOW)
    memory.kept(update(0))
    assert not memory.is_behind(update(1), NOW)
