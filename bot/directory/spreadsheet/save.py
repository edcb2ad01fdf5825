"""The files' new texts after a plan: only the fields that change, and new services at the end of their files."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from bot.directory.amending import CannotAmend, Change, amend
from bot.directory.keys import key_order
from bot.directory.schema import new_organisation
from bot.directory.service import Organisation
from bot.directory.spreadsheet.changes import Plan


class Unsafe(Exception):
    """A file that can't be changed by machine; the text says which and what to do."""


def new_texts(plan: Plan) -> dict[Path, bytes]:
    """The whole new content of each file that changes. Reads the files; writes nothing. Raises Unsafe."""
    changes: dict[Path, list[Change]] = defaultdict(list)
    new: dict[Path, dict[str, object]] = {}
    for one in plan.changes:
        before: tuple[str | int, ...] = () if one.index is None else ("services", one.index)
        changes[one.file].append(Change((*before, *one.path), one.value))
    for service in plan.new:
        if service.file.exists():
            changes[service.file].append(Change(("services", _count(service.file, changes)), service.data))
        else:
            whole = new.setdefault(service.file, {**service.organisation, "services": []})
            services = whole["services"]
            assert isinstance(services, list)
            services.append(service.data)
    texts = {path: new_organisation(whole, path, path.parents[1]).encode() for path, whole in new.items()}
    for path, wanted in changes.items():
        texts[path] = _amended(path, wanted)
    return texts


def _amended(path: Path, changes: list[Change]) -> bytes:
    try:
        return amend(path.read_bytes().decode("utf-8"), changes, key_order(Organisation)).encode()
    except CannotAmend as error:
        raise Unsafe(f"{path.name}: {error} Change it by hand, then import again.") from error


def _count(path: Path, changes: dict[Path, list[Change]]) -> int:
    from bot.directory.load import read_model

    there = len(read_model(path, Organisation).services)
    return there + sum(1 for one in changes[path] if one.path[:1] == ("services",) and len(one.path) == 2)
