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
from bot.directory import Format
from bot.language import mark as _
from bot.places import Mention, Place, corrected, is_clear

A_FEW_WORDS = 4
IN_A_PLACE = frozenset(
    "i'm im i am we're we are live in near from at around it's its please dwi i yn yng ym byw انا في".split()
)
"""Words around a place that say no more than that she is there."""
CANNOT_SEARCH = {
    "day": _("I can't search by day of the week. Each card says when it meets, where they've told us."),
    "at_the_group": _("I can't search for everything you asked. You could ask the group before you go."),
}
"""What is said of what the search can't look for, by its id in `content/needs.yaml`."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What a sentence said. `places` has several where several bear the name."""

    places: tuple[Place, ...]
    values: Mapping[str, tuple[Any, ...]]
    says_where: bool = False
    """Whether it is a place and nothing else: "I'm in Govan", but not "the bridge in Govan"."""
    unsearched: tuple[str, ...] = ()
    """What she asks for and the search can't look for."""

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
    if unwanted := turn.kith.phrases.unwanted(rest).get("formats"):
        values["formats"] = _other_ways(turn, values.get("formats", ()), unwanted)
    spoken = turn.kith.spoken_in(rest)
    if spoken:
        values["spoken"] = (spoken,)
    if "relation" not in values and FOR_ANOTHER.search(folded(rest)):
        values["relation"] = (Relation.FOR_HER,)
    unsearched = _unsearched(turn, rest, bool(mention) or "formats" in values)
    if not mention and not values and not unsearched:
        return None
    says_where = mention is not None and not (values or unsearched) and IN_A_PLACE.issuperset(folded(rest).split())
    return Understood(mention.places if mention else (), values, says_where, unsearched)


def _other_ways(turn: Turn, named: tuple[str, ...], unwanted: tuple[str, ...]) -> tuple[str, ...]:
    """The ways to talk that are left when some are refused: of those that she names now, named before, or of all."""
    every = tuple(form.value for form in Format)
    choices = (tuple(form for form in ways if form not in unwanted) for ways in (named, turn.answers.formats, every))
    return next(filter(None, choices), every)


def _unsearched(turn: Turn, text: str, searches: bool) -> tuple[str, ...]:
    """What the search can't look for, in a sentence that searches, or typed at the results: an appointment on Tuesday
    asks for nothing."""
    if not searches and turn.session.screen != "results":
        return ()
    return turn.kith.unsearched.found(text, refused=True).get("unsearched", ())


def _only_a_place(turn: Turn, text: str) -> Mention | None:
    """A few words that are nothing but a place ("Govan", "sorry, I meant hull"), read as if after "groups in"."""
    lead, bare = "groups in ", corrected(text)
    if len(bare.split()) > A_FEW_WORDS or turn.kith.phrases.found(bare):
        return None
    mention = turn.kith.gazetteer.mentioned(lead + bare)
    if mention is None or mention.end - len(lead) < len(bare.rstrip(" .!?,")):
        return None
    return Mention(mention.places, 0, len(text))


def fill(turn: Turn, understood: Understood, before: str = "") -> Outcome:
    """Put what was understood into the answers, and go on: to the results when there is enough to search with. That is
    a place with a need or a way to talk, whichever she said first; what is still open is then not asked.

    A loss that she has just told is not read back to her, and Kith is sorry once: the next question says it.
    """
    session, values = turn.session, understood.values
    cannot = (turn.say(CANNOT_SEARCH[each]) for each in understood.unsearched if each in CANNOT_SEARCH)
    before = " ".join(filter(None, (before, *cannot)))
    update: dict[str, Any] = {name: values[name] for name in ("needs", "times", "formats") if name in values}
    if "spoken" in values:
        update["spoken"] = values["spoken"][0]
    update |= _about_her(turn, values)
    session = session.model_copy(update={"answers": session.answers.model_copy(update=update), "page": 0})
    if understood.places:
        clear = is_clear(understood.places)
        session = kept_at(session, understood.places[0]) if clear else offered(session, understood.places)
    known_where = session.answers.place or session.candidates or session.answers.anywhere
    seeks = understood.more_than_a_place or session.answers.formats or session.answers.needs
    enough = known_where and seeks
    if enough:
        passed = [screen.id for screen in QUESTIONS if screen.id not in ("place", "nation")]
        session = session.model_copy(update={"skipped": tuple(dict.fromkeys((*session.skipped, *passed)))})
    if understood.places and session.candidates:
        return go(turn, Move(session, "which_place", before))
    if session.answers.stage is Stage.LOST_BABY and turn.answers.stage is not Stage.LOST_BABY:
        sorry_comes = landing(session, RESUME) == TODAY.id
        return go(turn, Move(session, RESUME, "" if sorry_comes else before))
    if not enough:
        before = "\n\n".join(part for part in (before, noted(turn.having(session))) if part)
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
