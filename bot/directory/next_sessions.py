"""A service's next sessions, and every time as it was understood, for those who write them. Pure: today comes in."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, time

from bot.directory.freshness import times_shown
from bot.directory.service import Service
from bot.directory.service import Time as Written
from bot.directory.times import Calendar, Schedule, Session, said_clock, said_date, upcoming
from bot.directory.vocabulary import Status


def next_session(service: Service, calendar: Calendar, today: date) -> Session | None:
    """The next session of an open service, from times that are not old (design, section 5); None when not known."""
    if service.status is not Status.OPEN:
        return None
    found = (_first(shown, calendar, today) for shown in times_shown(service, today))
    return min((session for session in found if session), key=_when, default=None)


def _first(shown: Written, calendar: Calendar, today: date) -> Session | None:
    return next(iter(upcoming(shown.schedule, today, calendar, 1)), None) if shown.schedule else None


def _when(session: Session) -> tuple[date, time]:
    return session.day, session.start.time() if session.start else time.max


def times_understood(
    services: Iterable[Service], calendar_of: Callable[[Service], Calendar], today: date
) -> Iterator[str]:
    """A line for each time that says when it comes round: how it was read, and its next three dates."""
    for service in services:
        for written in service.times:
            if written.schedule:
                calendar = calendar_of(service)
                dates = _dates(written.schedule, calendar, today)
                old = "" if written in times_shown(service, today) else f" Not shown: {_why_not(written)}"
                yield f"{service.id}: {written.schedule}. {dates}{old}"


def _why_not(written: Written) -> str:
    if written.as_of is None:
        return "add as_of: and the day on which you saw or heard it, or confirm the service."
    return "that is more than 18 months old, and nobody has confirmed it since."


def _dates(schedule: Schedule, calendar: Calendar, today: date) -> str:
    sessions = upcoming(schedule, today, calendar)
    if sessions:
        return f"Next: {', '.join(_said(session) for session in sessions)}."
    if schedule.term_time and not any(stretch.ends >= today for area in calendar.terms for stretch in area):
        return "No next date: content/terms.yaml has no school terms for its area from today on."
    return "No next date: it has ended, or all of its days are days off."


def _said(session: Session) -> str:
    clock = f" at {said_clock(session.start.time())}" if session.start else ""
    return f"{session.day:%a} {said_date(session.day)}{clock}"
