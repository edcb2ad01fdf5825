"""A service's model: strict, frozen, and the same after a trip through YAML."""

from datetime import date
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bot.directory.load import load_services
from bot.directory.reading import read_yaml
from bot.directory.service import Contacts, Organisation, Service
from bot.directory.vocabulary import Answer, Audience, Exclusion, Format, Kind, LedBy, Referral, Stage, Way

CONTENT = Path(__file__).parents[2] / "content"

PLAIN = {
    "id": "a-group",
    "name": "A group",
    "summary": "A group.",
    "kind": "peer_group",
    "for_whom": ["mothers"],
    "stages": ["postnatal"],
    "serves": {"nations": ["England"]},
}

words = st.text(st.characters(whitelist_categories=("L", "N", "P", "Zs")), min_size=1, max_size=40).filter(
    lambda text: text.strip() != ""
)
answers = st.sampled_from([*Answer, True, False])


def several(enum: type) -> st.SearchStrategy[list[str]]:
    return st.lists(st.sampled_from([str(each) for each in enum]), unique=True)


services = st.fixed_dictionaries(
    {
        "id": st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8}){0,3}", fullmatch=True),
        "name": words,
        "summary": words,
        "kind": st.sampled_from([str(each) for each in Kind]),
        "for_whom": several(Audience).filter(bool),
        "stages": several(Stage).filter(bool),
        "serves": st.fixed_dictionaries({"nations": st.lists(words, min_size=1), "places": st.lists(words)}),
    },
    optional={
        "formats": several(Format),
        "ways": several(Way),
        "not_for": several(Exclusion),
        "ages": st.integers(0, 50).map(lambda age: {"from": age, "to": age + 5}),
        "baby_welcome": answers,
        "step_free": answers,
        "led_by": st.sampled_from([str(each) for each in LedBy]),
        "referral": st.sampled_from([str(each) for each in Referral]),
        "training": words,
        "contacts": st.fixed_dictionaries(
            {"phone": st.just([{"number": "0121 496 0000"}]), "email": st.just("a@b.org")}
        ),
        "times": st.lists(
            st.fixed_dictionaries(
                {"says": words, "start": st.just("10:00"), "as_of": st.dates(date(2000, 1, 1), date(2030, 1, 1))}
            ),
            max_size=2,
        ),
        "checked": st.fixed_dictionaries({"on": st.dates(date(2000, 1, 1), date(2030, 1, 1)), "by": words}),
        "notes": st.lists(words, max_size=2),
    },
)


@given(service=services)
def test_a_service_is_the_same_after_a_trip_through_yaml(service: dict[str, object]) -> None:
    before = Organisation.model_validate({"organisation": "An organisation", "services": [service]})
    text = yaml.safe_dump(before.model_dump(mode="json", by_alias=True, exclude_defaults=True), allow_unicode=True)
    assert Organisation.model_validate(read_yaml(text)) == before


def test_every_real_organisation_is_the_same_after_a_trip_through_yaml() -> None:
    for organisation in load_services(CONTENT):
        text = yaml.safe_dump(organisation.model_dump(mode="json", by_alias=True), allow_unicode=True)
        assert Organisation.model_validate(read_yaml(text)) == organisation


def test_yes_and_no_mean_what_they_say_and_silence_is_unknown() -> None:
    service = Service.model_validate({**PLAIN, **read_yaml("step_free: no\ncreche: yes\ntravel_help: unknown")})
    assert (service.step_free, service.creche, service.travel_help) == (Answer.NO, Answer.YES, Answer.UNKNOWN)
    assert service.baby_welcome is Answer.UNKNOWN
    assert service.referral is Referral.UNKNOWN


def test_a_service_has_the_name_at_the_top_of_its_file() -> None:
    file = {"organisation": "Bluebell", "website": "https://example.org", "services": [PLAIN]}
    service = Organisation.model_validate(file).services[0]
    assert (service.organisation, service.organisation_website) == ("Bluebell", "https://example.org")


def test_a_service_cannot_be_changed_once_it_is_read() -> None:
    with pytest.raises(ValidationError):
        Service.model_validate(PLAIN).name = "Another"  # type: ignore[misc]


@pytest.mark.parametrize("number", ["116 123", "85258", "999", "0121 301 5990", "+44 121 496 0000", "(01) 23 45 67 89"])
def test_numbers_are_kept_as_they_are_printed(number: str) -> None:
    assert Contacts.model_validate({"phone": [{"number": number}]}).phone[0].number == number


@pytest.mark.parametrize("number", [1213015990, "01 21", "ask for Jo", "0121 301 5990 or 5991", "1", "0" * 16])
def test_what_is_not_a_number_as_dialled_is_refused(number: object) -> None:
    with pytest.raises(ValidationError):
        Contacts.model_validate({"phone": [{"number": number}]})


@pytest.mark.parametrize("status", ["possibly_closed", "temporarily_closed", "closed"])
def test_a_service_that_may_not_run_must_say_so(status: str) -> None:
    with pytest.raises(ValidationError, match="alert"):
        Service.model_validate({**PLAIN, "status": status})


def test_an_area_that_is_not_certain_needs_words_for_it() -> None:
    with pytest.raises(ValidationError, match="says"):
        Service.model_validate({**PLAIN, "serves": {"nations": ["England"], "known": False}})
