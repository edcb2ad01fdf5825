"""The questions of `kith new service`: one at a time, in plain words, and a file that passes `kith check` at the end.

Each answer is tried against the models as soon as it is given, and asked for again with what is wrong. Nothing is
written before the last question has been answered yes.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from bot.directory.amending import CannotAmend, Change, amend, write_text
from bot.directory.check import check_content
from bot.directory.fields import ID_LONGEST, Email, Phone, Postcode, Web
from bot.directory.findings import nearest, shown_path
from bot.directory.geography import Geography, read_geography
from bot.directory.keys import key_order
from bot.directory.load import (
    SERVICES,
    ContentError,
    load_areas,
    load_needs,
    read_model,
    service_files,
)
from bot.directory.plain_words import CHOICES
from bot.directory.reading import read_text, read_yaml
from bot.directory.schema import new_organisation
from bot.directory.service import Organisation
from bot.editing.asking import Ask, Asker, Check, Say
from bot.editing.asking_when import ask_when


class NotFinished(Exception):
    """The person stopped, or the file can't be changed by machine: then the text says why."""


def ask_for_service(folder: Path, today: date, ask: Ask, say: Say) -> bool:
    """Asks, shows, and writes. True when a file was written. Raises NotFinished, or what `ask` raises."""
    asker = Asker(ask, say)
    say("Answer what you know, and leave empty what you don't. Nothing is written until the end; Ctrl-C stops.\n")
    top, path, others = _organisation(asker, folder)
    service = _Questions(asker, folder, today, others).service(top["organisation"])
    text, file = _as_file(folder, path, top, service), shown_path(path, folder)
    findings = [one for one in check_content(folder, today=today, instead={path: text}) if one.file == file]
    say(f"\n{file}:\n\n{text}")
    if findings:
        say("This has still to be mended, in the file itself:")
        for finding in findings:
            say(f"  {finding}")
    if not asker.yes("Write this file?"):
        raise NotFinished
    write_text(path, text)
    say(f"Written to {file}. Now run: kith check")
    return True


def _organisation(asker: Asker, folder: Path) -> tuple[dict[str, str], Path, list[str]]:
    """The top of the file, the file, and every id that is taken."""
    files: dict[str, Path] = {}
    taken: list[str] = []
    for path in service_files(folder):
        try:
            one = read_model(path, Organisation)
        except ContentError:
            continue  # `kith check` says what is wrong with it; its ids can't be known
        files[one.organisation] = path
        taken += (name for service in one.services for name in (service.id, *service.formerly))
    name = asker.words("What is the organisation called?", needed=True)
    close = next((each for each in files if each.casefold() == name.casefold()), None) or nearest(name, files)
    if close and (close.casefold() == name.casefold() or asker.yes(f"There is {close} already. Is it that one?")):
        asker.say(f"The service goes into the file of {close}.")
        return {"organisation": close}, files[close], taken
    top = {"organisation": name}
    if website := asker.words(
        "Its website, starting with https:// (may be empty)", check=like(Web, "https://example.org")
    ):
        top["website"] = website
    path = folder / SERVICES / f"{_slug(name)}.yaml"
    number = 2
    while path.exists():
        path, number = folder / SERVICES / f"{_slug(name)}-{number}.yaml", number + 1
    return top, path, taken


def with_service(text: str, service: dict[str, Any]) -> str:
    """The text of an organisation's file with one more service, below the others. Raises CannotAmend."""
    services = read_yaml(text).get("services")
    if not isinstance(services, list) or not services:
        raise CannotAmend("There is no list of services in the file.")
    return amend(text, [Change(("services", len(services)), service)], key_order(Organisation))


def _as_file(folder: Path, path: Path, top: Mapping[str, str], service: dict[str, Any]) -> str:
    if path.exists():
        try:
            return with_service(read_text(path), service)
        except CannotAmend as error:
            raise NotFinished(f"{shown_path(path, folder)}: {error}") from None
    return new_organisation({**top, "services": [service]}, path, folder)


