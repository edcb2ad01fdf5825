"""`kith export oruk`, `kith import oruk`, `kith candidates` and `kith accept`."""

from __future__ import annotations

import asyncio
import json
from datetime import date
from pathlib import Path

import aiohttp

from bot.command import FINDINGS, FINE, Misuse
from bot.directory.amending import Change, amend
from bot.directory.candidates import (
    FOLDER,
    CandidateError,
    Gatherer,
    Import,
    Kept,
    Likeness,
    NotYet,
    Where,
    accept,
    folder_of,
    import_into,
    kept_in,
    own_ids,
    read_candidate,
)
from bot.directory.candidates.areas import Sorter
from bot.directory.geography import read_geography
from bot.directory.load import SERVICES, load_areas, load_needs
from bot.directory.open_referral import ABOUT, Feed, Terms, files_of
from bot.directory.open_referral.fetch import FeedError, Fetcher, records_of_files
from bot.directory.spreadsheet import Plan, Unsafe, new_texts
from bot.exchange.saying import agreed, counted, findings_after, organisations_in, write_or_say

FIRST = 30
"""How many candidates are shown unless all are asked for."""


def export_oruk(destination: Path, content: Path) -> int:
    """Write the feed's files; a folder that holds anything else is left alone."""
    if destination.exists() and not destination.is_dir():
        raise Misuse(f"{destination} is a file: name a folder.")
    if destination.is_dir() and any(destination.iterdir()) and not _is_our_feed(destination):
        raise Misuse(f"The folder {destination} holds other things: name a new or an empty one.")
    feed = Feed.of(organisations_in(content).values(), load_needs(content), date.today())
    files = {destination / path: raw for path, raw in files_of(feed)}
    write_or_say(files)
    for name in ("services", "taxonomies", "taxonomy_terms"):
        for old in (destination / name).glob("*.json"):
            if old not in files:
                old.unlink()
    print(f"{counted(len(feed.services), 'service')} written to {destination}/, in {counted(len(files), 'file')}.")
    unconfirmed = sum("assured_date" not in one for one in feed.services)
    if unconfirmed:
        print(f"{counted(unconfirmed, 'service')} without telephone or e-mail: no person has confirmed them.")
    for identifier, why in feed.at_home:
        print(f"Not exported: {identifier}, because {why}")
    return FINE


