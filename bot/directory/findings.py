"""What is wrong with a content file, said to somebody who does not program: where, what, and what to write instead."""

import difflib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.directory.fields import ID_LONGEST
from bot.directory.reading import ContentLoader, RepeatedKey

Loc = tuple[int | str, ...]

ONE_OF = {
    "formats": "a format",
    "ways": "a way of meeting or talking",
    "for_whom": "one of the people that a service can be for",
    "not_for": "one of the reasons for leaving somebody out",
    "stages": "a stage",
    "kind": "a kind of service",
    "days": "a day of the week",
    "day": "a day of the week",
}
SHAPES = {
    "id": "small letters, digits and hyphens, like acacia-befriending",
    "needs": "the id of a need in needs.yaml, like low_mood",
    "languages": "a language's code in small letters, like en, cy or pa",
    "postcode": "a postcode in capitals, like BS5 6XX",
    "postcodes": "the beginning of a postcode in capitals, like BS or BA1",
    "on": "a whole date, like 2026-10-01",
}

_OPEN_QUOTE = re.compile(r"""[:\-]\s+("[^"]*|'[^']*)$""")


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. line and column count from 1, as editors do; 0 when the whole file is meant."""

    file: str
    line: int
    column: int
    field: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        where = f"{self.file}, line {self.line}" if self.line else self.file
        return f"{where}: {self.message} {self.suggestion}".rstrip()


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word most like it, if one is like enough to be what was meant."""
    by_small = {each.casefold(): each for each in words}
    found = difflib.get_close_matches(word.casefold(), by_small, n=1, cutoff=0.6)
    return by_small[found[0]] if found else None


def advice(word: str, words: Iterable[str], most: int = 20) -> str:
    """ "Did you mean …? Write one of: …", as far as it helps."""
    words = list(words)
    close = nearest(word, words)
    meant = f"Did you mean {close}?" if close else ""
    listed = f"Write one of: {', '.join(words)}." if len(words) <= most else ""
    return " ".join(part for part in (meant, listed) if part)


class Located:
    """A YAML text whose parts can be found again: the second pass, made only when something is wrong."""

    def __init__(self, file: str, text: str) -> None:
        self.file = file
        loader = ContentLoader(text)
        try:
            self._root = loader.get_single_node()
        finally:
            loader.dispose()

    def finding(self, loc: Loc, message: str, suggestion: str = "", *, at_key: bool = False) -> Finding:
        """The finding at that place in the file, or at the nearest part around it that is written down."""
        line, column = self._place(loc, at_key)
        return Finding(self.file, line + 1, column + 1, named(loc), message, suggestion)

    def _place(self, loc: Loc, at_key: bool) -> tuple[int, int]:
        """Line and column, counted from 0."""
        node = self._root
        if node is None:
            return 0, 0
        mark = node.start_mark
        for step in loc:
            if isinstance(node, yaml.MappingNode):
                pair = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if pair is None:
                    break
                node, mark = pair[1], pair[0].start_mark if at_key or _is_empty(pair[1]) else pair[1].start_mark
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                mark = node.start_mark
            else:
                break
        return mark.line, mark.column


