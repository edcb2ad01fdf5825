"""Every dialogue of tests/scenarios in the terminal: buttons chosen by number, and the same words printed.

A terminal says hello by itself, and takes words for what is typed, edited or passed on. It has no way to send a photo,
which is left out on both sides, nor to press a button of further up, where the dialogue ends.
"""

from __future__ import annotations

import io
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest

from bot.channels.terminal import converse
from bot.conversation.events import Event, Located, Sent, Tapped, Typed
from bot.conversation.replies import Act, Button, ContactCard, Copy, Link, Message, Reply
from bot.runtime.kith import talk_of
from bot.storage import SqliteStore
from tests.dialogue import ROOT, InMemory, Scenario, acts_of, events_of, scenario, scenarios, the_kith
from tests.expecting import plain

CLOSED = "Kith is closed."


@pytest.mark.parametrize("scenario", scenarios(), ids=lambda scenario: scenario.path.stem)
async def test_the_terminal_prints_the_same_words(scenario: Scenario, tmp_path: Path) -> None:
    turns, out = turns_of(InMemory(scenario, the_kith(), scenario.today)), io.StringIO()
    expected = [next(turns)[1]]
    printed: list[str] = []

    def read() -> str:
        printed.append(words(out.getvalue()))
        out.seek(out.truncate(0))
        if printed[-1] != expected[-1]:
            raise EOFError
        try:
            line, answer = next(turns)
        except StopIteration:
            raise EOFError from None
        expected.append(answer)
        return line

    noon = datetime.combine(scenario.today, time(12), tzinfo=UTC)
    store = SqliteStore(tmp_path / "kith.db")
    await store.migrate()
    await store.open()
    try:
        await converse(talk_of(the_kith()), store, scenario.language, read, out, lambda: noon)
    finally:
        await store.close()
    assert printed == expected
    assert words(out.getvalue()) == CLOSED


def test_a_whole_dialogue_goes_through_a_pipe_to_a_process(tmp_path: Path) -> None:
    turns = list(turns_of(InMemory(scenario("had-a-baby-in-bristol"), the_kith(), date.today())))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("KITH_", "DATABASE_URL"))}
    done = subprocess.run(
        [sys.executable, "-m", "bot", "chat"],
        input="\n".join(line for line, _answer in turns[1:]),
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        cwd=ROOT,
        env={**environ, "KITH_DATABASE_URL": f"sqlite:///{tmp_path}/kith.db", "PYTHONIOENCODING": "utf-8"},
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert words(done.stdout) == words(" ".join([*(answer for _line, answer in turns), CLOSED]))


def turns_of(held: InMemory) -> Iterator[tuple[str, str]]:
    """Each line that she types, with the words that are printed for it; first the hello, for no line at all."""
    held.do(Typed("/start"))
    acts = acts_of(held.shown)
    yield "", printed_for(held.shown)
    for number, step in enumerate(held.scenario.steps):
        if number == 0 and step.get("she") == "/start":
            continue
        for event in events_of(step, held):
            if isinstance(event, Sent):
                continue
            if isinstance(event, Tapped) and "she taps" not in step:
                return
            line = line_for(event, acts)
            held.may(step, event)
            held.do(event)
            acts = acts_of(held.shown) or acts
            yield line, printed_for(held.shown)


def line_for(event: Event, acts: list[Act]) -> str:
    """What is typed in a terminal to do this: the number of a button, a location, or words."""
    match event:
        case Tapped(action=action):
            return str([act.action for act in acts].index(action) + 1)
        case Located(latitude=latitude, longitude=longitude):
            return f"location {latitude} {longitude}"
        case Typed(text=text):
            return text
    raise AssertionError(f"a terminal can't do {event}")


def printed_for(replies: tuple[Reply, ...]) -> str:
    """The words of the replies, as a terminal prints them."""
    parts: list[str] = []
    number = 0
    for reply in replies:
        match reply:
            case Message():
                parts.append(plain(reply.text))
                for button in (button for row in reply.rows for button in row):
                    number += isinstance(button, Act)
                    parts.append(_button(button, number))
                if reply.keyboard:
                    parts.append(f"[{reply.keyboard.help_now}] [{reply.keyboard.hide}]")
            case ContactCard():
                parts.append(f"{reply.name}: {reply.phone}")
            case _:
                parts.append(f"{reply.title}, {reply.address} ({reply.latitude:.5f}, {reply.longitude:.5f})")
    return words(" ".join(parts))


def _button(button: Button, number: int) -> str:
    match button:
        case Act():
            return f"[{number}] {button.label}"
        case Link():
            return f"{button.label}: {button.url}"
        case Copy():
            return f"{button.label}: {button.text}"


def words(text: str) -> str:
    """The words alone: where the lines break is the terminal's own affair."""
    return " ".join(text.split())
