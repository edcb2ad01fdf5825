"""The starter directory itself: nothing dropped, nothing unconfirmed shown, and right for somebody whose baby died."""

import re
import time
from pathlib import Path

import pytest

from bot.directory.check import check_content
from bot.directory.load import Content, load_content
from bot.directory.vocabulary import Answer, Format, Kind, Stage, Status

CONTENT = Path(__file__).parents[2] / "content"
SOURCE_IDS = (Path(__file__).parent / "source_ids.txt").read_text(encoding="utf-8").split()

CRISIS_LINES_ONLY = {
    "emergency-999",
    "accident-and-emergency",
    "nhs-111-mental-health-england",
    "nhs-24-111-scotland",
    "nhs-111-press-2-wales",
}
"""Not things to be found by searching: they are in content/crisis/ and shown at once when they are needed."""

UNVERIFIED = """
    0800 132 737  81066  0800 999 5786  07903 508334  0300 636 5478  0800 02 888 40  0345 120 2918  0800 138 0509
    0808 800 2222  0808 802 6666  0808 808 3555  0300 772 9844
"""
"""Numbers that were seen only in undated public code: nowhere in the content, not even in a note."""

OUT_OF_DATE = """
    0808 1961 776  0845 390 6232  020 7253 2664  01924 200799  020 7436 5881  0844 967 4848  08451 228 669
    07860 039967  07786 209697  88858  0300 102 1234
"""
"""Numbers that the records' conflicts warn of: not in the services, not even in a note."""

UNVERIFIED_ADDRESSES = ("supportme@pandasfoundation.org.uk", "support@ocdaction.org.uk")


@pytest.fixture(scope="module")
def content() -> Content:
    return load_content(CONTENT)


def test_every_file_of_the_starter_directory_is_right() -> None:
    assert [str(finding) for finding in check_content(CONTENT)] == []


def test_numbers_of_crisis_lines_and_of_services_agree(content: Content) -> None:
    for line in content.crisis.all_lines():
        service = content.by_id.get(line.id)
        if service and service.contacts.phone and line.dial:
            assert line.dial in {phone.number for phone in service.contacts.phone}
        if service and service.contacts.text and line.text_to:
            assert line.text_to in {text.number for text in service.contacts.text}


def test_the_whole_directory_loads_in_well_under_a_second() -> None:
    started = time.perf_counter()
    load_content(CONTENT)
    assert time.perf_counter() - started < 2  # about 0.2 s here; room for a slow machine


@pytest.mark.parametrize("source_id", SOURCE_IDS)
def test_every_record_of_the_source_is_a_service_or_a_crisis_line(source_id: str, content: Content) -> None:
    lines = {line.id for line in content.crisis.all_lines()}
    assert source_id in (lines if source_id in CRISIS_LINES_ONLY else content.by_id)
    assert (source_id in content.by_id) is not (source_id in CRISIS_LINES_ONLY)


def test_the_source_has_260_different_records() -> None:
    assert len(set(SOURCE_IDS)) == len(SOURCE_IDS) == 260
    assert set(SOURCE_IDS) >= CRISIS_LINES_ONLY


@pytest.mark.parametrize(("numbers", "where"), [(UNVERIFIED, CONTENT), (OUT_OF_DATE, CONTENT / "services")])
def test_no_contact_that_nobody_has_confirmed_is_anywhere_in_the_content(numbers: str, where: Path) -> None:
    unwanted = {re.sub(r"\D", "", number) for number in re.split(r"\s{2,}", numbers.strip())}
    for path in where.rglob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        digits = {re.sub(r"\D", "", run) for run in re.findall(r"\+?\d[\d ()-]*\d", text)}
        assert digits.isdisjoint(unwanted), path
        assert not any(address in text for address in UNVERIFIED_ADDRESSES), path


def test_a_service_that_may_have_stopped_says_so(content: Content) -> None:
    doubtful = {service.id for service in content.services if service.status is Status.POSSIBLY_CLOSED}
    assert {"mothers-uncovered-brighton", "knowsley-singing-mamas", "mumma-peterborough"} <= doubtful
    assert all(content.by_id[service_id].alert for service_id in doubtful)


