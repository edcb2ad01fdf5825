"""The verbs of `kith` for those who keep the directory: check, new, confirm, stale, schema."""

from __future__ import annotations

import argparse
import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from bot.command import FINDINGS, FINE, Misuse, Parser

if TYPE_CHECKING:
    from bot.settings import Settings


def add_editors_verbs(verbs: argparse._SubParsersAction[Parser]) -> None:
    """Tell the command which words these verbs take."""
    check = verbs.add_parser("check", help="checks the content")
    check.add_argument("folder", nargs="?", type=Path, metavar="DIR")
    check.add_argument("--launch", action="store_true", help="also what must be confirmed before the bot goes live")
    shape = check.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="as JSON")
    shape.add_argument("--github", action="store_true", help="as notes beside the files of a pull request")
    check.set_defaults(run=check_everything)


def check_everything(options: argparse.Namespace, settings: Settings) -> int:
    """`kith check`: content, screens and translations; every finding at once."""
    from bot.checks import check_all

    folder = options.folder or settings.content
    if not folder.is_dir():
        raise Misuse(f"There is no folder {folder}.")
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
