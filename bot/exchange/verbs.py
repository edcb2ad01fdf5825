"""The words of the verbs. What each does is imported when it is asked for, so that the command starts quickly."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bot.settings import Settings

Run = Callable[[argparse.Namespace, Settings], int]


def add_verbs(verbs: Any) -> None:
    """Hang the verbs on the command's subparsers."""
    _add_export(verbs.add_parser("export", help="the directory as a spreadsheet or as an Open Referral UK feed"))
    _add_import(verbs.add_parser("import", help="a spreadsheet or an Open Referral UK feed into the directory"))
    waiting = verbs.add_parser("candidates", help="what other directories brought and waits for a person")
    waiting.add_argument("--all", action="store_true", help="all of them, and not the likeliest only")
    waiting.add_argument("--json", action="store_true", help="as JSON")
    waiting.set_defaults(run=_candidates)
    accept = verbs.add_parser("accept", help="makes a finished candidate a service")
    accept.add_argument("candidate", metavar="CANDIDATE", help="its file, or the file's name")
    accept.add_argument("--by", metavar="NAME", help="who has checked it, today")
    accept.add_argument("--yes", action="store_true", help="write without asking, for scripts")
    accept.set_defaults(run=_accept)


def _add_export(export: Any) -> None:
    forms = export.add_subparsers(metavar="FORM", required=True, parser_class=type(export))
    table = forms.add_parser("csv", help="a spreadsheet, one row a service")
    table.add_argument("destination", metavar="DEST", help="the file to write; - prints it")
    table.set_defaults(run=_export_csv)
    feed = forms.add_parser("oruk", help="an Open Referral UK feed, as files for any web host")
    feed.add_argument("destination", metavar="DIR", type=Path, help="the folder to write")
    feed.set_defaults(run=_export_oruk)


def _add_import(imports: Any) -> None:
    forms = imports.add_subparsers(metavar="FORM", required=True, parser_class=type(imports))
    table = forms.add_parser("csv", help="a spreadsheet from kith export csv, changed")
    table.add_argument("source", metavar="SOURCE", type=Path, help="the file")
    table.add_argument("--yes", action="store_true", help="write without asking, for scripts")
    table.set_defaults(run=_import_csv)
    feed = forms.add_parser("oruk", help="an Open Referral UK feed; its records wait as candidates")
    feed.add_argument("source", metavar="FILE_OR_URL", help="a file, a folder, or the feed's address")
    feed.add_argument("--feed", metavar="NAME", help="what to call it, where the source's name is not good enough")
    feed.add_argument("--yes", action="store_true", help="write without asking, for scripts")
    feed.set_defaults(run=_import_oruk)


def _export_csv(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.tables import export_csv

    return export_csv(options.destination, settings.content)


def _import_csv(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.tables import import_csv

    return import_csv(options.source, settings.content, yes=options.yes)


def _export_oruk(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.feeds import export_oruk

    return export_oruk(options.destination, settings.content)


def _import_oruk(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.feeds import import_oruk

    return import_oruk(options.source, settings.content, feed=options.feed, yes=options.yes)


def _candidates(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.feeds import list_candidates

    return list_candidates(settings.content, everything=options.all, as_json=options.json)


def _accept(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.feeds import accept_candidate

    return accept_candidate(options.candidate, settings.content, by=options.by, yes=options.yes)
