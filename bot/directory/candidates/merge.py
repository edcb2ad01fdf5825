"""A candidate that is there already meets what its feed says now: three sides, field by field.

What only the feed has changed is taken over. What a person has changed stays. Where both have, the person's words stay,
and the file and the import say so, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.directory.amending import GONE, Change
from bot.directory.candidates.candidate import TOP, Candidate


@dataclass(frozen=True, slots=True)
class Merged:
    """What to change in the file, and what to tell: fields taken over, and conflicts as sentences."""

    changes: tuple[Change, ...]
    taken: tuple[str, ...]
    conflicts: tuple[str, ...]


def merge(file: Mapping[str, Any], new: Candidate, today: date) -> Merged:
    """What an import changes in a candidate's file."""
    before = plain(_part(_part(file, "upstream"), "said"))
    accepted = bool(file.get("accepted"))
    changes: list[Change] = []
    taken: list[str] = []
    conflicts: list[str] = []
    for path, old, now in _differences(before, plain(new.said)):
        mine = plain(_at(file, path))
        name = " ".join(path[-2:] if len(path) == 3 else path[-1:]).replace("_", " ")
        if accepted or (mine != old and mine != now):
            where = "the accepted service" if accepted else "this file"
            conflicts.append(f"{name}: the feed now says {_shown(now)}, and {where} was left as it is.")
        elif mine != now:
            changes.append(Change(path, GONE if now is None else now))
            taken.append(name)
    if before != plain(new.said):
        changes.append(Change(("upstream", "said"), new.said))
        changes.append(Change(("upstream", "fetched"), today.isoformat()))
    if new.assured and new.assured != str(_part(file, "upstream").get("assured", "")):
        changes.append(Change(("upstream", "assured"), new.assured))
    told = list(_part(file, "about").get("conflicts") or ())
    about = {
        **new.about,
        **({"conflicts": kept} if (kept := [*told, *(one for one in conflicts if one not in told)]) else {}),
    }
    if plain(about) != plain(_part(file, "about")):
        changes.append(Change(("about",), about))
    if "gone" in file:
        changes.append(Change(("gone",), GONE))
    return Merged(tuple(changes), tuple(taken), tuple(conflicts))


def _differences(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[tuple[str, ...], Any, Any]]:
    """Path, old and new of every field that the feed has changed."""
    paths: list[tuple[str, ...]] = [(key,) for key in TOP]
    old_fields, new_fields = _part(before, "service"), _part(now, "service")
    for key in sorted({*old_fields, *new_fields}):
        parts = {*_part(old_fields, key), *_part(new_fields, key)}
        paths += [("service", key, part) for part in sorted(parts)] or [("service", key)]
    pairs = [(path, _at(before, path), _at(now, path)) for path in paths]
    return [(path, old, new) for path, old, new in pairs if old != new]


def _at(data: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    here: Any = data
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    return None if here in ("", [], {}) else here


def _part(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    part = data.get(key)
    return part if isinstance(part, Mapping) else {}


def plain(value: Any) -> Any:
    """Values as the feed's side has them: YAML's yes is "yes", its dates are text, tuples are lists."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(part) for key, part in value.items() if part not in (None, [], {})}
    if isinstance(value, list | tuple):
        return [plain(part) for part in value]
    return value


def _shown(value: Any) -> str:
    text = "nothing" if value is None else _in_words(value)
    return f"{text[:120]}…" if len(text) > 120 else text


def _in_words(value: Any) -> str:
    """A value as a person reads it: "0117 555 0000", "Tuesdays; Fridays", "from 16, to 25"."""
    if isinstance(value, Mapping):
        chief = next((value[key] for key in ("number", "says") if value.get(key)), None)
        return str(chief) if chief else ", ".join(f"{key} {_in_words(part)}" for key, part in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_in_words(one) for one in value)
    return str(value)
