"""A candidate becomes a service, once a person has said what the standard can't and that they have checked it."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.directory.candidates.files import Kept
from bot.directory.candidates.merge import plain
from bot.directory.open_referral.terms import FACTS
from bot.directory.service import Organisation, Service
from bot.directory.spreadsheet.changes import NewService, tidy
from bot.directory.spreadsheet.names import new_id, slug
from bot.directory.vocabulary import Audience, Kind, Stage

ASKED = {
    "kind": ("the kind of help", [one.value for one in Kind]),
    "for_whom": ("who it is for", [one.value for one in Audience]),
    "stages": ("the stages it is for", [one.value for one in Stage]),
}


class NotYet(Exception):
    """A candidate that can't become a service yet; `missing` has a sentence for each thing to write."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(" ".join(missing))
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Where:
    """Where services are: their files, by the organisation's name in small letters, and the ids that are taken."""

    services: Path
    files: dict[str, Path]
    ids: Container[str]


def accept(kept: Kept, where: Where, by: str | None, today: date) -> NewService:
    """The new service of a finished candidate. Raises NotYet."""
    if accepted := kept.says.get("accepted"):
        raise NotYet([f"It was accepted before: it is the service {accepted}."])
    data: dict[str, Any] = plain(kept.part("service"))
    missing = [_asked(key) for key in ASKED if not data.get(key)]
    organisation = str(kept.says.get("organisation") or "").strip()
    if not organisation:
        missing.append("organisation is empty: write the name of the organisation that runs it.")
    if not data.get("serves"):
        missing.append("serves is empty: write who is covered, like serves: {districts: [Bristol]}.")
    if by:
        data["checked"] = {"on": today.isoformat(), "by": by}
    if not data.get("checked"):
        missing.append('Nobody has checked it: ring or look, then add --by "Your name".')
    missing += [one for one in _wrong(data) if not any(one.startswith(said.split(" ")[0]) for said in missing)]
    if missing:
        raise NotYet(missing)
    data["id"] = new_id(organisation, str(data["name"]), where.ids)
    data["sources"] = [*data.get("sources", []), _source(kept)]
    data = _as_written(data)
    top: dict[str, Any] = {"organisation": organisation}
    top |= {key: str(value) for key in ("website", "charity_number") if (value := kept.says.get(key))}
    file = where.files.get(organisation.casefold(), where.services / f"{slug(organisation)}.yaml")
    return NewService(file, top, tidy(data))


def _asked(key: str) -> str:
    what, words = ASKED[key]
    return f"{key} is empty: write {what}, one of {', '.join(words)}."


def _wrong(data: dict[str, Any]) -> list[str]:
    """What a service's file could not have, one sentence each."""
    try:
        Organisation.model_validate({"organisation": "x", "services": [{"id": "x", **data}]})
    except ValidationError as error:
        said = []
        for one in error.errors(include_url=False):
            if len(one["loc"]) < 2:
                continue  # the list of services, which only echoes what is wrong with the one in it
            place = ", ".join(str(step + 1) if isinstance(step, int) else step for step in one["loc"][2:])
            place = f"{place}: " if place else ""
            said.append(f"{place}{str(one['msg']).removeprefix('Value error, ').rstrip('.')}.")
        return said
    return []


def _as_written(data: dict[str, Any]) -> dict[str, Any]:
    """As the other files say it: only what is not a matter of course, and yes and no without quotes."""
    service = Service.model_validate(data)
    whole = service.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    words = {"yes": True, "no": False}
    for part, keys in ((whole, FACTS), (whole.get("cost", {}), ("free",))):
        part |= {key: words[part[key]] for key in keys if part.get(key) in words}
    return whole


def _source(kept: Kept) -> dict[str, Any]:
    """Where the facts came from."""
    upstream = kept.part("upstream")
    feed, identifier = str(upstream.get("feed")), str(upstream.get("id"))
    source: dict[str, Any] = {}
    if feed.startswith(("http://", "https://")):
        source["url"] = f"{feed.partition('?')[0].removesuffix('/').removesuffix('/services')}/services/{identifier}"
    source["supports"] = f"its record in the feed {feed}"
    if assured := upstream.get("assured"):
        source["page_date"] = str(plain(assured))
    return source
