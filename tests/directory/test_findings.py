"""Each kind of mistake, made in a copy of a content folder, is told with its file, line, field and remedy."""

from datetime import date
from pathlib import Path

import pytest

from bot.directory.check import check_content
from bot.directory.findings import Finding
from bot.directory.load import ContentError, load_content

GOOD = """\
organisation: Acacia
services:
  - id: acacia-befriending
    name: Befriending
    summary: Somebody who has been there.
    kind: befriending
    formats: [one_to_one]
    for_whom: [mothers]
    stages: [pregnancy, postnatal]
    needs: [low_mood]
    serves:
      districts: [Birmingham]
    contacts:
      phone:
        - number: "0121 496 0000"
      email: help@example.org
      website: https://example.org
    times:
      - says: Monday mornings
        day: monday
        start: "10:00"
        as_of: "2026-03"
    step_free: no
    checked: {on: 2026-10-01, by: Jo}
"""
NEEDS = """\
needs:
  - {id: low_mood, label: Feeling low, button: Feeling low, kind: feeling, synonyms: [pnd]}
  - {id: anxiety, label: Worry, button: Worry, kind: feeling, synonyms: [panic]}
"""
AREAS = "areas:\n  The Midlands: [Birmingham]\nsame_as:\n  Brum: Birmingham\n"
OUTCODES = (
    'outcode,county_or_district,nation,all_districts\nB1,"Birmingham, West Midlands",England,\n'
    "BT1,Belfast,Northern Ireland,\n"
)
COUNTRY = """\
country: Somewhere
emergency_number: "112"
everywhere: all
nations:
  - {name: England, crisis: all}
  - {name: Northern Ireland, crisis: all}
"""
LINES = """\
serves: Somewhere
lines:
  - id: emergency
    name: Emergency
    says: Call when somebody could die.
    dial: "112"
    hours: {when: always, words: "Any time, day or night"}
    situations: {emergency: 1}
    sources: [{url: https://example.org, seen: the number}]
    launch: yes
    checked: {on: 2026-11-01, by: Jo}
"""
PLACES = (
    'name,alt_names,county_or_district\nMoseley,,"Birmingham, West Midlands"\n'
    'Newtown,,"Birmingham, West Midlands"\nNewtown,Y Drenewydd,Powys\n'
)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    content = tmp_path / "content"
    (content / "services").mkdir(parents=True)
    (content / "places").mkdir()
    (content / "services" / "acacia.yaml").write_text(GOOD, encoding="utf-8")
    (content / "crisis").mkdir()
    (content / "country.yaml").write_text(COUNTRY, encoding="utf-8")
    (content / "crisis" / "all.yaml").write_text(LINES, encoding="utf-8")
    (content / "needs.yaml").write_text(NEEDS, encoding="utf-8")
    (content / "places" / "areas.yaml").write_text(AREAS, encoding="utf-8")
    (content / "places" / "outcodes.csv").write_text(OUTCODES, encoding="utf-8")
    (content / "places" / "places.csv").write_text(PLACES, encoding="utf-8")
    return content


def with_mistake(folder: Path, right: str, wrong: str) -> list[Finding]:
    assert right in GOOD
    (folder / "services" / "acacia.yaml").write_text(GOOD.replace(right, wrong, 1), encoding="utf-8")
    return list(check_content(folder, today=date(2026, 11, 22)))


def test_a_good_folder_has_no_findings(folder: Path) -> None:
    assert check_content(folder, today=date(2026, 11, 22)) == ()
    assert load_content(folder).by_id["acacia-befriending"].organisation == "Acacia"


def test_a_finding_reads_as_a_sentence(folder: Path) -> None:
    (finding,) = with_mistake(folder, "[one_to_one]", "[one_to_on]")
    assert str(finding) == (
        'content/services/acacia.yaml, line 7, column 15: "one_to_on" is not a format. '
        "Did you mean one_to_one? Write one of: group, one_to_one, phone, online."
    )
    assert (finding.column, finding.field) == (15, "services 1, formats 1")


