"""What the check would say of new texts, before any of them is written: the folder as it would be, made of links."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.directory.check import check_content
from bot.directory.findings import Finding


def findings_after(folder: Path, texts: Mapping[Path, bytes], today: date) -> tuple[Finding, ...]:
    """What `kith check` would find in the files with these new texts, once they are in the folder."""
    with tempfile.TemporaryDirectory() as made:
        staged = Path(made) / folder.resolve().name
        _mirror(folder.resolve(), staged, {path.resolve(): text for path, text in texts.items()})
        names = {path.name for path in texts}
        return tuple(one for one in check_content(staged, today=today) if Path(one.file).name in names)


def _mirror(folder: Path, staged: Path, texts: Mapping[Path, bytes]) -> None:
    """The folder again, linked but for the folders in which something changes and the texts themselves."""
    staged.mkdir()
    inside = {path for path in texts if folder in path.parents}
    for entry in folder.iterdir():
        if entry in inside:
            continue
        if any(entry in path.parents for path in inside):
            _mirror(entry, staged / entry.name, texts)
        else:
            (staged / entry.name).symlink_to(entry)
    for path in inside:
        if path.parent == folder:
            (staged / path.name).write_bytes(texts[path])
