"""Whom to call, text or go to: the models of `content/country.yaml` and `content/crisis/*.yaml`, and the choice.

Every fact comes from a page named under `sources`. A line that no person has confirmed has an empty `checked`; `kith
check --launch` fails until all launch lines are confirmed. Opening times grow stale fastest, so they are shown only
while their page is fresh enough (see `Hours.words_on`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from bot.safety.rules import Flag, Part, Words, member

STALE_AFTER = datetime.timedelta(days=548)
"""Eighteen months: times from older pages are left out."""

Dial = Annotated[str, Field(pattern=r"^\d[\d ]{1,18}\d$")]
"""As printed: "116 123", never an international form."""
Web = Annotated[str, Field(pattern=r"^https?://[^\s]+$")]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class Situation(StrEnum):
    """What she, or somebody she cares about, is in the middle of."""

    EMERGENCY = "emergency"
    SUICIDAL = "suicidal"
    SELF_HARM = "self_harm"
    HARM_BABY = "harm_baby"
    PSYCHOSIS = "psychosis"
    UNSAFE_HOME = "unsafe_home"
    MEDICAL = "medical"
    SOMEONE_ELSE = "someone_else"
    BABY_AT_RISK = "baby_at_risk"
    SEXUAL_VIOLENCE = "sexual_violence"
    TALK_NOW = "talk_now"


class When(StrEnum):
    """What is known of the opening times."""

    ALWAYS = "always"
    TIMES = "times"
    UNKNOWN = "unknown"


class Source(Part):
    """A page that a fact was read from. `page_date` is as the page gives it, "" when it gives none."""

    url: Web
    """The address of the page."""
    seen: str
    """What the page says."""
    page_date: str = ""
    """As the page gives it, in quotes; left out when it gives none."""
    via: str = ""
    """The public file that cites the page, when the page itself was not seen."""


class Hours(Part):
    """Opening times, and the date of the page they were read from ("" when it has none)."""

    when: Annotated[When, member(When)]
    """What is known of the opening times."""
    words: str = ""
    """A msgid, such as "Any time, day or night"."""
    page_date: str = ""
    """As the page gives it, in quotes; left out when it gives none."""

    @model_validator(mode="after")
    def words_fit(self) -> Self:
        if (self.when is When.UNKNOWN) == bool(self.words):
            raise ValueError('give "words" for hours that are known, and none for "when: unknown"')
        return self

    def words_on(self, today: datetime.date) -> str:
        """The words to show on `today`, or "" when they are unknown or may be stale.

        A dated page must be under eighteen months old. From an undated page we still say that a line is always open,
        since a crisis line seldom becomes less so, but no clock times.
        """
        dated = read_date(self.page_date)
        if dated is None:
            return self.words if self.when is When.ALWAYS else ""
        return self.words if today - dated <= STALE_AFTER else ""


class DeafRoute(Part):
    """How a deaf or speech-impaired person reaches the line."""

    says: Words
    """What to do, in one plain sentence."""
    dial: Dial | None = None
    """A number to dial, in quotes."""
    text_word: str | None = None
    """The word to send."""
    text_to: Dial | None = None
    """The number to text, in quotes."""


def whole_day(value: object) -> object:
    """Takes a date that is written down; refuses anything else, with what to write."""
    if not isinstance(value, str):
        return value
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        raise ValueError("write a whole date, like 2026-10-01")
    try:
        return datetime.date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"{value} is not a day in the calendar") from None


class Confirmed(Part):
    """Who confirmed the line, and when."""

    by: Words
    """Who has checked it."""
    on: Annotated[datetime.date, Field(strict=False), BeforeValidator(whole_day)]
    """The day: 2026-11-30."""


class LineRecord(Part):
    """One line as a content file holds it."""

    id: Slug
    """Its own short name. Never changes."""
    name: Words
    """A msgid: most are proper names that stay, some are words ("Your GP")."""
    short: str = ""
    """What stands behind the number on a crisis card, with what to press; a msgid. Without it, the name does."""
    says: Words
    """One short plain sentence in the bot's voice; a msgid. Only what the sources say."""
    dial: Dial | None = None
    """As it is dialled, in quotes: "116 123"."""
    then: str = ""
    """What to press or choose once connected; a msgid."""
    text_word: str | None = None
    """The word to send."""
    text_to: Dial | None = None
    """The number to text, in quotes."""
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = None
    """An e-mail address that is answered."""
    chat: Web | None = None
    """The address of a chat."""
    website: Web | None = None
    """Its own page."""
    in_person: Flag = False
    """A place or a person to go to or ask, rather than a number."""
    cannot_speak: str = ""
    """What to do when it is not safe or possible to speak; a msgid."""
    deaf: DeafRoute | None = None
    """How a deaf person reaches it."""
    hours: Hours
    """When it is open."""
    spoken: str = ""
    """The code of the one language that it is for, if it is: first for those who use Kith in it, last for others."""
    free_without_credit: Flag = False
    """Whether a page says that the call is free from a mobile even with no credit."""
    for_men: Flag = False
    """It is for men; it comes after the others for everybody else."""
    for_one_group: Flag = False
    """It is for one group of people only: it is listed, but never the one line that is named."""
    only_in: list[Words] = []
    """The nations that a line of the country-wide file serves; empty: all."""
    situations: Annotated[dict[Annotated[Situation, member(Situation)], int], Field(min_length=1)]
    """Where it is offered, and its place there: 1 comes first."""
    sources: Annotated[list[Source], Field(min_length=1)]
    """The pages that this was read from."""
    checked: Confirmed | None = None
    """That a person has confirmed it. Write it with: kith confirm."""
    launch: Flag
    """Must be confirmed by a person before launch."""
    notes: str = ""
    """For editors: conflicts between sources. Never shown."""

    @model_validator(mode="after")
    def can_be_reached(self) -> Self:
        if not (self.dial or self.text_to or self.email or self.chat or self.website or self.in_person):
            raise ValueError(f'"{self.id}" has no way to reach it; list it under "not_shown" with the reason')
        if self.text_word and not self.text_to:
            raise ValueError(f'"{self.id}": a text_word needs a text_to')
        return self


