"""Our closed lists as taxonomies: what the standard has no words for travels as terms, and comes back unchanged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from bot.directory.needs import Needs
from bot.directory.open_referral.names import URN, identifier
from bot.directory.vocabulary import Audience, Exclusion, Focus, Format, Kind, LedBy, Referral, Stage, Way


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """One closed list: its key in our addresses, its name, and the field of a service that holds its codes."""

    key: str
    name: str
    field: str
    words: type[StrEnum] | None = None
    several: bool = True

    def as_dict(self) -> dict[str, Any]:
        """As `/taxonomies` gives it."""
        return {
            "id": identifier("taxonomy", self.key),
            "name": self.name,
            "description": f"{self.name}, as the Kith directory of perinatal peer support tells them apart.",
            "uri": f"{URN}{self.key}",
            "version": "1",
        }


TAXONOMIES = (
    Taxonomy("kind", "Support kind", "kind", Kind, several=False),
    Taxonomy("focus", "Set up for", "focus", Focus, several=False),
    Taxonomy("format", "Format", "formats", Format),
    Taxonomy("way", "Way of meeting or talking", "ways", Way),
    Taxonomy("for_whom", "Who it is for", "for_whom", Audience),
    Taxonomy("not_for", "Who it is not for", "not_for", Exclusion),
    Taxonomy("stage", "Stage", "stages", Stage),
    Taxonomy("need", "Need", "needs"),
    Taxonomy("chief_need", "Chief need", "chiefly_for"),
    Taxonomy("referral_route", "Referral route", "referral", Referral, several=False),
    Taxonomy("led_by", "Who runs it", "led_by", LedBy, several=False),
    Taxonomy("fact", "Fact", ""),
)
BY_KEY: Mapping[str, Taxonomy] = {one.key: one for one in TAXONOMIES}

FACTS = ("baby_welcome", "older_children", "creche", "step_free", "travel_help")
"""Fields that are yes or no: a term each for yes and for no; neither when nobody knows."""


class Terms:
    """Every term with its label. Needs have theirs from content/needs.yaml."""

    def __init__(self, needs: Needs) -> None:
        self._needs = {need.id: need.label for need in needs.needs}

    def term(self, key: str, code: str) -> dict[str, Any]:
        """One term, as `/taxonomy_terms` and an attribute give it."""
        taxonomy = BY_KEY[key]
        label = self._label(key, code)
        return {
            "id": identifier("term", key, code),
            "code": code,
            "name": label,
            "description": f"{taxonomy.name}: {label}",
            "term": label,
            "taxonomy": f"{URN}{key}",
            "taxonomy_id": identifier("taxonomy", key),
            "language": "en",
            "term_uri": f"{URN}{key}:{code}",
        }

    def every(self) -> Iterator[dict[str, Any]]:
        """Every term of every taxonomy."""
        for taxonomy in TAXONOMIES:
            for code in self._codes(taxonomy):
                yield self.term(taxonomy.key, code)

    def _codes(self, taxonomy: Taxonomy) -> tuple[str, ...]:
        if taxonomy.words:
            return tuple(word.value for word in taxonomy.words if word.value != "unknown")
        if taxonomy.key == "fact":
            return tuple(f"{fact}_{answer}" for fact in FACTS for answer in ("yes", "no"))
        return tuple(self._needs)

    def _label(self, key: str, code: str) -> str:
        if key in ("need", "chief_need") and code in self._needs:
            return self._needs[code]
        words = code.replace("_", " ")
        return words[:1].upper() + words[1:]
