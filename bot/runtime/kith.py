"""Where the runtime meets the conversation: `talk_of(kith)` hands over the few functions that the runtime calls."""

from __future__ import annotations

from datetime import date

from bot.conversation import Kith, Session, apology, crisis_only, respond, trouble
from bot.conversation.events import Event
from bot.conversation.replies import Reply
from bot.runtime.talk import Outcome, Talk


def talk_of(kith: Kith) -> Talk:
    """The conversation of this `kith`, for the runtime."""

    def answer(session: Session | None, event: Event, today: date, hint: str | None) -> Outcome:
        return respond(session, event, kith, today, hint)

    def crisis(event: Event, hint: str | None) -> tuple[Reply, ...]:
        return crisis_only(event, kith, hint)

    return Talk(answer, crisis, lambda hint: apology(kith, hint), lambda hint: trouble(kith, hint), Session)
