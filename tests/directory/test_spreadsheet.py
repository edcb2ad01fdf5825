"""The directory as a spreadsheet: a round trip changes nothing, Excel's habits are survived, and nothing is guessed."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.load import read_model, service_files
from bot.directory.reading import read_yaml
from bot.directory.service import Organisation
from bot.directory.spreadsheet import Plan, TableError, as_csv, new_texts, plan, read_table
from bot.directory.spreadsheet.changes import put, tidy
from bot.directory.spreadsheet.columns import columns
from bot.directory.spreadsheet.guard import guarded, unguarded
from bot.directory.spreadsheet.write import as_data

CONTENT = Path(__file__).parents[2] / "content"

FILE = """\
organisation: Acacia
website: https://example.org
services:
  - id: acacia-group
    name: Tuesday group   # ask Ann
    summary: Mums meet over tea.
    kind: peer_group
    for_whom: [mothers]
    stages: [postnatal]
    needs: [low_mood]
    serves:
      districts: [Birmingham]
    contacts:
      phone:
        - number: "01214960000"
        - number: "116 123"
          says: at night; any night | or day
  - id: acacia-line
    name: The line
    summary: Somebody answers.
    kind: helpline
    for_whom: [anyone]
    stages: [pregnancy, postnatal]
    serves: {everywhere: yes}
    hours: {says: weekdays, as_of: 2026-05}
    checked: {on: 2026-10-01, by: Ann}
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "acacia.yaml").write_text(FILE, encoding="utf-8")
    return tmp_path


def files_in(folder: Path) -> dict[Path, Organisation]:
    return {path: read_model(path, Organisation) for path in service_files(folder)}


def cells_of(folder: Path) -> list[list[str]]:
    """The exported table as a spreadsheet would hold it, headings first."""
    return list(csv.reader(io.StringIO(as_csv(files_in(folder).values()).removeprefix("\ufeff"), newline="")))


