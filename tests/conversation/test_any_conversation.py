"""Whatever anybody does, Kith answers, fits the screen, keeps nothing it was told, and goes on."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot.conversation import Session
from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.flow import SCREENS
from tests.conversation.holding import acts, answer, holds, seen, written_and_read

CANARY = "zqxwvk"
"""A word that is in no text of Kith's own: where it turns up, her words have been kept or repeated."""

CARD = "pandas-callback-whatsapp-email"
"""A real service with a telephone number."""

HOSTILE = (
    "",
    " ",
    "\u202e\u2066abc\u2069",
    "\x00\x01\x1b[31m",
    "\ud800",
    "\udfff\ud800",
    "<b>bold</b><script>alert(1)</script>&amp;&lt;",
    "{place} {0} {__class__} %s %(x)s",
    "🤱🏽👩‍👩‍👧‍👦\u200d\ufe0f",
    "a" * 5000,
    "9" * 5000,
    "٣",
    "²",
    "\u0645\u0631\u062d\u0628\u0627",
    "Z̸̛͓̳a̷l̵g̶o̸" * 40,
    "/",
    "//",
    "/@",
    "/start@kith_bot " + "x-" * 40,
    "'; DROP TABLE sessions; --",
    "\n\n\n",
    "-",
    ":",
    "ﷺ" * 100,
    "İ",
    "ß",
)
SENTENCES = (
    f"is there a group near BS5 for birth trauma, mornings? {CANARY}",
    f"BS5 6XX {CANARY}",
    f"I live at 12 {CANARY} Road, BS5 6XX",
    "bs5 6xx",
    "BS5 6",
    "Newport",
    "TD15",
    "scotland",
    f"I lost my baby {CANARY}",
    f"I'm a dad in Leeds {CANARY}",
    f"I want to die {CANARY}",
    f"my husband {CANARY} hits me",
    f"they are watching me through {CANARY}",
    f"{CANARY} in Urdu please",
    f"/start bs5-birth-trauma-{CANARY}",
    f"/{CANARY}",
    "/forget",
    "/restart",
    "/back",
    "skip",
    "2",
    "Welsh",
)
FORGED = (
    *SCREENS,
    *(f"{screen}:{word}" for screen in SCREENS for word in ("0", "yes", "more", "nonsense", "in:0", "in:99")),
    "",
    ":",
    "::::",
    "back:1",
    "skip",
    "skip:nonsense",
    "skip:results",
    "card:",
    "card:nonsense",
    "card:bluebell-buddies-bristol",
    "pin:nonsense",
    "pin:bluebell-buddies-bristol",
    "vcard:bluebell-buddies-bristol",
    "vcard",
    "which_place:9",
    "which_place:-1",
    "which_place:" + "9" * 50,
    "nation:²",
    "nation:٣",
    "change:nonsense",
    "language:xx",
    "results:more:more",
    "@resume",
    "@back",
    "\ud800",
)

texts = st.sampled_from([*HOSTILE, *SENTENCES]) | st.text(max_size=60).map(lambda text: text + CANARY)
places = st.tuples(st.floats(-90, 90), st.floats(-180, 180)) | st.tuples(st.floats(49.8, 61), st.floats(-8.2, 1.8))
steps = st.one_of(
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("tap"), st.integers(0, 40)),
    st.tuples(st.just("label"), st.integers(0, 40)),
    st.tuples(st.just("type"), texts, st.sampled_from(["new", "edited", "forwarded"])),
    st.tuples(st.just("forge"), st.sampled_from(FORGED) | st.text(max_size=40)),
    st.tuples(st.just("share"), places),
    st.tuples(st.just("send"), st.sampled_from(["voice", "video", "photo", "sticker", "document", "contact", "other"])),
)


def event_of(step: tuple, shown: list) -> Event:  # type: ignore[type-arg]
    """The step as an event; a tap or a typed label takes one of the buttons that are on show."""
    match step:
        case ("tap", number) if shown:
            return Tapped(shown[number % len(shown)].action)
        case ("label", number) if shown:
            return Typed(shown[number % len(shown)].label)
        case ("type", text, manner):
            return Typed(text, manner)
        case ("forge", action):
            return Tapped(action)
        case ("share", (latitude, longitude)):
            return Located(latitude, longitude)
        case ("send", what):
            return Sent(what)
        case _:
            return Typed("/start")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(taken=st.lists(steps, min_size=1, max_size=14), hint=st.sampled_from([None, "en", "cy", "ar-EG", "xx", ""]))
def test_kith_answers_whatever_is_done_and_goes_on_after_its_session_was_written_out(
    taken: list[tuple[object, ...]], hint: str | None
) -> None:
    session: Session | None = None
    shown: list[object] = []
    for step in taken:
        outcome = answer(session, event_of(step, shown), hint)
        holds(outcome)
        assert CANARY not in seen(outcome).casefold()
        session = written_and_read(outcome.session)
        assert session is None or CANARY not in session.model_dump_json().casefold()
        shown = list(acts(outcome)) or shown


@pytest.mark.parametrize("screen", sorted(SCREENS))
def test_no_text_breaks_any_screen(screen: str) -> None:
    for text in HOSTILE:
        holds(answer(Session(screen=screen, met=True, card=CARD), Typed(text)))


@pytest.mark.parametrize("screen", ["welcome", "place", "needs", "results", "card", "help_now"])
def test_a_forged_button_is_answered_and_leads_somewhere(screen: str) -> None:
    for action in FORGED:
        holds(answer(Session(screen=screen, met=True, card=CARD), Tapped(action)))


def test_every_button_of_every_screen_can_be_typed_instead_of_tapped() -> None:
    for screen in SCREENS:
        session = Session(screen=screen, met=True, card=CARD)
        for button in acts(answer(session, Sent("sticker"))):
            holds(answer(session, Typed(button.label)))


@settings(max_examples=60, deadline=None)
@given(where=places)
@example(where=(float("nan"), float("nan")))
@example(where=(float("inf"), 0.0))
@example(where=(90.0, 180.0))
@example(where=(54.65, -5.6))
@example(where=(0.0, 0.0))
def test_a_location_anywhere_on_earth_is_answered_and_kept_only_coarsely(where: tuple[float, float]) -> None:
    outcome = answer(Session(screen="place", met=True), Located(*where))
    holds(outcome)
    assert outcome.session is not None
    assert str(where[0]) not in outcome.session.model_dump_json() or round(where[0], 2) == where[0]


@pytest.mark.parametrize("typed", ["BS5 6XX", "bs56xx", "BS5 6", "I live near BS5 6XX", "EH1 1AA", "EC1A 1BB"])
def test_a_full_postcode_is_kept_as_its_outcode_only(typed: str) -> None:
    outcome = answer(Session(screen="place", met=True), Typed(typed))
    holds(outcome)
    assert outcome.session is not None
    place = outcome.session.answers.place
    assert place is not None
    assert place.name == place.outcode


def test_a_session_of_a_screen_that_is_no_more_begins_again_and_keeps_its_answers() -> None:
    old = Session(screen="gone", trail=("gone_too",), met=True)
    for event in (Typed("hello"), Tapped("back"), Tapped("gone:yes"), Sent("photo"), Typed("/back")):
        outcome = answer(old, event)
        holds(outcome)
        assert outcome.session is not None
        assert outcome.session.screen in SCREENS
        holds(answer(outcome.session, Tapped("back")))
