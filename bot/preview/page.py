"""The book as one HTML file that needs nothing else: its style and its script stand in it, and it asks for nothing.

A content security policy holds it to that: only this style and this script, told by their hashes, and no request at
all. Each page waits in a `<template>` until it is looked at, so that a thousand telephones open as fast as one.
"""

from __future__ import annotations

import base64
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.conversation.flow import SCREENS
from bot.conversation.replies import Message
from bot.preview.beside import Beside
from bot.preview.between import BETWEEN
from bot.preview.book import A_LINE, A_SCREENFUL, Book, View, group_of
from bot.preview.diagram import NOT_SCREENS, diagram, leads_to

HERE = Path(__file__).parent
BETWEEN_GROUP = "Between the screens"
MOST_WORDS = 26
"""Letters of a screen's first words that fit into its box in the diagram."""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a message's words, bold or not."""

    text: str
    bold: bool


def page_of(book: Book | None, beside: Beside, live: bool = False, earlier: bool = False) -> str:
    """The page. `live`: it is served, and listens for changes. `earlier`: the book is of content that was good before.

    Without a book, because the content can't be used, it shows only what is to be mended.
    """
    style, script = _file("page.css"), _file("page.js")
    policy = (
        f"default-src 'none'; img-src data:; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
        f"connect-src {chr(39) + 'self' + chr(39) if live else chr(39) + 'none' + chr(39)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        _templates()
        .get_template("page.html")
        .render(
            book=book,
            beside=beside,
            live=live,
            earlier=earlier,
            style=Markup(style),
            script=Markup(script),
            policy=policy,
            groups=_groups() if book else {},
            names={**{name: name_of(name) for name in SCREENS}, **{each.id: each.name for each in BETWEEN}},
            between=BETWEEN,
            diagram=diagram(),
            leads=leads_to(),
            not_screens=NOT_SCREENS,
            safety=frozenset(screen.id for screen in SCREENS.values() if screen.crisis),
            first=_first_words(book) if book else {},
            a_line=A_LINE,
            a_screenful=A_SCREENFUL,
        )
    )


def name_of(screen_id: str) -> str:
    """A screen's id as words."""
    words = screen_id.replace("_", " ")
    return words[:1].upper() + words[1:]


def runs(markup: str) -> Iterator[Run]:
    """A message's markup as plain pieces. Whatever else looks like a tag is shown as it is written, never obeyed."""
    bold = False
    for piece in re.split(r"(</?b>)", markup):
        if piece in ("<b>", "</b>"):
            bold = piece == "<b>"
        elif piece:
            yield Run(html.unescape(piece), bold)


def said_in(views: tuple[View, ...]) -> frozenset[str]:
    """Every sentence that is said in any of the views."""
    return frozenset[str]().union(*(view.said for view in views))


def _groups() -> dict[str, list[str]]:
    """The screens of each part of the index."""
    groups: dict[str, list[str]] = {}
    for screen in SCREENS.values():
        groups.setdefault(group_of(screen), []).append(screen.id)
    return groups


def _first_words(book: Book) -> dict[str, str]:
    """How each screen begins, in the language of the folder, short enough for its box in the diagram."""
    first: dict[str, str] = {}
    for name, views in book.screens[book.kith.languages.default].items():
        plainest = min(views, key=lambda view: len(view.replies)).replies if views else ()
        text = next((reply.text for reply in plainest if isinstance(reply, Message)), "")
        words = "".join(run.text for run in runs(text)).split("\n")[0]
        first[name] = words if len(words) <= MOST_WORDS else words[: MOST_WORDS - 1].rstrip(" ,.:") + "…"
    return first


def _templates() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(HERE), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(runs=runs, said_in=said_in)
    return environment


def _file(name: str) -> str:
    return (HERE / name).read_text("utf-8")


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"
