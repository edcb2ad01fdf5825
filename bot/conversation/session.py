"""What Kith remembers of a conversation while it lasts: ids, a coarse place, and where she is. Never her words."""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict

from bot.places import Place
from bot.safety import Situation


class Who(StrEnum):
    """Who is talking to Kith."""

    PREGNANT = "pregnant"
    HAD_BABY = "had_baby"
    LOST_BABY = "lost_baby"
    SUPPORTER = "supporter"
    WORKER = "worker"


class Relation(StrEnum):
    """For a partner, family or friend: who the support is for."""

    DAD = "dad"
    PARTNER = "partner"
    FAMILY = "family"
    FOR_HER = "for_her"


class Stage(StrEnum):
    """Where the mother is."""

    PREGNANT = "pregnant"
    HAD_BABY = "had_baby"
    LOST_BABY = "lost_baby"


class Today(StrEnum):
    """Her answer to "how are things today?"."""

    MANAGING = "managing"
    VERY_HARD = "very_hard"
    SUICIDAL = "suicidal"
    HARM_BABY = "harm_baby"
    PSYCHOSIS = "psychosis"
    UNSAFE_HOME = "unsafe_home"
    RATHER_NOT_SAY = "rather_not_say"


class Kept(BaseModel):
    """Base of what is stored: unknown keys are refused, and nothing in it changes in place."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class KeptPlace(Kept):
    """A place no finer than an outcode or a 1 km grid square (see `bot.places.Place.coarse`)."""

    name: str
    outcode: str | None = None
    district: str = ""
    districts: tuple[str, ...] = ()
    nations: tuple[str, ...] = ()
    latitude: float
    longitude: float
    kind: str = ""

    @classmethod
    def of(cls, place: Place) -> Self:
        """The coarse form of a place, ready to be kept."""
        coarse = place.coarse()
        return cls(
            name=coarse.name,
            outcode=coarse.outcode,
            district=coarse.district,
            districts=coarse.districts,
            nations=coarse.nations,
            latitude=coarse.latitude,
            longitude=coarse.longitude,
            kind=coarse.kind,
        )


class Answers(Kept):
    """What she has told Kith, as ids. `None` and empty mean: not asked yet, or skipped."""

    who: Who | None = None
    relation: Relation | None = None
    stage: Stage | None = None
    today: Today | None = None
    place: KeptPlace | None = None
    anywhere: bool = False
    nation: str | None = None
    abroad: bool = False
    """Whether she has said that she is in another country. A place or nation of this one counts more."""
    worker: str | None = None
    """For somebody who works with families: what would help."""
    going_out: str | None = None
    room: str | None = None
    anonymous: str | None = None
    """Answers to "help me choose" a format."""
    formats: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    times: tuple[str, ...] = ()
    spoken: str | None = None
    noticed: tuple[str, ...] = ()
    """Conditions that a severe answer has shown; services whose `not_for` names one are left out."""


class Session(Kept):
    """One person's conversation between two messages."""

    language: str | None = None
    screen: str = "welcome"
    trail: tuple[str, ...] = ()
    """Screens behind her, nearest last; Back takes the last one."""
    answers: Answers = Answers()
    skipped: tuple[str, ...] = ()
    """Questions she has passed over; they are not asked again."""
    met: bool = False
    """Whether Kith has said hello."""
    page: int = 0
    """Which three results she is looking at, from 0."""
    needs_page: int = 0
    card: str | None = None
    """The service whose card she opened last."""
    told: tuple[str, ...] = ()
    """Safety screens that answered what she typed, so that a second telling is not met with the same words."""
    unread: int = 0
    """How many times running the answer to a question could not be read."""
    feared: bool = False
    """Whether she has told of somebody near her who does harm. His coming is no help, and he must not read this."""
    feared_of: tuple[str, ...] = ()
    """Whom she named then: a "partner", "kin" or both. Where it is a partner alone, her mother is a help."""
    situation: Situation | None = None
    """What the last safety screen was about, so that the lines behind it are for the same."""
    asking: str | None = None
    """A question that she has chosen to answer again, for the one step that shows it."""
    candidates: tuple[KeptPlace, ...] = ()
    """Places of one name, to choose from."""
