"""The command `kith`, as a real process: exit codes, what it prints, and one plain sentence for every mistake."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_content import write_small_content

ROOT = Path(__file__).parent.parent
FINE, FINDINGS, WRONG_USE = 0, 1, 2


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small content folder, quick to load."""
    return write_small_content(tmp_path_factory.mktemp("content"))


def kith(*words: str, cwd: Path = ROOT, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these words and variables, and nothing else in its environment that it reads."""
    names = ("KITH_", "TELEGRAM_", "DATABASE_URL", "PORT")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(names)}
    environment |= {"PYTHONPATH": str(ROOT)} | variables
    return subprocess.run(
        [sys.executable, "-m", "bot", *words],
        cwd=cwd,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )


def refuses(done: subprocess.CompletedProcess[str], *says: str) -> None:
    """It ended with 2 and one plain line on standard error, which has these words."""
    assert done.returncode == WRONG_USE, done
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    for words in says:
        assert words in done.stderr


def rows_of(done: subprocess.CompletedProcess[str]) -> list[dict[str, Any]]:
    assert done.stderr == ""
    rows = json.loads(done.stdout)
    assert isinstance(rows, list)
    return rows


def test_find_gives_rows_with_just_these_keys() -> None:
    done = kith("find", "--place", "BS5", "--format", "group", "--need", "low_mood", "--limit", "5", "--json")
    assert done.returncode == FINE
    rows = rows_of(done)
    assert len(rows) == 5
    for row in rows:
        assert list(row) == ["id", "organisation", "name", "distance_km", "formats", "why"]
        assert row["id"]
        assert row["organisation"]
        assert row["name"]
        assert row["distance_km"] is None or 0 <= row["distance_km"] <= 65
        assert set(row["formats"]) <= {"group", "one_to_one", "phone", "online"}
        assert all(isinstance(why, str) for why in row["why"])
    assert "group" in rows[0]["formats"]


def test_find_says_in_words_why_each_one_fits(small: Path) -> None:
    done = kith("find", "--place", "Harbourtown", KITH_CONTENT=str(small))
    assert done.returncode == FINE
    assert "Harbour circle · Harbour Mothers" in done.stdout
    assert "under a mile away" in done.stdout
    assert "harbour-circle" in done.stdout


def test_find_with_nothing_that_fits_says_so_and_ends_with_1(small: Path) -> None:
    done = kith("find", "--place", "Farpoint", KITH_CONTENT=str(small))
    assert (done.returncode, done.stdout.strip(), done.stderr) == (FINDINGS, "Nothing fits.", "")
    done = kith("find", "--place", "Farpoint", "--json", KITH_CONTENT=str(small))
    assert (done.returncode, rows_of(done)) == (FINDINGS, [])


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--format", "gruop"), ("gruop", "group, one_to_one, phone, online")),
        (("--need", "nonsense"), ("nonsense", "low_mood")),
        (("--for", "uncle"), ("uncle", "mother")),
        (("--stage", "nine"), ("nine", "pregnant")),
        (("--place", "Nowhereham"), ("Nowhereham", "BS5")),
        (("--limit", "many"), ("many",)),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else value,
)
def test_find_says_plainly_what_it_does_not_know(small: Path, words: tuple[str, ...], says: tuple[str, ...]) -> None:
    refuses(kith("find", *words, KITH_CONTENT=str(small)), *says)


def test_place_gives_rows_with_these_keys(small: Path) -> None:
    done = kith("place", "harbourtown", "--json", KITH_CONTENT=str(small))
    assert done.returncode == FINE
    (row,) = rows_of(done)
    assert {"name", "outcode", "nation", "latitude", "longitude"} <= set(row)
    assert (row["name"], row["outcode"], row["nation"]) == ("Harbourtown", None, "North Shore")
    assert (row["latitude"], row["longitude"]) == (10.0, 10.0)


def test_place_never_says_more_of_a_postcode_than_its_sector() -> None:
    done = kith("place", "bs5", "6xx", "--json")
    assert done.returncode == FINE
    (row,) = rows_of(done)
    assert (row["name"], row["outcode"], row["nation"]) == ("BS5 6", "BS5", "England")
    assert "6XX" not in done.stdout.upper()


def test_place_that_is_not_known_says_so_and_ends_with_1(small: Path) -> None:
    done = kith("place", "Nowhereham", KITH_CONTENT=str(small))
    assert (done.returncode, done.stdout.strip(), done.stderr) == (FINDINGS, "I don't know that place.", "")
    done = kith("place", "Nowhereham", "--json", KITH_CONTENT=str(small))
    assert (done.returncode, rows_of(done)) == (FINDINGS, [])


def test_assess_gives_a_line_of_json_for_each_row(tmp_path: Path) -> None:
    rows = [
        {"id": "a", "lang": "en", "text": "I am going to kill myself tonight", "label": "emergency"},
        {"id": "b", "lang": "en", "text": "is there a group on Tuesdays?", "label": "ordinary"},
        {"text": "only words"},
    ]
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows) + "\n\n", encoding="utf-8")
    done = kith("assess", str(path), "--json")
    assert (done.returncode, done.stderr) == (FINE, "")
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line["id"] for line in lines] == ["a", "b", "3"]
    assert all({"id", "tier", "category"} <= set(line) for line in lines)
    assert (lines[0]["tier"], lines[0]["category"]) == ("emergency", "suicide_intent")
    assert (lines[1]["tier"], lines[2]["tier"]) == ("ordinary", "ordinary")
    assert "kill" not in done.stdout

    table = kith("assess", str(path))
    assert table.returncode == FINE
    assert "100 % (1 of 1)" in table.stdout


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json\n", ("Line 1", "JSON")),
        ('{"text": "a"}\n{"lang": "en"}\n', ("Line 2", "text")),
        ('["a"]\n', ("Line 1",)),
        ('{"text": "a", "label": "grave"}\n', ("Line 1", "grave", "urgent")),
        ('{"text": "a", "category": "odd"}\n', ("Line 1", "odd")),
        (b"\xff\xfe\x00", ("can't be read as text",)),
    ],
    ids=["not json", "no text", "a list", "label", "category", "bytes"],
)
def test_assess_names_the_line_that_is_wrong(tmp_path: Path, text: str | bytes, says: tuple[str, ...]) -> None:
    path = tmp_path / "rows.jsonl"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    refuses(kith("assess", str(path)), *says)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    refuses(kith("assess", str(tmp_path / "no.jsonl")), "no.jsonl")
    refuses(kith("assess", str(tmp_path)), str(tmp_path))
    refuses(kith("check", str(tmp_path / "no")), "no folder")


def test_check_of_the_content_that_is_shipped_finds_nothing() -> None:
    done = kith("check")
    assert (done.returncode, done.stderr) == (FINE, ""), done.stdout
    assert done.stdout.strip() == "All is well."


def test_check_says_file_line_and_what_to_write_and_ends_with_1(small: Path, tmp_path: Path) -> None:
    folder = broken(small, tmp_path, "services/harbour-mothers.yaml", "formats: [group]", "formats: [gruop]")
    done = kith("check", str(folder))
    assert (done.returncode, done.stderr) == (FINDINGS, "")
    assert "harbour-mothers.yaml, line 8" in done.stdout
    assert "gruop" in done.stdout
    assert done.stdout.strip().endswith("1 to mend.")


def broken(small: Path, tmp_path: Path, name: str, good: str, bad: str) -> Path:
    """A copy of the small folder with one thing in it made wrong."""
    folder = tmp_path / "content"
    for path in sorted(small.rglob("*.*")):
        target = folder / path.relative_to(small)
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text("utf-8")
        if path == small / name:
            assert good in text
            text = text.replace(good, bad)
        target.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("services/harbour-mothers.yaml", "formats: [group]", "formats: [group"),
        ("services/harbour-mothers.yaml", "formats: [group]", "colour: red"),
        ("country.yaml", "everywhere: everywhere", "everywhere: nowhere"),
        ("crisis/north.yaml", "launch: true", "launch: perhaps"),
        ("places/places.csv", "latitude", "breadth"),
        ("places/places.csv", "10.0", "ten"),
    ],
)
def test_find_with_broken_content_says_so_in_one_line(
    small: Path, tmp_path: Path, name: str, good: str, bad: str
) -> None:
    folder = broken(small, tmp_path, name, good, bad)
    refuses(kith("find", KITH_CONTENT=str(folder)), "content can't be used", Path(name).parts[0], "kith check")


def test_broken_content_is_explained_as_the_check_does(small: Path, tmp_path: Path) -> None:
    folder = broken(small, tmp_path, "services/harbour-mothers.yaml", "formats: [group]", "formats: [gruop]")
    refuses(kith("find", KITH_CONTENT=str(folder)), "harbour-mothers.yaml, line 8: ", "Did you mean group?")


def test_every_verb_with_an_empty_content_folder_says_what_is_missing(tmp_path: Path) -> None:
    refuses(kith("find", KITH_CONTENT=str(tmp_path)), "country.yaml")
    refuses(kith("place", "BS5", KITH_CONTENT=str(tmp_path)), "places.csv")
    refuses(kith("chat", KITH_CONTENT=str(tmp_path), KITH_DATABASE_URL=f"sqlite:///{tmp_path}/a.db"), "country.yaml")
    done = kith("check", str(tmp_path))
    assert done.returncode == FINDINGS
    assert "country.yaml" in done.stdout


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("KITH_CONTENT", "/no/such/folder"),
        ("KITH_DATABASE_URL", "mysql://a"),
        ("KITH_SECRET_KEY", "hunter2"),
        ("TELEGRAM_BOT_TOKEN", "hunter2"),
    ],
)
def test_a_wrong_setting_is_named_and_its_value_never_shown(variable: str, value: str) -> None:
    done = kith("migrate", **{variable: value})
    refuses(done, variable)
    assert "hunter2" not in done.stderr


@pytest.mark.parametrize("words", [("dance",), ("place",), ("assess",), ("find", "--colour"), ("--nonsense",)])
def test_a_verb_or_word_that_is_not_known_is_answered_with_the_way_to_help(words: tuple[str, ...]) -> None:
    refuses(kith(*words), "--help")


@pytest.mark.parametrize("verb", [(), ("find",), ("check",)])
def test_help_is_there_for_every_verb(verb: tuple[str, ...]) -> None:
    done = kith(*verb, "--help")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert done.stdout.startswith("usage: kith")


def test_migrate_may_be_run_again(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path}/kith.db"
    for _time in range(2):
        done = kith("migrate", KITH_DATABASE_URL=address)
        assert (done.returncode, done.stderr) == (FINE, "")
        assert done.stdout.strip()
    assert (tmp_path / "kith.db").exists()


def test_migrate_where_no_database_can_be_says_so(tmp_path: Path) -> None:
    refuses(kith("migrate", KITH_DATABASE_URL=f"sqlite:///{tmp_path}/no/such/kith.db"))


def test_a_reader_that_goes_away_is_no_error(small: Path) -> None:
    read, write = os.pipe()
    os.close(read)
    environment = {"PYTHONPATH": str(ROOT), "KITH_CONTENT": str(small), "PATH": os.environ.get("PATH", "")}
    with os.fdopen(write, "w") as gone:
        done = subprocess.run(
            [sys.executable, "-m", "bot", "find", "--json"],
            env=environment,
            stdout=gone,
            stderr=subprocess.PIPE,
            timeout=60,
            check=False,
        )
    assert done.stderr == b""
    assert done.returncode in (FINE, FINDINGS)


def test_letters_that_the_screen_does_not_have_are_no_error(small: Path) -> None:
    done = kith("find", "--place", "Harbourtown", KITH_CONTENT=str(small), PYTHONIOENCODING="ascii")
    assert (done.returncode, done.stderr) == (FINE, "")
    assert "Harbour circle ? Harbour Mothers" in done.stdout


def test_check_says_how_each_time_was_read_and_when_it_is_next(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "content")
    file = tmp_path / "content/services/harbour-mothers.yaml"
    file.write_text(f'{file.read_text("utf-8")}    times: [{{when: "Tuesdays 10-11.30am", as_of: 2026-09}}]\n', "utf-8")
    done = kith("check", "--times", str(tmp_path / "content"), KITH_LOCALES=str(small))
    assert done.returncode == FINE, done
    assert done.stdout.startswith("harbour-circle: every Tuesday, 10 am to 11.30 am. Next: Tue ")
    assert "harbour-circle" not in kith("check", str(tmp_path / "content"), KITH_LOCALES=str(small)).stdout


def test_check_says_what_it_cannot_read_in_a_time_and_what_was_meant(small: Path, tmp_path: Path) -> None:
    shutil.copytree(small, tmp_path / "content")
    file = tmp_path / "content/services/harbour-mothers.yaml"
    file.write_text(f"{file.read_text('utf-8')}    times: [{{when: every Teusday}}]\n", "utf-8")
    done = kith("check", "--times", str(tmp_path / "content"), KITH_LOCALES=str(small))
    assert done.returncode == FINDINGS, done
    assert "harbour-mothers.yaml, line 15" in done.stdout
    assert '"every Teusday": I can\'t read "Teusday" (did you mean "Tuesday"?).' in done.stdout


def test_check_finds_a_council_in_the_school_terms_that_is_not_known(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "content", tmp_path / "content")
    terms = tmp_path / "content/terms.yaml"
    terms.write_text(terms.read_text("utf-8").replace("[Bristol]", "[Bristle]"), "utf-8")
    done = kith("check", str(tmp_path / "content"))
    assert done.returncode == FINDINGS, done
    assert "terms.yaml, line 1" in done.stdout
    assert 'the gazetteer has no council or county "Bristle". Did you mean Bristol?' in done.stdout
