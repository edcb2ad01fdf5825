"""Opens one content file for checking: what it says, where each part of it stands, and everything wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from bot.directory.field_faults import wrong_fields
from bot.directory.findings import Finding, shown_path
from bot.directory.keys import keys_of
from bot.directory.located import Located
from bot.directory.meant import JUMBLED
from bot.directory.reading import ContentLoader, NotText, TooDeep, nodes, read_text, read_yaml
from bot.directory.yaml_faults import mended, twice

M = TypeVar("M", bound=BaseModel)

_MARKED = re.compile(r"(?:^|[:\-\[,{])[ ]+[&*!]\S")
_UNSEEN = re.compile("[\u200b\u2060\ufeff\u00ad]")
_CUT = re.compile(r"^\s*(?:- )?[A-Za-z_]\w*:\s+(?![\"'\[{|>#])[^#]*?\S(\s#\S.*)$")


@dataclass(frozen=True, slots=True)
class Opened(Generic[M]):
    """A file that could be read as YAML: what it says, and where. says is None when a part of it is wrong."""

    says: M | None
    value: dict[str, Any]
    located: Located


class Opener:
    """Opens the files of one content folder and gathers what is wrong with them.

    instead has texts to read in the place of what is on disk: what a file would be, before it is written.
    """

    def __init__(self, folder: Path, instead: Mapping[Path, str] | None = None) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self._instead = instead or {}

    def exists(self, path: Path) -> bool:
        return path in self._instead or path.exists()

    def open(self, path: Path, model: type[M]) -> Opened[M] | None:
        """The file, or None with what is wrong added to the findings."""
        name = shown_path(path, self.folder)
        if not self.exists(path):
            self._add(Finding(name, 0, 0, "", "this file is missing.", "Every content folder needs one."))
            return None
        try:
            text = self._instead[path] if path in self._instead else read_text(path)
        except NotText as error:
            message, _, remedy = str(error).partition(". ")
            self._add(Finding(name, error.line, 1 if error.line else 0, "", f"{message}.", remedy))
            return None
        except OSError:
            self._add(Finding(name, 0, 0, "", "this file can't be opened.", "Is it a folder, or open elsewhere?"))
            return None
        return self._checked(name, text, model)

    def _add(self, *findings: Finding) -> None:
        self.findings += findings

    def _checked(self, name: str, text: str, model: type[M]) -> Opened[M] | None:
        slips, text_meant = _as_meant(name, text, model)
        self._add(*slips)
        if text_meant is None:
            return None
        try:
            located = Located(name, text_meant)
            twos = [twice(name, error) for error in located.repeated()]
            self._add(*twos, *_left_out(name, text_meant))
            value = read_yaml(text_meant, twice=bool(twos))
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            if any(one.file == name and mark and one.line == mark.line + 1 for one in self.findings):
                return None
            message = f"this can't be read ({getattr(error, 'problem', None) or 'it is not YAML'})."
            remedy = "Put quotes round the text on this line."
            self._add(Finding(name, mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, "", message, remedy))
            return None
        except ValueError:
            remedy = "Put quotes round every number that you changed."
            self._add(Finding(name, 1, 1, "", "a number in this file can't be read.", remedy))
            return None
        if not isinstance(value, dict):
            keys = ", ".join(f"{key}:" for key, one in model.model_fields.items() if one.is_required())
            self._add(Finding(name, 1, 1, "", "this file does not say what it is.", f"It begins with {keys or 'keys'}"))
            return None
        faults, says = _as_model(located, value, model)
        mended_lines = {slip.line for slip in slips}
        self._add(*(fault for fault in faults if fault.line not in mended_lines))
        return Opened(says if not slips and not twos else None, value, located)


def _as_meant(name: str, text: str, model: type[BaseModel]) -> tuple[list[Finding], str | None]:
    """The slips that stop YAML from being read, and the text without them; None when that can't be guessed."""
    try:
        nodes(text)
    except TooDeep:
        message = "there are too many brackets or dashes in one another."
        return [Finding(name, 1, 1, "", message, "Look for a row of [ or - and delete it.")], None
    except yaml.YAMLError as error:
        return mended(name, text, error, keys_of(model))
    return [], text


def _as_model(located: Located, value: dict[str, Any], model: type[M]) -> tuple[list[Finding], M | None]:
    try:
        return [], model.model_validate(value)
    except ValidationError as error:
        return wrong_fields(located, error, model), None


def _gone_bad(name: str, text: str) -> Iterator[Finding]:
    """Letters that were jumbled on their way, and ones that nobody can see, which break addresses and searching."""
    for number, line in enumerate(text.split("\n"), 1):
        if found := JUMBLED.search(line):
            remedy = "The text was saved in one alphabet and opened in another: type these letters again."
            seen = " ".join(line[max(found.start() - 12, 0) : found.end() + 12].split())
            yield Finding(name, number, found.start() + 1, "", f'letters were jumbled on their way: "{seen}".', remedy)
        if found := _UNSEEN.search(line):
            remedy = "Delete the word and type it again."
            yield Finding(name, number, found.start() + 1, "", "there is a letter here that can't be seen.", remedy)


def _left_out(name: str, text: str) -> Iterator[Finding]:
    """What YAML leaves out without a word: words after a #, and words that begin with & or !; and letters gone bad."""
    yield from _gone_bad(name, text)
    if "#" in text:
        for number, line in enumerate(text.split("\n"), 1):
            if found := _CUT.match(line):
                column = found.start(1) + 2
                remedy = "Put quotes round the whole text. If it is a remark, write a space after the #."
                yield Finding(name, number, column, "", "what follows the # is not read.", remedy)
    if not _MARKED.search(text):
        return
    for token in yaml.scan(text, Loader=ContentLoader):
        if isinstance(token, yaml.AnchorToken | yaml.TagToken | yaml.AliasToken):
            mark = token.start_mark
            message = "a word that begins with &, * or ! is not read as text."
            yield Finding(name, mark.line + 1, mark.column + 1, "", message, "Put quotes round the whole text.")
