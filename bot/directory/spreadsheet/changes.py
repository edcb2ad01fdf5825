"""What a table would change in the directory: field by field, old and new; new services; and everything to be mended.

A cell that still says what the directory says is not even read, so that what nobody touched can never be refused. A
service that is not in the table stays as it is: a row that somebody deleted, or filtered away, closes nothing.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from bot.directory.amending import GONE
from bot.directory.fields import ID_LONGEST
from bot.directory.findings import nearest
from bot.directory.service import Organisation, Service
from bot.directory.spreadsheet.cells import CellError, is_american, is_day_first, undamaged
from bot.directory.spreadsheet.columns import HIDDEN, Column, columns
from bot.directory.spreadsheet.names import new_id, slug
from bot.directory.spreadsheet.table import Row, Table, Trouble
from bot.directory.spreadsheet.write import as_data, shown

HOW = {
    "postcode": "Write a postcode in capitals, like BS5 6XX.",
    "postcodes": "Write the beginning of a postcode in capitals, like BS or BA1.",
    "languages": "Write a language's code in small letters, like en, cy or pa.",
    "charity_number": "Write the number as the regulator has it, like 1234567 or SC012345.",
    "id": "Write small letters, digits and hyphens, like acacia-befriending.",
    "formerly": "Write small letters, digits and hyphens, like acacia-befriending.",
    "on": "Write the whole day, like 2026-11-30.",
    "number": "Several numbers have semicolons between them; words go behind a stroke: 0121 496 0000 | says: mornings.",
}


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a service, or with index None of its organisation: old and new as the table shows them."""

    file: Path
    index: int | None
    label: str
    heading: str
    path: tuple[str, ...]
    old: str
    new: str
    value: Any
    row: int = 0
    """Where the table says it."""


@dataclass(frozen=True, slots=True)
class NewService:
    """A row that is a service of its own; `data` is what its file will say."""

    file: Path
    organisation: dict[str, Any]
    """For the top of the file, when the file is new."""
    data: dict[str, Any]
    row: int = 0


@dataclass(slots=True)
class Plan:
    """What would be done. With troubles, nothing is."""

    changes: list[FieldChange] = field(default_factory=list)
    new: list[NewService] = field(default_factory=list)
    troubles: list[Trouble] = field(default_factory=list)
    absent: int = 0
    """How many services of the directory the table does not have."""


@dataclass(frozen=True, slots=True)
class _Known:
    file: Path
    index: int
    organisation: Organisation
    service: Service


def plan(table: Table, files: Mapping[Path, Organisation], needs: Collection[str] = ()) -> Plan:
    """What the table would change in these files. `needs`: the ids of every need; without them they aren't checked."""
    planned = Plan(troubles=list(table.troubles))
    if table.troubles and any(trouble.row == table.heading_row for trouble in table.troubles):
        return planned
    known = {
        service.id: _Known(path, index, organisation, service)
        for path, organisation in files.items()
        for index, service in enumerate(organisation.services)
    }
    planner = _Planner(table, known, planned, needs)
    for row in table.rows:
        planner.row(row)
    planner.tops()
    planned.troubles.sort(key=lambda one: (one.row, one.column))
    planned.absent = len(known.keys() - planner.seen.keys())
    return planned


