"""A real pgbouncer before a PostgreSQL, as providers put one there: each transaction may get another connection."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from bot.bench.postgres import USER
from tests.runtime.running import free_port

STARTS_WITHIN = 20.0


def pgbouncer() -> str | None:
    """The program; None where it is not installed."""
    return shutil.which("pgbouncer") or shutil.which("pgbouncer", path="/usr/sbin:/usr/local/sbin")


@contextmanager
def pooled(server: str) -> Iterator[str]:
    """The address of a pgbouncer in transaction mode before the `server`, which runs while inside."""
    program, there, port = pgbouncer(), urlsplit(server), free_port()
    assert program
    database = f"host={there.hostname} port={there.port or 5432} user={there.username or USER}"
    if there.password:
        database += f" password={unquote(there.password)}"
    with tempfile.TemporaryDirectory(prefix="kith-pgbouncer-") as folder:
        settings = Path(folder) / "pgbouncer.ini"
        settings.write_text(
            f"[databases]\n* = {database}\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n"
            "auth_type = any\npool_mode = transaction\ndefault_pool_size = 4\nunix_socket_dir =\n",
            "utf-8",
        )
        command = [program, "-q", str(settings)]
        if os.geteuid() == 0:
            shutil.chown(folder, USER)
            command = ["runuser", "-u", USER, "--", *command]
        running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/")
        try:
            _wait_for(port)
            yield there._replace(netloc=f"{there.username or USER}@127.0.0.1:{port}").geturl()
        finally:
            running.terminate()
            running.wait()


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < deadline:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.05)
    raise AssertionError("pgbouncer doesn't start")
