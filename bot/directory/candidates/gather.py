"""Records become candidates: every record gives one, or a finding that a charity can act on. None of them raises."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import ValidationError

from bot.directory.candidates.candidate import Candidate
from bot.directory.candidates.likeness import Likeness
from bot.directory.candidates.relevance import relevance
from bot.directory.open_referral import Reading, Terms, read_record
from bot.directory.open_referral.clean import text_of
from bot.directory.service import Organisation, Service

FILLED = {"id": "x", "name": "x", "summary": "x", "kind": "information", "for_whom": ["anyone"], "stages": ["loss"]}


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a record: which one, where it is, what, and what to do."""

    feed: str
    record: str
    message: str
    advice: str

    def __str__(self) -> str:
        return f"{self.feed}, {self.record}: {self.message} {self.advice}".rstrip()


@dataclass(slots=True)
class Gatherer:
    """Takes the records of one feed, one after the other."""

    feed: str
    today: date
    areas: Callable[[Mapping[str, Any], list[str]], dict[str, Any]]
    """Sorts the names of the area that is served into councils and towns; adds doubts."""
    terms: Terms
    likeness: Likeness
    own_ids: frozenset[str] = frozenset()
    """The ids of our own services, so that our own export is not taken for something new."""
    candidates: dict[str, Candidate] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    taken: int = 0
    our_own: int = 0
    """Records that our own export gave: they are in the directory already."""

    def take(self, record: Any, doubt: str = "") -> None:
        """One record into a candidate or a finding. `doubt`: why only part of it could be had."""
        self.taken += 1
        try:
            self._take(record, doubt)
        except (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError) as error:
            what = f"it could not be read ({type(error).__name__})."
            self._find(self._named(record), what, "Please send it to the people who make Kith.")

    def _take(self, record: Any, doubt: str) -> None:
        named = self._named(record)
        if not isinstance(record, dict):
            return self._find(named, "it is no record, but a single value.", "Ask the feed's publisher to mend it.")
        read, local_id = read_record(record, self.today, self.terms)
        name = read.fields.get("name")
        if not name:
            return self._find(
                named, "it has no name.", "Ask the feed's publisher to name it; without one it is left out."
            )
        if local_id and local_id in self.own_ids:
            self.our_own += 1
            return None
        doubts = [*([doubt] if doubt else []), *read.doubts]
        identifier = text_of(record.get("id")) or text_of(record.get("serviceId"))
        if not identifier:
            identifier = str(uuid5(NAMESPACE_URL, f"{self.feed} {read.organisation} {name}"))
            doubts.append("The feed gives it no id: if its name changes, it will come again as a new one.")
        elif identifier in self.candidates:
            return self._find(
                named, "its id has come before in this feed.", "Ask the feed's publisher which one is right."
            )
        if not read.organisation:
            doubts.append("The feed does not say whose it is; please write the organisation.")
        self.candidates[identifier] = self._candidate(identifier, name, read, doubts, partial=bool(doubt))
        return None

    def _candidate(self, identifier: str, name: str, read: Reading, doubts: list[str], *, partial: bool) -> Candidate:
        """The candidate, with what was found out about it."""
        fields = _valid_fields(self.areas(read.fields, doubts), doubts)
        found = relevance(name, (*read.words, read.organisation))
        top = {"organisation": read.organisation, "website": read.organisation_website}
        top["charity_number"] = read.charity_number
        return Candidate(
            feed=self.feed,
            id=identifier,
            name=name,
            top={key: value for key, value in top.items() if value},
            service=fields,
            assured=read.assured,
            relevance=found.score,
            because=found.because,
            perhaps_the_same_as=tuple(self.likeness.of(read.organisation, read.charity_number, fields)),
            doubts=tuple(dict.fromkeys(doubts)),
            partial=partial,
        )

    def _find(self, named: str, message: str, advice: str) -> None:
        self.findings.append(Finding(self.feed, named, message, advice))

    def _named(self, record: Any) -> str:
        if isinstance(record, dict):
            for key in ("name", "id"):
                if words := text_of(record.get(key)):
                    return f'record {self.taken}, "{words[:60]}"'
        return f"record {self.taken}"


def _valid_fields(fields: Mapping[str, Any], doubts: list[str]) -> dict[str, Any]:
    """The fields that a service's file may have as they are; the others go, each with a doubt."""
    kept = dict(fields)
    for _ in range(len(fields) + 1):
        serves = {} if "serves" in kept else {"serves": {"everywhere": True}}
        try:
            Service.model_validate({**FILLED, **serves, **kept})
        except ValidationError as error:
            broken = {str(one["loc"][0]) for one in error.errors() if one["loc"]} & kept.keys()
            if not broken:
                broken = {"status", "ages"} & kept.keys() or set(kept)
            for key in sorted(broken):
                said = re.sub(r"[{}\[\]']", "", str(kept.pop(key)))
                doubts.append(f'Its {key.replace("_", " ")} can\'t be used as it is ("{said[:80]}"); it is left out.')
        else:
            break
    return kept


def own_ids(organisations: Mapping[Any, Organisation]) -> frozenset[str]:
    """Every id of the directory's services."""
    return frozenset(service.id for one in organisations.values() for service in one.services)