@pytest.mark.parametrize(
    ("right", "wrong", "line", "field", "words"),
    [
        ("    formats:", "    formts:", 7, "formts", '"formts" is not a key here. Did you mean formats?'),
        ("      districts:", "      distrcts:", 12, "distrcts", "Did you mean districts?"),
        ("    name: Befriending\n", "", 3, "name", "name is missing."),
        ("kind: befriending", "kind: befreinding", 6, "kind", "Did you mean befriending?"),
        ("[low_mood]", "[low_mod]", 10, "needs 1", "Did you mean low_mood?"),
        ("[Birmingham]", "[Birmingam]", 12, "districts 1", "Did you mean Birmingham?"),
        ("districts: [Birmingham]", "nations: [Northern Irland]", 12, "nations 1", "Did you mean Northern Ireland?"),
        ("districts: [Birmingham]", "places: [Mosley]", 12, "places 1", "Did you mean Moseley?"),
        ("districts: [Birmingham]", "places: [Newtown]", 12, "places 1", 'Write which: "Newtown, Birmingham" or'),
        ('"0121 496 0000"', "0121", 15, "number", 'loses its first 0. Put quotes round it: "0121"'),
        ('"0121 496 0000"', '"0121 496"', 15, "number", "is part of it missing?"),
        ("help@example.org", "help.example.org", 16, "email", "not an e-mail address"),
        ("https://example.org", "www.example.org", 17, "website", "starting with https://"),
        ('start: "10:00"', "start: 10:30", 21, "start", 'quotes round it, like "10:30"'),
        ('start: "10:00"', 'start: "10am"', 21, "start", "24-hour clock"),
        ("name: Befriending", "name: NO", 4, "name", 'Put quotes round it: "NO"'),
        ("name: Befriending", "name: 2024", 4, "name", 'Put quotes round it: "2024"'),
        ("name: Befriending", "name:", 4, "name", "nothing is written at name."),
        ("step_free: no", "step_free: perhaps", 23, "step_free", '"perhaps" is not something that step_free can be'),
        ("on: 2026-10-01", "on: 2027-10-01", 24, "on", "is still to come."),
        ('as_of: "2026-03"', 'as_of: "2027"', 22, "as_of", "is still to come."),
        ('as_of: "2026-03"', "as_of: last March", 22, "as_of", "write a date as 2025-11-30"),
        ("on: 2026-10-01", "on: 2026-10", 24, "on", "Write a whole date"),
        ("id: acacia-befriending", "id: Acacia Befriending", 3, "id", "small letters, digits and hyphens"),
        ("id: acacia-befriending", f"id: {'a' * 60}", 3, "id", "Write at most 50, so that it fits a button."),
        ("formats: [one_to_one]", "formats: one_to_one", 7, "formats", "Write formats: [one_to_one]"),
        ("stages: [pregnancy, postnatal]", "stages: []", 9, "stages", "nothing is written at stages."),
        ("    summary:", "    summary: Help: from", 5, "", "put quotes round the whole text"),
        ("    summary:", "\tsummary:", 5, "", "there is a tab here."),
        ("    kind:", "    name: Again\n    kind:", 6, "", "the key name is written twice."),
        ("summary: Somebody", 'summary: "Somebody', 5, "", "a quote is opened and not closed."),
    ],
)
def test_each_mistake_is_told(folder: Path, right: str, wrong: str, line: int, field: str, words: str) -> None:
    findings = with_mistake(folder, right, wrong)
    assert len(findings) == 1, findings
    assert words in str(findings[0])
    assert findings[0].file == "content/services/acacia.yaml"
    assert findings[0].field.endswith(field)
    assert line in (0, findings[0].line)


