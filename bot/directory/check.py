"""Checks a content folder: every problem at once, in words for the people who write it. Never raises for bad content.

What `load_content` would refuse is found here, and also what is only wrong in company: an id used twice, a need or a
council that nobody knows, a date still to come. Names of places are checked when the folder has gazetteer files.
Freshness is never an error, because charities' files must not turn wrong by themselves; only the launch list looks at
the calendar.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic

import yaml
from pydantic import ValidationError

from bot.directory.areas import Areas
from bot.directory.days_off import HOLIDAYS, TERMS, Holidays, Terms
from bot.directory.fields import earliest
from bot.directory.findings import Finding, Loc, Located, advice, nearest, not_yaml, shown_path, wrong_fields
from bot.directory.geography import Geography, read_geography
from bot.directory.hazards import HAZARDS, check_hazards
from bot.directory.launch import check_launch, check_learned_net
from bot.directory.load import (
    AREAS,
    COUNTRY,
    CRISIS,
    NEEDS,
    SAFETY,
    ContentError,
    M,
    crisis_files,
    load_country,
    load_crisis,
    load_watch,
    safety_files,
    service_files,
)
from bot.directory.needs import Needs
from bot.directory.reading import read_yaml
from bot.directory.service import Organisation, Service
from bot.safety.hazards import HazardLog
from bot.safety.lines import Country, CrisisFile, CrisisLines
from bot.safety.notice import Watch
from bot.safety.rules import RuleBook, Spelling


@dataclass(frozen=True, slots=True)
class Read(Generic[M]):
    """A file that could be read: what it says, and where."""

    says: M
    located: Located


def check_content(folder: Path, *, launch: bool = False, today: date | None = None) -> tuple[Finding, ...]:
    """Everything that is to be mended in the directory's part of the folder, file by file.

    today, when given, finds dates that are still to come. launch needs it: it adds every crisis line that nobody has
    confirmed within three months.
    """
    findings: list[Finding] = []
    needs = _read(folder / NEEDS, folder, Needs, findings) if (folder / NEEDS).exists() else None
    areas = _read(folder / AREAS, folder, Areas, findings) if (folder / AREAS).exists() else None
    read = [_read(path, folder, Organisation, findings) for path in service_files(folder)]
    files = [one for one in read if one is not None]
    geography = read_geography(folder)
    if (folder / HOLIDAYS).exists():
        _read(folder / HOLIDAYS, folder, Holidays, findings)
    terms = _read(folder / TERMS, folder, Terms, findings) if (folder / TERMS).exists() else None
    if terms and geography:
        findings += _terms_known(terms, geography)
    if needs:
        findings += _needs_alone(needs)
    if areas and geography:
        findings += _areas_known(areas, geography)
    findings += _ids_once(files)
    findings += _safety(folder)
    hazards = _read(folder / HAZARDS, folder, HazardLog, findings) if (folder / HAZARDS).exists() else None
    if hazards:
        findings += check_hazards(hazards.says, hazards.located, folder)
    company = _Company(needs.says if needs else None, areas.says if areas else Areas(), geography, today)
    for file in files:
        for index, service in enumerate(file.says.services):
            findings += company.check(file.located, ("services", index), service)
    if launch:
        if today is None:
            raise ValueError("the launch list needs to know what day it is")
        findings += check_launch(folder, crisis_files(folder), today)
        findings += check_learned_net(folder)
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.column)))


def _read(path: Path, folder: Path, model: type[M], findings: list[Finding]) -> Read[M] | None:
    """The file, or None with what is wrong added to the findings."""
    name = shown_path(path, folder)
    if not path.exists():
        findings.append(Finding(name, 0, 0, "", "this file is missing.", "Every content folder needs one."))
        return None
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (UnicodeDecodeError, OSError):
        findings.append(Finding(name, 0, 0, "", "this file cannot be read as text.", "Save it as UTF-8."))
        return None
    try:
        value = read_yaml(text)
        located = Located(name, text)
    except yaml.YAMLError as error:
        findings.append(not_yaml(name, text, error))
        return None
    if not isinstance(value, dict):
        keys = ", ".join(f"{key}:" for key, one in model.model_fields.items() if one.is_required())
        findings.append(
            Finding(name, 1, 1, "", "this file does not say what it is.", f"It begins with {keys or 'keys'}")
        )
        return None
    try:
        return Read(model.model_validate(value), located)
    except ValidationError as error:
        findings += wrong_fields(located, error, model)
        return None


def _safety(folder: Path) -> list[Finding]:
    """What is wrong with the country, the crisis lines and the rule books, each alone and then together."""
    findings: list[Finding] = []
    spellings, books = safety_files(folder)
    for path in spellings:
        _read(path, folder, Spelling, findings)
    for path in books:
        _read(path, folder, RuleBook, findings)
    for path in crisis_files(folder):
        _read(path, folder, CrisisFile, findings)
    if _read(folder / COUNTRY, folder, Country, findings) is None or findings:
        return findings
    for part, load in ((SAFETY, _watch_of), (CRISIS, _crisis_of)):
        try:
            load(folder)
        except ContentError as error:
            findings.append(Finding(f"{folder.name}/{part}", 0, 0, "", f"{error.__cause__ or error}."))
    return findings


def _watch_of(folder: Path) -> Watch:
    return load_watch(folder, prepared=True)


def _crisis_of(folder: Path) -> CrisisLines:
    return load_crisis(folder, load_country(folder))


def _ids_once(files: Iterable[Read[Organisation]]) -> Iterator[Finding]:
    """An id belongs to one service only, and an id that a service had before is not given to another."""
    seen: dict[str, str] = {}
    for file in files:
        for index, service in enumerate(file.says.services):
            for named in (service.id, *service.formerly):
                if named in seen:
                    message = f'the id "{named}" is already used in {seen[named]}.'
                    yield file.located.finding(("services", index, "id"), message, "Give this service another id.")
                seen.setdefault(named, file.located.file)


def _needs_alone(needs: Read[Needs]) -> Iterator[Finding]:
    """Need ids once; a word that people type leads to one need only."""
    seen: set[str] = set()
    owner: dict[str, str] = {}
    for index, need in enumerate(needs.says.needs):
        if need.id in seen:
            yield needs.located.finding(("needs", index, "id"), f'the need "{need.id}" is there twice.', "Keep one.")
        seen.add(need.id)
        for place, word in enumerate(need.synonyms):
            small = word.casefold()
            if owner.setdefault(small, need.id) != need.id:
                message = f'"{word}" already leads to {owner[small]}.'
                yield needs.located.finding(("needs", index, "synonyms", place), message, "Keep it at one of the two.")


def _areas_known(areas: Read[Areas], geography: Geography) -> Iterator[Finding]:
    for name, districts in areas.says.areas.items():
        for index, district in enumerate(districts):
            if district.casefold() not in geography.districts:
                yield _unknown_district(areas.located, ("areas", name, index), district, geography.districts.values())
    for name, district in areas.says.same_as.items():
        if district.casefold() not in geography.districts:
            yield _unknown_district(areas.located, ("same_as", name), district, geography.districts.values())


def _terms_known(terms: Read[Terms], geography: Geography) -> Iterator[Finding]:
    """A council that the gazetteer doesn't have gives no group its terms."""
    for number, area in enumerate(terms.says.areas):
        for index, name in enumerate(area.districts):
            if name.casefold() not in geography.districts:
                loc = ("areas", number, "districts", index)
                yield _unknown_district(terms.located, loc, name, geography.districts.values())


