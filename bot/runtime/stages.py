"""The stages that every update passes, in order. A stage leaves early by raising `Handled`.

The safety check is the first thing inside `answer`. `bot.runtime.handler` takes updates through the stages, and says
what happens when the store fails, when an update fails, and when one chat sends too many.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from bot.conversation.events import Typed
from bot.conversation.replies import Reply
from bot.runtime.channel import Incoming
from bot.runtime.log import log
from bot.runtime.metrics import CRISIS_ANSWERS, UPDATES
from bot.runtime.talk import Outcome, Talk, write_outcome
from bot.storage import Chat, Noted, Turn

Clock = Callable[[], datetime]


class Handled(Exception):
    """There is nothing left to do for this update."""


class LookUp(Exception):
    """An online geocoder shall be asked first. Its text is used for that and never kept."""

    def __init__(self, text: str) -> None:
        super().__init__("look up")
        self.text = text


class Post(Protocol):
    """Takes replies to people (see `bot.runtime.sender`)."""

    def wake(self, urgent_in: Chat | None = None) -> None:
        """Something new waits in the outbox; something urgent in the chat `urgent_in`."""

    def send_from_memory(
        self, chat: Chat, replies: Sequence[Reply], urgent: bool, lost: Callable[[], None] = lambda: None
    ) -> None:
        """Send these now, past the outbox, which can't be used; `lost` is called when they can't be sent."""

    def unnoted(self, chat: Chat) -> tuple[Noted, ...]:
        """The messages in this chat whose ids are not kept yet."""
        ...

    def noted(self, chat: Chat, messages: Sequence[Noted]) -> None:
        """These are kept now."""


@dataclass(slots=True)
class Passage:
    """One update on its way through the stages, and what the stages have found so far."""

    incoming: Incoming
    talk: Talk
    turn: Turn
    now: datetime
    answered: bool
    """Its crisis answer went out from memory before."""
    noted: tuple[Noted, ...] = ()
    """Messages of the chat whose ids are kept with this turn."""
    session: Any = None
    outcome: Outcome | None = None
    replies: list[Reply] = field(default_factory=list)

    @property
    def is_crisis(self) -> bool:
        """Whether the replies say whom to call now."""
        return any(reply.crisis for reply in self.replies)


async def only_once(passage: Passage) -> None:
    """Telegram brings an update again when it didn't hear that it was kept."""
    if passage.turn.seen:
        UPDATES.labels("duplicate").inc()
        log("update.seen_before", update=passage.incoming.update_id or 0)
        raise Handled


async def recall(passage: Passage) -> None:
    """Read what is remembered of this conversation."""
    passage.session = passage.talk.read_session(passage.turn.session)


async def answer(passage: Passage) -> None:
    """Let the conversation say what comes next; the safety check is the first thing inside."""
    incoming, today = passage.incoming, local_date(passage.now)
    passage.outcome = passage.talk.respond(passage.session, incoming.event, today, incoming.hint)
    passage.replies = [one for one in passage.outcome.replies if not (passage.answered and one.crisis)]


async def look_elsewhere(passage: Passage) -> None:
    """A place that isn't known here is looked up outside this transaction, so that nobody waits for somebody else's."""
    assert passage.outcome is not None
    event = passage.incoming.event
    if passage.talk.look_up and passage.outcome.look_up and isinstance(event, Typed) and event.elsewhere is None:
        raise LookUp(passage.outcome.look_up)


async def keep(passage: Passage) -> None:
    """Keep the session, the replies and the update id together, or nothing of them."""
    assert passage.outcome is not None
    session = passage.outcome.session
    written = write_outcome(passage.outcome, passage.replies, passage.incoming.message)
    await passage.turn.commit(session.model_dump_json() if session is not None else None, written, passage.noted)
    UPDATES.labels("kept").inc()
    if passage.is_crisis:
        CRISIS_ANSWERS.labels("kept").inc()
    log("update.kept", update=passage.incoming.update_id or 0, replies=len(written))


STAGES = (only_once, recall, answer, look_elsewhere, keep)


def local_date(now: datetime) -> date:
    """The date in the machine's own time zone."""
    return now.astimezone().date()
