"""Reads what feeds really send: HTML in texts, -1 for "not set", template leftovers, numbers as text, text as numbers.

Every function takes any value and gives None for what says nothing. None of them raises.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlsplit

from bot.directory.fields import earliest

_BLOCKS = {"p", "br", "div", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "tr", "table", "section"}
_HIDDEN = {"script", "style", "head", "title"}
_NOTHING = {"", "null", "none", "n/a", "na", "-", "tbc", "undefined"}
_LEFT_OVER = re.compile(r"(^|\.)example\.(com|org|net)$|\.invalid$", re.IGNORECASE)
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\ufeff\ud800-\udfff\ufffe\uffff]")
"""Characters that no text needs and that a file of text can't hold."""
_PHONE = re.compile(r"\+?[\d(][\d\s()./-]{1,22}\d")
_EMAIL = re.compile(r"[^\s@<>\"',;]+@([^\s@<>\"',;]+\.[A-Za-z]{2,})")


class _Text(HTMLParser):
    """The text of an HTML fragment, with line breaks where blocks end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._hidden += tag in _HIDDEN
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in _HIDDEN and self._hidden > 0
        if tag in _BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.parts.append(data)


def text_of(value: Any) -> str | None:
    """Plain text on one line, out of HTML or entities; None for nothing."""
    lines = lines_of(value)
    return " ".join(lines) or None


def lines_of(value: Any) -> list[str]:
    """Plain text line by line, empty lines left out."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return []
    said = str(value)
    if "<" in said:
        parser = _Text()
        parser.feed(said)
        parser.close()
        said = "".join(parser.parts)
    said = html.unescape(html.unescape(said)) if "&" in said else said
    said = re.sub(_NO_TEXT, lambda found: "\n" if found[0] in "\r\x85" else "", said)
    lines = [" ".join(line.split()) for line in said.splitlines()]
    lines = [line for line in lines if line]
    return [] if len(lines) == 1 and lines[0].casefold() in _NOTHING else lines


def whole_of(value: Any) -> int | None:
    """A whole number, also when it comes as text or as 2.0."""
    number = number_of(value)
    return int(number) if number is not None and number == int(number) else None


def number_of(value: Any) -> float | None:
    """A number below a thousand million, also when it comes as text."""
    if isinstance(value, bool):
        return None
    try:
        number = float(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return number if abs(number) < 1e9 else None  # not a number is not below anything


def age_of(value: Any) -> int | None:
    """An age limit; -1, 0 and 120 or more mean "not stated"."""
    age = whole_of(value)
    return age if age is not None and 0 < age < 120 else None


def degrees_of(value: Any, limit: float) -> float | None:
    """A latitude or longitude within its limit, and not the 0 of an empty form."""
    number = number_of(value)
    return round(number, 6) if number and -limit <= number <= limit else None


def web_of(value: Any) -> str | None:
    """A whole web address; https:// is put before one that lacks it."""
    said = text_of(value)
    if not said or " " in said:
        return None
    said = said if re.match(r"https?://", said, re.IGNORECASE) else f"https://{said}"
    try:
        host = urlsplit(said).hostname or ""
    except ValueError:
        return None
    if (
        "." not in host
        or _LEFT_OVER.search(host)
        or not re.fullmatch(r"https?://[^\s/?#.]+(\.[^\s/?#.]+)+\.?([/?#]\S*)?", said)
    ):
        return None
    return said


def email_of(value: Any) -> str | None:
    """An e-mail address that could be written to."""
    said = (text_of(value) or "").removeprefix("mailto:").strip()
    found = _EMAIL.fullmatch(said)
    return said if found and not _LEFT_OVER.search(found[1]) else None


def phones_in(value: Any) -> list[tuple[str, str | None]]:
    """The numbers in a text, as printed, each with the label before it: "Office: 0117 332 7111"."""
    said = (text_of(value) or "").replace("\u00a0", " ").strip("\"' ")
    found: list[tuple[str, str | None]] = []
    after = 0
    for match in _PHONE.finditer(said):
        number = match[0].strip()
        digits = sum(character.isdigit() for character in number)
        if 3 <= digits <= 15 and not (number.startswith("0") and not number.startswith("00") and digits < 9):
            label = re.sub(r"^[\s,;/&.)(-]+|[\s,;:/&.(-]+$", "", said[after : match.start()])
            found.append((number, label if len(label) > 1 else None))
            after = match.end()
    return found


def date_of(value: Any) -> str | None:
    """The day of a date or date-time that begins as ISO dates do."""
    said = text_of(value) or ""
    match = re.match(r"\d{4}-\d{2}-\d{2}", said)
    if not match:
        return None
    try:
        earliest(match[0])
    except ValueError:
        return None
    return match[0]


def without_headings(lines: list[str]) -> list[str]:
    """The lines that say something: short ones without a full stop ("About us") go when others are left."""
    sentences = [line for line in lines if len(line) > 40 or line[-1] in ".!?:;"]
    return sentences or lines


def first_sentence(text: str, longest: int = 280) -> str:
    """The beginning of a text, whole sentences where they fit."""
    if len(text) <= longest:
        return text
    cut = text[:longest]
    ends = [match.end() for match in re.finditer(r"[.!?](?=\s)", cut)]
    return cut[: ends[-1]] if ends and ends[-1] > 40 else f"{cut.rsplit(' ', 1)[0]}…"


def several(value: Any) -> list[dict[str, Any]]:
    """The objects of a list; one alone counts as a list of one."""
    if isinstance(value, dict):
        return [value]
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def one(value: Any) -> dict[str, Any]:
    """An object, or an empty one."""
    return value if isinstance(value, dict) else {}
