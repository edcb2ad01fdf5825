"""What may leave the house. A published copy can't be called back, so what is doubtful stays here.

Never in an export: a confidential address; the name of whoever checked a service; notes for editors; telephone numbers
and e-mail addresses of a service that no person has confirmed within a year (its website goes: there anybody can look
for themselves); services that have closed. Where such a thing also stands in a text that would leave, that text stays
here too; where it stands in the name or the summary, the whole service does, and the operator is told.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from pydantic import ValidationError

from bot.directory.freshness import freshness
from bot.directory.service import Contacts, Service
from bot.directory.vocabulary import Freshness, Status


class StaysHome(Exception):
    """A service that is not exported; the text says why, and what would let it go."""


def fit_to_leave(service: Service, today: date) -> Service:
    """The service without what must not leave. Raises StaysHome."""
    if service.status is Status.CLOSED:
        raise StaysHome("it has closed.")
    left: dict[str, Any] = {"notes": ()}
    if service.venue and service.venue.confidential:
        left["venue"] = None
    if freshness(service.checked, today) is Freshness.UNCONFIRMED:
        left["contacts"] = Contacts(website=service.contacts.website)
    secrets = [re.compile(pattern, re.IGNORECASE) for pattern in _secrets(service, left)]
    return _without(service.model_copy(update=left), secrets) if secrets else service.model_copy(update=left)


def _secrets(service: Service, left: dict[str, Any]) -> Iterator[str]:
    """Patterns of what must not stand in any text either."""
    if "venue" in left and service.venue:
        for words in (service.venue.address, service.venue.postcode):
            if words:
                yield _spaced(words)
    if "contacts" in left:
        contacts = service.contacts
        for line in (*contacts.phone, *contacts.text, *contacts.whatsapp):
            digits = re.sub(r"\D", "", line.number)
            yield r"(?<!\d)" + r"[\s()./-]*".join(digits) + r"(?!\d)"
        if contacts.email:
            yield re.escape(contacts.email)
    by = service.checked.by if service.checked else ""
    if " " in by and by.casefold() != service.organisation.casefold():
        yield rf"\b{_spaced(by)}\b"


def _spaced(words: str) -> str:
    """The words however they are spaced; a postcode without its space too."""
    return r"[\s,]*".join(re.escape(word) for word in re.split(r"[\s,]+", words) if word)


def _without(service: Service, secrets: list[re.Pattern[str]]) -> Service:
    """The service without the texts in which a secret stands."""
    data = service.model_dump(mode="json", by_alias=True, exclude_none=True, exclude={"checked"})
    if any(secret.search(text) for secret in secrets for text in (service.name, service.summary, service.organisation)):
        raise StaysHome("its name or summary holds a secret address, a contact that nobody has confirmed, or a name.")
    pruned = {key: kept for key, value in data.items() if (kept := _pruned(value, secrets)) is not None}
    pruned |= {key: data[key] for key in ("id", "formerly") if key in data}
    try:
        safe = Service.model_validate(pruned)
    except ValidationError as error:  # a part that lost what it can't be without goes as a whole
        broken = {one["loc"][0] for one in error.errors() if one["loc"]}
        safe = _valid({key: value for key, value in pruned.items() if key not in broken})
    named = {"organisation": service.organisation, "organisation_website": service.organisation_website}
    return safe.model_copy(update={**named, "checked": service.checked})


def _valid(data: dict[str, Any]) -> Service:
    try:
        return Service.model_validate(data)
    except ValidationError:
        raise StaysHome("what is left of it without its secrets is no whole service.") from None


def _pruned(value: Any, secrets: list[re.Pattern[str]]) -> Any:
    """The value without its texts that hold a secret; None when nothing is left, or when its chief part is gone."""
    if isinstance(value, str):
        return None if any(secret.search(value) for secret in secrets) else value
    if isinstance(value, list):
        return [kept for one in value if (kept := _pruned(one, secrets)) is not None]
    if isinstance(value, dict):
        kept = {key: part for key, one in value.items() if (part := _pruned(one, secrets)) is not None}
        chief = next(iter(value), None)
        return kept if chief in kept or chief is None else None
    return value
