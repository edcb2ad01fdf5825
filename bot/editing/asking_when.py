"""The question of `kith new service` that is hardest to answer right: when it is. What was understood is said back."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from bot.directory.load import ContentError, load_days_off, load_gazetteer
from bot.directory.next_sessions import times_understood
from bot.directory.service import Service
from bot.directory.times import NotATime, read_schedule
from bot.editing.asking import Asker

WHEN = "When is it? Like: every Tuesday 10:00 to 11:30, term time only (may be empty)"
AND_WHEN = "At another time too? (may be empty)"


def ask_when(asker: Asker, folder: Path, given: dict[str, Any], today: date) -> list[dict[str, str]]:
    """The sessions of a service of which all this is known so far, as its file says them. Each is said back."""
    times: list[dict[str, str]] = []
    while said := asker.words(AND_WHEN if times else WHEN):
        time = _read(asker, folder, given, today, said)
        if time:
            times.append({**time, "as_of": today.isoformat()})
    return times


def _read(asker: Asker, folder: Path, given: dict[str, Any], today: date, said: str) -> dict[str, str] | None:
    """The time as it is written; None when it is to be asked again."""
    try:
        read_schedule(said)
    except NotATime as error:
        asker.say(f"No dates can be worked out of that: {error}.")
        return {"says": said} if asker.yes("Show these words all the same, without dates?") else None
    asker.say(f"Understood: {_understood(folder, {**given, 'times': [{'when': said, 'as_of': str(today)}]}, today)}")
    return {"when": said} if asker.yes("Is that right?") else None


def _understood(folder: Path, given: dict[str, Any], today: date) -> str:
    """The time in other words, with its next three dates where this service is."""
    service, days_off = Service.model_validate(given), load_days_off(folder)
    try:
        gazetteer = load_gazetteer(folder)
    except ContentError:  # a folder without places: which days are off there can't be known
        return f"{service.times[0].schedule}."
    (line,) = times_understood([service], lambda one: days_off.calendar_of(one, gazetteer), today)
    return line.partition(": ")[2]
