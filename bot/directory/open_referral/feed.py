"""The directory as a feed: every record that may leave, the lists of the standard's calls, pages and filters."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.directory.needs import Needs
from bot.directory.open_referral.leaving import StaysHome, fit_to_leave
from bot.directory.open_referral.names import OPENAPI, PROFILE, VERSION
from bot.directory.open_referral.schedule import DAYS
from bot.directory.open_referral.terms import TAXONOMIES, Terms
from bot.directory.open_referral.write import record
from bot.directory.service import Organisation

Record = dict[str, Any]

PER_PAGE = 50
MOST_PER_PAGE = 500

ABOUT: Record = {"version": VERSION, "profile": PROFILE, "openapi_url": OPENAPI}
"""What `/` answers."""


class BadQuery(Exception):
    """A filter that can't be answered; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Feed:
    """Everything that is served, made once from the content."""

    services: tuple[Record, ...]
    taxonomies: tuple[Record, ...]
    terms: tuple[Record, ...]
    by_id: Mapping[str, Record]
    """Services, taxonomies and terms by their ids."""
    at_home: tuple[tuple[str, str], ...]
    """The ids of services that are not in the feed, each with the reason."""

    @classmethod
    def of(cls, organisations: Iterable[Organisation], needs: Needs, today: date) -> Feed:
        """The feed of these organisations on that day; how fresh a service is decides what of it may leave."""
        terms = Terms(needs)
        services: list[Record] = []
        at_home: list[tuple[str, str]] = []
        for organisation in organisations:
            for service in organisation.services:
                try:
                    services.append(record(fit_to_leave(service, today), terms, organisation.charity_number))
                except StaysHome as reason:
                    at_home.append((service.id, str(reason)))
        services.sort(key=lambda one: (str(one["name"]).casefold(), str(one["id"])))
        taxonomies, every = tuple(one.as_dict() for one in TAXONOMIES), tuple(terms.every())
        by_id = {one["id"]: one for one in (*services, *taxonomies, *every)}
        return cls(tuple(services), taxonomies, every, by_id, tuple(at_home))


def page(records: Sequence[Record], number: int = 1, size: int = PER_PAGE) -> Record:
    """The standard's envelope round one page; a page beyond the last is empty."""
    pages = max(1, math.ceil(len(records) / size))
    contents = list(records[(number - 1) * size : number * size])
    return {
        "total_items": len(records),
        "total_pages": pages,
        "page_number": number,
        "size": len(contents),
        "first_page": number == 1,
        "last_page": number >= pages,
        "empty": not contents,
        "contents": contents,
    }


def thin(one: Record) -> Record:
    """A record as lists have it: without its own lists, which come with the call for the one service."""
    return {key: value for key, value in one.items() if not isinstance(value, list) and not key.startswith("x_")}


def listed(feed: Feed, query: Mapping[str, str]) -> Record:
    """The answer of `/services` to these parameters. Raises BadQuery."""
    found = [one for one in feed.services if all(fits(one) for fits in _filters(query))]
    number, size = _number(query, "page", 1), min(_number(query, "per_page", PER_PAGE), MOST_PER_PAGE)
    if _yes(query, "minimal"):
        return page([{"id": one["id"]} for one in found], number, size)
    whole = _yes(query, "full")
    envelope = page(found, number, size)
    return envelope if whole else {**envelope, "contents": [thin(one) for one in envelope["contents"]]}


def simply_listed(records: Sequence[Record], query: Mapping[str, str]) -> Record:
    """The answer of `/taxonomies` and `/taxonomy_terms`. Raises BadQuery."""
    if wanted := query.get("taxonomy_id"):
        records = [one for one in records if one.get("taxonomy_id") == wanted]
    return page(records, _number(query, "page", 1), min(_number(query, "per_page", PER_PAGE), MOST_PER_PAGE))


def _filters(query: Mapping[str, str]) -> list[Callable[[Record], bool]]:
    """One test for each filter; a record must pass them all."""
    for name in ("modified_after", "postcode", "proximity"):
        if query.get(name):
            raise BadQuery(f"{name} is not offered here: leave it out, page through everything and filter at your end.")
    if query.get("format", "json") != "json":
        raise BadQuery("format can only be json here.")
    filters: list[Callable[[Record], bool]] = []
    if words := query.get("search", "").casefold().split():
        filters.append(lambda one: all(word in _told(one) for word in words))
    if term := query.get("taxonomy_term_id"):
        filters.append(lambda one: any(each["id"] == term for each in _terms(one)))
    if taxonomy := query.get("taxonomy_id"):
        filters.append(lambda one: any(each["taxonomy_id"] == taxonomy for each in _terms(one)))
    if organisation := query.get("organization_id"):
        filters.append(lambda one: bool(one["organization_id"] == organisation))
    if query.get("minimum_age"):
        youngest = _number(query, "minimum_age", 0, least=0)
        filters.append(lambda one: one.get("minimum_age", -1) >= youngest)
    if query.get("maximum_age"):
        oldest = _number(query, "maximum_age", 0, least=0)
        filters.append(lambda one: one.get("maximum_age", math.inf) <= oldest)
    if any(query.get(name) for name in ("day", "start_time", "end_time")):
        filters.append(_at_times(_day(query), _time(query, "start_time"), _time(query, "end_time")))
    return filters


def _at_times(day: str | None, start: str | None, end: str | None) -> Callable[[Record], bool]:
    """Whether one and the same session is on that day and within these times."""

    def fits(schedule: Record) -> bool:
        days = str(schedule.get("byday", ""))
        on_day = day is None or day in re.sub(r"[^A-Z,]", "", days).split(",")
        after = start is None or schedule.get("opens_at", "") >= start
        before = end is None or "" < schedule.get("closes_at", "") <= end
        return on_day and after and before

    return lambda one: any(fits(schedule) for schedule in one.get("schedules", ()))


def _told(one: Record) -> str:
    return " ".join((one["name"], one["description"], one["organization"]["name"])).casefold()


def _terms(one: Record) -> list[Record]:
    return [attribute["taxonomy_term"] for attribute in one.get("attributes", ())]


def _number(query: Mapping[str, str], name: str, otherwise: int, least: int = 1) -> int:
    said = query.get(name) or str(otherwise)
    if not re.fullmatch(r"\d{1,6}", said) or int(said) < least:
        raise BadQuery(f"{name} must be a whole number of at least {least}.")
    return int(said)


def _yes(query: Mapping[str, str], name: str) -> bool:
    return query.get(name, "").casefold() in ("true", "1", "yes")


def _day(query: Mapping[str, str]) -> str | None:
    said = query.get("day", "")[:2].upper()
    if said and said not in DAYS:
        raise BadQuery("day must be MO, TU, WE, TH, FR, SA or SU.")
    return said or None


def _time(query: Mapping[str, str], name: str) -> str | None:
    said = query.get(name, "")
    if said and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d(:\d\d)?", said):
        raise BadQuery(f"{name} must be a time like 09:30.")
    return said[:5] or None
