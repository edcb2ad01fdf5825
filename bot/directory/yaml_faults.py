"""A text that is not YAML: what its author most likely meant, line by line, so that everything else is still read.

A reader of YAML stops at the first slip. `mended` says what each slip is, puts it right in a copy that is thrown away,
and reads on, so that a file with three slips has three findings in one go. A guess changes one line and never adds or
takes one away, so that the lines of later findings are right. The file itself is never changed.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

import yaml

from bot.directory.findings import Finding
from bot.directory.reading import RepeatedKey, nodes
from bot.directory.yaml_lines import ITEM, KEY, LINE, Look, Slip, above, begins, below, indent
from bot.directory.yaml_strays import ANYWHERE, many_tabs

MOST_SLIPS = 50
MOST_GUESSES = 3
INDENT = "this line begins with"
LINES_BEFORE = 3
"""How far above the place where the reader stopped the slip may be."""
_RESERVED = "@`%*&!|>?"


def mended(file: str, text: str, error: yaml.YAMLError, keys: Collection[str]) -> tuple[list[Finding], str | None]:
    """What is wrong with a text that raised the error, and the text as meant; None when that can't be guessed."""
    findings: list[Finding] = []
    guesses = 0
    if tabs := many_tabs(file, text):
        return [tabs[0]], tabs[1]
    for _ in range(MOST_SLIPS):
        lines = text.split("\n")
        found = _first_slip(lines, error, keys)
        if found is None:
            return [*findings, _unexplained(file, lines, error)], None
        number, slip = found
        guesses += slip.message.startswith(INDENT)
        if guesses > MOST_GUESSES:  # the indents are all astray, or the guess was wrong: one finding says where
            first = next(index for index, one in enumerate(findings) if one.message.startswith(INDENT))
            return findings[: first + 1], None
        findings.append(Finding(file, number + 1, slip.column, "", slip.message, slip.suggestion))
        if slip.mended == lines[number]:
            return findings, None
        lines[number] = slip.mended
        text = "\n".join(lines)
        try:
            nodes(text)
            return findings, text
        except yaml.YAMLError as another:
            error = another
    return findings, None


def twice(file: str, error: RepeatedKey) -> Finding:
    """A key that a part has two times."""
    line, column, _ = _place(error)
    return Finding(file, line, column, "", f"{error.problem}.", "Keep one of the two; a list can hold several things.")


def _first_slip(lines: list[str], error: yaml.YAMLError, keys: Collection[str]) -> tuple[int, Slip] | None:
    """The line (counted from 0) that is most likely what stopped the reader, and what is wrong with it."""
    line, _, began = _place(error)
    last = min(line, len(lines)) if line else len(lines)
    for look in ANYWHERE:
        for number in range(len(lines)):
            if slip := look(lines, number, keys):
                return number, slip
    for number in _suspects(last, began):
        for look in NEARBY:
            if slip := look(lines, number, keys):
                return number, slip
    return _indents(lines, last)


def _suspects(last: int, began: int) -> Iterator[int]:
    """Where the open part began, then the line that the reader stopped at, then the ones above. Counted from 0."""
    if began and last - began <= 1:
        yield min(began, last) - 1
    yield from range(last - 1, max(last - 1 - LINES_BEFORE, -1), -1)
    if began and last - began > 1:
        yield from range(began - 1, last - 1)


def _place(error: yaml.YAMLError) -> tuple[int, int, int]:
    """Line and column where the reader stopped, and the line where the part began, from 1; 0 where not known."""
    mark, began = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    return (mark.line + 1 if mark else 0), (mark.column + 1 if mark else 0), (began.line + 1 if began else 0)


