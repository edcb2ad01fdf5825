"""The feed: valid against three versions of the standard at once, whole when it comes back, silent on secrets."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.directory import Service
from bot.directory.load import load_needs, load_services
from bot.directory.needs import Needs
from bot.directory.open_referral.extension import read_record
from bot.directory.open_referral.feed import Feed
from bot.directory.open_referral.leaving import StaysHome, fit_to_leave
from bot.directory.open_referral.names import OURS
from bot.directory.open_referral.publish import files_of
from bot.directory.open_referral.terms import Terms
from bot.directory.open_referral.write import own_fields, record
from bot.directory.service import Checked, Organisation
from tests.directory import standard
from tests.directory.making import TODAY, service

CONTENT = Path(__file__).parents[2] / "content"
SERVICES = [one for organisation in load_services(CONTENT) for one in organisation.services]
TERMS = Terms(load_needs(CONTENT))

LOSSLESS = (
    "name summary alert kind focus formats ways for_whom not_for not_for_says ages stages needs chiefly_for referral "
    "led_by languages language_note baby_welcome older_children creche step_free travel_help"
).split()
"""What hsds.md's table marks none or term: it comes back from the standard's own places, without our object's help."""

FULL: dict[str, Any] = {
    "name": "Mums & babies < 1",
    "summary": "Mums meet.\nEvery week.",
    "status": "possibly_closed",
    "alert": "Please ask whether it still runs.",
    "kind": "befriending",
    "focus": "baby_loss",
    "formats": ["group", "online", "phone"],
    "ways": ["in_person", "video"],
    "for_whom": ["mothers", "partners"],
    "not_for": ["psychosis", "men"],
    "not_for_says": "Not in a crisis.",
    "ages": {"from": 16, "to": 25},
    "stages": ["loss"],
    "needs": ["low_mood", "anxiety"],
    "chiefly_for": ["anxiety"],
    "serves": {
        "nations": ["England", "Wales"],
        "districts": ["Bristol"],
        "postcodes": ["BS"],
        "places": ["Yate"],
        "within_miles": 10,
        "says": "mostly Bristol",
        "known": False,
    },
    "contacts": {
        "phone": [{"number": "116 123", "says": "at night"}, {"number": "0117 496 0000"}],
        "text": [{"number": "85258", "word": "SHOUT", "says": "day and night"}],
        "whatsapp": [{"number": "07700 900123", "says": "text only"}],
        "email": "help@kith.test",
        "website": "https://kith.test/group",
    },
    "venue": {
        "name": "The Hub",
        "address": "1 High Street",
        "town": "Bristol",
        "postcode": "BS5 6XX",
        "latitude": 51.46,
        "longitude": -2.56,
    },
    "times": [
        {"says": "Tuesdays", "day": "tuesday", "start": "10:00", "end": "11:30", "every": "week", "term_time": "yes"},
        {"says": "First Friday", "day": "friday", "every": "month", "nth": 1, "sessions": 6, "as_of": "2026-05"},
        {"says": "Every other Monday", "day": "monday", "start": "18:00", "every": "fortnight"},
        {"says": "Every day", "every": "day"},
    ],
    "hours": {
        "says": "weekdays, 9 to 5",
        "open": [{"days": ["monday", "friday"], "opens": "09:00", "closes": "17:00"}],
        "as_of": "2026-01-01",
    },
    "cost": {"free": "yes", "says": "Free; tea is £1"},
    "baby_welcome": "yes",
    "creche": "no",
    "step_free": "yes",
    "languages": ["en", "bfi", "pa"],
    "language_note": "Ask for an interpreter.",
    "referral": "either",
    "led_by": "mixed",
    "who_says": "Somebody who has been there.",
    "training": "A course of ten weeks.",
    "lasts": "A year",
    "afterwards": "A walking group",
    "activities": ["walk", "craft"],
    "sources": [{"url": "https://kith.test", "supports": "all of it", "page_date": "2026-05"}],
    "confidence": "high",
    "formerly": ["an-older-id"],
    "checked": {"on": "2026-11-01", "by": "Ann Example"},
    "notes": ["Ann Example rang on Monday."],
}


def full(**changed: Any) -> Service:
    made = service("full", **{**FULL, **changed})
    named = {"organisation": "Kith Friends", "organisation_website": "https://kith.test"}
    return made.model_copy(update=named)


def back(one: dict[str, Any]) -> dict[str, Any]:
    """The fields that somebody's copy of the record is read as, after it has been JSON."""
    return read_record(json.loads(json.dumps(one)), TODAY, TERMS)[0].fields


def exported(*services: Service, today: date = TODAY) -> Feed:
    organisation = Organisation(organisation="Kith Friends", website="https://kith.test", services=services)
    return Feed.of([organisation], Needs(needs=()), today)


