"""The gazetteer: outcodes, sectors, places and regions, read once from CSV files and searched in memory.

Rows stay tuples until they are asked for: there are some 43,000 of them. A folder may lack any of the files but
`places.csv`, so that another country can be described by a list of towns alone.
"""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, mode
from typing import NamedTuple

from bot.places.distance import distance_km
from bot.places.mention import Mention, mention_in
from bot.places.names import THE_COUNTRY, normal, without_lead
from bot.places.place import Place
from bot.places.postcode import LONDON, read_postcode
from bot.places.slips import Slips

ABROAD_KM = 60.0
"""A shared location further than this from every outcode is taken to be abroad."""
SAME_PLACE_KM = 6.0
"""Two rows of one name closer than this are one place, described by two sources."""
RIVAL = 20.0
"""A place of the same name is a rival when it is at least a twentieth as important as the first."""
FEWEST_HOMES = 20
"""Postcodes that an outcode must have to be anybody's nearest: with fewer it is a sorting office or one firm."""
CELL = 0.25
"""Degrees to a side of the squares in which outcodes are looked up."""
WEIGHT = {"city": 200_000, "town": 3_000, "suburb": 4_000, "ward": 5_000, "village": 800, "hamlet": 150, "locality": 150}
"""How important a place is taken to be when its population is not known."""

ABROAD = frozenset(
    "paris dublin new york lagos delhi mumbai dhaka karachi lahore islamabad warsaw bucharest madrid barcelona rome "
    "berlin sydney melbourne toronto lisbon amsterdam brussels nairobi accra cairo istanbul dubai".split()
)
"""Cities abroad whose names a hamlet here may share: nobody who types one means the hamlet."""


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


