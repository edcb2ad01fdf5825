"""The columns of the table, in the order in which a person reads a service, with headings in plain words."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.directory.service import Organisation, Service
from bot.directory.spreadsheet.cells import Kind
from bot.directory.spreadsheet.parts import kind_of_field, leaves, one_model

HEADINGS = """
ID: id
Organisation: ^organisation
Organisation website: ^website
Charity number: ^charity_number
Name: name
What it is: summary
Status: status
Notice: alert
Kind of help: kind
Set up for: focus
Format: formats
How people meet or talk: ways
Who it is for: for_whom
Who it is not for: not_for
Who it is not for (in words): not_for_says
Youngest age: ages.from
Oldest age: ages.to
Stage: stages
Helps with: needs
Chiefly for: chiefly_for
Nations covered: serves.nations
Councils or counties covered: serves.districts
Postcodes covered: serves.postcodes
Towns covered: serves.places
Miles from the venue: serves.within_miles
No place needed: serves.everywhere
Area (in words): serves.says
Area is certain: serves.known
Phone: contacts.phone
Text: contacts.text
WhatsApp: contacts.whatsapp
Email: contacts.email
Website: contacts.website
Venue: venue.name
Venue address: venue.address
Venue town: venue.town
Venue postcode: venue.postcode
Venue latitude: venue.latitude
Venue longitude: venue.longitude
Venue is secret: venue.confidential
Session times: times
Opening hours: hours.says
Opening hours by day: hours.open
Opening hours seen on: hours.as_of
Free: cost.free
Cost (in words): cost.says
Babies welcome: baby_welcome
Older children welcome: older_children
Creche: creche
Step-free: step_free
Help with travel: travel_help
Languages: languages
Languages (in words): language_note
How to get in: referral
Who runs it: led_by
Who you talk to: who_says
Training: training
How long it lasts: lasts
What comes afterwards: afterwards
Activities: activities
Last checked: checked.on
Checked by: checked.by
How sure we are: confidence
Sources: sources
Notes for editors: notes
IDs it had before: formerly
"""
"""Heading and field; ^ before what stands once, at the top of the organisation's file."""

TOP = "^"
MUST = {"name", "summary", "kind", "for_whom", "stages", "^organisation"}


@dataclass(frozen=True)
class Column:
    """One column: where its value stands, from the service on or from the top of the file."""

    heading: str
    path: tuple[str, ...]
    kind: Kind
    of_organisation: bool = False
    must: bool = False

    def show(self, data: dict[str, Any]) -> str:
        """The cell of a service's (or an organisation's) plain data."""
        value: Any = data
        for step in self.path:
            value = value.get(step) if isinstance(value, dict) else None
        if value is None or value == [] or value == "unknown":
            return ""
        if self.path in SECRET and data.get("venue", {}).get("confidential"):
            return HIDDEN
        if self.path in QUIET and value is QUIET[self.path]:
            return ""
        return self.kind.show(value)


HIDDEN = "(hidden)"
"""Stands for what is known and must not travel in a spreadsheet. A cell that still says it changes nothing."""
SECRET = {("venue", name) for name in ("name", "address", "postcode", "latitude", "longitude")}
"""Where a confidential venue is: only its town is written."""
QUIET = {("serves", "everywhere"): False, ("serves", "known"): True, ("venue", "confidential"): False}
"""Answers that go without saying: an empty cell means just them."""


def _column(line: str) -> Column:
    heading, _, where = line.rpartition(": ")
    of_organisation = where.startswith(TOP)
    path = tuple(where.removeprefix(TOP).split("."))
    model: Any = Organisation if of_organisation else Service
    for step in path[:-1]:
        model = _model_at(model, step)
    return Column(heading, path, kind_of_field(model, path[-1]), of_organisation, where in MUST)


def _model_at(model: Any, step: str) -> Any:
    return one_model(model.model_fields[step].annotation)


@cache
def columns() -> tuple[Column, ...]:
    """Every column. A field that the models gain and that has no heading above gets one made of its name."""
    named = HEADINGS.strip().splitlines()
    covered = {line.rpartition(": ")[2] for line in named}
    others = [".".join(path) for path in leaves(Service) if ".".join(path) not in covered]
    named += [f"{where.replace('.', ' ').replace('_', ' ').capitalize()}: {where}" for where in others]
    return tuple(_column(line) for line in named)


def column_named(heading: str) -> Column | None:
    """The column with that heading, however it is capitalised and spaced."""
    small = " ".join(heading.split()).casefold()
    return next((one for one in columns() if one.heading.casefold() == small), None)
