"""Reading postcodes as people type them: "bs5", "BS 5", "BSS5", "bs5 6xx", "EC1".

A full postcode can name a single house. It is cut down to its sector ("BS5 6") in the first line that sees it; the last
two letters are never in anything that leaves this module.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator
from dataclasses import dataclass

FULL = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])[A-Z]{2}$")
SECTOR = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?) ([0-9])$")
OUTCODE = re.compile(r"^[A-Z]{1,2}[0-9][0-9A-Z]?$")
BEGUN = re.compile(r"^([A-Z]{1,2}[0-9][0-9A-Z]?)([0-9])[A-Z]?$")
"""A sector, or a full postcode with its last letter missing, typed without a space."""
LONDON = re.compile(r"^(EC[1-4]|SW1|W1|WC[12])$")
"""Parts of London that are named on signs, but whose outcodes have a letter more ("EC1A", "EC1M")."""
LONDON_ENDINGS = "ABCDEFGHJKLMNPQRSTUVWXY"
LOOKS_LIKE = re.compile(r"^[A-Z0-9](?: ?[A-Z0-9]){1,7}$")
ONES = re.compile(r"^[A-Z]{1,2}[lI|]([lI|]|[A-Z](?![a-z]))?$")
IN_A_SENTENCE = re.compile(
    r"(?<![\w'’/&£$#.-])([A-Za-z]{1,2}( ?)[0-9][0-9A-Za-z]?)(?: ?([0-9])([A-Za-z]{2})?)?(?![\w/£%])", re.ASCII
)

TO_LETTER = str.maketrans("015", "OIS")
TO_DIGIT = str.maketrans("OILS", "0115")


@dataclass(frozen=True, slots=True)
class Postcode:
    """An outcode ("BS5"), with its sector's digit where one was typed ("6" of "BS5 6")."""

    outcode: str
    sector: str | None = None

    @property
    def sector_name(self) -> str | None:
        """ "BS5 6", or None when no sector was typed."""
        return f"{self.outcode} {self.sector}" if self.sector is not None else None


def read_postcode(text: str, known: Container[str]) -> Postcode | None:
    """The postcode that the whole text is, if its outcode is known; slips of O and 0, I and 1, S and 5 are mended.

    Where a text can be both an outcode and the beginning of another's sector, what was typed with a space decides.
    """
    tidy = " ".join(re.sub(r"[^A-Za-z0-9 ]", " ", text).upper().split())
    if not tidy or not LOOKS_LIKE.match(tidy):
        return None
    for reading in _readings(tidy):
        if reading.outcode in known:
            return reading
    return None


def with_ones(text: str) -> str:
    """ "LSl" and "SWIA" with the ones that were meant; any other text as it is. Only where nothing bears that name."""
    bare = text.strip().rstrip(".,!?")
    if not ONES.match(bare):
        return text
    letters = 2 if len(bare) > 2 and bare[2:3] in "lI|" and bare[1] not in "l|" else 1
    return bare[:letters] + re.sub(r"[lI|]", "1", bare[letters:])


def is_like_a_postcode(text: str) -> bool:
    """Whether there is anything in the text that could be a postcode or a part of one: any digit will do.

    Says yes too often rather than too seldom.
    """
    if any(character.isnumeric() for character in text) or len(text.strip()) < 3:
        return True
    return any(with_ones(word) != word for word in text.split())


def _readings(tidy: str) -> Iterator[Postcode]:
    """Every way to read the text, the plainest first."""
    for form in dict.fromkeys((tidy, *_mended(tidy))):
        joined = form.replace(" ", "")
        if sector := SECTOR.match(form):
            yield Postcode(sector[1], sector[2])
        if OUTCODE.match(joined):
            yield Postcode(joined)
        if full := FULL.match(joined):
            yield Postcode(full[1], full[2])
        if cut := BEGUN.match(joined):
            yield Postcode(cut[1], cut[2])


def _mended(tidy: str) -> Iterator[str]:
    """The text with likely slips put right: a doubled letter undone, letters and digits where they belong.

    A text without a digit is left as it is: it is a name ("Hull"), not a postcode.
    """
    joined = tidy.replace(" ", "")
    if not any(character.isdigit() for character in joined):
        return
    for at in range(1, len(joined)):
        if joined[at] == joined[at - 1] and joined[at].isalpha():
            yield joined[:at] + joined[at + 1 :]
    for letters in (2, 1):
        head, tail = joined[:letters].translate(TO_LETTER), joined[letters:]
        for digits in (2, 1):
            yield head + tail[:digits].translate(TO_DIGIT) + tail[digits:]
        if len(tail) == 4 or len(tail) == 5:
            out, inward = tail[:-3], tail[-3:]
            yield head + out.translate(TO_DIGIT) + inward[0].translate(TO_DIGIT) + inward[1:].translate(TO_LETTER)
