"""One command, `kith`, with verbs. Each verb reads its words, asks a room, and prints what comes back.

Exit codes: 0 fine, 1 findings, 2 wrong use. What goes wrong is one plain sentence on standard error, never a traceback.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import io
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

from bot.command import FINDINGS, FINE, WRONG_USE, Misuse, Parser
from bot.editing import add_verbs as add_editing
from bot.exchange import add_verbs as add_exchange
from bot.settings import Settings, SettingsError, read_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the verb; the exit code. What a room logs is for the running bot's log, not for this screen."""
    logging.getLogger("bot").addHandler(logging.NullHandler())
    _print_what_the_screen_can()
    try:
        options = parser().parse_args(arguments)
        run: Callable[[argparse.Namespace, Settings], int] = options.run
        code = run(options, read_settings(os.environ))
        sys.stdout.flush()
        return code
    except (Misuse, SettingsError) as error:
        print(error, file=sys.stderr)
        return WRONG_USE
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE
    except KeyboardInterrupt:
        return FINE
    except Exception as error:
        said = _of_content(error)
        if not said:
            raise
        print(said, file=sys.stderr)
        return WRONG_USE


def _print_what_the_screen_can() -> None:
    """Let a letter that this screen does not have become a question mark, and not an error."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _of_content(error: Exception) -> str:
    """What is said of content that can't be used, in one line; nothing for other errors, which are ours to mend."""
    from bot.directory.load import ContentError

    if not isinstance(error, ContentError):
        return ""
    first = " ".join(str(error).splitlines()[0].split())
    return f"The content can't be used: {first.rstrip('.')}. Run: kith check"


def parser() -> Parser:
    """Every verb with its words."""
    top = Parser(prog="kith", description="Finds peer support for mothers, and for those around them.")
    top.set_defaults(run=serve)
    verbs = top.add_subparsers(metavar="VERB", parser_class=Parser)

    verbs.add_parser("chat", help="the conversation in this terminal").set_defaults(run=chat)

    find = verbs.add_parser("find", help="search as the bot does")
    find.add_argument("--place", metavar="PLACE", help="a town, or the first half of a postcode")
    find.add_argument("--format", action="append", default=[], metavar="F", help="group, one_to_one, phone or online")
    find.add_argument(
        "--need", action="append", default=[], metavar="N", help="an id from content/needs.yaml; may repeat"
    )
    find.add_argument("--for", dest="audience", default="mother", metavar="W", help="mother, dad, partner or family")
    find.add_argument("--stage", metavar="S", help="pregnant, had_baby or lost_baby")
    find.add_argument("--language", metavar="L", help="a language code, like ur: services that speak it come first")
    find.add_argument("--limit", type=int, default=20, metavar="COUNT", help="at most so many (20)")
    find.add_argument("--json", action="store_true", help="as JSON")
    find.set_defaults(run=find_services)

    place = verbs.add_parser("place", help="where that is")
    place.add_argument("text", nargs="+")
    place.add_argument("--json", action="store_true", help="as JSON")
    place.set_defaults(run=find_place)

    assess = verbs.add_parser("assess", help="the safety check over rows of text")
    assess.add_argument("file", type=Path)
    assess.add_argument("--json", action="store_true", help="a line for each row")
    assess.set_defaults(run=assess_rows)

    add_editing(verbs)

    words = verbs.add_parser("words", help="gathers every sentence for the translators' files")
    words.add_argument("--add", metavar="LANGUAGE", help="begin a new language, by its code")
    words.set_defaults(run=gather_words)

    bench = verbs.add_parser("bench", help="how many answers a second this machine gives, beside two other bots")
    bench.add_argument("--long", action="store_true", help="for about ten minutes, not two")
    bench.add_argument("--json", action="store_true", help="as JSON")
    bench.set_defaults(run=measure)

    add_exchange(verbs)
    verbs.add_parser("migrate", help="brings the database up to date").set_defaults(run=migrate)
    return top