@pytest.mark.parametrize("one", [full(), *SERVICES], ids=lambda one: one.id)
def test_a_service_comes_back_just_as_it_left(one: Service) -> None:
    assert back(record(one, TERMS)) == own_fields(one)


@pytest.mark.parametrize("one", [full(name="Mums and babies", summary="Mums meet."), *SERVICES], ids=lambda one: one.id)
def test_what_the_standard_can_say_comes_back_without_our_own_object(one: Service) -> None:
    said = record(one, TERMS)
    del said[OURS]
    fields, own = back(said), own_fields(one)
    assert {key: fields.get(key) for key in LOSSLESS} == {key: own.get(key) for key in LOSSLESS}
    for key in ("phone", "text", "email"):
        assert fields.get("contacts", {}).get(key) == own.get("contacts", {}).get(key)
    if one.contacts.website:
        assert fields["contacts"]["website"] == one.contacts.website
    assert one.checked is None or said["assured_date"] == one.checked.on


@pytest.mark.parametrize("one", [full(), *SERVICES], ids=lambda one: one.id)
def test_a_record_is_valid_against_three_versions_at_once(one: Service) -> None:
    assert standard.faults(record(one, TERMS, "SC012345")) == []


def test_the_schemas_do_find_faults() -> None:
    said = record(full(), TERMS)
    assert len(standard.faults({**said, "id": "no uuid", "url": "kith"})) == 6
    assert any("state_province" in fault for fault in standard.faults(_without_province(said)))


def _without_province(said: dict[str, Any]) -> dict[str, Any]:
    copy = json.loads(json.dumps(said))
    del copy["service_at_locations"][0]["location"]["addresses"][0]["state_province"]
    return copy


def test_where_somebody_changed_the_standards_own_field_that_one_wins() -> None:
    said = json.loads(json.dumps(record(full(), TERMS)))
    said["status"] = "defunct"
    said["phones"][0]["number"] = "0117 496 0999"
    said["additional_urls"] = []
    fields = back(said)
    assert fields["status"] == "closed"
    assert fields["contacts"]["phone"][0]["number"] == "0117 496 0999"
    assert "whatsapp" not in fields["contacts"]
    assert fields["training"] == "A course of ten weeks."


def test_every_time_is_a_rule_that_others_can_read() -> None:
    schedules = record(full(), TERMS)["schedules"]
    rules = [{key: one.get(key) for key in ("freq", "interval", "byday", "opens_at", "closes_at")} for one in schedules]
    assert [tuple(rule.values()) for rule in rules] == [
        ("WEEKLY", 1, "TU", "10:00", "11:30"),
        ("MONTHLY", 1, "1FR", None, None),
        ("WEEKLY", 2, "MO", "18:00", None),
        ("WEEKLY", 1, "MO,TU,WE,TH,FR,SA,SU", None, None),
        ("WEEKLY", 1, "MO,FR", "09:00", "17:00"),
    ]


IN_WORDS = {
    "every Tuesday 10:00 to 11:30, term time only": ("WEEKLY", 1, "TU", "10:00", "11:30", None, None, None),
    "first and third Friday of the month 1pm": ("MONTHLY", 1, "1FR,3FR", "13:00", None, None, None, None),
    "alternate Mondays from 2 November 2026": ("WEEKLY", 2, "MO", None, None, "2026-11-02", None, None),
    "weekends until 5 December 2027": ("WEEKLY", 1, "SA,SU", None, None, None, "2027-12-05", None),
    "Fridays, six sessions from 6 November 2026": ("WEEKLY", 1, "FR", None, None, "2026-11-06", None, 6),
    "Saturday 5 December 2026": ("WEEKLY", 1, "SA", None, None, "2026-12-05", "2026-12-05", None),
}


def test_a_time_in_words_is_a_rule_that_others_can_read_too() -> None:
    one = full(times=[{"when": words, "as_of": "2026-11-01"} for words in IN_WORDS])
    said = record(one, TERMS)
    keys = ("freq", "interval", "byday", "opens_at", "closes_at", "dtstart", "until", "count")
    assert [tuple(each.get(key) for key in keys) for each in said["schedules"]][:-1] == list(IN_WORDS.values())
    assert said["schedules"][0]["notes"] == "Term time only. Times are UK local time."
    assert standard.faults(said) == []
    assert back(said) == own_fields(one)


def test_ids_are_the_same_from_export_to_export_and_different_from_one_another() -> None:
    first, second = (Feed.of(load_services(CONTENT), load_needs(CONTENT), TODAY) for _ in range(2))
    assert first.services == second.services
    assert first.by_id.keys() == second.by_id.keys()
    assert len(first.by_id) == len(first.services) + len(first.taxonomies) + len(first.terms)
    for one in first.services:
        for name in ("attributes", "service_areas", "schedules", "languages"):
            ids = [part["id"] for part in one.get(name, ())]
            assert len(set(ids)) == len(ids)


