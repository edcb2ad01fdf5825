"""Content is not tied to the UK: a folder that describes another country loads and answers, with no change of code."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.checks import check_all
from bot.conversation import Kith, Session, load_kith, respond
from bot.conversation.events import Tapped, Typed
from bot.conversation.replies import Message

TODAY = date(2026, 11, 22)

FILES = {
    "country.yaml": """
country: Exampleland
emergency_number: "555"
emergency_department: the night clinic
everywhere: everywhere
nations:
  - {name: North Shore, crisis: north}
  - {name: South Shore, crisis: everywhere}
""",
    "crisis/everywhere.yaml": """
serves: Exampleland
lines:
- id: emergency
  name: Emergency
  says: Call if somebody may die.
  dial: "555"
  hours: {when: always, words: At any hour}
  situations: {emergency: 1, suicidal: 1, talk_now: 2}
  sources: [{url: "https://example.org/555", seen: the number}]
  launch: true
- id: listening
  name: The listening line
  says: Somebody listens.
  dial: "555 100"
  hours: {when: unknown}
  situations: {emergency: 2, suicidal: 2, talk_now: 1}
  sources: [{url: "https://example.org/listen", seen: the number}]
  launch: true
""",
    "crisis/north.yaml": """
serves: North Shore
lines:
- id: north-line
  name: The North line
  says: Somebody in the north listens.
  dial: "555 200"
  hours: {when: unknown}
  situations: {suicidal: 3, talk_now: 3}
  sources: [{url: "https://example.org/north", seen: the number}]
  launch: true
""",
    "needs.yaml": """
needs:
  - {id: low_mood, label: Feeling low, button: Feeling low, kind: feeling, synonyms: [sad]}
""",
    "places/places.csv": (
        "name,kind,latitude,longitude,county_or_district,nation,population,alt_names,parent,precision,source\n"
        "Harbourtown,town,10.0,10.0,Harbour County,North Shore,20000,,,point,example\n"
        "Farpoint,town,12.0,12.0,Far County,South Shore,20000,,,point,example\n"
    ),
    "services/harbour-mothers.yaml": """
organisation: Harbour Mothers
services:
  - id: harbour-circle
    name: Harbour circle
    summary: Mothers meet by the harbour.
    kind: peer_group
    focus: perinatal_mental_health
    formats: [group]
    for_whom: [mothers]
    stages: [pregnancy, postnatal]
    needs: [low_mood]
    serves: {places: [Harbourtown]}
    contacts: {website: "https://example.org/circle"}
    sources: [{url: "https://example.org/circle", supports: all of it}]
""",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip(), encoding="utf-8")
    return tmp_path / "content"


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
