"""Which of the names that a feed gives for its area are councils, and which are towns: the gazetteer says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.directory.areas import Areas
from bot.directory.findings import nearest
from bot.directory.geography import Geography

_POSTCODE = re.compile(r"[A-Z]{1,2}(\d[A-Z\d]?)?")
_COUNCIL = re.compile(
    r"\b(city|county|borough|district|metropolitan|unitary|london|council|authority|of)\b", re.IGNORECASE
)


class Sorter:
    """Knows the names of councils, counties and places. Without a gazetteer everything stays as it came."""

    def __init__(self, geography: Geography | None, areas: Areas) -> None:
        self._geography = geography
        self._areas = areas
        known = geography.districts.values() if geography else ()
        self._bare = {_bare(name): name for name in known}

    def __call__(self, fields: Mapping[str, Any], doubts: list[str]) -> dict[str, Any]:
        """The fields, with each name of the area where it belongs; what nobody knows is a doubt."""
        serves = fields.get("serves")
        if self._geography is None or not isinstance(serves, dict) or not serves.get("districts"):
            return dict(fields)
        districts: list[str] = []
        places: list[str] = list(serves.get("places") or ())
        postcodes: list[str] = list(serves.get("postcodes") or ())
        for name in serves["districts"]:
            if district := self._district(name):
                districts.append(district)
            elif _POSTCODE.fullmatch(name):
                postcodes.append(name)
            elif len(self._geography.where(name)) == 1:
                places.append(name)
            else:
                doubts.append(self._doubt(name))
        sorted_out = {**serves, "districts": list(dict.fromkeys(districts))}
        sorted_out |= {"places": places, "postcodes": postcodes}
        kept = {key: value for key, value in sorted_out.items() if value not in (None, [])}
        rest = {key: value for key, value in fields.items() if key != "serves"}
        return {**rest, "serves": kept} if kept.keys() - {"says", "known"} else rest

    def _district(self, name: str) -> str | None:
        """The council or county of that name, however much of "City of … Council" is written."""
        assert self._geography is not None
        if name in self._areas.areas or name in self._areas.same_as:
            return name
        return self._geography.districts.get(name.casefold()) or self._bare.get(_bare(name))

    def _doubt(self, name: str) -> str:
        assert self._geography is not None
        where = self._geography.where(name)
        if len(where) > 1:
            return f'It serves "{name}", and there are {len(where)} places of that name; please write which.'
        close = nearest(name, self._geography.districts.values())
        meant = f" Did the feed mean {close}?" if close else ""
        return f'It serves "{name}", which is no council or town that Kith knows; please write it.{meant}'


def _bare(name: str) -> str:
    return " ".join(_COUNCIL.sub(" ", name).replace(",", " ").split()).casefold()
