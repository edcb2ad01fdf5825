"""The small field types that content files are made of, each with a message that says what to write instead.

YAML reads some things its own way: `no` as false, `10:30` as 630, `0121 …` without quotes as a number. Each type below
either takes that reading where its meaning is certain (yes and no) or refuses it and says to put quotes round it
(telephone numbers, clock times). Where what was meant is plain ("9.30am", "30/11/2025"), the message has it ready to be
copied; nothing is put right without being asked.
"""

import re
from datetime import date
from typing import Annotated, Any, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    WithJsonSchema,
)

from bot.directory.meant import clock_meant, date_meant
from bot.directory.vocabulary import Answer

ID_LONGEST = 50
"""Characters in an id. A button carries an id and a short word before it in Telegram's 64 bytes."""

CLOCK = r"([01]\d|2[0-3]):[0-5]\d|24:00"
PARTIAL_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"
WHOLE_DATE = r"^\d{4}-\d{2}-\d{2}$"
PHONE = r"\+?[\d(][\d\s()./-]*\d"
SHORT_PHONES = {"08001111", "08454647"}
"""The few whole British numbers that are this short: Childline's, and what was NHS Direct's."""
EMAIL = r"[^\s@<>\"',;]+@[^\s@<>\"',;]+\.[A-Za-z]{2,}"
WEB = r"https?://[^\s/?#.]+(\.[^\s/?#.]+)+\.?([/?#]\S*)?"


def _yes_or_no(value: Any) -> Any:
    """Take YAML's true and false as yes and no: `step_free: no` must mean what it says."""
    if isinstance(value, bool):
        return Answer.YES if value else Answer.NO
    return value


def _clock(value: Any) -> Any:
    if isinstance(value, int | float) or (isinstance(value, str) and not re.fullmatch(CLOCK, value)):
        meant = clock_meant(str(value))
        if meant and re.fullmatch(CLOCK, meant):
            raise ValueError(f'write it as "{meant}", on the 24-hour clock and in quotes')
        raise ValueError('write a time as "09:30" or "18:00", on the 24-hour clock and in quotes')
    return value


def _partial_date(value: Any) -> Any:
    """Take a date, a month ("2020-11") or a year; give it as text, as exact as it was written."""
    if isinstance(value, date):
        return value.isoformat()[:10]
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, str):
        if not re.fullmatch(PARTIAL_DATE, value):
            if meant := date_meant(value):
                raise ValueError(f"a date is written year, month, day. Did you mean {meant}?")
            raise ValueError("write a date as 2025-11-30, a month as 2025-11 or a year as 2025")
        earliest(value)
    return value


def earliest(partial: str) -> date:
    """The first day that a partial date can mean: "2020-11" gives 1 November 2020. Old is told sooner, never later."""
    parts = [int(part) for part in partial.split("-")]
    try:
        return date(parts[0], parts[1] if len(parts) > 1 else 1, parts[2] if len(parts) > 2 else 1)
    except ValueError:
        raise ValueError(f"{partial} is not a day in the calendar") from None


def _phone(value: Any) -> Any:
    if isinstance(value, int | float):
        raise ValueError('a telephone number needs quotes round it, like "0121 496 0000", or it loses its first 0')
    if isinstance(value, str):
        digits = sum(character.isdigit() for character in value)
        if re.search(r"\d[eE][+-]?\d", value):
            raise ValueError("a spreadsheet has shortened this number and lost its end; look it up and write it again")
        if not re.fullmatch(PHONE, value) and not value.isdigit():
            raise ValueError('write only the number, as it is dialled, like "0121 496 0000"; words go under says')
        if digits > 15 and re.search(r"[/-]", value):
            raise ValueError(
                'these look like several numbers; write each on a line of its own: - number: "0121 496 0000"'
            )
        if not 3 <= digits <= 15:
            raise ValueError(f"it has {digits} digits; a telephone number has between 3 and 15")
        short = re.sub(r"\D", "", value) in SHORT_PHONES
        if value.startswith("0") and not value.startswith("00") and digits < 9 and not short:
            raise ValueError(f"it starts with 0 and has only {digits} digits; is part of it missing?")
    return value


def _email(value: str) -> str:
    if value.casefold().startswith("mailto:"):
        raise ValueError(f"write it without mailto, like {value[7:]}")
    if not re.fullmatch(EMAIL, value):
        raise ValueError("this is not an e-mail address; write it like help@example.org")
    return value


def _web(value: str) -> str:
    if not re.fullmatch(WEB, value):
        if "@" not in value and "//" not in value and re.fullmatch(WEB, f"https://{value}"):
            raise ValueError(f"write a web address in full, starting with https://. Did you mean https://{value}?")
        raise ValueError("write a web address in full, starting with https://")
    return value


Id = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=ID_LONGEST)]
NeedId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(_[a-z0-9]+)*$", max_length=ID_LONGEST)]
Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
YesNo = Annotated[
    Answer,
    Field(strict=False),
    BeforeValidator(_yes_or_no),
    WithJsonSchema({"enum": ["yes", "no", "unknown", True, False]}),
]
Clock = Annotated[str, BeforeValidator(_clock), WithJsonSchema({"type": "string", "pattern": f"^({CLOCK})$"})]
PartialDate = Annotated[
    str,
    BeforeValidator(_partial_date),
    WithJsonSchema({"type": ["string", "integer"], "pattern": f"^{PARTIAL_DATE}$", "minimum": 1900, "maximum": 2200}),
]
WholeDate = Annotated[
    str,
    BeforeValidator(_partial_date),
    Field(pattern=WHOLE_DATE),
    WithJsonSchema({"type": "string", "pattern": WHOLE_DATE}),
]
Phone = Annotated[str, BeforeValidator(_phone), WithJsonSchema({"type": "string", "pattern": f"^({PHONE}|[0-9]+)$"})]
Email = Annotated[str, AfterValidator(_email), WithJsonSchema({"type": "string", "pattern": f"^{EMAIL}$"})]
Web = Annotated[str, AfterValidator(_web), WithJsonSchema({"type": "string", "pattern": f"^{WEB}$"})]
Postcode = Annotated[str, StringConstraints(pattern=r"^[A-Z0-9]([A-Z0-9 -]{0,9}[A-Z0-9])?$")]
"""A postcode or the beginning of one, in capitals. Countries differ, so its shape is not checked further."""
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z]{2,4})?$")]
"""A language's code as in BCP 47: en, cy, pa, bfi for British Sign Language."""

T = TypeVar("T")
Listed = Annotated[tuple[T, ...], Field(strict=False)]
OneOf = Annotated[T, Field(strict=False)]
CharityNumber = Annotated[str, StringConstraints(pattern=r"^(SC|NIC)?\d{5,7}$")]
"""As the regulator has it: 1234567 in England and Wales, SC012345 in Scotland, NIC100123 in Northern Ireland."""


class Part(BaseModel):
    """Any part of a content file: cannot be changed once read, and refuses keys that it does not know."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", populate_by_name=True)
