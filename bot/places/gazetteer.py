"""The gazetteer: outcodes, sectors, places and regions, read once from CSV files and searched in memory.

There are some 43,000 places, so a place is an object only while it is asked for. A folder may lack any of the files but
`places.csv`, so that another country can be described by a list of towns alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from bot.places.distance import distance_km
from bot.places.mention import MOST_CHARACTERS, Mention, mention_in
from bot.places.names import THE_COUNTRY, corrected, normal, without_lead
from bot.places.nearest import ABROAD_KM, Nearest, Point, roughly_km
from bot.places.place import Place
from bot.places.postcode import LONDON, LONDON_ENDINGS, read_postcode, with_ones
from bot.places.regions import middle, regions_of
from bot.places.rows import (
    Bearers,
    Outcode,
    Row,
    Rows,
    read,
    read_names,
    read_outcodes,
    read_places,
    read_sectors,
    read_words,
)
from bot.places.slips import Slips
from bot.places.welsh import AFTER, unchanged

SAME_PLACE_KM = 6.0
"""Two rows of one name closer than this are one place, described by two sources."""
RIVAL = 15.0
"""A place of the same name is a rival when it is at least a fifteenth as important as the first."""
LESSER_RIVALS = {"suburb": 10.0, "ward": 6.0}
"""The same for kinds whose names fewer people give without the name of their town."""
LARGE = 15_000
"""People: a place of this size may be taken without asking, when it has no rival."""
MOST_OF_ONE_NAME = 12
MOST_OTHER_NAMES = 20
LONGEST_NAME = 80
"""Characters: a longer text is a sentence."""
LONGEST_WORDS = 8
"""Words in a name with where it is ("bradford on avon in wiltshire england")."""


@dataclass
class Gazetteer:
    """Every place that is known. Made by `load`; after that nothing in it changes."""

    rows: Rows = field(default_factory=Rows)
    by_name: Bearers = field(default_factory=Bearers)
    """The numbers of the rows that bear each name, in normal form."""
    outcodes: dict[str, Place] = field(default_factory=dict)
    sectors: dict[str, tuple[float, float]] = field(default_factory=dict)
    regions: dict[str, Place] = field(default_factory=dict)
    nearest: Nearest = field(default_factory=Nearest)
    slips: Slips = field(default_factory=Slips)
    everyday: frozenset[str] = frozenset()
    people: frozenset[str] = frozenset()
    abroad: frozenset[str] = frozenset()

    @classmethod
    def load(cls, folder: Path) -> Gazetteer:
        """Read the folder's files. Raises OSError or ValueError when they can't be read."""
        outcodes = list(read_outcodes(folder / "outcodes.csv"))
        sectors = read_sectors(folder / "sectors.csv")
        nearest = Nearest(_points(outcodes, sectors))
        by_name = Bearers()
        rows = Rows(_named_in(by_name, read_places(folder / "places.csv")))
        names = tuple(by_name)
        for line in read(folder / "also_called.csv"):
            known = by_name.get(normal(line["place"]), ())
            number = max(known, key=rows.importance.__getitem__, default=None)
            if number is not None:
                by_name.add(normal(line["name"]), number)
        regions = regions_of(outcodes, nearest, folder)
        by_region = {normal(region.name): region.importance for region in regions.values()}
        everyday = read_words(folder / "everyday.txt")

        def importance(name: str) -> float:
            return max((by_region.get(name, 0.0), *(rows.importance[number] for number in by_name.get(name, ()))))

        return cls(
            rows=rows,
            by_name=by_name,
            outcodes={outcode.place.name: outcode.place for outcode in outcodes},
            sectors=sectors,
            regions=regions,
            nearest=nearest,
            slips=Slips(dict.fromkeys((*names, *by_region)), importance, everyday),
            everyday=everyday,
            people=read_words(folder / "people.txt"),
            abroad=frozenset(map(normal, read_names(folder / "abroad.txt"))),
        )

    def find(self, text: str, limit: int = 6) -> tuple[Place, ...]:
        """The places that the whole text may mean, likeliest first: a postcode, a name, or a name with a slip."""
        if len(text) > LONGEST_NAME:
            mention = self.mentioned(text)
            return mention.places[:limit] if mention else ()
        bare = without_lead(corrected(text))
        for words in dict.fromkeys((text.strip(), bare)):
            if found := self.postcode(words) or self.named(words):
                return found[:limit]
        name = normal(bare)
        if self._is_abroad(name):
            return ()
        found = self.postcode(with_ones(text)) or self.in_welsh(text)
        if not found and (mention := self.mentioned(text)):
            found = mention.places
        for mended in () if found else self.slips.nearest(name):
            found = self.named(mended)
            if found:
                break
        return found[:limit]

    def mentioned(self, text: str) -> Mention | None:
        """A place that a sentence names, and where in the sentence; None when that isn't sure.

        Only the first MOST_CHARACTERS characters are looked at.
        """
        return mention_in(text[:MOST_CHARACTERS], self)

    def near(self, latitude: float, longitude: float) -> Place | None:
        """The outcode nearest to a shared location, with the location's own point; None when abroad."""
        if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
            return None
        outcode = self.nearest.outcode(latitude, longitude)
        if outcode is not None:
            return replace(outcode, latitude=latitude, longitude=longitude)
        if self.outcodes:
            return None
        here = (latitude, longitude)
        near = min(self.rows, key=lambda row: roughly_km(here, (row.latitude, row.longitude)), default=None)
        if near is None or distance_km((near.latitude, near.longitude), here) > ABROAD_KM:
            return None
        return self._place(near)

    def named(self, words: str) -> tuple[Place, ...]:
        """The places of exactly that name, or of a name followed by its district, county, nation or bigger town."""
        name = normal(words)
        if not name or name in self.abroad:
            return ()
        return self._of_name(name) or self._of_name(name.removeprefix("the ")) or self._qualified(name)

    def postcode(self, words: str) -> tuple[Place, ...]:
        """The outcode or sector that the words are, if they are a postcode. A full postcode loses its end here."""
        tidy = words.strip().upper().rstrip(".,!?").replace(" ", "")
        if LONDON.match(tidy):
            inside = [self.outcodes[tidy + end] for end in LONDON_ENDINGS if tidy + end in self.outcodes]
            if inside and tidy not in self.outcodes:
                return (middle(tidy, inside),)
        read = read_postcode(words, self.outcodes)
        if read is None:
            return ()
        outcode = self.outcodes[read.outcode]
        point = self.sectors.get(read.sector_name or "")
        if point is None or read.sector_name is None:
            return (outcode,)
        return (replace(outcode, name=read.sector_name, kind="sector", latitude=point[0], longitude=point[1]),)

    def in_welsh(self, text: str) -> tuple[Place, ...]:
        """The places in Wales of a name that Welsh has changed after a word that says where ("yng Nghaerdydd")."""
        before, _space, rest = normal(text).partition(" ")
        if before not in AFTER or not rest:
            return ()
        for name in unchanged(rest):
            if found := tuple(place for place in self._of_name(name) if "Wales" in place.nations):
                return found
        return ()

    def _of_name(self, name: str) -> tuple[Place, ...]:
        """The places of that name, in normal form. A town comes before the council that is named after it, but a
        city of many councils (London) is the whole of them.
        """
        rows = self._told_apart(self.by_name.get(name, ()))
        region = self.regions.get(name)
        if region is None or any(_is_the_town_of(row, region) for row in rows[:1]):
            return tuple(self._place(row) for row in rows)
        here = set(region.districts)
        others = [row for row in rows if row.importance * RIVAL >= region.importance and not here & set(_parts(row))]
        return (region, *(self._place(row) for row in others))

    def _qualified(self, name: str) -> tuple[Place, ...]:
        """ "newport wales", "richmond north yorkshire", "bristol uk": a name, then where it is."""
        words = name.split()
        if len(words) > LONGEST_WORDS:
            return ()
        for cut in range(len(words) - 1, 0, -1):
            head, tail = " ".join(words[:cut]), " ".join(words[cut:]).removeprefix("in ").removeprefix("the ")
            rows = self._told_apart(self.by_name.get(head, ()))
            if tail not in THE_COUNTRY:
                rows = [row for row in rows if self._lies_in(row, tail)]
            elif not rows and head in self.regions:
                return (self.regions[head],)
            if rows:
                return tuple(self._place(row) for row in rows)
        return ()

    def _lies_in(self, row: Row, area: str) -> bool:
        """Whether the area, in normal form, names the row's district, county, nation or town, or a region round it."""
        parts = (*_parts(row), row.nation, row.parent)
        if any(area == normal(part) for part in parts if part):
            return True
        region = self.regions.get(area)
        if region is None:
            return any(area == place.name.casefold() for place in self._towns_round(row, area))
        return region.name == row.nation or bool(set(region.districts) & set(parts[:-2]))

    def _towns_round(self, row: Row, area: str) -> Iterator[Place]:
        """The towns of the name `area` in whose district the row lies ("Fishponds Bristol")."""
        for number in self.by_name.get(area, ())[:MOST_OF_ONE_NAME]:
            town = self.rows[number]
            if town.kind in ("city", "town") and set(_parts(town)) & set(_parts(row)):
                yield self._place(town)

    def _is_abroad(self, name: str) -> bool:
        """Whether the text, in normal form, is or ends with the name of a place abroad ("perth australia")."""
        words = name.split()
        return any(" ".join(words[at:]) in self.abroad for at in range(len(words)))

    def _told_apart(self, numbers: Iterable[int]) -> list[Row]:
        """The rows, most important first, with those that are one place counted once."""
        kept: list[Row] = []
        for row in sorted((self.rows[number] for number in numbers), key=lambda row: -row.importance):
            point = (row.latitude, row.longitude)
            if all(roughly_km(point, (one.latitude, one.longitude)) > SAME_PLACE_KM for one in kept) and not (
                row.approximate and any(one.district == row.district for one in kept)
            ):
                kept.append(row)
            if len(kept) >= MOST_OF_ONE_NAME:
                break
        return kept

    def _place(self, row: Row) -> Place:
        """A row as a place, with the outcode nearest to it in its own nation."""
        near = self.nearest.outcode(row.latitude, row.longitude, row.nation) if self.outcodes else None
        own = _parts(row)
        district = row.district if not row.parent or row.parent in row.district else f"{row.parent}, {row.district}"
        return Place(
            name=row.name,
            kind=row.kind,
            latitude=row.latitude,
            longitude=row.longitude,
            outcode=near.name if near else None,
            district=district or row.nation,
            districts=own or (near.districts[:1] if near else ()),
            nations=(row.nation,) if row.nation else (),
            importance=row.importance,
            approximate=row.approximate,
        )


