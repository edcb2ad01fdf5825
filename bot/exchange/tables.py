"""`kith export csv` and `kith import csv`."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from bot.command import FINDINGS, FINE, Misuse
from bot.directory.findings import Finding, nearest, shown_path
from bot.directory.load import load_needs
from bot.directory.spreadsheet import Plan, TableError, Unsafe, as_csv, new_texts, plan, read_table
from bot.directory.spreadsheet.changes import heading_of
from bot.directory.spreadsheet.table import Trouble
from bot.exchange.saying import agreed, bytes_of, counted, findings_after, organisations_in, write_or_say


def export_csv(destination: str, content: Path) -> int:
    """Write the table."""
    organisations = organisations_in(content)
    text = as_csv(organisations.values())
    if destination == "-":
        sys.stdout.buffer.write(text.encode())
        return FINE
    path = Path(destination)
    if path.is_dir():
        raise Misuse(f"{path} is a folder: name the file to write, like {path / 'services.csv'}.")
    write_or_say({path: text.encode()})
    services = sum(len(one.services) for one in organisations.values())
    print(f"{counted(services, 'service')} written to {path}. Change it in a spreadsheet, then: kith import csv {path}")
    print("It holds your notes and who has checked what, for working on: it is not for publishing.")
    return FINE


def import_csv(source: Path, content: Path, *, yes: bool) -> int:
    """Show what the table would change, ask, and write just that."""
    raw = bytes_of(source)
    try:
        there = organisations_in(content)
        planned = plan(read_table(raw), there, load_needs(content).by_id)
        texts = new_texts(planned)
    except (TableError, Unsafe) as error:
        raise Misuse(str(error)) from error
    faults = [str(trouble) for trouble in planned.troubles]
    if texts:
        counts = {path: len(one.services) for path, one in there.items()}
        faults += [_in_table(one, planned, counts, content) for one in findings_after(content, texts, date.today())]
    if faults:
        print("\n".join(faults))
        print(f"{counted(len(faults), 'thing')} to mend. Nothing was changed.")
        return FINDINGS
    _show(planned, content, [one.organisation for one in there.values()])
    if not texts:
        return FINE
    what = _counted(planned)
    if not agreed(f"Write {what} to {counted(len(texts), 'file')}?", yes=yes):
        print("Nothing was changed.")
        return FINDINGS
    write_or_say(texts)
    print(f"{what[:1].upper()}{what[1:]} written.")
    return FINE


def _in_table(finding: Finding, planned: Plan, counts: Mapping[Path, int], content: Path) -> str:
    """What `kith check` would say of the changed file, with the row and the column where the table says it."""
    found = re.match(r"services (\d+)(?:, )?(.*)", finding.field)
    if found:
        index = int(found[1]) - 1
        loc = tuple(re.sub(r" \d+$", "", step) for step in found[2].split(", "))
        for row, file, at in _rows(planned, counts):
            if at == index and shown_path(file, content) == finding.file:
                return str(Trouble(row, heading_of(loc) if found[2] else "", finding.message, finding.suggestion))
    return f"After these changes: {finding}"


def _rows(planned: Plan, counts: Mapping[Path, int]) -> Iterator[tuple[int, Path, int]]:
    """Row, file and place in the file of every service that the table changes or adds."""
    for change in planned.changes:
        if change.index is not None:
            yield change.row, change.file, change.index
    after: dict[Path, int] = {}
    for new in planned.new:
        at = after.setdefault(new.file, counts.get(new.file, 0))
        after[new.file] += 1
        yield new.row, new.file, at


def _counted(planned: Plan) -> str:
    parts = [counted(len(planned.changes), "change")] if planned.changes else []
    parts += [counted(len(planned.new), "new service")] if planned.new else []
    return " and ".join(parts)


def _show(planned: Plan, content: Path, organisations: list[str]) -> None:
    """Field by field, old and new; the new services; and that what is not in the table stays."""
    before = None
    for change in planned.changes:
        if (change.file, change.label) != before:
            print(f"{change.label} ({change.file.relative_to(content)})")
            before = change.file, change.label
        print(f"  {change.heading}: {_quoted(change.old)} → {_quoted(change.new)}")
    for new in planned.new:
        print(f"New: {new.data['id']}, {new.data['name']} ({new.file.relative_to(content)})")
        if not new.file.exists() and (close := nearest(str(new.organisation["organisation"]), organisations)):
            print(f"  Its organisation is new. If you meant {close}, write it just like that.")
    if not planned.changes and not planned.new:
        print("Nothing has changed.")
    if planned.absent:
        are = "is" if planned.absent == 1 else "are"
        stay = "It stays as it is" if planned.absent == 1 else "They stay as they are"
        print(
            f"{counted(planned.absent, 'service')} of the directory {are} not in this table. {stay}: "
            "to close one, write closed as its Status, and why as its Notice."
        )


def _quoted(text: str) -> str:
    return f'"{text}"' if text else "(empty)"
