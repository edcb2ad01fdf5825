"""Reads the YAML of content files: fast, safe, and refusing a key that is written twice.

Why PyYAML and not ruamel.yaml: PyYAML's loader in C reads the whole content in 0.1 s; ruamel.yaml's needs 0.5 s in C
and 2 s with comments kept, and of our 199 files it writes 125 back with other line breaks or indents. Where something
stands is known from the nodes (see located.py), and a file is changed as text, at that place (see amending/), so that
every other byte of it stays.
"""

import re
from pathlib import Path
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _BaseLoader
except ImportError:  # pragma: no cover - PyYAML built without libyaml: slower, the same answers
    from yaml import SafeLoader as _BaseLoader  # type: ignore[assignment]

DEEPEST = 100
"""Brackets in one another. Ours have three."""
_NESTED = re.compile(r"^[ \t]*#.*$|[\[{\]}]|(?:[-?:][ \t]+){3,}", re.MULTILINE)
_SIGNS = {
    b"PK\x03\x04": "from Word or Excel",
    b"\xd0\xcf\x11\xe0": "from Word or Excel",
    b"{\\rtf": "from a word processor (RTF)",
    b"%PDF": "a PDF",
    b"<!doctype": "a web page",
    b"<!DOCTYPE": "a web page",
    b"<html": "a web page",
}
"""How files begin that somebody took for a text, and where they are from."""
_BOOL, _TIMESTAMP = "tag:yaml.org,2002:bool", "tag:yaml.org,2002:timestamp"


class RepeatedKey(yaml.MarkedYAMLError):
    """A mapping has one key twice: YAML would keep the second and lose the first without a word."""


class TooDeep(yaml.MarkedYAMLError):
    """Parts in parts in parts, deeper than any content is: the reader in C would run out of room and take us along."""


class NotText(Exception):
    """A file that is not UTF-8. line counts from 1; 0 when the whole file is meant. The text says what to do."""

    def __init__(self, message: str, line: int = 0) -> None:
        super().__init__(message)
        self.line = line


class ContentLoader(_BaseLoader):
    """PyYAML's safe loader in C, but `on` and `off` are words (`checked: {on: ...}`) and dates stay as written."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        """Build the mapping, or raise RepeatedKey with the place of the second key."""
        seen: set[str] = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value in seen:
                raise RepeatedKey(problem=f"the key {key.value} is written twice", problem_mark=key.start_mark)
            seen.add(getattr(key, "value", "") if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep)


def _resolvers() -> dict[str, list[tuple[str, Any]]]:
    """YAML 1.1's, without on and off (a surprise that helps nobody here) and without dates (fields read their own)."""
    kept: dict[str, list[tuple[str, Any]]] = {}
    for letter, pairs in _BaseLoader.yaml_implicit_resolvers.items():
        left_out = {_TIMESTAMP, _BOOL} if letter in "oO" else {_TIMESTAMP}
        kept[letter] = [pair for pair in pairs if pair[0] not in left_out]
    return kept


ContentLoader.yaml_implicit_resolvers = _resolvers()


class _FirstKept(ContentLoader):
    """Keeps the first of two, as Located finds it, so that the rest of a file with such a slip is still checked."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen: set[str] = set()
        pairs = node.value
        node.value = []
        for key, value in pairs:
            if not isinstance(key, yaml.ScalarNode) or key.value not in seen:
                node.value.append((key, value))
            seen.add(key.value if isinstance(key, yaml.ScalarNode) else "")
        return super().construct_mapping(node, deep)


def read_yaml(text: str, *, twice: bool = False) -> Any:
    """The value that a YAML text says; raises yaml.YAMLError (RepeatedKey among them) with the place in it.

    A number that is none ("0x_") raises ValueError, without a place. `twice`: of a repeated key the first counts.
    """
    _not_too_deep(text)
    return yaml.load(text, Loader=_FirstKept if twice else ContentLoader)


def nodes(text: str) -> yaml.Node | None:
    """The parts of a YAML text, each with its place; raises yaml.YAMLError."""
    _not_too_deep(text)
    loader = ContentLoader(text)
    try:
        return loader.get_single_node()
    finally:
        loader.dispose()


def _not_too_deep(text: str) -> None:
    depth = 0
    for found in _NESTED.finditer(text):
        if found[0].lstrip().startswith("#"):
            continue
        depth = max(depth - 1, 0) if found[0] in "]}" else depth + 1
        if depth > DEEPEST or len(found[0]) > DEEPEST:
            raise TooDeep(problem="too many parts in one another")


def read_text(path: Path) -> str:
    """A content file's text, without its byte order mark. Raises NotText, or OSError when it can't be opened."""
    data = path.read_bytes()
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise NotText(
            "this file is saved as UTF-16 (Notepad calls it Unicode). Save it again, with the encoding UTF-8."
        )
    if found := _other_kind(data):
        raise NotText(found)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _other_encoding(data, error.start) from None


def _other_kind(data: bytes) -> str | None:
    """What to do about a file that a word processor, a browser or a spreadsheet has saved; None for a text."""
    for sign, whose in _SIGNS.items():
        if data.lstrip(b"\xef\xbb\xbf \r\n").startswith(sign):
            return (
                f"this file is {whose}, not plain text. Open it there, copy its words into a plain text editor, save."
            )
    if b"\x00" in data[:1000] and data[:1000].count(b"\x00") > len(data[:1000]) // 4:
        return "this file is saved as UTF-16 (Notepad calls it Unicode). Save it again, with the encoding UTF-8."
    return None


def _other_encoding(data: bytes, start: int) -> NotText:
    """What to do about the first byte that is not UTF-8: most likely a letter as old Windows programs save it."""
    line = data[:start].count(b"\n") + 1
    around = data[max(data.rfind(b"\n", 0, start) + 1, start - 15) : start + 10].split(b"\n")[0]
    seen = around.decode("windows-1252", "replace").strip()
    letter = data[start : start + 1].decode("windows-1252", "replace")
    return NotText(
        f'the letter {letter} in "{seen}" is saved in an older way of Windows. '
        "Save the file again, with the encoding UTF-8 (in Notepad: Save as, Encoding).",
        line,
    )
