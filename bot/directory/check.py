"""Checks a content folder: every problem at once, in words for the people who write it. Never raises for bad content.

What `load_content` would refuse is found here, and also what is only wrong in company: an id used twice, a need or a
council that nobody knows, a date still to come. Names of places are checked when the folder has gazetteer files.
Freshness is never an error, because charities' files must not turn wrong by themselves; only the launch list looks at
the calendar.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.directory.areas import Areas
from bot.directory.company import Company, areas_known, ids_once, needs_alone, terms_known
from bot.directory.days_off import HOLIDAYS, TERMS, Holidays, Terms
from bot.directory.findings import Finding, shown_path
from bot.directory.geography import read_geography
from bot.directory.hazards import HAZARDS, check_hazards
from bot.directory.launch import check_launch, check_learned_net
from bot.directory.load import (
    AREAS,
    COUNTRY,
    CRISIS,
    NEEDS,
    REPLIES,
    SAFETY,
    SERVICES,
    ContentError,
    crisis_files,
    load_country,
    load_crisis,
    load_watch,
    safety_files,
    service_files,
)
from bot.directory.needs import Needs
from bot.directory.opened import Opened, Opener
from bot.directory.service import Organisation
from bot.safety.hazards import HazardLog
from bot.safety.lines import Country, CrisisFile, CrisisLines
from bot.safety.notice import Watch
from bot.safety.replies import ReplyBook
from bot.safety.rules import RuleBook, Spelling


def check_content(
    folder: Path, *, launch: bool = False, today: date | None = None, instead: Mapping[Path, str] | None = None
) -> tuple[Finding, ...]:
    """Everything that is to be mended in the directory's part of the folder, file by file.

    today, when given, finds dates that are still to come. launch needs it: it adds every crisis line that nobody has
    confirmed within three months. instead: texts of organisations' files that are read in the place of what is on
    disk, so that a change can be checked before it is made.
    """
    opener = Opener(folder, instead)
    needs = opener.open(folder / NEEDS, Needs) if opener.exists(folder / NEEDS) else None
    areas = opener.open(folder / AREAS, Areas) if opener.exists(folder / AREAS) else None
    paths = sorted({*service_files(folder), *(instead or {})})
    files = [file for path in paths if (file := opener.open(path, Organisation))]
    findings = opener.findings
    findings += not_read(folder)
    geography = read_geography(folder)
    if needs and needs.says:
        findings += needs_alone(needs.says, needs.located)
    if areas and areas.says and geography:
        findings += areas_known(areas.says, areas.located, geography)
    if opener.exists(folder / HOLIDAYS):
        opener.open(folder / HOLIDAYS, Holidays)
    terms = opener.open(folder / TERMS, Terms) if opener.exists(folder / TERMS) else None
    if terms and terms.says and geography:
        findings += terms_known(terms.says, terms.located, geography)
    country = opener.open(folder / COUNTRY, Country)
    findings += _safety(folder, country)
    hazards = opener.open(folder / HAZARDS, HazardLog) if opener.exists(folder / HAZARDS) else None
    if hazards and hazards.says:
        findings += check_hazards(hazards.says, hazards.located, folder)
    company = Company(
        needs.says if needs else None,
        (areas.says if areas else None) or Areas(),
        geography,
        tuple(country.says.codes) if country and country.says else (),
        today,
    )
    findings += _in_company(company, files, findings)
    if launch:
        if today is None:
            raise ValueError("the launch list needs to know what day it is")
        findings += check_launch(folder, crisis_files(folder), today)
        findings += check_learned_net(folder)
    return tuple(sorted(findings, key=lambda one: (one.file, one.line, one.column)))


def _in_company(company: Company, files: list[Opened[Organisation]], so_far: list[Finding]) -> list[Finding]:
    """What only shows in company, except where something is wrong already."""
    told = {(one.file, one.line, one.column) for one in so_far}
    found = list(ids_once((file.located, file.value) for file in files))
    for file in files:
        services = file.value.get("services")
        for index, service in enumerate(services if isinstance(services, list) else ()):
            found += company.check(file.located, ("services", index), service)
    return [one for one in found if (one.file, one.line, one.column) not in told]


def not_read(folder: Path) -> Iterator[Finding]:
    """Files that were meant to be read and are not: Notepad's `acacia.yaml.txt`, `acacia.yml`, or one in a folder."""
    read = set(service_files(folder))
    for path in sorted((folder / SERVICES).rglob("*")):
        hidden = path.name.startswith((".", "~")) or path.name.endswith(("~", ".swp", ".tmp"))
        if path.is_file() and path not in read and not hidden:
            remedy = f"Call it {path.name.split('.')[0]}.yaml, and put it in {SERVICES}/ itself."
            yield Finding(
                shown_path(path, folder), 0, 0, "", "this file is not read: its name must end in .yaml.", remedy
            )


def _safety(folder: Path, country: Opened[Country] | None) -> list[Finding]:
    """What is wrong with the crisis lines and the rule books, each alone and then, with the country, together."""
    opener = Opener(folder)
    spellings, books = safety_files(folder)
    for path in spellings:
        opener.open(path, Spelling)
    for path in books:
        opener.open(path, RuleBook)
    for path in crisis_files(folder):
        opener.open(path, CrisisFile)
    if opener.exists(folder / REPLIES):
        opener.open(folder / REPLIES, ReplyBook)
    if country is None or country.says is None or opener.findings:
        return opener.findings
    for part, load in ((SAFETY, _watch_of), (CRISIS, _crisis_of)):
        try:
            load(folder)
        except ContentError as error:
            opener.findings.append(Finding(shown_path(folder / part, folder), 0, 0, "", f"{error.__cause__ or error}."))
    return opener.findings


def _watch_of(folder: Path) -> Watch:
    return load_watch(folder, prepared=True)


def _crisis_of(folder: Path) -> CrisisLines:
    return load_crisis(folder, load_country(folder))
