"""Other people's records: every one gives a candidate or a finding, none raises, nothing is inferred or overwritten."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.directory import load_content
from bot.directory.candidates import Gatherer, Kept, Likeness, NotYet, Where, accept, folder_of, import_into, kept_in
from bot.directory.candidates.areas import Sorter
from bot.directory.candidates.candidate import Candidate
from bot.directory.candidates.relevance import relevance
from bot.directory.geography import read_geography
from bot.directory.load import load_areas, load_needs, load_services
from bot.directory.needs import Needs
from bot.directory.open_referral import Terms, read_record
from bot.directory.open_referral.fetch import FeedError, parsed, records_in, records_of_files
from bot.directory.open_referral.read import plain_fields
from bot.directory.reading import read_yaml
from bot.directory.service import Organisation, Service
from tests.directory import standard
from tests.directory.making import TODAY, service

CONTENT = Path(__file__).parents[2] / "content"
AREAS = Sorter(read_geography(CONTENT), load_areas(CONTENT))
TERMS = Terms(Needs(needs=()))
SAMPLES = sorted(path.stem for path in (standard.HERE / "samples").glob("*.json"))

RECORD: dict[str, Any] = {
    "id": "0b5d2a3e-3b1f-4c39-9f57-5f3c6d0f7a01",
    "name": "Bumps &amp; Babies",
    "description": "<h1>About us</h1><p>New mums meet over tea &ndash; no need to book.</p><p>All are welcome.</p>",
    "status": "active",
    "url": "www.kith.test/bumps",
    "email": "nobody@noemail.invalid",
    "minimum_age": -1,
    "maximum_age": 120,
    "assured_date": "2026-09-02",
    "last_modified": "2026-09-02T12:06:15.654",
    "organization": {
        "id": "42d3fa20-b36d-4822-b5dc-68029911caaf",
        "name": "Friends of Bristol",
        "description": "x",
        "website": "http://www.example.com",
        "organization_identifiers": [
            {"identifier_scheme": "GB-CHC", "identifier_type": "Charity", "identifier": "1123456"}
        ],
    },
    "contacts": [{"name": "Ann Persona", "phones": [{"number": "Office: 0117 332 7111"}]}],
    "service_areas": [
        {"name": "Bristol", "uri": "http://www.example.com"},
        {"name": "City of Edinburgh Council"},
        {"uri": "http://statistics.data.gov.uk/id/statistical-geography/W92000004", "name": "Cymru"},
        {"name": "Nowhereshire"},
    ],
    "schedules": [
        {"freq": "WEEKLY", "interval": "1", "byday": "tuesday", "opens_at": "10:00:00", "closes_at": "11:30:00Z"},
        {"freq": "MONTHLY", "byday": "-1FR", "opens_at": "13:00"},
        {"freq": "WEEKLY", "interval": 0, "byday": "MO", "opens_at": "6pm"},
        {"freq": "WEEKLY", "byday": "WE", "until": "2024-01-01"},
    ],
    "cost_options": [{"option": "Free", "amount": 0}],
    "languages": [{"name": "Urdu"}, {"code": "pa"}, {"name": "BSL"}, {"name": "Mumbling"}],
    "service_at_locations": [
        {
            "location": {
                "location_type": "physical",
                "name": "The Hub",
                "latitude": 51.45,
                "longitude": -2.58,
                "addresses": [
                    {"address_1": "1 High Street", "city": "Bristol", "postal_code": "bs56xx", "country": "GB"}
                ],
            }
        }
    ],
    "attributes": [{"taxonomy_term": {"name": "Postnatal support", "term_uri": "http://id.esd.org.uk/service/1"}}],
}


def gathered(*records: Any, directory: tuple[Organisation, ...] = (), today: date = TODAY) -> Gatherer:
    gatherer = Gatherer("https://feed.test", today, AREAS, TERMS, Likeness(directory))
    for record in records:
        gatherer.take(record)
    return gatherer


def one_from(record: dict[str, Any], *directory: Organisation) -> Candidate:
    (candidate,) = gathered(record, directory=directory).candidates.values()
    return candidate


def doubts(record: dict[str, Any]) -> str:
    return " ".join(one_from(record).doubts)


def test_a_real_and_messy_record_is_read_in_our_words() -> None:
    fields = one_from(RECORD).service
    assert fields["name"] == "Bumps & Babies"
    assert fields["summary"] == "New mums meet over tea – no need to book. All are welcome."
    assert fields["contacts"] == {
        "phone": [{"number": "0117 332 7111", "says": "Office"}],
        "website": "https://www.kith.test/bumps",
    }
    assert fields["serves"] == {"nations": ["Wales"], "districts": ["Bristol", "City of Edinburgh"]}
    assert fields["venue"] == {
        "name": "The Hub",
        "address": "1 High Street",
        "town": "Bristol",
        "postcode": "BS5 6XX",
        "latitude": 51.45,
        "longitude": -2.58,
    }
    assert fields["languages"] == ["ur", "pa", "bfi"]
    assert fields["cost"] == {"free": "yes"}
    assert "ages" not in fields
    assert [{key: value for key, value in time.items() if key != "as_of"} for time in fields["times"]] == [
        {"says": "Tuesdays, 10:00 to 11:30", "day": "tuesday", "start": "10:00", "end": "11:30", "every": "week"},
        {
            "says": "Last Friday of the month, from 13:00",
            "day": "friday",
            "start": "13:00",
            "every": "month",
            "nth": -1,
        },
        {"says": "Mondays", "day": "monday"},
    ]
    assert one_from(RECORD).top == {"organisation": "Friends of Bristol", "charity_number": "1123456"}


def test_what_the_standard_cannot_say_is_never_inferred() -> None:
    fields = one_from({**RECORD, "name": "Crisis helpline for new mums"}).service
    assert not {"kind", "for_whom", "stages", "needs", "checked", "led_by"} & fields.keys()


@pytest.mark.parametrize(
    "says",
    [
        "e-mail address is a placeholder",
        "no https://",
        "time zone",
        '"6pm" can\'t be read',
        "repeat every 0 weeks",
        "ended in the past",
        '"Mumbling" is not known',
        "Nowhereshire",
    ],
)
def test_what_is_odd_is_a_doubt_that_says_what_to_do(says: str) -> None:
    assert says in doubts(RECORD)


def test_the_names_of_contacts_are_not_kept() -> None:
    assert "Persona" not in one_from(RECORD).as_yaml("x", TODAY)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_sample_gives_candidates_or_findings(name: str) -> None:
    records = list(records_in(standard.sample(name)))
    done = gathered(*records)
    assert records
    assert len(done.candidates) + len(done.findings) == len(records)
    for candidate in done.candidates.values():
        read = read_yaml(candidate.as_yaml("x", TODAY))
        assert read["upstream"]["said"]["service"] == candidate.service


def test_the_invented_organisation_of_3_1_and_the_wrong_list_are_told_apart() -> None:
    assert len(gathered(*records_in(standard.sample("hsds-3.1_organization_full"))).candidates) == 1
    wrong = gathered(*records_in(standard.sample("oruk-3.0_service_list_FAIL")))
    assert len(wrong.findings) == 4
    assert "it has no name. Ask the feed's publisher" in str(wrong.findings[0])


OLD = {
    "id": "7",
    "name": "Mums group",
    "description": "A group.",
    "status": "active",
    "attending_type": "phone",
    "attending_access": "referral",
    "fees": "£2 a week",
    "organization": {"id": "8", "name": "Old Org", "description": "x", "url": "https://old.test"},
    "eligibilitys": [{"minimum_age": "16", "maximum_age": 25}],
    "regular_schedules": [{"byday": "TH", "freq": "WEEKLY", "opens_at": "10:00", "closes_at": "12:00"}],
    "service_taxonomys": [{"taxonomy": {"name": "Postnatal depression", "vocabulary": "esdServiceTypes"}}],
    "service_areas": [{"service_area": "Leeds"}],
    "contacts": [{"phones": [{"number": "0113 496 0000"}]}],
    "service_at_locations": [
        {
            "location": {
                "name": "Hall",
                "physical_addresses": [{"address_1": "2 Low Road", "city": "Leeds", "postal_code": "LS1 4AP"}],
            }
        }
    ],
}


def test_version_1_of_the_uk_standard_is_read_too() -> None:
    candidate = one_from(OLD)
    fields = candidate.service
    assert fields["formats"] == ["phone"]
    assert fields["referral"] == "professional"
    assert fields["ages"] == {"from": 16, "to": 25}
    assert fields["cost"] == {"says": "£2 a week"}
    assert fields["serves"] == {"districts": ["Leeds"]}
    assert fields["venue"]["postcode"] == "LS1 4AP"
    assert fields["times"][0]["day"] == "thursday"
    assert candidate.top == {"organisation": "Old Org", "website": "https://old.test"}
    assert "postnatal depression" in candidate.because


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(sorted(RECORD)), inner, max_size=4),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(JSON, st.dictionaries(st.sampled_from(sorted({*RECORD, *OLD})), JSON, max_size=6))
def test_no_record_raises_whatever_is_in_it(alone: Any, changed: dict[str, Any]) -> None:
    done = gathered(alone, {**RECORD, **changed}, {**OLD, **changed})
    assert len(done.candidates) + len(done.findings) == 3
    assert not [finding for finding in done.findings if "could not be read" in str(finding)]
    for candidate in done.candidates.values():
        assert read_yaml(candidate.as_yaml("x", TODAY))["upstream"]["id"] == candidate.id


@pytest.mark.parametrize(
    ("name", "description", "relevant"),
    [
        ("Mothers in Mind", "Peer support for postnatal depression.", True),
        ("Tuesday circle", "For women who have had a miscarriage or stillbirth.", True),
        ("Dads group", "For new dads who find it hard.", True),
        ("Home-Start Leeds", "Volunteers visit families.", True),
        ("Peer support", "Mental health peer support for veterans. Befriending, listening.", False),
        ("Lunch club", "For older people who are lonely. Befriending.", False),
        ("Debt advice", "Help with money.", False),
    ],
)
def test_relevance_needs_a_word_of_birth_family_or_loss(name: str, description: str, relevant: bool) -> None:
    assert (relevance(name, [description]).score > 0) is relevant


def test_thirty_of_eight_hundred_come_first_each_with_its_reason() -> None:
    right = [one for one in load_services(CONTENT) for one in one.services if one.focus == "perinatal_mental_health"][
        :30
    ]
    wrong = (
        "Chess club,Lunch club for older people,Walking football,Debt advice,Peer support for veterans,Foster carers,"
        "Teenage art club,Carers' group: listening and befriending,Little Stars day nursery,Baby swimming lessons"
    ).split(",")
    scores = [(relevance(one.name, [one.summary]), True) for one in right]
    scores += [
        (relevance(f"{wrong[number % len(wrong)]} {number}", ["A place to meet."]), False) for number in range(770)
    ]
    scores.sort(key=lambda pair: -pair[0].score)
    first = scores[:30]
    assert sum(is_right for _, is_right in first) >= 28
    assert all(found.because for found, _ in first)


THERE = Organisation(
    organisation="Friends of Bristol",
    charity_number="1123456",
    services=(
        service(
            "bumps",
            name="Bumps and babies",
            contacts={"phone": [{"number": "+44 (0)117 332 7111"}], "website": "https://kith.test/bumps/"},
            venue={"postcode": "BS5 6XX", "town": "Bristol"},
        ),
        service("other", name="Something else", contacts={}),
    ),
)


def test_a_service_that_is_there_already_is_proposed_with_every_reason() -> None:
    first, second = one_from(RECORD, THERE).perhaps_the_same_as
    assert first.startswith("bumps: ")
    for reason in ("the same telephone", "the same charity number", "the same web page", "the same postcode"):
        assert reason in first
    assert second == "other: the same charity number"


def test_an_unlike_service_is_not_proposed() -> None:
    assert one_from({**OLD, "name": "Chess"}, THERE).perhaps_the_same_as == ()


def test_every_shipped_service_is_recognised_in_somebody_elses_feed() -> None:
    from bot.directory.open_referral.write import standard as as_record

    organisations = load_services(CONTENT)
    likeness = Likeness(organisations)
    terms = Terms(load_needs(CONTENT))
    for organisation in organisations:
        for one in organisation.services:
            fields = plain_fields(as_record(one, terms), TODAY).fields
            assert any(line.startswith(f"{one.id}:") for line in likeness.of(organisation.organisation, None, fields))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return folder_of(tmp_path, "https://feed.test/api/services")


def brought(folder: Path, *records: dict[str, Any], whole: bool = True, today: date = TODAY) -> Any:
    """An import of these records, written to disk."""
    kept = kept_in(folder) if folder.is_dir() else []
    done = import_into(folder, gathered(*records).candidates, kept, today, whole)
    folder.mkdir(parents=True, exist_ok=True)
    for path, text in done.texts.items():
        path.write_bytes(text)
    return done


def only(folder: Path) -> Kept:
    (kept,) = kept_in(folder)
    return kept


def test_the_same_feed_again_changes_nothing(folder: Path) -> None:
    assert len(brought(folder, RECORD, OLD).new) == 2
    again = brought(folder, RECORD, OLD)
    assert (again.texts, again.same) == ({}, 2)


def test_what_changed_upstream_is_taken_over_and_a_persons_comment_stays(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(path.read_text().replace("  kind:\n", "  kind: peer_group  # Ann rang\n"))
    done = brought(folder, {**RECORD, "name": "Bumps and Babies Club"})
    assert done.updated == {path: ("name",)}
    assert not done.conflicts
    assert only(folder).says["service"]["name"] == "Bumps and Babies Club"
    assert "kind: peer_group  # Ann rang" in path.read_text()


def test_a_persons_edit_is_never_overwritten_and_the_clash_is_said_once(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(path.read_text().replace("  name: Bumps & Babies\n", "  name: Bumps (Tuesdays)\n", 1))
    changed = {**RECORD, "name": "Bumps and Babies Club"}
    done = brought(folder, changed)
    assert done.conflicts == [
        f"{path.name}: name: the feed now says Bumps and Babies Club, and this file was left as it is."
    ]
    assert only(folder).says["service"]["name"] == "Bumps (Tuesdays)"
    assert only(folder).says["about"]["conflicts"]
    again = brought(folder, changed)
    assert (again.texts, again.conflicts) == ({}, [])
    assert only(folder).says["service"]["name"] == "Bumps (Tuesdays)"


def test_an_edit_that_the_feed_never_touches_stays_without_a_word(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(path.read_text().replace("  name: Bumps & Babies\n", "  name: Bumps (Tuesdays)\n", 1))
    done = brought(folder, {**RECORD, "alert": "Moved."})
    assert (list(done.updated.values()), done.conflicts) == ([("alert",)], [])
    assert only(folder).says["service"]["name"] == "Bumps (Tuesdays)"


def test_a_clash_is_told_in_words(folder: Path) -> None:
    brought(folder, {**RECORD, "contacts": [{"phones": [{"number": "0117 332 7111"}]}]})
    path = only(folder).path
    path.write_text(path.read_text().replace("0117 332 7111", "0117 332 7000", 1))
    (conflict,) = brought(folder, {**RECORD, "contacts": [{"phones": [{"number": "0117 332 7112"}]}]}).conflicts
    assert conflict.endswith("contacts phone: the feed now says 0117 332 7112, and this file was left as it is.")


def test_an_edit_of_the_email_and_a_new_telephone_upstream_do_not_clash(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(path.read_text().replace("  contacts:\n", "  contacts:\n    email: ann@kith.test\n", 1))
    done = brought(folder, {**RECORD, "contacts": [{"phones": [{"number": "0117 332 7112"}]}]})
    assert (list(done.updated.values()), done.conflicts) == ([("contacts phone",)], [])
    contacts = only(folder).says["service"]["contacts"]
    assert (contacts["email"], contacts["phone"]) == ("ann@kith.test", [{"number": "0117 332 7112"}])


def test_a_record_of_which_only_part_could_be_had_takes_nothing_away(folder: Path) -> None:
    brought(folder, RECORD)
    before = only(folder).text
    gatherer = gathered()
    gatherer.take({key: RECORD[key] for key in ("id", "name", "status")}, "Only part of it could be fetched.")
    done = import_into(folder, gatherer.candidates, kept_in(folder), TODAY, True)
    assert (done.texts, done.same) == ({}, 1)
    assert only(folder).text == before


def test_what_the_feed_no_longer_has_is_said_and_not_deleted(folder: Path) -> None:
    brought(folder, RECORD, OLD)
    done = brought(folder, OLD)
    assert len(done.gone) == 1
    assert len(kept_in(folder)) == 2
    assert brought(folder, OLD).texts == {}
    assert not brought(folder, RECORD, OLD).gone
    assert not any("gone" in one.says for one in kept_in(folder))


def where() -> Where:
    return Where(Path("services"), {}, {"friends-of-bristol-bumps-babies"})


def test_a_candidate_is_accepted_only_when_a_person_has_finished_it(folder: Path) -> None:
    brought(folder, RECORD)
    with pytest.raises(NotYet) as refused:
        accept(only(folder), where(), None, TODAY)
    assert [one.split(" ")[0] for one in refused.value.missing] == ["kind", "for_whom", "stages", "Nobody"]
    path = only(folder).path
    filled = (
        path.read_text().replace("  kind:\n", "  kind: peer_group\n").replace("  stages:\n", "  stages: [postnatal]\n")
    )
    path.write_text(filled.replace("  for_whom:\n", "  for_whom: [mothers]\n"))
    with pytest.raises(NotYet, match="Nobody has checked it"):
        accept(only(folder), where(), None, TODAY)
    new = accept(only(folder), where(), "Ann", TODAY)
    made = Service.model_validate(new.data)
    assert made.id == "friends-of-bristol-bumps-babies-2"
    assert made.checked is not None
    assert (made.checked.on, made.checked.by) == (TODAY.isoformat(), "Ann")
    assert made.sources[-1].url == "https://feed.test/services/0b5d2a3e-3b1f-4c39-9f57-5f3c6d0f7a01"
    assert new.organisation == {"organisation": "Friends of Bristol", "charity_number": "1123456"}


def test_a_wrong_word_in_a_candidate_is_told_with_its_field(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(path.read_text().replace("  kind:\n", "  kind: peer_grup\n"))
    with pytest.raises(NotYet) as refused:
        accept(only(folder), where(), "Ann", TODAY)
    assert any(one.startswith("kind: ") and "peer_group" in one for one in refused.value.missing)


def test_an_accepted_candidate_is_never_changed_behind_the_service_but_news_are_told(folder: Path) -> None:
    brought(folder, RECORD)
    path = only(folder).path
    path.write_text(f"{path.read_text()}accepted: bumps\n")
    done = brought(folder, {**RECORD, "name": "New name"})
    assert done.conflicts == [
        f"{path.name}: name: the feed now says New name, and the accepted service was left as it is."
    ]
    assert only(folder).says["service"]["name"] == "Bumps & Babies"


def test_the_bot_never_sees_a_candidate(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()
    for entry in CONTENT.iterdir():
        (content / entry.name).symlink_to(entry)
    folder = folder_of(content, "https://feed.test")
    brought(folder, {**RECORD, "name": "Planted group for new mums"})
    assert only(folder).says["service"]["name"] == "Planted group for new mums"
    loaded = load_content(content)
    assert len(loaded.services) == len(load_content(CONTENT).services)
    assert not any("Planted" in one.name for one in loaded.services)


def test_our_own_export_brings_nothing_new() -> None:
    from bot.directory.open_referral.write import record as whole

    mine = service("mine")
    gatherer = Gatherer("x", TODAY, AREAS, TERMS, Likeness(()), frozenset({"mine"}))
    gatherer.take(json.loads(json.dumps(whole(mine, TERMS))))
    assert (gatherer.our_own, gatherer.candidates, gatherer.findings) == (1, {}, [])
    assert read_record(whole(mine, TERMS), TODAY, TERMS)[1] == "mine"


@pytest.mark.parametrize(
    ("raw", "says"),
    [
        (b"<!doctype html><p>Sign in", "a web page where data should be"),
        (b'{"contents": [{"id": "1", "name": "x"', "ends in the middle"),
        (b'{"contents": [{"id": "1", "na', "ends in the middle"),
        (b"hello", "is no JSON"),
        (b"\xff\xfe\x00", "not text"),
        (b" \n", "There is nothing in the file"),
        (b"[" * 100_000, "nested deeper"),
    ],
)
def test_a_file_that_is_no_feed_is_told_in_one_sentence(raw: bytes, says: str, tmp_path: Path) -> None:
    (tmp_path / "feed.json").write_bytes(raw)
    with pytest.raises(FeedError) as told:
        list(records_of_files(tmp_path / "feed.json"))
    assert says in str(told.value)
    assert "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("said", "whole"),
    [
        ([RECORD], True),
        (RECORD, False),
        ({"contents": [RECORD]}, True),
        ({"contents": [RECORD], "total_items": 874}, False),
        ({"content": [RECORD], "totalElements": 1}, True),
    ],
)
def test_a_page_or_a_record_alone_does_not_mean_that_all_others_have_gone(
    said: Any, whole: bool, tmp_path: Path
) -> None:
    (tmp_path / "feed.json").write_text(json.dumps(said))
    records, is_whole = records_of_files(tmp_path / "feed.json")
    assert (len(records), is_whole) == (1, whole)


def test_letters_that_no_file_can_hold_are_left_out(tmp_path: Path) -> None:
    record = json.loads(r'{"id": "\ud800x", "name": "Mums \udfff\u2028 group\u0085", "description": "a\ufeffb\u0000c"}')
    text = one_from(record).as_yaml("x", TODAY)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    assert read_yaml(text)["service"]["name"] == "Mums group"


def test_numbers_without_end_are_no_numbers() -> None:
    record = json.loads(
        '{"id": "1", "name": "x", "minimum_age": NaN, "maximum_age": 1e999, "cost_options": [{"amount": NaN}]}'
    )
    assert not {"ages", "cost"} & one_from(record).service.keys()


def test_lines_of_json_are_a_feed_too() -> None:
    lines = b"\n".join(json.dumps(one).encode() for one in (RECORD, OLD))
    assert list(records_in(parsed(lines, "x"))) == [RECORD, OLD]
