"""Records that a person has checked a service or a crisis line with those who run it (design, section 5)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError

from bot.directory.amending import CannotAmend, Change, amend
from bot.directory.findings import Loc, nearest, shown_path
from bot.directory.keys import key_order
from bot.directory.load import crisis_files, service_files
from bot.directory.reading import NotText, read_text, read_yaml
from bot.directory.service import Organisation
from bot.safety.lines import CrisisFile


class CannotConfirm(Exception):
    """Nothing was changed; the text is one plain sentence that says why."""


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A file as it will be, and the names of what is confirmed in it."""

    path: Path
    text: str
    confirmed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    path: Path
    loc: Loc
    name: str
    model: type[BaseModel]


def confirm(folder: Path, ids: Sequence[str], by: str, on: date, today: date) -> tuple[Confirmed, ...]:
    """The changed files, none of them written yet. Raises CannotConfirm, and then nothing is to be changed.

    A helpline that is both a service and a crisis line has one id and is confirmed in both places.
    """
    if on > today:
        raise CannotConfirm(f"{on} is still to come: give the day on which it was checked.")
    if not by.strip() or not by.isprintable():
        raise CannotConfirm('Say who has checked it, like --by "Ann, Acacia".')
    places = list(_places(folder))
    texts: dict[Path, str] = {}
    names: dict[Path, list[str]] = {}
    for wanted in dict.fromkeys(ids):
        found = [place for identifier, place in places if identifier == wanted]
        if not found:
            close = nearest(wanted, (identifier for identifier, _ in places))
            meant = f" Did you mean {close}?" if close else ""
            raise CannotConfirm(f'There is no service or crisis line "{wanted}".{meant} Nothing was changed.')
        for place in found:
            texts[place.path] = _edited(folder, place, texts.get(place.path), by.strip(), on)
            names.setdefault(place.path, []).append(place.name)
    return tuple(Confirmed(path, text, tuple(names[path])) for path, text in texts.items())


def _edited(folder: Path, place: _Place, text: str | None, by: str, on: date) -> str:
    file = shown_path(place.path, folder)
    try:
        before = read_text(place.path) if text is None else text
        changed = with_checked(before, place.loc, by, on, place.model)
        place.model.model_validate(read_yaml(changed))
    except CannotAmend:
        raise CannotConfirm(
            f'Write this in {file} yourself, at {place.name}: checked: {{on: {on}, by: "{by}"}}. Nothing was changed.'
        ) from None
    except (ValidationError, yaml.YAMLError, NotText, OSError):
        raise CannotConfirm(f"{file} has to be mended first. Run: kith check. Nothing was changed.") from None
    return changed


def with_checked(text: str, loc: Loc, by: str, on: date, model: type[BaseModel] = Organisation) -> str:
    """The text with `checked: {on, by}` at the part of that place. Raises CannotAmend, or yaml.YAMLError."""
    part = read_yaml(text)
    for step in loc:
        part = part[step]
    if not isinstance(part, dict) or not isinstance(part.get("checked", {}), dict | None):
        raise CannotAmend("Something else stands where it goes.")
    return amend(text, [Change((*loc, "checked"), {"on": on.isoformat(), "by": by})], key_order(model))


def _places(folder: Path) -> Iterator[tuple[str, _Place]]:
    """Every id, the ones that a service had before too, with where it stands; files that can't be read have none."""
    for path in service_files(folder):
        for loc, part in _parts(path, "services"):
            earlier = part.get("formerly")
            for identifier in (part.get("id"), *(earlier if isinstance(earlier, list) else ())):
                yield str(identifier), _Place(path, loc, str(part.get("name")), Organisation)
    for path in crisis_files(folder):
        for loc, part in _parts(path, "lines"):
            yield str(part.get("id")), _Place(path, loc, str(part.get("name")), CrisisFile)


def _parts(path: Path, key: str) -> Iterator[tuple[Loc, dict[str, Any]]]:
    try:
        value = read_yaml(read_text(path))
    except (yaml.YAMLError, NotText, OSError, ValueError):
        return
    parts = value.get(key) if isinstance(value, dict) else None
    for index, part in enumerate(parts if isinstance(parts, list) else ()):
        if isinstance(part, dict):
            yield (key, index), part
