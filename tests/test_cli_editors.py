"""The verbs for those who keep the directory, as real processes: what they print, what they write, how they end."""

from __future__ import annotations

import csv
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.cli import main
from tests.small_content import write_small_content
from tests.test_cli import FINDINGS, FINE, ROOT, WRONG_USE, kith, refuses

CIRCLE = "services/harbour-mothers.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small content folder that may be changed."""
    return write_small_content(tmp_path / "content")


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def spoil(folder: Path, right: str, wrong: str) -> None:
    text = (folder / CIRCLE).read_text("utf-8")
    assert right in text
    (folder / CIRCLE).write_text(text.replace(right, wrong, 1), encoding="utf-8")


class TestCheck:
    def test_findings_as_json(self, folder: Path) -> None:
        spoil(folder, "[group]", "[gruop]")
        done = kith("check", str(folder), "--json")
        assert (done.returncode, done.stderr) == (FINDINGS, "")
        (row,) = json.loads(done.stdout)
        assert list(row) == ["file", "line", "column", "field", "message", "suggestion"]
        assert (row["file"], row["line"], row["field"]) == (f"content/{CIRCLE}", 8, "services 1, formats 1")
        assert row["suggestion"].startswith("Did you mean group?")

    def test_findings_beside_the_files_of_a_pull_request(self, folder: Path) -> None:
        spoil(folder, "name: Harbour circle", "name: 100%: ours")
        done = kith("check", "content", "--github", cwd=folder.parent)
        assert (done.returncode, done.stderr) == (FINDINGS, "")
        first = done.stdout.splitlines()[0]
        assert first.startswith(
            f"::error file=content/{CIRCLE},line=4,col=15,title=To mend::content/{CIRCLE}, line 4, column 15: "
        )
        assert '"100%25: ours"' in first

    def test_a_folder_deeper_in_the_repository_is_named_whole(self, folder: Path) -> None:
        spoil(folder, "[group]", "[gruop]")
        done = kith("check", str(folder), "--github", cwd=folder.parent.parent)
        assert f"::error file={folder.parent.name}/content/{CIRCLE},line=8,col=15," in done.stdout

    def test_nothing_to_mend_is_an_empty_list(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        done = kith("check", str(folder), "--json", KITH_LOCALES=str(tmp_path / "none"))
        assert (done.returncode, json.loads(done.stdout)) == (FINE, [])

    def test_the_launch_list_names_what_to_run(self, folder: Path) -> None:
        done = kith("check", str(folder), "--launch")
        assert done.returncode == FINDINGS
        assert 'run: kith confirm north-line --by "your name"' in done.stdout


class TestConfirm:
    def test_one_line_of_each_file_changes(self, folder: Path) -> None:
        before = snapshot(folder)
        done = kith(
            "confirm",
            "harbour-circle",
            "north-line",
            "--by",
            "Ann, Acacia",
            "--on",
            "2026-01-31",
            KITH_CONTENT=str(folder),
        )
        assert (done.returncode, done.stderr) == (FINE, "")
        assert (
            "Harbour circle: confirmed on 2026-01-31 by Ann, Acacia (content/services/harbour-mothers.yaml)."
            in done.stdout
        )
        after = snapshot(folder)
        assert {name for name in after if after[name] != before[name]} == {CIRCLE, "crisis/north.yaml"}
        for name in (CIRCLE, "crisis/north.yaml"):
            added = [line for line in after[name].splitlines() if line not in before[name].splitlines()]
            assert [line.strip() for line in added] == [b'checked: {on: 2026-01-31, by: "Ann, Acacia"}']

    def test_a_helpline_that_is_a_crisis_line_too_is_confirmed_in_both_places(self, folder: Path) -> None:
        spoil(folder, "id: harbour-circle", "id: north-line")
        done = kith("confirm", "north-line", "--by", "Ann", KITH_CONTENT=str(folder))
        assert (done.returncode, len(done.stdout.splitlines())) == (FINE, 2)
        for name in (CIRCLE, "crisis/north.yaml"):
            assert "by: Ann}" in (folder / name).read_text("utf-8")

    @pytest.mark.parametrize(
        ("words", "says"),
        [
            (("harbour-circel", "--by", "Ann"), "Did you mean harbour-circle?"),
            (("harbour-circle", "nonsense", "--by", "Ann"), "nonsense"),
            (("harbour-circle",), "--by"),
            (("harbour-circle", "--by", " "), "who has checked it"),
            (("harbour-circle", "--by", "A\udce9"), "who has checked it"),
            (("harbour-circle", "--by", "Ann", "--on", "31/01/2026"), "Did you mean 2026-01-31?"),
            (("harbour-circle", "--by", "Ann", "--on", "2999-01-01"), "still to come"),
        ],
    )
    def test_a_slip_changes_nothing(self, folder: Path, words: tuple[str, ...], says: str) -> None:
        before = snapshot(folder)
        refuses(kith("confirm", *words, KITH_CONTENT=str(folder)), says)
        assert snapshot(folder) == before

    def test_a_broken_file_is_to_be_mended_first(self, folder: Path) -> None:
        spoil(folder, "[group]", "[gruop]")
        refuses(
            kith("confirm", "harbour-circle", "--by", "Ann", KITH_CONTENT=str(folder)), "mended first", "kith check"
        )


class TestStale:
    def test_the_list_says_why_whom_to_ask_and_what_to_run(self, folder: Path) -> None:
        done = kith("stale", KITH_CONTENT=str(folder))
        assert (done.returncode, done.stderr) == (FINE, "")
        assert done.stdout.startswith("1. Emergency · Exampleland (crisis line)\n   Nobody has ever confirmed it; ")
        assert 'Ask: 555 100\n   Then: kith confirm listening --by "your name"' in done.stdout
        assert (
            "more. To see all: kith stale --limit 4" in kith("stale", "--limit", "1", KITH_CONTENT=str(folder)).stdout
        )

    def test_the_list_as_a_spreadsheet(self, folder: Path, tmp_path: Path) -> None:
        done = kith("stale", "--csv", KITH_CONTENT=str(folder))
        table = list(csv.DictReader(done.stdout.splitlines()))
        assert [row["Id"] for row in table] == ["emergency", "listening", "north-line", "harbour-circle"]
        assert table[2]["Phone"] == "555 200"
        done = kith("stale", "--csv", str(tmp_path / "a.csv"), KITH_CONTENT=str(folder))
        assert done.stdout == f"4 rows are in {tmp_path / 'a.csv'}.\n"
        assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbfWhat it is,Id,")
        refuses(kith("stale", "--csv", str(tmp_path / "no" / "a.csv"), KITH_CONTENT=str(folder)), "can't be written")


def test_schemas_are_written_and_then_up_to_date(folder: Path) -> None:
    done = kith("schema", "--check", KITH_CONTENT=str(folder))
    assert done.returncode == FINDINGS
    assert "content/schemas/service.json is not up to date" in done.stdout
    assert not (folder / "schemas").exists()
    assert kith("schema", KITH_CONTENT=str(folder)).returncode == FINE
    assert (folder / CIRCLE).read_text("utf-8").startswith("# yaml-language-server: $schema=../schemas/service.json\n")
    done = kith("schema", "--check", KITH_CONTENT=str(folder))
    assert (done.returncode, done.stdout) == (FINE, "All schemas are up to date.\n")


@pytest.mark.parametrize("words", [["schema"], ["new", "service"], ["confirm", "harbour-circle", "--by", "Ann"]])
def test_content_that_an_update_would_take_away_is_not_changed(
    folder: Path, words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = snapshot(folder)
    monkeypatch.setattr("bot.editing.verbs.SHIPPED", folder.parent)
    monkeypatch.setenv("KITH_CONTENT", str(folder))
    assert main(words) == WRONG_USE
    assert "KITH_CONTENT" in capsys.readouterr().err
    assert snapshot(folder) == before


ANSWERS = {
    "organisation": "Tide Mothers",
    "website": "https://tide.example.org",
    "name": "Tide & tea",
    "summary": "Come as you are: we make the tea.",
    "kind": "peer_group",
    "formats": "1",
    "for_whom": "mothers, 2",
    "stages": "1 2",
    "needs": "low_mood",
    "not_for": "",
    "serves": "Harbourtown",
    "building": "The Old Library",
    "street": "1 High Street",
    "town": "Harbourtown",
    "postcode": "ab1 2cd",
    "secret": "n",
    "phone": "0555 496 0000",
    "text": "",
    "email": "help@example.org",
    "page": "",
    "when": "Tuesdays 10:00 to 11:30",
    "right": "y",
    "and when": "",
    "free": "y",
    "baby": "y",
    "steps": "",
    "referral": "self",
    "led_by": "1",
    "by": "Ann",
    "write": "y",
}


def ask(folder: Path, answers: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bot", "new", "service"],
        env={"PYTHONPATH": str(ROOT), "KITH_CONTENT": str(folder), "PATH": os.environ.get("PATH", "")},
        cwd=ROOT,
        input="".join(f"{answer}\n" for answer in answers),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


class TestNew:
    def test_the_answers_become_a_file_that_passes_the_check(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        done = ask(folder, list(ANSWERS.values()))
        assert (done.returncode, done.stderr) == (FINE, "")
        text = (folder / "services" / "tide-mothers.yaml").read_text("utf-8")
        assert text.startswith("# yaml-language-server: $schema=../schemas/service.json\norganisation: Tide Mothers\n")
        assert "  - id: tide-mothers-tide-and-tea\n" in text
        assert '        - number: "0555 496 0000"\n' in text
        assert "      - when: Tuesdays 10:00 to 11:30\n        as_of: " in text
        assert "Understood: every Tuesday, 10 am to 11.30 am. Next: Tue " in done.stdout
        assert re.search(r"    checked: \{on: \d{4}-\d\d-\d\d, by: Ann\}\n", text)
        assert kith("check", str(folder), KITH_LOCALES=str(tmp_path / "none")).stdout == "All is well.\n"
        assert "Tide & tea" in kith("find", "--place", "Harbourtown", KITH_CONTENT=str(folder)).stdout

    def test_a_service_of_an_organisation_that_is_there_goes_into_its_file(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        before = (folder / CIRCLE).read_text("utf-8")
        answers = {key: value for key, value in ANSWERS.items() if key != "website"} | {
            "organisation": "harbour mothers"
        }
        done = ask(folder, list(answers.values()))
        assert (done.returncode, done.stderr) == (FINE, ""), done.stdout
        assert (folder / CIRCLE).read_text("utf-8").startswith(before)
        assert kith("check", str(folder), KITH_LOCALES=str(tmp_path / "none")).stdout == "All is well.\n"

    def test_a_helpline_is_not_asked_where_people_meet_and_has_hours(self, folder: Path, tmp_path: Path) -> None:
        (tmp_path / "none").mkdir()
        left_out = ("building", "street", "town", "postcode", "secret", "baby", "steps", "right", "and when")
        line = ANSWERS | {"kind": "helpline", "formats": "phone", "when": "Mondays, 10:00 to 12:00"}
        done = ask(folder, [answer for question, answer in line.items() if question not in left_out])
        assert (done.returncode, done.stderr) == (FINE, "")
        assert "Where do people meet" not in done.stdout
        assert "    hours:\n      says: Mondays, 10:00 to 12:00\n" in done.stdout
        assert kith("check", str(folder), KITH_LOCALES=str(tmp_path / "none")).stdout == "All is well.\n"

    def test_an_answer_that_can_not_be_is_asked_for_again(self, folder: Path) -> None:
        again = {
            "organisation": "\nTide Mothers",
            "website": "tide\n",
            "kind": "99\nsupport group\npeer group",
            "stages": "\n1",
            "phone": "ring\n",
        }
        done = ask(folder, list((ANSWERS | again).values()))
        assert done.returncode == FINE, done.stderr
        for said in (
            "This one is needed.",
            "Write a web address in full",
            '"99" is not on the list.',
            '"support group" is not on the list. Did you mean peer_group?',
            "Write only the number",
        ):
            assert said in done.stdout

    def test_a_time_is_said_back_until_it_is_right(self, folder: Path) -> None:
        first = "evry Tuesday\nn\nTuesdays 10am\nn\nevery Tuesday 10:00\ny"
        more = "first Friday of the month 1pm\ny\nby arrangement\ny"
        done = ask(folder, list((ANSWERS | {"when": first, "right": more}).values()))
        assert (done.returncode, done.stderr) == (FINE, ""), done.stdout
        assert 'No dates can be worked out of that: I can\'t read "evry" (did you mean "every"?).' in done.stdout
        text = (folder / "services" / "tide-mothers.yaml").read_text("utf-8")
        assert re.findall(r"- ((?:when|says): .*)", text) == [
            "when: every Tuesday 10:00",
            "when: first Friday of the month 1pm",
            "says: by arrangement",
        ]

    @pytest.mark.parametrize("answered", [0, 5, len(ANSWERS) - 1])
    def test_answers_that_end_too_soon_write_nothing(self, folder: Path, answered: int) -> None:
        before = snapshot(folder)
        done = ask(folder, list(ANSWERS.values())[:answered])
        assert done.returncode == WRONG_USE
        assert done.stderr == "The answers ended before the last question. Nothing was written.\n"
        assert snapshot(folder) == before

    def test_an_answer_in_an_older_way_of_windows_is_no_traceback(self, folder: Path) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "new", "service"],
            env={"PYTHONPATH": str(ROOT), "KITH_CONTENT": str(folder), "PYTHONIOENCODING": "utf-8"},
            cwd=ROOT,
            input="Caf\u00e9 mothers\n".encode("windows-1252"),
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == WRONG_USE
        assert done.stderr == b"That answer can't be read as text. Nothing was written.\n"

    def test_no_to_the_last_question_writes_nothing(self, folder: Path) -> None:
        before = snapshot(folder)
        done = ask(folder, [*list(ANSWERS.values())[:-1], "n"])
        assert done.returncode == FINE
        assert done.stdout.endswith("Nothing was written.\n")
        assert snapshot(folder) == before

    def test_ctrl_c_in_the_terminal_writes_nothing(self, folder: Path) -> None:
        before = snapshot(folder)
        shell, terminal = pty.openpty()
        running = subprocess.Popen(
            [sys.executable, "-m", "bot", "new", "service"],
            env={"PYTHONPATH": str(ROOT), "KITH_CONTENT": str(folder), "PATH": os.environ.get("PATH", "")},
            cwd=ROOT,
            stdin=terminal,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a test run in the background ignores it
        )
        os.write(shell, b"Tide Mothers\n\nTide & tea\n")
        assert running.stdout is not None
        seen = b""
        while b"One or two plain sentences" not in seen:
            seen += os.read(running.stdout.fileno(), 4096)
        time.sleep(0.5)  # the question is shown a moment before the answer is waited for
        running.send_signal(signal.SIGINT)
        out, error = running.communicate(timeout=30)
        os.close(shell)
        os.close(terminal)
        assert (running.returncode, error) == (FINE, b"")
        assert out.endswith(b"Stopped. Nothing was written.\n")
        assert snapshot(folder) == before
