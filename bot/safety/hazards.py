"""The hazard log: the model of `content/safety/hazards.yaml`. What could go wrong, what prevents it, what shows that.

The columns are those of a clinical safety case for health software in England (DCB0129): hazard, cause, effect, how bad
and how likely before and after the controls. How bad and how likely are words, because nobody has counted anything yet;
a clinical safety officer sets them anew before launch. That each named test exists is checked by
`bot.directory.hazards`.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Self

from pydantic import Field, model_validator

from bot.safety.rules import Part, Words, member

HazardId = Annotated[str, Field(pattern=r"^H\d{2,3}$")]
Proof = Annotated[str, Field(pattern=r"^tests/[a-z0-9_/]+\.py::test_[a-z0-9_]+$|^tests/scenarios/[a-z0-9-]+\.yaml$")]
"""A test ("tests/safety/test_lines.py::test_no_nation_gets_the_lines_of_another") or a scenario file."""


class Severity(StrEnum):
    """The worst that may credibly come of it."""

    MINOR = "minor"
    """Annoyance or short distress."""
    CONSIDERABLE = "considerable"
    """Distress that lasts, or help that comes later than it could."""
    MAJOR = "major"
    """Serious harm to one person."""
    CATASTROPHIC = "catastrophic"
    """A death."""


class Likelihood(StrEnum):
    """How often it may be expected."""

    VERY_LOW = "very low"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    VERY_HIGH = "very high"


class Risk(Part):
    """How bad and how likely."""

    severity: Annotated[Severity, member(Severity)]
    """How bad it would be."""
    likelihood: Annotated[Likelihood, member(Likelihood)]
    """How often it may be expected."""


class Hazard(Part):
    """One way in which Kith could do harm."""

    id: HazardId
    """H and a number. Never given to another hazard."""
    hazard: Words
    """What could go wrong."""
    cause: Words
    """Why it could."""
    effect: Words
    """What would come of it."""
    before: Risk
    """Without the controls."""
    controls: Annotated[list[Words], Field(min_length=1)]
    """What in the product prevents it."""
    after: Risk
    """With the controls."""
    tests: Annotated[list[Proof], Field(min_length=1)]
    """What shows that the controls work: each fails when its control is taken away."""
    left: str = ""
    """What the controls do not cover, and who has to look after it."""

    @model_validator(mode="after")
    def controls_help(self) -> Self:
        likely, severe = list(Likelihood), list(Severity)
        if likely.index(self.after.likelihood) > likely.index(self.before.likelihood):
            raise ValueError(f"{self.id}: after the controls it is more likely than before")
        if severe.index(self.after.severity) > severe.index(self.before.severity):
            raise ValueError(f"{self.id}: after the controls it is worse than before")
        return self


class HazardLog(Part):
    """`content/safety/hazards.yaml`."""

    drawn_up: Words
    """When, and by whom; that nobody has signed it, as long as nobody has."""
    hazards: Annotated[list[Hazard], Field(min_length=1)]
    """The hazards. Each begins with a dash."""
