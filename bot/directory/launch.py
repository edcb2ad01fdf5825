"""The launch list (design, section 5): before the bot meets anybody, a person has rung every crisis line lately.

A line is any part of a file under content/crisis/ that has an id. Its `checked: {on: 2026-11-01, by: Jo}` must be at
most three months old. Nothing else about crisis lines is looked at here: their models belong to bot.safety.
"""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.directory.fields import earliest
from bot.directory.findings import Finding, Loc, Located, not_yaml, shown_path
from bot.directory.freshness import months_before
from bot.directory.reading import read_yaml

CRISIS = "crisis"
LAUNCH_MONTHS = 3


def check_launch(folder: Path, today: date) -> Iterator[Finding]:
    """A finding for each crisis line that nobody has confirmed within three months of today."""
    files = sorted((folder / CRISIS).glob("*.yaml"))
    if not files:
        yield Finding(f"{folder.name}/{CRISIS}", 0, 0, "", "there are no crisis lines.", "Add a file for each nation.")
    for path in files:
        name = shown_path(path, folder)
        try:
            text = path.read_text(encoding="utf-8-sig")
            value, located = read_yaml(text), Located(name, text)
        except yaml.YAMLError as error:
            yield not_yaml(name, text, error)
            continue
        except (UnicodeDecodeError, OSError):
            yield Finding(name, 0, 0, "", "this file cannot be read as text.", "Save it as UTF-8.")
            continue
        for loc, line in _lines(value):
            yield from _confirmed(located, loc, line, today)


def _lines(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every mapping with an id, and where it is."""
    if isinstance(value, dict):
        if "id" in value and loc:
            yield loc, value
        for key, part in value.items():
            yield from _lines(part, (*loc, str(key)))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _lines(part, (*loc, index))


def _confirmed(located: Located, loc: Loc, line: dict[str, Any], today: date) -> Iterator[Finding]:
    checked = line.get("checked")
    on = checked.get("on") if isinstance(checked, dict) else None
    remedy = f"Ring it, then write checked: {{on: {today.isoformat()}, by: your name}}."
    name = line["id"]
    if not on:
        yield located.finding((*loc, "checked"), f"nobody has confirmed the crisis line {name}.", remedy)
        return
    try:
        day = earliest(str(on))
    except ValueError:
        yield located.finding((*loc, "checked", "on"), f"{on} is not a date.", remedy)
        return
    if day > today:
        yield located.finding((*loc, "checked", "on"), f"{on} is still to come.", "Write the day on which it was rung.")
    elif day < months_before(today, LAUNCH_MONTHS):
        message = f"the crisis line {name} was last confirmed on {on}, over three months ago."
        yield located.finding((*loc, "checked", "on"), message, remedy)
