"""What is to be checked next: crisis lines first, the longest unconfirmed before the others, with whom to ask."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.directory.load import Content, load_content
from bot.directory.service import Service
from bot.directory.stale import Due, rows, stale
from bot.safety.lines import Confirmed, CrisisLines
from tests.directory.making import TODAY, service
from tests.small_content import write_small_content


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Content:
    return load_content(write_small_content(tmp_path_factory.mktemp("content")))


def content(base: Content, *services: Service, lines_checked: date | None = TODAY) -> Content:
    """The small content with these services, its crisis lines confirmed on that day."""
    checked = Confirmed(by="Jo", on=lines_checked) if lines_checked else None
    crisis = CrisisLines.__new__(CrisisLines)
    crisis.country = base.crisis.country
    crisis.everywhere = tuple(line.model_copy(update={"checked": checked}) for line in base.crisis.everywhere)
    crisis.by_nation = {
        name: tuple(line.model_copy(update={"checked": checked}) for line in lines)
        for name, lines in base.crisis.by_nation.items()
    }
    return replace(base, services=services, crisis=crisis)


def confirmed(identifier: str, on: str, **given: Any) -> Service:
    return service(identifier, checked={"on": on, "by": "Jo"}, **given)


def test_the_worst_comes_first(shipped: Content) -> None:
    found = stale(
        content(
            shipped,
            confirmed("fresh", "2026-11-01"),
            confirmed("half-a-year", "2026-04-01"),
            confirmed("two-years", "2024-11-01"),
            service("never", sources=[{"supports": "all", "page_date": "2025-03-01"}]),
            service("never-and-old-page", sources=[{"supports": "all", "page_date": "about 2018-2019"}]),
            service("never-and-no-page"),
            service("perhaps-gone", status="possibly_closed", alert="Please ask first."),
            service("gone", status="closed", alert="It has closed."),
            lines_checked=None,
        ),
        TODAY,
    )
    assert [one.id for one in found] == [
        "emergency",
        "listening",
        "north-line",
        "perhaps-gone",
        "never-and-no-page",
        "never-and-old-page",
        "never",
        "two-years",
        "half-a-year",
    ]


@pytest.mark.parametrize(("on", "due"), [("2026-08-22", 0), ("2026-08-21", 3)])
def test_a_crisis_line_is_due_after_three_months(shipped: Content, on: str, due: int) -> None:
    found = stale(content(shipped, lines_checked=date.fromisoformat(on)), TODAY)
    assert len(found) == due


@pytest.mark.parametrize(("on", "due"), [("2026-05-22", 0), ("2026-05-21", 1)])
def test_a_service_is_due_after_six_months(shipped: Content, on: str, due: int) -> None:
    assert len(stale(content(shipped, confirmed("one", on)), TODAY)) == due


def only(shipped: Content, one: Service) -> Due:
    (found,) = stale(content(shipped, one), TODAY)
    return found


def test_each_says_why_and_whom_to_ask(shipped: Content) -> None:
    one = only(shipped, service("one", times=[{"says": "Mondays", "as_of": "2019-01"}]))
    assert one.why == "Nobody has ever confirmed it; its times are too old to be shown."
    assert one.contact == "Ask: 116 123"
    assert only(shipped, service("one", contacts={"email": "a@b.org"})).contact == "Ask: a@b.org"
    assert only(shipped, service("one", contacts={})).contact == "No way to reach them is known."
    assert only(shipped, confirmed("one", "2025-01-02")).why == (
        "Last confirmed on 2025-01-02, more than 12 months ago."
    )


def test_nobody_is_told_to_ring_the_emergency_number(shipped: Content) -> None:
    emergency = stale(content(shipped, lines_checked=None), TODAY)[0]
    assert emergency.id == "emergency"
    assert (emergency.phone, emergency.text, emergency.contact) == ("", "", "Look at: https://example.org/555")
    assert "never ring it" in emergency.why


def test_the_table_has_headings_and_no_formulas(shipped: Content) -> None:
    table = list(rows((only(shipped, service("one", name="=1+1")),)))
    assert table[0][:4] == ["What it is", "Id", "Name", "Organisation"]
    assert table[1][:3] == ["service", "one", "'=1+1"]


def test_a_number_in_the_table_keeps_its_first_0_and_its_plus(shipped: Content) -> None:
    for number in ("01214960000", "+44 121 496 0000"):
        table = list(rows((only(shipped, service("one", contacts={"phone": [{"number": number}]})),)))
        assert table[1][table[0].index("Phone")] == f"'{number}"


def test_everything_that_is_shipped_is_on_the_list() -> None:
    whole = load_content(Path(__file__).parents[2] / "content")
    found = stale(whole, TODAY)
    assert {one.id for one in found} >= {line.id for line in whole.crisis.all_lines()}
    assert {one.id for one in found} >= {each.id for each in whole.services}
