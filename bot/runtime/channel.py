"""What the runtime asks of a channel, and what passes between them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.events import Event
from bot.conversation.replies import Reply
from bot.storage import Chat, Noted


@dataclass(frozen=True, slots=True)
class Incoming:
    """An update, read by its channel.

    `update_id` is None where nothing is ever delivered twice; `hint` is the language of her app, where known;
    `message` is the id of the message whose button she tapped, where a reply may replace it; `noted` are the messages
    of the chat that came with the update, hers or the one whose button she tapped.
    """

    update_id: int | None
    chat: Chat
    event: Event
    hint: str | None = None
    message: int | None = None
    noted: tuple[Noted, ...] = ()


class NotKept(Exception):
    """The update could not be kept: don't acknowledge it, it must come again."""


class CannotRun(Exception):
    """Kith can't start or go on. The text is one plain sentence that says what to do."""


class ChatGone(Exception):
    """She has left or blocked the chat: nothing can be sent there any more."""


class Refused(Exception):
    """The channel will never take this message. `reason` is the type of its error."""

    def __init__(self, reason: type[BaseException]) -> None:
        super().__init__(reason.__name__)
        self.reason = reason


class Unreachable(Exception):
    """The message may not have arrived (network, 5xx): try again later. `reason` is the type of the error."""

    def __init__(self, reason: type[BaseException]) -> None:
        super().__init__(reason.__name__)
        self.reason = reason


class WaitFor(Exception):
    """The channel asks to wait `seconds` before the next try."""

    def __init__(self, seconds: float) -> None:
        super().__init__(str(seconds))
        self.seconds = seconds


Handle = Callable[[Incoming], Awaitable[None]]
"""Handles an update to the end; returning means that it is kept. Raises `NotKept`."""

GiveUp = Callable[[int, type[BaseException]], Awaitable[None]]
"""Sets aside an update that its channel can't even read, by its id. Raises `NotKept`."""


class Channel(Protocol):
    """Where people are: it brings their updates and takes Kith's replies to them."""

    @property
    def name(self) -> str: ...

    async def start(self) -> None:
        """Connect, and say what the bot is and which commands it has. Raises `CannotRun`."""

    async def receive(self, handle: Handle, give_up: GiveUp, stop: asyncio.Event) -> None:
        """Bring updates to `handle`, until `stop`. Raises `CannotRun`."""

    async def deliver(self, chat: Chat, reply: Reply, replaces: int | None) -> int | None:
        """Show one reply; the id of the message where it is a new one.

        Raises `ChatGone`, `Refused`, `Unreachable` or `WaitFor`.
        """
        ...

    async def erase(self, chat: Chat, messages: Sequence[int]) -> None:
        """Delete these messages as far as the channel lets them go. Raises `ChatGone`, `Unreachable` or `WaitFor`."""

    async def close(self) -> None: ...
