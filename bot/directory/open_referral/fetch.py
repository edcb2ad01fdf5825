"""Gets every record of somebody's feed, from an address or from files, and says in one sentence what is wrong with it.

What comes may be a page of many, a bare list, one service, an organisation with its services, lines of JSON, or the
feed's front door. Lists are often thinner than single records, so those are asked for one by one. Nothing is trusted:
sizes, pages and records are bounded, and a page that comes again and again ends it.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

import aiohttp

from bot.directory.open_referral.clean import text_of, whole_of

MOST_BYTES = 32 * 1024 * 1024
"""Of one answer."""
MOST_PAGES = 5_000
MOST_RECORDS = 100_000
AT_ONCE = 6
"""Requests under way together: a council's server is not ours to hurry."""
TRIES = 3
TIMEOUT = aiohttp.ClientTimeout(total=120, sock_connect=15, sock_read=30)
DETAILS = ("contacts", "phones", "service_areas", "service_at_locations", "attributes", "schedules", "languages")
DETAILS_1 = ("service_taxonomys", "eligibilitys", "regular_schedules", "cost_options", "locations")


class FeedError(Exception):
    """A feed that can't be read to its end; the text is one plain sentence."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """One record as it came, and what was wrong with getting it."""

    record: Any
    doubt: str = ""


@dataclass(slots=True)
class Fetcher:
    """Reads one feed over HTTP. `pause` is how many seconds to wait before trying again, doubled each time."""

    session: aiohttp.ClientSession
    pause: float = 1.0
    whole: bool = field(default=False, init=False)
    """Afterwards: whether all that the feed has was read, so that what is missing has gone."""
    short: str = field(default="", init=False)
    """Afterwards: a sentence where the feed gave less than it says it has."""
    _asking: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(AT_ONCE), init=False)
    _given: int = field(default=0, init=False)
    _refused: int = field(default=0, init=False)

    async def records(self, address: str) -> AsyncIterator[Fetched]:
        """Every record of the feed at that address. Raises FeedError."""
        address, first = await self._beginning(address)
        if not _is_page(first):
            self.whole = isinstance(first, list)
            for one in records_in(first):
                yield Fetched(one)
            return
        base = address.partition("?")[0].rstrip("/")
        async for items in self._pages(address, first):
            details = await asyncio.gather(*(self._detailed(base, item) for item in items))
            for one in details:
                yield one

    async def _beginning(self, address: str) -> tuple[str, Any]:
        """The first page and its address: the feed's front door leads to /services."""
        if address.partition("?")[0].rstrip("/").endswith("/services"):
            return address, await self._get(address)
        listing = _with_path(address, "/services")
        try:
            said = await self._get(address)
        except FeedError as error:
            try:
                return listing, await self._get(listing)
            except FeedError:
                raise error from None
        if isinstance(said, dict) and not _is_page(said) and not _is_service(said) and "services" not in said:
            return listing, await self._get(listing)
        return address, said

    async def _pages(self, address: str, first: Any) -> AsyncIterator[list[Any]]:
        """The records of one page after the other, until the feed says that it was the last, or gives nothing new."""
        page, number, seen = first, 1, set[str]()
        total = 0
        while True:
            items = _contents(page)
            new = [item for item in items if _key(item) not in seen]
            seen.update(_key(item) for item in items)
            total += len(new)
            said = _total(page)
            if items and not new and total < (said or 0):
                raise FeedError(f"The feed gives the same page again and again (page {number}). Nothing was written.")
            if total > MOST_RECORDS or number > MOST_PAGES:
                raise FeedError(f"The feed does not end: {total} records after {number} pages. Nothing was written.")
            yield new
            if not new or _is_last(page, number, total):
                self._ended(total, said, again=bool(items and not new and not said))
                return
            number += 1
            page = await self._get(_with_query(address, page=str(number)))
            if not _is_page(page):
                raise FeedError(f"Page {number} of the feed is no page of services. Nothing was written.")

    def _ended(self, total: int, said: int | None, *, again: bool) -> None:
        """Whether it was all, and what to tell where that is not so. `again`: the last page had nothing new in it."""
        self.whole = total >= (said or 0) and not again
        if again:
            self.short = f"The feed doesn't say how many records it has. It gave {total}, and then the same ones again."
        elif not self.whole:
            self.short = f"The feed says it has {said} records, and gave {total}."

    async def _detailed(self, base: str, item: Any) -> Fetched:
        """The whole record of a thin one; the thin one with a doubt when the whole can't be had."""
        if not isinstance(item, dict) or any(item.get(name) for name in (*DETAILS, *DETAILS_1)):
            return Fetched(item)
        identifier = text_of(item.get("id"))
        if not identifier or "/" in identifier:
            return Fetched(item)
        async with self._asking:
            return await self._asked_for(f"{base}/{identifier}", item)

    async def _asked_for(self, address: str, item: dict[str, Any]) -> Fetched:
        if self._refused >= 5 and not self._given:
            return Fetched(item, "Only part of it could be fetched: the feed does not give single records.")
        try:
            whole = await self._get(address)
        except FeedError as error:
            self._refused += 1
            if self._given and self._refused > 20:
                raise FeedError(f"{error} That happened to more than 20 records in a row.") from error
            return Fetched(item, f"Only part of it could be fetched. {error}")
        self._given, self._refused = self._given + 1, 0
        if isinstance(whole, dict) and _is_service(whole):
            return Fetched({**item, **whole})
        return Fetched(item, "Only part of it could be fetched: its own address does not give a service.")

    async def _get(self, address: str) -> Any:
        """What the address answers, as JSON. Faults that may pass are tried again."""
        wait = self.pause
        for attempt in range(1, TRIES + 1):
            try:
                return await self._once(address)
            except _MayPass as error:
                if attempt == TRIES:
                    raise FeedError(f"{error} Nothing was written.") from error
                await asyncio.sleep(wait)
                wait *= 2
        raise AssertionError("every try either answers or raises")

    async def _once(self, address: str) -> Any:
        host = urlsplit(address).hostname or address
        try:
            async with self.session.get(address, timeout=TIMEOUT) as answer:
                if answer.status >= 500 or answer.status == 429:
                    raise _MayPass(f"{host} answered {answer.status} ({_reason(answer.status)}).")
                if answer.status >= 400:
                    raise FeedError(f"{host} answered {answer.status} ({_reason(answer.status)}) for {address}.")
                body = await _bounded(answer, host)
        except (TimeoutError, aiohttp.ServerTimeoutError):
            raise _MayPass(f"{host} took too long to answer.") from None
        except (aiohttp.ClientPayloadError, aiohttp.ServerDisconnectedError, ConnectionResetError):
            raise _MayPass(f"{host} broke off in the middle of an answer.") from None
        except aiohttp.TooManyRedirects:
            raise FeedError(f"{host} sends us round in circles. Nothing was written.") from None
        except aiohttp.InvalidURL:
            raise FeedError(f"{address} is not a web address.") from None
        except aiohttp.ClientError:
            raise _MayPass(f"{host} can't be reached.") from None
        return parsed(body, host)


