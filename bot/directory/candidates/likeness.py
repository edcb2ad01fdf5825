"""Which services of the directory a candidate may be the same as. It is proposed with its reason; a person decides."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from rapidfuzz import fuzz, process, utils

from bot.directory.service import Organisation, Service

SURE = 93
"""A name as like as this is worth a look by itself (rapidfuzz token_sort_ratio, 0 to 100)."""
LIKE = 78
"""With the same postcode, a name as like as this (token_set_ratio)."""
MOST = 3


class Likeness:
    """The directory by what tells services apart: charity number, telephone, website, postcode and name."""

    def __init__(self, organisations: Iterable[Organisation]) -> None:
        self._services: dict[str, Service] = {}
        self._names: dict[str, str] = {}
        self._by: dict[tuple[str, str], set[str]] = defaultdict(set)
        for organisation in organisations:
            for service in organisation.services:
                self._add(service, organisation)

    def _add(self, service: Service, organisation: Organisation) -> None:
        key = service.id
        self._services[key] = service
        self._names[key] = _full_name(organisation.organisation, service.name)
        contacts = service.contacts
        for line in (*contacts.phone, *contacts.text, *contacts.whatsapp):
            self._by["telephone", digits_of(line.number)].add(key)
        if organisation.charity_number:
            self._by["charity number", organisation.charity_number].add(key)
        if contacts.website and (page := page_of(contacts.website)):
            self._by["web page", page].add(key)
        if service.venue and service.venue.postcode:
            self._by["postcode", service.venue.postcode.replace(" ", "")].add(key)

    def of(self, organisation: str, charity_number: str | None, fields: dict[str, Any]) -> list[str]:
        """At most three lines like "acacia-group: the same telephone", the likeliest first."""
        reasons: dict[str, list[str]] = defaultdict(list)
        name = str(fields.get("name") or "")
        full = _full_name(organisation, name)
        contacts = fields.get("contacts") or {}
        for line in [*(contacts.get("phone") or ()), *(contacts.get("text") or ())]:
            self._same("telephone", digits_of(str(line.get("number"))), reasons)
        self._same("charity number", charity_number or "", reasons)
        self._same("web page", page_of(str(contacts.get("website") or "")) or "", reasons)
        postcode = str((fields.get("venue") or {}).get("postcode") or "").replace(" ", "")
        for key in self._by.get(("postcode", postcode), ()):
            if fuzz.token_set_ratio(full, self._names[key], processor=utils.default_process) >= LIKE:
                reasons[key].append("the same postcode and a like name")
        for _, _, key in process.extract(
            full,
            self._names,
            scorer=fuzz.token_sort_ratio,
            processor=utils.default_process,
            score_cutoff=SURE,
            limit=MOST,
        ):
            reasons[key].append("almost the same name")
        best = sorted(
            reasons, key=lambda key: (-len(reasons[key]), -fuzz.token_sort_ratio(full, self._names[key]), key)
        )
        return [f"{key}: {', '.join(reasons[key])}" for key in best[:MOST]]

    def _same(self, what: str, value: str, reasons: dict[str, list[str]]) -> None:
        for key in self._by.get((what, value), ()):
            reasons[key].append(f"the same {what}")


def digits_of(number: str) -> str:
    """A number's digits, its +44 or 0044 as the 0 that is dialled in the UK."""
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    return re.sub(r"^(0044|44(?=\d{9,10}$))0?", "0", digits)


def page_of(address: str) -> str | None:
    """A web page without what does not tell it apart; None for a site's front page, which many services share."""
    parts = urlsplit(address.casefold())
    path = parts.path.rstrip("/")
    return f"{(parts.hostname or '').removeprefix('www.')}{path}" if path else None


def _full_name(organisation: str, name: str) -> str:
    return name if organisation.casefold() in name.casefold() else f"{organisation} {name}"
