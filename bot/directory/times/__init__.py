"""When sessions are: times in words read into rules of recurrence, said back, and turned into the next dates.

Pure: today comes in. What is written is local time; a session is given in the country's time zone, summer time too.
"""

from bot.directory.times.calendar import ALWAYS, Calendar, Session, Stretch, upcoming
from bot.directory.times.clock import said_clock
from bot.directory.times.field import When
from bot.directory.times.reading import read_schedule
from bot.directory.times.schedule import Schedule, by_parts, clock_of
from bot.directory.times.words import NotATime, said_date

__all__ = [
    "ALWAYS",
    "Calendar",
    "NotATime",
    "Schedule",
    "Session",
    "Stretch",
    "When",
    "by_parts",
    "clock_of",
    "read_schedule",
    "said_clock",
    "said_date",
    "upcoming",
]
