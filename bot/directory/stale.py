"""What a person should check next, the worst first: crisis lines, then services (design, section 5).

Pure: the content and today come in. A crisis line is due three months after it was confirmed, a service after six.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from bot.directory.fields import earliest
from bot.directory.freshness import AGEING_MONTHS, CONFIRMED_MONTHS, hours_shown, months_before, times_shown
from bot.directory.launch import LAUNCH_MONTHS
from bot.directory.load import Content
from bot.directory.service import Service
from bot.directory.spreadsheet.guard import guarded
from bot.directory.vocabulary import Status
from bot.safety.lines import Line

CRISIS_LINE, SERVICE = "crisis line", "service"
LONG_AGO = date.min
_DATED = re.compile(r"\b(?:19|20)\d\d(?:-\d\d){0,2}\b")


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to check, why, and how to reach those who know. worst is 0 for the most pressing."""

    kind: str
    id: str
    name: str
    organisation: str
    why: str
    confirmed: str
    by: str
    phone: str
    text: str
    email: str
    website: str
    worst: int

    @property
    def contact(self) -> str:
        """The first way to reach them, as a request."""
        if self.phone or self.email:
            return f"Ask: {self.phone or self.email}"
        if self.text:
            return f"Text: {self.text}"
        return f"Look at: {self.website}" if self.website else "No way to reach them is known."


COLUMNS = {
    "kind": "What it is",
    "id": "Id",
    "name": "Name",
    "organisation": "Organisation",
    "why": "Why it is to be checked",
    "confirmed": "Last confirmed on",
    "by": "Confirmed by",
    "phone": "Phone",
    "text": "Text",
    "email": "E-mail",
    "website": "Website",
}


def stale(content: Content, today: date) -> tuple[Due, ...]:
    """Everything that is to be checked, the most pressing first."""
    lines = [due for line in content.crisis.all_lines() if (due := _line(line, content, today))]
    services = [due for service in content.services if (due := _service(service, today))]
    return tuple(one for _, one in sorted((*lines, *services), key=lambda each: (each[1].worst, each[0])))


def rows(due: tuple[Due, ...]) -> Iterator[list[str]]:
    """For a spreadsheet: a row of headings, and a row for each thing."""
    yield list(COLUMNS.values())
    names = [each.name for each in fields(Due) if each.name in COLUMNS]
    for one in due:
        yield [guarded(str(getattr(one, name))) for name in names]


def _line(line: Line, content: Content, today: date) -> tuple[date, Due] | None:
    on = line.checked.on if line.checked else None
    if on and on >= months_before(today, LAUNCH_MONTHS):
        return None
    why = [_last(on, f"more than {LAUNCH_MONTHS} months ago")]
    if line.launch:
        why.append("it must be confirmed before the bot goes live")
    emergency = line.dial == content.country.emergency_number
    if emergency:
        why.append("look at its official pages, never ring it to try it")
    due = Due(
        kind=CRISIS_LINE,
        id=line.id,
        name=line.name,
        organisation=line.nation or content.country.country,
        why=_sentence(why),
        confirmed=on.isoformat() if on else "",
        by=line.checked.by if line.checked else "",
        phone="" if emergency else line.dial or "",
        text="" if emergency else line.text_to or "",
        email=line.email or "",
        website=line.website or line.chat or line.sources[0].url,
        worst=0 if line.launch else 1,
    )
    return on or LONG_AGO, due


def _service(service: Service, today: date) -> tuple[date, Due] | None:
    on = earliest(service.checked.on) if service.checked else None
    if service.status is Status.CLOSED or (on and on >= months_before(today, CONFIRMED_MONTHS)):
        return None
    ageing = on is not None and on >= months_before(today, AGEING_MONTHS)
    why = [_last(on, f"more than {CONFIRMED_MONTHS if ageing else AGEING_MONTHS} months ago")]
    if service.status is not Status.OPEN:
        why.append("it may have closed" if service.status is Status.POSSIBLY_CLOSED else "it was closed for a while")
    if len(times_shown(service, today)) < len(service.times) or (service.hours and not hours_shown(service, today)):
        why.append("its times are too old to be shown")
    newest = max((earliest(day) for source in service.sources for day in _dates(source.page_date)), default=None)
    if on is None and newest:
        why.append(f"the newest page about it is from {newest.year}")
    contacts = service.contacts
    due = Due(
        kind=SERVICE,
        id=service.id,
        name=service.name,
        organisation=service.organisation,
        why=_sentence(why),
        confirmed=on.isoformat() if on else "",
        by=service.checked.by if service.checked else "",
        phone=", ".join(line.number for line in contacts.phone),
        text=", ".join(line.number for line in (*contacts.text, *contacts.whatsapp)),
        email=contacts.email or "",
        website=contacts.website or service.organisation_website or "",
        worst=_worst(service, on, ageing),
    )
    return on or newest or LONG_AGO, due


def _worst(service: Service, on: date | None, ageing: bool) -> int:
    if on is None:
        return 2 if service.status is not Status.OPEN else 3
    return 5 if ageing else 4


def _last(on: date | None, ago: str) -> str:
    return f"last confirmed on {on.isoformat()}, {ago}" if on else "nobody has ever confirmed it"


def _dates(words: str | None) -> Iterator[str]:
    """The dates in "about 2018-2019" or "2019-10-04": those that are real."""
    for day in _DATED.findall(words or ""):
        try:
            earliest(day)
        except ValueError:
            continue
        yield day


def _sentence(parts: list[str]) -> str:
    text = "; ".join(parts)
    return f"{text[:1].upper()}{text[1:]}."
