"""Reading the gazetteer's CSV files into rows. What each column means is told in content/places/README.md."""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, overload

from bot.places.place import Place

WEIGHT = {
    "city": 200_000,
    "town": 3_000,
    "suburb": 4_000,
    "ward": 5_000,
    "village": 800,
    "hamlet": 150,
    "locality": 150,
}
"""How important a place is taken to be when its population is not known."""
UNKNOWN_KIND = 150
TOWN = 10_000
"""People: what has so many is a town, whatever the file calls it."""
CITY = 20_000
"""A city counts for so many people at least, however small (St Davids)."""
ROUGH = 0.3
"""An approximate row counts for less than an exact one of the same name."""
PEOPLE = 38
"""People to a postcode in use, on average."""
USUAL_POSTCODES = 500
"""Postcodes of an outcode for which the file does not say."""
MAIL_ONLY = ((0.05, 10_000), (0.4, 80), (1.0, 20))
"""An outcode with most of its postcodes within so many km, and fewer than this, is a sorting office or one firm."""


class Row(NamedTuple):
    """A row of places.csv, as numbers and short texts."""

    name: str
    kind: str
    latitude: float
    longitude: float
    district: str
    nation: str
    importance: float
    parent: str
    approximate: bool
    others: str


class Rows(Sequence[Row]):
    """Many rows in little room: numbers in arrays, texts in one string of bytes, until a row is asked for.

    As objects the 43,000 rows of the United Kingdom would take four times as much memory, and a question needs few.
    """

    def __init__(self, rows: Iterable[Row] = ()) -> None:
        self.importance = array("d")
        """How important each row is, by its number."""
        self._points = array("d")
        self._approximate = bytearray()
        self._texts = bytearray()
        self._ends = array("L", (0,))
        for row in rows:
            self.importance.append(row.importance)
            self._points.extend((row.latitude, row.longitude))
            self._approximate.append(row.approximate)
            texts = (row.name, row.kind, row.district, row.nation, row.parent, row.others)
            self._texts += "\x1f".join(texts).encode()
            self._ends.append(len(self._texts))

    def __len__(self) -> int:
        return len(self.importance)

    @overload
    def __getitem__(self, number: int) -> Row: ...
    @overload
    def __getitem__(self, number: slice) -> Sequence[Row]: ...
    def __getitem__(self, number: int | slice) -> Row | Sequence[Row]:
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        texts = self._texts[self._ends[number] : self._ends[number + 1]].decode().split("\x1f")
        name, kind, district, nation, parent, others = texts
        return Row(
            name,
            kind,
            self._points[2 * number],
            self._points[2 * number + 1],
            district,
            nation,
            self.importance[number],
            parent,
            bool(self._approximate[number]),
            others,
        )


class Bearers(Mapping[str, tuple[int, ...]]):
    """The numbers of the rows that bear each name. Nearly all names have one bearer, and need no tuple for it."""

    def __init__(self) -> None:
        self._only: dict[str, int] = {}
        self._several: dict[str, tuple[int, ...]] = {}
        """Those of the names that have more than the one in `_only`."""

    def add(self, name: str, number: int) -> None:
        """Row `number` bears the name too."""
        if name in self._only:
            self._several[name] = (*self[name], number)
        else:
            self._only[name] = number

    def __getitem__(self, name: str) -> tuple[int, ...]:
        return self._several.get(name) or (self._only[name],)

    def __contains__(self, name: object) -> bool:
        return name in self._only

    def __iter__(self) -> Iterator[str]:
        return iter(self._only)

    def __len__(self) -> int:
        return len(self._only)


class Outcode(NamedTuple):
    """A row of outcodes.csv: the place, the parts of its main district, roughly how many live there, if any do."""

    place: Place
    parts: tuple[str, ...]
    people: float
    lived_in: bool


def read(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV file with a header; none when there is no such file."""
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file, restval="")


def read_words(path: Path) -> frozenset[str]:
    """The words of a text file, one or more to a line; lines that begin with # are notes."""
    if not path.exists():
        return frozenset()
    lines = path.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def read_names(path: Path) -> frozenset[str]:
    """The names of a text file, one to a line, as they stand; lines that begin with # are notes."""
    if not path.exists():
        return frozenset()
    return frozenset(line.strip() for line in path.read_text("utf-8").splitlines() if line.strip() and line[0] != "#")


def read_places(path: Path) -> Iterator[Row]:
    """The rows of places.csv. Needed are name, kind, latitude, longitude and nation; columns may be in any order."""
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = {name: at for at, name in enumerate(next(lines, []))}
        missing = {"name", "kind", "latitude", "longitude", "nation"} - header.keys()
        if missing:
            raise ValueError(f"{path.name} lacks the column {', '.join(sorted(missing))}")
        absent = len(header)
        columns = ("name", "kind", "latitude", "longitude", "county_or_district", "nation", "population", "parent")
        a, b, c, d, e, f, g, h = (header.get(name, absent) for name in columns)
        others, precision = header.get("alt_names", absent), header.get("precision", absent)
        for cells in lines:
            if not cells:
                continue
            cells += [""] * (absent + 1 - len(cells))
            kind, people, rough = cells[b], cells[g], cells[precision] == "approx"
            weight = float(people) if people else WEIGHT.get(kind, UNKNOWN_KIND)
            if weight >= TOWN and kind in ("village", "hamlet", "locality"):
                kind = "town"
            if kind == "city":
                weight = max(weight, CITY)
            if rough:
                weight *= ROUGH
            yield Row(
                cells[a],
                kind,
                float(cells[c]),
                float(cells[d]),
                cells[e],
                cells[f],
                weight,
                cells[h],
                rough,
                cells[others],
            )


def read_sectors(path: Path) -> dict[str, tuple[float, float]]:
    """The point of each sector in sectors.csv (sector, latitude, longitude); none when there is no such file."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        return {sector: (float(latitude), float(longitude)) for sector, latitude, longitude in lines}


def read_outcodes(path: Path) -> Iterator[Outcode]:
    """The rows of outcodes.csv; none when there is no such file."""
    for line in read(path):
        postcodes = int(line.get("live_postcodes") or USUAL_POSTCODES)
        radius = line.get("radius90_km")
        mail = bool(radius) and any(float(radius or 0) < km and postcodes < few for km, few in MAIL_ONLY)
        parts = tuple(part.strip() for part in line["county_or_district"].split(","))
        yield Outcode(_place(line), parts, postcodes * PEOPLE, not mail or line["outcode"][-1:].isalpha())


def _place(line: dict[str, str]) -> Place:
    shares = [share.partition(":") for share in (line.get("nation_shares") or "").split("|") if share]
    by_share = [nation for nation, _colon, _share in sorted(shares, key=lambda share: -float(share[2]))]
    parts = [part.strip() for whole in (line.get("all_districts") or "").split("|") for part in whole.split(",")]
    area = line.get("post_town_or_area") or ""
    district = line["county_or_district"]
    return Place(
        name=line["outcode"],
        kind="outcode",
        latitude=float(line["latitude"]),
        longitude=float(line["longitude"]),
        outcode=line["outcode"],
        district=district if area in district else f"{area}, {district}",
        districts=tuple(dict.fromkeys(part for part in parts if part)),
        nations=tuple(by_share) if by_share and line.get("straddles_border") == "yes" else (line["nation"],),
    )