@pytest.mark.parametrize(
    ("right", "wrong", "line", "words"),
    [
        ("summary: Some", "summary: @Some", 5, "can't begin with @ unless it is in quotes. Write \"@Somebody who"),
        ("summary: Some", "summary: - Some", 5, "can't begin with - unless"),
        ("summary: Some", "summary: &Some", 5, "Put quotes round the whole text."),
        ("summary: Some", "summary: !Some", 5, "Put quotes round the whole text."),
        ("summary: Somebody who", "summary: Somebody #1 who", 5, "what follows the # is not read."),
        ("summary: Somebody who has been there.", "summary: 'It's somebody'", 5, "the apostrophe in this text closes"),
        ("summary: Somebody", 'summary: "Some" body', 5, "goes on after its quote is closed"),
        ("summary: Some", "summary: Some\x07", 5, "a letter here that can't be seen"),
        ("there.\n", "there.\n  and more\n", 6, "this line has no key"),
        ("    kind:", "     kind:", 6, "begins with 5 spaces, unlike the lines that it belongs with. Begin it with 4"),
        ("    kind:", "kind:", 6, "Begin it with 4 spaces."),
        ("    kind:", "\u00a0   kind:", 6, "an odd space at the beginning"),
        ("    kind:", "<<<<<<< HEAD\n    kind:", 6, "left behind when two versions were put together"),
        ("kind: befriending", "kind:befriending", 6, "Write kind: befriending"),
        ("kind: befriending", "kind befriending", 6, "a colon is missing after kind."),
        ("kind: befriending", "kind :befriending", 6, "there is a space before the colon."),
        ("[one_to_one]", "[one_to_one", 7, "the bracket [ is not closed."),
        ("[one_to_one]", "[one_to_one]@", 7, "something stands behind the last bracket."),
        ("[one_to_one]", "[one_to_one]]", 7, "there is one ] too many."),
        ("[pregnancy, postnatal]", "[pregnancy,, postnatal]", 9, "a comma with nothing before it"),
        ("      districts:", "    districts:", 12, "It belongs under serves:"),
        ("    kind:", "      kind:", 6, "Begin it with 4 spaces."),
        ("    times:", "      times:", 18, "Begin it further left, in line with contacts:"),
        ("    step_free:", "    status: closed\n    step_free:", 23, "status: closed needs an alert"),
        ("        - number", "    - number", 15, "Begin it with 8 spaces."),
        ("        - number", "          number", 15, "Begin each part with a dash, like - number: ..."),
        ("  - id:", "  -id:", 3, "a space is missing after the dash."),
        ("  - id:", "    id:", 3, "Begin each part with a dash, like - id: ..."),
        ("  - id:", "  id:", 3, "a dash is missing before id."),
        ("services:", "services", 2, "a colon is missing after services."),
        ('"0121 496 0000"', "1214960000", 15, "has no quotes round it. Write"),
        ('"0121 496 0000"', "1.21496E+9", 15, "how a spreadsheet shortens a long number"),
        ('"0121 496 0000"', '"1.21496E+9"', 15, "a spreadsheet has shortened this number"),
        ('start: "10:00"', "start: 9.30", 21, 'write it as "09:30"'),
        ('start: "10:00"', 'start: "7pm"', 21, 'write it as "19:00"'),
        ('as_of: "2026-03"', "as_of: 30/11/2025", 22, "Did you mean 2025-11-30?"),
        ('as_of: "2026-03"', "as_of: 3 Nov 2025", 22, "Did you mean 2025-11-03?"),
        ('as_of: "2026-03"', "as_of: 2025-30-11", 22, "Did you mean 2025-11-30?"),
        ("on: 2026-10-01", "on: 01/10/2026", 24, "Did you mean 2026-10-01?"),
        ("on: 2026-10-01", "on: 2026-10-01T09:00:00Z", 24, "Did you mean 2026-10-01?"),
        ("on: 2026-10-01", "on: 2026-02-30", 24, "2026-02-30 is not a day in the calendar"),
        ("{on: 2026-10-01, by: Jo}", "{on:2026-10-01, by: Jo}", 24, "A space is missing after the colon. Write on: "),
        ("[low_mood]", "[no]", 10, 'no without quotes is read as the answer "no". Put quotes round it: "no"'),
        ("step_free: no", "wheelchair: no", 23, "Delete the line, or write what it says under notes:"),
    ],
)
def test_each_slip_of_the_pen_is_told_once_with_what_to_write(
    folder: Path, right: str, wrong: str, line: int, words: str
) -> None:
    findings = with_mistake(folder, right, wrong)
    assert words in " ".join(finding.says for finding in findings)
    assert {finding.line for finding in findings} <= {line, line - 1}


@pytest.mark.parametrize("word", ["No", "no", "yes", "YES", "false"])
def test_yes_and_no_may_be_written_as_people_do(folder: Path, word: str) -> None:
    assert with_mistake(folder, "step_free: no", f"step_free: {word}") == []
    assert with_mistake(folder, "      districts:", f"      known: {word}\n      says: ask\n      districts:") == []


def test_slips_that_stop_yaml_hide_nothing_else(folder: Path) -> None:
    wrong = GOOD.replace("    summary: Some", "\tsummary: Our: some").replace("[one_to_one]", "[one_to_on")
    wrong = wrong.replace("[low_mood]", "[low_mod]").replace('"0121 496 0000"', '"0121')
    (folder / "services" / "acacia.yaml").write_text(wrong, encoding="utf-8")
    assert [finding.line for finding in check_content(folder)] == [5, 5, 7, 10, 15]


