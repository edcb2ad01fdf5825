"""What somebody meant who wrote a time, a date or a word in another way than the files do. Offered, never assumed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = re.compile(r"(\d?\d)(?:[:.h](\d\d?))?\s*(am|pm|a\.m\.|p\.m\.)?", re.IGNORECASE)
JUMBLED = re.compile(r"â€|Ã[\x80-\xbf©¨¢¤¶¼]|Â[£·°]|\ufffd")
"""What is left of letters that were saved in one alphabet and opened in another: "CafÃ©"."""
_AT_TWELVE = {"noon": "12:00", "midday": "12:00", "12 noon": "12:00", "midnight": "00:00", "12 midnight": "00:00"}
_NAMED_DAY = re.compile(r"(?:(\d?\d)(?:st|nd|rd|th)?\s+)?([A-Za-z]{3,9})\.?,?\s+(\d{4})")


def clock_meant(text: str) -> str | None:
    """ "9.30am" is "09:30", "7pm" is "19:00"; None for what is no time of day."""
    text = text.strip(" “”\"'").casefold()
    if text in _AT_TWELVE:
        return _AT_TWELVE[text]
    found = _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minutes, half = int(found[1]), (found[2] or "0").ljust(2, "0"), (found[3] or "").replace(".", "").casefold()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"{hour:02}:{minutes}" if hour < 24 and int(minutes) < 60 else None


def date_meant(text: str) -> str | None:
    """ "30/11/2025" is "2025-11-30", "May 2024" is "2024-05"; the day comes first, as in Britain. None if unclear."""
    text = text.strip()
    if named := _NAMED_DAY.fullmatch(text):
        month = next((number for number, name in enumerate(_MONTHS, 1) if named[2].casefold().startswith(name)), 0)
        return _day(int(named[3]), month, int(named[1])) if named[1] else _day(int(named[3]), month)
    if timed := re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)[T ].*", text):
        return _day(int(timed[1]), int(timed[2]), int(timed[3]))
    if month_first := re.fullmatch(r"(\d\d?)[/.-](\d{4})", text):
        return _day(int(month_first[2]), int(month_first[1]))
    if year_first := re.fullmatch(r"(\d{4})[/.-](\d\d?)(?:[/.-](\d\d?))?", text):
        year, month, day = int(year_first[1]), int(year_first[2]), int(year_first[3] or 0)
        return (_day(year, month, day) or _day(year, day, month)) if day else _day(year, month)
    if day_first := re.fullmatch(r"(\d\d?)[/.-](\d\d?)[/.-](\d{4}|\d\d)", text):
        day, month, year = int(day_first[1]), int(day_first[2]), int(day_first[3])
        year += 2000 if year < 100 else 0
        return _day(year, month, day) or _day(year, day, month)
    return None


def _day(year: int, month: int, day: int | None = None) -> str | None:
    try:
        whole = date(year, month, day or 1)
    except ValueError:
        return None
    return whole.isoformat() if day else whole.isoformat()[:7]


_SAME = """
phone: tel, telephone, phones, mobile, ring, call, landline
text: sms, texts, texting
email: mail, e mail
website: web, url, site, homepage, home page, link, www
summary: description, about, what
name: title
says: words, note, comment
districts: county, counties, council, councils, area, areas, borough, boroughs
places: town, towns, city, cities, village, villages
nations: country, countries, nation
postcodes: postcode, post codes
everywhere: anywhere, nationwide, national
when: time
times: sessions, session, when, meetings
hours: opening, opening hours, opening times
venue: address, where, location, place
not_for: exclusions, excludes
for_whom: who, audience, for
cost: price, fee, fees
one_to_one: 121, 1:1, 1-1, 1-2-1, 1 to 1, one on one, individual
group: groups, meeting, class
online: zoom, internet, web, video
peer_group: support group, group, peer support, coffee morning
text_chat: chat, webchat, texting
helpline: line, phone line, hotline
befriending: one to one, mentoring, buddy
professional: counselling, therapy, nhs, gp
mothers: mums, mum, moms, mother, mummies, women
fathers: dads, dad, father, men
partners: partner, husband, husbands
family: families, relatives, grandparents
anyone: everyone, everybody, all, anybody
professionals: midwives, health visitors, staff
pregnancy: antenatal, prenatal, pregnant, expecting
postnatal: after birth, baby, postpartum, new mums
loss: bereavement, bereaved, miscarriage, stillbirth, baby loss
closed: shut, ended, finished, stopped, gone
temporarily_closed: paused, break, on hold, suspended
open: running, active
self: self referral, anyone, direct
yes: y, true, ok
no: n, none, false
"""
"""The files' words, each with what people write in their place."""
_MEANT = [
    (word.strip(), right)
    for right, words in (line.split(": ", 1) for line in _SAME.strip().splitlines())
    for word in words.split(",")
]


def word_meant(word: str, known: Iterable[str]) -> str | None:
    """The one of the known words that people also call so: "tel" is phone, "1:1" is one_to_one."""
    said = " ".join(re.split(r"[\s_]+", word.casefold().strip(" .\"'“”")))
    said = said.replace("e-mail", "e mail")
    choices = set(known)
    return next((right for other, right in _MEANT if other == said and right in choices), None)
