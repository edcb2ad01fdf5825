"""Reads times as people write them: "every Tuesday 10:00 to 11:30, term time only", "first Friday of the month 1pm".

The words are read from left to right, the longest thing that is known first; a word that is not known, or that could
mean two things, is told, never guessed past. What was understood is said back by `str(schedule)`.
"""

import re
import unicodedata
from collections.abc import Callable

from rapidfuzz import fuzz, process

from bot.directory.times.clock import CLOCK, SURE, TO, PartOfTheDay, read_clock
from bot.directory.times.draft import Draft, finished
from bot.directory.times.schedule import Schedule
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
from bot.directory.vocabulary import Day

LONGEST = 300
"""Characters. Nobody writes longer times, and reading stays quick."""
TELL = {
    "from": "after it goes a date or a time, like from 4 November 2026",
    "until": "after it goes a date, like until 18 December 2026",
    "half": "write a time like 10:30",
    "quarter": "write a time like 10:15",
    "24/7": "for a line that is always answered, write hours: and not times:",
    "twice": "say which ones, like first and third Monday of the month",
    "quarterly": "write each date as a time of its own, like 4 November 2026",
}
"""What to do about some words that people write often."""
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


def read_schedule(text: str) -> Schedule:
    """The schedule that the words say. Raises NotATime, whose text says what can't be read and what to write."""
    if len(text) > LONGEST:
        raise NotATime("this is too long; write each time on its own, and other words under says")
    said = _plain(text)
    words = said.lower()
    if len(words) != len(said):
        said = words
    draft, at = Draft(part=_part_of_the_day(words)), 0
    while at < len(words):
        at = _next(said, words, at, draft)
    return finished(draft)


def _plain(text: str) -> str:
    """Plain dashes and quotes, one space between words."""
    text = unicodedata.normalize("NFKC", text).translate({**dict.fromkeys(map(ord, "–—‒−‐‑"), "-"), ord("’"): "'"})
    text = re.sub(r"(?<![:.\d])(\d{1,2})\s*o'?\s?clock\b", r"\1:00", text, flags=re.IGNORECASE)
    return " ".join(text.split()).rstrip(". ")


def _part_of_the_day(words: str) -> PartOfTheDay | None:
    """The part of the day that is named, which says what a bare 7 means; None where none or several are."""
    found = {"evening" if "night" in word else word for word in re.findall(rf"(?<!\w)({_PART})s?(?!\w)", words)}
    parts: tuple[PartOfTheDay, ...] = ("morning", "afternoon", "evening")
    return next((part for part in parts if found == {part}), None)


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
    if unknown in TELL:
        return f"; {TELL[unknown]}"
    if unknown[0].isdigit():
        return "; write a time like 10:00 or 1.30pm, and a date like 4 November 2026"
    known = {word.casefold(): word for word in FAMILIAR}
    like = process.extractOne(unknown, list(known), scorer=fuzz.ratio, score_cutoff=LIKE) if len(unknown) > 2 else None
    return (
        f' (did you mean "{known[like[0]]}"?)'
        if like and like[0] != unknown
        else "; words about other things go under says"
    )


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
    start, end = read_clock(found["begins"], found["ends"] if "ends" in found.re.groupindex else None, draft.part)
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
    if draft.nth:
        raise NotATime("name the day, like first Monday of the month")
    _add_days(draft, set(DAYS[5:] if "end" in found[0] else DAYS[:5]))


def _add_days(draft: Draft, days: set[Day]) -> None:
    if draft.month_said and not draft.is_negated("day"):
        raise NotATime("write each session as a time of its own")
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
    if "between" in found.re.groupindex:
        raise NotATime("write the months without sessions, like not in August, or dates: from 4 November 2026")
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


def _part(found: re.Match[str], draft: Draft) -> None:
    if draft.part is None or draft.negated is not None:
        raise NotATime("write each session as a time of its own")


def _monthly(found: re.Match[str], draft: Draft) -> None:
    draft.negated, draft.monthly = None, True
    draft.month_said = bool(draft.nth and draft.days)


def _every(found: re.Match[str], draft: Draft) -> None:
    if draft.nth and draft.days:
        raise NotATime("write each session as a time of its own")
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
_PART = r"morning|afternoon|evening|night"
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
            _monthly,
        ),
        (rf"(?P<every>(?:every|each)\s+)?(?P<nth>{_ORDINALS})", _nth),
        (r"(?:every\s+|each\s+)?week(?:day|end)s?\b", _many_days),
        (DAY, _day),
        (rf"(?P<between>(?:from|between)\s+{MONTH}|{MONTH}\s*(?:-|to|until)\s*{MONTH})", _months_off),
        (rf"(?:(?:in|during)\s+)?{MONTH}(?:{_AND}{MONTH})*", _months_off),
        (rf"(?:(?:in|on|at)\s+)?(?:the\s+)?(?:{_PART})s?(?!\w)", _part),
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
        (r"(?:all\s+year(?:\s+round)?|on|at|the|an?|of|and|&|\+|in|only|we|meets?|sessions?|plus)(?!\w)", _nothing),
    )
)
"""What may stand next, the longest first, and what it does to the draft."""