class NotShown(Part):
    """A line we know of but cannot show, and why: nothing is dropped silently."""

    record: Slug
    """Its short name."""
    name: Words
    """What it is called."""
    why: Words
    """Why it is not shown."""


class CrisisFile(Part):
    """One file of `content/crisis/`."""

    serves: Words
    """The nation, or the whole country."""
    lines: list[LineRecord]
    """The lines. Each begins with a dash."""
    not_shown: list[NotShown] = []
    """Lines that we know of and can not show."""


class Nation(Part):
    name: Words
    """The name of the nation."""
    crisis: Slug
    """The crisis file that serves it, without ".yaml"."""


class Abroad(Part):
    """Where somebody who is in another country can look for lines of her own."""

    says: Words
    """A msgid."""
    emergency: str = ""
    """A msgid: an emergency number that holds in many other countries."""
    website: Web
    """A page that lists lines of other countries."""
    sources: Annotated[list[Source], Field(min_length=1)]
    """The pages that this was read from."""


class Country(Part):
    """`content/country.yaml`: everything that ties the content to one country."""

    country: Words
    """The name of the country."""
    codes: list[Annotated[str, Field(pattern=r"^[a-z]{2}$")]] = []
    """Its ISO 3166 codes, for an online geocoder to search in."""
    emergency_number: Dial
    """In quotes: "999"."""
    emergency_department: Words = "hospital"
    """What people call the place at a hospital that is always open: "A&E". A msgid."""
    everywhere: Slug
    """The crisis file whose lines serve the whole country."""
    nations: Annotated[list[Nation], Field(min_length=1)]
    """Every nation that a place can be in."""
    abroad: Abroad | None = None
    """For somebody who is in another country."""

    @property
    def nation_names(self) -> tuple[str, ...]:
        return tuple(nation.name for nation in self.nations)


class Line(LineRecord):
    """A line ready to show. `nation` is where it serves, None for the whole country."""

    nation: str | None = None


class CrisisLinesError(ValueError):
    """The crisis files and `country.yaml` do not fit together."""


class CrisisLines:
    """The crisis lines of one country."""

    def __init__(self, country: Country, files: Mapping[str, CrisisFile]) -> None:
        """`files` by name without ".yaml". Raises CrisisLinesError."""
        self.country = country
        for name in (country.everywhere, *(nation.crisis for nation in country.nations)):
            if name not in files:
                raise CrisisLinesError(f"country.yaml names crisis/{name}.yaml, which is missing")
        self.everywhere = lines_of(files[country.everywhere], None)
        self.by_nation = {
            nation.name: lines_of(files[nation.crisis], nation.name)
            for nation in country.nations
            if nation.crisis != country.everywhere
        }
        self.check()

    def check(self) -> None:
        ids: set[str] = set()
        for line in self.all_lines():
            if line.id in ids:
                raise CrisisLinesError(f'two crisis lines are called "{line.id}"')
            ids.add(line.id)
            for name in set(line.only_in) - set(self.country.nation_names):
                raise CrisisLinesError(f'"{line.id}" is only in "{name}", which country.yaml does not know')
        if not any(line.dial == self.country.emergency_number for line in self.everywhere):
            raise CrisisLinesError(f"no country-wide line dials the emergency number {self.country.emergency_number}")

    def all_lines(self) -> tuple[Line, ...]:
        """Every line, country-wide ones first."""
        return (*self.everywhere, *(line for lines in self.by_nation.values() for line in lines))

    def for_situation(self, nations: tuple[str, ...], situation: Situation) -> tuple[Line, ...]:
        """The lines for `situation`, the first to try first.

        `nations` is empty when unknown: then only country-wide lines. On a border there are two: then both nations'
        lines, each with its nation's name. A nation that we do not know counts as unknown.
        """
        here = [line for line in self.everywhere if not line.only_in or set(line.only_in) & set(nations)]
        here += [line for nation in dict.fromkeys(nations) for line in self.by_nation.get(nation, ())]
        fitting = [line for line in here if situation in line.situations]
        return tuple(sorted(fitting, key=lambda line: line.situations[situation]))


def lines_of(file: CrisisFile, nation: str | None) -> tuple[Line, ...]:
    return tuple(Line(**{**dict(record), "nation": nation}) for record in file.lines)


def read_date(words: str) -> datetime.date | None:
    """The day, or the first day of the month or year, that a page's date names; None when it names none."""
    found = re.fullmatch(r"(\d{4})(?:-(\d\d))?(?:-(\d\d))?", words)
    if not found:
        return None
    return datetime.date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