def serve(options: argparse.Namespace, settings: Settings) -> int:
    """The bot: webhook where its address is set, else polling; without a token, the conversation in this terminal."""
    if settings.telegram_bot_token is None:
        return chat(options, settings)
    gc.disable()  # a thousand modules come and none goes; `Settings.load_kith` switches it on again
    from bot.channels.telegram import run_bot
    from bot.runtime.loop import run_loop

    return run_loop(run_bot(settings))


def chat(options: argparse.Namespace, settings: Settings) -> int:
    """The conversation in the terminal, kept in the same database."""
    from bot.channels.terminal import run_terminal

    return asyncio.run(run_terminal(settings))


def find_services(options: argparse.Namespace, settings: Settings) -> int:
    """`kith find`: the bot's own search, from words to results."""
    from bot.conversation.finding import FindError, find

    try:
        found = find(
            settings.load_kith(),
            date.today(),
            place=options.place,
            formats=options.format,
            needs=options.need,
            audience=options.audience,
            stage=options.stage,
            spoken=options.language,
        )[: max(0, options.limit)]
    except FindError as error:
        raise Misuse(str(error)) from error
    if options.json:
        print(json.dumps([row.as_dict() for row in found], ensure_ascii=False, indent=2))
    else:
        print("\n\n".join(row.as_text() for row in found) or "Nothing fits.")
    return FINE if found else FINDINGS


def find_place(options: argparse.Namespace, settings: Settings) -> int:
    """`kith place`: the candidates for a name or postcode, best first."""
    from bot.directory.load import load_gazetteer

    found = load_gazetteer(settings.content).find(" ".join(options.text))
    if options.json:
        print(json.dumps([place.as_dict() for place in found], ensure_ascii=False, indent=2))
    else:
        for place in found:
            where = place.nation or " or ".join(place.nations)
            print(f"{place.name}, {place.district} ({where}) {place.outcode or ''}".rstrip())
        if not found:
            print("I don't know that place.")
    return FINE if found else FINDINGS


def assess_rows(options: argparse.Namespace, settings: Settings) -> int:
    """`kith assess`: tier and category of each row, or how many were noticed and how many falsely."""
    from bot.directory import load_watch
    from bot.safety import AssessError, assess, read_rows

    try:
        rows = read_rows(options.file.read_text("utf-8").splitlines())
    except FileNotFoundError:
        raise Misuse(f"There is no file {options.file}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise Misuse(f"The file {options.file} can't be read as text ({type(error).__name__}).") from error
    except AssessError as error:
        raise Misuse(str(error)) from error
    report = assess(rows, load_watch(settings.content).notice)
    print("\n".join(report.lines()) if options.json else report.table())
    return FINE


def gather_words(options: argparse.Namespace, settings: Settings) -> int:
    """`kith words`: new sentences into each language's file, ready to be translated; gone ones out."""
    from bot.checks import every_message
    from bot.language.catalogues import add_language, update

    messages = every_message(settings.content)
    try:
        if options.add:
            add_language(settings.locales, options.add, messages)
    except ValueError as error:
        raise Misuse(f"{str(error)[:1].upper()}{str(error)[1:]}.") from error
    update(settings.locales, messages)
    print(f"{len(messages)} sentences are in the files under locales/.")
    return FINE


def measure(options: argparse.Namespace, settings: Settings) -> int:
    """`kith bench`: the whole bot over HTTP, on this machine only."""
    from bot.bench.run import bench

    bench(settings, options.long, options.json)
    return FINE


def migrate(options: argparse.Namespace, settings: Settings) -> int:
    """`kith migrate`: the database brought to this version's schema; safe to run again."""
    from bot.storage import StoreDown

    try:
        asyncio.run(settings.store().migrate())
    except StoreDown as down:
        raise Misuse(str(down)) from down
    print("The database is up to date.")
    return FINE
