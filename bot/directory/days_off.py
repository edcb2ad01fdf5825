"""When groups don't meet: bank holidays by nation (content/holidays.yaml), school terms by area (content/terms.yaml).

The dates of bank holidays come from the `holidays` library, which works them out for any year and knows the days that
stand in for those at a weekend; a day that is proclaimed later, and that it does not know yet, is written in the file.
Terms are published by councils a year or two ahead, so they are content, with their source. After what is published,
and where nothing is, no session in term time is promised.
"""

import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.util import find_spec, module_from_spec
from typing import Annotated, Self
from zoneinfo import ZoneInfo

from holidays import HolidayBase, country_holidays
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.directory.fields import Listed, Part, PartialDate, Words
from bot.directory.points import points_of
from bot.directory.service import Service, Source
from bot.directory.times import Calendar, Stretch
from bot.places import Gazetteer, Place

HOLIDAYS = "holidays.yaml"
TERMS = "terms.yaml"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (KeyError, OSError, ValueError):
        raise ValueError("write a time zone like Europe/London") from None
    return name


def _holiday_code(code: str) -> str:
    try:
        _kept(code)
    except NotImplementedError:
        raise ValueError("write a country, or a country and its part, like GB-SCT") from None
    return code


def _whole(value: str) -> date:
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError("write the whole date, like 2026-11-30") from None


Zone = Annotated[str, AfterValidator(_zone)]
HolidayCode = Annotated[str, AfterValidator(_holiday_code)]
WholeDay = Annotated[PartialDate, AfterValidator(lambda value: _whole(value).isoformat())]


class Extra(Part):
    """A bank holiday that was proclaimed, for some nations or for all."""

    on: WholeDay
    """The day: 2027-05-08."""
    says: Words
    """What it is for."""
    nations: Listed[Words] = ()
    """The nations that keep it; left out, all of them."""


class Holidays(Part):
    """content/holidays.yaml: the country's time zone, and for each nation whose bank holidays it keeps (ISO 3166-2)."""

    time_zone: Zone
    """Whose clocks the times are written by: Europe/London."""
    nations: dict[Words, HolidayCode]
    """Each nation, and whose bank holidays it keeps: GB-SCT."""
    also: Listed[Extra] = ()
    """Bank holidays that were proclaimed lately."""


class Days(Part):
    """From one day to another, both included."""

    begins: WholeDay = Field(alias="from")
    """The first day: 2026-09-03."""
    ends: WholeDay = Field(alias="to")
    """The last day: 2026-10-23."""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends < self.begins:
            raise ValueError("to is before from")
        return self

    @property
    def stretch(self) -> Stretch:
        return Stretch(date.fromisoformat(self.begins), date.fromisoformat(self.ends))


class Area(Part):
    """The school terms of some councils: every stretch between two breaks, half terms among them."""

    districts: Annotated[tuple[Words, ...], Field(strict=False, min_length=1)]
    """The councils whose schools these are, as the gazetteer names them: [Bristol]."""
    terms: Annotated[tuple[Days, ...], Field(strict=False, min_length=1)]
    """Every stretch in which schools are open: {from: 2026-09-03, to: 2026-10-23}. Half term is a break."""
    sources: Annotated[tuple[Source, ...], Field(strict=False, min_length=1)]
    """The page that the dates were read from, best the council's own."""


def _nothing_as_empty(value: object) -> object:
    return () if value is None else value


class Terms(Part):
    """content/terms.yaml. `areas:` with nothing below it is a file that waits for its first area."""

    areas: Annotated[Listed[Area], BeforeValidator(_nothing_as_empty)] = ()
    """The areas whose terms are known."""


@dataclass(frozen=True, slots=True)
class DaysOff:
    """Both files together; holidays is None in a folder without one."""

    holidays: Holidays | None = None
    terms: Terms = field(default_factory=Terms)

    def calendar_of(self, service: Service, gazetteer: Gazetteer) -> Calendar:
        """What is known about the days where a service meets, or else in all of the area that it serves.

        A service of which no nation is known keeps the bank holidays of all nations: no date is promised on which it
        may be closed.
        """
        found = (gazetteer.near(*point) for point in points_of(service, gazetteer))
        places = tuple(place for place in found if place)
        nations = {nation for place in places for nation in place.nations} or set(service.serves.nations)
        zone = ZoneInfo(self.holidays.time_zone) if self.holidays else ZoneInfo("UTC")
        return Calendar(zone, self._bank_holidays(nations).__contains__, self._terms(service, places))

    def _bank_holidays(self, nations: set[str]) -> "BankHolidays":
        if self.holidays is None:
            return BankHolidays((), frozenset())
        known = nations & self.holidays.nations.keys() or set(self.holidays.nations)
        also = (extra for extra in self.holidays.also if not extra.nations or known & set(extra.nations))
        codes = tuple(sorted({self.holidays.nations[nation] for nation in known}))
        return BankHolidays(codes, frozenset(date.fromisoformat(extra.on) for extra in also))

    def _terms(self, service: Service, places: tuple[Place, ...]) -> tuple[tuple[Stretch, ...], ...]:
        """The terms of every place that it meets in, or of every council that it serves; empty where one is missing."""
        where = [place.districts[:2] for place in places] or [(name,) for name in service.serves.districts]
        found = [self._area(names) for names in where]
        return tuple(dict.fromkeys(found)) if all(found) else ()

    def _area(self, names: Iterable[str]) -> tuple[Stretch, ...]:
        """The terms of the first council of these that has any: the district goes before its county."""
        by_name = {name.casefold(): area for area in self.terms.areas for name in area.districts}
        area = next((by_name[name.casefold()] for name in names if name.casefold() in by_name), None)
        return tuple(days.stretch for days in area.terms) if area else ()


@dataclass(frozen=True, slots=True)
class BankHolidays:
    """The bank holidays of some nations, by their codes, and some days more."""

    codes: tuple[str, ...]
    also: frozenset[date]

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and (day in self.also or any(day in _kept(code) for code in self.codes))


@cache
def _kept(code: str) -> HolidayBase:
    """The days that a code stands for; the library works a year out when it is first asked for.

    Raises NotImplementedError for a country, or a part of one, that it doesn't know.
    """
    _leave_the_others()
    country, _, part = code.partition("-")
    return country_holidays(country, subdiv=part or None)


def _leave_the_others() -> None:
    """Let the library read the countries that are asked for and no other: its package would read all 250, which takes
    15 MB and a quarter of a second. The package is put in its place as it is found, and not run.
    """
    name = "holidays.countries"
    found = find_spec(name) if name not in sys.modules else None
    if found is not None:
        sys.modules[name] = module_from_spec(found)
