"""Reads times as people write them: "every Tuesday 10:00 to 11:30, term time only", "first Friday of the month 1pm".

The words are read from left to right, the longest thing that is known first; a word that is not known, or that could
mean two things, is told, never guessed past. What was understood is said back by `str(schedule)`.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from rapidfuzz import fuzz, process

from bot.directory.times.clock import CLOCK, SURE, TO, read_clock
from bot.directory.times.schedule import Schedule, lasting
from bot.directory.times.words import (
    DATE,
    DAY,
    DAYS,
    MONTH,
    MONTHS,
    NUMBER,
    NUMBERS,
    ORDINAL,
    ORDINALS,
    NotATime,
    date_of,
    day_of,
    month_of,
    number_of,
)
from bot.directory.vocabulary import Day, Every

LONGEST = 300
"""Characters. Nobody writes longer times, and reading stays quick."""
LIKE = 75
"""How alike two words are, of 100, for one to be taken for the other's misspelling."""
FAMILIAR = (
    *(day.title() for day in DAYS),
    *(month.title() for month in MONTHS),
    *(word for word in (*NUMBERS, *ORDINALS) if word.isalpha()),
    *("every", "other", "alternate", "fortnightly", "weekly", "monthly", "daily", "weekday", "weekdays", "weekend"),
    *("weekends", "month", "week", "weeks", "noon", "midday", "midnight", "until", "except", "excluding", "including"),
    *("starting", "only", "term", "time", "holidays", "bank", "school", "sessions"),
)


@dataclass
class Draft:
    """What has been read so far."""

    days: set[Day] = field(default_factory=set)
    without: set[Day] = field(default_factory=set)
    nth: set[int] = field(default_factory=set)
    weekly: bool = False
    monthly: bool = False
    daily: bool = False
    interval: int = 1
    repeats: bool = False
    every_nth: bool = False
    start: time | None = None
    end: time | None = None
    minutes: int | None = None
    first: date | None = None
    last: date | None = None
    on: date | None = None
    count: int | None = None
    weeks: int | None = None
    term_time: bool = False
    bank_holidays: bool = False
    not_on: set[tuple[date, date]] = field(default_factory=set)
    not_in: set[int] = field(default_factory=set)
    negated: str | None = None
    """The kind of thing that an "except" is about; "" until that is known, None when there was none."""
    comma: bool = False

    def is_negated(self, kind: str) -> bool:
        """Whether "except" still holds. A comma ends it, unless more of the same kind follows."""
        if self.negated and self.negated != kind and self.comma:
            self.negated = None
        if self.negated is not None:
            self.negated = kind
        self.comma = False
        return self.negated is not None


def read_schedule(text: str) -> Schedule:
    """The schedule that the words say. Raises NotATime, whose text says what can't be read and what to write."""
    if len(text) > LONGEST:
        raise NotATime("this is too long; write each time on its own, and other words under says")
    said = _plain(text)
    words = said.lower()
    if len(words) != len(said):
        said = words
    draft, at = Draft(), 0
    while at < len(words):
        at = _next(said, words, at, draft)
    return _finished(draft)


def _plain(text: str) -> str:
    """Plain dashes and quotes, one space between words."""
    text = unicodedata.normalize("NFKC", text).translate({**dict.fromkeys(map(ord, "–—‒−‐‑"), "-"), ord("’"): "'"})
    return " ".join(text.split()).rstrip(". ")


def _next(said: str, words: str, at: int, draft: Draft) -> int:
    """Read what stands there; where the next thing begins."""
    for pattern, read in READERS:
        if (found := pattern.match(words, at)) and found.end() > at:
            read(found, draft)
            return found.end()
    word = _WORD.match(said, at)
    unknown = word[0] if word else said[at]
    raise NotATime(f'I can\'t read "{unknown}"{_advice(unknown.casefold())}')


def _advice(unknown: str) -> str:
    if unknown[0].isdigit():
        return "; write a time like 10:00 or 1.30pm, and a date like 4 November 2026"
    known = {word.casefold(): word for word in FAMILIAR}
    like = process.extractOne(unknown, list(known), scorer=fuzz.ratio, score_cutoff=LIKE) if len(unknown) > 2 else None
    return f' (did you mean "{known[like[0]]}"?)' if like else "; words about other things go under says"