@dataclass(slots=True)
class _Questions:
    asker: Asker
    folder: Path
    today: date
    taken: list[str]
    given: dict[str, Any] = field(default_factory=dict)

    def service(self, organisation: str) -> dict[str, Any]:
        """Every question about one service; what is left empty is left out."""
        ask = self.asker
        name = ask.words("What is the service called?", needed=True)
        self.given = {"id": self._id(organisation, name), "name": name}
        self.given["summary"] = ask.words("One or two plain sentences: what is it?", needed=True)
        self._choose("kind", "Kind", "What sort of help is it?", one=True, needed=True)
        self._choose("formats", "Format", "How does one talk there?")
        self._choose("for_whom", "Audience", "Who is it for?", needed=True)
        self._choose("stages", "Stage", "When does it help?", needed=True)
        needs = {need.id: need.label for need in load_needs(self.folder).needs}
        if needs and (picked := ask.several("What does it help with?", needs, needed=False)):
            self.given["needs"] = picked
        self._choose("not_for", "Exclusion", "Who can it not help? They will never be shown it.")
        self._where()
        self._contacts()
        self._when()
        self._rest()
        return self.given

    def _choose(self, key: str, enum: str, question: str, *, one: bool = False, needed: bool = False) -> None:
        choices = {word: meaning for word, meaning in CHOICES[enum].items() if word != "unknown"}
        if picked := self.asker.several(question, choices, needed=needed, one=one):
            self.given[key] = picked[0] if one else picked

    def _id(self, organisation: str, name: str) -> str:
        whole = _slug(name) if _slug(name).startswith(_slug(organisation)) else _slug(f"{organisation} {name}")
        identifier, number = whole, 2
        while identifier in self.taken:
            identifier, number = f"{whole[: ID_LONGEST - 3]}-{number}", number + 1
        return identifier

    def _where(self) -> None:
        geography, ask = read_geography(self.folder), self.asker
        areas = load_areas(self.folder)
        nations = list(geography.nations.values()) if geography else []
        while True:
            said = ask.words(
                "Who is covered? Nations, councils or towns with commas between, like: Bristol, North Somerset.\n"
                "Write everywhere for what needs no place, like an online group.",
                needed=True,
            )
            if said.casefold() == "everywhere":
                self.given["serves"] = {"everywhere": True}
                return
            names = [each.strip() for each in said.split(",") if each.strip()]
            serves, unknown = _sorted(names, nations, geography, {*areas.areas, *areas.same_as})
            if not unknown:
                self.given["serves"] = serves
                break
            for one, close in unknown:
                ask.say(_unknown(one, close, geography))
        formats = self.given.get("formats", ())
        if not formats or {"group", "one_to_one"} & set(formats):
            self._venue()

    def _venue(self) -> None:
        ask = self.asker
        venue: dict[str, Any] = {"name": ask.words("Where do people meet: the name of the building (may be empty)")}
        venue["address"] = ask.words("The street (may be empty)") if venue["name"] else ""
        venue["town"] = ask.words("The town (may be empty)")
        capitals = like(Postcode, "BS5 6XX")
        postcode = ask.words("The postcode (may be empty)", check=lambda answer: capitals(answer.upper()))
        venue["postcode"] = postcode.upper()
        kept = {key: value for key, value in venue.items() if value}
        if "address" in kept and ask.yes("Is the address to be kept secret?"):
            kept["confidential"] = True
        if kept:
            self.given["venue"] = kept

    def _contacts(self) -> None:
        ask = self.asker
        contacts: dict[str, Any] = {}
        ask.say("How can people get in touch? Only what is public, and no private number of a volunteer.")
        number = like(Phone, "0117 496 0000")
        if phone := ask.words("Phone number, as it is dialled (may be empty)", check=number):
            contacts["phone"] = [{"number": phone}]
        if text := ask.words("Number to text (may be empty)", check=number):
            contacts["text"] = [{"number": text}]
        if email := ask.words("E-mail address (may be empty)", check=like(Email, "help@example.org")):
            contacts["email"] = email
        page = "Its page on the web, starting with https:// (may be empty)"
        if website := ask.words(page, check=like(Web, "https://example.org")):
            contacts["website"] = website
        if contacts:
            self.given["contacts"] = contacts

    def _when(self) -> None:
        if self.given["kind"] in ("helpline", "text_chat", "crisis"):
            if says := self.asker.words("When is it answered? Like: Monday to Friday, 10:00 to 16:00 (may be empty)"):
                self.given["hours"] = {"says": says, "as_of": self.today.isoformat()}
        elif times := ask_when(self.asker, self.folder, self.given, self.today):
            self.given["times"] = times

    def _rest(self) -> None:
        ask = self.asker
        cost: dict[str, str] = {}
        if free := ask.known("Is it free?"):
            cost["free"] = free
        if free == "no" and (says := ask.words("What does it cost? (may be empty)")):
            cost["says"] = says
        if cost:
            self.given["cost"] = cost
        along = ("baby_welcome", "Can a baby come along?"), ("step_free", "Can it be reached without steps?")
        for key, question in along:
            if "group" in self.given.get("formats", ()) and (known := ask.known(question)):
                self.given[key] = known
        self._choose("referral", "Referral", "How does one get in?", one=True)
        self._choose("led_by", "LedBy", "Who is on the other end?", one=True)
        if by := ask.words("Who has checked all this with the service? Your name, or empty when nobody has"):
            self.given["checked"] = {"on": self.today.isoformat(), "by": by}


