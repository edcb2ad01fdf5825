"""Changes fields of a YAML text and nothing else: every other character stays, comments and odd spacing too.

A round trip through a YAML library keeps comments but folds long lines and moves quotes its own way, so that one
changed number touches half a file. Here the text is parsed for the places of its parts only; the smallest part that
differs is replaced, and at the end the whole is read again and must say exactly what was asked for.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import yaml
from yaml import MappingNode, Node, ScalarNode, SequenceNode

from bot.directory.amending.style import STEP, after_key, as_yaml, flow, folded, is_list, scalar, shown_key
from bot.directory.reading import ContentLoader, read_yaml

Path = tuple[str | int, ...]


class _Gone:
    def __repr__(self) -> str:
        return "GONE"


GONE: Final = _Gone()
"""As a value: the key is to be taken out."""


class CannotAmend(Exception):
    """The text has a form that is not changed here; its words say what to do by hand."""


@dataclass(frozen=True, slots=True)
class Change:
    """One key's new value, or GONE. The keys on the way to it are made when they are not there."""

    path: Path
    value: Any


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    text: str


def amend(text: str, changes: Iterable[Change], order: Mapping[str, list[str]] | None = None) -> str:
    """The text with the changes made. `order`: for a key's mapping ("" for any), the order in which its keys stand.

    Raises CannotAmend, with the text untouched.
    """
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    crlf = "\r\n" in text
    new = text.removeprefix(bom).replace("\r\n", "\n")
    if new and not new.endswith("\n"):
        new += "\n"
    for change in changes:
        wanted = _with(read_yaml(new), change.path, change.value)
        tried = (_apply(new, change, order or {}, smallest=smallest) for smallest in (True, False))
        made = next((text for text in tried if _says(text, wanted)), None)
        if made is None:
            raise CannotAmend(f"{_said(change.path)} is written in a way that can't be changed safely.")
        new = made
    return bom + (new.replace("\n", "\r\n") if crlf else new)


def _says(text: str, wanted: Any) -> bool:
    try:
        return bool(_told(read_yaml(text)) == _told(wanted))
    except Exception:  # noqa: BLE001  whichever library reads it, a text that can't be read is not what was wanted
        return False


