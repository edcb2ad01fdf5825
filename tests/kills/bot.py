"""Kith in a process of its own, as an operator starts it, to be killed and started again."""

from __future__ import annotations

import asyncio
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tests.runtime.process import OWN, ROOT, STARTED

STARTS_WITHIN = 90.0


class Bot:
    """One process; what it says goes to `output`, which begins anew with each start."""

    def __init__(self, environment: Mapping[str, str], output: Path) -> None:
        self._environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OWN)},
            **environment,
        }
        self._output = output
        self._child: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start it, without waiting until it has begun to work."""
        with self._output.open("wb") as sink:
            self._child = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "bot", cwd=ROOT, env=self._environment, stdout=sink, stderr=sink
            )

    async def works(self) -> None:
        """Wait until it has begun to work."""
        assert self._child
        async with asyncio.timeout(STARTS_WITHIN):
            while STARTED not in (said := self._output.read_text("utf-8")):
                assert self._child.returncode is None, said
                await asyncio.sleep(0.05)

    async def kill(self) -> None:
        """SIGKILL: no code of its own runs any more."""
        if self._child:
            with suppress(ProcessLookupError):
                self._child.kill()
            await self._child.wait()

    def still_runs(self) -> bool:
        """Whether nobody but us has ended it."""
        return self._child is not None and self._child.returncode is None