def _unknown_district(located: Located, loc: Loc, name: str, known: Iterable[str]) -> Finding:
    message = f'the gazetteer has no council or county "{name}".'
    close = nearest(name, known)
    return located.finding(loc, message, f"Did you mean {close}?" if close else "For a town, use places: instead.")


@dataclass(frozen=True, slots=True)
class _Company:
    """What a service is checked against: the needs, the names of areas and places, and today."""

    needs: Needs | None
    areas: Areas
    geography: Geography | None
    today: date | None

    def check(self, located: Located, loc: Loc, service: Service) -> Iterator[Finding]:
        """Everything about one service that only shows in company."""
        if self.needs is not None:
            ids = list(self.needs.by_id)
            for index, need in enumerate(service.needs):
                if need not in self.needs.by_id:
                    message = f'"{need}" is not a need in needs.yaml.'
                    yield located.finding((*loc, "needs", index), message, advice(need, ids, 40))
        if self.geography is not None:
            yield from self._places(located, (*loc, "serves"), service, self.geography)
        if self.today is not None:
            yield from self._dates(located, loc, service, self.today)

    def _places(self, located: Located, loc: Loc, service: Service, geography: Geography) -> Iterator[Finding]:
        for index, nation in enumerate(service.serves.nations):
            if nation.casefold() not in geography.nations:
                suggestion = advice(nation, geography.nations.values())
                yield located.finding((*loc, "nations", index), f'"{nation}" is not a nation here.', suggestion)
        for index, name in enumerate(service.serves.districts):
            for district in self.areas.districts_of([name]):
                if district.casefold() not in geography.districts:
                    known = [*self.areas.areas, *self.areas.same_as, *geography.districts.values()]
                    yield _unknown_district(located, (*loc, "districts", index), name, known)
        for index, name in enumerate(service.serves.places):
            yield from _place(located, (*loc, "places", index), name, geography)

    def _dates(self, located: Located, loc: Loc, service: Service, today: date) -> Iterator[Finding]:
        dates: list[tuple[Loc, str | None]] = [
            ((*loc, "times", i, "as_of"), t.as_of) for i, t in enumerate(service.times)
        ]
        dates.append(((*loc, "hours", "as_of"), service.hours.as_of if service.hours else None))
        dates.append(((*loc, "checked", "on"), service.checked.on if service.checked else None))
        for place, day in dates:
            if day and earliest(day) > today:
                yield located.finding(
                    place, f"{day} is still to come.", "Write the day on which it was seen or checked."
                )


def _place(located: Located, loc: Loc, name: str, geography: Geography) -> Iterator[Finding]:
    where = geography.where(name)
    if not where:
        close = nearest(name, geography.places) if "," not in name else None
        suggestion = f"Did you mean {close.title()}?" if close else "Write the nearest town or suburb."
        yield located.finding(loc, f'the gazetteer has no place "{name}".', suggestion)
    elif len(where) > 1 and "," not in name:
        choice = " or ".join(f'"{name}, {district.split(", ")[0]}"' for district in sorted(where)[:4])
        yield located.finding(loc, f'there are {len(where)} places called "{name}".', f"Write which: {choice}.")
