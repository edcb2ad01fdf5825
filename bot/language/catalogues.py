"""The catalogues that translators fill: gathering every message, and telling what is missing.

Messages come from two places: marks in the code (`_("…")`, `_n("…", "…")`), found by Babel's own extractor, and the
sentences of content that Kith says as its own (needs, crisis lines), which are handed in.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from bot.language.speech import DOMAIN, SOURCE

KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "_n": (1, 2)}
PLACEHOLDER = re.compile(r"\{(\w+)\}")
MARKUP = re.compile(r"</?\w+>")


def gather(package: Path, spoken: Iterable[tuple[str, str]]) -> Catalog:
    """Every message: those marked in the package, and (where it stands, sentence) pairs of the content."""
    catalogue = Catalog(project="Kith", domain=DOMAIN, charset="utf-8")
    for name, line, message, comments, _context in extract_from_dir(
        package, [("**.py", "python")], keywords=KEYWORDS, comment_tags=("Translators:",)
    ):
        catalogue.add(message, locations=[(f"bot/{Path(name).as_posix()}", line)], auto_comments=comments)
    for where, sentence in spoken:
        catalogue.add(sentence, locations=[(where, 1)])
    return catalogue


def update(folder: Path, messages: Catalog) -> None:
    """Bring every language's file up to date: new messages empty, old translations kept, gone ones dropped."""
    for path in _files(folder):
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.parent.parent.name)
        catalogue.update(messages, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as file:
            write_po(file, catalogue, width=100, sort_output=True, include_lineno=False)


def add_language(folder: Path, code: str, messages: Catalog) -> Path:
    """A new language's file, with nothing translated yet; its path. Raises ValueError for a code that isn't known."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError) as error:
        raise ValueError(f"{code} is not a language code that we know") from error
    path = folder / code / "LC_MESSAGES" / f"{DOMAIN}.po"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            write_po(file, Catalog(locale=locale, project="Kith", domain=DOMAIN, charset="utf-8"), width=100)
        update(folder, messages)
    return path


def faults(folder: Path, messages: Catalog) -> Iterator[str]:
    """A sentence for each message that a language lacks, or whose values or markup differ from the English."""
    for path in _files(folder):
        code = path.parent.parent.name
        with path.open("rb") as file:
            catalogue = read_po(file, locale=code)
        where = f"locales/{code}/LC_MESSAGES/{DOMAIN}.po"
        for message in messages:
            if message.id:
                fault = _fault(message, catalogue)
                if fault:
                    yield f"{where}: {fault}: “{_first(message.id)}”"


def _files(folder: Path) -> list[Path]:
    found = sorted(folder.glob(f"*/LC_MESSAGES/{DOMAIN}.po"))
    return [path for path in found if path.parent.parent.name != SOURCE]


def _fault(message: Message, catalogue: Catalog) -> str | None:
    """What is wrong with a message's translation, or None."""
    translated = catalogue.get(message.id)
    forms = _forms(translated.string or "") if translated else []
    if translated is None or not forms or not all(forms):
        return "not translated yet"
    if translated.fuzzy:
        return "marked fuzzy, so it is not used"
    wanted = set(PLACEHOLDER.findall(_last(message.id)))
    for form in forms:
        if set(PLACEHOLDER.findall(form)) - {"n"} != wanted - {"n"}:
            return f"its values must be {_braced(wanted)}"
        if sorted(MARKUP.findall(form)) != sorted(MARKUP.findall(_last(message.id))):
            return "its <b> marks differ from the English"
    return None


def _braced(names: set[str]) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names)) or "none"


def _forms(string: str | Iterable[str]) -> list[str]:
    return [string] if isinstance(string, str) else list(string)


def _first(identifier: str | Iterable[str]) -> str:
    return _forms(identifier)[0]


def _last(identifier: str | Iterable[str]) -> str:
    return _forms(identifier)[-1]
