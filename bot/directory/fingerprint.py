"""Whether files have changed, without reading them: for what is read once and kept, and for new content at run time."""

import os
from collections.abc import Iterator
from pathlib import Path

READ = frozenset({".yaml", ".csv", ".txt", ".po", ".json", ".onnx"})
"""The endings of all files that Kith reads."""

Fingerprint = tuple[tuple[str, int, int, int, int], ...]
"""For each file its path, its inode, its size in bytes, and when its words and its place were changed (ns)."""


def fingerprint(*folders: Path) -> Fingerprint:
    """What the files that Kith reads in these folders look like from outside. It differs when any of them changes.

    A folder that does not exist has no files; neither has a link that leads nowhere, which some editors leave.
    """
    return tuple(seen for folder in folders for path in sorted(folder.rglob("*")) for seen in _seen(path))


def _seen(path: Path) -> Iterator[tuple[str, int, int, int, int]]:
    if is_read(path):
        try:
            found = os.stat(path)
        except OSError:
            return
        yield str(path), found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns


def is_read(path: Path) -> bool:
    """Whether Kith may read it. Names that begin with a dot are the notes of editors and of file managers."""
    return path.suffix in READ and not path.name.startswith(".")