def saved(cells: list[list[str]], separator: str = ",", encoding: str = "utf-8-sig") -> bytes:
    """The table as Excel saves it: quotes only where they are needed, lines that end in CR LF."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator).writerows(cells)
    return out.getvalue().encode(encoding)


def with_cell(folder: Path, row: int, heading: str, text: str) -> list[list[str]]:
    cells = cells_of(folder)
    cells[row][cells[0].index(heading)] = text
    return cells


def planned(folder: Path, cells: list[list[str]], **how: str) -> Plan:
    return plan(read_table(saved(cells, **how)), files_in(folder), {"low_mood", "anxiety"})


def refusals(folder: Path, row: int, heading: str, text: str) -> list[str]:
    done = planned(folder, with_cell(folder, row, heading, text))
    assert not done.changes
    return [str(trouble) for trouble in done.troubles]


def test_a_round_trip_of_all_the_shipped_content_changes_nothing() -> None:
    files = files_in(CONTENT)
    done = plan(read_table(as_csv(files.values()).encode()), files)
    assert (done.changes, done.new, done.troubles, done.absent) == ([], [], [], 0)
    assert new_texts(done) == {}


def test_every_cell_of_the_shipped_content_is_read_back_as_the_same_value() -> None:
    for organisation in files_in(CONTENT).values():
        for service in organisation.services:
            data, read = as_data(service), {}
            for column in columns():
                if not column.of_organisation and (cell := column.show(data)):
                    put(read, column.path, column.kind.read(cell))
            whole = service.model_validate(tidy(read))
            assert as_data(whole) == data, service.id


@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_any_way_in_which_excel_saves_a_table_is_read(folder: Path, separator: str, encoding: str) -> None:
    cells = with_cell(folder, 1, "What it is", "Mums’ café – £2, “no need to book”")
    done = planned(folder, cells, separator=separator, encoding=encoding)
    assert not done.troubles
    assert [(one.heading, one.old, one.new) for one in done.changes] == [
        ("What it is", "Mums meet over tea.", "Mums’ café – £2, “no need to book”")
    ]


def test_excels_own_line_about_the_separator_and_empty_rows_are_passed_over(folder: Path) -> None:
    cells = [*cells_of(folder), [""] * 4, []]
    done = plan(read_table(b"sep=;\r\n" + saved(cells, ";", "cp1252")), files_in(folder))
    assert (done.changes, done.new, done.troubles) == ([], [], [])


def test_a_title_and_empty_rows_above_the_headings_are_passed_over(folder: Path) -> None:
    cells = with_cell(folder, 2, "Free", "TRUE")
    done = planned(folder, [["Our services, November"], [], *cells])
    assert [str(trouble).partition(":")[0] for trouble in done.troubles] == ['row 5, column "Free"']


def test_an_old_macintosh_ends_its_lines_otherwise(folder: Path) -> None:
    raw = saved(with_cell(folder, 1, "Name", "Wednesday group")).replace(b"\r\n", b"\r")
    (change,) = plan(read_table(raw), files_in(folder)).changes
    assert change.new == "Wednesday group"


def test_words_in_a_column_without_a_heading_are_not_lost_in_silence(folder: Path) -> None:
    cells = cells_of(folder)
    done = planned(folder, [[*cells[0], ""], [*cells[1], "ring Ann"], [*cells[2], ""]])
    assert [str(one).partition(". ")[0] for one in done.troubles] == [
        "row 2: there is something in a column that has no heading"
    ]


def test_the_first_part_of_a_cell_may_have_its_name_too(folder: Path) -> None:
    cells = with_cell(folder, 1, "Session times", "when: every Tuesday 10am | as of: 2026-11-01")
    (change,) = planned(folder, cells).changes
    assert change.value == [{"when": "every Tuesday 10am", "as_of": "2026-11-01"}]


@pytest.mark.parametrize("text", ["2026-11-01 00:00:00", "2026-11-01T00:00", "01/11/2026"])
def test_a_day_is_read_with_its_midnight_too(folder: Path, text: str) -> None:
    (change,) = planned(folder, with_cell(folder, 2, "Last checked", text)).changes
    assert change.value == "2026-11-01"


def test_only_the_changed_fields_of_the_file_change_and_comments_stay(folder: Path) -> None:
    cells = with_cell(folder, 1, "Name", "Wednesday group")
    cells[2][cells[0].index("Last checked")] = "01/11/2026"
    cells[2][cells[0].index("Organisation website")] = cells[1][cells[0].index("Organisation website")] = ""
    done = planned(folder, cells)
    assert [(one.heading, one.old, one.new) for one in done.changes] == [
        ("Name", "Tuesday group", "Wednesday group"),
        ("Last checked", "2026-10-01", "2026-11-01"),
        ("Organisation website", "https://example.org", ""),
    ]
    expected = FILE.replace("Tuesday group   # ask", "Wednesday group   # ask")
    expected = expected.replace("on: 2026-10-01", "on: 2026-11-01").replace("website: https://example.org\n", "")
    assert new_texts(done) == {folder / "services" / "acacia.yaml": expected.encode()}


@pytest.mark.parametrize(
    ("heading", "text", "says"),
    [
        ("Phone", "1.16123E+05", ("Excel has turned a telephone number into 1.16123E+05", "with a space in it")),
        ("Phone", "1214960000", ("has lost its first 0", "0121 496 000")),
        ("Phone", "0121 496 0000; 1214960001", ("1214960001 has lost its first 0",)),
        ("Phone", "441214960000", ("lost its +", "+44 121")),
        ("Phone", "116123.0", ("Write it as it is dialled",)),
        ("Phone", "ring Ann", ("only the number",)),
        ("Phone", "0121 496 0000, 116 123", ("Several numbers have semicolons",)),
        ("Last checked", "11/13/2026", ("month first", "2026-11-13")),
        ("Last checked", "46327", ("count of days",)),
        ("Last checked", "Nov-26", ("month or a day",)),
        ("Last checked", "01/11/26", ("two digits",)),
        ("Last checked", "31/02/2026", ("not a day in the calendar",)),
        ("Last checked", "soon", ("not a date", "2026-11-30")),
        ("Free", "TRUE", ("Excel has written TRUE", "yes or no")),
        ("What it is", "FALSE", ("Excel has made FALSE of a word",)),
        ("What it is", "#NAME?", ("Excel has put its error",)),
        ("Venue", "########", ("Excel has put its error",)),
        ("What it is", "Mumsâ€™ cafÃ©", ("jumbled", "UTF-8")),
        ("Kind of help", "peer grup", ("Did you mean peer group?", "helpline")),
        ("Helps with", "low mood; anxeity", ("Did you mean anxiety?",)),
        ("Youngest age", "eighteen", ("whole number",)),
        ("Venue postcode", "b5", ("postcode in capitals",)),
        ("Email", "ann at example", ("e-mail",)),
        ("Website", "example.org", ("https://",)),
        ("Session times", "Mondays | strat: 10:00", ("Did you mean start?",)),
        ("Session times", "Mondays | start: 9am", ("not a time", "09:30")),
        ("Name", "", ("nothing is written", "Every service needs it")),
    ],
)
def test_what_excel_or_a_slip_has_damaged_is_refused_with_row_column_and_remedy(
    folder: Path, heading: str, text: str, says: tuple[str, ...]
) -> None:
    refused = refusals(folder, 2, heading, text)
    assert len(refused) == 1, refused
    assert refused[0].startswith(f'row 3, column "{heading}": ')
    for words in says:
        assert words in refused[0]


def test_a_service_that_closes_needs_its_notice(folder: Path) -> None:
    (refused,) = refusals(folder, 2, "Status", "temporarily closed")
    assert refused == 'row 3, column "Notice": a service that is not open needs a sentence here that says so.'


def test_one_date_in_the_american_order_makes_every_doubtful_date_doubtful(folder: Path) -> None:
    cells = with_cell(folder, 2, "Last checked", "01/11/2026")
    cells[2][cells[0].index("Opening hours seen on")] = "10/25/2026"
    troubles = planned(folder, cells).troubles
    assert {trouble.column for trouble in troubles} == {"Last checked", "Opening hours seen on"}


def test_all_findings_come_at_once(folder: Path) -> None:
    cells = with_cell(folder, 1, "Phone", "1214960000")
    cells[2][cells[0].index("Free")] = "TRUE"
    cells[2][cells[0].index("Kind of help")] = "hlepline"
    assert len(planned(folder, cells).troubles) == 3


def test_a_damaged_cell_that_nobody_changed_is_never_refused(folder: Path) -> None:
    cells = cells_of(folder)
    assert cells[1][cells[0].index("Phone")].startswith("01214960000; 116 123 | says: ")
    assert not planned(folder, cells).troubles


def test_a_row_that_is_not_there_deletes_nothing(folder: Path) -> None:
    done = planned(folder, cells_of(folder)[:2])
    assert (done.changes, done.absent) == ([], 1)


def test_a_column_that_is_not_there_changes_nothing(folder: Path) -> None:
    cells = [[row[0], row[4]] for row in cells_of(folder)]
    done = planned(folder, cells)
    assert (done.changes, done.troubles) == ([], [])


def test_a_new_row_becomes_a_service_of_its_organisation_or_a_new_file(folder: Path) -> None:
    cells = cells_of(folder)
    for organisation in ("Acacia", "Mums’ Place"):
        new = dict.fromkeys(cells[0], "") | {
            "Organisation": organisation,
            "Name": "Stay & play: Fridays",
            "What it is": "Mums meet.",
            "Kind of help": "Peer group",
            "Who it is for": "mothers; fathers",
            "Stage": "postnatal",
            "Towns covered": "Selly Oak",
            "Phone": "0121 496 0002 | says: mornings; 116 123",
        }
        cells.append(list(new.values()))
    done = planned(folder, cells)
    assert [one.data["id"] for one in done.new] == ["acacia-stay-play-fridays", "mums-place-stay-play-fridays"]
    texts = new_texts(done)
    for name, count in (("acacia", 3), ("mums-place", 1)):
        path = folder / "services" / f"{name}.yaml"
        made = Organisation.model_validate(read_yaml(texts[path].decode())).services
        assert len(made) == count
        assert made[-1].name == "Stay & play: Fridays"
        assert [(line.number, line.says) for line in made[-1].contacts.phone] == [
            ("0121 496 0002", "mornings"),
            ("116 123", None),
        ]
    assert texts[folder / "services" / "acacia.yaml"].startswith(FILE.encode())
    head = b"# yaml-language-server: $schema=../schemas/service.json\n"
    assert texts[folder / "services" / "mums-place.yaml"].startswith(head)


def test_a_row_that_lost_its_id_is_not_taken_for_a_new_service(folder: Path) -> None:
    assert refusals(folder, 1, "ID", "") == [
        'row 2, column "ID": the ID is missing. This looks like acacia-group: write that.'
    ]


def test_an_id_that_is_there_twice_is_noticed(folder: Path) -> None:
    cells = cells_of(folder)
    assert "row 2 has the ID acacia-group too" in str(planned(folder, [*cells, cells[1]]).troubles[0])


def test_rows_of_one_organisation_have_to_agree_on_its_name(folder: Path) -> None:
    assert "rows 2, 3 belong to one organisation" in refusals(folder, 1, "Organisation", "Acacia Care")[0]


def test_a_heading_that_nobody_knows_is_noticed(folder: Path) -> None:
    cells = cells_of(folder)
    cells[0][cells[0].index("Phone")] = "Phoen"
    assert str(planned(folder, cells).troubles[0]) == (
        'row 1, column "Phoen": Kith knows no column of that name. Did you mean "Phone"?'
    )


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"PK\x03\x04...", "workbook"),
        (b"", "no heading"),
        (b"a,b\r\n1,2", "no heading"),
        (b"\x00\x01\x02ID", "can't be read as text"),
        (b'ID,Name\r\n"a,b', "can't be read"),
    ],
)
def test_a_file_that_is_no_table_is_told_in_one_sentence(raw: bytes, says: str) -> None:
    with pytest.raises(TableError, match=says):
        read_table(raw)


@given(st.text())
def test_the_mark_against_formulas_can_always_be_taken_off_again(text: str) -> None:
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(("=", "+", "@", "\t", "\r"))


@pytest.mark.parametrize(
    "text", ["=HYPERLINK(1)", "+44 121", "-cmd", "@SUM", "0121", "2026-05", "1.16E5", "TRUE", "10/11"]
)
def test_what_a_spreadsheet_would_run_or_turn_into_something_else_is_marked(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["Mums", "116 123", "85258", "-1.25", "2026-11-01", "18", "52.4814"])
def test_what_is_safe_is_left_as_it_is(text: str) -> None:
    assert guarded(text) == text


def test_the_address_of_a_secret_venue_stays_at_home_and_survives_the_round_trip(folder: Path) -> None:
    path = folder / "services" / "acacia.yaml"
    secret = "venue: {name: Rose House, address: 7 Hidden Lane, town: Yate, postcode: BS37 4AA, confidential: yes}"
    path.write_text(FILE.replace("    contacts:\n", f"    {secret}\n    contacts:\n"), encoding="utf-8")
    cells = cells_of(folder)
    assert not {"Rose House", "7 Hidden Lane", "BS37 4AA"} & set(cells[1])
    assert "Yate" in cells[1]
    assert cells[1].count("(hidden)") == 3
    assert not planned(folder, cells).changes
    (change,) = planned(folder, with_cell(folder, 1, "Venue address", "8 Other Lane")).changes
    assert (change.old, change.new) == ("(hidden)", "8 Other Lane")
    assert "only for the address of a secret venue" in refusals(folder, 2, "Venue address", "(hidden)")[0]


def test_formulas_in_the_directory_leave_disarmed_and_come_back(folder: Path) -> None:
    path = folder / "services" / "acacia.yaml"
    path.write_text(FILE.replace("Mums meet over tea.", "'=HYPERLINK(\"http://evil\")'"), encoding="utf-8")
    cells: Any = cells_of(folder)
    assert cells[1][cells[0].index("What it is")] == '\'=HYPERLINK("http://evil")'
    assert not planned(folder, cells).changes