def is_clear(candidates: tuple[Place, ...]) -> bool:
    """Whether the first candidate may be taken without asking: nothing else of that name comes near it."""
    if len(candidates) < 2:
        return bool(candidates)
    first, second = candidates[0], candidates[1]
    large = first.kind in ("city", "town", "region") or first.importance >= LARGE
    rival = second.importance * LESSER_RIVALS.get(second.kind, RIVAL)
    return large and rival < first.importance


def _is_the_town_of(row: Row, region: Place) -> bool:
    """Whether the row is the town that a council is named after, rather than one council's part of a wider region."""
    council = _parts(row)[:1]
    wider = len(region.districts) > 1 and council != (region.name,) and set(council) <= set(region.districts)
    return row.kind in ("city", "town") and row.nation in region.nations and not wider


def _parts(row: Row) -> tuple[str, ...]:
    return tuple(part.strip() for part in row.district.split(",") if part.strip())


def _points(outcodes: list[Outcode], sectors: dict[str, tuple[float, float]]) -> Iterator[Point]:
    """The points by which the nearest outcode is told, of the outcodes in which people live."""
    lived_in = {outcode.place.name: outcode.place for outcode in outcodes if outcode.lived_in}
    for sector, (latitude, longitude) in sectors.items():
        place = lived_in.get(sector.partition(" ")[0])
        if place:
            yield latitude, longitude, place
    for place in lived_in.values():
        yield place.latitude, place.longitude, place


def _named_in(by_name: Bearers, rows: Iterable[Row]) -> Iterator[Row]:
    """The rows as they come, the number of each put under its names, in normal form."""
    for number, row in enumerate(rows):
        names = [row.name, *islice(row.others.split("|"), MOST_OTHER_NAMES)] if row.others else [row.name]
        for name in dict.fromkeys(map(normal, names)):
            if name:
                by_name.add(name, number)
        yield row