def _no_space(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """`-id: …` and `kind:befriending`, and `services` without its colon."""
    line = lines[number]
    if found := re.match(r"^(\s*)-([A-Za-z_]\w*:(\s.*)?)$", line):
        remedy = f"Write - {found[2].strip()}"
        return Slip(len(found[1]) + 1, "a space is missing after the dash.", remedy, f"{found[1]}- {found[2]}")
    found = re.match(r"^(\s*(?:- )?)([A-Za-z_]\w*):([^\s:/].*)$", line)
    if found and found[2] in keys:
        column = len(found[1]) + 1
        remedy = f"Write {found[2]}: {found[3]}"
        return Slip(column, "a space is missing after the colon.", remedy, f"{found[1]}{found[2]}: {found[3]}")
    found = re.match(r"^(\s*(?:- )?)([A-Za-z_]\w*)\s+:(.*)$", line)
    if found and found[2] in keys:
        right = f"{found[2]}: {found[3].strip()}".rstrip()
        return Slip(len(found[1]) + 1, "there is a space before the colon.", f"Write {right}", found[1] + right)
    found = re.match(r"^(\s*(?:- )?)([A-Za-z_]\w*)\s*=\s*(.*)$", line)
    if found and found[2] in keys:
        right = f"{found[2]}: {found[3].strip()}".rstrip()
        message = "there is an = where a colon belongs."
        return Slip(line.index("=") + 1, message, f"Write {right}", found[1] + right)
    found = re.match(r"^(\s*(?:- )?)([A-Za-z_]\w*)(\s+[^:\s].*|\s*)$", line)
    if found and found[2] in keys:
        right = f"{found[2]}:{found[3].rstrip()}"
        return Slip(len(found[1]) + 1, f"a colon is missing after {found[2]}.", f"Write {right}", found[1] + right)
    return None


def _bare_time(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """`- every Monday 10:00` below `times:`, without its key."""
    found = re.match(r"^(\s*- +)([^:\s][^:]*(:\d\d[^:]*)*)$", lines[number])
    if not found or above(lines, number).strip() != "times:":
        return None
    right = f"when: {found[2].strip()}"
    return Slip(len(found[1]) + 1, "this time has no key.", f"Write {right}", found[1] + right)


def _quotes(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """A quote that is not closed, or closed too early."""
    line = lines[number]
    found = LINE.match(line) or ITEM.match(line)
    if not found or found["value"][0] not in "\"'":
        return None
    value, column = found["value"], found.start("value") + 1
    mark, rest = value[0], re.sub(r"\s+#.*$", "", value[1:])
    whole = re.fullmatch(r'"(?:[^"\\]|\\.)*"' if mark == '"' else r"'(?:[^']|'')*'", mark + rest)
    if whole:
        return None
    inside = rest.rstrip(mark).replace("\\", "").replace('"', "'")
    right = f'{line[: column - 1]}"{inside}"'
    if mark not in rest:
        return Slip(column, "a quote is opened and not closed.", f"Close it at the end of the text: {mark}", right)
    if mark == "'":
        message = "the apostrophe in this text closes the quote."
        return Slip(column, message, 'Put double quotes round the whole text: "…".', right)
    return Slip(column, "the text goes on after its quote is closed.", "Put the quotes round the whole text.", right)


def _brackets(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """A list or a part in brackets that is not closed, or that has two commas."""
    line = lines[number]
    found = LINE.match(line) or ITEM.match(line)
    if not found or found["value"][0] not in "[{":
        return None
    value = re.sub(r"\s+#.*$", "", found["value"])
    bare = re.sub(r"\"[^\"]*\"|'[^']*'", "", value)
    column = found.start("value") + 1
    for opening, closing in ("[]", "{}"):
        missing = bare.count(opening) - bare.count(closing)
        if missing > 0:
            right = line[: column - 1] + value.rstrip(" ,") + closing * missing
            return Slip(column, f"the bracket {opening} is not closed.", f"Close it at the end with {closing}", right)
        if missing < 0 and value.endswith(closing * 2):
            at = column + len(value) - 1
            return Slip(at, f"there is one {closing} too many.", "Delete it.", line[: column - 1] + value[:missing])
    if opened := re.search(r"[\[{,:]\s*([\"'])[^\"']*$", bare):
        quote = column - 1 + value.rfind(opened[1])
        right = line[:quote] + line[quote + 1 :]
        return Slip(quote + 1, "a quote is opened and not closed.", f"Close it, or delete it: {opened[1]}", right)
    if after := re.match(r"^([\[{].*[\]}])\s*[^\s\]},]+\s*$", value):
        message = "something stands behind the last bracket."
        return Slip(column + len(after[1]), message, "Delete it.", line[: column - 1] + after[1])
    key = "|".join(map(re.escape, keys))
    if found_key := re.search(rf"[^\s,{{\[](\s+)((?:{key}):\s)", value):
        right = line[: column - 1] + value[: found_key.start(1)] + ", " + value[found_key.start(2) :]
        at = column + found_key.start(1)
        return Slip(at, "a comma is missing here.", f"Write a comma before {found_key[2].strip()}", right)
    if re.search(r",\s*,|\[\s*,", bare):
        right = line[: column - 1] + re.sub(r"\[\s*,", "[", re.sub(r",(\s*,)+", ",", value))
        return Slip(column, "there is a comma with nothing before it.", "Delete the comma.", right)
    return None


def _colon(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """A sentence with a colon in it, without quotes."""
    line = lines[number]
    found = LINE.match(line) or ITEM.match(line)
    if not found or found["value"][0] in "\"'[{|>#&*!":
        return None
    value = re.sub(r"\s+#.*$", "", found["value"])
    inner = re.search(r":(\s|$)", value)
    if not inner or (not found["key"] and re.match(r"^[A-Za-z_]\w*:", value)):
        return None
    message = "there is a colon in the text, and it has no quotes."
    column = found.start("value") + inner.start() + 1
    right = f'"{_for_double_quotes(value)}"'
    return Slip(
        column, message, f"Please put quotes round the whole text: {_short(right)}", _with_value(line, found, right)
    )


def _reserved(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """A text that begins with a sign that means something to YAML."""
    line = lines[number]
    found = LINE.match(line) or ITEM.match(line)
    if not found:
        return None
    value = found["value"]
    plain_block = re.fullmatch(r"[|>][-+]?\d?\s*(#.*)?", value)
    if value.startswith("- ") or (value[0] in _RESERVED and not plain_block):
        right = f'"{_for_double_quotes(value)}"'
        message = f"a text can't begin with {value[0]} unless it is in quotes."
        return Slip(found.start("value") + 1, message, f"Write {_short(right)}", _with_value(line, found, right))
    return None


def _loose_text(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """A line of words that belongs to the text above and is not indented under it."""
    line = lines[number]
    words = line.strip()
    if not words or words.startswith(("#", "-", "[", "{", '"', "'")) or ":" in words:
        return None
    begun = LINE.match(above(lines, number))
    if not begun or len(indent(line)) > len(begun["indent"] + (begun["dash"] or "")):
        return None
    remedy = f"Put it at the end of the line above, or begin it with more spaces than {begun['key']} has."
    right = " " * (len(begun["indent"] + (begun["dash"] or "")) + 2) + words
    return Slip(len(indent(line)) + 1, "this line has no key.", remedy, right)


def _dash(lines: list[str], number: int, keys: Collection[str]) -> Slip | None:
    """`id:` without the dash that begins each part of a list."""
    line = lines[number]
    if not re.match(r"^\s*id:\s", line) or not re.match(r"^\s*[A-Za-z_]\w*:\s*$", above(lines, number)):
        return None
    column = len(indent(line)) + 1
    right = f"{indent(line)}- {line.strip()}"
    return Slip(column, "a dash is missing before id.", f"Write {right.strip()}", right)


def _indents(lines: list[str], last: int) -> tuple[int, Slip] | None:
    """A line that begins further left or right than the lines it belongs with."""
    if listed := _lists(lines, last):
        return listed
    near = range(min(last, len(lines) - 1), max(last - 1 - LINES_BEFORE, 0), -1)
    for number in near:  # the line above and the one below begin alike, and this one doesn't
        found, over = KEY.match(lines[number]), KEY.match(above(lines, number))
        under = KEY.match(below(lines, number))
        framed = over and under and over[3] and not under[2] and begins(over) == begins(under)
        if found and over and framed and found[3] and not found[2] and begins(found) != begins(over):
            return number, _indented(lines[number], begins(over))
        deeper = found and over and under and over[3] and not found[3] and len(under[1]) == begins(over) + 2
        if found and over and deeper and begins(found) < begins(over):
            return number, _indented(lines[number], begins(over))
    for number in near:
        found, over = KEY.match(lines[number]), KEY.match(above(lines, number))
        if found and over:
            here, there = len(found[1]), begins(over)
            fits = {len(indent(each)) for each in lines[:number] if each.strip()} | {there}
            right = there if over[3] else there + 2
            if here != right and (here not in fits or here > there):
                return number, _indented(lines[number], right)
    return None


def _lists(lines: list[str], last: int) -> tuple[int, Slip] | None:
    """A dash that is not below the others, or a list without its key."""
    for number in range(min(last, len(lines) - 1), max(last - 1 - LINES_BEFORE, 0), -1):
        line, before = lines[number], above(lines, number)
        over = KEY.match(before)
        if not line.lstrip().startswith("- "):
            continue
        here, there = len(indent(line)), len(indent(before))
        if before.lstrip().startswith("- ") and here > there and not (over and not over[3]):
            return number, _indented(line, there)
        if over and not over[3] and here not in (begins(over), begins(over) + 2):
            return number, _indented(line, begins(over) + 2)
        if over and over[3] and not over[2] and here > there:
            remedy = "Write the key that it belongs to on the line above it, like notes:"
            return number, Slip(here + 1, "this list has no key.", remedy, line)
    return None


def _indented(line: str, right: int) -> Slip:
    message = f"{INDENT} {_spaces(len(indent(line)))}, unlike the lines that it belongs with."
    return Slip(1, message, f"Begin it with {_spaces(right)}.", " " * right + line.lstrip())


def _spaces(count: int) -> str:
    return {0: "no space", 1: "1 space"}.get(count, f"{count} spaces")


def _with_value(line: str, found: re.Match[str], value: str) -> str:
    return line[: found.start("value")] + value


def _for_double_quotes(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"')


def _short(text: str) -> str:
    return text if len(text) <= 60 else f'{text[:56]}…"'


def _unexplained(file: str, lines: list[str], error: yaml.YAMLError) -> Finding:
    line, column, _ = _place(error)
    line = min(line, len(lines)) or 1
    remedy = "Look at this line and the one above: the indent, the dash, brackets and commas, or quotes round the text."
    return Finding(file, line, column, "", "from here on this can't be read.", remedy)


NEARBY: tuple[Look, ...] = (_bare_time, _no_space, _dash, _quotes, _brackets, _reserved, _colon, _loose_text)
