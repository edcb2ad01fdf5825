"""The conversation, as the runtime needs it: a few functions that are handed in, and how its values are written."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from pydantic import BaseModel, TypeAdapter, ValidationError

from bot.conversation.events import Event
from bot.conversation.replies import Message, Reply
from bot.places import Place
from bot.runtime.log import log
from bot.storage import ERASE, Outgoing

_REPLY: TypeAdapter[Reply] = TypeAdapter(Reply)


class Outcome(Protocol):
    """What an event leads to: the session afterwards (None: forget everything), and what is said.

    `hide`: the messages of the chat are deleted before that is said.
    """

    @property
    def session(self) -> Any: ...
    @property
    def replies(self) -> tuple[Reply, ...]: ...
    @property
    def look_up(self) -> str | None: ...
    @property
    def hide(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Talk:
    """The conversation. All of it is pure, and none of it waits.

    `respond(session, event, today, hint)` gives an `Outcome`; `crisis_only(event, hint)` the answer of the
    safety check alone, empty where nothing is amiss; `apology(hint)` what is said when something went wrong
    here; `trouble(hint)` what is said while nothing can be kept. `remembered` is the model of a session.
    `too_much(hint)` is what a flood hears once, and `cannot_wait(event, hint)` says what is answered even in a flood.
    `asks_to_hide(event, hint)` says whether she wants the chat hidden: then nothing may be said that shows on it.
    """

    respond: Callable[[Any, Event, date, str | None], Outcome]
    crisis_only: Callable[[Event, str | None], tuple[Reply, ...]]
    apology: Callable[[str | None], Reply]
    trouble: Callable[[str | None], Reply]
    too_much: Callable[[str | None], Reply]
    cannot_wait: Callable[[Event, str | None], bool]
    remembered: type[BaseModel]
    look_up: Callable[[str], Awaitable[tuple[Place, ...]]] | None = None
    """An online geocoder, where the operator has switched one on. It never raises."""
    asks_to_hide: Callable[[Event, str | None], bool] = lambda event, hint: False

    def read_session(self, data: str | None) -> BaseModel | None:
        """The stored session; None when there is none, or when it is of another version of Kith."""
        if data is None:
            return None
        try:
            return self.remembered.model_validate_json(data)
        except ValidationError as error:
            log("session.unreadable", problems=error.error_count())
            return None


def write_outcome(outcome: Outcome, replies: Sequence[Reply], message: int | None) -> list[Outgoing]:
    """What is to be done after a turn: `replies`, and before them the erasure that hides the chat."""
    return [ERASE, *write_replies(replies, None)] if outcome.hide else write_replies(replies, message)


def write_replies(replies: Sequence[Reply], message: int | None) -> list[Outgoing]:
    """The replies of one turn, ready for the outbox.

    Everything up to the last crisis reply of the turn is urgent, so that urgency never changes the order within it.
    Only the first reply that may replace the tapped message does.
    """
    last_crisis = max((place for place, reply in enumerate(replies) if reply.crisis), default=-1)
    written = []
    for place, reply in enumerate(replies):
        replaces = message if isinstance(reply, Message) and reply.replaces else None
        if replaces is not None:
            message = None
        written.append(Outgoing(reply.model_dump_json(), place <= last_crisis, replaces))
    return written


def read_reply(message: Outgoing) -> Reply:
    """A reply from the outbox. Raises pydantic's `ValidationError` when another version of Kith wrote it."""
    return _REPLY.validate_json(message.body)
