"""Sets of services as whole numbers: bit n stands for service n.

A union or a difference of 100,000 services takes a few millionths of a second, and needs 12 kB. Bits also keep an
order: services are numbered in the order of their ids, so that what is equal in all else comes out by id.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Hashable, Iterable
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.intp]
DENSE = 32
"""A value that more than one service in so many has is kept as bits; a rarer one as 32-bit numbers, which are fewer."""


def where(holds: NDArray[np.bool_]) -> int:
    """The services of which it holds."""
    return int.from_bytes(np.packbits(holds, bitorder="little").tobytes(), "little")


def these(numbers: Any, size: int) -> int:
    """The services of these numbers, of `size` in all."""
    holds = np.zeros(size, bool)
    holds[numbers] = True
    return where(holds)


def members(services: int) -> Numbers:
    """The numbers of a set, ascending."""
    octets = services.to_bytes((services.bit_length() + 7) // 8, "little")
    return np.flatnonzero(np.unpackbits(np.frombuffer(octets, np.uint8), bitorder="little"))


class Facet:
    """For each value of something that services say, the services that say it. Filled by `add`, closed by `done`."""

    def __init__(self) -> None:
        self.size = 0
        self.rare: dict[Hashable, array[int]] = defaultdict(lambda: array("I"))
        self.often: dict[Hashable, int] = {}

    def add(self, number: int, values: Iterable[Hashable]) -> None:
        """Service `number` says these values."""
        for value in values:
            self.rare[value].append(number)

    def done(self, size: int) -> Facet:
        """Nothing comes any more; there are `size` services."""
        self.size = size
        self.often = {value: these(had, size) for value, had in self.rare.items() if len(had) * DENSE > size}
        self.rare = {value: had for value, had in self.rare.items() if value not in self.often}
        return self

    def __getitem__(self, value: Hashable) -> int:
        """The services that say it; none for a value that nobody says."""
        if value in self.often:
            return self.often[value]
        return these(self.rare[value], self.size) if value in self.rare else 0

    def any_of(self, values: Iterable[Hashable]) -> int:
        """The services that say at least one of the values."""
        found = 0
        for value in values:
            found |= self[value]
        return found

    def all_of(self, values: Iterable[Hashable], everyone: int) -> int:
        """The services that say every one of the values; `everyone` when there are none."""
        for value in values:
            everyone &= self[value]
        return everyone


class Days:
    """The day that some services have. Filled by `add`, closed by `done`."""

    def __init__(self) -> None:
        self.size = 0
        self.numbers: Any = array("I")
        self.days: Any = array("i")

    def add(self, number: int, day: date) -> None:
        """Service `number` has this day."""
        self.numbers.append(number)
        self.days.append(day.toordinal())

    def done(self, size: int) -> Days:
        """Nothing comes any more; there are `size` services."""
        self.size = size
        self.numbers, self.days = np.array(self.numbers), np.array(self.days)
        return self

    def since(self, day: date) -> int:
        """The services that have that day or a later one."""
        return these(self.numbers[self.days >= day.toordinal()], self.size)
