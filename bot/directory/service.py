"""What a service is: one YAML file an organisation, read into these frozen models.

Every fact is known, "no", or unknown, and unknown is the default: a charity leaves a line out when it does not know.
Keys that are not here are refused, so that a misspelt key is noticed and not lost. What the card shows is written by
people for people (`summary`, `alert`, `says`); `notes` are for editors and are never shown.
"""

from functools import cached_property
from typing import Annotated, Any, Self

from pydantic import Field, model_validator

from bot.directory.fields import (
    CharityNumber,
    Clock,
    Email,
    Id,
    Language,
    Listed,
    NeedId,
    OneOf,
    Part,
    PartialDate,
    Phone,
    Postcode,
    Web,
    WholeDate,
    Words,
    YesNo,
)
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
from bot.safety.rules import Flag


class Line(Part):
    """A number as printed ("116 123", "85258"): never forced into an international form."""

    number: Phone
    """As it is dialled, in quotes: "0117 496 0000"."""
    says: Words | None = None
    """A few words about this number, like "Monday to Friday"."""


class TextLine(Line):
    """A number to text, with the word to send when one is asked for ("SHOUT")."""

    word: Words | None = None
    """The word to send, when one is asked for, like SHOUT."""


class Contacts(Part):
    """How to get in touch. Only what a named page or a dated public list shows."""

    phone: Listed[Line] = ()
    """Telephone numbers."""
    text: Listed[TextLine] = ()
    """Numbers to text."""
    whatsapp: Listed[Line] = ()
    """Numbers on WhatsApp."""
    email: Email | None = None
    """An e-mail address of the service, not of one person."""
    website: Web | None = None
    """The page about it, starting with https://."""

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
    """Whole nations: [England, Wales]."""
    districts: Listed[Words] = ()
    """Councils or counties: [Bristol]."""
    postcodes: Listed[Postcode] = ()
    """The beginnings of postcodes: [BS, BA1]."""
    places: Listed[Words] = ()
    """Towns and suburbs: [Keynsham]. With the county after a comma, in quotes, where there are several of the name."""
    within_miles: int | None = Field(default=None, ge=1, le=500)
    """How many miles from the venue people come."""
    everywhere: Flag = False
    """yes for what needs no place at all, like an online group."""
    says: Words | None = None
    """A few words on the area, shown to people."""
    known: Flag = True
    """no when the area is not certain; then write says: too."""

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
    """The youngest age, in years."""
    oldest: int | None = Field(default=None, alias="to", ge=0, le=120)
    """The oldest age, in years."""

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
    """The name of the building."""
    address: Words | None = None
    """The street."""
    town: Words | None = None
    """The town or suburb."""
    postcode: Postcode | None = None
    """The postcode, in capitals."""
    latitude: float | None = Field(default=None, ge=-90, le=90)
    """Only when there is no postcode."""
    longitude: float | None = Field(default=None, ge=-180, le=180)
    """Only when there is no postcode."""
    confidential: Flag = False
    """yes: the address is never shown, only the town."""


class Time(Part):
    """When a session is. `says` is what is shown; the rest is for next dates, reminders and "mornings".

    when says it all in words that are read (`kith check --times` shows how), and stands for says. as_of is the newest
    date of a page that says it; without one the time is treated as old. nth is which one of the month (-1: the last).
    """

    when: When | None = None
    """When it is, in words that Kith reads: every Tuesday 10:00 to 11:30, term time only."""
    says: Words = ""
    """The same as people read it, where when: can't say it all: Tuesdays 10:00 to 11:30, booking needed."""
    day: OneOf[Day] | None = None
    """The day of the week."""
    start: Clock | None = None
    """When it begins, in quotes: "10:00"."""
    end: Clock | None = None
    """When it ends, in quotes: "11:30"."""
    every: OneOf[Every] | None = None
    """How often it comes round."""
    nth: int | None = Field(default=None, ge=-1, le=5)
    """Which one of the month: 1 for the first, -1 for the last."""
    sessions: int | None = Field(default=None, ge=1, le=100)
    """How many sessions a course has."""
    term_time: YesNo = Answer.UNKNOWN
    """yes when it stops in the school holidays."""
    as_of: PartialDate | None = None
    """The day on which this was seen or heard: 2026-11-30. Without it, the time counts as old and is not shown."""

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
    """Days of the week: [monday, friday]."""
    opens: Clock
    """In quotes: "09:00"."""
    closes: Clock
    """In quotes: "17:00". All day is "00:00" to "24:00"."""


class Hours(Part):
    """When a line is answered: in words, in days and times where that is plain, and how old the page is."""

    says: Words
    """When it is answered, as people read it."""
    open: Listed[Opening] = ()
    """The same in days and times, where that is plain."""
    as_of: PartialDate | None = None
    """The day on which this was seen or heard: 2026-11-30."""


class Cost(Part):
    """What it costs. `free` is yes only where a source says so."""

    free: YesNo = Answer.UNKNOWN
    """yes only where somebody says so."""
    says: Words | None = None
    """What it costs, in a few words."""