class _Planner:
    """Goes through the rows, gathering what they change."""

    def __init__(self, table: Table, known: Mapping[str, _Known], planned: Plan, needs: Collection[str]) -> None:
        self._needs = needs
        self._columns = table.columns
        self._known = known
        self._plan = planned
        self._rows: dict[Path, list[Row]] = {}
        self._american = any(is_american(cell) for row in table.rows for cell in row.cells.values())
        self._taken = set(known) | {old for one in known.values() for old in one.service.formerly}
        self._files = {one.organisation.organisation.casefold(): one.file for one in known.values()}
        self._folder = next(iter(known.values())).file.parent if known else Path("services")
        self.seen: dict[str, int] = {}

    def row(self, row: Row) -> None:
        """One row: a service that is there, or a new one."""
        identifier = row.cells.get("ID", "")
        if identifier in self.seen and identifier:
            first = self.seen[identifier]
            self._trouble(row, "ID", f"row {first} has the ID {identifier} too.", "Keep one of the two rows.")
        elif identifier in self._known:
            self.seen[identifier] = row.number
            self._rows.setdefault(self._known[identifier].file, []).append(row)
            self._changes(row, self._known[identifier])
        elif twin := self._same_name(row):
            message = f'"{identifier}" is no service\'s ID.' if identifier else "the ID is missing."
            self._trouble(row, "ID", message, f"This looks like {twin}: write that.")
        else:
            self._new(row)

    def _same_name(self, row: Row) -> str | None:
        here = (row.cells.get("Organisation", "").casefold(), row.cells.get("Name", "").casefold())
        for identifier, one in self._known.items():
            if here == (one.organisation.organisation.casefold(), one.service.name.casefold()):
                return identifier
        return None

    def _trouble(self, row: Row, heading: str, message: str, advice: str = "") -> None:
        self._plan.troubles.append(Trouble(row.number, heading, message, advice))

    def _read(self, row: Row, column: Column, text: str) -> Any:
        """The cell's value; GONE for an empty one. Raises CellError."""
        if not text:
            if column.must:
                raise CellError("nothing is written here.", "Every service needs it.")
            return GONE
        if self._american and is_day_first(text):
            message = f"{text} may have the month first, as other dates of this table have."
            raise CellError(message, "Write it like 2026-11-30: year, month, day.")
        if text == HIDDEN:
            raise CellError(f"{HIDDEN} stands only for the address of a secret venue.", "Write what belongs here.")
        return column.kind.read(undamaged(text))

    def _changed(self, row: Row, of: dict[str, Any], *, top: bool) -> Iterator[tuple[Column, str, str, Any]]:
        """The cells that say something else than the data; what cannot be read goes to the troubles."""
        for column in self._columns:
            if column.of_organisation is not top or column.heading not in row.cells or column.heading == "ID":
                continue
            old, new = shown(column, of, of), row.cells[column.heading]
            if _same(old, new):
                continue
            try:
                value = self._read(row, column, new)
            except CellError as error:
                self._trouble(row, column.heading, str(error), error.advice)
                continue
            said = "" if value is GONE else column.show(put({}, column.path, value))
            if said != old:
                yield column, old, said, value

    def _changes(self, row: Row, known: _Known) -> None:
        data = as_data(known.service)
        would_be = copy.deepcopy(data)
        before = len(self._plan.troubles)
        found = list(self._changed(row, data, top=False))
        if len(self._plan.troubles) > before:
            return
        for column, _, _, value in found:
            put(would_be, column.path, value)
        if found and self._fits(row, would_be):
            self._plan.changes += [
                FieldChange(
                    known.file, known.index, known.service.id, one.heading, one.path, old, new, value, row.number
                )
                for one, old, new, value in found
            ]

    def _fits(self, row: Row, data: dict[str, Any]) -> bool:
        """Whether a service may say that; what is wrong goes to the troubles."""
        try:
            Service.model_validate(tidy(data))
        except ValidationError as error:
            for one in error.errors(include_url=False):
                heading, advice = _where(one["loc"])
                said = str(one["msg"]).removeprefix("Value error, ")
                shown_value = one.get("input")
                if not heading and said.startswith("status: "):
                    heading, said = "Notice", "a service that is not open needs a sentence here that says so."
                elif one["type"] == "string_pattern_mismatch":
                    said = f'"{shown_value}" is not how it is written.'
                elif one["type"] in ("missing", "too_short"):
                    said = "nothing is written here."
                self._trouble(row, heading, said if said.endswith(".") else f"{said}.", advice)
            return False
        unknown = [
            need for name in ("needs", "chiefly_for") for need in data.get(name) or () if not self._is_need(need)
        ]
        for need in dict.fromkeys(unknown):
            shown_need = need.replace("_", " ")
            close = nearest(need, self._needs)
            advice = f"Did you mean {close.replace('_', ' ')}?" if close else "The needs are in content/needs.yaml."
            self._trouble(row, "Helps with", f'"{shown_need}" is not a need that Kith knows.', advice)
        return not unknown

    def _is_need(self, need: str) -> bool:
        return not self._needs or need in self._needs

    def _new(self, row: Row) -> None:
        data: dict[str, Any] = {}
        top: dict[str, Any] = {}
        before = len(self._plan.troubles)
        for column, _, _, value in [*self._changed(row, {}, top=True), *self._changed(row, {}, top=False)]:
            put(top if column.of_organisation else data, column.path, value)
        for column in columns():
            if column.must and not row.cells.get(column.heading):
                self._trouble(row, column.heading, "nothing is written here.", "A new service needs it.")
        if len(self._plan.troubles) > before:
            return
        organisation = str(top["organisation"])
        data["id"] = row.cells.get("ID") or new_id(organisation, str(data["name"]), self._taken)
        if len(data["id"]) > ID_LONGEST or data["id"] in self._taken:
            self._trouble(row, "ID", f"{data['id']} is too long, or was a service's ID before.", "Write another one.")
        elif self._fits(row, data):
            self._taken.add(data["id"])
            file = self._files.setdefault(organisation.casefold(), self._folder / f"{slug(organisation)}.yaml")
            self._plan.new.append(NewService(file, top, tidy(data), row.number))

    def tops(self) -> None:
        """What stands once for a whole organisation: its rows must agree before it changes."""
        for file, rows in self._rows.items():
            organisation = self._known[rows[0].cells["ID"]].organisation
            data = as_data(organisation)
            for column in (one for one in self._columns if one.of_organisation):
                said = {row.cells[column.heading] for row in rows if column.heading in row.cells}
                if len(said) > 1:
                    others = ", ".join(str(row.number) for row in rows)
                    message = f"rows {others} belong to one organisation and say different things here."
                    self._trouble(rows[0], column.heading, message, "Write the same in each of them.")
            if not any(trouble.row == rows[0].number for trouble in self._plan.troubles):
                for column, old, new, value in self._changed(rows[0], data, top=True):
                    if self._top_fits(rows[0], column, value):
                        label = organisation.organisation
                        change = FieldChange(
                            file, None, label, column.heading, column.path, old, new, value, rows[0].number
                        )
                        self._plan.changes.append(change)

    def _top_fits(self, row: Row, column: Column, value: Any) -> bool:
        whole = {"organisation": "An organisation", "services": []} | ({} if value is GONE else {column.path[0]: value})
        try:
            Organisation.model_validate(whole)
        except ValidationError as error:
            wrong = [one for one in error.errors(include_url=False) if one["loc"][:1] == column.path[:1]]
            for one in wrong:
                said = str(one["msg"]).removeprefix("Value error, ").rstrip(".")
                self._trouble(row, column.heading, f"{said}.", HOW.get(column.path[0], ""))
            return not wrong
        return True


