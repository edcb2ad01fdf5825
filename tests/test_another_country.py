"""Content is not tied to the UK: a folder that describes another country loads and answers, with no change of code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.checks import check_all
from bot.conversation import Kith, Session, load_kith, respond
from bot.conversation.events import Tapped, Typed
from bot.conversation.replies import Message
from tests.small_content import write_small_content

TODAY = date(2026, 11, 22)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_small_content(tmp_path / "content")


@pytest.fixture
def kith(folder: Path, tmp_path: Path) -> Kith:
    return load_kith(folder, tmp_path)


def talk(kith: Kith, *events: Typed | Tapped) -> tuple[Session, str]:
    """The session, and the words of the last answer, after these events."""
    session, words = None, ""
    for event in events:
        outcome = respond(session, event, kith, TODAY)
        session = outcome.session
        words = "\n".join(reply.text for reply in outcome.replies if isinstance(reply, Message))
    assert session is not None
    return session, words


def test_its_own_services_are_found_by_its_own_places(kith: Kith) -> None:
    session, words = talk(
        kith,
        Typed("/start"),
        Tapped("welcome:had_baby"),
        Tapped("today:managing"),
        Typed("harbourtown"),
        Tapped("format:group"),
        Tapped("needs:done"),
    )
    assert session.screen == "results"
    assert "Harbour circle" in words
    assert "under a mile away" in words


def test_its_own_emergency_number_and_lines_are_shown(kith: Kith) -> None:
    _session, words = talk(kith, Typed("/start"), Tapped("welcome:had_baby"), Tapped("today:suicidal"))
    assert "555 100" in words
    assert "the night clinic" in words
    assert "999" not in words


def test_a_nation_with_lines_of_its_own_shows_them(kith: Kith) -> None:
    _session, words = talk(kith, Typed("Harbourtown"), Typed("/now"))
    assert "555 200" in words


def test_nothing_is_found_wrong_with_it(folder: Path, tmp_path: Path) -> None:
    assert check_all(folder, tmp_path, TODAY) == ()
