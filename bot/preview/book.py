"""The book that the page shows: every screen, short answer and card in every language, through the bot's own answers.

Nothing is drawn from the declarations alone: each is answered by `respond`, as it would be to her. Where two sample
people see the same, it stands in the book once, with both of them named.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from html import unescape

from bot.conversation import Kith, Session, respond
from bot.conversation.events import Tapped
from bot.conversation.flow import QUESTIONS, SCREENS, put
from bot.conversation.replies import Act, ContactCard, Message, Pin, Reply
from bot.conversation.screen import Screen
from bot.conversation.turn import Turn
from bot.directory import Service
from bot.preview.between import BETWEEN, Between
from bot.preview.listening import Listening, listening_to
from bot.preview.samples import PEOPLE, Samples, Way

A_LINE, A_ROW, A_SCREENFUL = 40, 2, 28
"""On a small telephone (320 by 640): letters of a line, lines that a row of buttons takes, and lines of a screen."""


@dataclass(frozen=True, slots=True)
class View:
    """What somebody sees: who, the messages, the sentences that were said, and where each button leads."""

    who: tuple[str, ...]
    where: tuple[str, ...]
    replies: tuple[Reply, ...]
    said: frozenset[str]
    leads: Mapping[str, str]
    """For an action, the page that it comes to: "screen/today", "service/an-id"."""

    @property
    def lines(self) -> int:
        """How many lines words and buttons fill on a small telephone. A card above them may scroll away."""
        return sum(_lines(reply) for reply in self.replies)

    @property
    def rows(self) -> int:
        """How many rows of buttons there are."""
        return sum(len(reply.rows) for reply in self.replies if isinstance(reply, Message))


@dataclass(frozen=True)
class Book:
    """Everything to be shown, by language: the views of each screen, of what is said between them, and of each card."""

    kith: Kith
    today: date
    screens: Mapping[str, Mapping[str, tuple[View, ...]]]
    between: Mapping[str, Mapping[str, tuple[View, ...]]]
    cards: Mapping[str, Mapping[str, View]]
    """Only services that are offered have a card."""


def read_book(kith: Kith, today: date) -> Book:
    """Answer everything once in each language. Takes some seconds."""
    reader = _Reader(kith, today)
    screens, between, cards = {}, {}, {}
    for code in kith.languages:
        spoken, listening = listening_to(kith, code)
        screens[code] = {screen.id: reader.screen(screen, code, spoken, listening) for screen in SCREENS.values()}
        between[code] = {each.id: tuple(reader.between(each, code, spoken, listening)) for each in BETWEEN}
        cards[code] = {one.id: reader.card(one, code, spoken, listening) for one in offered(kith)}
    return Book(kith, today, screens, between, cards)


def offered(kith: Kith) -> tuple[Service, ...]:
    """The services that are shown to anybody at all."""
    return tuple(service for service in kith.content.services if kith.directory.offers(service.id))


def group_of(screen: Screen) -> str:
    """The part of the index that the screen stands in."""
    if screen in QUESTIONS or screen.id == "which_place":
        return "The questions"
    if screen.id.startswith("choose_"):
        return "Help me choose"
    if screen.crisis:
        return "Safety"
    return "What she finds" if screen.id in ("results", "card", "change") else "Information"


class _Reader:
    """Takes each way to each screen, and remembers where buttons lead, which no language changes."""

    def __init__(self, kith: Kith, today: date) -> None:
        self._kith, self._today, self._samples = kith, today, Samples(kith)
        self._leads: dict[tuple[str, str, str], dict[str, str]] = {}

    def screen(self, screen: Screen, code: str, kith: Kith, listening: Listening) -> tuple[View, ...]:
        return tuple(
            _merged(self._view(way, screen.id, code, kith, listening) for way in self._samples.ways_to(screen))
        )

    def card(self, service: Service, code: str, kith: Kith, listening: Listening) -> View:
        return self._view(self._samples.way_to_card(service.id), "card", code, kith, listening)

    def between(self, each: Between, code: str, kith: Kith, listening: Listening) -> Iterator[View]:
        for when, replies in each.shown(kith, code, self._today):
            yield View((when,), (), replies, listening.heard(), {})

    def _view(self, way: Way, screen_id: str, code: str, kith: Kith, listening: Listening) -> View:
        listening.heard()
        session = way.session.model_copy(update={"language": code})
        if way.again:
            outcome = put(Turn(session, way.event, kith, self._today), session.model_copy(update={"screen": screen_id}))
        else:
            outcome = respond(session, way.event, kith, self._today)
        said = listening.heard()
        key = (screen_id, way.who, way.where) if screen_id != "card" else (screen_id, str(way.event), "")
        if key not in self._leads:
            self._leads[key] = dict(self._follow(outcome.session or Session(), outcome.replies))
        return View((way.who,), (way.where,) if way.where else (), outcome.replies, said, self._leads[key])

    def _follow(self, session: Session, replies: tuple[Reply, ...]) -> Iterator[tuple[str, str]]:
        """Where each button comes to, found out by tapping it."""
        for action in dict.fromkeys(_actions(replies)):
            then = respond(session, Tapped(action), self._kith, self._today)
            if then.hide:
                yield action, "between/hidden"
            elif then.session is None:
                yield action, "screen/forgotten"
            elif then.session.screen == "card" and then.session.card and action.startswith("card:"):
                yield action, f"service/{then.session.card}"
            elif not action.startswith(("pin:", "vcard:")):
                yield action, f"screen/{then.session.screen}"


def _actions(replies: Iterable[Reply]) -> Iterator[str]:
    for reply in replies:
        if isinstance(reply, Message):
            yield from (button.action for row in reply.rows for button in row if isinstance(button, Act))


def _merged(views: Iterable[View]) -> Iterator[View]:
    """What looks the same once, with all who see it."""
    alike: dict[str, list[View]] = {}
    for view in views:
        alike.setdefault("\n".join(reply.model_dump_json() for reply in view.replies), []).append(view)
    for same in alike.values():
        who = tuple(dict.fromkeys(name for view in same for name in view.who))
        where = tuple(dict.fromkeys(name for view in same for name in view.where))
        said = frozenset[str]().union(*(view.said for view in same))
        yield View(() if set(who) >= set(PEOPLE) else who, where, same[0].replies, said, same[0].leads)


def _lines(reply: Reply) -> int:
    match reply:
        case Message():
            plain = unescape(re.sub(r"</?b>|[\u2066-\u2069]", "", reply.text))
            words = sum(max(1, math.ceil(len(line) / A_LINE)) for line in plain.split("\n"))
            return words + A_ROW * len(reply.rows)
        case Pin():
            return 2
        case ContactCard():
            return 0
