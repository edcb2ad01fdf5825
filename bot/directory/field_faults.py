"""What a model refused in a file that is YAML: for each field, what is wrong with it and what to write instead."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from babel import Locale
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from bot.directory.fields import CLOCK, ID_LONGEST
from bot.directory.findings import Finding, Loc, advice, nearest
from bot.directory.keys import keys_at, parents_of
from bot.directory.located import Located, Written

ONE_OF = {
    "formats": "a format",
    "ways": "a way of meeting or talking",
    "for_whom": "one of the people that a service can be for",
    "not_for": "one of the reasons for leaving somebody out",
    "stages": "a stage",
    "kind": "a kind of service",
    "days": "a day of the week",
    "day": "a day of the week",
}
SHAPES = {
    "id": "small letters, digits and hyphens, like acacia-befriending",
    "formerly": "small letters, digits and hyphens, like acacia-befriending",
    "needs": "the id of a need in needs.yaml, like low_mood",
    "chiefly_for": "the id of a need in needs.yaml, like low_mood",
    "languages": "a language's code in small letters, like en, cy or pa",
    "postcode": "a postcode in capitals, like BS5 6XX",
    "postcodes": "the beginning of a postcode in capitals, like BS or BA1",
    "on": "a whole date, like 2026-10-01",
    "dial": 'only the number, as it is dialled and in quotes, like "116 123"',
    "text_to": 'only the number, as it is dialled and in quotes, like "85258"',
    "url": "a web address in full, starting with https://",
    "website": "a web address in full, starting with https://",
    "chat": "a web address in full, starting with https://",
}
EXAMPLES = {
    "organisation": "organisation: Acacia Family Support",
    "services": "services: and below it each service, beginning with - id:",
    "id": "id: acacia-befriending",
    "name": "name: and what it is called",
    "summary": "summary: and a sentence or two for the card",
    "kind": "kind: peer_group",
    "for_whom": "for_whom: [mothers]",
    "stages": "stages: [pregnancy, postnatal]",
    "serves": "serves: and below it, indented, who is covered, like districts: [Bristol]",
    "number": 'number: "0117 496 0000"',
    "supports": "supports: and what the page says",
    "on": "on: 2026-10-01",
    "by": "by: and the name of who checked it",
    "opens": 'opens: "09:00"',
    "closes": 'closes: "17:00"',
    "days": "days: [monday]",
}
PARTS = {
    "phone": '- number: "0117 496 0000"',
    "text": '- number: "85258"',
    "whatsapp": '- number: "07700 900000"',
    "times": "- when: every Tuesday 10:00 to 11:30",
    "open": '- {days: [monday], opens: "09:00", closes: "17:00"}',
    "sources": "- supports: and what the page says",
    "services": "- id: and, below it, name: and the rest",
    "contacts": "email: help@example.org",
    "serves": "districts: [Bristol]",
    "ages": "from: 18",
    "venue": "town: Bristol",
    "hours": "says: Monday to Friday, 10:00 to 16:00",
    "cost": "free: yes",
    "checked": "on: 2026-10-01 and, below that, by: Ann",
}
"""What stands under a key that has parts of its own, for those who wrote something beside it."""
EMPTY = "Write something, or leave the line out."


def wrong_fields(located: Located, error: ValidationError, model: type[BaseModel]) -> list[Finding]:
    """A finding for every field that pydantic refused, in the order of the file."""
    details = [one for one in error.errors(include_url=False) if not _is_glued(one)]
    # A part that could not be read makes the list round it look empty: the part itself is what is wrong.
    within = [one["loc"] for one in details]
    misspelt = {(one["loc"][:-1], _key_meant(one, model)) for one in details if one["type"] == "extra_forbidden"}
    told = [one for one in details if not _is_echo(one, within) and not _is_misspelt(one, misspelt)]
    found = [_wrong_field(located, one, model) for one in told]
    return list(dict.fromkeys(found))


def _key_meant(one: ErrorDetails, model: type[BaseModel]) -> str | None:
    """The key of its part that an unknown one was most likely meant to be."""
    loc = one["loc"]
    return nearest(str(loc[-1]), keys_at(model, loc[:-1]))


def _is_misspelt(one: ErrorDetails, misspelt: set[tuple[Loc, str | None]]) -> bool:
    """ "opens is missing" when `opns:` is there, whose finding says what was meant."""
    loc = one["loc"]
    if loc[-1:] == ("organisation",) and one["type"] in ("missing", "string_type") and one.get("input") is None:
        return ((), "organisation") in misspelt
    if one["type"] != "missing":
        return False
    return (loc[:-1], loc[-1]) in misspelt


def _is_glued(one: ErrorDetails) -> bool:
    """ "on is missing" when `on:2026-10-01` is there: its missing space is told."""
    given = one.get("input")
    missing = one["loc"][-1] if one["type"] == "missing" else None
    return isinstance(given, dict) and any(str(key).startswith(f"{missing}:") for key in given)


def _is_echo(one: ErrorDetails, within: list[Loc]) -> bool:
    loc = one["loc"]
    return one["type"] == "too_short" and any(len(other) > len(loc) and other[: len(loc)] == loc for other in within)


def _wrong_field(located: Located, one: ErrorDetails, model: type[BaseModel]) -> Finding:
    loc, kind, value, context = one["loc"], one["type"], one.get("input"), one.get("ctx") or {}
    at_key = bool(loc) and loc[-1] == "[key]"
    loc = loc[:-1] if at_key else loc
    key = next((str(step) for step in reversed(loc) if isinstance(step, str)), "")
    if kind == "extra_forbidden":
        return located.finding(loc, f'"{key}" is not a key here.', _other_key(key, model, loc), at_key=True)
    if kind == "missing":
        return located.finding(loc, f"{key} is missing.", f"Write {EXAMPLES.get(key, f'{key}: and what it is')}.")
    if kind == "enum":
        expected = re.findall(r"'([^']*)'", str(context.get("expected", "")))
        a_what = ONE_OF.get(key, f"something that {key} can be")
        said = located.written(loc)
        value = said.text if said and not isinstance(value, bool) else value
        days = "Write each day by itself, like [monday, tuesday]. " if key == "days" and "-" in str(value) else ""
        return located.finding(loc, f"{_shown(value)} is not {a_what}.", days + advice(_word(value), expected))
    if key == "organisation" and kind == "string_type" and value is None and loc != ("organisation",):
        return located.finding((), "organisation is missing.", f"Write {EXAMPLES['organisation']}.")
    written = located.written(loc)
    if written and not written.quoted and isinstance(value, bool | int | float):
        if unquoted := _unquoted(key, written, value, str(one["msg"])):
            return located.finding(loc, *unquoted, at_key=at_key)
        value = value if isinstance(value, bool) else written.text
    if kind == "value_error" and isinstance(value, dict):  # it is about a whole part: "status: closed needs an alert"
        named = re.match(r"Value error, (\w+): ", str(one["msg"]))
        if named and located.node((*loc, named[1])) is not None:
            loc, key = (*loc, named[1]), ""
        elif loc and isinstance(loc[-1], int):
            key = ""
    in_list = bool(loc) and isinstance(loc[-1], int)
    return located.finding(loc, *_message(kind, key, value, context, str(one["msg"]), in_list), at_key=at_key)


def _other_key(key: str, model: type[BaseModel], loc: Loc) -> str:
    """The key that was meant; or the part under which this one belongs."""
    here = keys_at(model, loc[:-1])
    glued, _, rest = key.partition(":")
    if rest and glued in here:
        return f"A space is missing after the colon. Write {glued}: {rest.strip()}"
    over = parents_of(model).get(key, ())
    around = next((index for index, step in enumerate(loc[:-1]) if step in over), None)
    if around is not None:
        beside = next(step for step in loc[around + 1 :] if isinstance(step, str))
        return f"Begin it further left, in line with {beside}:"
    if over:
        return f"It belongs under {' or '.join(f'{each}:' for each in over)}, on a line of its own and indented."
    return advice(key, here, 40) or ("Delete the line, or write what it says under notes:." if "notes" in here else "")


def _unquoted(key: str, written: Written, value: bool | int | float, plain: str) -> tuple[str, str] | None:
    """What YAML made of a word without quotes: an answer, a number without its first 0, a time as seconds."""
    text = written.text
    if isinstance(value, bool):
        if "valid string" not in plain:
            return None
        word = "yes" if value else "no"
        return f'{text} without quotes is read as the answer "{word}".', f'Put quotes round it: "{text}"'
    if re.fullmatch(r"\d?\d:\d\d(:\d\d)?", text):
        right = (text if len(text.partition(":")[0]) == 2 else f"0{text}")[:5]
        if "24-hour clock" in plain and not re.fullmatch(CLOCK, right):
            return f"{text} is not a time of day.", 'Write a time as "09:30" or "18:00", in quotes.'
        return f"{text} without quotes is read as the number {value}.", f'Put quotes round it, like "{right}"'
    if re.search(r"\d[eE][+-]?\d", text):
        message = f"{text} is how a spreadsheet shortens a long number; its last digits are lost."
        return message, 'Look the number up again and write it in quotes, like "0121 496 0000"'
    if re.fullmatch(r"0\d+", text):
        return f"{text} without quotes is read as a number and loses its first 0.", f'Put quotes round it: "{text}"'
    if "telephone number" in plain:
        remedy = f'Write "{text}", in quotes, as it is dialled and with its first 0 if it has one.'
        return f"the telephone number {text} has no quotes round it.", remedy
    if "valid string" in plain:
        return f"{text} without quotes is read as a number.", f'Put quotes round it: "{text}"'
    return None


def _message(
    kind: str, key: str, value: Any, context: dict[str, Any], plain: str, in_list: bool = False
) -> tuple[str, str]:
    if kind == "value_error":
        said = plain.removeprefix("Value error, ")
        bare = not key or value is None or isinstance(value, dict | list | BaseModel)
        told = said if said.endswith(("?", ".")) else f"{said}."
        return (told if not key else f"{key}: {told}") if bare else f"{_shown(value)}: {told}", ""
    if kind == "string_type":
        return _not_text(key, value)
    if kind == "string_pattern_mismatch":
        meant = _shape_meant(key, str(value), str(context.get("pattern", "")))
        close = f"Did you mean {meant}? " if meant else ""
        remedy = f"{close}Write {SHAPES.get(key, 'it as in the other files')}."
        return f"{_shown(value)} is not how {key} is written.", remedy
    if kind == "string_too_long":
        longest = context.get("max_length", ID_LONGEST)
        return f"{_shown(value)} has {len(str(value))} letters.", f"Write at most {longest}, so that it fits a button."
    if kind in {"string_too_short", "too_short"}:
        return f"nothing is written at {key}.", EMPTY
    if value is None and kind in {"model_type", "model_attributes_type"}:
        return f"nothing is written under {key}.", "Write what belongs to it on the lines below, indented."
    if value is None and kind.endswith("_type"):
        return f"nothing is written at {key}.", EMPTY
    if kind in {"tuple_type", "list_type"}:
        if isinstance(value, dict):
            return f"{key} is a list.", f"Begin each part with a dash, like - {next(iter(value), 'id')}: ..."
        if key in PARTS:
            return f"{key} is a list of things with parts.", f"Write on a line below it: {_part(key, value)}"
        one = value.strip("[] ") if isinstance(value, str) else "..."
        return f"{key} is a list.", f"Write {key}: [{one}]"
    if kind in {"model_type", "model_attributes_type", "dict_type", "mapping_type"}:
        if in_list and key in PARTS:
            return f"{_shown(value)} stands here without a key.", f"Write {_part(key, value)}"
        example = PARTS.get(key, "name: ...")
        return f"{key or 'this'} has parts of its own.", f"Write each on a line below it, indented, like {example}"
    if kind in {"bool_type", "bool_parsing"}:
        return f"{_shown(value)} is neither yes nor no.", "Write yes or no."
    if kind in {"int_type", "int_parsing", "int_from_float", "float_type", "float_parsing"}:
        return f"{_shown(value)} is not a number.", f"Write {key}: and a number, without quotes or words, like 5."
    if kind.startswith("date"):
        return f"{_shown(value)} is not a date.", "Write a whole date, like 2026-10-01."
    return f"{key}: {plain[:1].lower()}{plain[1:]}.", ""


def _part(key: str, value: Any) -> str:
    """How a thing of that list is written, with what somebody wrote where that is plain."""
    said = " ".join(str(value).split())
    if not isinstance(value, str) or len(said) > 60 or '"' in said:
        return PARTS[key]
    if key in ("phone", "text", "whatsapp") and re.fullmatch(r"[\d +()-]+", said):
        return f'- number: "{said}"'
    return f"- when: {said}" if key == "times" else PARTS[key]


def _shape_meant(key: str, value: str, pattern: str) -> str | None:
    """What was meant by an id with capitals, a postcode without, or a language by its name."""
    said = value.strip(" .,\"'“”")
    if key in ("id", "formerly"):
        said = re.sub(r"[^a-z0-9]+", "-", said.casefold()).strip("-")
    elif key in ("needs", "chiefly_for"):
        said = re.sub(r"[^a-z0-9]+", "_", said.casefold()).strip("_")
    elif key in ("postcode", "postcodes"):
        said = said.upper()
    elif key == "languages":
        said = _languages().get(said.casefold(), said.casefold())
    else:
        return None
    return said if said != value and re.fullmatch(pattern, said) else None


@cache
def _languages() -> dict[str, str]:
    """The code of each language by its English name, from Unicode's own table (CLDR)."""
    return {name.casefold(): code for code, name in Locale("en").languages.items()}


def _word(value: Any) -> str:
    return "yes" if value is True else "no" if value is False else str(value)


def _not_text(key: str, value: Any) -> tuple[str, str]:
    if value is None:
        return f"nothing is written at {key}.", EMPTY
    if isinstance(value, list | dict):
        remedy = f"Write {key}: and the text on one line. A text with a colon, or in brackets, needs quotes round it."
        return f"{key} is one text, not a list or several parts.", remedy
    return f"{_shown(value)} is not a text.", "Put quotes round it, so that it stays as you wrote it."


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        text = {None: "nothing", True: "yes", False: "no"}[value]
    else:
        text = " ".join(str(value).split())
    return f'"{text[:60]}…"' if len(text) > 60 else f'"{text}"'
