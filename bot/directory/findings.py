"""What is wrong with a content file, said to somebody who does not program: where, what, and what to write instead."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.directory.meant import word_meant

Loc = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to mend. line and column count from 1, as editors do; 0 when the whole file is meant.

    file is the path from the content folder's own name on; "" when it is about no file.
    """

    file: str
    line: int
    column: int
    field: str
    message: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = f"{self.file}, line {self.line}, column {self.column}" if self.line else self.file
        return f"{place}: {self.says}" if place else self.says

    @property
    def says(self) -> str:
        """What is wrong and what to do, without the place."""
        return f"{self.message} {self.suggestion}".rstrip()

    def as_dict(self) -> dict[str, str | int]:
        """For `kith check --json`."""
        return asdict(self)

    def as_annotation(self, above: str = "") -> str:
        """A line that GitHub shows beside the file in a pull request ("Workflow commands for GitHub Actions").

        above is the path from the repository's top to the folder that the content folder is in.
        """
        places = {"file": f"{above}{self.file}", "line": self.line, "col": self.column}
        given = [f"{name}={_property(str(value))}" for name, value in places.items() if self.file and value]
        given.append(f"title={_property(f'To mend: {self.field}' if self.field else 'To mend')}")
        return f"::error {','.join(given)}::{_data(str(self))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


def nearest(word: str, words: Iterable[str]) -> str | None:
    """The word most like it, if one is like enough to be what was meant, or that people also call so."""
    words = list(words)
    by_small = {each.casefold(): each for each in words}
    if meant := None if word.casefold() in by_small else word_meant(word, words):
        return meant
    found = difflib.get_close_matches(word.casefold(), by_small, n=1, cutoff=0.6)
    return by_small[found[0]] if found else None


def advice(word: str, words: Iterable[str], most: int = 20) -> str:
    """ "Did you mean …? Write one of: …", as far as it helps."""
    words = list(words)
    close = nearest(word, words)
    meant = f"Did you mean {close}?" if close else ""
    listed = f"Write one of: {', '.join(words)}." if len(words) <= most else ""
    return " ".join(part for part in (meant, listed) if part)


def named(loc: Loc) -> str:
    """The place as a person reads it: services 2, contacts, phone 1, number."""
    words: list[str] = []
    for step in loc:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)


def shown_path(path: Path, folder: Path) -> str:
    """The file's path as the editor knows it: from the content folder on."""
    return (Path(folder.resolve().name) / path.relative_to(folder)).as_posix()
