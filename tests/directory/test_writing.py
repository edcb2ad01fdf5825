"""What is written is read again the same; a change in a file leaves every other byte of it as it was."""

from __future__ import annotations

import difflib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.amending import CannotAmend, as_yaml, write_text
from bot.directory.confirm import with_checked
from bot.directory.load import crisis_files, load_services, service_files
from bot.directory.reading import read_text, read_yaml
from bot.directory.service import Organisation
from bot.editing.new_service import with_service
from bot.safety.lines import CrisisFile
from tests.directory.test_schema import EditorsLoader
from tests.directory.test_service import PLAIN, services

CONTENT = Path(__file__).parents[2] / "content"
ON = date(2026, 11, 24)

FILE = """\
# Acacia's file.
organisation: Acacia   # the charity
services:
  - id: one     # the first
    name: One
    notes: |
      Two lines
      of remarks

  # the second
  - id: two
    name: Two
    checked:   # who
      by: Jo   # our Jo
      on: 2026-01-02
  - {id: three, name: Three, }
  - id: four
    checked:
    confidence: low
website: https://example.org
"""


def as_written(organisation: Organisation) -> str:
    """A whole file that says no more than differs from what is understood anyway."""
    whole = organisation.model_dump(mode="json", by_alias=True, exclude_none=True, exclude_defaults=True)
    for service, one in zip(whole["services"], organisation.services, strict=True):
        service["serves"] = one.serves.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return as_yaml(whole)


def parsed(text: str) -> Organisation:
    return Organisation.model_validate(read_yaml(text))


@pytest.mark.parametrize("organisation", load_services(CONTENT), ids=lambda one: one.organisation)
def test_every_shipped_organisation_is_written_and_read_the_same(organisation: Organisation) -> None:
    assert parsed(as_written(organisation)) == organisation


@given(services)
def test_any_service_is_written_and_read_the_same(value: dict[str, Any]) -> None:
    organisation = Organisation.model_validate({"organisation": "Acacia: ours", "services": [PLAIN | value]})
    assert parsed(as_written(organisation)) == organisation


@given(st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != ""))
def test_any_text_is_the_same_to_readers_of_either_yaml(text: str) -> None:
    organisation = Organisation.model_validate({"organisation": "A", "services": [PLAIN | {"name": text}]})
    written = as_written(organisation)
    assert parsed(written) == organisation
    for reader in (yaml.CSafeLoader, EditorsLoader):
        assert yaml.load(written, Loader=reader)["services"][0]["name"] == organisation.services[0].name


@pytest.mark.parametrize("word", ["no", "NO", "off", "10:30", "0117", "1e3", "2026-11-24", "null", "#1", "- a", "a: b"])
def test_words_that_yaml_reads_its_own_way_are_written_in_quotes(word: str) -> None:
    organisation = Organisation.model_validate({"organisation": word, "services": [PLAIN | {"languages": ["no"]}]})
    for reader in (yaml.CSafeLoader, EditorsLoader):
        assert yaml.load(as_written(organisation), Loader=reader)["organisation"] == word


def changed_lines(before: str, after: str) -> list[str]:
    lines = difflib.unified_diff(before.splitlines(True), after.splitlines(True), n=0)
    return [line.rstrip("\r\n") for line in lines if line[0] in "+-" and line[:3] not in ("+++", "---")]


@pytest.mark.parametrize(
    ("index", "changes"),
    [
        (0, ["+    checked: {on: 2026-11-24, by: Ann}"]),
        (
            1,
            ["-      by: Jo   # our Jo", "-      on: 2026-01-02", "+      by: Ann   # our Jo", "+      on: 2026-11-24"],
        ),
        (2, ["-  - {id: three, name: Three, }", "+  - {id: three, name: Three, checked: {on: 2026-11-24, by: Ann}}"]),
        (3, ["-    checked:", "+    checked: {on: 2026-11-24, by: Ann}"]),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_confirming_changes_only_the_line_that_says_so(index: int, changes: list[str], end: str) -> None:
    text = FILE.replace("\n", end)
    after = with_checked(text, ("services", index), "Ann", ON)
    assert changed_lines(text, after) == changes
    assert after.count("\r") == after.count("\n") * (end == "\r\n")


def test_every_shipped_service_and_crisis_line_can_be_confirmed_in_one_line() -> None:
    for path in (*service_files(CONTENT), *crisis_files(CONTENT)):
        text = read_text(path)
        value = read_yaml(text)
        key = "services" if "services" in value else "lines"
        for index in range(len(value[key])):
            model = Organisation if key == "services" else CrisisFile
            after = with_checked(text, (key, index), 'Ann O\'Neill: "ours", Acacia', ON, model)
            changes = changed_lines(text, after)
            assert [line[0] for line in changes] in (["+"], ["-", "+"]), path
            assert read_yaml(after)[key][index]["checked"]["on"] == "2026-11-24"


def test_a_file_that_would_not_say_what_was_meant_is_left_alone() -> None:
    with pytest.raises(CannotAmend):
        with_checked("services:\n  - id: a\n    checked:\n      - Jo\n", ("services", 0), "Ann", ON)


def test_a_change_that_would_reach_another_service_is_refused() -> None:
    text = "services:\n  - &x\n    id: one\n  - <<: *x\n    id: two\n"
    with pytest.raises(CannotAmend):
        with_checked(text, ("services", 0), "Ann", ON)


@pytest.mark.parametrize("ends", ["", "\n", "\n\n# the end\n", "\nwebsite: https://example.org\n"])
def test_a_service_is_added_below_the_others(ends: str) -> None:
    text = f"organisation: A\nservices:\n- id: one\n  name: One  # first{ends}"
    after = with_service(text, {"id": "two", "name": "Two", "stages": ["loss"]})
    assert [one["id"] for one in read_yaml(after)["services"]] == ["one", "two"]
    assert "\n\n- id: two\n  name: Two\n  stages: [loss]\n" in after
    assert all(line.startswith("+") for line in changed_lines(text + "\n", after + "\n"))


def test_a_file_is_written_whole_with_its_mark_of_the_byte_order(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(b"\xef\xbb\xbforganisation: A\r\n")
    write_text(path, read_text(path).replace("A", "Blüte"))
    assert path.read_bytes() == b"\xef\xbb\xbf" + "organisation: Blüte\r\n".encode()
    assert [each.name for each in tmp_path.iterdir()] == ["a.yaml"]