def _finished(draft: Draft) -> Schedule:
    """The schedule, once everything is read. Raises NotATime for what is missing or does not fit together."""
    if draft.on is not None:
        return _once(draft, draft.on)
    every, days = _recurrence(draft)
    last = _last(draft)
    if draft.interval > 1 and draft.first is None:
        raise NotATime("say from which day, or nobody knows which week it is: add from 4 November 2026")
    return Schedule(
        every=every,
        days=days,
        interval=draft.interval,
        nth=tuple(sorted(draft.nth, key=lambda nth: nth % 10)),
        start=draft.start,
        end=_end(draft),
        first=draft.first,
        last=last,
        count=draft.count,
        term_time=draft.term_time,
        bank_holidays=draft.bank_holidays,
        not_on=tuple(sorted(draft.not_on)),
        not_in=tuple(sorted(draft.not_in)),
    )


def _once(draft: Draft, on: date) -> Schedule:
    extra = (draft.days, draft.nth, draft.daily, draft.weekly, draft.monthly, draft.first, draft.last, draft.count)
    more = (draft.repeats, draft.weeks, draft.term_time, draft.not_on, draft.not_in, draft.without, draft.interval > 1)
    if any((*extra, *more)):
        raise NotATime(
            "what is the date? Write from before the first day, until before the last, not on before a day off"
        )
    return Schedule(Every.DAY, start=draft.start, end=_end(draft), first=on, last=on)


def _recurrence(draft: Draft) -> tuple[Every, tuple[Day, ...]]:
    days = set(DAYS) if draft.daily else draft.days
    if not days:
        missing = (
            "day of the month, like first Friday of the month"
            if draft.nth or draft.monthly
            else "day, like every Tuesday"
        )
        raise NotATime(f"I can't find on which day it is; write the {missing}")
    if draft.without and not draft.daily:
        raise NotATime("write the days that it is on, and leave the others out")
    ordered = tuple(day for day in DAYS if day in days - draft.without)
    if draft.nth or draft.monthly:
        _by_month(draft)
        return Every.MONTH, ordered
    if not ordered:
        raise NotATime("no day is left")
    if len(ordered) == len(DAYS) and draft.interval == 1:
        return Every.DAY, ()
    return Every.WEEK, ordered


def _by_month(draft: Draft) -> None:
    if not draft.nth or draft.daily or draft.weekly or draft.interval > 1:
        raise NotATime("say which day of the month, like first Friday of the month")
    if draft.every_nth and not draft.monthly and draft.nth & {2, 3, 4}:
        raise NotATime(
            'by the month or the week? Write "second Tuesday of the month" or "every other Tuesday from" a date'
        )


def _last(draft: Draft) -> date | None:
    """The last day, as a date or as so many weeks from the first."""
    if (draft.count or draft.weeks) and draft.first is None:
        raise NotATime("say when the course begins: add from 4 November 2026")
    last = draft.last
    if draft.weeks and draft.first:
        if last is not None:
            raise NotATime("say how many weeks or until when, not both")
        last = draft.first + timedelta(weeks=draft.weeks) - timedelta(days=1)
    if draft.first and last and draft.first >= last:
        raise NotATime("its last day is not after its first")
    return last


def _end(draft: Draft) -> time | None:
    if draft.minutes is None or draft.end is not None:
        return draft.end
    if draft.start is None:
        raise NotATime("say when it begins, like 10am for 90 minutes")
    end = lasting(draft.start, draft.minutes)
    if end is None or end <= draft.start:
        raise NotATime("a session ends before midnight, and after it began")
    return end


# What each thing does to the draft.


def _date_range(found: re.Match[str], draft: Draft) -> None:
    begins, ends = date_of(found["begins"]), date_of(found["ends"])
    if ends < begins:
        raise NotATime("its last day is before its first")
    if draft.is_negated("date"):
        draft.not_on.add((begins, ends))
    else:
        _set(draft, "first", begins)
        _set(draft, "last", ends)


