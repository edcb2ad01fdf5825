"""Our own object in a record, read back: it fills in what the standard cannot say, and never overrules it.

A field of ours is taken only while the record agrees with it: while a service with that field would have said just
what the record says. So a status or a name that somebody changed in the standard's own place wins over our copy.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from pydantic import ValidationError

from bot.directory.open_referral.clean import one, text_of
from bot.directory.open_referral.names import OURS
from bot.directory.open_referral.read import Reading, plain_fields
from bot.directory.open_referral.terms import Terms
from bot.directory.open_referral.write import standard
from bot.directory.service import Service


def read_record(record: dict[str, Any], today: date, terms: Terms) -> tuple[Reading, str | None]:
    """What the record says in our words, and the id that we gave it when it is one of ours."""
    read = plain_fields(record, today)
    ours = one(record.get(OURS))
    local_id = text_of(ours.get("local_id"))
    if not local_id:
        return read, None
    known = Service.model_fields.keys() - {"id", "checked", "notes"}
    theirs = {key: value for key, value in one(ours.get("fields")).items() if key in known}
    said = partial(_as_record, read=read, local_id=local_id, terms=terms)
    read.fields = _filled(read.fields, theirs, record, said)
    return read, local_id


Said = Callable[[dict[str, Any]], dict[str, Any] | None]


def _filled(plain: dict[str, Any], ours: dict[str, Any], record: dict[str, Any], said: Said) -> dict[str, Any]:
    """The plain fields with those of ours that the record does not speak against."""
    kept = dict(ours)
    while kept:
        whole = {**plain, **kept}
        as_record = said(whole)
        wrong = _disagreeing(whole, plain, kept, record, as_record, said)
        if not wrong:
            break
        kept = {key: value for key, value in kept.items() if key not in wrong}
    return {key: value for key, value in {**plain, **kept}.items() if value is not None}


def _disagreeing(
    whole: dict[str, Any],
    plain: dict[str, Any],
    kept: dict[str, Any],
    record: dict[str, Any],
    as_record: dict[str, Any] | None,
    said: Said,
) -> set[str]:
    """Those of our fields without which the record's own places would be told otherwise, and as they are."""
    if as_record is None:
        return {key for key in kept if said({**plain, key: kept[key]}) is None} or set(kept)
    places = [name for name in as_record.keys() | record.keys() if as_record.get(name) != record.get(name)]
    wrong: set[str] = set()
    for key in kept:
        without = said({**whole, key: plain.get(key)}) or {}
        if any(without.get(name) != as_record.get(name) for name in places):
            wrong.add(key)
    return wrong


def _as_record(fields: dict[str, Any], read: Reading, local_id: str, terms: Terms) -> dict[str, Any] | None:
    """What a service with these fields would say in the standard; None when there can be no such service."""
    filled: dict[str, Any] = {
        "name": "-",
        "summary": "-",
        "kind": "information",
        "for_whom": ["anyone"],
        "stages": ["postnatal"],
    }
    filled |= {"serves": {"everywhere": True}}
    given = {key: value for key, value in fields.items() if value is not None}
    try:
        service = Service.model_validate({**filled, **given, "id": local_id})
    except ValidationError:
        return None
    named = {"organisation": read.organisation, "organisation_website": read.organisation_website}
    return standard(service.model_copy(update=named), terms)