def _is_our_feed(folder: Path) -> bool:
    """Whether an earlier export wrote it, so that its old files may go."""
    try:
        said = json.loads((folder / "index.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(said, dict) and said == ABOUT


def import_oruk(source: str, content: Path, *, feed: str | None, yes: bool) -> int:
    """Read the whole feed, say what it brings, ask, and write the candidates."""
    organisations = organisations_in(content)
    named = feed or (source if _is_address(source) else Path(source).name)
    terms = Terms(load_needs(content))
    areas = Sorter(read_geography(content), load_areas(content))
    likeness = Likeness(organisations.values())
    gatherer = Gatherer(named, date.today(), areas, terms, likeness, own_ids(organisations))
    folder = folder_of(content, named)
    try:
        kept = kept_in(folder) if folder.is_dir() else []
        whole = _gather(source, gatherer)
        done = import_into(folder, gatherer.candidates, kept, date.today(), whole)
    except (FeedError, CandidateError) as error:
        raise Misuse(str(error)) from error
    _tell(gatherer, done, content)
    code = FINDINGS if gatherer.findings or done.conflicts else FINE
    if not done.texts:
        print("Nothing new.")
        return code
    if not agreed(f"Write {counted(len(done.texts), 'file')} to {folder}?", yes=yes):
        print("Nothing was changed.")
        return FINDINGS
    write_or_say(done.texts)
    print(f"{counted(len(done.texts), 'file')} written. See them, the likeliest first: kith candidates")
    return code


def _is_address(source: str) -> bool:
    return source.startswith(("http://", "https://"))


def _gather(source: str, gatherer: Gatherer) -> bool:
    """Take every record; whether they are all that the feed has. Raises FeedError."""
    whole = asyncio.run(_gather_from(source, gatherer)) if _is_address(source) else _gather_of(Path(source), gatherer)
    if not gatherer.taken:
        raise FeedError("The feed holds no record at all. Nothing was written.")
    return whole


def _gather_of(path: Path, gatherer: Gatherer) -> bool:
    if not path.exists():
        raise Misuse(f"There is no file {path}. An address begins with https://")
    records, whole = records_of_files(path)
    for one in records:
        gatherer.take(one.record, one.doubt)
    return whole


async def _gather_from(address: str, gatherer: Gatherer) -> bool:
    headers = {"Accept": "application/json", "User-Agent": "Kith directory import"}
    async with aiohttp.ClientSession(headers=headers) as session:
        fetcher = Fetcher(session)
        async for one in fetcher.records(address):
            gatherer.take(one.record, one.doubt)
    if fetcher.short:
        print(fetcher.short)
    return fetcher.whole


def _tell(gatherer: Gatherer, done: Import, content: Path) -> None:
    """What came, in the order in which a person wants to know."""
    for finding in gatherer.findings:
        print(finding)
    for conflict in done.conflicts:
        print(conflict)
    for path, fields in done.updated.items():
        print(f"{path.name}: taken over from the feed: {', '.join(fields)}")
    for path in done.gone:
        print(f"{path.name}: the feed no longer has it.")
    relevant = sum(one.relevance > 0 for one in gatherer.candidates.values())
    print(
        f"{counted(gatherer.taken, 'record')}: {len(done.new)} new, {len(done.updated)} updated, "
        f"{len(done.gone)} gone, {counted(len(gatherer.findings), 'finding')}. "
        f"{relevant} may be about pregnancy, birth or young families."
    )
    if gatherer.our_own:
        print(f"{counted(gatherer.our_own, 'record')} came from this directory and stayed out.")


def list_candidates(content: Path, *, everything: bool, as_json: bool) -> int:
    """`kith candidates`: what waits, the likeliest first, each with its reason."""
    waiting = [one for one in _kept(content) if not one.says.get("accepted")]
    waiting.sort(key=lambda one: (-_score(one), one.path.name))
    shown = waiting if everything else [one for one in waiting if _score(one) > 0][:FIRST]
    if as_json:
        print(json.dumps([_row(one, content) for one in shown], ensure_ascii=False, indent=2, default=str))
        return FINE
    for one in shown:
        print("\n".join(_lines(one, content)))
    left = len(waiting) - len(shown)
    print(f"{counted(len(waiting), 'candidate waits', 'candidates wait')}{f', {left} not shown here' if left else ''}.")
    return FINE


def _kept(content: Path) -> list[Kept]:
    try:
        return kept_in(content / FOLDER)
    except CandidateError as error:
        raise Misuse(str(error)) from error


def _score(one: Kept) -> int:
    score = one.part("about").get("relevance")
    return score if isinstance(score, int) else 0


def _row(one: Kept, content: Path) -> dict[str, object]:
    about, service = one.part("about"), one.part("service")
    return {
        "file": one.path.relative_to(content).as_posix(),
        "name": service.get("name"),
        "organisation": one.says.get("organisation"),
        "relevance": _score(one),
        "because": about.get("because") or [],
        "perhaps_the_same_as": about.get("perhaps_the_same_as") or [],
        "doubts": about.get("doubts") or [],
        "conflicts": about.get("conflicts") or [],
        "gone": one.says.get("gone"),
    }


def _lines(one: Kept, content: Path) -> list[str]:
    row = _row(one, content)
    whose = f" · {row['organisation']}" if row["organisation"] else ""
    lines = [f"{row['relevance']:>3}  {row['name']}{whose}", f"     {row['file']}"]
    about = one.part("about")
    if because := about.get("because"):
        lines.append(f"     says: {', '.join(map(str, because))}")
    lines += [f"     perhaps the same as {each}" for each in about.get("perhaps_the_same_as") or ()]
    lines += [f"     ! {each}" for key in ("conflicts", "doubts") for each in about.get(key) or ()]
    if row["gone"]:
        lines.append("     ! the feed no longer has it")
    return [*lines, ""]


def accept_candidate(named: str, content: Path, *, by: str | None, yes: bool) -> int:
    """`kith accept`: a finished candidate into the directory."""
    kept = _found(named, content)
    organisations = organisations_in(content)
    files = {one.organisation.casefold(): path for path, one in organisations.items()}
    ids = {
        each for one in organisations.values() for service in one.services for each in (service.id, *service.formerly)
    }
    try:
        new = accept(kept, Where(content / SERVICES, files, ids), by, date.today())
        texts = new_texts(Plan(new=[new]))
        texts[kept.path] = amend(kept.text, [Change(("accepted",), new.data["id"])]).encode()
    except NotYet as reason:
        for missing in reason.missing:
            print(f"{kept.path.name}: {missing}")
        return FINDINGS
    except Unsafe as error:
        raise Misuse(str(error)) from error
    if findings := findings_after(content, texts, date.today()):
        for finding in findings:
            place = finding.field.partition(", ")[2]  # without the place among the services of the file to be
            print(f"{kept.path.name}: {place}: {finding.message} {finding.suggestion}".rstrip())
        print("Nothing was changed.")
        return FINDINGS
    for same in kept.part("about").get("perhaps_the_same_as") or ():
        print(f"Is it perhaps the same as {same}?")
    if not agreed(f"Add {new.data['name']} to {new.file.relative_to(content)}?", yes=yes):
        print("Nothing was changed.")
        return FINDINGS
    write_or_say(texts)
    print(f"{new.data['id']} is in the directory now, in {new.file.relative_to(content)}.")
    return FINE


def _found(named: str, content: Path) -> Kept:
    """The candidate of that path, or of that file name without its ending."""
    path = Path(named)
    if not path.is_file():
        stem = path.name.removesuffix(".yaml")
        found = [one for one in (content / FOLDER).rglob("*.yaml") if one.stem == stem]
        if not found:
            raise Misuse(f"There is no candidate {named}. See those that wait: kith candidates --all")
        if len(found) > 1:
            raise Misuse(f"There are {len(found)} candidates {named}: name the file's whole path.")
        path = found[0]
    try:
        return read_candidate(path)
    except CandidateError as error:
        raise Misuse(str(error)) from error
