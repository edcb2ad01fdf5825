"""Names of areas (content/places/areas.yaml): "Forth Valley" for three councils, "Hull" for Kingston upon Hull."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import AfterValidator, Field

from bot.directory.fields import Listed, Part, Words


class Areas(Part):
    """areas: a name for several councils or counties; same_as: another way of writing the name of one."""

    areas: Annotated[Mapping[Words, Listed[Words]], AfterValidator(MappingProxyType)] = Field(default_factory=dict)
    """A name for several councils or counties."""
    same_as: Annotated[Mapping[Words, Words], AfterValidator(MappingProxyType)] = Field(default_factory=dict)
    """Another way of writing the name of one."""

    def districts_of(self, names: Iterable[str]) -> tuple[str, ...]:
        """The councils and counties that the names stand for, each once, in the order in which they are named."""
        spelt_out: dict[str, None] = {}
        for name in names:
            for district in self.areas.get(name, (self.same_as.get(name, name),)):
                spelt_out[district] = None
        return tuple(spelt_out)
