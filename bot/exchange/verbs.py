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


def _add_export(export: Any) -> None:
    forms = export.add_subparsers(metavar="FORM", required=True, parser_class=type(export))
    table = forms.add_parser("csv", help="a spreadsheet, one row a service")
    table.add_argument("destination", metavar="DEST", help="the file to write; - prints it")
    table.set_defaults(run=_export_csv)


def _add_import(imports: Any) -> None:
    forms = imports.add_subparsers(metavar="FORM", required=True, parser_class=type(imports))
    table = forms.add_parser("csv", help="a spreadsheet from kith export csv, changed")
    table.add_argument("source", metavar="SOURCE", type=Path, help="the file")
    table.add_argument("--yes", action="store_true", help="write without asking, for scripts")
    table.set_defaults(run=_import_csv)


def _export_csv(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.tables import export_csv

    return export_csv(options.destination, settings.content)


def _import_csv(options: argparse.Namespace, settings: Settings) -> int:
    from bot.exchange.tables import import_csv

    return import_csv(options.source, settings.content, yes=options.yes)