class _MayPass(Exception):
    """A fault that may be gone in a moment."""


async def _bounded(answer: aiohttp.ClientResponse, host: str) -> bytes:
    body = bytearray()
    async for chunk in answer.content.iter_chunked(65536):
        body += chunk
        if len(body) > MOST_BYTES:
            raise FeedError(f"{host} sends more than 32 megabytes in one answer. Nothing was written.")
    return bytes(body)


def _reason(status: int) -> str:
    known = {
        401: "it wants a key",
        403: "it is not allowed",
        404: "there is nothing at this address",
        429: "too many requests",
    }
    return known.get(status, "its server has a fault" if status >= 500 else "it refuses")


def parsed(body: bytes, where: str) -> Any:
    """JSON, or lines of JSON; or FeedError in one sentence."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise FeedError(f"What {where} gives is not text. Nothing was written.") from None
    if not text.strip():
        raise FeedError(
            f"There is nothing in {'the answer of ' if where[:4] != 'the ' else ''}{where}. Nothing was written."
        )
    if text.lstrip()[:1] == "<":
        raise FeedError(f"What {where} gives is a web page where data should be. Nothing was written.")
    try:
        return json.loads(text)
    except RecursionError:
        raise FeedError(f"What {where} gives is nested deeper than any record. Nothing was written.") from None
    except ValueError as error:
        lines = [line for line in text.splitlines() if line.strip()]
        try:
            rows = [json.loads(line) for line in lines]
        except ValueError:
            rows = []
        if len(rows) > 1 and all(isinstance(row, dict) for row in rows):
            return rows
        cut = isinstance(error, json.JSONDecodeError) and error.pos >= len(text.rstrip()) - 1
        broken = "ends in the middle" if cut or "Unterminated" in str(error) else "is no JSON"
        raise FeedError(f"What {where} gives {broken}. Nothing was written.") from None


def records_in(said: Any) -> Iterator[Any]:
    """The records of a list, a page, an organisation or a service alone."""
    if isinstance(said, list):
        for one in said:
            yield from records_in(one) if isinstance(one, dict) and not _is_service(one) else [one]
    elif isinstance(said, dict) and _is_page(said):
        yield from _contents(said)
    elif isinstance(said, dict) and isinstance(said.get("services"), list):
        organisation = {key: value for key, value in said.items() if key != "services"}
        for one in said["services"]:
            yield {"organization": organisation, **one} if isinstance(one, dict) else one
    elif isinstance(said, dict) and isinstance(said.get("service"), dict):  # a service_at_location, or 1.0's wrapper
        yield said["service"]
    elif said not in (None, {}):
        yield said


def records_of_files(path: Path) -> tuple[list[Fetched], bool]:
    """The records of a file or of a feed's folder, and whether they are all that the feed has. Raises FeedError."""
    if path.is_dir():
        folder = path / "services" if (path / "services").is_dir() else path
        files = [
            one for one in sorted(folder.glob("*.json")) if one.stem != "index" and not one.stem.startswith("page-")
        ]
        if not files:
            raise FeedError(f"There are no records in the folder {path}: name a file, or a feed's folder.")
    else:
        files = [path]
    said = [parsed(_read(file), f"the file {file.name}") for file in files]
    records = [Fetched(one) for each in said for one in records_in(each)]
    alone = said[0]
    whole = path.is_dir() or isinstance(alone, list) or (_is_page(alone) and len(records) >= (_total(alone) or 0))
    return records, whole


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > 20 * MOST_BYTES:
            raise FeedError(f"The file {file} is larger than any feed is.")
        return file.read_bytes()
    except OSError as error:
        raise FeedError(f"The file {file} can't be read ({error.strerror}).") from error


