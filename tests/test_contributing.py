"""CONTRIBUTING.md and the files for GitHub: every example is right, every slip is one, every command runs."""

from __future__ import annotations

import re
import shlex
import shutil
import textwrap
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.cli import parser
from bot.directory.amending import as_yaml
from bot.directory.check import check_content
from bot.directory.reading import read_yaml

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
BLOCKS = [textwrap.dedent(block) for block in re.findall(r"```yaml\n(.*?)```", PAGE, flags=re.DOTALL)]
FILES = [block for block in BLOCKS if block.startswith("organisation:")]
PARTS = [block for block in BLOCKS if block not in FILES]
ROWS = re.findall(r"^\| `(.+?)` \| `(.+?)` \|$", PAGE, flags=re.MULTILINE)
TODAY = date(2026, 11, 24)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The content that is shipped, without its services and rule books."""
    content = tmp_path_factory.mktemp("repository") / "content"
    for name in ("places", "crisis"):
        shutil.copytree(ROOT / "content" / name, content / name)
    for name in ("country.yaml", "needs.yaml"):
        shutil.copy(ROOT / "content" / name, content / name)
    return content


def says(folder: Path, text: str) -> list[str]:
    path = folder / "services" / "example.yaml"
    return [str(finding) for finding in check_content(folder, today=TODAY, instead={path: text})]


def test_the_page_has_its_examples() -> None:
    assert len(FILES) == 1
    assert len(PARTS) >= 6
    assert len(ROWS) >= 12


@pytest.mark.parametrize("block", FILES)
def test_a_whole_file_passes_the_check(folder: Path, block: str) -> None:
    assert says(folder, block) == []


@pytest.mark.parametrize("block", PARTS, ids=lambda block: block.split(":")[0])
def test_lines_that_may_be_added_pass_the_check(folder: Path, block: str) -> None:
    file: dict[str, Any] = read_yaml(FILES[0])
    text = as_yaml({"organisation": file["organisation"], "services": [file["services"][0] | read_yaml(block)]})
    assert says(folder, text) == []


@pytest.mark.parametrize(("wrong", "right"), ROWS, ids=[row[0] for row in ROWS])
def test_a_slip_in_the_table_is_found_and_its_remedy_is_right(folder: Path, wrong: str, right: str) -> None:
    key = right.split(":")[0]
    line = re.compile(rf"(?<=[ -]){key}: .*(?=\n)")
    assert line.search(FILES[0]) or key == "website"
    place = line if line.search(FILES[0]) else re.compile(r"website: .*(?=\n)")
    assert says(folder, place.sub(lambda _: right, FILES[0], count=1)) == []
    assert says(folder, place.sub(lambda _: wrong, FILES[0], count=1)) != []


def commands() -> list[str]:
    """Every `kith …` that the page or the workflow tells somebody to run."""
    found = re.findall(r"`(kith [^`]+)`", PAGE)
    workflow = read_yaml((ROOT / ".github" / "workflows" / "check.yml").read_text("utf-8"))
    steps = [step.get("run", "") for job in workflow["jobs"].values() for step in job["steps"]]
    return [*found, *(step.split(" >> ")[0] for step in steps if step.startswith("kith "))]


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_every_command_is_one(command: str) -> None:
    assert parser().parse_args(shlex.split(command)[1:]).run


def test_the_workflow_checks_pull_requests() -> None:
    assert "kith check --github" in commands()
    assert "template=a-detail-is-wrong.yml" in PAGE
    assert (ROOT / ".github" / "ISSUE_TEMPLATE" / "a-detail-is-wrong.yml").exists()
