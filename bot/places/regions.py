"""Nations, counties, councils and areas ("Kent", "Hackney", "South London", "Skye") as places of kind "region".

They are made from the outcodes that lie in them. content/places/areas.yaml joins councils into areas; regions.csv
beside it joins councils or outcodes, and says what else a region is called. Both may be missing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import yaml

from bot.places.names import normal
from bot.places.nearest import Nearest, roughly_km
from bot.places.place import Place
from bot.places.rows import Outcode, read

COMPACT_KM = 9.0
"""A region whose outcodes all lie this near to its middle (a London borough) is given the outcode there."""
ENDINGS = (" islands", " city", " islands council")
BEGINNINGS = ("county ", "city of ", "county of ")


def regions_of(outcodes: Iterable[Outcode], nearest: Nearest, folder: Path) -> dict[str, Place]:
    """Every region by each of its names, in normal form."""
    every = list(outcodes)
    members = _members(every)
    by_code = {outcode.place.name: (outcode,) for outcode in every}
    nations = {nation for outcode in every for nation in outcode.place.nations}
    named: dict[str, Place] = {}
    made: dict[str, Place] = {}
    for name, inside in members.items():
        made[name] = _region(name, inside, nearest, whole_nation=name in nations)
        named.setdefault(normal(name), made[name])
    for name, parts, also in _areas(folder):
        if parts:
            inside = list({id(one): one for part in parts for one in members.get(part, by_code.get(part, ()))}.values())
            if not inside:
                continue
            region = _region(name, inside, nearest)
            known = dict.fromkeys(district for part in parts if part in made for district in made[part].districts)
            districts = tuple(known) or tuple(dict.fromkeys(part for one in inside for part in one.place.districts))
            made[name] = replace(region, districts=districts, district=name if name in parts else region.district)
        if name in made:
            named[normal(name)] = made[name]
            for said in also:
                named.setdefault(normal(said), made[name])
    for name in members:
        for said in _shorter(normal(name)):
            named.setdefault(said, made[name])
    return named


def middle(name: str, places: list[Place]) -> Place:
    """One outcode that stands for several ("EC1"): the middle of them, with all of their districts and nations."""
    point = (
        round(median(place.latitude for place in places), 4),
        round(median(place.longitude for place in places), 4),
    )
    return replace(
        min(places, key=lambda place: roughly_km(point, (place.latitude, place.longitude))),
        name=name,
        latitude=point[0],
        longitude=point[1],
        districts=tuple(dict.fromkeys(part for place in places for part in place.districts)),
        nations=_nations(places),
        approximate=True,
    )


def _members(outcodes: list[Outcode]) -> dict[str, list[Outcode]]:
    """The outcodes of each district, county and nation: mainly there, or partly where none is mainly there."""
    members: dict[str, list[Outcode]] = defaultdict(list)
    partly: dict[str, list[Outcode]] = defaultdict(list)
    for outcode in outcodes:
        for part in dict.fromkeys((*outcode.parts, *outcode.place.nations[:1])):
            members[part].append(outcode)
        for part in outcode.place.districts:
            partly[part].append(outcode)
    for part, inside in partly.items():
        if part not in members:
            members[part] = inside
    return members


def _region(name: str, inside: list[Outcode], nearest: Nearest, whole_nation: bool = False) -> Place:
    places = [outcode.place for outcode in inside]
    latitude = round(median(place.latitude for place in places), 4)
    longitude = round(median(place.longitude for place in places), 4)
    compact = all(roughly_km((latitude, longitude), (one.latitude, one.longitude)) < COMPACT_KM for one in places)
    outcode = nearest.outcode(latitude, longitude) if compact and not whole_nation else None
    return Place(
        name=name,
        kind="region",
        latitude=latitude,
        longitude=longitude,
        outcode=outcode.name if outcode else None,
        district=_district(name, inside, whole_nation),
        districts=() if whole_nation else _inside(name, inside),
        nations=(name,) if whole_nation else _nations(places),
        importance=sum(outcode.people for outcode in inside),
        approximate=True,
    )


def _district(name: str, inside: list[Outcode], whole_nation: bool) -> str:
    """ "Hackney, Greater London" for a council, "Kent" for a county, the county or nations for an area of our own."""
    if whole_nation:
        return name
    common = [part for part in inside[0].parts if all(part in one.parts for one in inside)]
    if name not in common:
        return common[-1] if common else " / ".join(_nations([one.place for one in inside]))
    return ", ".join(dict.fromkeys((name, *common[common.index(name) :])))


def _inside(name: str, inside: list[Outcode]) -> tuple[str, ...]:
    """The region's own name and the districts that make it up, where it is a county."""
    above = [one.parts for one in inside if name in one.parts]
    return tuple(dict.fromkeys((name, *(part for parts in above for part in parts[: parts.index(name)]))))


def _nations(places: list[Place]) -> tuple[str, ...]:
    """The nations that at least one in twenty of the places has for its first, the commonest first."""
    counted: dict[str, int] = defaultdict(int)
    for place in places:
        counted[place.nations[0]] += 1
    if len(places) == 1:
        return places[0].nations
    return tuple(sorted((n for n in counted if counted[n] * 20 >= len(places)), key=lambda nation: -counted[nation]))


def _areas(folder: Path) -> Iterator[tuple[str, tuple[str, ...], tuple[str, ...]]]:
    """A name, the parts it takes in (none: the region of that name), and what else it is called."""
    file = folder / "areas.yaml"
    content: dict[str, Any] = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader) or {} if file.exists() else {}
    for name, parts in (content.get("areas") or {}).items():
        yield name, tuple(parts), ()
    for line in read(folder / "regions.csv"):
        yield line["name"], _cells(line["parts"]), _cells(line["also"])
    for said, name in (content.get("same_as") or {}).items():
        yield name, (), (said,)


def _cells(cell: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in cell.split("|") if part.strip())


def _shorter(name: str) -> Iterator[str]:
    for ending in ENDINGS:
        if name.endswith(ending):
            yield name.removesuffix(ending)
    for beginning in BEGINNINGS:
        if name.startswith(beginning):
            yield name.removeprefix(beginning)
