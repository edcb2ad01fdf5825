"""Kith as it is, in a process of its own: `python -m bot`, with its environment, its signals and its output."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.botapi import BotApi

ROOT = Path(__file__).parent.parent.parent
OWN = ("KITH_", "TELEGRAM_", "DATABASE_URL", "PORT")
"""Settings of whoever runs the tests, which must not reach the bot."""
STARTED = "kith.started"
PATIENCE = 30.0
"""Seconds until something must have happened; the machine may be slow."""


@dataclass
class Process:
    """A running Kith. What it writes goes to `output`."""

    process: asyncio.subprocess.Process
    output: Path

    def said(self) -> str:
        """Everything that it wrote to its standard output and error."""
        return self.output.read_text("utf-8")

    async def says(self, words: str) -> None:
        """Wait until it has written these words."""
        async with asyncio.timeout(PATIENCE):
            while words not in self.said():
                assert self.process.returncode is None or words in self.said(), self.said()
                await asyncio.sleep(0.05)

    async def ends(self) -> int:
        """Wait for its end; the exit code."""
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def process(api: BotApi, folder: Path, *arguments: str, **environ: str) -> AsyncIterator[Process]:
    """Start it on `folder`/kith.db, and end it at the latest when the test leaves. `arguments`: instead of -m bot."""
    whole = {
        **{name: value for name, value in os.environ.items() if not name.startswith(OWN)},
        "TELEGRAM_BOT_TOKEN": api.token,
        "TELEGRAM_API_URL": api.url,
        "KITH_DATABASE_URL": f"sqlite:///{folder / 'kith.db'}",
        **environ,
    }
    output = folder / f"output-{time.monotonic_ns()}.txt"
    with output.open("wb") as sink:
        started = await asyncio.create_subprocess_exec(
            sys.executable, *(arguments or ("-m", "bot")), cwd=ROOT, env=whole, stdout=sink, stderr=sink
        )
    try:
        yield Process(started, output)
    finally:
        with suppress(ProcessLookupError):
            started.kill()
        await started.wait()