def test_all_files_of_the_feed_are_valid() -> None:
    needs = load_needs(CONTENT)
    files = {path.as_posix(): json.loads(raw) for path, raw in files_of(Feed.of(load_services(CONTENT), needs, TODAY))}
    assert files["index.json"]["version"] == "HSDS-UK-3.0"
    whole = files["services/index.json"]
    assert whole["total_items"] == len(whole["contents"]) > 200
    paged = [
        files[f"services/page-{number}.json"] for number in range(1, 20) if f"services/page-{number}.json" in files
    ]
    assert [one for page in paged for one in page["contents"]] == whole["contents"]
    assert [page["last_page"] for page in paged] == [False] * (len(paged) - 1) + [True]
    for page in (whole, *paged, files["taxonomies/index.json"], files["taxonomy_terms/index.json"]):
        for version in standard.VERSIONS:
            assert not list(standard.page_validator(version).iter_errors(page))
    for one in whole["contents"]:
        assert standard.faults(one) == []
        assert files[f"services/{one['id']}.json"]["name"] == one["name"]
    for name, kind in (("taxonomies", "taxonomy"), ("taxonomy_terms", "taxonomy_term")):
        for one in files[f"{name}/index.json"]["contents"]:
            assert standard.faults(files[f"{name}/{one['id']}.json"], kind) == []


def test_every_term_of_a_service_is_among_the_published_terms() -> None:
    feed = Feed.of(load_services(CONTENT), load_needs(CONTENT), TODAY)
    for one in feed.services:
        for attribute in one["attributes"]:
            assert attribute["taxonomy_term"] == feed.by_id[attribute["taxonomy_term_id"]]
            assert attribute["taxonomy_term"]["taxonomy_id"] in feed.by_id


REFUGE = {
    "town": "Yate",
    "name": "Rose House",
    "address": "7 Hidden Lane",
    "postcode": "BS37 4AA",
    "confidential": True,
}


def test_a_hidden_address_never_leaves_wherever_it_was_written() -> None:
    one = full(
        venue=REFUGE | {"latitude": 51.5423, "longitude": -2.4178},
        who_says="Come to 7 Hidden Lane, and ring.",
        times=[{"says": "Mondays at BS374AA"}, {"says": "Tuesdays"}],
    )
    said = json.dumps([exported(one).services, exported(one).at_home])
    for secret in ("Hidden Lane", "BS37 4AA", "BS374AA", "51.5423", "2.4178", "Rose House"):
        assert secret not in said
    assert "Tuesdays" in said
    assert "physical" not in said


def test_a_service_whose_summary_tells_the_hidden_address_stays_at_home() -> None:
    one = full(venue=REFUGE, summary="A refuge at 7 Hidden  Lane.")
    assert exported(one).services == ()
    assert exported(one).at_home[0][0] == "full"


def test_the_names_of_staff_and_the_notes_of_editors_never_leave() -> None:
    one = full(
        contacts={"phone": [{"number": "116 123", "says": "ask for Ann  Example"}], "website": "https://kith.test"}
    )
    said = json.dumps(exported(one).services)
    assert "Ann" not in said
    assert "rang on Monday" not in said
    assert "116 123" in said
    assert '"assured_date": "2026-11-01"' in said


@pytest.mark.parametrize("checked", [None, Checked(on="2025-10-01", by="Ann Example")])
def test_contacts_that_nobody_has_confirmed_never_leave(checked: Checked | None) -> None:
    one = full(hours={"says": "ring 01174960000 on weekdays"}, who_says="Write to help@kith.test").model_copy(
        update={"checked": checked}
    )
    (said,) = exported(one).services
    text = json.dumps(said)
    for contact in ("116 123", "0117 496 0000", "01174960000", "85258", "07700", "447700900123", "help@kith.test"):
        assert contact not in text
    assert said["url"] == "https://kith.test/group"
    assert standard.faults(said) == []


def test_contacts_that_a_person_has_confirmed_do_leave() -> None:
    (said,) = exported(full()).services
    assert [phone["number"] for phone in said["phones"]] == ["116 123", "0117 496 0000", "85258"]
    assert said["email"] == "help@kith.test"


def test_no_contact_of_the_shipped_services_leaves_before_a_person_has_confirmed_it() -> None:
    text = json.dumps(Feed.of(load_services(CONTENT), load_needs(CONTENT), TODAY).services, ensure_ascii=False)
    unconfirmed = [one for one in SERVICES if not one.checked]
    assert len(unconfirmed) > 200
    for one in unconfirmed:
        for line in (*one.contacts.phone, *one.contacts.whatsapp):
            assert f'"{line.number}"' not in text
        assert not one.contacts.email or one.contacts.email not in text


def test_what_has_closed_stays_at_home() -> None:
    with pytest.raises(StaysHome, match="closed"):
        fit_to_leave(full(status="closed"), TODAY)
