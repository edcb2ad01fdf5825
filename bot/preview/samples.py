"""Who the sample people are, and how each of them comes to a screen: the answers given before, and what is tapped.

Nothing here names a place or a nation: all of it is looked up in the content, so that the preview of another country's
content shows that country's. Each person is seen in one place, and one of them in each nation that has lines of its
own, because showing everybody in every nation would make a page that nobody can read.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from bot.conversation import Kith, Session
from bot.conversation.events import Event, Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.kith import own_lines
from bot.conversation.screen import Screen
from bot.conversation.screens.place import kept_at, offered
from bot.conversation.session import Answers
from bot.directory import Format
from bot.directory import Stage as ServiceStage
from bot.places import Place, is_clear

EVERYBODY = "Everybody"
MOTHER = "She has had a baby"
PEOPLE: dict[str, dict[str, str]] = {
    MOTHER: {"who": "had_baby", "stage": "had_baby"},
    "She is pregnant": {"who": "pregnant", "stage": "pregnant"},
    "She has lost a baby": {"who": "lost_baby", "stage": "lost_baby"},
    "A dad, for himself": {"who": "supporter", "relation": "dad", "stage": "had_baby"},
    "A partner, for herself": {"who": "supporter", "relation": "partner", "stage": "had_baby"},
    "Family or friend, after a loss": {"who": "supporter", "relation": "family", "stage": "lost_baby"},
    "A friend, for her": {"who": "supporter", "relation": "for_her", "stage": "had_baby"},
    "Works with families": {"who": "worker", "worker": "find", "stage": "pregnant"},
}
"""Each sample person with her answers so far."""

UNSURE: dict[str, dict[str, str]] = {
    "Can get out, a room is fine": {"going_out": "fine", "room": "fine", "anonymous": "no"},
    "Going out is hard": {"going_out": "hard", "room": "fine", "anonymous": "no"},
    "Going out is hard, a room is too much": {"going_out": "hard", "room": "too_much", "anonymous": "no"},
    "Nobody should know her": {"going_out": "fine", "room": "too_much", "anonymous": "yes"},
}
"""Answers to "help me choose" that are given four different suggestions."""

BEHIND_SAFETY = ("cant_call", "more_lines")
"""Screens behind a safety screen: they show lines for what that screen was about."""
TOLD_AGAIN = "Told again"
BORDER = "On a border"

BEHIND_HER = Session(screen="place", trail=("welcome",), met=True)
"""In the middle of a conversation: she has been met, and there is a way back."""


@dataclass(frozen=True, slots=True)
class Way:
    """One way to come to a screen: who she is, where she is, the session until then, and what she does."""

    who: str
    where: str
    session: Session
    event: Event
    again: bool = False
    """Whether it is shown because what it answers was told once more."""


class Samples:
    """The sample people in the places of one content folder."""

    def __init__(self, kith: Kith) -> None:
        self._kith = kith

    def ways_to(self, screen: Screen) -> Iterator[Way]:
        """Every way to come to the screen that may show something different. None where the content allows none."""
        if screen.id == "welcome":
            yield Way("At the very first", "", Session(), Typed("/start"))
            yield Way("Later", "", BEHIND_HER, Tapped("welcome"))
        elif screen.id == "forgotten":
            yield Way(EVERYBODY, "", BEHIND_HER.model_copy(update={"screen": "forget"}), Tapped("forget:yes"))
        elif screen.id in BEHIND_SAFETY:
            yield from self._situations_before(screen)
        elif screen.id == "choose_suggestion":
            for who, answers in UNSURE.items():
                yield Way(who, "", self._session(answers), Tapped(screen.id))
        else:
            yield from self._people_before(screen)

    def way_to_card(self, service_id: str) -> Way:
        """The card as somebody opens it from the results."""
        return Way(EVERYBODY, "", BEHIND_HER.model_copy(update={"screen": "results"}), Tapped(f"card:{service_id}"))

    def _situations_before(self, screen: Screen) -> Iterator[Way]:
        """After each safety screen, in each nation and on a border."""
        for where, session in self._everywhere():
            for before in (each for each in SCREENS.values() if each.situation):
                after = f"After: {before.id.replace('_', ' ')}"
                update = {"situation": before.situation, "trail": (*session.trail, before.id)}
                yield Way(after, where, session.model_copy(update=update), Tapped(screen.id))
        if screen.id == "cant_call" and self._kith.content.country.abroad:
            abroad = BEHIND_HER.model_copy(update={"trail": ("welcome", "safe_now", "abroad")})
            yield Way("After: abroad", "", abroad, Tapped(screen.id))

    def _people_before(self, screen: Screen) -> Iterator[Way]:
        for who, answers in PEOPLE.items():
            session = self._here(screen, self._session(answers))
            if session and (not screen.asks or screen.asked_of(session.answers) or screen.id == "needs"):
                yield Way(who, "", session, Tapped(screen.id))
        if screen.crisis:
            for where, session in self._everywhere():
                yield Way(MOTHER, where, session, Tapped(screen.id))
        if screen.situation:
            for times in (1, 2):
                session = self._session(PEOPLE[MOTHER]).model_copy(update={"told": (screen.id,) * times})
                yield Way(f"{TOLD_AGAIN}, {times + 1} times", "", session, Typed(""), again=True)

    def _here(self, screen: Screen, session: Session) -> Session | None:
        """The session with what this screen needs to have come before; None where the content has no such thing."""
        match screen.id:
            case "which_place":
                return offered(session, self.places_of_one_name) if self.places_of_one_name else None
            case "nation":
                return kept_at(session, self.place_on_a_border) if self.place_on_a_border else None
            case "place":
                return session
        here = kept_at(session, self.place) if self.place else session
        if screen.id in ("results", "change"):
            update = {"formats": (Format.GROUP,), "needs": self._a_need(here.answers), "today": "managing"}
            return here.model_copy(update={"answers": here.answers.model_validate(here.answers.model_dump() | update)})
        if screen.id == "card":
            return here.model_copy(update={"card": self._kith.directory.services[0].id})
        return here

    def _session(self, answers: dict[str, str | None] | dict[str, str]) -> Session:
        return BEHIND_HER.model_copy(update={"answers": Answers.model_validate(answers)})

    def _nations(self) -> tuple[tuple[str, str | None], ...]:
        """Where she may be, in words and as it is kept: not known, and each nation that has lines of its own."""
        return (("Her nation is not known", None), *((name, name) for name in own_lines(self._kith.content.country)))

    def _everywhere(self) -> Iterator[tuple[str, Session]]:
        """Her session in each nation, where it is not known, and on a border."""
        for where, nation in self._nations():
            yield where, self._session({**PEOPLE[MOTHER], "nation": nation})
        if self.place_on_a_border:
            yield BORDER, kept_at(self._session(PEOPLE[MOTHER]), self.place_on_a_border)

    def _a_need(self, answers: Answers) -> tuple[str, ...]:
        lost = self._kith.is_loss(answers)
        fitting = (need.id for need in self._kith.needs.values() if not (lost and ServiceStage.LOSS in need.not_on))
        return tuple(fitting)[:1]

    @cached_property
    def place(self) -> Place | None:
        """The place where most services meet; None when no service says where."""
        venues = (service.venue for service in self._kith.content.services)
        named = Counter(
            (one.postcode or "").split(" ")[0] or one.town for one in venues if one and not one.confidential
        )
        for name, _count in sorted(named.items(), key=lambda each: (-each[1], each[0] or "")):
            found = self._kith.gazetteer.find(name) if name else ()
            if is_clear(found):
                return found[0]
        return None

    @cached_property
    def places_of_one_name(self) -> tuple[Place, ...]:
        """Places that she has to be asked between, the best known first; none where every name stands for itself."""
        gazetteer = self._kith.gazetteer
        shared = {name: rows for name, rows in gazetteer.by_name.items() if len(rows) > 1}
        known = sorted(shared, key=lambda name: -max(gazetteer.rows[row].importance for row in shared[name]))
        for name in known:
            found = gazetteer.find(name)
            if len(found) > 1 and not is_clear(found):
                return found
        return ()

    @cached_property
    def place_on_a_border(self) -> Place | None:
        """A postcode area that lies in two nations."""
        return next((place for place in self._kith.gazetteer.outcodes.values() if len(place.nations) > 1), None)
