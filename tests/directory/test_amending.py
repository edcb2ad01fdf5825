"""Changing fields of a content file leaves every other character alone: comments, blank lines, spacing, line ends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.amending import GONE, CannotAmend, Change, amend, as_yaml, write_files
from bot.directory.load import service_files
from bot.directory.reading import read_yaml

CONTENT = Path(__file__).parents[2] / "content"

TEXT = """\
# Kept by Ann
organisation: Acacia  # since 2004
services:
  - id: a
    name: Old name   # ask Ann first
    # about formats
    formats: [group]   # and phone?
    contacts:
      phone:
        - number: "0121 496 0000"   # the office
          says: weekdays
        # the second line
        - number: "0121 496 0001"
      website: https://example.org
    serves: {districts: [Birmingham]}

  - id: b
    summary: a long text
      on two lines
    times:
"""
ORDER = {"services": ["id", "name", "alert", "formats", "contacts", "serves"]}


def changed(path: tuple[str | int, ...], value: Any, text: str = TEXT) -> tuple[list[str], list[str]]:
    """The lines that went, and the lines that came."""
    new = amend(text, [Change(path, value)], ORDER).splitlines()
    old = text.splitlines()
    return [line for line in old if line not in new], [line for line in new if line not in old]


@pytest.mark.parametrize(
    ("path", "value", "went", "came"),
    [
        (("services", 0, "name"), "No", ["    name: Old name   # ask Ann first"], ['    name: "No"   # ask Ann first']),
        (("services", 0, "alert"), "Ring first", [], ["    alert: Ring first"]),
        (
            ("services", 0, "formats"),
            ["group", "phone"],
            ["    formats: [group]   # and phone?"],
            ["    formats: [group, phone]   # and phone?"],
        ),
        (("services", 0, "contacts", "website"), GONE, ["      website: https://example.org"], []),
        (("services", 0, "contacts", "email"), "a@example.org", [], ["      email: a@example.org"]),
        (
            ("services", 0, "contacts", "phone"),
            [{"number": "0121 496 0000", "says": "evenings"}, {"number": "0121 496 0001"}],
            ["          says: weekdays"],
            ["          says: evenings"],
        ),
        (
            ("services", 0, "contacts", "phone"),
            [{"number": "116 123"}, {"number": "0121 496 0000", "says": "weekdays"}, {"number": "0121 496 0001"}],
            [],
            ['        - number: "116 123"'],
        ),
        (
            ("services", 0, "serves", "nations"),
            ["England"],
            ["    serves: {districts: [Birmingham]}"],
            ["    serves: {districts: [Birmingham], nations: [England]}"],
        ),
        (("services", 1, "times"), [{"says": "Mondays"}], [], ["      - says: Mondays"]),
        (("services", 1, "checked", "on"), "2026-11-01", [], ["    checked: {on: 2026-11-01}"]),
        (("website",), "https://example.org/a", [], ["website: https://example.org/a"]),
    ],
)
def test_only_the_lines_of_the_field_change(
    path: tuple[str | int, ...], value: Any, went: list[str], came: list[str]
) -> None:
    assert changed(path, value) == (went, came)


def test_the_last_contact_takes_the_word_contacts_with_it() -> None:
    text = amend(TEXT, [Change(("services", 0, "contacts", name), GONE) for name in ("phone", "website")], ORDER)
    assert "contacts" not in text
    assert "# about formats" in text


def test_line_ends_and_the_byte_order_mark_stay_as_they_were() -> None:
    text = "\ufeff" + TEXT.replace("\n", "\r\n")
    new = amend(text, [Change(("services", 0, "name"), "New name")], ORDER)
    assert new == text.replace("Old name", "New name")


def test_a_file_with_an_alias_is_refused_rather_than_changed_in_two_places() -> None:
    text = "a: &shared\n  name: x\nb: *shared\n"
    with pytest.raises(CannotAmend):
        amend(text, [Change(("b", "name"), "y")])


@pytest.mark.parametrize("path", service_files(CONTENT)[::15], ids=lambda path: path.stem)
def test_any_field_of_the_shipped_files_can_be_changed_and_put_back(path: Path) -> None:
    text = path.read_text("utf-8")
    data = read_yaml(text)
    service = data["services"][-1]
    for key, value in service.items():
        at = ("services", len(data["services"]) - 1, key)
        once = amend(text, [Change(at, "x" if isinstance(value, str) else GONE)])
        if isinstance(value, str):
            assert read_yaml(once)["services"][-1] == {**service, key: "x"}
        else:
            assert read_yaml(once)["services"][-1] == {name: one for name, one in service.items() if name != key}
        assert read_yaml(amend(once, [Change(at, value)])) == data


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))).map(str.strip)
VALUES = st.recursive(
    WORDS | st.booleans() | st.integers(-999, 999),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcde"), inner, max_size=3),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), VALUES, min_size=1))
def test_whatever_is_written_is_read_back_as_it_was(data: dict[str, Any]) -> None:
    assert read_yaml(as_yaml(data)) == data


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from("abcde"), VALUES, min_size=1), st.sampled_from("abcde"), VALUES)
def test_any_value_can_become_any_other(data: dict[str, Any], key: str, value: Any) -> None:
    text = "# first\n" + as_yaml(data) + "# last\n"
    new = amend(text, [Change((key,), value)])
    assert read_yaml(new) == {**data, key: value}
    assert new.startswith("# first\n")
    assert "# last\n" in new


def test_files_are_written_all_or_none(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("old")
    (tmp_path / "b").mkdir()
    with pytest.raises(OSError, match="b"):
        write_files({tmp_path / "a": b"new", tmp_path / "b" / ("x" * 300): b"new"})
    assert (tmp_path / "a").read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a", "b"]
