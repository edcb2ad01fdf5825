"""What a service is: one YAML file an organisation, read into these frozen models.

Every fact is known, "no", or unknown, and unknown is the default: a charity leaves a line out when it does not know.
Keys that are not here are refused, so that a misspelt key is noticed and not lost. What the card shows is written by
people for people (`summary`, `alert`, `says`); `notes` are for editors and are never shown.
"""

from functools import cached_property
from typing import Annotated, Any, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from bot.directory.fields import Clock, Email, Id, Language, NeedId, PartialDate, Phone, Postcode, Web, Words, YesNo
from bot.directory.times import Schedule, When, by_parts, read_schedule
from bot.directory.vocabulary import (
    Answer,
    Audience,
    Confidence,
    Day,
    Every,
    Exclusion,
    Focus,
    Format,
    Kind,
    LedBy,
    Referral,
    Stage,
    Status,
    Way,
)

T = TypeVar("T")
Listed = Annotated[tuple[T, ...], Field(strict=False)]
OneOf = Annotated[T, Field(strict=False)]


class Part(BaseModel):
    """Any part of a content file: cannot be changed once read, and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)


class Line(Part):
    """A number as printed ("116 123", "85258"): never forced into an international form."""

    number: Phone
    says: Words | None = None


class TextLine(Line):
    """A number to text, with the word to send when one is asked for ("SHOUT")."""

    word: Words | None = None


class Contacts(Part):
    """How to get in touch. Only what a named page or a dated public list shows."""

    phone: Listed[Line] = ()
    text: Listed[TextLine] = ()
    whatsapp: Listed[Line] = ()
    email: Email | None = None
    website: Web | None = None

    @property
    def any(self) -> bool:
        """Whether there is at least one way to get in touch."""
        return bool(self.phone or self.text or self.whatsapp or self.email or self.website)


class Serves(Part):
    """Who is covered, by where they are.

    nations are whole nations; districts are councils, counties, or areas named in content/places/areas.yaml; postcodes
    are the beginnings of postcodes ("BS", "BA1"); places are towns and suburbs matched by distance, with the district
    or county after a comma where a name is not the only one ("Stroud, Gloucestershire"); within_miles is how far from
    the venue people come; everywhere is for what needs no place at all. `known: no` means that the area is not certain,
    or that only part of what is listed is covered: it may be offered, with `says`, and is never promised.
    """

    nations: Listed[Words] = ()
    districts: Listed[Words] = ()
    postcodes: Listed[Postcode] = ()
    places: Listed[Words] = ()
    within_miles: int | None = Field(default=None, ge=1, le=500)
    everywhere: bool = False
    says: Words | None = None
    known: bool = True

    @model_validator(mode="after")
    def _covers_something(self) -> Self:
        named = (self.nations, self.districts, self.postcodes, self.places, self.within_miles, self.everywhere)
        if not any(named):
            raise ValueError("say who is covered: nations, districts, postcodes, places, within_miles or everywhere")
        if not self.known and not self.says:
            raise ValueError("known: no needs says: a few words on the area that can be shown")
        return self


class Ages(Part):
    """An age limit, in years; either end may be open."""

    youngest: int | None = Field(default=None, alias="from", ge=0, le=120)
    oldest: int | None = Field(default=None, alias="to", ge=0, le=120)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.youngest is None and self.oldest is None:
            raise ValueError("give from, to, or both")
        if self.youngest is not None and self.oldest is not None and self.youngest > self.oldest:
            raise ValueError("from is higher than to")
        return self


class Venue(Part):
    """Where people meet. With `confidential: yes` the address is never shown or exported, only the town."""

    name: Words | None = None
    address: Words | None = None
    town: Words | None = None
    postcode: Postcode | None = None
    latitude: float | None = Field(default=None, ge=-90, le=90)
    longitude: float | None = Field(default=None, ge=-180, le=180)
    confidential: bool = False


class Time(Part):
    """When a session is. `says` is what is shown; the rest is for next dates, reminders and "mornings".

    when says it all in words that are read (`kith check --times` shows how), and stands for says. as_of is the newest
    date of a page that says it; without one the time is treated as old. nth is which one of the month (-1: the last).
    """

    says: Words = ""
    when: When | None = None
    day: OneOf[Day] | None = None
    start: Clock | None = None
    end: Clock | None = None
    every: OneOf[Every] | None = None
    nth: int | None = Field(default=None, ge=-1, le=5)
    sessions: int | None = Field(default=None, ge=1, le=100)
    term_time: YesNo = Answer.UNKNOWN
    as_of: PartialDate | None = None

    @model_validator(mode="before")
    @classmethod
    def _says_when(cls, data: Any) -> Any:
        """What is shown is what is written under when, unless says puts it otherwise."""
        if isinstance(data, dict) and isinstance(data.get("when"), str) and "says" not in data:
            return {**data, "says": data["when"]}
        return data

    @model_validator(mode="after")
    def _said_once(self) -> Self:
        if not self.says:
            raise ValueError("write when: and the time in words, like every Tuesday 10:00 to 11:30")
        parts = (self.day, self.start, self.end, self.every, self.nth, self.sessions)
        if self.when and (any(part is not None for part in parts) or self.term_time is not Answer.UNKNOWN):
            raise ValueError("when says it all: leave out day, start, end, every, nth, sessions and term_time")
        return self

    @cached_property
    def schedule(self) -> Schedule | None:
        """When it comes round, as far as that is known: from when, or from the day and how often it is."""
        if self.when or self.sessions is not None:
            return read_schedule(self.when) if self.when else None
        return by_parts(self.every, self.day, self.nth, self.start, self.end, self.term_time is Answer.YES)


class Opening(Part):
    """Hours on some days. A line that closes after midnight closes earlier than it opens; all day is 00:00 to 24:00."""

    days: Annotated[tuple[OneOf[Day], ...], Field(strict=False, min_length=1)]
    opens: Clock
    closes: Clock


class Hours(Part):
    """When a line is answered: in words, in days and times where that is plain, and how old the page is."""

    says: Words
    open: Listed[Opening] = ()
    as_of: PartialDate | None = None


class Cost(Part):
    """What it costs. `free` is yes only where a source says so."""

    free: YesNo = Answer.UNKNOWN
    says: Words | None = None


class Source(Part):
    """A page that a fact was read from. via: the page itself was not seen, that file quotes or cites it."""

    url: Web | None = None
    supports: Words
    page_date: Words | None = None
    via: Words | None = None


class Checked(Part):
    """That a person has confirmed the service, and when."""

    on: PartialDate = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    by: Words


class Service(Part):
    """One service. `organisation` and `organisation_website` come from the top of its file.

    formerly are ids that it had before; lasts is how long the support goes on, afterwards what happens then; who_says
    is who is on the other end.
    """

    id: Id
    formerly: Listed[Id] = ()
    organisation: str = Field(default="", exclude=True)
    organisation_website: Web | None = Field(default=None, exclude=True)
    name: Words
    summary: Words
    status: OneOf[Status] = Status.OPEN
    alert: Words | None = None
    kind: OneOf[Kind]
    focus: OneOf[Focus] = Focus.UNKNOWN
    formats: Listed[OneOf[Format]] = ()
    ways: Listed[OneOf[Way]] = ()
    for_whom: Annotated[tuple[OneOf[Audience], ...], Field(strict=False, min_length=1)]
    not_for: Listed[OneOf[Exclusion]] = ()
    not_for_says: Words | None = None
    ages: Ages | None = None
    stages: Annotated[tuple[OneOf[Stage], ...], Field(strict=False, min_length=1)]
    needs: Listed[NeedId] = ()
    chiefly_for: Listed[NeedId] = ()
    serves: Serves
    contacts: Contacts = Contacts()
    venue: Venue | None = None
    times: Listed[Time] = ()
    hours: Hours | None = None
    cost: Cost = Cost()
    baby_welcome: YesNo = Answer.UNKNOWN
    older_children: YesNo = Answer.UNKNOWN
    creche: YesNo = Answer.UNKNOWN
    step_free: YesNo = Answer.UNKNOWN
    travel_help: YesNo = Answer.UNKNOWN
    languages: Listed[Language] = ()
    language_note: Words | None = None
    referral: OneOf[Referral] = Referral.UNKNOWN
    led_by: OneOf[LedBy] = LedBy.UNKNOWN
    who_says: Words | None = None
    training: Words | None = None
    lasts: Words | None = None
    afterwards: Words | None = None
    activities: Listed[Words] = ()
    sources: Listed[Source] = ()
    checked: Checked | None = None
    confidence: OneOf[Confidence] = Confidence.LOW
    notes: Listed[Words] = ()

    @model_validator(mode="after")
    def _possibly_closed_says_so(self) -> Self:
        if self.status is not Status.OPEN and not self.alert:
            raise ValueError(f"status: {self.status} needs an alert: one plain sentence for the card")
        return self


class Organisation(Part):
    """One file of content/services/: an organisation and what it runs."""

    organisation: Words
    website: Web | None = None
    services: Annotated[tuple[Service, ...], Field(strict=False, min_length=1)]

    @model_validator(mode="before")
    @classmethod
    def _hand_down_the_name(cls, data: Any) -> Any:
        """Give every service the name and website at the top of the file."""
        if not isinstance(data, dict) or not isinstance(data.get("services"), list):
            return data
        return {**data, "services": [_named(service, data) for service in data["services"]]}


def _named(service: Any, file: dict[str, Any]) -> Any:
    """The service with its organisation's name and website, which a file says once, at the top."""
    handed = {"organisation": file.get("organisation"), "organisation_website": file.get("website")}
    if isinstance(service, Service):
        return service.model_copy(update=handed)
    if isinstance(service, dict):
        if handed.keys() & service.keys():
            raise ValueError("organisation is written once, at the top of the file, not in a service")
        return {**service, **handed}
    return service
