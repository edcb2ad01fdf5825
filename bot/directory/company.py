"""What is only wrong in company: an id used twice, a need or a council that nobody knows, a date still to come.

It is looked for in what a file says, not in a checked model, so that a slip in one field of a service does not hide a
slip in another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.directory.areas import Areas
from bot.directory.days_off import Terms
from bot.directory.fields import earliest
from bot.directory.findings import Finding, Loc, advice, nearest
from bot.directory.geography import Geography
from bot.directory.located import Located
from bot.directory.needs import Needs

BRITAIN = "gb"


@dataclass(frozen=True, slots=True)
class Company:
    """What a service is checked against: the needs, the names of areas and places, the country, and today."""

    needs: Needs | None
    areas: Areas
    geography: Geography | None
    country_codes: tuple[str, ...]
    today: date | None

    def check(self, located: Located, loc: Loc, service: object) -> Iterator[Finding]:
        """Everything about one service, as its file says it, that only shows in company."""
        if self.needs is not None:
            yield from self._needs(located, loc, service, self.needs)
        if self.geography is not None:
            yield from self._places(located, loc, service, self.geography)
        if self.today is not None:
            yield from self._dates(located, loc, service, self.today)
        if BRITAIN in self.country_codes:
            yield from _lost_zeros(located, loc, service)

    def _needs(self, located: Located, loc: Loc, service: object, needs: Needs) -> Iterator[Finding]:
        for key in ("needs", "chiefly_for"):
            for place, need in words_at(service, key):
                if need not in needs.by_id:
                    said = need.replace("_", " ").casefold()
                    meant = next((one.id for one in needs.needs if said in map(str.casefold, one.synonyms)), None)
                    suggestion = f"Did you mean {meant}?" if meant else advice(need, list(needs.by_id), 40)
                    yield located.finding((*loc, *place), f'"{need}" is not a need in needs.yaml.', suggestion)

    def _places(self, located: Located, loc: Loc, service: object, geography: Geography) -> Iterator[Finding]:
        for place, nation in words_at(service, "serves", "nations"):
            if nation.casefold() not in geography.nations:
                suggestion = advice(nation, geography.nations.values())
                yield located.finding((*loc, *place), f'"{nation}" is not a nation here.', suggestion)
        for place, name in words_at(service, "serves", "districts"):
            for district in self.areas.districts_of([name]):
                if district.casefold() not in geography.districts:
                    known = [*self.areas.areas, *self.areas.same_as, *geography.districts.values()]
                    yield unknown_district(located, (*loc, *place), name, known)
        for keys in (("serves", "postcodes"), ("venue", "postcode")):
            for place, code in words_at(service, *keys):
                if not geography.has_postcode(code):
                    remedy = "Look it up again: one letter that is wrong puts a group into another town."
                    yield located.finding((*loc, *place), f'the gazetteer has no postcodes like "{code}".', remedy)
        for place, name in words_at(service, "serves", "places"):
            yield from _place(located, (*loc, *place), name, geography)

    def _dates(self, located: Located, loc: Loc, service: object, today: date) -> Iterator[Finding]:
        for keys in (("times", "as_of"), ("hours", "as_of"), ("checked", "on")):
            for place, day in words_at(service, *keys):
                if _is_later(day, today):
                    remedy = "Write the day on which it was seen or checked."
                    yield located.finding((*loc, *place), f"{day} is still to come.", remedy)


def words_at(value: object, *keys: str, loc: Loc = ()) -> Iterator[tuple[Loc, str]]:
    """Every text (or year) under these keys, going into lists on the way, with its place below `value`."""
    if isinstance(value, list):
        for index, part in enumerate(value):
            yield from words_at(part, *keys, loc=(*loc, index))
    elif keys and isinstance(value, Mapping):
        yield from words_at(value.get(keys[0]), *keys[1:], loc=(*loc, keys[0]))
    elif not keys and isinstance(value, str | int) and not isinstance(value, bool):
        yield loc, str(value)


def _is_later(day: str, today: date) -> bool:
    try:
        return earliest(day) > today
    except ValueError:
        return False


def _lost_zeros(located: Located, loc: Loc, service: object) -> Iterator[Finding]:
    """British numbers begin with 0 or are short: seven to ten digits without the 0 have been through a spreadsheet.

    18001 is dialled before a number that is reached through Relay UK.
    """
    for way in ("phone", "text", "whatsapp"):
        for place, number in words_at(service, "contacts", way, "number"):
            digits = re.sub(r"[\s()-]", "", number)
            if re.fullmatch(r"[1-9]\d{6,9}", digits) and not digits.startswith("18001"):
                message = f'the number "{number}" seems to have lost its first 0.'
                yield located.finding((*loc, *place), message, f'Did you mean "0{number}"?')


def ids_once(files: Iterable[tuple[Located, Mapping[str, Any]]]) -> Iterator[Finding]:
    """An id belongs to one service only, and an id that a service had before is not given to another."""
    seen: dict[str, str] = {}
    for located, value in files:
        services = value.get("services")
        for index, service in enumerate(services if isinstance(services, list) else ()):
            ids = [*words_at(service, "id"), *words_at(service, "formerly")]
            for _, named in ids:
                if named in seen:
                    message = f'the id "{named}" is already used in {seen[named]}.'
                    yield located.finding(("services", index, "id"), message, "Give this service another id.")
                seen.setdefault(named, located.file)


def needs_alone(needs: Needs, located: Located) -> Iterator[Finding]:
    """Need ids once; a word that people type leads to one need only."""
    seen: set[str] = set()
    owner: dict[str, str] = {}
    for index, need in enumerate(needs.needs):
        if need.id in seen:
            yield located.finding(("needs", index, "id"), f'the need "{need.id}" is there twice.', "Keep one.")
        seen.add(need.id)
        for place, word in enumerate(need.synonyms):
            small = word.casefold()
            if owner.setdefault(small, need.id) != need.id:
                message = f'"{word}" already leads to {owner[small]}.'
                yield located.finding(("needs", index, "synonyms", place), message, "Keep it at one of the two.")


def areas_known(areas: Areas, located: Located, geography: Geography) -> Iterator[Finding]:
    """Areas are made of councils and counties that the gazetteer knows."""
    for name, districts in areas.areas.items():
        for index, district in enumerate(districts):
            if district.casefold() not in geography.districts:
                yield unknown_district(located, ("areas", name, index), district, geography.districts.values())
    for name, district in areas.same_as.items():
        if district.casefold() not in geography.districts:
            yield unknown_district(located, ("same_as", name), district, geography.districts.values())


def terms_known(terms: Terms, located: Located, geography: Geography) -> Iterator[Finding]:
    """A council that the gazetteer doesn't have gives no group its school terms."""
    for number, area in enumerate(terms.areas):
        for index, name in enumerate(area.districts):
            if name.casefold() not in geography.districts:
                loc = ("areas", number, "districts", index)
                yield unknown_district(located, loc, name, geography.districts.values())


def unknown_district(located: Located, loc: Loc, name: str, known: Iterable[str]) -> Finding:
    """A council or county that nobody knows, with the one that may be meant."""
    message = f'the gazetteer has no council or county "{name}".'
    close = nearest(name, known)
    return located.finding(loc, message, f"Did you mean {close}?" if close else "For a town, use places: instead.")


def _place(located: Located, loc: Loc, name: str, geography: Geography) -> Iterator[Finding]:
    where = geography.where(name)
    if not where:
        close = nearest(name, geography.places) if "," not in name else None
        suggestion = f"Did you mean {close.title()}?" if close else "Write the nearest town or suburb."
        yield located.finding(loc, f'the gazetteer has no place "{name}".', suggestion)
    elif len(where) > 1 and "," not in name:
        choice = " or ".join(f'"{name}, {district.split(", ")[0]}"' for district in sorted(where)[:4])
        yield located.finding(loc, f'there are {len(where)} places called "{name}".', f"Write which: {choice}.")
