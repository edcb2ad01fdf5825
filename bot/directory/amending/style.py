"""How Kith writes YAML: plain words as they are, anything that YAML might read its own way in quotes, lines of 120."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

WIDTH = 120
STEP = 2

_CONTROL = r"\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff"
_PLAIN = re.compile(rf"[^\W\d_]([^{_CONTROL}\\\"]*[^\s{_CONTROL}\\\"])?")
"""Begins with a letter: never a number, a date, a time, a dash or a sign that means something to YAML."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_TAKEN = {"y", "n", "yes", "no", "true", "false", "on", "off", "null", "nan", "inf"}
_IN_FLOW = re.compile(r"[\[\]{},]")

IN_BRACES = ("checked", "ages")
"""Parts that our files write on one line."""
ANSWERS = frozenset({"free", "baby_welcome", "older_children", "creche", "step_free", "travel_help", "term_time"})
"""The keys whose yes and no are written without quotes."""


def scalar(value: Any, key: str = "", *, flow: bool = False) -> str:
    """One value of that key on one line. In a flow list a comma or a bracket needs quotes too."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if value is None:
        return ""
    if isinstance(value, int | float):
        return repr(value)
    text = str(value)
    if (key == "on" and _DAY.fullmatch(text)) or (key in ANSWERS and text in ("yes", "no")):
        return text
    plain = _PLAIN.fullmatch(text) and text.casefold() not in _TAKEN and ": " not in text and " #" not in text
    if plain and not text.endswith(":") and not (flow and _IN_FLOW.search(text)):
        return text
    return _quoted(text)


def shown_key(key: str) -> str:
    """A key as it is written: the keys of our models are plain words, `on` among them."""
    return key if re.fullmatch(r"[a-z_]+", key) else scalar(key, flow=True)


def _quoted(text: str) -> str:
    if "\\" in text or '"' in text:
        single = "'" + text.replace("'", "''") + "'"
        if not re.search(rf"[{_CONTROL}]", text):
            return single
    written = json.dumps(text, ensure_ascii=False)
    return re.sub(r"[\x7f-\x9f\u2028\u2029\ufeff]", lambda found: f"\\u{ord(found[0]):04x}", written)


def folded(text: str, column: int, indent: int) -> str:
    """A scalar that begins at `column`, broken at single spaces so that lines stay within 120 characters."""
    if column + len(text) <= WIDTH or "  " in text or "\\" in text:
        return text
    lines: list[str] = []
    line, room = "", WIDTH - column
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and len(longer) > room and not word.startswith("#"):
            lines.append(line)
            line, room = word, WIDTH - indent - STEP
        else:
            line = longer
    return ("\n" + " " * (indent + STEP)).join([*lines, line])


def as_yaml(value: Any, indent: int = 0) -> str:
    """A mapping or a list in block style at that indent, ending with a line break; lists of short words in brackets."""
    pad = " " * indent
    if isinstance(value, Mapping):
        return "".join(f"{pad}{shown_key(key)}:{after_key(part, indent, str(key))}" for key, part in value.items())
    return "".join(_item(part, indent) for part in value)


def after_key(value: Any, indent: int, key: str) -> str:
    """What follows `key:` for a key at that indent, with the line break at its end."""
    if isinstance(value, Mapping) and value and key in IN_BRACES:
        return f" {flow(value)}\n"
    if isinstance(value, Mapping) and value:
        return "\n" + as_yaml(value, indent + STEP)
    if isinstance(value, Mapping):
        return " {}\n"
    if is_list(value):
        brackets = in_brackets(value)
        if brackets is not None and indent + len(key) + 2 + len(brackets) <= WIDTH:
            return f" {brackets}\n"
        return "\n" + as_yaml(value, indent + STEP)
    text = scalar(value, key)
    return f" {folded(text, indent + len(key) + 2, indent)}\n" if text else "\n"


def _item(value: Any, indent: int) -> str:
    pad = " " * indent
    if isinstance(value, Mapping) and value:
        block = as_yaml(value, indent + STEP)
        return f"{pad}- {block[indent + STEP :]}"
    if is_list(value) or isinstance(value, Mapping):
        return f"{pad}- {in_brackets(value) or flow(value)}\n"
    return f"{pad}- {folded(scalar(value), indent + STEP, indent)}\n"


def is_list(value: Any) -> bool:
    """Whether it is a list, and not a text."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def in_brackets(value: Any) -> str | None:
    """`[group, phone]` for a list of short words; None when another form reads better."""
    if not is_list(value) or any(isinstance(part, Mapping) or is_list(part) for part in value):
        return None
    if any(len(str(part)) > 40 for part in value):
        return None
    return flow(value)


def flow(value: Any, key: str = "") -> str:
    """The value of that key on one line, in brackets or braces where it has parts."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{shown_key(key)}: {flow(part, key)}" for key, part in value.items()) + "}"
    if is_list(value):
        return "[" + ", ".join(flow(part) for part in value) + "]"
    return scalar(value, key, flow=True)
