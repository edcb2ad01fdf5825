"""As many services and searches as one likes: the shipped ones again and again, in other towns, for other needs.

What is made depends on its number alone: service 41 is the same in every run. Services are made up when they are looked
at, so that a million of them needs no room.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import date
from functools import cached_property
from itertools import accumulate
from typing import Any, overload

from bot.conversation import Kith, Session
from bot.conversation.events import Sent
from bot.conversation.kith import SPOKEN
from bot.conversation.query import asked_for
from bot.conversation.screens.place import kept_at
from bot.conversation.session import Answers, Relation, Stage, Who
from bot.conversation.turn import Turn
from bot.directory import Format, Query, Service
from bot.directory.service import Checked, Venue
from bot.places.rows import Row

TODAY = date(2026, 11, 22)
SPREAD = 0.02
"""Degrees round the middle of a town, about a mile."""
PERSONS: tuple[dict[str, Any], ...] = (
    {},
    {"stage": Stage.HAD_BABY},
    {"stage": Stage.PREGNANT},
    {"stage": Stage.LOST_BABY},
    {"who": Who.SUPPORTER, "relation": Relation.DAD},
    {"who": Who.WORKER},
)


class ManyServices(Sequence[Service]):
    """`size` services, in the order of their ids."""

    def __init__(self, kith: Kith, size: int) -> None:
        self.kith = kith
        self.size = size
        self.made: dict[int, Service] = {}
        """Those looked at one by one are kept."""
        self.patterns = [one for one in kith.content.services if kith.directory.offers(one.id)]

    def __len__(self) -> int:
        return self.size

    @overload
    def __getitem__(self, at: int) -> Service: ...

    @overload
    def __getitem__(self, at: slice) -> tuple[Service, ...]: ...

    def __getitem__(self, at: int | slice) -> Service | tuple[Service, ...]:
        wanted = range(self.size)[at]
        if isinstance(wanted, range):
            return tuple(map(self._service, wanted))
        if wanted not in self.made:
            self.made[wanted] = self._service(wanted)
        return self.made[wanted]

    def __iter__(self) -> Iterator[Service]:
        return map(self._service, range(self.size))

    def _service(self, number: int) -> Service:
        chance = random.Random(number)
        pattern = chance.choice(self.patterns)
        changed: dict[str, Any] = {"id": f"service-{number:07}", "formerly": ()}
        if chance.random() < 0.5:
            changed["needs"] = tuple({*pattern.needs[:2], *chance.sample(list(self.kith.needs), 2)})
        if chance.random() < 0.1:
            changed["formats"] = tuple(chance.sample(list(Format), chance.randint(1, 2)))
        if chance.random() < 0.1:
            changed["languages"] = ("en", chance.choice(SPOKEN))
        if chance.random() < 0.3:
            changed["checked"] = Checked(on=f"202{chance.randint(4, 6)}-0{chance.randint(1, 9)}-15", by="Ann")
        serves = pattern.serves
        if not serves.everywhere and not serves.nations and len(serves.places) < 2:
            changed |= self._moved(pattern, chance)
        return pattern.model_copy(update=changed)

    def _moved(self, pattern: Service, chance: random.Random) -> dict[str, Any]:
        """The same service in another town, and for the people of that town."""
        town = self._town(chance)
        latitude, longitude = (
            round(middle + chance.uniform(-SPREAD, SPREAD), 5) for middle in (town.latitude, town.longitude)
        )
        outcode = self.kith.gazetteer.nearest.outcode(latitude, longitude)
        area: dict[str, Any] = {}
        if pattern.serves.districts:
            area["districts"] = tuple(part.strip() for part in (town.district or town.nation).split(","))
        if pattern.serves.postcodes and outcode:
            area["postcodes"] = (outcode.name,)
        if pattern.serves.places:
            area["places"] = (town.name,)
        venue = Venue(town=town.name, latitude=latitude, longitude=longitude)
        goes_there = pattern.venue or pattern.serves.places or pattern.serves.within_miles
        return {"serves": pattern.serves.model_copy(update=area), "venue": venue if goes_there else None}

    def _town(self, chance: random.Random) -> Row:
        """A town or village; the more people live there, the likelier."""
        return chance.choices(self.kith.gazetteer.rows, cum_weights=self._people)[0]

    @cached_property
    def _people(self) -> list[float]:
        return list(accumulate(row.importance for row in self.kith.gazetteer.rows))


def many_queries(kith: Kith, count: int) -> list[Query]:
    """What different people would ask, all over the country, as the conversation would ask it for them."""
    return [_query(kith, random.Random(number)) for number in range(count)]


def _query(kith: Kith, chance: random.Random) -> Query:
    answers = Answers(
        formats=tuple(each.value for each in chance.sample(list(Format), chance.choice((0, 1, 1, 2)))),
        needs=tuple(chance.sample(list(kith.needs), chance.choice((0, 1, 1, 2, 3)))),
        times=tuple(chance.sample([part.id for part in kith.content.needs.times], chance.choice((0, 0, 1)))),
        spoken=chance.choice((None, None, None, *SPOKEN)),
        **chance.choice(PERSONS),
    )
    session = Session(answers=answers)
    if chance.random() < 0.9:
        session = kept_at(session, chance.choice(list(kith.gazetteer.outcodes.values())))
    return asked_for(Turn(session, Sent("other"), kith, TODAY))
