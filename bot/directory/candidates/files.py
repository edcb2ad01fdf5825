"""Candidates as files: which are there, and what their texts are after an import. Nothing here writes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bot.directory.amending import CannotAmend, Change, amend
from bot.directory.candidates.candidate import FOLDER, Candidate
from bot.directory.candidates.merge import merge
from bot.directory.keys import key_order
from bot.directory.reading import read_yaml
from bot.directory.service import Organisation
from bot.directory.spreadsheet.names import slug


class CandidateError(Exception):
    """A candidate's file that can't be used; the text says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A candidate's file as it is."""

    path: Path
    text: str
    says: dict[str, Any]

    @property
    def id(self) -> str:
        """The record's id in its feed."""
        return str(self.part("upstream").get("id") or "")

    def part(self, key: str) -> dict[str, Any]:
        """One of its parts, empty where it is missing."""
        found = self.says.get(key)
        return found if isinstance(found, dict) else {}


@dataclass(slots=True)
class Import:
    """What an import does to the files of one feed."""

    texts: dict[Path, bytes] = field(default_factory=dict)
    new: list[Path] = field(default_factory=list)
    updated: dict[Path, tuple[str, ...]] = field(default_factory=dict)
    """Fields taken over from the feed, by file."""
    conflicts: list[str] = field(default_factory=list)
    gone: list[Path] = field(default_factory=list)
    """Candidates that the feed no longer has."""
    same: int = 0


def folder_of(content: Path, feed: str) -> Path:
    """Where the candidates of a feed are kept."""
    parts = urlsplit(feed)
    name = f"{parts.hostname}{parts.path.removesuffix('/services')}" if parts.hostname else Path(feed).stem
    return content / FOLDER / (slug(name) or "feed")


def kept_in(folder: Path) -> list[Kept]:
    """Every candidate in the folder and below it, in the order of names. Raises CandidateError."""
    return [read_candidate(path) for path in sorted(folder.rglob("*.yaml"))]


def read_candidate(path: Path) -> Kept:
    """One candidate's file. Raises CandidateError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
        says = read_yaml(text)
    except OSError as error:
        raise CandidateError(f"{path} can't be read ({error.strerror}).") from error
    except Exception as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = f", line {line + 1}" if line is not None else ""
        raise CandidateError(
            f"{path}{where}: this is not YAML any more. Mend it or delete the file, then again."
        ) from error
    if not isinstance(says, dict) or not isinstance(says.get("upstream"), dict):
        raise CandidateError(f"{path}: its part upstream is missing. Delete the file; the next import brings it back.")
    return Kept(path, text, says)


def import_into(
    folder: Path, candidates: Mapping[str, Candidate], kept: list[Kept], today: date, whole: bool
) -> Import:
    """The files' new texts. `whole`: the feed was read to its end, so that what is missing has gone."""
    done = Import()
    there = {one.id: one for one in kept}
    taken = {one.path.name for one in kept}
    for identifier, candidate in candidates.items():
        if identifier in there:
            _update(there[identifier], candidate, today, done)
            continue
        name = _file_name(candidate, taken)
        taken.add(name)
        done.texts[folder / name] = candidate.as_yaml(name.removesuffix(".yaml"), today).encode()
        done.new.append(folder / name)
    for identifier, one in there.items():
        if whole and identifier not in candidates and "gone" not in one.says:
            done.texts[one.path] = _amended(one, [Change(("gone",), today.isoformat())])
            done.gone.append(one.path)
    return done


def _update(kept: Kept, candidate: Candidate, today: date, done: Import) -> None:
    if candidate.partial:
        done.same += 1
        return
    merged = merge(kept.says, candidate, today)
    done.conflicts += [f"{kept.path.name}: {one}" for one in merged.conflicts]
    if merged.taken:
        done.updated[kept.path] = merged.taken
    if merged.changes:
        done.texts[kept.path] = _amended(kept, list(merged.changes))
    else:
        done.same += 1


def _amended(kept: Kept, changes: list[Change]) -> bytes:
    order = key_order(Organisation)
    order = {**order, "service": order["services"]}
    try:
        return amend(kept.text, changes, order).encode()
    except CannotAmend as error:
        raise CandidateError(f"{kept.path}: {error} Delete the file; the next import brings it back.") from error


def _file_name(candidate: Candidate, taken: set[str]) -> str:
    """The name and the beginning of the id, so that a person finds it and no two are the same."""
    tail = slug(candidate.id)[:8].strip("-") or "x"
    base = f"{slug(candidate.name, 50) or 'service'}-{tail}"
    names = (f"{base}.yaml", *(f"{base}-{number}.yaml" for number in range(2, 10_000)))
    return next(one for one in names if one not in taken)