def _told(value: Any) -> Any:
    """Values so that they can be compared: a date is what was written, and yes is yes whichever way it is read."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: _told(part) for key, part in value.items()}
    return [_told(part) for part in value] if is_list(value) else value


def _said(path: Path) -> str:
    return ", ".join(str(step + 1) if isinstance(step, int) else step for step in path)


def _with(data: Any, path: Path, value: Any) -> Any:
    """The data with that one change, as plain values."""
    if not path:
        return _plain(value)
    step, rest = path[0], path[1:]
    if isinstance(step, int):
        items = list(data or [])
        if step == len(items):
            items.append(None)
        items[step] = _with(items[step], rest, value)
        return items
    parts = dict(data or {})
    if value is GONE and not rest:
        parts.pop(step, None)
        return parts
    inner = _with(parts.get(step), rest, value)
    if value is GONE and inner == {}:
        parts.pop(step, None)
    else:
        parts[step] = inner
    return parts


def _plain(value: Any) -> Any:
    """As the reader gives it back: tuples are lists."""
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    return [_plain(part) for part in value] if is_list(value) else value


def _apply(text: str, change: Change, order: Mapping[str, list[str]], *, smallest: bool) -> str:
    """The text with the change made in the smallest parts that differ, or in the value as a whole."""
    try:
        root = yaml.compose(text, Loader=ContentLoader)
    except yaml.YAMLError as error:
        raise CannotAmend("the file is not YAML as it stands.") from error
    if root is None:
        raise CannotAmend("there is nothing in the file.")
    edits = _Editor(text, order, smallest).edits(root, change.path, change.value)
    for edit in sorted(edits, key=lambda one: one.start, reverse=True):
        text = text[: edit.start] + edit.text + text[edit.end :]
    return text


class _Editor:
    """Finds what to replace in one text."""

    def __init__(self, text: str, order: Mapping[str, list[str]], smallest: bool) -> None:
        self._text = text
        self._smallest = smallest
        self._order = order

    def edits(self, node: Node, path: Path, value: Any) -> list[_Edit]:
        """The replacements that make the change."""
        walked: list[tuple[Node, str | int]] = []
        data = read_yaml(self._text)
        for at, step in enumerate(path):
            child = _child(node, step)
            if child is None:
                return self._absent(walked, node, data, path[at:], value)
            walked.append((node, step))
            data = data[step]
            if _in_flow(child):
                rest = path[at + 1 :]
                if value is GONE and _with({"": data}, ("", *rest), GONE) == {}:
                    return self._take_out(walked)
                return [_Edit(child.start_mark.index, child.end_mark.index, flow(_with(data, rest, value)))]
            node = child
        if value is GONE:
            return self._take_out(walked)
        return self._differ(walked, node, data, _plain(value))

    def _absent(
        self, walked: list[tuple[Node, str | int]], node: Node, data: Any, rest: Path, value: Any
    ) -> list[_Edit]:
        """The replacements for a key that is not there yet."""
        if value is GONE:
            return []
        inner = value
        for step in reversed(rest[1:]):
            inner = {step: inner} if isinstance(step, str) else [inner]
        if isinstance(rest[0], int):
            if not isinstance(node, SequenceNode) or not node.value:
                raise CannotAmend(f"{_said(rest)} is not in the file.")
            lines = as_yaml([_plain(inner)], _dash(self._text, node.value[-1]))
            apart = "\n" if walked and walked[-1][1] == "services" else ""
            return [self._after(node.value[-1], apart + lines)]
        if isinstance(node, MappingNode) and node.value:
            around = str(walked[-1][1]) if walked and isinstance(walked[-1][1], str) else ""
            if walked and isinstance(walked[-1][1], int) and len(walked) > 1:
                around = str(walked[-2][1])
            return [self._new_key(node, rest[0], _plain(inner), around)]
        parent, step = walked[-1] if walked else (None, "")
        if isinstance(node, ScalarNode) and data is None and isinstance(parent, MappingNode) and isinstance(step, str):
            return [self._value_of(parent, step, {rest[0]: _plain(inner)})]
        raise CannotAmend(f"{_said(rest)} has no place in the file.")

    def _new_key(self, node: MappingNode, key: str, value: Any, around: str) -> _Edit:
        """A line for the key, after the last of the keys that go before it."""
        indent = node.value[0][0].start_mark.column
        ranks = self._order.get(around, self._order.get("", []))
        before = ranks[: ranks.index(key)] if key in ranks else None
        pairs = [pair for pair in node.value if before is None or pair[0].value in before]
        line = f"{shown_key(key)}:{after_key(value, indent, key)}"
        if pairs:
            return self._after(pairs[-1][1], " " * indent + line, key=pairs[-1][0])
        start = node.value[0][0].start_mark.index
        return _Edit(start, start, line + " " * indent)

    def _after(self, node: Node, lines: str, key: Node | None = None) -> _Edit:
        """These lines, put in below the line on which the node ends."""
        end = self._line_end(max(_end(node, self._text), key.end_mark.index if key else 0))
        return _Edit(end, end, lines)

    def _line_end(self, index: int) -> int:
        """Where the line of that character ends, its line break included."""
        if index and self._text[index - 1] == "\n":
            return index
        found = self._text.find("\n", index)
        return len(self._text) if found < 0 else found + 1

    def _take_out(self, walked: list[tuple[Node, str | int]]) -> list[_Edit]:
        """The lines of a key out, and of the mappings that it leaves empty."""
        while len(walked) > 1 and isinstance(walked[-1][0], MappingNode) and len(walked[-1][0].value) == 1:
            if isinstance(walked[-2][1], int):
                break
            walked = walked[:-1]
        node, step = walked[-1]
        if isinstance(node, SequenceNode) and isinstance(step, int):
            return [self._lines_of_item(node, step)]
        key, value = next(pair for pair in node.value if pair[0].value == step)
        start, end = key.start_mark.index, self._line_end(max(_end(value, self._text), key.end_mark.index))
        if self._text[:start].rsplit("\n", 1)[-1].strip():  # the first key after a dash: the next one moves up to it
            following = self._text[end:]
            return [_Edit(start, end + len(following) - len(following.lstrip(" ")), "")]
        return [_Edit(self._text.rfind("\n", 0, start) + 1, end, "")]

    def _lines_of_item(self, node: SequenceNode, index: int) -> _Edit:
        item = node.value[index]
        start = self._text.rfind("\n", 0, item.start_mark.index) + 1
        return _Edit(start, self._line_end(_end(item, self._text)), "")

    def _differ(self, walked: list[tuple[Node, str | int]], node: Node, old: Any, new: Any) -> list[_Edit]:
        """The smallest replacements that turn what the node says into the new value."""
        if old == new and type(old) is type(new):
            return []
        if not self._smallest:
            return self._replaced(walked, node, new)
        if isinstance(node, MappingNode) and isinstance(new, Mapping) and node.value and new and not _in_flow(node):
            edits: list[_Edit] = []
            for key in old:
                if key not in new:
                    edits += self._take_out([*walked, (node, key)])
            for key, part in new.items():
                child = _child(node, key)
                if child is not None:
                    edits += self._differ([*walked, (node, key)], child, old[key], part)
                else:
                    edits.append(self._new_key(node, key, part, str(walked[-1][1]) if walked else ""))
            return edits
        if isinstance(node, SequenceNode) and is_list(new) and node.value and new and not _in_flow(node):
            return self._items(walked, node, old, new)
        return self._replaced(walked, node, new)

    def _items(
        self, walked: list[tuple[Node, str | int]], node: SequenceNode, old: list[Any], new: list[Any]
    ) -> list[_Edit]:
        """A list item by item, so that a comment stays with the item that it is about."""
        edits: list[_Edit] = []
        before, after = ([json.dumps(item, default=str) for item in items] for items in (old, new))
        for tag, i1, i2, j1, j2 in difflib.SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            if tag == "equal":
                continue
            shared = min(i2 - i1, j2 - j1)
            for step in range(shared):
                at = i1 + step
                edits += self._differ([*walked, (node, at)], node.value[at], old[at], new[j1 + step])
            edits += [self._lines_of_item(node, at) for at in range(i1 + shared, i2)]
            if added := new[j1 + shared : j2]:
                edits.append(self._new_items(node, i1 + shared, added))
        return edits

    def _new_items(self, node: SequenceNode, at: int, added: list[Any]) -> _Edit:
        lines = as_yaml(added, _dash(self._text, node.value[0]))
        if at:
            return self._after(node.value[at - 1], lines)
        start = self._text.rfind("\n", 0, node.value[0].start_mark.index) + 1
        return _Edit(start, start, lines)

    def _replaced(self, walked: list[tuple[Node, str | int]], node: Node, new: Any) -> list[_Edit]:
        if _in_flow(node) and (is_list(new) or isinstance(new, Mapping)):
            brackets = flow(new)
            if node.start_mark.column + len(brackets) <= 120:
                return [_Edit(node.start_mark.index, node.end_mark.index, brackets)]
        parent, step = walked[-1]
        if isinstance(parent, MappingNode) and isinstance(step, str):
            return [self._value_of(parent, step, new)]
        indent = _dash(self._text, node)
        text = as_yaml([new], indent)[indent + STEP :].removesuffix("\n")
        return [_Edit(node.start_mark.index, _end(node, self._text), text)]

    def _value_of(self, parent: MappingNode, key: str, new: Any) -> _Edit:
        """Everything after `key:`; a comment at the end of its line stays where the value is one line."""
        name, node = next(pair for pair in parent.value if pair[0].value == key)
        indent = name.start_mark.column
        one_line = isinstance(node, ScalarNode) and node.style not in ("|", ">") and not _is_empty(node)
        if one_line and not isinstance(new, Mapping) and not is_list(new) and _same_line(name, node):
            shown = folded(scalar(new, key), node.start_mark.column, indent)
            return _Edit(node.start_mark.index, node.end_mark.index, shown)
        start = self._text.index(":", name.end_mark.index) + 1
        if _is_empty(node):
            return _Edit(start, start, after_key(new, indent, key).removesuffix("\n"))
        end = _end(node, self._text)
        return _Edit(start, end, after_key(new, indent, key).removesuffix("\n"))


def _child(node: Node, step: str | int) -> Node | None:
    if isinstance(node, MappingNode) and isinstance(step, str):
        return next((value for key, value in node.value if key.value == step), None)
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: Node = node.value[step]
        return found
    return None


def _in_flow(node: Node) -> bool:
    return isinstance(node, MappingNode | SequenceNode) and bool(node.flow_style)


def _end(node: Node, text: str) -> int:
    """Where the node's own text ends: a block's end mark lies beyond the comments that follow it."""
    if isinstance(node, MappingNode | SequenceNode) and not _in_flow(node):
        if not node.value:
            return int(node.start_mark.index)
        last = node.value[-1]
        if isinstance(last, tuple):
            return max(_end(last[1], text), _colon(last[0], text))
        return _end(last, text)
    if _is_empty(node):
        return 0  # YAML puts it where the next thing begins
    end = int(node.end_mark.index)
    if isinstance(node, ScalarNode) and node.style in ("|", ">"):
        return int(node.start_mark.index) + len(text[node.start_mark.index : end].rstrip())
    return end


def _is_empty(node: Node) -> bool:
    return isinstance(node, ScalarNode) and node.value == "" and not node.style


def _same_line(one: Node, other: Node) -> bool:
    return bool(one.start_mark.line == other.start_mark.line)


def _colon(key: Node, text: str) -> int:
    return text.index(":", key.end_mark.index) + 1


def _dash(text: str, item: Node) -> int:
    """The column of the dash before an item of a block list."""
    start = text.rfind("\n", 0, item.start_mark.index) + 1
    line = text[start : item.start_mark.index]
    return line.rfind("-") if "-" in line else max(0, int(item.start_mark.column) - STEP)
