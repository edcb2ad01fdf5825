"""`kith find`: the bot's own search for somebody at a command line, from the same answers a conversation collects."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from typing import Any, TypeVar

from bot.conversation.events import Sent
from bot.conversation.kith import Kith
from bot.conversation.query import asked_for
from bot.conversation.screens.place import kept_at
from bot.conversation.session import Answers, Relation, Session, Stage, Who
from bot.conversation.turn import Turn
from bot.conversation.why import reasons
from bot.directory import Format, Match

E = TypeVar("E", bound=StrEnum)

AUDIENCES: dict[str, dict[str, Any]] = {
    "mother": {},
    "dad": {"who": Who.SUPPORTER, "relation": Relation.DAD},
    "father": {"who": Who.SUPPORTER, "relation": Relation.DAD},
    "partner": {"who": Who.SUPPORTER, "relation": Relation.PARTNER},
    "family": {"who": Who.SUPPORTER, "relation": Relation.FAMILY},
    "professional": {"who": Who.WORKER},
}
ALSO = {
    "telephone": "phone",
    "mum": "mother",
    "mothers": "mother",
    "dads": "dad",
    "fathers": "dad",
    "partners": "partner",
    "friend": "family",
    "worker": "professional",
    "pregnancy": "pregnant",
    "postnatal": "had_baby",
    "loss": "lost_baby",
}
"""Other words for the same, because people at a command line guess."""


class FindError(ValueError):
    """Something asked for isn't known; the text says what may be asked."""


@dataclass(frozen=True, slots=True)
class Found:
    """A result, ready to be printed."""

    match: Match
    reasons: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The row that `kith find --json` prints; distance in kilometres, None where distance says nothing."""
        service, distance = self.match.service, self.match.distance_km
        return {
            "id": service.id,
            "organisation": service.organisation,
            "name": service.name,
            "distance_km": None if distance is None else round(distance, 1),
            "formats": [form.value for form in service.formats],
            "why": [why.value for why in self.match.why],
        }

    def as_text(self) -> str:
        """The row in words."""
        service = self.match.service
        title = service.name if service.name == service.organisation else f"{service.name} · {service.organisation}"
        return f"{title}\n  {' · '.join(self.reasons)}\n  ({service.id})"


def find(
    kith: Kith,
    today: date,
    place: str | None = None,
    formats: Sequence[str] = (),
    needs: Sequence[str] = (),
    audience: str = "mother",
    stage: str | None = None,
    spoken: str | None = None,
) -> list[Found]:
    """Every service that the bot would show for these answers, best first. Raises FindError for words it can't know."""
    answers = Answers(
        formats=tuple(_one_of(name, Format, "format").value for name in formats),
        needs=tuple(_need(kith, name) for name in needs),
        stage=_one_of(stage, Stage, "stage") if stage else None,
        spoken=spoken.casefold() if spoken else None,
    )
    answers = answers.model_copy(update=AUDIENCES[_known(audience, AUDIENCES, "--for")])
    session = Session(answers=answers)
    if place:
        candidates = kith.gazetteer.find(place)
        if not candidates:
            raise FindError(
                f"I don't know the place {place!r}. Write a town, or the first half of a postcode like BS5."
            )
        session = kept_at(session, candidates[0])
    turn = Turn(session, Sent("other"), kith, today)
    return [Found(match, reasons(turn, match)) for match in kith.directory.search(asked_for(turn), today)]


def _one_of(name: str, kind: type[E], what: str) -> E:
    return kind(_known(name, [member.value for member in kind], what))


def _known(name: str, known: Iterable[str], what: str) -> str:
    """The name as it is known, or FindError with the nearest and all that may be written."""
    names = list(known)
    word = name.casefold().replace("-", "_").replace(" ", "_")
    word = ALSO.get(word, word)
    if word in names:
        return word
    near = get_close_matches(word, names, n=1)
    hint = f" Did you mean {near[0]}?" if near else ""
    raise FindError(f"{name!r} is not a {what}.{hint} Write one of: {', '.join(names)}.")


def _need(kith: Kith, name: str) -> str:
    """A need's id, or the one that the word is a synonym of."""
    meant = kith.phrases.found(name).get("needs", ())
    if name not in kith.needs and meant:
        return str(meant[0])
    return _known(name, kith.needs, "need")
