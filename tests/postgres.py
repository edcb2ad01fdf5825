"""A real PostgreSQL for tests: a cluster in a folder of its own, on a free port, as an ordinary user.

It is found where Debian puts it, or on the PATH; `KITH_TEST_POSTGRES` names a server that runs already. Started by
root, it runs as the user `postgres`, because PostgreSQL refuses root.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "postgres"
QUICK = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""For tests that kill Kith but not PostgreSQL: nothing waits for the disc."""


def binaries() -> Path | None:
    """The folder with initdb and pg_ctl, the newest version first; None where PostgreSQL is not installed."""
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    found = max(installed, key=lambda path: float(path.parts[-3]), default=None)
    if found:
        return found.parent
    on_the_path = shutil.which("initdb")
    return Path(on_the_path).resolve().parent if on_the_path else None


def available() -> bool:
    """Whether tests can have a PostgreSQL."""
    return bool(os.environ.get("KITH_TEST_POSTGRES")) or binaries() is not None


@dataclass(frozen=True)
class Cluster:
    """A PostgreSQL server that tests may start and stop."""

    folder: Path
    port: int
    settings: Sequence[str]

    @property
    def address(self) -> str:
        return f"postgresql://{USER}@127.0.0.1:{self.port}/postgres"

    @property
    def data(self) -> Path:
        return self.folder / "data"

    def start(self) -> None:
        """Start, and wait until it answers."""
        given = (f"port={self.port}", "listen_addresses=127.0.0.1", f"unix_socket_directories={self.folder}")
        options = " ".join(f"-c {one}" for one in (*given, *self.settings))
        _run("pg_ctl", "-D", str(self.data), "-l", str(self.folder / "log"), "-w", "-o", options, "start")

    def stop(self) -> None:
        """Stop at once; connections break."""
        _run("pg_ctl", "-D", str(self.data), "-m", "immediate", "-w", "stop")

    def log(self) -> str:
        """What the server has logged."""
        return (self.folder / "log").read_text("utf-8", "replace")


@contextmanager
def cluster(settings: Sequence[str] = QUICK, prepare: Callable[[Path], None] = lambda data: None) -> Iterator[Cluster]:
    """A new cluster that runs while inside, with settings such as "fsync=off"; `prepare` changes its files before."""
    folder = Path(tempfile.mkdtemp(prefix="kith-postgres-"))
    if os.geteuid() == 0:
        shutil.chown(folder, USER)
    one = Cluster(folder, _free_port(), settings)
    try:
        _run("initdb", "-D", str(one.data), "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        prepare(one.data)
        one.start()
        yield one
    finally:
        subprocess.run(_command("pg_ctl", "-D", str(one.data), "-m", "immediate", "stop"), capture_output=True)
        shutil.rmtree(folder, ignore_errors=True)


def _run(*command: str) -> None:
    # pg_ctl's child keeps what it inherits open: give it nothing that somebody waits for the end of.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(_command(*command), stdout=said, stderr=said, stdin=subprocess.DEVNULL, cwd="/")
        said.seek(0)
        assert done.returncode == 0, said.read().decode()


def _command(program: str, *words: str) -> list[str]:
    folder = binaries()
    assert folder, "PostgreSQL is not installed"
    command = [str(folder / program), *words]
    return ["runuser", "-u", USER, "--", *command] if os.geteuid() == 0 else command


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
