"""`kith export`, `import`, `candidates` and `accept`, as a real process: what each prints, writes and returns."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.directory import standard

ROOT = Path(__file__).parent.parent
FINE, FINDINGS, WRONG_USE = 0, 1, 2


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """The shipped content with services of its own: everything else is linked."""
    folder = tmp_path / "content"
    folder.mkdir()
    for entry in (ROOT / "content").iterdir():
        if entry.name != "services":
            (folder / entry.name).symlink_to(entry)
    (folder / "services").mkdir()
    for path in (ROOT / "content" / "services").glob("*.yaml"):
        (folder / "services" / path.name).write_bytes(path.read_bytes())
    return folder


def kith(content: Path, *words: object, answer: str = "") -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("KITH_", "TELEGRAM_"))}
    done = subprocess.run(
        [sys.executable, "-m", "bot", *map(str, words)],
        cwd=ROOT,
        env=environment | {"PYTHONPATH": str(ROOT), "KITH_CONTENT": str(content)},
        input=answer,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=False,
    )
    assert "Traceback" not in done.stderr
    return done


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.glob("services/*")}


def cells(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text("utf-8-sig"), newline="")))


def save(path: Path, rows: list[list[str]], separator: str = ",") -> None:
    with path.open("w", encoding="cp1252", errors="replace", newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)


def test_a_table_goes_out_and_comes_back_without_touching_a_byte(content: Path, tmp_path: Path) -> None:
    before = snapshot(content)
    assert kith(content, "export", "csv", tmp_path / "all.csv").returncode == FINE
    assert len(cells(tmp_path / "all.csv")) > 250
    done = kith(content, "import", "csv", tmp_path / "all.csv", "--yes")
    assert (done.returncode, done.stdout) == (FINE, "Nothing has changed.\n")
    assert snapshot(content) == before


def test_a_change_is_shown_and_written_only_after_a_yes(content: Path, tmp_path: Path) -> None:
    table = tmp_path / "all.csv"
    kith(content, "export", "csv", table)
    rows = cells(table)
    row = next(row for row in rows if row[0] == "acacia-bame-project")
    row[rows[0].index("Phone")] = "0121 301 5999"
    save(table, rows, ";")
    before = snapshot(content)
    for answer in ("", "n\n"):
        done = kith(content, "import", "csv", table, answer=answer)
        assert done.returncode == FINDINGS
        assert '  Phone: "0121 301 5990" → "0121 301 5999"' in done.stdout
        assert "Nothing was changed." in done.stdout
        assert snapshot(content) == before
    assert kith(content, "import", "csv", table, answer="y\n").returncode == FINE
    after = snapshot(content)
    assert [name for name in before if before[name] != after[name]] == ["services/acacia-family-support.yaml"]
    changed = before["services/acacia-family-support.yaml"].replace(b"0121 301 5990", b"0121 301 5999", 1)
    assert after["services/acacia-family-support.yaml"] == changed


def test_a_table_with_faults_changes_nothing_and_says_them_all(content: Path, tmp_path: Path) -> None:
    table = tmp_path / "all.csv"
    kith(content, "export", "csv", table)
    rows = cells(table)
    rows[5][rows[0].index("Phone")] = "1.16123E+5"
    rows[9][rows[0].index("Councils or counties covered")] = "Birmingam"
    rows[9][rows[0].index("Last checked")] = "2030-01-01"
    rows[9][rows[0].index("Checked by")] = "Ann"
    save(table, rows, "\t")
    before = snapshot(content)
    done = kith(content, "import", "csv", table, "--yes")
    assert done.returncode == FINDINGS
    for says in (
        'row 6, column "Phone": Excel has turned',
        'row 10, column "Councils or counties covered": the gazetteer has no council or county "Birmingam".',
        'row 10, column "Last checked": 2030-01-01 is still to come.',
        "3 things to mend",
    ):
        assert says in done.stdout
    assert snapshot(content) == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("import", "csv", "nowhere.csv"), "There is no file nowhere.csv."),
        (("import", "csv", "README.md"), "no heading that Kith knows"),
        (("import", "oruk", "nowhere.json"), "There is no file nowhere.json."),
        (("import", "oruk", "README.md"), "is no JSON"),
        (("import", "oruk", "http://127.0.0.1:9"), "can't be reached"),
        (("import", "oruk", "http://"), "is not a web address"),
        (("export", "csv", "bot"), "bot is a folder"),
        (
            (
                "export",
                "csv",
                "bot/nowhere.py/x/y.csv",
            ),
            "can't be written",
        ),
        (("export", "oruk", "README.md"), "README.md is a file"),
        (("export", "oruk", "bot"), "holds other things"),
        (("accept", "nobody"), "There is no candidate nobody"),
        (("import", "pdf"), "FORM"),
        (("import",), "FORM"),
    ],
)
def test_wrong_use_is_one_plain_sentence(content: Path, words: tuple[str, ...], says: str, tmp_path: Path) -> None:
    if "nowhere.py" in words[-1]:
        (tmp_path / "nowhere.py").write_text("")
        words = (*words[:-1], str(tmp_path / "nowhere.py" / "x" / "y.csv"))
    done = kith(content, *words)
    assert done.returncode == WRONG_USE
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1
    assert says in done.stderr


def test_the_feed_is_written_as_files_that_validate_and_again_as_the_same_bytes(content: Path, tmp_path: Path) -> None:
    feed = tmp_path / "feed"
    for _ in range(2):
        done = kith(content, "export", "oruk", feed)
        assert done.returncode == FINE
        assert "no person has confirmed them" in done.stdout
    listed = json.loads((feed / "services" / "index.json").read_text())
    assert listed["total_items"] > 200
    one = json.loads((feed / "services" / f"{listed['contents'][0]['id']}.json").read_text())
    assert standard.faults(one) == []
    first = {path: path.read_bytes() for path in feed.rglob("*.json")}
    kith(content, "export", "oruk", feed)
    assert {path: path.read_bytes() for path in feed.rglob("*.json")} == first
    (content / "services" / "sands.yaml").unlink()
    kith(content, "export", "oruk", feed)
    assert len(list(feed.rglob("*.json"))) < len(first)


NEW = {
    "id": "0b5d2a3e-3b1f-4c39-9f57-5f3c6d0f7a01",
    "name": "Bumps and babies",
    "description": "New mums meet over tea.",
    "status": "active",
    "organization": {"id": "x", "name": "Friends of Bristol", "description": "x"},
    "service_areas": [{"name": "Bristol"}],
    "phones": [{"number": "0117 332 7111"}],
}


def test_a_record_becomes_a_service_when_a_person_has_finished_it(content: Path, tmp_path: Path) -> None:
    feed = tmp_path / "council.json"
    feed.write_text(
        json.dumps([NEW, {**NEW, "id": "2", "name": "Chess club", "description": "Chess."}, {"id": "3"}, 7])
    )
    before = snapshot(content)
    done = kith(content, "import", "oruk", feed, "--yes")
    assert done.returncode == FINDINGS
    assert "record 3" in done.stdout
    assert "it has no name." in done.stdout
    assert "it is no record, but a single value." in done.stdout
    assert snapshot(content) == before

    rows: list[dict[str, Any]] = json.loads(kith(content, "candidates", "--all", "--json").stdout)
    assert [row["name"] for row in rows] == ["Bumps and babies", "Chess club"]
    assert rows[0]["because"]
    file = content / rows[0]["file"]
    assert kith(content, "find", "--place", "BS5", "--json").stdout.find("Bumps and babies") < 0

    refused = kith(content, "accept", file.stem, "--by", "Ann", "--yes")
    assert refused.returncode == FINDINGS
    assert "kind is empty" in refused.stdout
    text = file.read_text()
    for key, value in (
        ("kind", "peer_group"),
        ("for_whom", "[mothers]"),
        ("stages", "[postnatal]"),
        ("needs", "[low_mod]"),
    ):
        text = text.replace(f"  {key}:\n", f"  {key}: {value}\n")
    file.write_text(text)
    refused = kith(content, "accept", file.stem, "--by", "Ann", "--yes")
    assert (refused.returncode, "Did you mean low_mood?" in refused.stdout) == (FINDINGS, True)
    assert snapshot(content) == before
    file.write_text(text.replace("low_mod", "low_mood"))
    done = kith(content, "accept", file.stem, "--by", "Ann", "--yes")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert "Bumps and babies" in kith(content, "find", "--place", "BS5", "--format", "group", "--limit", "99").stdout
    assert kith(content, "check").returncode == FINE
    assert [row["name"] for row in json.loads(kith(content, "candidates", "--all", "--json").stdout)] == ["Chess club"]
    again = kith(content, "import", "oruk", feed, "--yes")
    assert "0 new, 0 updated, 0 gone" in again.stdout
    refused = kith(content, "accept", file.stem, "--by", "Ann", "--yes")
    assert (refused.returncode, "accepted before" in refused.stdout) == (FINDINGS, True)


class Council(BaseHTTPRequestHandler):
    """A council's server: two pages, then it cuts the third off in the middle until `whole` is true."""

    whole = False

    def do_GET(self) -> None:
        number = int(self.path.partition("page=")[2] or 1)
        body = json.dumps(
            {"total_pages": 3, "contents": [{**NEW, "id": f"id-{number}", "name": f"Mums {number}"}]}
        ).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body if self.whole or number < 3 else body[:50])

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def council() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Council)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    Council.whole = False


def test_a_feed_that_breaks_off_leaves_nothing_half_written(content: Path, council: str) -> None:
    done = kith(content, "import", "oruk", council, "--yes")
    assert (done.returncode, done.stdout) == (WRONG_USE, "")
    assert done.stderr == "127.0.0.1 broke off in the middle of an answer. Nothing was written.\n"
    assert not (content / "candidates").exists()
    Council.whole = True
    done = kith(content, "import", "oruk", council, "--yes")
    assert done.returncode == FINE
    assert len(list((content / "candidates").rglob("*.yaml"))) == 3
