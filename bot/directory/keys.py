"""Which keys a content file may have, and where: read off its model."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from bot.directory.findings import Loc


def keys_at(model: type[BaseModel], loc: Loc) -> list[str]:
    """The keys that may be written at that place, as they are written."""
    here: type[BaseModel] | None = model
    for step in loc:
        if here is None:
            return []
        if isinstance(step, str):
            match = next((one for name, one in here.model_fields.items() if step in (name, one.alias)), None)
            here = _model_in(match.annotation) if match else None
    return [] if here is None else own_keys(here)


def keys_of(model: type[BaseModel]) -> frozenset[str]:
    """Every key that a file of this kind may have, at any depth."""
    return frozenset(key for part in parts_of(model) for key in own_keys(part[1]))


@cache
def key_order(model: type[BaseModel]) -> dict[str, list[str]]:
    """For each part of a file of this kind, named by the key that it stands under, the order of its keys."""
    order: dict[str, list[str]] = {}
    for over, part in parts_of(model):
        order.setdefault(over, own_keys(part))
    return order


@cache
def parents_of(model: type[BaseModel]) -> dict[str, tuple[str, ...]]:
    """For each key, the keys under which it may stand; the ones at the top of the file stand under none."""
    found: dict[str, tuple[str, ...]] = {}
    for over, part in parts_of(model):
        for key in own_keys(part):
            if over:
                found[key] = tuple(dict.fromkeys((*found.get(key, ()), over)))
    return found


def parts_of(model: type[BaseModel], over: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """The model and the models inside it, each with the key that it stands under. No model holds itself."""
    yield over, model
    for name, one in model.model_fields.items():
        inner = _model_in(one.annotation)
        if inner:
            yield from parts_of(inner, one.alias or name)


def own_keys(model: type[BaseModel]) -> list[str]:
    return [one.alias or name for name, one in model.model_fields.items() if not one.exclude]


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model inside an annotation such as `tuple[Line, ...] | None`."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for part in get_args(annotation) if (found := _model_in(part))), None)
