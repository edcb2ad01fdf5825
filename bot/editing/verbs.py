"""The verbs of `kith` for those who keep the directory: check, new, confirm, stale, preview, schema."""

from __future__ import annotations

import argparse
import asyncio
import csv
import io
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command import FINDINGS, FINE, Misuse, Parser

SHIPPED = Path(__file__).resolve().parents[1] / "shipped"

if TYPE_CHECKING:
    from bot.settings import Settings


def add_verbs(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Tell the command which words these verbs take."""
    check = verbs.add_parser("check", help="checks the content")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    check.add_argument("--launch", action="store_true", help="also what must be confirmed before the bot goes live")
    check.add_argument("--times", action="store_true", help="also how each time was read, with its next three dates")
    shape = check.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as JSON")
    shape.add_argument("--github", action="store_true", help="as notes beside the files of a pull request")
    check.set_defaults(run=check_everything)

    new = verbs.add_parser("new", help="asks about a service and writes its file")
    new.add_argument("what", choices=["service"], metavar="service")
    new.set_defaults(run=new_service)

    confirmed = verbs.add_parser("confirm", help="records that a person has checked a service or a crisis line")
    confirmed.add_argument("ids", nargs="+", metavar="ID")
    confirmed.add_argument("--by", required=True, metavar="NAME", help="who has checked it")
    confirmed.add_argument("--on", metavar="DATE", help="the day, like 2026-11-30; today, if left out")
    confirmed.set_defaults(run=confirm_services)

    due = verbs.add_parser("stale", help="what a person should check next, the most pressing first")
    due.add_argument("--limit", type=int, metavar="COUNT", help="at most so many (20; with --csv, all)")
    due.add_argument(
        "--csv", nargs="?", const="-", metavar="FILE", help="as a spreadsheet, with the contacts; into a file, if named"
    )
    due.set_defaults(run=list_stale)

    preview = verbs.add_parser("preview", help="every screen and card on one page, as she will see it")
    preview.add_argument("file", nargs="?", type=Path, default=Path("kith-preview.html"), metavar="FILE")
    preview.add_argument("--watch", action="store_true", help="serve it on this machine, and follow every change")
    preview.add_argument("--port", type=int, default=8088, metavar="PORT", help="where --watch serves it (8088)")
    preview.set_defaults(run=show_preview)

    schema = verbs.add_parser("schema", help="writes what editors need to complete and underline")
    schema.add_argument("--check", action="store_true", help="only say whether they are up to date")
    schema.set_defaults(run=write_schemas)


def check_everything(options: argparse.Namespace, settings: Settings) -> int:
    """`kith check`: content, screens and translations; every finding at once."""
    from bot.checks import check_all, times_read

    folder = options.folder or settings.content
    if not folder.is_dir():
        raise Misuse(f"There is no folder {folder}.")
    for line in times_read(folder, date.today()) if options.times and not options.json else ():
        print(line)
    findings = check_all(folder, settings.locales, launch=options.launch, today=date.today())
    if options.json:
        print(json.dumps([finding.as_dict() for finding in findings], ensure_ascii=False, indent=2))
        return FINDINGS if findings else FINE
    above = _above(folder)
    for finding in findings:
        print(finding.as_annotation(above) if options.github else finding)
    print(f"{len(findings)} to mend." if findings else "All is well.")
    return FINDINGS if findings else FINE


def _above(folder: Path) -> str:
    """The path from where we are to what holds the content folder, as GitHub wants it before a file's name."""
    parent = folder.resolve().parent
    here = Path.cwd().resolve()
    inside = parent.relative_to(here).as_posix() if parent.is_relative_to(here) else "."
    return "" if inside == "." else f"{inside}/"


def new_service(options: argparse.Namespace, settings: Settings) -> int:
    """`kith new service`: asks, shows the file, and writes it when told to. Ctrl-C leaves everything as it was."""
    from bot.editing.new_service import NotFinished, ask_for_service

    try:
        return FINE if ask_for_service(_to_change(settings), date.today(), input, print) else FINDINGS
    except (KeyboardInterrupt, NotFinished) as reason:
        print(f"\nStopped. {reason}".rstrip(), "Nothing was written.")
        return FINE
    except EOFError:
        raise Misuse("The answers ended before the last question. Nothing was written.") from None
    except UnicodeDecodeError:
        raise Misuse("That answer can't be read as text. Nothing was written.") from None


def confirm_services(options: argparse.Namespace, settings: Settings) -> int:
    """`kith confirm`: one line of each file changes, or nothing does."""
    from bot.directory.amending import write_text
    from bot.directory.confirm import CannotConfirm, confirm
    from bot.directory.findings import shown_path

    today = date.today()
    on = _day(options.on) if options.on else today
    try:
        changes = confirm(_to_change(settings), options.ids, options.by, on, today)
    except CannotConfirm as error:
        raise Misuse(str(error)) from None
    for change in changes:
        _write(write_text, change.path, change.text)
        for name in change.confirmed:
            print(f"{name}: confirmed on {on} by {options.by} ({shown_path(change.path, settings.content)}).")
    return FINE


def list_stale(options: argparse.Namespace, settings: Settings) -> int:
    """`kith stale`: a list to work through. Ends with 0 whether or not there is anything on it."""
    from bot.directory.load import load_content
    from bot.directory.stale import rows, stale

    due = stale(load_content(settings.content), date.today())
    if options.csv:
        shown = due if options.limit is None else due[: max(0, options.limit)]
        text = _as_csv(rows(shown))
        if options.csv == "-":
            print(text, end="")
        else:
            _write(lambda path, csv: path.write_text(csv, encoding="utf-8-sig", newline=""), Path(options.csv), text)
            print(f"{len(shown)} rows are in {options.csv}.")
        return FINE
    most = 20 if options.limit is None else max(0, options.limit)
    for number, one in enumerate(due[:most], 1):
        print(f"{number}. {one.name} · {one.organisation} ({one.kind})")
        print(f"   {one.why}")
        print(f"   {one.contact}")
        print(f'   Then: kith confirm {one.id} --by "your name"\n')
    rest = len(due) - most
    print(f"{rest} more. To see all: kith stale --limit {len(due)}" if rest > 0 else f"{len(due)} to check.")
    return FINE


def show_preview(options: argparse.Namespace, settings: Settings) -> int:
    """`kith preview`: the page as a file; or served, until Ctrl-C, and made again after each change."""
    from bot.preview import Following, serve

    following = Following(settings.load_kith, settings.content, settings.locales)
    if not options.watch:
        page = following.read(date.today())
        _write(lambda path, text: path.write_text(text, encoding="utf-8"), options.file, page)
        print(f"Open {options.file} in a browser. It needs nothing else, and asks nobody for anything.")
        return FINE
    if not 0 <= options.port <= 65535:
        raise Misuse(f"{options.port} is not a port: write a number from 1 to 65535, like --port 8088.")
    try:
        asyncio.run(serve(following, options.port, lambda words: print(words, flush=True)))
    except OSError as error:
        raise Misuse(f"Port {options.port} can't be used. Try another one: --port 8089.") from error
    return FINE


def write_schemas(options: argparse.Namespace, settings: Settings) -> int:
    """`kith schema`: content/schemas/ from the models, and the line at the head of each file that names its schema."""
    from bot.directory.amending import write_text
    from bot.directory.findings import shown_path
    from bot.directory.schema import outdated

    changes = outdated(settings.content if options.check else _to_change(settings))
    for path, text in changes.items():
        if not options.check:
            _write(write_text, path, text)
        print(f"{shown_path(path, settings.content)}{' is not up to date' if options.check else ''}")
    if not changes:
        print("All schemas are up to date.")
    elif options.check:
        print("Run: kith schema")
    return FINDINGS if changes and options.check else FINE


def _to_change(settings: Settings) -> Path:
    """The content folder, if it may be changed: what came with an installed Kith is gone with the next version."""
    if settings.content.resolve().is_relative_to(SHIPPED):
        raise Misuse("Copy the content folder first, and name your copy: KITH_CONTENT=content")
    return settings.content


def _day(text: str) -> date:
    from bot.directory.meant import date_meant

    try:
        return date.fromisoformat(text)
    except ValueError:
        meant = date_meant(text)
        close = f" Did you mean {meant}?" if meant else ""
        raise Misuse(f"{text} is not a date: write year, month, day, like 2026-11-30.{close}") from None


def _write(write: Callable[[Path, str], object], path: Path, text: str) -> None:
    try:
        write(path, text)
    except OSError as error:
        raise Misuse(f"{path} can't be written: {(error.strerror or 'something is in the way').lower()}.") from None


def _as_csv(table: Iterable[Sequence[str]]) -> str:
    out = io.StringIO()
    csv.writer(out).writerows(table)
    return out.getvalue()
