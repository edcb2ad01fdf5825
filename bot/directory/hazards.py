"""Checks the hazard log: each hazard once, and each test that it names there to be run.

Tests are not shipped: where there is no `tests` folder beside the content (an installed Kith, another country's
folder), only the log itself is checked.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from bot.directory.findings import Finding, nearest
from bot.directory.located import Located
from bot.safety.hazards import HazardLog

HAZARDS = "safety/hazards.yaml"


def check_hazards(log: HazardLog, located: Located, folder: Path) -> Iterator[Finding]:
    """What is wrong with a log that could be read. `folder` is the content folder."""
    seen: set[str] = set()
    root = folder.resolve().parent
    for index, hazard in enumerate(log.hazards):
        if hazard.id in seen:
            message = f'two hazards are called "{hazard.id}".'
            yield located.finding(("hazards", index, "id"), message, "Give one of them the next free number.")
        seen.add(hazard.id)
        if (root / "tests").is_dir():
            for place, proof in enumerate(hazard.tests):
                if message := missing(proof, root):
                    yield located.finding(("hazards", index, "tests", place), message, _meant(proof, root))


def missing(proof: str, root: Path) -> str:
    """A sentence when the test or scenario is not under `root`; "" when it is there."""
    file, _, name = proof.partition("::")
    if not (root / file).is_file():
        return f"there is no file {file}."
    if name and name not in _tests_in(root / file):
        return f"{file} has no test {name}."
    return ""


def _meant(proof: str, root: Path) -> str:
    file, _, name = proof.partition("::")
    close = nearest(name, _tests_in(root / file)) if name and (root / file).is_file() else None
    return f"Did you mean {close}?" if close else ""


@cache
def _tests_in(path: Path) -> frozenset[str]:
    """The names of the tests that a file holds, in classes too; none when it can't be read as Python."""
    try:
        tree = ast.parse(path.read_text(encoding="utf-8"))
    except (SyntaxError, ValueError, OSError):
        return frozenset()
    found = (node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(name for name in found if name.startswith("test_"))
