"""A bot as a process of its own on a core of its own, and what it costs."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile

STOPS_WITHIN = 12.0
IDLE_WITHIN = 30
IDLE = 0.05
"""Seconds of the processor within a second; a bot that waits takes less."""


class CannotMeasure(Exception):
    """Something that the measurement needs is missing; the text says what, and how to get it."""


@dataclass(frozen=True, slots=True)
class Cores:
    """The core that the bot has to itself, and those for everything else; None where they can't be had."""

    bot: int | None
    others: frozenset[int] | None

    @classmethod
    def divide(cls) -> Cores:
        """The last core for the bot. With one core only, or where a system can't pin, everything shares."""
        if not hasattr(os, "sched_setaffinity"):
            return cls(None, None)
        there = sorted(os.sched_getaffinity(0))
        return cls(there[-1], frozenset(there[:-1])) if len(there) > 1 else cls(None, None)

    def pin(self) -> Callable[[], None] | None:
        """What a child does before it begins, so that the bot and all of its threads stay on its core."""
        return None if self.bot is None else lambda: os.sched_setaffinity(0, {self.bot or 0})

    @asynccontextmanager
    async def elsewhere(self) -> AsyncIterator[None]:
        """While inside, this process and what it starts keep off the bot's core."""
        if self.others is None:
            yield
            return
        before = os.sched_getaffinity(0)
        os.sched_setaffinity(0, self.others)
        try:
            yield
        finally:
            os.sched_setaffinity(0, before)


@dataclass(frozen=True, slots=True)
class Process:
    """A running bot."""

    child: asyncio.subprocess.Process

    @property
    def folder(self) -> Path:
        return Path("/proc") / str(self.child.pid)

    def cpu(self) -> float | None:
        """Seconds that it has computed, with all of its threads; None where the system doesn't tell."""
        try:
            fields = (self.folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    async def is_idle(self) -> None:
        """Wait until it has done what it does once, after its first answer: compile rules, open models."""
        before = self.cpu()
        for _ in range(IDLE_WITHIN):
            await asyncio.sleep(1.0)
            now = self.cpu()
            if before is None or now is None or now - before < IDLE:
                return
            before = now

    def memory(self) -> float | None:
        """Megabytes that it had at most; None where the system doesn't tell."""
        try:
            lines = (self.folder / "status").read_text().splitlines()
        except OSError:
            return None
        return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM:")), None)


@asynccontextmanager
async def running(
    words: Sequence[str], environment: Mapping[str, str], pin: Callable[[], None] | None = None
) -> AsyncIterator[Process]:
    """`python` with these words, stopped at the end. Raises `CannotMeasure` with what it said where it had ended."""
    with TemporaryFile() as said:
        child = await asyncio.create_subprocess_exec(
            sys.executable,
            *words,
            env={**os.environ, **environment},
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=said,
            preexec_fn=pin,
        )
        try:
            yield Process(child)
        finally:
            ended = child.returncode
            await _stop(child)
        if ended is not None:
            said.seek(0)
            last = (said.read().decode("utf-8", "replace").splitlines() or ["nothing"])[-1]
            raise CannotMeasure(f"the bot ended by itself; the last thing that it said: {last}")


async def _stop(child: asyncio.subprocess.Process) -> None:
    with suppress(ProcessLookupError):
        child.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(child.wait(), STOPS_WITHIN)
    except TimeoutError:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
