"""How serious a message is, and what it is about: the room's two closed lists.

The words are those of the labelled message sets that `kith assess` reads: a row's label is a Tier, its category a
Category.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class Tier(StrEnum):
    """How soon help is needed. Ordered: EMERGENCY is the greatest."""

    ORDINARY = "ordinary"
    """Everyday talk, logistics, figures of speech."""
    SUPPORT = "support"
    """Hard, sad or tired: what peer support is for."""
    URGENT = "urgent"
    """Help is needed the same day."""
    EMERGENCY = "emergency"
    """Somebody must act now."""

    @property
    def rank(self) -> int:
        """0 for ordinary up to 3 for emergency."""
        return _ORDER.index(self)

    def __lt__(self, other: object) -> bool:
        return self.rank < other.rank if isinstance(other, Tier) else NotImplemented

    def __le__(self, other: object) -> bool:
        return self.rank <= other.rank if isinstance(other, Tier) else NotImplemented

    def __gt__(self, other: object) -> bool:
        return self.rank > other.rank if isinstance(other, Tier) else NotImplemented

    def __ge__(self, other: object) -> bool:
        return self.rank >= other.rank if isinstance(other, Tier) else NotImplemented


_ORDER = tuple(Tier)


class Category(StrEnum):
    """What a message is about."""

    SUICIDE_INTENT = "suicide_intent"
    OVERDOSE = "overdose"
    SELF_HARM = "self_harm"
    HARM_BABY_INTENT = "harm_baby_intent"
    DOMESTIC_DANGER = "domestic_danger"
    PSYCHOSIS = "psychosis"
    MANIA_CONFUSION = "mania_confusion"
    MEDICAL_EMERGENCY = "medical_emergency"
    THIRD_PARTY = "third_party"
    SUICIDE_IDEATION = "suicide_ideation"
    HARM_BABY_THOUGHTS = "harm_baby_thoughts"
    DOMESTIC_ABUSE = "domestic_abuse"
    SEXUAL_VIOLENCE = "sexual_violence"
    ESTRANGEMENT = "estrangement"
    CANNOT_COPE_UNSAFE = "cannot_cope_unsafe"
    DISTRESS = "distress"
    GRIEF = "grief"
    PAST_RISK = "past_risk"
    IDIOM = "idiom"
    LOGISTICS = "logistics"
    SMALLTALK = "smalltalk"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Signal:
    """What was noticed in one message. `category` is None when nothing was.

    `of_another`: where it is somebody else's danger, what the rules know of its kind. `sure`: for an emergency, whether
    the learned net, where it alone speaks, is to be believed of a few words as well.
    """

    tier: Tier
    category: Category | None = None
    of_another: Category | None = field(default=None, compare=False)
    sure: bool = field(default=True, compare=False)
    likely: float = field(default=1.0, compare=False)
    """How likely a risk is, as the learned net has it; 1 where the rules speak."""


NOTHING_NOTICED = Signal(Tier.ORDINARY)
