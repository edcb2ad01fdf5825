"""Reads a table as people save it: byte order mark or none; commas, semicolons or tabs; UTF-8 or Windows-1252."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

from bot.directory.findings import nearest
from bot.directory.spreadsheet.columns import Column, column_named, columns
from bot.directory.spreadsheet.guard import unguarded

SEPARATORS = (",", ";", "\t")
LOOKED_AT = 10
"""Rows at the top among which the headings are: somebody may have put a title above them."""
LARGEST = 64 * 1024 * 1024
"""Bytes; the whole UK directory is under one million."""


class TableError(Exception):
    """A file that is no such table; the text is one sentence that says what to do."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing to mend in a table. Rows count from 1, as spreadsheets count them; 0 when the whole table is meant."""

    row: int
    column: str
    message: str
    advice: str = ""

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"row {self.row}" if self.row else "", self._column()) if part)
        said = f"{where}: {self.message}" if where else self.message[:1].upper() + self.message[1:]
        return f"{said} {self.advice}".rstrip()

    def _column(self) -> str:
        return f'column "{self.column}"' if self.column else ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row's number in the spreadsheet, and its cells by their columns' headings, as text."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Table:
    """What was read. A heading that nobody knows, or a row that does not fit, is among the troubles."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    troubles: tuple[Trouble, ...]
    heading_row: int = 1


def read_table(raw: bytes) -> Table:
    """The table in the file's bytes; or TableError when it is none."""
    text = _decoded(raw)
    text, separator = _separated(text)
    try:
        lines = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error as error:
        raise TableError(
            f"The table can't be read ({error}): open it in a spreadsheet and save it as CSV UTF-8 again."
        ) from error
    at = max(range(min(len(lines), LOOKED_AT)), key=lambda number: _known_in(lines[number]))
    headings = [" ".join(heading.split()) for heading in lines[at]]
    found = [column_named(heading) for heading in headings]
    troubles = _of_headings(headings, found, at + 1)
    nameless = [index for index, heading in enumerate(headings) if not heading]
    rows: list[Row] = []
    for number, cells in enumerate(lines[at + 1 :], start=at + 2):
        if any(cell.strip() for cell in cells):
            rows.append(Row(number, _cells(found, cells)))
            if any(cell.strip() for cell in cells[len(found) :]):
                message = f"this row has {len(cells)} cells, and there are only {len(found)} headings."
                troubles.append(Trouble(number, "", message, "Look for a stray separator or quotation mark in it."))
            if any(cells[index].strip() for index in nameless if index < len(cells)):
                message = "there is something in a column that has no heading."
                troubles.append(Trouble(number, "", message, "Take it out: it would be lost."))
    return Table(tuple(column for column in found if column), tuple(rows), tuple(troubles), at + 1)


def _cells(found: list[Column | None], cells: list[str]) -> dict[str, str]:
    pairs = zip(found, cells, strict=False)
    return {column.heading: unguarded(cell.strip()).strip() for column, cell in pairs if column}


def _decoded(raw: bytes) -> str:
    if len(raw) > LARGEST:
        raise TableError("The table is larger than 64 megabytes, and no directory is: is it the right file?")
    if raw[:2] == b"PK" or raw[:4] == b"\xd0\xcf\x11\xe0":
        raise TableError("This is a whole workbook: in Excel choose Save as, then CSV UTF-8, and import that file.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text if "\n" in text else text.replace("\r", "\n")  # Excel's "CSV (Macintosh)" ends lines with CR
    raise TableError("This file can't be read as text: in Excel choose Save as, then CSV UTF-8, and import that file.")


def _separated(text: str) -> tuple[str, str]:
    """The table and its separator: Excel's own `sep=;` line says it, else the one that gives most known headings."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip("\r\n")) == 5:
        return rest, first[4]
    tops = text.split("\n", LOOKED_AT)[:LOOKED_AT]
    scores = {one: max(_known(line, one) for line in tops) for one in SEPARATORS}
    best = max(SEPARATORS, key=lambda one: scores[one])
    if not scores[best]:
        raise TableError("The first rows have no heading that Kith knows: begin with a table from kith export csv.")
    return text, best


def _known(line: str, separator: str) -> int:
    try:
        headings = next(csv.reader([line.rstrip("\r")], delimiter=separator), [])
    except csv.Error:
        return 0
    return _known_in(headings)


def _known_in(cells: list[str]) -> int:
    return sum(column_named(cell) is not None for cell in cells)


def _of_headings(headings: list[str], found: list[Column | None], row: int) -> list[Trouble]:
    troubles: list[Trouble] = []
    seen: set[str] = set()
    for heading, column in zip(headings, found, strict=True):
        if column is None and heading:
            close = nearest(heading, [one.heading for one in columns()])
            advice = f'Did you mean "{close}"?' if close else "Take the column out, or write one of Kith's headings."
            troubles.append(Trouble(row, heading, "Kith knows no column of that name.", advice))
        elif column and column.heading in seen:
            troubles.append(Trouble(row, heading, "this column is there twice.", "Keep one of the two."))
        seen.add(column.heading if column else "")
    if "ID" not in seen and not troubles:
        troubles.append(
            Trouble(row, "ID", "this column is missing.", "It says which service a row is about; put it back.")
        )
    return troubles