@dataclass
class Gazetteer:
    """Every place that is known. Made by `load`; after that nothing in it changes."""

    rows: list[Row] = field(default_factory=list)
    by_name: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    outcodes: dict[str, Place] = field(default_factory=dict)
    sectors: dict[str, tuple[float, float]] = field(default_factory=dict)
    regions: dict[str, Place] = field(default_factory=dict)
    squares: dict[tuple[int, int], list[Place]] = field(default_factory=lambda: defaultdict(list))
    slips: Slips = field(default_factory=Slips)

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Read the folder's CSV files. Raises OSError or ValueError when they can't be read."""
        gazetteer = cls()
        for line in _read(folder / "outcodes.csv"):
            place = _outcode(line)
            gazetteer.outcodes[place.name] = place
            if int(line.get("live_postcodes") or FEWEST_HOMES) >= FEWEST_HOMES:
                gazetteer.squares[_square(place.latitude, place.longitude)].append(place)
        for line in _read(folder / "sectors.csv"):
            gazetteer.sectors[line["sector"]] = (float(line["latitude"]), float(line["longitude"]))
        for line in _read(folder / "places.csv"):
            gazetteer._add(line)
        for line in _read(folder / "also_called.csv"):
            number = max(gazetteer.by_name.get(normal(line["place"]), ()), key=gazetteer._weight, default=None)
            if number is not None:
                gazetteer.by_name[normal(line["name"])].append(number)
        gazetteer.regions = dict(_regions(gazetteer.outcodes.values()))
        gazetteer.slips = Slips({name: max(map(gazetteer._weight, rows)) for name, rows in gazetteer.by_name.items()})
        return gazetteer

    def find(self, text: str, limit: int = 6) -> tuple[Place, ...]:
        """The places that the whole text may mean, likeliest first: a postcode, a name, or a name with a slip."""
        for words in dict.fromkeys((text.strip(), without_lead(text))):
            if found := self._postcodes(words) or self.named(words):
                return found[:limit]
        words = normal(without_lead(text))
        if words in ABROAD:
            return ()
        mention = self.mentioned(text)
        if mention:
            return mention.places[:limit]
        for name in self.slips.nearest(words):
            if found := self.named(name):
                return found[:limit]
        return ()

    def mentioned(self, text: str) -> Mention | None:
        """A place that a sentence names, and where in the sentence; None when that isn't sure."""
        return mention_in(text, self)

    def near(self, latitude: float, longitude: float) -> Place | None:
        """The outcode nearest to a shared location, with the location's own point; None when abroad."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return None
        outcode = self._nearest(latitude, longitude)
        if outcode is not None:
            return replace(outcode, latitude=latitude, longitude=longitude)
        near = min(self.rows, key=lambda row: math.dist((row.latitude, row.longitude), (latitude, longitude)), default=None)
        if near is None or distance_km((near.latitude, near.longitude), (latitude, longitude)) > ABROAD_KM:
            return None
        return self._place(near)

    def named(self, words: str) -> tuple[Place, ...]:
        """The places of exactly that name, or of a name followed by its district, county, nation or bigger town."""
        name = normal(words)
        if name in ABROAD:
            return ()
        rows = self._told_apart(self.by_name.get(name, ()))
        region = self.regions.get(name)
        if region and not any(row.kind in ("city", "town") for row in rows):
            return (region,)
        if rows:
            return tuple(self._place(row) for row in rows)
        return self._qualified(name)

    def postcode(self, words: str) -> tuple[Place, ...]:
        """The outcodes or sector that the words are, if they are a postcode."""
        return self._postcodes(words)

    def _postcodes(self, words: str) -> tuple[Place, ...]:
        tidy = words.strip().upper().rstrip(".,!?")
        if LONDON.match(tidy):
            inside = [place for code, place in self.outcodes.items() if code.rstrip("ABCDEFGHJKLMNPQRSTUVWXY") == tidy]
            if inside:
                return (_middle(tidy, inside),)
        read = read_postcode(words, self.outcodes)
        if read is None:
            return ()
        outcode = self.outcodes[read.outcode]
        point = self.sectors.get(read.sector_name or "")
        if point is None or read.sector_name is None:
            return (outcode,)
        return (replace(outcode, name=read.sector_name, kind="sector", latitude=point[0], longitude=point[1]),)

    def _qualified(self, name: str) -> tuple[Place, ...]:
        """ "newport wales", "richmond north yorkshire", "bristol uk": a name, then where it is."""
        words = name.split()
        for cut in range(len(words) - 1, 0, -1):
            head, tail = " ".join(words[:cut]), " ".join(words[cut:])
            rows = self._told_apart(self.by_name.get(head, ()))
            if rows and tail not in THE_COUNTRY:
                rows = [row for row in rows if _lies_in(row, tail)]
            if rows:
                return tuple(self._place(row) for row in rows)
        return ()

    def _told_apart(self, numbers: Iterable[int]) -> list[Row]:
        """The rows, most important first, with those that are one place counted once."""
        kept: list[Row] = []
        for number in sorted(numbers, key=self._weight, reverse=True):
            row = self.rows[number]
            point = (row.latitude, row.longitude)
            if all(_roughly_km(point, (one.latitude, one.longitude)) > SAME_PLACE_KM for one in kept) and not (
                row.approximate and any(one.district == row.district for one in kept)
            ):
                kept.append(row)
            if len(kept) >= 12:
                break
        return kept

    def _add(self, line: dict[str, str]) -> None:
        kind, population = line["kind"], line.get("population") or ""
        importance = float(population) if population else float(WEIGHT.get(kind, 100))
        approximate = line.get("precision") == "approx"
        number = len(self.rows)
        self.rows.append(
            Row(
                line["name"],
                kind,
                float(line["latitude"]),
                float(line["longitude"]),
                line.get("county_or_district") or "",
                line["nation"],
                importance * (0.3 if approximate else 1.0),
                line.get("parent") or "",
                approximate,
            )
        )
        own = normal(line["name"])
        self.by_name[own].append(number)
        if others := line.get("alt_names"):
            for name in {normal(other) for other in others.split("|")} - {own, ""}:
                self.by_name[name].append(number)

    def _weight(self, number: int) -> float:
        return self.rows[number].importance

    def _place(self, row: Row) -> Place:
        """A row as a place, with the outcode nearest to it."""
        outcode = self._nearest(row.latitude, row.longitude)
        near = outcode if outcode and row.nation in outcode.nations else None
        own = tuple(part.strip() for part in row.district.split(",") if part.strip())
        district = row.district if not row.parent or row.parent in row.district else f"{row.parent}, {row.district}"
        return Place(
            name=row.name,
            kind=row.kind,
            latitude=row.latitude,
            longitude=row.longitude,
            outcode=near.name if near else None,
            district=district or row.nation,
            districts=tuple(dict.fromkeys((*own, *(near.districts[:1] if near and not own else ())))),
            nations=(row.nation,) if row.nation else (),
            importance=row.importance,
            approximate=row.approximate,
        )

    def _nearest(self, latitude: float, longitude: float) -> Place | None:
        """The nearest outcode within reach; the square that the point is in is looked at first, then wider rings."""
        across, up = _square(latitude, longitude)
        found: list[Place] = []
        for ring in range(4):
            for x in range(across - ring, across + ring + 1):
                for y in range(up - ring, up + ring + 1):
                    if max(abs(x - across), abs(y - up)) == ring:
                        found += self.squares.get((x, y), ())
            if found and ring:
                break
        shrink = math.cos(math.radians(latitude))
        best = min(
            found,
            key=lambda place: (place.latitude - latitude) ** 2 + ((place.longitude - longitude) * shrink) ** 2,
            default=None,
        )
        if best is None or distance_km((best.latitude, best.longitude), (latitude, longitude)) > ABROAD_KM:
            return None
        return best


def is_clear(candidates: tuple[Place, ...]) -> bool:
    """Whether the first candidate may be taken without asking: nothing else of that name comes near it."""
    if len(candidates) < 2:
        return bool(candidates)
    first, second = candidates[0], candidates[1]
    return first.kind in ("city", "town") and second.importance * RIVAL < first.importance


def _read(path: Path) -> Iterator[dict[str, str]]:
    if path.exists():
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(file)
            header = next(lines, [])
            yield from (dict(zip(header, line, strict=False)) for line in lines)


def _roughly_km(here: tuple[float, float], there: tuple[float, float]) -> float:
    """Kilometres on a flat map: good to one in a hundred over a few kilometres, and fast."""
    shrink = math.cos(math.radians(here[0]))
    return 111.2 * math.hypot(here[0] - there[0], (here[1] - there[1]) * shrink)


def _square(latitude: float, longitude: float) -> tuple[int, int]:
    return int(math.floor(longitude / CELL)), int(math.floor(latitude / CELL))


def _outcode(line: dict[str, str]) -> Place:
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
        nations=tuple(by_share) if line["straddles_border"] == "yes" else (line["nation"],),
    )


def _lies_in(row: Row, area: str) -> bool:
    """Whether the area (already normal) names the row's district, county, nation or bigger town."""
    known = [normal(part) for part in (*row.district.split(","), row.district, row.nation, row.parent) if part]
    also = {"iow": "isle of wight", "ni": "northern ireland", "n ireland": "northern ireland", "salop": "shropshire",
            "telford": "telford and wrekin", "gwent": "newport"}
    wanted = also.get(area, area)
    historic = {"shropshire": ("telford and wrekin", "shropshire"), "london": ("greater london",)}
    return any(wanted == part or part in historic.get(wanted, ()) for part in known)