def _sorted(
    names: Iterable[str], nations: list[str], geography: Geography | None, areas: set[str]
) -> tuple[dict[str, list[str]], list[tuple[str, str | None]]]:
    """Each name under nations, districts or places, as the gazetteer writes it; and the ones that it doesn't know."""
    serves: dict[str, list[str]] = {}
    unknown: list[tuple[str, str | None]] = []
    known = {each.casefold(): each for each in areas} | (geography.districts if geography else {})
    for name in names:
        nation = next((each for each in nations if each.casefold() == name.casefold()), None)
        if nation:
            serves.setdefault("nations", []).append(nation)
        elif name.casefold() in known:
            serves.setdefault("districts", []).append(known[name.casefold()])
        elif geography is None or len(geography.where(name)) == 1:
            serves.setdefault("places", []).append(name)
        else:
            unknown.append((name, nearest(name, [*known.values(), *nations])))
    return serves, unknown


def _unknown(name: str, close: str | None, geography: Geography | None) -> str:
    if geography and geography.is_place(name):
        return f'There are {len(geography.where(name))} places called "{name}". Write the council or county instead.'
    return f'The gazetteer has no "{name}". {f"Did you mean {close}?" if close else "Write the council or county."}'


def like(kind: Any, example: str) -> Check:
    """A check of one answer by the type of its field."""
    adapter: TypeAdapter[Any] = TypeAdapter(kind)

    def check(answer: str) -> str:
        try:
            adapter.validate_python(answer)
        except ValidationError as error:
            one = error.errors()[0]
            said = one["msg"].removeprefix("Value error, ")
            return (
                f"{said[:1].upper()}{said[1:].rstrip('.?')}{'?' if said.endswith('?') else '.'}"
                if one["type"] == "value_error"
                else f"Write it like {example}."
            )
        return ""

    return check


def _slug(words: str) -> str:
    """Small letters, digits and hyphens, short enough for an id."""
    plain = unicodedata.normalize("NFKD", words.replace("&", " and ")).encode("ascii", "ignore").decode().casefold()
    slug = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")
    return slug[:ID_LONGEST].rstrip("-") or "service"
