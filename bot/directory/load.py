"""Loads the content folder into frozen objects, once, at start. Raises ContentError with every problem at once.

Each part of the content has a function of its own, so that a part can be loaded, tested or left out alone:
`load_services`, `load_needs`, `load_areas`, `load_country`, `load_crisis`, `load_watch`, `load_attribution`;
`load_content` brings them together. In the organisations' files an area may be named by a word for several councils
("Forth Valley"); `Content.services` have the councils in its place.
"""

import csv
import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.directory.areas import Areas
from bot.directory.days_off import HOLIDAYS, TERMS, DaysOff, Holidays, Terms
from bot.directory.fingerprint import Fingerprint, fingerprint, is_read
from bot.directory.needs import Needs
from bot.directory.opened import Opener
from bot.directory.reading import NotText, read_text, read_yaml
from bot.directory.service import Organisation, Service
from bot.places import Gazetteer
from bot.safety.lines import Country, CrisisFile, CrisisLines, CrisisLinesError
from bot.safety.model import Model, ModelError
from bot.safety.notice import Learned, RuleBookError, Watch
from bot.safety.patterns import PatternError
from bot.safety.replies import ReplyBook
from bot.safety.rules import RuleBook, Spelling
from bot.safety.tiers import NOTHING_NOTICED, Signal

SERVICES = "services"
NEEDS = "needs.yaml"
AREAS = "places/areas.yaml"

SAFETY = "safety"
CRISIS = "crisis"
COUNTRY = "country.yaml"
PLACES = "places"
ATTRIBUTION = "places/attribution.txt"
SPELLING = "-spelling"
MODEL = "model"
REPLIES = "safety/replies.yaml"

log = logging.getLogger(__name__)
NOT_RULES = ("hazards", "replies")
"""Files of the safety folder that are neither a rule book nor a spelling table."""

M = TypeVar("M", bound=BaseModel)


class ContentError(Exception):
    """Content that cannot be used: `kith check` says what is wrong with it, line by line."""


@dataclass(frozen=True, slots=True)
class Content:
    """Everything in the content folder but the gazetteer, read and held together."""

    organisations: tuple[Organisation, ...]
    services: tuple[Service, ...]
    needs: Needs
    areas: Areas
    country: Country
    crisis: CrisisLines
    watch: Watch
    """What notices risk in messages."""
    replies: ReplyBook
    """What people type back to a safety screen."""
    attribution: str
    """What the licences of the gazetteer's sources ask to be shown; "" when there is none."""
    days_off: DaysOff
    by_id: Mapping[str, Service] = field(repr=False)
    """Every service by its id, and by the ids that it had before."""


def read_model(path: Path, model: type[M]) -> M:
    """One file as the model; ContentError names the file, and on a line each what is wrong, as `kith check` says it."""
    try:
        return model.model_validate(read_yaml(read_text(path)))
    except (ValidationError, yaml.YAMLError, NotText, OSError, ValueError) as error:
        raise ContentError(_why(path, model) or f"{path}: {error}") from error


def _why(path: Path, model: type[BaseModel]) -> str:
    opener = Opener(path.parent)
    opener.open(path, model)
    return "\n".join(f"{path}{f', line {one.line}' if one.line else ''}: {one.says}" for one in opener.findings)


def service_files(folder: Path) -> tuple[Path, ...]:
    """The organisations' files, in the order of their names."""
    return _yaml_files(folder / SERVICES)


def _yaml_files(folder: Path) -> tuple[Path, ...]:
    return tuple(sorted(path for path in folder.glob("*.yaml") if is_read(path)))


def load_services(folder: Path, left_out: list[str] | None = None) -> tuple[Organisation, ...]:
    """Every organisation with its services, exactly as its file says.

    `left_out`: files that can't be used are left out, and what is wrong with each is added to it.
    """
    problems: list[str] = []
    organisations: list[Organisation] = []
    for path in service_files(folder):
        try:
            organisations.append(read_model(path, Organisation))
        except ContentError as error:
            problems.append(str(error))
    if left_out is not None:
        left_out += problems
    elif problems:
        raise ContentError("\n".join(problems))
    return tuple(organisations)


def load_needs(folder: Path) -> Needs:
    """The needs and the words that people type; none when the folder has no needs.yaml."""
    path = folder / NEEDS
    return read_model(path, Needs) if path.exists() else Needs(needs=())


def load_areas(folder: Path) -> Areas:
    """The names of areas; none when the folder has no places/areas.yaml."""
    path = folder / AREAS
    return read_model(path, Areas) if path.exists() else Areas()


def load_days_off(folder: Path) -> DaysOff:
    """Bank holidays and school terms; none when the folder has no file for them."""
    holidays = read_model(folder / HOLIDAYS, Holidays) if (folder / HOLIDAYS).exists() else None
    return DaysOff(holidays, read_model(folder / TERMS, Terms) if (folder / TERMS).exists() else Terms())


def load_country(folder: Path) -> Country:
    """The country that the content is for, with its nations and emergency number."""
    return read_model(folder / COUNTRY, Country)


def load_crisis(folder: Path, country: Country) -> CrisisLines:
    """The crisis lines of the country's nations; or ContentError when a file is missing or they do not fit together."""
    files = {path.stem: read_model(path, CrisisFile) for path in crisis_files(folder)}
    try:
        return CrisisLines(country, files)
    except CrisisLinesError as error:
        raise ContentError(f"{folder / CRISIS}: {error}") from error