def test_a_british_number_that_lost_its_first_0_is_noticed_in_britain_alone(folder: Path) -> None:
    assert with_mistake(folder, '"0121 496 0000"', '"121 496 0000"') == []
    (folder / "country.yaml").write_text(COUNTRY + "codes: [gb]\n", encoding="utf-8")
    (finding,) = with_mistake(folder, '"0121 496 0000"', '"121 496 0000"')
    assert finding.says == 'the number "121 496 0000" seems to have lost its first 0. Did you mean "0121 496 0000"?'


@pytest.mark.parametrize("name", ["blue.yml", "blue.yaml.txt", "more/blue.yaml"])
def test_a_file_that_would_not_be_read_is_named(folder: Path, name: str) -> None:
    (folder / "services" / "more").mkdir()
    (folder / "services" / name).write_text(GOOD, encoding="utf-8")
    (finding,) = check_content(folder)
    assert finding.file == f"content/services/{name}"
    assert "Call it blue.yaml" in finding.suggestion


class TestEncodings:
    """What Notepad and others make of a file."""

    def saved(self, folder: Path, data: bytes) -> list[Finding]:
        (folder / "services" / "acacia.yaml").write_bytes(data)
        return list(check_content(folder))

    def test_a_byte_order_mark_and_windows_line_ends_are_nothing(self, folder: Path) -> None:
        assert self.saved(folder, b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode()) == []
        assert load_content(folder).services[0].name == "Befriending"

    def test_a_letter_saved_as_old_windows_does_is_shown_with_its_line(self, folder: Path) -> None:
        (finding,) = self.saved(folder, GOOD.replace("Befriending", "Caf\u00e9 mornings").encode("windows-1252"))
        assert finding.line == 4
        assert finding.message.startswith("the letter \u00e9 in ")
        assert "UTF-8" in finding.suggestion

    def test_utf_16_is_explained(self, folder: Path) -> None:
        (finding,) = self.saved(folder, GOOD.encode("utf-16"))
        assert "UTF-16" in finding.message
        assert finding.suggestion == "Save it again, with the encoding UTF-8."


def test_all_mistakes_are_told_at_once(folder: Path) -> None:
    wrong = GOOD.replace("[one_to_one]", "[one_to_on]").replace("[mothers]", "[mums]").replace("name:", "nam:", 1)
    (folder / "services" / "acacia.yaml").write_text(wrong, encoding="utf-8")
    (folder / "services" / "b.yaml").write_text("a: [", encoding="utf-8")
    (folder / "services" / "c.yaml").write_bytes(b"organisation: caf\xe9\n")
    findings = check_content(folder)
    assert [finding.file.rpartition("/")[2] for finding in findings] == ["acacia.yaml"] * 3 + ["b.yaml", "c.yaml"]


@pytest.mark.parametrize(
    "text", ["", "just words", "- a\n- list\n", "[", "\x00", "{{{}}}", "a: &x [*x]", "2026-13-45: 1\nx: 2026-13-45"]
)
def test_whatever_is_in_a_file_there_is_a_finding_and_never_a_traceback(folder: Path, text: str) -> None:
    (folder / "services" / "odd.yaml").write_text(text, encoding="utf-8")
    findings = check_content(folder)
    assert {finding.file for finding in findings} == {"content/services/odd.yaml"}
    with pytest.raises(ContentError, match=r"odd\.yaml"):
        load_content(folder)


def test_an_id_is_used_once(folder: Path) -> None:
    (folder / "services" / "bluebell.yaml").write_text(GOOD.replace("Acacia", "Bluebell"), encoding="utf-8")
    (finding,) = check_content(folder)
    assert "already used in content/services/acacia.yaml" in str(finding)
    assert finding.file == "content/services/bluebell.yaml"
    with pytest.raises(ContentError, match="acacia-befriending"):
        load_content(folder)
    left_out: list[str] = []
    assert [one.organisation for one in load_content(folder, left_out).services] == ["Acacia"]
    assert left_out == ["Bluebell: the id acacia-befriending is already that of another service."]


def test_a_word_leads_to_one_need(folder: Path) -> None:
    (folder / "needs.yaml").write_text(NEEDS.replace("[panic]", "[panic, PND]"), encoding="utf-8")
    (finding,) = check_content(folder)
    assert '"PND" already leads to low_mood.' in str(finding)


