"""Everything that `kith check` looks at: the content files, the screens, and the translations, all faults at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from babel.messages.catalog import Catalog

from bot.conversation.check import check_flow
from bot.directory import Content, ContentError, load_content, load_gazetteer
from bot.directory.check import check_content
from bot.directory.findings import Finding
from bot.directory.next_sessions import times_understood
from bot.language.catalogues import faults, gather

PACKAGE = Path(__file__).parent


def check_all(content: Path, locales: Path, today: date, launch: bool = False) -> tuple[Finding, ...]:
    """Everything that is wrong. `launch` adds what a person must have confirmed lately."""
    findings = list(check_content(content, launch=launch, today=today))
    try:
        loaded = load_content(content)
    except ContentError as error:
        if not findings:  # a fault that only loading finds must not pass for none
            findings.append(Finding("", 0, 0, "", " ".join(str(error).split())))
        return tuple(findings)
    flow = check_flow(tuple(loaded.by_id), tuple(need.id for need in loaded.needs.needs))
    findings += (Finding("", 0, 0, "", f"{fault}.") for fault in flow)
    findings += (_of_translation(fault) for fault in faults(locales, gather(PACKAGE, spoken_by(loaded))))
    return tuple(findings)


def times_read(content: Path, today: date) -> tuple[str, ...]:
    """A readable line for each time that says when it comes round; none where the content can't be used."""
    try:
        loaded, gazetteer = load_content(content), load_gazetteer(content)
    except ContentError:
        return ()
    return tuple(
        times_understood(loaded.services, lambda service: loaded.days_off.calendar_of(service, gazetteer), today)
    )


def _of_translation(fault: str) -> Finding:
    file, _, message = fault.partition(": ")
    return Finding(file, 0, 0, "", message)


def every_message(content: Path) -> Catalog:
    """Every sentence that Kith says, from the code and from the content. Raises ContentError."""
    return gather(PACKAGE, spoken_by(load_content(content)))


def spoken_by(content: Content) -> Iterator[tuple[str, str]]:
    """Every sentence of content that Kith says in its own voice, with the file where it stands."""
    for need in content.needs.needs:
        for words in (need.label, need.button, need.loss_label, need.loss_button):
            if words:
                yield "content/needs.yaml", words
    for part in content.needs.times:
        yield "content/needs.yaml", part.label
    yield "content/country.yaml", content.country.country
    yield "content/country.yaml", content.country.emergency_department
    if content.country.abroad:
        yield "content/country.yaml", content.country.abroad.says
        if content.country.abroad.emergency:
            yield "content/country.yaml", content.country.abroad.emergency
    for nation in content.country.nation_names:
        yield "content/country.yaml", nation
    for line in content.crisis.all_lines():
        deaf = line.deaf.says if line.deaf else ""
        for words in (line.name, line.short, line.says, line.then, line.cannot_speak, line.hours.words, deaf):
            if words:
                yield "content/crisis", words
