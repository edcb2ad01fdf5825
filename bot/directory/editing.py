"""Changes a content file as text, at one place, so that every other byte, comment and line break stays as it is.

What comes out is read back and compared with what was meant before anybody sees it: an edit is exact or it is refused.
"""

from __future__ import annotations

import copy
import os
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.directory.findings import Loc
from bot.directory.located import Located
from bot.directory.reading import read_yaml
from bot.directory.writing import in_flow, lines_of_service

CHECKED = "checked"
COME_AFTER = ("confidence", "launch", "notes")
"""The keys that stand below `checked` in our files."""
BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class CannotEdit(Exception):
    """The file is written in a way that we don't dare to change; a person has to."""


def with_checked(text: str, loc: Loc, by: str, on: date) -> str:
    """The text with `checked: {on, by}` at the part of that place. Raises CannotEdit, or yaml.YAMLError."""
    part = Located("", text).node(loc)
    if not isinstance(part, yaml.MappingNode) or not part.value:
        raise CannotEdit
    given = {"on": on.isoformat(), "by": by}
    changed = _checked(text, part, given)
    meant = read_yaml(text)
    _at(meant, loc)[CHECKED] = given
    return _as_meant(changed, meant)


def with_service(text: str, service: dict[str, Any]) -> str:
    """The text of an organisation's file with one more service, below the others. Raises CannotEdit."""
    services = Located("", text).node(("services",))
    if not isinstance(services, yaml.SequenceNode) or services.flow_style or not services.value:
        raise CannotEdit
    first = services.value[0].start_mark
    dash = text.rfind("-", 0, first.index)
    column = dash - (text.rfind("\n", 0, dash) + 1)
    newline = "\r\n" if "\r\n" in text else "\n"
    end = _line_after(text, _end(services))
    lines = newline.join(" " * column + line if line else "" for line in lines_of_service(service))
    before = text[:end] if text[:end].endswith("\n") else text[:end] + newline
    changed = f"{before}{newline}{lines}{newline}{text[end:]}"
    meant = read_yaml(text)
    meant["services"].append(copy.deepcopy(service))
    return _as_meant(changed, meant)


def write_text(path: Path, text: str) -> None:
    """Write a content file whole or not at all, keeping its byte order mark if it had one. Raises OSError."""
    mark = BYTE_ORDER_MARK if path.exists() and path.read_bytes().startswith(BYTE_ORDER_MARK) else b""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.tmp")
    try:
        beside.write_bytes(mark + text.encode("utf-8"))
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


def _checked(text: str, part: yaml.MappingNode, given: dict[str, str]) -> str:
    """The text with the part's `checked` set, put in, or added at its end."""
    value = f"{{on: {given['on']}, by: {in_flow(given['by'])}}}"
    for key, old in part.value:
        if key.value == CHECKED:
            return _replaced(text, key, old, given, value)
    if part.flow_style:
        brace = part.end_mark.index - 1
        before = text[:brace].rstrip().removesuffix(",")
        return f"{before}, {CHECKED}: {value}{text[brace:]}"
    column = part.value[0][0].start_mark.column
    newline = "\r\n" if "\r\n" in text else "\n"
    line = f"{' ' * column}{CHECKED}: {value}{newline}"
    for key, _ in part.value[1:]:
        if key.value in COME_AFTER:
            start = key.start_mark.index - key.start_mark.column
            return text[:start] + line + text[start:]
    end = _line_after(text, _end(part))
    return text[:end] + ("" if text[:end].endswith("\n") else newline) + line + text[end:]


def _replaced(text: str, key: yaml.Node, old: yaml.Node, given: dict[str, str], value: str) -> str:
    if isinstance(old, yaml.ScalarNode) and not old.value and not old.style:  # `checked:` and nothing
        colon = text.index(":", key.end_mark.index) + 1
        return f"{text[:colon]} {value}{text[colon:]}"
    parts = {each.value: node for each, node in old.value} if isinstance(old, yaml.MappingNode) else {}
    if parts.keys() == given.keys() and all(isinstance(node, yaml.ScalarNode) for node in parts.values()):
        for name, node in sorted(parts.items(), key=lambda each: -each[1].start_mark.index):
            new = given[name] if name == "on" else in_flow(given[name])
            text = text[: node.start_mark.index] + new + text[node.end_mark.index :]
        return text
    if isinstance(old, yaml.CollectionNode) and not old.flow_style:
        raise CannotEdit
    return text[: old.start_mark.index] + value + text[old.end_mark.index :]


def _end(node: yaml.Node) -> int:
    """Where the part's last letter is: a block's own end mark lies behind the comments that follow it."""
    if isinstance(node, yaml.CollectionNode) and not node.flow_style and node.value:
        last = node.value[-1]
        return _end(last[1] if isinstance(node, yaml.MappingNode) else last)
    return int(node.end_mark.index)


def _line_after(text: str, index: int) -> int:
    """Where the next line begins; a block of text (`notes: |`) ends there already."""
    if index and text[index - 1] == "\n":
        return index
    found = text.find("\n", index)
    return len(text) if found < 0 else found + 1


def _at(value: Any, loc: Loc) -> Any:
    for step in loc:
        value = value[step]
    return value


def _as_meant(changed: str, meant: Any) -> str:
    try:
        if read_yaml(changed) == meant:
            return changed
    except yaml.YAMLError:
        pass
    raise CannotEdit
