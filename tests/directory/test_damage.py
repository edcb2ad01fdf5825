"""Whatever happens to a file, the check has a finding with a line, or the file is right: never a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.directory.findings import Finding
from bot.directory.load import crisis_files, service_files
from bot.directory.opened import Opener
from bot.directory.reading import read_text, read_yaml
from bot.directory.service import Organisation
from bot.safety.lines import CrisisFile

CONTENT = Path(__file__).parents[2] / "content"
TEXTS = [read_text(path) for path in service_files(CONTENT)]
CRISIS = [read_text(path) for path in crisis_files(CONTENT)]
PUT_IN = [*"\t:#\"'[]{}|>%@`\r\n\x00\x85\u00a0\u200b\u2028é", ": ", "- ", " #x", "&a ", "*a ", "!x ", "  ", "<<: "]
PUT_IN += ["no", "10:30", "0117", "1e5", "---\n", "...\n"]


def opened(text: str, model: type[Organisation] | type[CrisisFile]) -> tuple[bool, list[Finding]]:
    """Whether the text says something whole, and what is found."""
    path = CONTENT / "services" / "damaged.yaml"
    opener = Opener(CONTENT, {path: text})
    file = opener.open(path, model)
    return file is not None and file.says is not None, opener.findings


def holds(text: str, model: type[Organisation] | type[CrisisFile] = Organisation) -> None:
    whole, findings = opened(text, model)
    last = text.count("\n") + text.count("\r") + text.count("\x85") + text.count("\u2028") + text.count("\u2029") + 1
    for finding in findings:
        assert 1 <= finding.line <= last, finding
        assert finding.column >= 1, finding
        assert finding.message.endswith((".", "?")), finding
        assert "Traceback" not in str(finding)
        assert "<" not in finding.message or "<" in text, finding
    if not whole:
        assert findings
    if not findings:
        assert model.model_validate(read_yaml(text))


damages = st.one_of(
    st.tuples(st.just("lose a line"), st.integers(0, 400), st.just("")),
    st.tuples(st.just("lose a letter"), st.integers(0, 20_000), st.just("")),
    st.tuples(st.just("put in"), st.integers(0, 20_000), st.sampled_from(PUT_IN)),
    st.tuples(st.just("write twice"), st.integers(0, 400), st.just("")),
    st.tuples(st.just("indent"), st.integers(0, 400), st.sampled_from(["", " ", "  ", "   ", "\t"])),
    st.tuples(st.just("swap letters"), st.integers(0, 20_000), st.just("")),
)


def damaged(text: str, what: str, where: int, piece: str) -> str:
    lines = text.split("\n")
    line, letter = where % len(lines), where % max(len(text) - 1, 1)
    if what == "lose a line":
        return "\n".join(lines[:line] + lines[line + 1 :])
    if what == "write twice":
        return "\n".join([*lines[: line + 1], *lines[line:]])
    if what == "indent":
        return "\n".join([*lines[:line], piece + lines[line].lstrip(), *lines[line + 1 :]])
    if what == "swap letters":
        return text[:letter] + text[letter : letter + 2][::-1] + text[letter + 2 :]
    return text[:letter] + piece + text[letter + (what == "lose a letter") :]


@settings(max_examples=400, deadline=None)
@given(st.sampled_from(TEXTS), st.lists(damages, min_size=1, max_size=4))
def test_a_damaged_file_of_services_is_explained(text: str, all_damage: list[tuple[str, int, str]]) -> None:
    for damage in all_damage:
        text = damaged(text, *damage)
    holds(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CRISIS), st.lists(damages, min_size=1, max_size=3))
def test_a_damaged_file_of_crisis_lines_is_explained(text: str, all_damage: list[tuple[str, int, str]]) -> None:
    for damage in all_damage:
        text = damaged(text, *damage)
    holds(text, CrisisFile)


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_at_all_is_explained(text: str) -> None:
    holds(text)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(TEXTS), st.integers(0, 20_000))
def test_a_file_that_was_cut_off_is_explained(text: str, length: int) -> None:
    holds(text[: length % len(text)])


@pytest.mark.parametrize("piece", ["[", "{", "- ", "-\t", "? ", "[{", "!!x [", "a: ["])
@pytest.mark.parametrize("times", [99, 5_000, 300_000])
def test_parts_in_parts_without_end_are_explained(piece: str, times: int) -> None:
    holds("organisation: A\nx: " + piece * times)
    holds(piece * times + "]" * times)


@pytest.mark.parametrize("number", ["0x_", "0b_", "-_", "1__", "1:99:99", ".inf", ".nan", "9" * 5000])
def test_odd_numbers_are_explained(number: str) -> None:
    holds(f"organisation: {number}\nservices: [{number}]\n")


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_every_line_that_is_lost_is_explained(end: str) -> None:
    text = TEXTS[1].replace("\n", end)
    for number in range(text.count(end)):
        holds(damaged(text, "lose a line", number, ""))
