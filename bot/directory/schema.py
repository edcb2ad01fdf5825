"""JSON Schemas of the content files, made from the models, so that an editor completes keys and underlines slips.

Editors read YAML 1.2, where a bare `yes` is a word and a bare date a text; our reader knows `yes` as an answer. The
schemas allow what both see. What only shows in company (an id used twice, an unknown need) is for `kith check`.
The words shown beside a key come from the docstrings of the models, the ones beside a choice from plain_words.py.
"""

from __future__ import annotations

import ast
import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from os.path import relpath
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from bot.directory.amending import as_yaml
from bot.directory.areas import Areas
from bot.directory.days_off import HOLIDAYS, TERMS, Holidays, Terms
from bot.directory.hazards import HAZARDS
from bot.directory.load import AREAS, COUNTRY, NEEDS, REPLIES, crisis_files, safety_files, service_files
from bot.directory.needs import Needs
from bot.directory.plain_words import CHOICES
from bot.directory.reading import NotText, read_text
from bot.directory.service import Organisation
from bot.safety.hazards import HazardLog
from bot.safety.lines import Country, CrisisFile
from bot.safety.replies import ReplyBook
from bot.safety.rules import RuleBook, Spelling

FOLDER = "schemas"
DRAFT = "http://json-schema.org/draft-07/schema#"
"""The newest that the editors' YAML extensions know whole; later ones are met with a warning."""
HEAD = "# yaml-language-server: $schema="


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of content file: the name of its schema, and what its files are."""

    name: str
    model: type[BaseModel]


KINDS = (
    Kind("service", Organisation),
    Kind("crisis", CrisisFile),
    Kind("country", Country),
    Kind("needs", Needs),
    Kind("areas", Areas),
    Kind("holidays", Holidays),
    Kind("terms", Terms),
    Kind("rules", RuleBook),
    Kind("spelling", Spelling),
    Kind("hazards", HazardLog),
    Kind("replies", ReplyBook),
)


def files_of(kind: Kind, folder: Path) -> tuple[Path, ...]:
    """The files of that kind in a content folder."""
    spellings, books = safety_files(folder)
    several = {"service": service_files(folder), "crisis": crisis_files(folder), "rules": books, "spelling": spellings}
    single = {
        "country": COUNTRY,
        "needs": NEEDS,
        "areas": AREAS,
        "holidays": HOLIDAYS,
        "terms": TERMS,
        "hazards": HAZARDS,
        "replies": REPLIES,
    }
    if kind.name in several:
        return several[kind.name]
    path = folder / single[kind.name]
    return (path,) if path.exists() else ()


def schema_of(kind: Kind) -> dict[str, Any]:
    """The schema of one kind of file."""
    made = kind.model.model_json_schema(by_alias=True)
    models = {model.__name__: model for model in _models(kind.model)}
    for name, part in ((kind.model.__name__, made), *made.get("$defs", {}).items()):
        if name in models:
            _describe(part, models[name])
        elif name in CHOICES:
            part["enumDescriptions"] = [CHOICES[name][value] for value in part["enum"]]
        part.pop("description", None) if name not in models else None
    return {"$schema": DRAFT, "title": f"Kith: {kind.name}", **_without_titles(made)}


def as_text(kind: Kind) -> str:
    """The schema as it is kept in the content folder."""
    return json.dumps(schema_of(kind), ensure_ascii=False, indent=2) + "\n"


def outdated(folder: Path) -> dict[Path, str]:
    """Every schema, and every content file without the line that names its schema, as they should be."""
    changes: dict[Path, str] = {}
    for kind in KINDS:
        path = folder / FOLDER / f"{kind.name}.json"
        if not path.exists() or path.read_text("utf-8") != as_text(kind):
            changes[path] = as_text(kind)
        for file in files_of(kind, folder):
            try:
                text = read_text(file)
            except (NotText, OSError):
                continue  # `kith check` says what is wrong with it
            if not text.startswith(HEAD):
                newline = "\r\n" if "\r\n" in text else "\n"
                changes[file] = f"{head_line(kind, file, folder)}{newline}{text}"
    return changes


def head_line(kind: Kind, file: Path, folder: Path) -> str:
    """The comment that tells an editor which schema the file follows."""
    return f"{HEAD}{Path(relpath(folder / FOLDER / f'{kind.name}.json', file.parent)).as_posix()}"


def new_organisation(whole: Mapping[str, Any], file: Path, folder: Path) -> str:
    """The text of an organisation's new file, with the line that tells an editor its schema."""
    kind = next(kind for kind in KINDS if kind.model is Organisation)
    return f"{head_line(kind, file, folder)}\n{as_yaml(whole)}"


def _describe(part: dict[str, Any], model: type[BaseModel]) -> None:
    """Each key's words, and only the keys that a person writes."""
    words = _docstrings(model)
    part["description"] = inspect.cleandoc(model.__doc__ or "").split("\n\n")[0].replace("\n", " ")
    for name, field in model.model_fields.items():
        key = field.alias or name
        if field.exclude:
            part["properties"].pop(key, None)
        elif name in words:
            part["properties"][key]["description"] = words[name]


def _models(model: type[BaseModel]) -> Iterator[type[BaseModel]]:
    from bot.directory.keys import parts_of

    yield from (part for _, part in parts_of(model))


@cache
def _docstrings(model: type[BaseModel]) -> dict[str, str]:
    """The docstring below each field, of the model and of the models that it comes from."""
    words: dict[str, str] = {}
    for each in reversed(model.__mro__):
        if not (issubclass(each, BaseModel) and each is not BaseModel):
            continue
        tree = ast.parse(inspect.getsource(sys.modules[each.__module__]))
        body = next(node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == each.__name__)
        for field, after in pairwise(body):
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name) and isinstance(after, ast.Expr):
                value = after.value
                if isinstance(value, ast.Constant) and isinstance(value.value, str):
                    words[field.target.id] = " ".join(value.value.split())
    return words


def _without_titles(value: Any) -> Any:
    """Without the titles and empty defaults that pydantic adds: an editor shows the key and our words."""
    if isinstance(value, list):
        return [_without_titles(one) for one in value]
    if not isinstance(value, dict):
        return value
    kept = {key: one for key, one in value.items() if not (key == "title" and isinstance(one, str))}
    if kept.get("default", ...) in (None, [], "") or isinstance(kept.get("default"), dict):
        kept.pop("default")
    return {key: _without_titles(one) for key, one in kept.items()}
