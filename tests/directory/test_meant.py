"""Times and dates as people write them: what they meant is offered, and nothing is made up."""

import pytest

from bot.directory.meant import clock_meant, date_meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("9:30", "09:30"),
        ("9.30am", "09:30"),
        ("7pm", "19:00"),
        ("12am", "00:00"),
        ("12.15 p.m.", "12:15"),
        ("18h30", "18:30"),
        ("13pm", None),
        ("9:75", None),
        ("25:00", None),
        ("evening", None),
    ],
)
def test_times(written: str, meant: str | None) -> None:
    assert clock_meant(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("30/11/2025", "2025-11-30"),
        ("03/04/2025", "2025-04-03"),
        ("11/30/2025", "2025-11-30"),
        ("3.4.25", "2025-04-03"),
        ("2025/11/3", "2025-11-03"),
        ("2025-30-11", "2025-11-30"),
        ("11/2025", "2025-11"),
        ("3rd November 2025", "2025-11-03"),
        ("Nov 2025", "2025-11"),
        ("2025-11-30T10:00:00+01:00", "2025-11-30"),
        ("30/02/2025", None),
        ("last week", None),
    ],
)
def test_dates(written: str, meant: str | None) -> None:
    assert date_meant(written) == meant
