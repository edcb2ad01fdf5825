"""What must hold of every answer that Kith gives, whatever somebody does; and walking through its screens."""

from __future__ import annotations

import html
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from bot.conversation import Outcome, Session, respond
from bot.conversation.events import Event, Tapped, Typed
from bot.conversation.flow import SCREENS
from bot.conversation.replies import Act, ContactCard, Copy, Link, Message, Pin
from bot.conversation.risk import EMERGENCY, URGENT
from bot.conversation.show import HIDE
from bot.places.place import LATITUDE_STEP, LONGITUDE_STEP
from tests.dialogue import the_kith
from tests.directory.making import TODAY

LONGEST_TEXT, LONGEST_LABEL, LONGEST_ACTION, LONGEST_COPY = 4096, 64, 64, 256
"""Telegram's: UTF-16 units of a message, bytes of callback data, characters that a button copies. Labels: our own."""

FINER_THAN_AN_OUTCODE = re.compile(r"\b[A-Z]{1,2}[0-9][0-9A-Z]?(?: [0-9]| ?[0-9][A-Z]{2})\b")
ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|#\d+);)")


def answer(session: Session | None, event: Event, hint: str | None = None) -> Outcome:
    """One turn of the real thing, on a day that is always the same."""
    return respond(session, event, the_kith(), TODAY, hint)


def written_and_read(session: Session | None) -> Session | None:
    """The session as it comes back from where it was kept."""
    if session is None:
        return None
    back = Session.model_validate_json(session.model_dump_json())
    assert back == session
    return back


def holds(outcome: Outcome) -> None:
    """Everything that must be true of any answer at all."""
    assert outcome.replies, "nothing was said"
    for reply in outcome.replies:
        if isinstance(reply, Message):
            text_holds(reply.text)
            for row in reply.rows:
                assert row, "an empty row of buttons"
                for button in row:
                    button_holds(button)
    if outcome.session is not None:
        written_and_read(outcome.session)
        nothing_fine_is_kept(outcome.session)


def text_holds(text: str) -> None:
    """A text that Telegram takes: not empty, not too long, bold its only markup and well formed."""
    assert plain(text).strip(), "a message without words"
    assert len(plain(text).encode("utf-16-le")) // 2 <= LONGEST_TEXT
    assert re.fullmatch(r"(?:[^<>]|<b>[^<>]*</b>)*", text), text
    assert not ENTITY.search(text), text


def button_holds(button: Act | Link | Copy) -> None:
    """A button that fits."""
    assert button.label.strip()
    assert len(button.label) <= LONGEST_LABEL, button.label
    if isinstance(button, Act):
        assert 1 <= len(button.action.encode()) <= LONGEST_ACTION, button.action
    elif isinstance(button, Copy):
        assert 1 <= len(button.text) <= LONGEST_COPY
    else:
        assert button.url.startswith(("https://", "http://"))


def nothing_fine_is_kept(session: Session) -> None:
    """No postcode finer than an outcode, and no point finer than the grid, anywhere in what is stored."""
    found = FINER_THAN_AN_OUTCODE.search(session.model_dump_json())
    assert not found, found
    for place in (session.answers.place, *session.candidates):
        if place:
            for degrees, step in ((place.latitude, LATITUDE_STEP), (place.longitude, LONGITUDE_STEP)):
                assert abs(degrees / step - round(degrees / step)) < 1e-6, degrees


def plain(text: str) -> str:
    """Markup as the words that are seen."""
    return html.unescape(re.sub(r"</?b>", "", text))


def acts(outcome: Outcome) -> list[Act]:
    """The buttons that come back to Kith."""
    messages = [reply for reply in outcome.replies if isinstance(reply, Message)]
    return [button for message in messages for row in message.rows for button in row if isinstance(button, Act)]


def labels(outcome: Outcome) -> list[str]:
    return [button.label for button in acts(outcome)]


def seen(outcome: Outcome) -> str:
    """Every word that is shown, those on buttons too."""
    words: list[str] = labels(outcome)
    for reply in outcome.replies:
        match reply:
            case Message():
                words.append(plain(reply.text))
            case Pin():
                words += [reply.title, reply.address]
            case ContactCard():
                words += [reply.name, reply.phone]
    return "\n".join(words)


Key = tuple[object, ...]
"""What tells two visits of a screen apart: the screen, and who is on it."""


@dataclass(frozen=True)
class Reached:
    """A screen, what it showed, and where its buttons lead."""

    key: Key
    outcome: Outcome
    onward: tuple[Key, ...]

    @property
    def screen(self) -> str:
        return str(self.key[0])


STARTS = (
    "/start",
    "i dont think i can do this any more theres no point",
    "Newport",
    "TD15 group",
    "BS5 by phone",
    "I want to die",
    "I am going to kill myself tonight",
    "I have taken an overdose",
    "I keep cutting myself",
    "I'm going to smother my baby",
    "I keep having thoughts of hurting my baby",
    "I don't feel like she is my baby",
    "I can hear voices telling me things",
    "my husband hits me",
    "my baby has stopped breathing",
    "my wife wants to kill herself",
    "my friend's husband hits her",
    "/now",
    "/about",
    "/privacy",
    "/language",
    "/help",
    "/forget",
)
"""Ways in: what somebody types to begin with."""


REPLIES = (
    *("hm hm hm", "no one can come", "should I call an ambulance?", "bye", "I feel sick", "I don't want the police"),
    *("my sister is here", "they said go in", "am i a monster", "she says yes", "i cant cope"),
)
"""What somebody types on a safety screen."""


def walk() -> Iterator[Reached]:
    """Every screen that buttons and plain replies lead to from the ways in, once for each kind of person on it."""
    noticed = {screen for table in (EMERGENCY, URGENT) for screen, _noticed in table.values()}
    events = (*map(Typed, STARTS), *map(Tapped, sorted(noticed)))
    waiting = deque(answer(None, event) for event in events)
    known: set[Key] = set()
    while waiting:
        outcome = waiting.popleft()
        if key_of(outcome) not in known:
            known.add(key_of(outcome))
            session = written_and_read(outcome.session)
            # Hide leaves a line with no buttons on purpose; tests of its own hold it.
            onward = [answer(session, Tapped(button.action)) for button in acts(outcome) if button.action != HIDE]
            waiting.extend(onward)
            if session and SCREENS[session.screen].crisis:
                waiting.extend(answer(session, Typed(words)) for words in REPLIES)
            yield Reached(key_of(outcome), outcome, tuple(map(key_of, onward)))


def key_of(outcome: Outcome) -> Key:
    session = outcome.session or Session(screen="forgotten")
    asked_again = session.unread > 0
    # What comes after help was reached depends on the danger.
    danger = session.situation.value if session.screen == "reached" and session.situation else ""
    answers = session.answers
    return session.screen, answers.who, answers.relation, answers.stage, asked_again, danger