def test_an_area_is_made_of_councils_that_exist(folder: Path) -> None:
    (folder / "places" / "areas.yaml").write_text("areas:\n  Brummie land: [Birmingam]\n", encoding="utf-8")
    (finding,) = check_content(folder)
    assert finding.line == 2
    assert "Did you mean Birmingham?" in str(finding)


def test_areas_and_other_spellings_may_be_used_for_councils(folder: Path) -> None:
    assert with_mistake(folder, "[Birmingham]", "[The Midlands, Brum]") == []
    assert load_content(folder).services[0].serves.districts == ("Birmingham",)


def test_a_line_drawn_in_a_remark_is_nothing(folder: Path) -> None:
    assert with_mistake(folder, "    kind:", f"    # {'- ' * 200}\n    # {'[' * 200}\n    kind:") == []


def test_freshness_is_never_an_error(folder: Path) -> None:
    assert with_mistake(folder, "on: 2026-10-01", "on: 2011-10-01") == []


def test_a_folder_for_another_country_loads_without_changing_code(tmp_path: Path) -> None:
    (tmp_path / "services").mkdir()
    (tmp_path / "crisis").mkdir()
    (tmp_path / "crisis" / "all.yaml").write_text(LINES.replace("Somewhere", "Ireland"), encoding="utf-8")
    (tmp_path / "country.yaml").write_text(
        'country: Ireland\nemergency_number: "112"\neverywhere: all\nnations: [{name: Ireland, crisis: all}]\n',
        encoding="utf-8",
    )
    (tmp_path / "services" / "nua.yaml").write_text(
        "organisation: Nua\nservices:\n"
        "  - {id: nua-galway, name: Nua, summary: A group in Galway., kind: peer_group, for_whom: [mothers],\n"
        "     stages: [postnatal], languages: [ga, en], venue: {town: Galway, postcode: H91 XY00},\n"
        '     serves: {nations: [Ireland], postcodes: [H91]}, contacts: {phone: [{number: "+353 91 000 000"}]}}\n',
        encoding="utf-8",
    )
    assert check_content(tmp_path) == ()
    assert load_content(tmp_path).services[0].serves.nations == ("Ireland",)


def confirmed(folder: Path, checked: str) -> list[Finding]:
    text = LINES.replace("{on: 2026-11-01, by: Jo}", checked)
    (folder / "crisis" / "all.yaml").write_text(text, encoding="utf-8")
    return list(check_content(folder, launch=True, today=date(2026, 11, 22)))


@pytest.mark.parametrize(
    ("checked", "words"),
    [
        ("null", "nobody has confirmed the crisis line emergency."),
        ("{on: 2026-08-21, by: Jo}", "was last confirmed on 2026-08-21, over three months ago."),
        ("{on: 2026-12-01, by: Jo}", "2026-12-01 is still to come."),
    ],
)
def test_the_launch_list_asks_for_every_crisis_line_within_three_months(folder: Path, checked: str, words: str) -> None:
    (finding,) = confirmed(folder, checked)
    assert words in str(finding)
    assert (finding.file, finding.line) == ("content/crisis/all.yaml", 11)
    assert check_content(folder, today=date(2026, 11, 22)) == ()


def test_a_crisis_line_confirmed_within_three_months_may_be_launched(folder: Path) -> None:
    assert confirmed(folder, "{on: 2026-08-22, by: Jo}") == []


def test_nothing_is_launched_without_crisis_lines(folder: Path) -> None:
    (folder / "crisis" / "all.yaml").unlink()
    findings = check_content(folder, launch=True, today=date(2026, 11, 22))
    assert {finding.message for finding in findings} == {
        "there are no crisis lines.",
        "country.yaml names crisis/all.yaml, which is missing.",
    }


def test_a_mistake_in_a_crisis_line_is_told_like_any_other(folder: Path) -> None:
    (folder / "crisis" / "all.yaml").write_text(LINES.replace("    dial:", "    dail:"), encoding="utf-8")
    assert "Did you mean dial?" in " ".join(map(str, check_content(folder)))
    with pytest.raises(ContentError, match=r"all\.yaml"):
        load_content(folder)


def test_a_mistake_in_a_rule_book_is_told_like_any_other(folder: Path) -> None:
    (folder / "safety").mkdir()
    (folder / "safety" / "en.yaml").write_text("language: en\nrulez: []\n", encoding="utf-8")
    findings = check_content(folder)
    assert "Did you mean rules?" in str(findings[-1])
    assert {finding.file for finding in findings} == {"content/safety/en.yaml"}
