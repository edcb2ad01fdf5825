"""Cells with several things in them, worked out from the models, so that a field that a model gains gets its place.

A list is written with semicolons: "0121 496 0000; 116 123". A thing with parts has its chief part first and the others
behind strokes, each with its name: "0121 496 0000 | says: weekday mornings". A backslash before a semicolon or a stroke
means the sign itself.
"""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from bot.directory.fields import Clock as ClockField
from bot.directory.fields import NeedId as NeedIdField
from bot.directory.fields import PartialDate
from bot.directory.fields import Phone as PhoneField
from bot.directory.fields import YesNo as YesNoField
from bot.directory.findings import nearest
from bot.directory.spreadsheet.cells import (
    CellError,
    Clock,
    Day,
    Decimal,
    Kind,
    NeedIds,
    Phone,
    Whole,
    Words,
    YesNo,
    join,
    one_of,
    split,
    undamaged,
)

NAMED: dict[Any, Kind] = {
    PhoneField: Phone(),
    ClockField: Clock(),
    PartialDate: Day(),
    YesNoField: YesNo(),
    NeedIdField: NeedIds(),
}
"""The field types of the models, by identity: an alias of Annotated is known again inside "X | None"."""
PLAIN: dict[Any, Kind] = {bool: YesNo(plain=True), int: Whole(), float: Decimal(), str: Words()}


@dataclass(frozen=True)
class Several:
    """A list, with a sign between its things and a space after it."""

    of: Kind
    sign: str = ";"

    def show(self, value: Any) -> str:
        """Its things, one after the other."""
        return join([self.of.show(one) for one in value], self.sign, f"{self.sign} ")

    def read(self, text: str) -> Any:
        """Each thing; empty ones are left out."""
        return [self.of.read(undamaged(one.strip())) for one in split(text, self.sign) if one.strip()]


@dataclass(frozen=True)
class Parts:
    """A thing with parts: the chief one first, the others with their names.

    Where no part has to be there, the chief one may be missing, and is left out when it only echoes another.
    """

    chief: str
    kinds: dict[str, Kind]
    required: tuple[str, ...]

    def show(self, value: Any) -> str:
        """Chief part, then the others in the order of the model."""
        said = value.get(self.chief)
        others = [name for name in self.kinds if name != self.chief and self._says(name, value.get(name))]
        echoed = not self.required and said in [value[name] for name in others]
        shown = [] if echoed or not said else [self.kinds[self.chief].show(said)]
        return join([*shown, *(f"{_label(name)}: {self.kinds[name].show(value[name])}" for name in others)], "|", " | ")

    def read(self, text: str) -> Any:
        """The parts that are there."""
        first, *others = (part.strip() for part in split(text, "|"))
        read: dict[str, Any] = {}
        if not self.required and self._named(first):
            others = [first, *others]
        else:
            label, colon, rest = first.partition(":")
            named = colon and label.strip().casefold() == self.chief and rest.strip()
            read[self.chief] = self.kinds[self.chief].read(undamaged(rest.strip() if named else first))
        for other in others:
            name = self._named(other)
            if not name:
                labels = [_label(each) for each in self.kinds if each != self.chief]
                close = nearest(other.partition(":")[0].strip(), labels)
                meant = f"Did you mean {close}? " if close else ""
                advice = f"{meant}After a stroke | write a name and a colon: {', '.join(labels)}."
                raise CellError(f'"{other}" does not say which part it is.', advice)
            if said := other.partition(":")[2].strip():
                read[name] = self.kinds[name].read(undamaged(said))
        return {name: read[name] for name in self.kinds if name in read}

    def _says(self, name: str, value: Any) -> bool:
        return value not in (None, []) and not (value == "unknown" and isinstance(self.kinds[name], YesNo))

    def _named(self, text: str) -> str | None:
        """The part that a text like "says: at night" names, if it is one of the others."""
        label, colon, _ = text.partition(":")
        name = label.strip().casefold().replace(" ", "_")
        return name if colon and name in self.kinds and name != self.chief else None


def _label(name: str) -> str:
    return name.replace("_", " ")


def kind_of_field(model: type[BaseModel], name: str) -> Kind:
    """How a cell shows and reads that field of the model."""
    for field_name, field in model.model_fields.items():
        if name in (field_name, field.alias):
            return _kind(field)
    raise KeyError(name)


def _kind(field: FieldInfo, *, inner: bool = False) -> Kind:
    annotation: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    return _kind_of(annotation, inner)


def _kind_of(annotation: Any, inner: bool) -> Kind:
    if (named := _named(annotation)) is not None:
        return named
    origin = get_origin(annotation)
    if origin is Annotated:
        return _kind_of(get_args(annotation)[0], inner)
    if origin in (Union, types.UnionType):
        return _kind_of(next(one for one in get_args(annotation) if one is not type(None)), inner)
    if origin is tuple:
        return Several(_kind_of(get_args(annotation)[0], True), "," if inner else ";")
    if isinstance(annotation, type):
        if issubclass(annotation, BaseModel):
            return _parts(annotation)
        if issubclass(annotation, StrEnum):
            return one_of(annotation)
        return PLAIN[annotation]
    raise TypeError(f"no cell can hold {annotation}")


def _named(annotation: Any) -> Kind | None:
    """The kind of a field type that fields.py names, known by its validators however pydantic has taken it apart."""
    if get_origin(annotation) is not Annotated:
        return None
    marks = _marks(annotation)
    return next((kind for known, kind in NAMED.items() if _marks(known) <= marks), None)


def _marks(annotation: Any) -> frozenset[Any]:
    """What tells a field type from others: its validating functions and its pattern."""
    marks: set[Any] = set()
    for one in get_args(annotation)[1:]:
        marks |= {mark for mark in (getattr(one, "func", None), getattr(one, "pattern", None)) if mark}
    return frozenset(marks)


def _parts(model: type[BaseModel]) -> Parts:
    kinds = {field.alias or name: _kind(field, inner=True) for name, field in model.model_fields.items()}
    required = tuple(field.alias or name for name, field in model.model_fields.items() if field.is_required())
    return Parts(next(iter(required or kinds)), kinds, required)


def leaves(model: type[BaseModel], before: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every field that a table needs a column for: lists are one, parts that are there once have a column each."""
    for name, field in model.model_fields.items():
        if field.exclude:
            continue
        path = (*before, field.alias or name)
        inner = one_model(field.annotation)
        if inner is not None:
            yield from leaves(inner, path)
        else:
            yield path


def one_model(annotation: Any) -> type[BaseModel] | None:
    """The model of a field that holds one thing with parts, or perhaps none."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (Union, types.UnionType):
        return next((found for one in get_args(annotation) if (found := one_model(one))), None)
    return None