def _date(found: re.Match[str], draft: Draft) -> None:
    day, lead = date_of(found["date"]), found["lead"] or ""
    if lead.startswith(("until", "till", "til", "end", "up", "to")):
        _set(draft, "last", day)
    elif lead.strip():
        _set(draft, "first", day)
    elif draft.is_negated("date"):
        draft.not_on.add((day, day))
    else:
        _set(draft, "on", day)


def _set(draft: Draft, name: str, value: object) -> None:
    """Fill what is said once. A second one that differs belongs in a time of its own."""
    before = getattr(draft, name)
    if before is not None and before != value:
        raise NotATime("there are two times or dates here; write each session as a time of its own")
    setattr(draft, name, value)


def _clock(found: re.Match[str], draft: Draft) -> None:
    start, end = read_clock(found["begins"], found["ends"] if "ends" in found.re.groupindex else None)
    _set(draft, "start", start)
    if end is not None:
        _set(draft, "end", end)


def _for(found: re.Match[str], draft: Draft) -> None:
    much = found["much"] or "1"
    number = float(much) if "." in much else number_of(much)
    draft.minutes = round(number * (1 if found["unit"].startswith("min") else 60)) + (30 if found["half"] else 0)


def _count(found: re.Match[str], draft: Draft) -> None:
    number = number_of(found["count"])
    if not 1 <= number <= 100:
        raise NotATime("a course has between 1 and 100 sessions")
    _set(draft, "weeks" if found["unit"].startswith("week") else "count", number)


def _days(found: re.Match[str], draft: Draft) -> None:
    from_, to = day_of(found["from"]), day_of(found["to"])
    first, last = DAYS.index(from_), DAYS.index(to)
    _add_days(draft, {DAYS[(first + step) % 7] for step in range((last - first) % 7 + 1)})


def _day(found: re.Match[str], draft: Draft) -> None:
    _add_days(draft, {day_of(found[0])})


def _many_days(found: re.Match[str], draft: Draft) -> None:
    _add_days(draft, set(DAYS[5:] if "end" in found[0] else DAYS[:5]))


def _add_days(draft: Draft, days: set[Day]) -> None:
    (draft.without if draft.is_negated("day") else draft.days).update(days)


def _nth(found: re.Match[str], draft: Draft) -> None:
    if draft.days:
        raise NotATime("write each session as a time of its own")
    draft.nth.update(ORDINALS[word] for word in re.findall(ORDINAL, found["nth"]))
    draft.every_nth = bool(found["every"])


def _interval(found: re.Match[str], draft: Draft) -> None:
    draft.interval = number_of(found["weeks"]) if found["weeks"] else 2
    if not 1 <= draft.interval <= 12:
        raise NotATime("a session comes round at least every 12 weeks; write each date as a time of its own")


def _months_off(found: re.Match[str], draft: Draft) -> None:
    if not draft.is_negated("month"):
        raise NotATime("write the months without sessions, like not in August, or dates: from 4 November 2026")
    draft.not_in.update(month_of(word) for word in re.findall(MONTH, found[0]))


def _term_time(found: re.Match[str], draft: Draft) -> None:
    holidays = "holiday" in found[0] or "break" in found[0] or "half" in found[0]
    if draft.is_negated("term") is not holidays:
        raise NotATime("sessions in the school holidays alone can't be written here; write their dates")
    draft.term_time = True


def _bank_holidays(found: re.Match[str], draft: Draft) -> None:
    if found["with"] or found["too"]:
        draft.negated, draft.bank_holidays = None, True
    elif not draft.is_negated("bank"):
        raise NotATime('write "including bank holidays", or leave it out: they are days off unless you say so')


def _flag(name: str) -> Callable[[re.Match[str], Draft], None]:
    def read(found: re.Match[str], draft: Draft) -> None:
        draft.negated = None
        setattr(draft, name, True)

    return read


def _every(found: re.Match[str], draft: Draft) -> None:
    draft.negated, draft.repeats = None, True


def _except(found: re.Match[str], draft: Draft) -> None:
    draft.negated = ""


def _comma(found: re.Match[str], draft: Draft) -> None:
    draft.comma = True


def _nothing(found: re.Match[str], draft: Draft) -> None:
    """A word that says nothing by itself."""