def crisis_files(folder: Path) -> tuple[Path, ...]:
    """The files of crisis lines, in the order of their names."""
    return _yaml_files(folder / CRISIS)


def load_watch(folder: Path, prepared: bool = False) -> Watch:
    """What notices risk in messages, from every language's rule book in the folder; or ContentError.

    It is read again only when its files have changed. `prepared`: every pattern is compiled now, and not when a message
    first needs it.
    """
    watch = _watch(folder, fingerprint(folder / SAFETY))
    try:
        if prepared:
            watch.prepare()
    except (RuleBookError, PatternError) as error:
        raise ContentError(f"{folder / SAFETY}: {error}") from error
    return watch


@lru_cache(maxsize=1)
def _watch(folder: Path, files: Fingerprint) -> Watch:
    spellings, books = safety_files(folder)
    try:
        tables = [read_model(path, Spelling) for path in spellings]
        return Watch([read_model(path, RuleBook) for path in books], tables, learned_net(folder / SAFETY / MODEL))
    except (RuleBookError, PatternError) as error:
        raise ContentError(f"{folder / SAFETY}: {error}") from error


def load_replies(folder: Path) -> ReplyBook:
    """What people type back to a safety screen; nothing is known where the folder has no such file."""
    path = folder / REPLIES
    return read_model(path, ReplyBook) if path.exists() else ReplyBook()


def learned_net(folder: Path) -> Learned | None:
    """The second net of `folder`; None when it can't be used: the log says so, the rules go on alone.

    It is read again only when its files have changed.
    """
    return _learned_net(folder, fingerprint(folder))


@lru_cache(maxsize=1)
def _learned_net(folder: Path, files: Fingerprint) -> Learned | None:
    try:
        model = Model.load(folder)
    except ModelError as error:
        log.warning("%s Risk is noticed by the rules alone.", error)
        return None

    def notice(text: str, language: str) -> Signal:
        try:
            return model.notice(text, language)
        except Exception as error:  # noqa: BLE001  a fault of the second net must never silence the first
            log.error("The learned net failed (%s). The rules go on alone.", type(error).__name__)
            return NOTHING_NOTICED

    return notice


def load_gazetteer(folder: Path) -> Gazetteer:
    """Every place that the folder knows; or ContentError when its tables are missing or can't be read.

    It is read again only when its files have changed: nothing in it is ever written to.
    """
    return _gazetteer(folder, fingerprint(folder / PLACES))


@lru_cache(maxsize=1)
def _gazetteer(folder: Path, files: Fingerprint) -> Gazetteer:
    try:
        return Gazetteer.load(folder / PLACES)
    except (OSError, ValueError, csv.Error) as error:
        raise ContentError(f"{folder / PLACES}: {error}") from error


def load_attribution(folder: Path) -> str:
    """The sentence that the gazetteer's licences ask for, from places/attribution.txt; "" when there is none."""
    path = folder / ATTRIBUTION
    return " ".join(path.read_text(encoding="utf-8").split()) if path.exists() else ""


def safety_files(folder: Path) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """The spelling tables and the rule books, in the order of their names."""
    files = [path for path in _yaml_files(folder / SAFETY) if path.stem not in NOT_RULES]
    spellings = tuple(path for path in files if path.stem.endswith(SPELLING))
    return spellings, tuple(path for path in files if path not in spellings)


def load_content(folder: Path, left_out: list[str] | None = None) -> Content:
    """The whole folder, or ContentError. Takes about a third of a second for 250 services.

    `left_out`: what is wrong with an organisation's file is added to it, and the rest is loaded all the same.
    """
    organisations = load_services(folder, left_out)
    if left_out is not None:
        organisations = tuple(_with_ids_of_their_own(organisations, left_out))
    areas = load_areas(folder)
    services = tuple(_spelt_out(service, areas) for one in organisations for service in one.services)
    by_id: dict[str, Service] = {}
    for named, service in _ids(services):
        if named in by_id:
            raise ContentError(f"{service.organisation}: the id {named} is already that of another service")
        by_id[named] = service
    country = load_country(folder)
    return Content(
        organisations=organisations,
        services=services,
        needs=load_needs(folder),
        areas=areas,
        country=country,
        crisis=load_crisis(folder, country),
        watch=load_watch(folder),
        replies=load_replies(folder),
        attribution=load_attribution(folder),
        days_off=load_days_off(folder),
        by_id=MappingProxyType(by_id),
    )


def _with_ids_of_their_own(organisations: Iterable[Organisation], left_out: list[str]) -> Iterator[Organisation]:
    """The organisations without those that have an id of an earlier one; they are added to `left_out`."""
    taken: set[str] = set()
    for one in organisations:
        ids = [named for named, _ in _ids(one.services)]
        twice = next((named for at, named in enumerate(ids) if named in taken or named in ids[:at]), None)
        if twice:
            left_out.append(f"{one.organisation}: the id {twice} is already that of another service.")
        else:
            taken |= set(ids)
            yield one


def _ids(services: tuple[Service, ...]) -> Iterator[tuple[str, Service]]:
    for service in services:
        for named in (service.id, *service.formerly):
            yield named, service


def _spelt_out(service: Service, areas: Areas) -> Service:
    """The service with the councils in the place of the names of areas."""
    districts = areas.districts_of(service.serves.districts)
    if districts == service.serves.districts:
        return service
    return service.model_copy(update={"serves": service.serves.model_copy(update={"districts": districts})})