def test_a_record_that_is_in_both_lists_is_one_service(content: Content) -> None:
    assert [service.name for service in content.services if service.id == "mumma-peterborough"] == ["MUMMA"]


def test_no_service_pretends_to_be_confirmed(content: Content) -> None:
    assert all(service.checked is None for service in content.services)


class TestAfterALoss:
    """What is offered to a mother whose baby has died."""

    def test_no_service_that_babies_come_to_is_offered(self, content: Content) -> None:
        offered = [service for service in content.services if Stage.LOSS in service.stages]
        assert len(offered) > 40
        assert [s.id for s in offered if Answer.YES in (s.baby_welcome, s.creche, s.older_children)] == []

    def test_no_service_about_feeding_or_bonding_is_offered(self, content: Content) -> None:
        hurtful = {need.id for need in content.needs.needs if Stage.LOSS in need.not_on}
        allowed = {"lullaby-trust-information-line"}  # one line for safer sleep and for sudden death
        offered = [service for service in content.services if Stage.LOSS in service.stages]
        about = {s.id for s in offered if hurtful & set(s.needs) and s.kind is not Kind.PROFESSIONAL}
        assert about <= allowed

    def test_what_was_set_up_for_loss_is_offered(self, content: Content) -> None:
        for service_id in ("sands-helpline", "sands-community", "miscarriage-uk-helpline", "lullaby-trust-befriending"):
            assert Stage.LOSS in content.by_id[service_id].stages

    def test_people_who_listen_to_anybody_are_offered(self, content: Content) -> None:
        for service_id in ("samaritans-116-123", "shout-85258", "breathing-space-scotland"):
            assert Stage.LOSS in content.by_id[service_id].stages

    def test_a_group_where_everybody_is_pregnant_again_is_not(self, content: Content) -> None:
        assert Stage.LOSS not in content.by_id["petals-pregnancy-after-loss-group"].stages

    @pytest.mark.parametrize("need_id", ["bonding", "feeding", "crying_sleep", "multiple_birth"])
    def test_needs_about_a_living_baby_are_not_asked_about(self, need_id: str, content: Content) -> None:
        assert Stage.LOSS in content.needs.by_id[need_id].not_on


def test_there_is_telephone_and_online_support_for_every_nation(content: Content) -> None:
    for nation in ("England", "Scotland", "Wales", "Northern Ireland"):
        for stage in Stage:
            formats = {
                each
                for service in content.services
                if nation in service.serves.nations and stage in service.stages and service.serves.known
                for each in service.formats
            }
            assert {Format.PHONE, Format.ONLINE} <= formats


def test_names_of_areas_are_spelt_out_as_councils(content: Content) -> None:
    serves = content.by_id["aberlour-perinatal-befriending-forth-valley"].serves
    assert serves.districts == ("Clackmannanshire", "Falkirk", "Stirling")
    assert not serves.known


def test_every_need_can_lead_to_a_service(content: Content) -> None:
    used = {need for service in content.services for need in service.needs}
    assert used == set(content.needs.by_id)
    assert {"low_mood", "loss", "birth_trauma", "dads", "hyperemesis", "lgbtq", "faith", "domestic_abuse"} <= used


@pytest.mark.parametrize(
    ("typed", "need_id"),
    [
        ("pnd", "low_mood"),
        ("forceps", "birth_trauma"),
        ("nicu", "premature_baby"),
        ("miscariage", "loss"),
        ("two mums", "lgbtq"),
        ("muslim", "faith"),
        ("hg", "hyperemesis"),
        ("intrusive thoughts", "ocd"),
    ],
)
def test_words_that_people_type_lead_to_a_need(typed: str, need_id: str, content: Content) -> None:
    assert [need.id for need in content.needs.needs if typed in need.synonyms] == [need_id]


@pytest.mark.parametrize("word", ["am", "pm", "send", "my wife", "late"])
def test_everyday_words_lead_nowhere(word: str, content: Content) -> None:
    needs = content.needs
    assert not any(word in each.synonyms for each in (*needs.needs, *needs.times, *needs.formats))
