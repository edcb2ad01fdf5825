"""Freshness on given days: told, never pretended."""

from datetime import date

import pytest

from bot.directory.freshness import freshness, hours_shown, months_before, times_shown
from bot.directory.service import Checked, Service
from bot.directory.vocabulary import Freshness

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2026-11-22", Freshness.CONFIRMED),
        ("2026-05-22", Freshness.CONFIRMED),
        ("2026-05-21", Freshness.AGEING),
        ("2025-11-22", Freshness.AGEING),
        ("2025-11-21", Freshness.UNCONFIRMED),
    ],
)
def test_six_months_are_confirmed_and_twelve_are_ageing(on: str, expected: Freshness) -> None:
    assert freshness(Checked(on=on, by="A volunteer"), TODAY) is expected


def test_what_nobody_has_confirmed_is_unconfirmed() -> None:
    assert freshness(None, TODAY) is Freshness.UNCONFIRMED


def test_months_before_the_end_of_a_longer_month_is_the_last_day_of_the_shorter() -> None:
    assert months_before(date(2026, 8, 31), 6) == date(2026, 2, 28)
    assert months_before(date(2026, 1, 15), 1) == date(2025, 12, 15)


def service(**more: object) -> Service:
    plain = {
        "id": "a-group",
        "name": "A group",
        "summary": "A group.",
        "kind": "peer_group",
        "for_whom": ["mothers"],
        "stages": ["postnatal"],
        "serves": {"nations": ["England"]},
    }
    return Service.model_validate({**plain, **more})


@pytest.mark.parametrize(
    ("as_of", "shown"), [("2025-05-22", 1), ("2025-06", 1), ("2025-05", 0), ("2025", 0), (None, 0)]
)
def test_times_are_left_out_when_their_page_is_over_18_months_old_or_undated(as_of: str | None, shown: int) -> None:
    group = service(times=[{"says": "Mondays at 10", "as_of": as_of}])
    assert len(times_shown(group, TODAY)) == shown


def test_hours_are_left_out_when_their_page_is_old() -> None:
    assert hours_shown(service(hours={"says": "Weekdays 9am to 5pm", "as_of": "2019-04"}), TODAY) is None
    assert hours_shown(service(hours={"says": "Weekdays 9am to 5pm", "as_of": "2026-04"}), TODAY) is not None
    assert hours_shown(service(), TODAY) is None


def test_a_person_who_confirms_a_service_confirms_its_times() -> None:
    group = service(
        times=[{"says": "Mondays at 10", "as_of": "2015"}], checked={"on": "2026-10-01", "by": "A volunteer"}
    )
    assert len(times_shown(group, TODAY)) == 1
