"""Puts changed files on disk, all or none: first every file is written beside its place, then each takes its place."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def write_text(path: Path, text: str) -> None:
    """Write one file whole or not at all, keeping its byte order mark if it had one. Raises OSError."""
    mark = BYTE_ORDER_MARK if path.exists() and path.read_bytes().startswith(BYTE_ORDER_MARK) else b""
    write_files({path: mark + text.encode("utf-8")})


def write_files(files: Mapping[Path, bytes]) -> None:
    """Write every file whole; folders are made. Raises OSError, before anything has changed where that can be known."""
    beside: dict[Path, Path] = {}
    try:
        for path, content in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            new = path.with_name(f".{path.name}.new")
            beside[path] = new
            with new.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
        for path, new in beside.items():
            if path.exists():
                new.chmod(path.stat().st_mode)
            new.replace(path)
    finally:
        for new in beside.values():
            with contextlib.suppress(FileNotFoundError):
                new.unlink()