class Source(Part):
    """A page that a fact was read from. via: the page itself was not seen, that file quotes or cites it."""

    url: Web | None = None
    """The address of the page."""
    supports: Words
    """What the page says."""
    page_date: Words | None = None
    """How old the page is, in quotes: "2026-11-30"."""
    via: Words | None = None
    """When the page itself was not seen: what quotes it."""


class Checked(Part):
    """That a person has confirmed the service, and when."""

    on: WholeDate
    """The day: 2026-11-30."""
    by: Words
    """Who has checked it."""


class Service(Part):
    """One service. `organisation` and `organisation_website` come from the top of its file.

    formerly are ids that it had before; lasts is how long the support goes on, afterwards what happens then; who_says
    is who is on the other end.
    """

    id: Id
    """Its own short name: small letters, digits, hyphens. Never changes once it is in use."""
    formerly: Listed[Id] = ()
    """Ids that it had before."""
    organisation: str = Field(default="", exclude=True)
    organisation_website: Web | None = Field(default=None, exclude=True)
    name: Words
    """What it is called."""
    summary: Words
    """One or two sentences for the card, in plain words."""
    status: OneOf[Status] = Status.OPEN
    """Whether it runs. Anything but open needs an alert."""
    alert: Words | None = None
    """One plain sentence of warning, shown on the card."""
    kind: OneOf[Kind]
    """What sort of help it is."""
    focus: OneOf[Focus] = Focus.UNKNOWN
    """What it was set up for."""
    formats: Listed[OneOf[Format]] = ()
    """How one talks: [group, phone]."""
    ways: Listed[OneOf[Way]] = ()
    """By what means people meet or talk."""
    for_whom: Annotated[tuple[OneOf[Audience], ...], Field(strict=False, min_length=1)]
    """For whom it is: [mothers, fathers]."""
    not_for: Listed[OneOf[Exclusion]] = ()
    """Whom it can not help. They are never shown it."""
    not_for_says: Words | None = None
    """The same in words, for the card."""
    ages: Ages | None = None
    """An age limit: {from: 16, to: 25}."""
    stages: Annotated[tuple[OneOf[Stage], ...], Field(strict=False, min_length=1)]
    """When it helps: [pregnancy, postnatal]. loss only where a bereaved mother would be welcome."""
    needs: Listed[NeedId] = ()
    """What it helps with, from content/needs.yaml: [low_mood]."""
    chiefly_for: Listed[NeedId] = ()
    """The needs that it was set up for."""
    serves: Serves
    """Who is covered, by where they are."""
    contacts: Contacts = Contacts()
    """How to get in touch. Only what is public."""
    venue: Venue | None = None
    """Where people meet."""
    times: Listed[Time] = ()
    """When the sessions are."""
    hours: Hours | None = None
    """When a line is answered."""
    cost: Cost = Cost()
    """What it costs."""
    baby_welcome: YesNo = Answer.UNKNOWN
    """Whether a baby can come along."""
    older_children: YesNo = Answer.UNKNOWN
    """Whether older children can come along."""
    creche: YesNo = Answer.UNKNOWN
    """Whether somebody looks after the children."""
    step_free: YesNo = Answer.UNKNOWN
    """Whether it can be reached without steps."""
    travel_help: YesNo = Answer.UNKNOWN
    """Whether there is help with getting there."""
    languages: Listed[Language] = ()
    """Codes of the languages that are spoken: [en, cy, pa]."""
    language_note: Words | None = None
    """A few words on languages."""
    referral: OneOf[Referral] = Referral.UNKNOWN
    """How one gets in."""
    led_by: OneOf[LedBy] = LedBy.UNKNOWN
    """Who is on the other end."""
    who_says: Words | None = None
    """The same in words, for the card."""
    training: Words | None = None
    """How they are trained, in words."""
    lasts: Words | None = None
    """How long the support goes on."""
    afterwards: Words | None = None
    """What happens then."""
    activities: Listed[Words] = ()
    """What people do: [walk, craft]."""
    sources: Listed[Source] = ()
    """The pages that this was read from."""
    checked: Checked | None = None
    """That a person has confirmed it. Write it with: kith confirm."""
    confidence: OneOf[Confidence] = Confidence.LOW
    """How far the sources can be trusted."""
    notes: Listed[Words] = ()
    """For those who keep the file. Never shown."""

    @model_validator(mode="after")
    def _possibly_closed_says_so(self) -> Self:
        if self.status is not Status.OPEN and not self.alert:
            raise ValueError(f"status: {self.status} needs an alert: one plain sentence for the card")
        return self


class Organisation(Part):
    """One file of content/services/: an organisation and what it runs."""

    organisation: Words
    """The name of the organisation."""
    website: Web | None = None
    """Its own website."""
    charity_number: CharityNumber | None = None
    """Its number at the charities' regulator, in quotes: the surest way to know it again in other directories."""
    services: Annotated[tuple[Service, ...], Field(strict=False, min_length=1)]
    """What it runs. Each begins with a dash."""

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
