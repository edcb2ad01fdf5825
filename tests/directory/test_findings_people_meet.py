"""Mistakes that somebody who doesn't program really makes: each is told once, in one go, with what to write instead."""

from datetime import date
from pathlib import Path

import pytest

from bot.directory.check import check_content
from bot.directory.findings import Finding
from bot.directory.load import ContentError, load_content
from tests.directory.test_findings import COUNTRY, GOOD, LINES, NEEDS, OUTCODES, PLACES

BRITAIN = f"{COUNTRY}codes: [gb]\n"
LATER = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A content folder in Britain that `kith check` has nothing against."""
    content = tmp_path / "content"
    for part in ("services", "places", "crisis"):
        (content / part).mkdir(parents=True)
    files = {
        "services/acacia.yaml": GOOD,
        "needs.yaml": NEEDS,
        "country.yaml": BRITAIN,
        "crisis/all.yaml": LINES,
        "places/outcodes.csv": OUTCODES,
        "places/places.csv": PLACES,
    }
    for name, text in files.items():
        (content / name).write_text(text, encoding="utf-8")
    assert check_content(content, today=LATER) == ()
    return content


def saved(folder: Path, data: str | bytes) -> list[Finding]:
    path = folder / "services" / "acacia.yaml"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(check_content(folder, today=LATER))


PHONE = """      phone:
        - number: "0121 496 0000"
"""
TIMES = """      - says: Monday mornings
        day: monday
        start: "10:00"
"""


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("[one_to_one]", "[1:1]", '"1:1" is not a format. Did you mean one_to_one?'),
        ("[one_to_one]", "[121]", '"121" is not a format. Did you mean one_to_one?'),
        ("      phone:", "      tel:", '"tel" is not a key here. Did you mean phone?'),
        ("      website:", "      web:", '"web" is not a key here. Did you mean website?'),
        ("      districts:", "      towns:", '"towns" is not a key here. Did you mean places?'),
        ("[mothers]", "[mums]", "Did you mean mothers?"),
        ("[low_mood]", "[pnd]", "Did you mean low_mood?"),
        ("[low_mood]", "[Low mood]", "Did you mean low_mood?"),
        ("step_free: no", "step_free: Y", "Did you mean yes?"),
        ('start: "10:00"', "start: noon", 'write it as "12:00"'),
        ('start: "10:00"', "start: 9.30", '"9.30": write it as "09:30"'),
        ('start: "10:00"', "start: 25:00", "25:00 is not a time of day."),
        (PHONE, '      phone: "0121 496 0000"\n', 'Write on a line below it: - number: "0121 496 0000"'),
        (PHONE, '      phone:\n        - "0121 496 0000"\n', 'without a key. Write - number: "0121 496 0000"'),
        (TIMES, "      - every Monday 10:00 to 11:30\n", "Write when: every Monday 10:00 to 11:30"),
        ("    step_free:", "    cost: free\n    step_free:", "indented, like free: yes"),
        ("    step_free:", "    ages: 18\n    step_free:", "indented, like from: 18"),
        ("    step_free:", "    languages: [English]\n    step_free:", "Did you mean en?"),
        ("acacia-befriending", "Acacia Befriending", "Did you mean acacia-befriending?"),
        ("    step_free:", "    venue: {postcode: b1 1aa}\n    step_free:", "Did you mean B1 1AA?"),
        ("    step_free:", "    venue: {postcode: BX1 1AA}\n    step_free:", 'no postcodes like "BX1 1AA"'),
        ("districts: [Birmingham]", "postcodes: [BX]", 'no postcodes like "BX"'),
        ("website: https://", "website: ", "Did you mean https://example.org?"),
        ("help@example.org", "mailto:help@example.org", "without mailto, like help@example.org"),
        ('"0121 496 0000"', '"0121 496 0000 / 0121 496 0001"', "write each on a line of its own"),
        ('"0121 496 0000"', '"800 1111"', 'Did you mean "0800 1111"?'),
        ("kind: befriending", "kind = befriending", "an = where a colon belongs. Write kind: befriending"),
        ("kind: befriending", "kind:\u00a0befriending", "an odd space after the colon"),
        ("{on: 2026-10-01, by", "{on: 2026-10-01 by", "a comma is missing here."),
        ("has been there", "has been there\u200b", "a letter here that can't be seen"),
        ("who has been", "whoâ€™s been", "letters were jumbled on their way"),
    ],
)
def test_what_was_meant_is_offered(folder: Path, right: str, wrong: str, words: str) -> None:
    assert right in GOOD
    findings = saved(folder, GOOD.replace(right, wrong, 1))
    assert len(findings) == 1, findings
    assert words in findings[0].says


@pytest.mark.parametrize("number", ["0800 1111", "116 123", "85258", "18001 111", "+44 121 496 0000", "0845 46 47"])
def test_numbers_that_are_right_stay(folder: Path, number: str) -> None:
    assert saved(folder, GOOD.replace("0121 496 0000", number)) == []


def test_a_file_full_of_tabs_is_one_finding_and_the_rest_is_read(folder: Path) -> None:
    tabbed = GOOD.replace("kind: befriending", "kind: befrending").replace("    ", "\t")
    tabs, kind = saved(folder, tabbed)
    assert "there is a tab here, and at the beginning of 20 more lines" in tabs.message
    assert "Did you mean befriending?" in kind.suggestion


def test_a_line_with_a_tab_below_a_dash_is_told_once(folder: Path) -> None:
    (finding,) = saved(folder, GOOD.replace("    name:", "\tname:"))
    assert "there is a tab here." in finding.message


def test_a_key_that_is_written_twice_hides_nothing_else(folder: Path) -> None:
    twice, kind = saved(folder, GOOD.replace("    kind: befriending", "    name: Again\n    kind: befrending"))
    assert "written twice" in twice.message
    assert "Did you mean befriending?" in kind.suggestion
    with pytest.raises(ContentError, match="written twice"):
        load_content(folder)


def test_a_misspelt_key_is_not_told_as_missing_too(folder: Path) -> None:
    (finding,) = saved(folder, GOOD.replace("organisation:", "organization:"))
    assert "Did you mean organisation?" in finding.suggestion


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"PK\x03\x04\x14\x00", "from Word or Excel"),
        (b"<!DOCTYPE html><html>", "a web page"),
        (rb"{\rtf1\ansi organisation}", "from a word processor"),
        (GOOD.encode("utf-16-le"), "UTF-16"),
        (f"```yaml\n{GOOD}".encode(), "from a chat or a web page"),
        (f"# Ours\n{GOOD}---\n".encode(), "three dashes alone"),
    ],
)
def test_what_is_no_plain_file_is_recognised(folder: Path, data: bytes, words: str) -> None:
    (finding,) = saved(folder, data)
    assert words in finding.message
