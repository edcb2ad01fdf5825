"""Reading a typed sentence: "is there a group near BS5 for birth trauma, mornings?" fills four answers at once.

The words that people use are phrases (see `phrases.py`), most of them content. Here they become answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.conversation.about_her import FOR_ANOTHER
from bot.conversation.flow import QUESTIONS, go, landing
from bot.conversation.folding import folded
from bot.conversation.known import known, known_answers
from bot.conversation.screen import RESUME, Move
from bot.conversation.screens.place import kept_at, offered
from bot.conversation.screens.today import TODAY
from bot.conversation.session import Relation, Session, Stage, Who
from bot.conversation.turn import Outcome, Turn
from bot.language import mark as _
from bot.places import Mention, Place, is_clear

A_FEW_WORDS = 4


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sentence said. `places` has several where several bear the name."""

    places: tuple[Place, ...]
    values: Mapping[str, tuple[Any, ...]]

    @property
    def is_a_request(self) -> bool:
        """Whether it asks for something at a place, rather than tells how she is."""
        return bool(self.places) and "formats" in self.values

    @property
    def more_than_a_place(self) -> bool:
        return bool(self.values)


def read_sentence(turn: Turn, text: str) -> Understood | None:
    """Everything that the sentence says, or None when it says nothing that Kith knows."""
    mention = turn.kith.gazetteer.mentioned(text) or _only_a_place(turn, text)
    rest = text[: mention.start] + " " + text[mention.end :] if mention else text
    values = {**turn.kith.phrases.found(rest), **turn.kith.about_her.found(rest)}
    spoken = turn.kith.spoken_in(rest)
    if spoken:
        values["spoken"] = (spoken,)
    if "relation" not in values and FOR_ANOTHER.search(folded(rest)):
        values["relation"] = (Relation.FOR_HER,)
    if not mention and not values:
        return None
    return Understood(mention.places if mention else (), values)


def _only_a_place(turn: Turn, text: str) -> Mention | None:
    """A few words that are nothing but a place ("Govan", "hull"): read as if they came after "groups in"."""
    lead = "groups in "
    if len(text.split()) > A_FEW_WORDS or turn.kith.phrases.found(text):
        return None
    mention = turn.kith.gazetteer.mentioned(lead + text)
    if mention is None or mention.end - len(lead) < len(text.rstrip(" .!?,")):
        return None
    return Mention(mention.places, 0, len(text))


def fill(turn: Turn, understood: Understood, before: str = "") -> Outcome:
    """Put what was understood into the answers, and go on: to the results when there is enough to search with.

    A loss that she has just told is not read back to her, and Kith is sorry once: the next question says it.
    """
    session, values = turn.session, understood.values
    update: dict[str, Any] = {name: values[name] for name in ("needs", "times", "formats") if name in values}
    if "spoken" in values:
        update["spoken"] = values["spoken"][0]
    update |= _about_her(turn, values)
    session = session.model_copy(update={"answers": session.answers.model_copy(update=update), "page": 0})
    if understood.places:
        clear = is_clear(understood.places)
        session = kept_at(session, understood.places[0]) if clear else offered(session, understood.places)
    enough = (session.answers.place or session.candidates or session.answers.anywhere) and understood.more_than_a_place
    if enough:
        passed = [screen.id for screen in QUESTIONS if screen.id not in ("place", "nation")]
        session = session.model_copy(update={"skipped": tuple(dict.fromkeys((*session.skipped, *passed)))})
    if understood.places and session.candidates:
        return go(turn, Move(session, "which_place", before))
    if session.answers.stage is Stage.LOST_BABY and turn.answers.stage is not Stage.LOST_BABY:
        sorry_comes = landing(session, RESUME) == TODAY.id
        return go(turn, Move(session, RESUME, "" if sorry_comes else before))
    if not enough:
        before = " ".join(part for part in (before, noted(turn.having(session))) if part)
    return go(turn, Move(session, RESUME, before))


def tells_of_a_loss(turn: Turn, text: str) -> bool:
    """Whether the sentence says that she has lost her baby, and speaks of no baby beside."""
    understood = read_sentence(turn, text)
    if understood is None:
        return False
    stages = understood.values.get("stage", ())
    return stages == (Stage.LOST_BABY,) or (not stages and "loss" in understood.values.get("needs", ()))


def after_a_loss(session: Session) -> Session:
    """The session of somebody who has told of her loss, where she has not said otherwise who she is."""
    answers = session.answers
    if answers.stage is not None or answers.relation is not None:
        return session
    told = {"stage": Stage.LOST_BABY, "who": answers.who or Who.LOST_BABY}
    return session.model_copy(update={"answers": answers.model_copy(update=told)})


def noted(turn: Turn, *fields: str) -> str:
    """What was understood, said back to her when the results don't follow at once: all, or of these fields."""
    words = tuple(known(turn, field) for field in fields) if fields else known_answers(turn)
    said = " · ".join(filter(None, words))
    return turn.say(_("I've noted: {answers}."), answers=said) if said else ""


def _about_her(turn: Turn, values: Mapping[str, tuple[Any, ...]]) -> dict[str, Any]:
    """Who is asking, where the sentence says it and she has not answered it otherwise."""
    update: dict[str, Any] = {}
    if "relation" in values and turn.answers.who in (None, Who.SUPPORTER) and turn.answers.relation is None:
        update |= {"who": Who.SUPPORTER, "relation": values["relation"][0]}
    stages = values.get("stage", ())
    if "loss" in values.get("needs", ()) and Stage.PREGNANT not in stages:
        stages = (Stage.LOST_BABY,)
    if stages and turn.answers.stage is None:
        stage = Stage.LOST_BABY if Stage.LOST_BABY in stages else stages[0]
        update["stage"] = stage
        if turn.answers.who is None and "who" not in update:
            update["who"] = Who(stage.value)
    return update