def _middle(name: str, places: list[Place], kind: str = "outcode") -> Place:
    """One place that stands for several: the middle of them, with all of their districts and nations."""
    counted: dict[str, int] = defaultdict(int)
    for place in places:
        counted[place.nations[0]] += 1
    return Place(
        name=name,
        kind=kind,
        latitude=round(median(place.latitude for place in places), 4),
        longitude=round(median(place.longitude for place in places), 4),
        outcode=places[0].outcode if kind == "outcode" else None,
        district=mode(place.district for place in places) if kind == "outcode" else "",
        districts=tuple(dict.fromkeys(part for place in places for part in place.districts)),
        nations=tuple(sorted(counted, key=lambda nation: -counted[nation])),
        approximate=True,
    )


def _regions(outcodes: Iterable[Place]) -> Iterator[tuple[str, Place]]:
    """Counties, districts and nations as places of kind "region", by their normal names and the ways they are said."""
    by_part: dict[str, list[Place]] = defaultdict(list)
    for place in outcodes:
        for part in (*place.districts[:2], *place.nations[:1]):
            by_part[part].append(place)
        if "Yorkshire" in " ".join(place.districts[:2]):
            by_part["Yorkshire"].append(place)
    nations = {place.nations[0] for members in by_part.values() for place in members}
    for part, members in by_part.items():
        region = _middle(part, members, kind="region")
        own = {place.nations[0] for place in members}
        main = region.nations[:1] if len(own) == 1 or part not in nations else (part,)
        region = replace(region, nations=main, districts=() if part in nations else (part,), district=" / ".join(main))
        for said in _ways_to_say(normal(part)):
            yield said, region


def _ways_to_say(name: str) -> Iterator[str]:
    yield name
    for ending in (" islands", " city", " islands council"):
        if name.endswith(ending):
            yield name.removesuffix(ending)
    for beginning in ("county ", "city of ", "county of "):
        if name.startswith(beginning):
            yield name.removeprefix(beginning)
    also = {"highland": ("highlands", "the highlands", "scottish highlands"), "scottish borders": ("the borders", "borders"),
            "northern ireland": ("ni", "n ireland"), "isle of man": ("iom", "ellan vannin"), "isle of wight": ("iow",),
            "na h eileanan siar": ("western isles", "outer hebrides", "hebrides"), "wales": ("cymru",),
            "scotland": ("alba",), "northamptonshire": ("northants",), "hampshire": ("hants",)}
    yield from also.get(name, ())
