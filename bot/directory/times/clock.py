"""Times of day as people write them: "7-8.30pm", "10:00 to 11:30", "10am to 12 noon".

Where am or pm is left out, it is read only where it can mean one thing: a session that begins between nine and noon
begins in the morning or at noon, and one that ends at an earlier number ends after noon. Whoever writes "2 to 3" is
asked which.
"""

import re
from dataclasses import dataclass
from datetime import time
from typing import Literal

from bot.directory.times.words import NotATime

_ENDS = r"(?![\w:/])(?!\.\d)"
SURE = (
    r"(?:12\s*)?(?:noon|midday|midnight)\b"
    rf"|\d{{1,2}}(?:[:.]\d{{2}})?\s*(?:[ap]\.?\s?m\b\.?)|\d{{1,2}}[:.]\d{{2}}{_ENDS}"
)
"""What is a time of day wherever it stands."""
CLOCK = rf"{SURE}|\d{{1,2}}{_ENDS}"
"""What is one beside another, or after "at"."""
TO = r"\s*(?:-|to|until|till|til)\s*"
_PARTS = re.compile(r"(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?\s*(?P<half>[ap])?")
NOON = 12 * 60
LATEST_EARLY = 9
"""From this hour on a bare number is the morning: nobody begins a group at nine, ten or eleven at night."""


PartOfTheDay = Literal["morning", "afternoon", "evening"]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day: am or pm, and the hours in which something in it begins."""

    half: str
    hours: tuple[int, int]


PARTS: dict[PartOfTheDay, Part] = {
    "morning": Part("a", (4, 13)),
    "afternoon": Part("p", (11, 19)),
    "evening": Part("p", (15, 24)),
}


@dataclass(frozen=True, slots=True)
class Written:
    """A time as it was written: minutes on the 12-hour or 24-hour clock, and whether that says all."""

    text: str
    minutes: int
    half: str | None
    certain: bool

    def in_half(self, half: str) -> int:
        """Minutes after midnight when "am" or "pm" is added."""
        return self.minutes % NOON + (NOON if half == "p" else 0)


def read_clock(first: str, second: str | None, part: PartOfTheDay | None = None) -> tuple[time, time | None]:
    """A start, and an end where there is one. Raises NotATime where it could be the morning or the evening.

    part: that it is in the morning, the afternoon or the evening, where that is said beside it.
    """
    start = _written(first)
    if second is None:
        return _begun(_alone(start, part), part), None
    end = _written(second)
    begins, ends = _range(start, end, part)
    if ends <= begins and ("midnight" in second or (end.half == "a" and begins >= NOON)):
        raise NotATime(f"{first} to {second} goes past midnight, which can't be read; leave the end out, or use says")
    if ends <= begins:
        raise NotATime(f"{first} to {second} ends before it begins; write am or pm, or the 24-hour clock")
    return _begun(begins, part), _time(ends)


def _written(text: str) -> Written:
    if "midnight" in text:
        return Written(text, 0, "a", True)
    if "noon" in text or "midday" in text:
        return Written(text, NOON, "p", True)
    found = _PARTS.match(text)
    assert found is not None
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    if hour > 23 or minute > 59 or (found["half"] and not 1 <= hour <= 12):
        raise NotATime(f"{text} is not a time of day; write one like 10:00 or 1.30pm")
    certain = bool(found["half"]) or hour > 12 or hour == 0 or (len(found["hour"]) == 2 and hour < LATEST_EARLY + 1)
    return Written(text, hour * 60 + minute, found["half"], certain)


def _begun(minutes: int, part: PartOfTheDay | None) -> time:
    begins = _time(minutes)
    if part and not PARTS[part].hours[0] <= begins.hour < PARTS[part].hours[1]:
        raise NotATime(f"{said_clock(begins)} is not in the {part}; write am or pm, or the 24-hour clock")
    return begins


def _alone(start: Written, part: PartOfTheDay | None) -> int:
    if start.half == "a" and start.minutes == NOON:
        raise NotATime(f"{start.text} is midnight; write 12 noon for the middle of the day")
    if start.half:
        return start.in_half(start.half)
    if part and not start.certain:
        return start.in_half("p" if start.minutes >= NOON else PARTS[part].half)
    if start.certain or start.minutes >= LATEST_EARLY * 60:
        return start.minutes
    raise NotATime(f"is {start.text} in the morning? Write {start.text}am or {start.text}pm")


def _range(start: Written, end: Written, part: PartOfTheDay | None) -> tuple[int, int]:
    """Minutes after midnight of both, each read with the help of the other."""
    if end.half and not start.half and not start.certain:
        ends = end.in_half(end.half)
        same = start.in_half(end.half)
        return (same if same < ends else start.in_half("a")), ends
    begins = _alone(start, part)
    if end.half:
        return begins, end.in_half(end.half)
    if end.certain or end.minutes > begins:
        return begins, end.minutes
    return begins, end.minutes + NOON if end.minutes <= NOON else end.minutes


def _time(minutes: int) -> time:
    if minutes >= 24 * 60:
        raise NotATime("a session ends before midnight; write am or pm, or the 24-hour clock")
    return time(*divmod(minutes, 60))


def said_clock(at: time) -> str:
    """A time as it is written in the UK: "10 am", "1.30 pm", "12 noon"."""
    if (at.hour, at.minute) in ((12, 0), (0, 0)):
        return "12 noon" if at.hour else "12 midnight"
    minutes = f".{at.minute:02}" if at.minute else ""
    return f"{(at.hour - 1) % 12 + 1}{minutes} {'pm' if at.hour >= 12 else 'am'}"
