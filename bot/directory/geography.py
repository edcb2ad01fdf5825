"""The names that the gazetteer knows, for checking what services say they cover. Distances belong to bot.places."""

import csv
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

OUTCODES = "places/outcodes.csv"
PLACES = "places/places.csv"


@dataclass(frozen=True, slots=True)
class Geography:
    """Names in casefolded form. places gives, for each name, the districts in which there is such a place.

    outcodes are the first halves of postcodes, and the letters that they begin with.
    """

    nations: dict[str, str]
    districts: dict[str, str]
    places: dict[str, frozenset[str]]
    outcodes: frozenset[str] = frozenset()

    def is_place(self, name: str) -> bool:
        """Whether there is such a place; "Stroud, Gloucestershire" asks for one in that district or county."""
        return bool(self.where(name))

    def has_postcode(self, code: str) -> bool:
        """Whether postcodes begin so: "BS", "BS5", "BS5 6", "BS5 6XX", "BS56XX". Yes where no postcodes are known."""
        first, _, second = code.partition(" ")
        return not self.outcodes or first in self.outcodes or (not second and first[:-3] in self.outcodes)

    def where(self, name: str) -> frozenset[str]:
        """The districts in which there is such a place; "Stroud, Gloucestershire" asks for one in that county."""
        bare, _, qualifier = (part.strip().casefold() for part in name.partition(","))
        found = self.places.get(bare, frozenset())
        if not qualifier:
            return found
        return frozenset(district for district in found if qualifier in _parts(district.casefold()))


def read_geography(folder: Path) -> Geography | None:
    """The names in the folder's gazetteer files, or None when it has none: then names are not checked."""
    outcodes, places = folder / OUTCODES, folder / PLACES
    if not outcodes.exists() or not places.exists():
        return None
    nations: dict[str, str] = {}
    districts: dict[str, str] = {}
    named: dict[str, set[str]] = {}
    codes: set[str] = set()
    for row in _rows(outcodes):
        codes |= {row["outcode"], row["outcode"][:-1], re.split(r"\d", row["outcode"])[0]}
        nations[row["nation"].casefold()] = row["nation"]
        for district in [row["county_or_district"], *row.get("all_districts", "").split("|")]:
            districts.update((part.casefold(), part) for part in (district, *district.split(", ")) if part)
    for row in _rows(places):
        for name in (row["name"], *row.get("alt_names", "").split("|")):
            named.setdefault(name.casefold(), set()).add(row["county_or_district"])
    return Geography(nations, districts, {name: frozenset(where) for name, where in named.items()}, frozenset(codes))


def _rows(path: Path) -> Iterable[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _parts(district: str) -> tuple[str, ...]:
    return (district, *district.split(", "))
