"""One turn: what was there, what she did, and all that may be needed to answer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.conversation.events import Event
from bot.conversation.kith import Kith
from bot.conversation.replies import Act, Reply
from bot.conversation.screen import Words, words_for
from bot.conversation.session import Answers, Session
from bot.language import Language, Plural


@dataclass(frozen=True, slots=True)
class Turn:
    """Everything that a stage or a screen may look at. Nothing in it changes; `having` gives a turn that differs."""

    session: Session
    event: Event
    kith: Kith
    today: date
    hint: str | None = None

    @property
    def answers(self) -> Answers:
        return self.session.answers

    @property
    def language(self) -> Language:
        return self.kith.languages.speaking(self.session.language)

    def say(self, message: str | Plural, n: int | None = None, **values: object) -> str:
        """The message in her language, as markup with its values escaped."""
        return self.language.say(message, n, **values)

    def button(self, label: Words, action: str) -> Act:
        """A button whose label is a message, in her language."""
        return Act(label=self.language.label(words_for(label, self.answers)), action=action)

    def having(self, session: Session) -> Turn:
        """The same turn with another session."""
        return replace(self, session=session)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a turn comes to. A session of None means: forget everything about this chat."""

    session: Session | None
    replies: tuple[Reply, ...]
    look_up: str | None = None
    """A place that the gazetteer doesn't know and an online geocoder may. It is never kept."""
    hide: bool = False
    """Delete the messages of the chat, hers and Kith's, before the replies are shown."""


class Answered(Exception):
    """Raised by a stage that has answered; no later stage sees the message."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__("answered")
        self.outcome = outcome