def _is_page(said: Any) -> bool:
    return isinstance(said, dict) and isinstance(said.get("contents", said.get("content")), list)


def _is_service(said: dict[str, Any]) -> bool:
    return (
        "name" in said
        and ("status" in said or "description" in said or "organization" in said)
        and "services" not in said
    )


def _contents(page: Any) -> list[Any]:
    found = page.get("contents", page.get("content")) if isinstance(page, dict) else None
    return found if isinstance(found, list) else []


def _key(item: Any) -> str:
    if isinstance(item, dict) and (identifier := text_of(item.get("id"))):
        return identifier
    return json.dumps(item, sort_keys=True, default=str)[:500]


def _total(page: Any) -> int | None:
    """How many records the feed says it has; some say 0 and then give them."""
    return whole_of(page.get("total_items", page.get("totalElements"))) or None


def _is_last(page: Any, number: int, total: int) -> bool:
    """Whether the feed has no more: by its pages where it counts them, else by its records, `total` of them so far."""
    pages = whole_of(page.get("total_pages", page.get("totalPages")))
    if pages is not None:
        return number >= pages
    said = _total(page)
    return page.get("last_page", page.get("last")) is True or (said is not None and total >= said)


def _with_path(address: str, path: str) -> str:
    parts = urlsplit(address)
    return urlunsplit(parts._replace(path=parts.path.rstrip("/") + path))


def _with_query(address: str, **more: str) -> str:
    parts = urlsplit(address)
    query = {**dict(parse_qsl(parts.query, keep_blank_values=True)), **more}
    return urlunsplit(parts._replace(query=urlencode(query)))