def _same(old: str, new: str) -> bool:
    """Whether the cell still says what the directory says; line breaks inside a cell may have changed their kind."""
    return old == new or re.sub(r"\r\n?", "\n", new) == old.strip()


def heading_of(loc: tuple[int | str, ...]) -> str:
    """The heading of the column that holds that field of a service; "" for none."""
    return _where(loc)[0]


def _where(loc: tuple[int | str, ...]) -> tuple[str, str]:
    """The heading of the column that holds that field, and how the field is written."""
    words = tuple(step for step in loc if isinstance(step, str))
    for column in columns():
        if not column.of_organisation and words[: len(column.path)] == column.path:
            return column.heading, HOW.get(words[-1], "")
    inside = [one.heading for one in columns() if words and one.path[: len(words)] == words]
    return (inside[0] if inside else ""), ""


def put(data: dict[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    """The data with that value at that path, or without it for GONE; changed in place."""
    here = data
    for step in path[:-1]:
        if not isinstance(here.get(step), dict):
            here[step] = {}
        here = here[step]
    if value is GONE:
        here.pop(path[-1], None)
    else:
        here[path[-1]] = value
    return data


def tidy(data: dict[str, Any]) -> dict[str, Any]:
    """The data without what says nothing, its keys in the order of the model."""
    order = {(field.alias or name): at for at, (name, field) in enumerate(Service.model_fields.items())}
    kept = {key: _kept(value) for key, value in data.items()}
    pairs = [(key, value) for key, value in kept.items() if value not in (None, {}, [])]
    return dict(sorted(pairs, key=lambda pair: order.get(pair[0], len(order))))


def _kept(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: part for key, part in value.items() if part is not None and part != []}
    return value
