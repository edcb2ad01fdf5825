"""The launch list (design, section 5): before the bot meets anybody, a person has rung every crisis line lately.

A line of the launch list is a part of a file under content/crisis/ with an id and `launch: yes`. Its
`checked: {on: 2026-11-01, by: Jo}` must be at most three months old. Nothing else is looked at here: what a line is
belongs to bot.safety.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.directory.fields import earliest
from bot.directory.findings import Finding, Loc, shown_path
from bot.directory.freshness import months_before
from bot.directory.located import Located
from bot.directory.reading import NotText, read_text, read_yaml
from bot.safety.model import Model, ModelError

LAUNCH_MONTHS = 3


def check_launch(folder: Path, files: Sequence[Path], today: date) -> Iterator[Finding]:
    """A finding for each crisis line of the launch list that nobody has confirmed within three months of today."""
    if not files:
        yield Finding(
            shown_path(folder / "crisis", folder), 0, 0, "", "there are no crisis lines.", "Add a file for each nation."
        )
    for path in files:
        try:
            located = Located(shown_path(path, folder), read_text(path))
            lines = list(_lines(read_yaml(located.text)))
        except (yaml.YAMLError, NotText, OSError):
            continue  # the check says what is wrong with it
        for loc, line in lines:
            yield from _confirmed(located, loc, line, today)


def check_learned_net(folder: Path) -> Iterator[Finding]:
    """A finding when there are phrases to learn from and yet the learned net can't be used."""
    if not (folder / "safety" / "phrases").is_dir():
        return
    try:
        Model.load(folder / "safety" / "model")
    except ModelError as error:
        remedy = "Put content/safety/model back, or train it anew: python -m bot.safety.train."
        yield Finding(shown_path(folder / "safety" / "model", folder), 0, 0, "", str(error), remedy)


def _lines(value: Any, loc: Loc = ()) -> Iterator[tuple[Loc, dict[str, Any]]]:
    """Every line that must be confirmed, and where it is."""
    if isinstance(value, dict):
        if "id" in value and value.get("launch") is True:
            yield loc, value
        for key, part in value.items():
            yield from _lines(part, (*loc, str(key)))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _lines(part, (*loc, index))


def _confirmed(located: Located, loc: Loc, line: dict[str, Any], today: date) -> Iterator[Finding]:
    checked = line.get("checked")
    on = checked.get("on") if isinstance(checked, dict) else None
    name = line["id"]
    remedy = f'Check it, then run: kith confirm {name} --by "your name"'
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
