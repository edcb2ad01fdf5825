"""Whatever arrives, nothing breaks, nobody behind it waits, and nothing leaks into another chat."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.telegram.updates import FromGroup, FromPerson, Nothing, cleaned, read_update
from bot.conversation.events import Located, Sent, Tapped, Typed
from tests.botapi import BotApi
from tests.runtime.process import STARTED, process
from tests.runtime.running import running

PERSON = {"id": 7, "is_bot": False, "first_name": "Ada", "language_code": "en"}
CHAT = {"id": 7, "type": "private", "first_name": "Ada"}
MESSAGE = {"message_id": 3, "date": 1_760_000_000, "chat": CHAT, "from": PERSON}
UPDATES: tuple[dict[str, Any], ...] = (
    {"update_id": 1, "message": {**MESSAGE, "text": "hello"}},
    {"update_id": 2, "edited_message": {**MESSAGE, "text": "hello", "edit_date": 1_760_000_100}},
    {"update_id": 3, "message": {**MESSAGE, "location": {"latitude": 51.5, "longitude": -0.1}}},
    {"update_id": 4, "message": {**MESSAGE, "voice": {"file_id": "f", "file_unique_id": "u", "duration": 1}}},
    {"update_id": 5, "callback_query": {"id": "9", "from": PERSON, "chat_instance": "1", "data": "format:group",
                                        "message": {**MESSAGE, "text": "hello"}}},
    {"update_id": 6, "channel_post": {**MESSAGE, "chat": {"id": -9, "type": "channel", "title": "x"}, "text": "x"}},
    {"update_id": 7, "my_chat_member": {"chat": CHAT, "from": PERSON, "date": 1_760_000_000,
                                        "old_chat_member": {"status": "member", "user": PERSON},
                                        "new_chat_member": {"status": "kicked", "user": PERSON, "until_date": 0}}},
)  # fmt: skip

HOSTILE = (
    "\ud800",
    "half \udc00 a character",
    "nul \x00 here",
    "\u202egnirts a \u202d\u2066\u2069",
    "Z" + "\u0335\u0316\u0489" * 1300,
    "\U000e0001\U000e007f" * 500,
    "\ufeff\u200b\u200d\u2060" * 900,
    "a" * 4096,
    "((((((((((" * 400,
    "<b><script>&amp;&#0;</b>",
    "{number} {} %s %n \\0 '; DROP TABLE session; --",
    "/start " + "x" * 4000,
    "😀" * 2000,
    "\n" * 4000,
    " ",
    "٣٣٣ ٤٤٤",
)

strings = st.text(st.characters(exclude_categories=()), max_size=20) | st.sampled_from(HOSTILE)
anything = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**70), 2**70) | st.floats(allow_nan=True) | strings,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def places_in(value: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a nested value, by keys and indices."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [place for key, inner in inside for place in ((*at, key), *places_in(inner, (*at, key)))]


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, Any]:
    """An update of Telegram's with a few of its parts changed for anything, or taken out."""
    update = copy.deepcopy(draw(st.sampled_from(UPDATES)))
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(places_in(update)))
        holder: Any = update
        for key in place[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            holder[place[-1]] = draw(strings if isinstance(holder[place[-1]], str) else anything)
        else:
            del holder[place[-1]]
        if not places_in(update):
            break
    return update


@settings(max_examples=600, deadline=None)
@given(mutated())
def test_a_mutated_update_is_read_rightly_or_refused(raw: dict[str, Any]) -> None:
    try:
        arrived = read_update(raw)
    except Exception:  # noqa: BLE001 - it is then set aside by its id
        return
    match arrived:
        case FromPerson():
            holds_together(arrived)
        case FromGroup():
            assert type(arrived.chat) is int
        case Nothing():
            assert arrived.query is None or type(arrived.query) is str


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_words_come_in_as_text_that_can_be_written_anywhere(text: str) -> None:
    said = read_update({"update_id": 1, "message": {**MESSAGE, "text": text}})
    tap = {**UPDATES[4]["callback_query"], "data": text}
    for arrived in (said, read_update({"update_id": 2, "callback_query": tap})):
        assert isinstance(arrived, FromPerson)
        holds_together(arrived)
        words = arrived.event.text if isinstance(arrived.event, Typed) else arrived.event.action  # type: ignore[union-attr]
        assert "\0" not in words
        assert words.encode("utf-8")


@pytest.mark.parametrize(
    "strange",
    [
        {"voice": {}},
        {"photo": [1]},
        {"poll": {"id": "1", "question": "?"}},
        {"from": {}},
        {"forward_origin": 1},
        {"date": None},
    ],
)
def test_what_she_wrote_is_read_whatever_else_is_strange_about_the_message(strange: dict[str, Any]) -> None:
    arrived = read_update({"update_id": 1, "message": {**MESSAGE, "text": "I want to die", **strange}})
    assert isinstance(arrived, FromPerson)
    assert isinstance(arrived.event, Typed)
    assert arrived.event.text == "I want to die"


def holds_together(arrived: FromPerson) -> None:
    assert type(arrived.chat) is int
    assert arrived.hint is None or arrived.hint.isascii()
    assert arrived.query is None or type(arrived.query) is str
    match arrived.event:
        case Typed(text=text):
            assert cleaned(text) == text
        case Tapped(action=action):
            assert len(action.encode()) <= 64
        case Located(latitude=latitude, longitude=longitude):
            assert abs(latitude) <= 90
            assert abs(longitude) <= 180
        case Sent():
            pass


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def test_hostile_words_and_buttons_are_answered_by_the_real_bot_and_so_is_who_comes_after(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path, KITH_FLOOD="0") as kith:
        await kith.says(STARTED)
        ada, bea = api.person("Ada"), api.person("Bea")
        for text in HOSTILE:
            ada.says(text)
            assert await ada.hears(within=20), text[:40]
            while not await ada.hears_nothing(0.1):
                await ada.hears()
        for text in HOSTILE:
            ada.taps_forged(text)
            assert await ada.hears(within=20), text[:40]
            while not await ada.hears_nothing(0.1):
                await ada.hears()
        ada.says("\u202eI'm going to kill myself\x00 tonight\ud800")
        assert "999" in (await ada.hears(2, within=20))[1].text
        bea.says("/start")
        assert await bea.hears(2, within=20)
        said = kith.said()
        assert "Traceback" not in said
        assert "update.failed" not in said


async def test_a_button_of_another_chat_says_nothing_there(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.says("/start")
        hello, _ = await ada.hears(2)
        message = ada.as_message(hello, api.bot)
        api.post(
            callback_query={"id": "99", "from": bea.as_user(), "chat_instance": "1", "data": "more", "message": message}
        )
        assert await ada.hears_nothing()
        assert await bea.hears_nothing(0.1)
        assert "99" in api.methods.answered


async def test_a_button_without_a_message_is_confirmed_and_no_more(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        api.post(callback_query={"id": "98", "from": ada.as_user(), "chat_instance": "1", "data": "more"})
        api.post(callback_query={"id": "97", "from": ada.as_user(), "chat_instance": "1", "inline_message_id": "5"})
        assert await ada.hears_nothing()
        assert set(api.methods.answered) == {"98", "97"}


async def test_updates_with_impossible_ids_stop_nobody(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        api.post(message={**MESSAGE, "chat": {**CHAT, "id": "seven"}, "text": "x"})
        api.post(message={**MESSAGE, "chat": {**CHAT, "id": 2**70}, "text": "x"})
        api.post(message={**MESSAGE, "chat": {**CHAT, "id": [1]}, "text": "x"})
        api.post(message={**MESSAGE, "message_id": 2**70, "text": "x"})
        ada = api.person()
        ada.says("one")
        assert (await ada.hears())[0].text == "1: one"
