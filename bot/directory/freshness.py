"""How fresh a service is on a given day. Freshness is told, never pretended (design, section 5).

Pure: today comes in. Months are calendar months: confirmed on 31 March is confirmed until 30 September.
"""

import calendar
from datetime import date

from bot.directory.fields import earliest
from bot.directory.service import Checked, Hours, Service, Time
from bot.directory.vocabulary import Freshness

CONFIRMED_MONTHS = 6
AGEING_MONTHS = 12
TIMES_MONTHS = 18


def months_before(day: date, months: int) -> date:
    """The day so many calendar months before; the last day of a shorter month where there is no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def freshness(checked: Checked | None, today: date) -> Freshness:
    """Confirmed within six months, ageing within twelve, or unconfirmed: older, or nobody ever has."""
    if checked is None:
        return Freshness.UNCONFIRMED
    on = earliest(checked.on)
    if on >= months_before(today, CONFIRMED_MONTHS):
        return Freshness.CONFIRMED
    if on >= months_before(today, AGEING_MONTHS):
        return Freshness.AGEING
    return Freshness.UNCONFIRMED


def told_on(as_of: str | None, checked: Checked | None) -> date | None:
    """The day of the page that says it, or on which a person confirmed the service, whichever is later."""
    return max((earliest(day) for day in (as_of, checked.on if checked else None) if day), default=None)


def _recent(as_of: str | None, checked: Checked | None, today: date) -> bool:
    """Whether the page that says it, or the person who confirmed the service, is at most 18 months old."""
    newest = told_on(as_of, checked)
    return newest is not None and newest >= months_before(today, TIMES_MONTHS)


def times_shown(service: Service, today: date) -> tuple[Time, ...]:
    """The session times that may be shown: those whose source, or whose confirmation by a person, is not old."""
    return tuple(time for time in service.times if _recent(time.as_of, service.checked, today))


def hours_shown(service: Service, today: date) -> Hours | None:
    """The line's hours, or None when nothing says that they still hold."""
    if service.hours and _recent(service.hours.as_of, service.checked, today):
        return service.hours
    return None
