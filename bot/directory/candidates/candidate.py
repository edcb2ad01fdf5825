"""A candidate: a record of another directory that waits for a person, as a file that a person can read and finish.

One file each, in a folder for each feed: it can be opened, corrected, compared and thrown away without touching the
others. `service` is for people to change. `upstream` keeps what the feed said, so that the next import can tell a
person's edit from the feed's own change.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.directory.amending import as_yaml
from bot.directory.service import Service

FOLDER = "candidates"
TO_FILL_IN = ("kind", "for_whom", "stages", "needs")
"""What the standard cannot say and a person must: shown as empty lines, with what may be written."""
TOP = ("organisation", "website", "charity_number")

HEADER = """\
# A candidate from another directory. Kith shows it to nobody until a person has accepted it.
# 1. Read it, ring or look at the website, and correct what is wrong under service.
# 2. Write what is missing there. kind: peer_group, befriending, helpline, text_chat, online_community, information,
#    professional or crisis. for_whom: mothers, fathers, partners, family, anyone. stages: pregnancy, postnatal, loss.
#    needs, if you know them: ids from content/needs.yaml, like [low_mood, loneliness].
# 3. kith accept {name} --by "Your name"
# Leave upstream as it is: by it, the next import sees what you have changed.
"""


@dataclass(slots=True)
class Candidate:
    """What a record says in our words, and what we found out about it."""

    feed: str
    id: str
    """The record's id in its feed: only the two together say which record it is."""
    name: str
    top: dict[str, Any]
    """organisation, website and charity_number, as far as they are known."""
    service: dict[str, Any]
    assured: str | None = None
    relevance: int = 0
    because: tuple[str, ...] = ()
    perhaps_the_same_as: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    partial: bool = False
    """Whether only part of the record could be had, so that what is missing in it says nothing."""

    @property
    def about(self) -> dict[str, Any]:
        """What the import found out, for the file."""
        found: dict[str, Any] = {"relevance": self.relevance, "because": list(self.because)}
        for key in ("perhaps_the_same_as", "doubts", "conflicts"):
            if value := getattr(self, key):
                found[key] = list(value)
        return found

    @property
    def said(self) -> dict[str, Any]:
        """What the feed said, for the file."""
        return {**self.top, "service": self.service}

    def as_yaml(self, name: str, today: date) -> str:
        """The candidate's new file."""
        upstream = {"feed": self.feed, "id": self.id, "fetched": today.isoformat()}
        upstream |= {"assured": self.assured} if self.assured else {}
        whole = {
            "organisation": self.top.get("organisation"),
            **{key: value for key, value in self.top.items() if key != "organisation"},
            "service": to_finish(self.service),
            "about": self.about,
            "upstream": {**upstream, "said": self.said},
        }
        return HEADER.format(name=name) + as_yaml(whole)


def to_finish(service: Mapping[str, Any]) -> dict[str, Any]:
    """The fields in the order of the model, with an empty line for each that a person has to fill in."""
    order = [part.alias or name for name, part in Service.model_fields.items() if not part.exclude]
    keys = [key for key in order if key in service or key in TO_FILL_IN]
    return {key: service.get(key) for key in keys}
