"""What a screen is: a declaration of its words, its choices, and where each choice leads.

Everything that screens share (Back, Skip, Help now) is drawn once, by `bot.conversation.show`. A screen that computes
what it shows (results, a card) declares a function instead of words, and says with `leads_to` where its buttons go, so
that the check at start and the diagram see every way through.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from bot.conversation.replies import Button, ContactCard
from bot.conversation.session import Answers, Session
from bot.safety import Situation

if TYPE_CHECKING:
    from bot.conversation.turn import Turn

RESUME = "@resume"
"""A target: the first question that is still open, or the results."""
BACK = "@back"
"""A target: the screen she came from."""

Words = str | Callable[[Answers], str]
"""A message id, or how to choose one from her answers (loss, a partner, somebody who works with families)."""


def always(answers: Answers) -> bool:
    """The usual condition: for everybody."""
    return True


def never(answers: Answers) -> bool:
    """The other one: for nobody."""
    return False


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of a screen.

    `answers` are the fields of `Answers` that it fills. `then` is the next screen; without it, the screen's own.
    `heard` is a line said before the next screen, when the choice was hard to make (E19).
    """

    id: str
    label: Words
    answers: Mapping[str, object] = field(default_factory=dict)
    then: str | None = None
    heard: Words | None = None
    offered: Callable[[Answers], bool] = always
    takes_back: tuple[str, ...] = ()
    """What was noticed of her that this answer denies. Whatever else was noticed stays."""


@dataclass(frozen=True, slots=True)
class Move:
    """Where a screen sends her: the session as it is now, the next screen, and a line to say first."""

    session: Session
    to: str
    before: str = ""


@dataclass(frozen=True, slots=True)
class View:
    """What one screen shows: messages, of which the last carries the buttons. Texts are markup, in her language."""

    texts: tuple[str, ...]
    rows: tuple[tuple[Button, ...], ...] = ()
    crisis: bool = False
    card: ContactCard | None = None
    """A number to tap, shown before the texts."""
    hello: bool = False
    """Whether the first text brings the keyboard that stays at the foot of the chat."""


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. A screen that `asks` is a question: it is passed over once answered or skipped."""

    id: str
    says: Words = ""
    choices: tuple[Choice, ...] = ()
    next: str = RESUME
    asks: tuple[str, ...] = ()
    """The fields of `Answers` that this question fills; Skip empties them."""
    asked_of: Callable[[Answers], bool] = always
    known: Callable[[Answers], bool] = never
    """Whether she has said as much in other ways, so that only "change an answer" asks it."""
    needed: Callable[[Session], bool] | None = None
    """Whether it has something to say now. Where it hasn't, whatever leads to it leads to `next`."""
    columns: int = 1
    title: Words = ""
    """A question's short name, for "change an answer"."""
    view: Callable[[Turn], View] | None = None
    typed: Callable[[Turn, str], Move | None] | None = None
    """Reads typed words as an answer to this screen; None when they are not one."""
    tapped: Callable[[Turn, tuple[str, ...]], Move | None] | None = None
    """Follows a computed button, given the parts of its action after the screen's id."""
    leads_to: tuple[str, ...] = ()
    crisis: bool = False
    aside: bool = False
    """Whether it is about this chat and nothing else, for somebody who may be in a hurry: no hello goes before it."""
    situation: Situation | None = None
    """What a safety screen is about; the screens behind it show lines for the same."""

    def is_answered(self, session: Session) -> bool:
        """Whether it need not be asked (again)."""
        answers = session.answers
        if not self.asked_of(answers) or self.known(answers) or self.id in session.skipped:
            return True
        empty = Answers()
        return any(getattr(answers, name) != getattr(empty, name) for name in self.asks)

    def is_passed_over(self, session: Session) -> bool:
        """Whether what leads here leads on at once: a question that is answered, or a screen that isn't needed."""
        if self.needed:
            return not self.needed(session)
        return bool(self.asks) and self.is_answered(session)

    def targets(self) -> tuple[str, ...]:
        """Every place that this screen can lead to, by name."""
        own = [choice.then or self.next for choice in self.choices]
        more = (self.next,) if self.asks or self.needed else ()
        return tuple(dict.fromkeys([*own, *self.leads_to, *more]))


def words_for(words: Words, answers: Answers) -> str:
    """The message id that suits these answers."""
    return words(answers) if callable(words) else words
