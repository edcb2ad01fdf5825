"""What strays into a text from elsewhere: tabs, odd spaces, letters that can't be seen, marks of merges and chats."""

from __future__ import annotations

import re
from collections.abc import Collection

import yaml

from bot.directory.findings import Finding
from bot.directory.reading import nodes
from bot.directory.yaml_lines import KEY, Look, Slip, above, begins, indent

MANY_TABS = 4
"""From so many lines on it is an editor's habit, and told once."""

_CONFLICT = re.compile(r"^(<{7}|={7}|>{7}|\|{7})( |$)")
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ODD_SPACE = "\u00a0\u2007\u202f\u2003\u2002\u3000"
_ODD_GAP = re.compile(rf"^\s*(?:- )?[A-Za-z_]\w*:[ ]*([{_ODD_SPACE}])\s*")


def many_tabs(file: str, text: str) -> tuple[Finding, str | None] | None:
    """A file that is indented with tabs throughout: one finding, and the text with spaces where that can be read."""
    lines = text.split("\n")
    tabbed = [number for number, line in enumerate(lines) if line.strip() and "\t" in indent(line)]
    if len(tabbed) < MANY_TABS:
        return None
    column = indent(lines[tabbed[0]]).index("\t") + 1
    message = f"there is a tab here, and at the beginning of {len(tabbed) - 1} more lines."
    remedy = "Use spaces to indent, two for each step. Most editors can do it at once (convert tabs to spaces)."
    finding = Finding(file, tabbed[0] + 1, column, "", message, remedy)
    return finding, next((spaced for width in (4, 2, 8) if _is_yaml(spaced := _with_spaces(lines, width))), None)


def _with_spaces(lines: list[str], width: int) -> str:
    return "\n".join(indent(line).replace("\t", " " * width) + line.lstrip() for line in lines)


def _is_yaml(text: str) -> bool:
    try:
        return nodes(text) is not None
    except yaml.YAMLError:
        return False


def _conflict(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    line = lines[number]
    if not _CONFLICT.match(line):
        return None
    remedy = "Two people changed this place: keep the lines that are right, and delete this one and the others like it."
    return Slip(1, "this line was left behind when two versions were put together.", remedy, "# " + line)


def _not_of_the_file(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """The marks round a piece of code in a chat, and the line that begins a second text in one file."""
    line = lines[number]
    if line.startswith("```"):
        return Slip(1, "this line is from a chat or a web page, not part of the file.", "Delete it.", "# " + line)
    if line.rstrip() == "---" and above(lines, number):
        remedy = "Delete it, or put what follows into a file of its own."
        return Slip(1, "three dashes alone begin another file.", remedy, "# " + line)
    return None


def _odd_space(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    line = lines[number]
    start = indent(line)
    remedy = "It looks like a space and is another letter, as web pages have. Delete it and type spaces."
    if found := _ODD_GAP.match(line):
        right = line[: found.start(1)].rstrip() + " " + line[found.end() :]
        return Slip(found.start(1) + 1, "there is an odd space after the colon.", remedy, right)
    if not line.strip() or not (odd := next((each for each in start if each in "\t" + _ODD_SPACE), None)):
        return None
    column = start.index(odd) + 1
    right = " " * _beside(lines, number) + line.lstrip()
    if odd == "\t":
        return Slip(column, "there is a tab here.", "Use spaces to indent, two for each step.", right)
    return Slip(column, "there is an odd space at the beginning of this line.", remedy, right)


def _beside(lines: list[str], number: int) -> int:
    """How far in a line begins that belongs beside the one above it, or below it where that one has nothing yet."""
    over = above(lines, number)
    found = KEY.match(over)
    if not found:
        return len(indent(over))
    return begins(found) + (0 if found[3] else 2)


def _control(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    line = lines[number]
    if not (found := _CONTROL.search(line)):
        return None
    message = "there is a letter here that can't be seen and that no text file may have."
    return Slip(found.start() + 1, message, "Delete it and type the word again.", _CONTROL.sub("", line))


ANYWHERE: tuple[Look, ...] = (_control, _conflict, _not_of_the_file, _odd_space)
"""Looked for in the whole text, since they may stop the reader far from where they are."""