_AND = r"(?:\s*(?:,|&|and|\+)\s*(?:the\s+)?)"
_LEADS = "from|starting|starts|start|beginning|begins|since|commencing|until|till|til|ending|ends|up to|to"
_CLEAR = rf"(?:(?:{CLOCK})(?!\s+(?:{MONTH}|weeks?|sessions?|minutes?|hours?)))"
_ORDINALS = rf"{ORDINAL}(?:{_AND}{ORDINAL})*"
_OTHER = (
    r"(?:every|each)\s+other(?:\s+week)?|(?:on\s+)?alternate(?:\s+weeks)?|(?:once\s+a\s+)?fortnight(?:ly)?"
    rf"|every\s+(?:second\s+week|fortnight)|every\s+(?P<weeks>{NUMBER})\s+weeks?"
)
_TERMS = r"term[\s-]?times?|terms?|holidays?|half[\s-]?terms?|breaks?"
_WORD = re.compile(r"[^\s,;()]+")

READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Draft], None]], ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"[\s()./]+", _nothing),
        (r"[,;]", _comma),
        (rf"(?:from\s+)?(?P<begins>{DATE}){TO}(?P<ends>{DATE})", _date_range),
        (rf"between\s+(?P<begins>{DATE})\s+and\s+(?P<ends>{DATE})", _date_range),
        (rf"(?P<lead>(?:{_LEADS})(?:\s+on|\s+from)?\s+)?(?P<date>{DATE})", _date),
        (rf"(?:(?:at|from)\s+)?(?P<begins>{_CLEAR}){TO}(?P<ends>{_CLEAR})", _clock),
        (rf"between\s+(?P<begins>{_CLEAR})\s+and\s+(?P<ends>{_CLEAR})", _clock),
        (rf"(?:at|from)\s+(?P<begins>{_CLEAR})", _clock),
        (rf"(?P<begins>{SURE})", _clock),
        (
            rf"for\s+(?:an?|(?P<much>\d\.\d{{1,2}}|{NUMBER}))\s*(?P<unit>min(?:ute)?s?|hours?|hrs?)\b"
            r"(?P<half>\s+and a half)?",
            _for,
        ),
        (rf"(?:for\s+)?(?P<count>{NUMBER})[\s-](?P<unit>weeks?|sessions?)(?:\s+course)?\b", _count),
        (rf"(?:from\s+)?(?P<from>{DAY})\s*(?:-|to|until|through)\s*(?P<to>{DAY})", _days),
        (rf"(?:{_OTHER})\b", _interval),
        (r"(?:(?:seven|7)\s+days\s+a\s+week|(?:every|each)\s+day|daily)\b", _flag("daily")),
        (r"(?:weekly|(?:every|each|once\s+a)\s+week)\b", _flag("weekly")),
        (
            r"(?:(?:once\s+)?monthly|(?:once\s+)?(?:of|in|per|every|each|a)(?:\s+(?:the|each|every|a))?\s+month)\b",
            _flag("monthly"),
        ),
        (rf"(?P<every>(?:every|each)\s+)?(?P<nth>{_ORDINALS})", _nth),
        (r"(?:every\s+|each\s+)?week(?:day|end)s?\b", _many_days),
        (DAY, _day),
        (rf"(?:(?:in|during)\s+)?{MONTH}(?:{_AND}{MONTH})*", _months_off),
        (
            r"(?P<with>(?:including|includes|incl?\.?|(?:even|also|open|and)\s+on)\s+)?(?:bank|public)\s+holidays?"
            r"(?P<too>\s+(?:included|too|as\s+well))?\b",
            _bank_holidays,
        ),
        (rf"(?:(?:in|during)\s+)?(?:the\s+)?(?:school\s+)?(?:{_TERMS})\b(?:\s+only)?", _term_time),
        (
            r"(?:except|excluding|excl?\.?|but\s+not|but|not|no|apart\s+from|other\s+than|closed|without)"
            r"(?:\s+(?:on|for|during|the))*(?!\w)",
            _except,
        ),
        (r"(?:every|each)\b", _every),
        (r"(?:all\s+year(?:\s+round)?|on|at|the|of|and|&|\+|in|only|we|meets?|sessions?|plus)(?!\w)", _nothing),
    )
)
"""What may stand next, the longest first, and what it does to the draft."""
