"""What the verbs share: reading files with a sentence for each fault, asking, and writing all or nothing."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from bot.command import Misuse
from bot.directory.amending import write_files
from bot.directory.check import check_content
from bot.directory.findings import Finding, shown_path
from bot.directory.load import SERVICES, read_model, service_files
from bot.directory.service import Organisation


def organisations_in(content: Path) -> dict[Path, Organisation]:
    """Every organisation by its file. Raises ContentError."""
    return {path: read_model(path, Organisation) for path in service_files(content)}


def findings_after(content: Path, texts: Mapping[Path, bytes], today: date) -> tuple[Finding, ...]:
    """What `kith check` would find in the organisations' files with these new texts, once they are written."""
    instead = {path: text.decode("utf-8-sig") for path, text in texts.items() if content / SERVICES in path.parents}
    files = {shown_path(path, content) for path in instead}
    return tuple(one for one in check_content(content, today=today, instead=instead) if one.file in files)


def bytes_of(path: Path) -> bytes:
    """What the file holds; or one sentence."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Misuse(f"There is no file {path}.") from None
    except IsADirectoryError:
        raise Misuse(f"{path} is a folder: name a file.") from None
    except OSError as error:
        raise Misuse(f"The file {path} can't be read ({error.strerror}).") from error


def write_or_say(files: Mapping[Path, bytes]) -> None:
    """Write them all; or one sentence."""
    try:
        write_files(files)
    except OSError as error:
        raise Misuse(f"{error.filename or 'The files'} can't be written ({error.strerror}).") from error


def agreed(question: str, *, yes: bool) -> bool:
    """Whether the person says yes. Where nobody can be asked, the answer is no."""
    if yes:
        return True
    print(f"{question} [y/N] ", end="", flush=True)
    answer = sys.stdin.readline()
    if not answer:
        print()
    return answer.strip().casefold() in ("y", "yes")


def counted(number: int, one: str, several: str = "") -> str:
    """ "1 change", "3 changes"."""
    return f"{number} {one if number == 1 else several or one + 's'}"
