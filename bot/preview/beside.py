"""What `kith check` and `kith stale` say, sorted to the screen, the card or the sentence that each is about."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bot.conversation import Kith
from bot.directory.findings import Finding
from bot.directory.load import crisis_files, load_services, read_model, service_files
from bot.directory.stale import CRISIS_LINE, Due
from bot.safety.lines import CrisisFile

_SCREEN_OR_SERVICE = re.compile(r"(screen|service) ([\w-]+): ")
_NUMBERED = re.compile(r"(?:services|lines) (\d+)")
_LANGUAGE = re.compile(r"locales/([\w-]+)/")
_SENTENCE = re.compile(r"“(.*)”", re.DOTALL)


@dataclass(frozen=True)
class Beside:
    """Everything that is said, and where it belongs. `findings` and `due` are all of them, in their own order."""

    findings: tuple[Finding, ...] = ()
    due: tuple[Due, ...] = ()
    _about: Mapping[tuple[str, str], list[Finding]] = field(default_factory=dict)
    _sentences: Mapping[str, Mapping[str, list[Finding]]] = field(default_factory=dict)
    """By language, then by the English sentence."""
    _lines: Mapping[str, Due] = field(default_factory=dict)
    """Crisis lines that are due, by their English names."""

    def of_screen(self, screen_id: str, said: frozenset[str]) -> tuple[Finding, ...]:
        """What is to be mended on a screen, in every language: itself, and the crisis lines that it names."""
        lines = (finding for name in sorted(said) for finding in self._about.get(("line", name), ()))
        return (*self._about.get(("screen", screen_id), ()), *lines)

    def of_service(self, service_id: str) -> tuple[Finding, ...]:
        """What is to be mended in a service."""
        return tuple(self._about.get(("service", service_id), ()))

    def of_sentences(self, code: str, said: frozenset[str]) -> tuple[Finding, ...]:
        """What is to be mended in a language's words for what is said."""
        own = self._sentences.get(code, {})
        return tuple(finding for sentence in own if sentence in said for finding in own[sentence])

    def due_on(self, said: frozenset[str]) -> tuple[Due, ...]:
        """The crisis lines on a screen that a person has to check."""
        return tuple(due for name, due in self._lines.items() if name in said)

    def due_of(self, service_id: str) -> Due | None:
        """Why a person has to check the service; None when nobody has to."""
        return next((due for due in self.due if due.kind != CRISIS_LINE and due.id == service_id), None)


def sort_beside(kith: Kith, content: Path, findings: Iterable[Finding], due: Iterable[Due]) -> Beside:
    """Sort what was found in the folder that this Kith was loaded from."""
    findings, due = tuple(findings), tuple(due)
    ids, lines = _ids_by_file(content), _lines_by_file(content)
    about: dict[tuple[str, str], list[Finding]] = defaultdict(list)
    sentences: dict[str, dict[str, list[Finding]]] = defaultdict(lambda: defaultdict(list))
    for finding in findings:
        if language := _LANGUAGE.match(finding.file):
            sentence = _SENTENCE.search(finding.message)
            sentences[language[1]][sentence[1] if sentence else ""].append(finding)
        for subject in _subjects(finding, ids, lines):
            about[subject].append(finding)
    names = {line.id: line.name for line in kith.content.crisis.all_lines()}
    due_lines = {names[one.id]: one for one in due if one.kind == CRISIS_LINE}
    return Beside(findings, due, about, sentences, due_lines)


def _subjects(
    finding: Finding, ids: Mapping[str, list[str]], lines: Mapping[str, list[str]]
) -> Iterator[tuple[str, str]]:
    """What the finding is about: a screen, a service, every service of a file, or a crisis line."""
    if not finding.file and (named := _SCREEN_OR_SERVICE.match(finding.message)):
        yield named[1], named[2]
    file = finding.file.partition("/")[2]
    numbered = _NUMBERED.match(finding.field)
    for kind, names in (("service", ids.get(file, [])), ("line", lines.get(file, []))):
        for number, name in enumerate(names, start=1):
            if numbered is None or int(numbered[1]) == number:
                yield kind, name


def _ids_by_file(content: Path) -> dict[str, list[str]]:
    organisations = zip(service_files(content), load_services(content), strict=True)
    return {f"services/{path.name}": [one.id for one in each.services] for path, each in organisations}


def _lines_by_file(content: Path) -> dict[str, list[str]]:
    files = crisis_files(content)
    return {f"crisis/{path.name}": [line.name for line in read_model(path, CrisisFile).lines] for path in files}
