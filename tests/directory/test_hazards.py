"""The hazard log is checked like any other content: read, unique, and each test that it names is there."""

from pathlib import Path

import pytest

from bot.directory.check import check_content
from bot.directory.findings import Finding
from bot.directory.load import safety_files

LOG = """\
drawn_up: For a test.
hazards:
  - id: H01
    hazard: A number is wrong
    cause: It is old.
    effect: Nobody answers.
    before: {severity: major, likelihood: medium}
    controls: [Numbers are checked.]
    after: {severity: major, likelihood: low}
    tests: [tests/test_numbers.py::test_a_number_is_right, tests/scenarios/a-call.yaml]
"""


def folder_with(tmp_path: Path, log: str, tests: bool = True) -> Path:
    """A content folder with nothing but this log, beside a folder of tests."""
    (tmp_path / "content" / "safety").mkdir(parents=True)
    (tmp_path / "content" / "safety" / "hazards.yaml").write_text(log, "utf-8")
    if tests:
        (tmp_path / "tests" / "scenarios").mkdir(parents=True)
        (tmp_path / "tests" / "scenarios" / "a-call.yaml").write_text("name: A call\n", "utf-8")
        (tmp_path / "tests" / "test_numbers.py").write_text("async def test_a_number_is_right():\n    pass\n", "utf-8")
    return tmp_path / "content"


def told(folder: Path) -> list[Finding]:
    return [finding for finding in check_content(folder) if finding.file.endswith("hazards.yaml")]


def test_a_good_log_has_no_findings(tmp_path: Path) -> None:
    assert told(folder_with(tmp_path, LOG)) == []


def test_where_no_tests_are_shipped_only_the_log_is_checked(tmp_path: Path) -> None:
    assert told(folder_with(tmp_path, LOG, tests=False)) == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("test_a_number_is_right", "test_a_number_is_wright", "Did you mean test_a_number_is_right?"),
        ("tests/test_numbers.py", "tests/test_number.py", "there is no file tests/test_number.py"),
        ("a-call.yaml", "a-cal.yaml", "there is no file tests/scenarios/a-cal.yaml"),
        ("tests/test_numbers.py::test_a_number_is_right", "see the tests", "tests"),
        ("likelihood: low", "likelihood: seldom", '"seldom" is not one of: very low'),
        ("likelihood: low", "likelihood: high", "more likely than before"),
        ("id: H01", "id: one", "id"),
        ("    cause: It is old.\n", "", "cause is missing"),
        ("controls: [Numbers are checked.]", "controls: []", "controls"),
    ],
)
def test_what_is_wrong_in_the_log_is_told_with_its_line(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in LOG
    findings = told(folder_with(tmp_path, LOG.replace(old, new, 1)))
    assert findings, "nothing was found"
    assert message in str(findings[0])
    assert findings[0].line


def test_two_hazards_of_one_number_are_told(tmp_path: Path) -> None:
    twice = LOG + LOG.split("hazards:\n")[1]
    assert 'two hazards are called "H01"' in str(told(folder_with(tmp_path, twice))[0])


def test_the_log_is_not_taken_for_a_rule_book(tmp_path: Path) -> None:
    assert safety_files(folder_with(tmp_path, LOG)) == ((), ())
