"""New content while Kith runs: read whole beside what is in use, and taken in one step, or not at all.

A mother in the middle of a conversation never meets half of a change: every answer is made from one `Kith`, and `Live`
exchanges it whole. Files may be saved in place, by renaming, or by a git pull; so a change is read only when the folder
has been quiet for a moment, and taken only when nothing changed while it was read. Where `kith check` would find fault,
nothing changes, and the operator is told why on standard error: those words come from content files, never from
people's messages, and the log has only how many there are.

Loading happens in a thread. Where the system can't tell of changes (some network drives), or the folder itself was
exchanged for another one, a look every half minute finds them.
"""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from watchfiles import awatch

from bot.conversation import Kith
from bot.directory import ContentError
from bot.directory.check import check_content
from bot.directory.fingerprint import Fingerprint, fingerprint
from bot.runtime.kith import Live
from bot.runtime.log import log

QUIET = 0.5
"""Seconds without a change after which a save is taken to be finished."""
LOOK_AGAIN = 30.0
"""Seconds between two looks when nothing is heard of a change."""
TOLD = 20
"""Findings at most, so that a log is not filled."""


class Reload:
    """Keeps `live` to what the folders say. Made before the content is first loaded, so that no change is missed.

    `load` reads everything, and raises ContentError when it can't be used. The first folder is the content.
    """

    def __init__(self, load: Callable[[], Kith], folders: Sequence[Path]) -> None:
        self._load = load
        self._folders = tuple(folders)
        self._taken: Fingerprint = fingerprint(*folders)

    @asynccontextmanager
    async def following(self, live: Live) -> AsyncIterator[None]:
        """While inside, changes are taken as they come."""
        task = asyncio.create_task(self._run(live))
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def _run(self, live: Live) -> None:
        """Follow the folders until cancelled. Nothing that is found there ends it."""
        async for _ in self._changes():
            try:
                await self._look(live)
            except Exception as error:  # noqa: BLE001 - whatever is in the folder, the last good content stays
                log("content.not_loaded", logging.ERROR, error=type(error))

    async def _changes(self) -> AsyncIterator[None]:
        """Yields when something may have changed; starts anew when the folder has been exchanged."""
        deaf = False
        while True:
            watched = self._identities()
            try:
                async for _ in awatch(
                    *self._folders,
                    watch_filter=None,
                    rust_timeout=round(LOOK_AGAIN * 1000),
                    yield_on_timeout=True,
                    ignore_permission_denied=True,
                ):
                    yield
                    if self._identities() != watched:
                        break
            except Exception as error:  # noqa: BLE001 - no change is heard of, but they are still looked for
                if not deaf:
                    log("content.not_watched", logging.WARNING, error=type(error))
                deaf = True
                await asyncio.sleep(LOOK_AGAIN)
                yield

    def _identities(self) -> tuple[tuple[int, int] | None, ...]:
        return tuple(_identity(folder) for folder in self._folders)

    async def _look(self, live: Live) -> None:
        """Take what has changed, if anything has and nothing is wrong with it."""
        found = await self._files()
        if found == self._taken:
            return
        while (later := await self._files_later()) != found:
            found = later
        read = await asyncio.to_thread(self._read, live.kith)
        if await self._files() != found:
            return  # It changed while it was read; of that change we hear next.
        self._taken = found
        if isinstance(read, Kith):
            live.kith = read
            log("content.changed", services=len(read.content.services))
        else:
            log("content.refused", logging.WARNING, findings=len(read))
            _tell(read)

    async def _files(self) -> Fingerprint:
        return await asyncio.to_thread(fingerprint, *self._folders)

    async def _files_later(self) -> Fingerprint:
        await asyncio.sleep(QUIET)
        return await self._files()

    def _read(self, before: Kith) -> Kith | list[str]:
        """The new content, every safety pattern compiled so that no message waits for it; or what is wrong with it."""
        if findings := [str(finding) for finding in check_content(self._folders[0])]:
            return findings
        try:
            kith = self._load()
            kith.watch.prepare()
        except (ContentError, ValueError) as error:
            return [" ".join(line.split()) for line in str(error).splitlines()]
        if before.watch.learned and not kith.watch.learned:
            return ["safety/model: the learned net can't be read. To run without it, start Kith anew."]
        return kith


def _tell(findings: Sequence[str]) -> None:
    """Say on standard error what is to be mended, file by file."""
    lines = ["The new content can't be used. The last good content stays in use until this is mended:"]
    lines += [f"  {finding}" for finding in findings[:TOLD]]
    if len(findings) > TOLD:
        lines.append(f"  and {len(findings) - TOLD} more. Run: kith check")
    print("\n".join(lines), file=sys.stderr, flush=True)


def _identity(folder: Path) -> tuple[int, int] | None:
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
