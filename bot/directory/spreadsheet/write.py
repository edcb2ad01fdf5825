"""Writes the table: UTF-8 with the mark that Excel needs to see it, every cell in quotes, dangerous cells disarmed."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from bot.directory.service import Organisation, Service
from bot.directory.spreadsheet.columns import Column, columns
from bot.directory.spreadsheet.guard import guarded

BOM = "\ufeff"


def as_csv(organisations: Iterable[Organisation]) -> str:
    """One row a service, in the order of the files; lines end as Excel ends them."""
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(column.heading for column in columns())
    for organisation in organisations:
        for service in organisation.services:
            writer.writerow(guarded(cell) for cell in row_of(organisation, service))
    return BOM + out.getvalue()


def row_of(organisation: Organisation, service: Service) -> list[str]:
    """The cells of one service, before they are guarded."""
    of_service, of_organisation = as_data(service), as_data(organisation)
    return [shown(column, of_service, of_organisation) for column in columns()]


def shown(column: Column, of_service: dict[str, Any], of_organisation: dict[str, Any]) -> str:
    """The column's cell for a service and its organisation, both as plain data."""
    return column.show(of_organisation if column.of_organisation else of_service)


def as_data(part: Service | Organisation) -> dict[str, Any]:
    """The part as plain data, as a file would have it."""
    without = {"services"} if isinstance(part, Organisation) else None
    data: dict[str, Any] = part.model_dump(mode="json", by_alias=True, exclude=without)
    return data