def _is_empty(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style


def named(loc: Loc) -> str:
    """The place as a person reads it: services 2, contacts, phone 1, number."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)


def not_yaml(file: str, text: str, error: yaml.YAMLError) -> Finding:
    """What to do about a text that is not YAML."""
    mark = getattr(error, "problem_mark", None)
    line, column = (mark.line + 1, mark.column + 1) if mark else (0, 0)
    problem = str(getattr(error, "problem", "") or getattr(error, "reason", "") or "it cannot be read")
    lines = text.splitlines()
    if isinstance(error, RepeatedKey):
        return Finding(file, line, column, "", f"{problem}.", "Keep one of the two; a list can hold several things.")
    if "not a day in the calendar" in problem:
        return Finding(file, line, column, "", f"{problem}.", "Write it as 2026-11-30: year, month, day.")
    if 0 < line <= len(lines) and "\t" in _indent(lines[line - 1]):
        return Finding(file, line, 1, "", "there is a tab here.", "Use spaces to indent, two for each step.")
    if "mapping values are not allowed" in problem:
        remedy = "If the text has a colon in it, put quotes round the whole text; otherwise look at the indents."
        return Finding(file, line, column, "", "there is a colon where none can be.", remedy)
    if opened := next((number for number, each in enumerate(lines[:line], 1) if _OPEN_QUOTE.search(each)), None):
        return Finding(file, opened, 1, "", "a quote is opened and not closed.", "Close it at the end of the text.")
    remedy = "Look at this line and the one above: the indent, the dash, the brackets, or quotes round the text."
    return Finding(file, line, column, "", f"this is not YAML ({problem}).", remedy)


def _indent(line: str) -> str:
    return line[: len(line) - len(line.lstrip())]


def wrong_fields(located: Located, error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """A finding for every field that pydantic refused, in the order of the file."""
    details = error.errors(include_url=False)
    # A part that could not be read makes the list round it look empty: the part itself is what is wrong.
    within = [one["loc"] for one in details]
    return [_wrong_field(located, one, model) for one in details if not _is_echo(one, within)]


def _is_echo(one: ErrorDetails, within: list[Loc]) -> bool:
    loc = one["loc"]
    return one["type"] == "too_short" and any(len(other) > len(loc) and other[: len(loc)] == loc for other in within)


def _wrong_field(located: Located, one: ErrorDetails, model: type[BaseModel]) -> Finding:
    loc, kind, value, context = one["loc"], one["type"], one.get("input"), one.get("ctx") or {}
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        return located.finding(
            loc, f'"{key}" is not a key here.', advice(key, keys_at(model, loc[:-1]), 40), at_key=True
        )
    if kind == "missing":
        return located.finding(loc, f"{key} is missing.", f"Write a line {key}: and what it is.")
    if kind == "enum":
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        a_what = ONE_OF.get(key, f"something that {key} can be")
        return located.finding(loc, f"{_shown(value)} is not {a_what}.", advice(str(value), expected))
    return located.finding(loc, *_message(kind, key, value, context, str(one["msg"])))


def _message(kind: str, key: str, value: Any, context: dict[str, Any], plain: str) -> tuple[str, str]:
    if kind == "value_error":
        said = plain.removeprefix("Value error, ")
        return (
            f"{key}: {said}." if not key or value is None or isinstance(value, dict) else f"{_shown(value)}: {said}."
        ), ""
    if kind == "string_type":
        return _not_text(key, value)
    if kind == "string_pattern_mismatch":
        return f"{_shown(value)} is not how {key} is written.", f"Write {SHAPES.get(key, 'it as in the other files')}."
    if kind == "string_too_long":
        longest = context.get("max_length", ID_LONGEST)
        return f"{_shown(value)} has {len(str(value))} letters.", f"Write at most {longest}, so that it fits a button."
    if kind in {"string_too_short", "too_short"}:
        return f"nothing is written at {key}.", "Write something, or leave the line out."
    if kind in {"tuple_type", "list_type"}:
        return f"{key} is a list.", f"Write {key}: [{value if isinstance(value, str) else '...'}]"
    if kind in {"model_type", "model_attributes_type", "dict_type", "mapping_type"}:
        return f"{key or 'this'} has parts of its own.", "Write each on a line below it, indented, like name: ..."
    if kind in {"bool_type", "bool_parsing"}:
        return f"{_shown(value)} is neither yes nor no.", "Write yes or no."
    return f"{key}: {plain[:1].lower()}{plain[1:]}.", ""


def _not_text(key: str, value: Any) -> tuple[str, str]:
    if value is None:
        return f"nothing is written at {key}.", "Write something, or leave the line out."
    if isinstance(value, bool):
        word = "yes" if value else "no"
        return f'YAML reads this word as the answer "{word}".', 'Put quotes round it, like "NO".'
    if isinstance(value, int | float):
        return f"YAML reads this as the number {value}.", "Put quotes round it, so that it stays as you wrote it."
    if isinstance(value, list | dict):
        return f"{key} is one text, not a list or several parts.", f"Write {key}: and the text on one line."
    return f"YAML reads this as a date ({value}).", "Put quotes round it, so that it stays as you wrote it."


def _shown(value: Any) -> str:
    text = (
        "nothing"
        if value is None
        else {True: "yes", False: "no"}.get(value, str(value))
        if isinstance(value, bool)
        else str(value)
    )
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'


def keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may be written at that place, as they are written."""
    here: type[BaseModel] | None = model
    for step in loc:
        if here is None:
            return []
        if isinstance(step, str):
            match = next((one for name, one in here.model_fields.items() if step in (name, one.alias)), None)
            here = _model_in(match.annotation) if match else None
    if here is None:
        return []
    return [one.alias or name for name, one in here.model_fields.items() if not one.exclude]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Line, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)


def shown_path(path: Path, folder: Path) -> str:
    """The file's path as the editor knows it: from the content folder on."""
    return (Path(folder.name) / path.relative_to(folder)).as_posix()
