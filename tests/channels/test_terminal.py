"""The conversation in a terminal, line by line."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.channels.terminal import CLEAR, converse
from bot.storage import SqliteStore
from tests.runtime.echo import Echo


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


class Screen(io.StringIO):
    """What a terminal is given to show."""

    def isatty(self) -> bool:
        return True


async def talk(path: Path, *lines: str | Callable[[], object], out: io.StringIO | None = None) -> str:
    """What is printed when these lines are typed; a function among them is called in between."""
    waiting = list(lines)

    def read() -> str:
        while waiting:
            line = waiting.pop(0)
            if isinstance(line, str):
                return line
            line()
        raise EOFError

    store, out = SqliteStore(path, patience=0.1), out or io.StringIO()
    await store.migrate()
    await store.open()
    try:
        await converse(Echo().talk(), store, read=read, out=out)
    finally:
        await store.close()
    return out.getvalue()


async def test_hello_comes_by_itself_with_numbered_buttons(path: Path) -> None:
    printed = await talk(path)
    assert printed.startswith("Hello\n[1] More\n\nHelp is at the foot.\n[Help now] [Hide]\n")
    assert printed.endswith("Kith is closed.\n")


async def test_a_number_or_a_label_is_a_tap(path: Path) -> None:
    assert "Page 2" in await talk(path, "1")
    assert "Page 3" in await talk(path, "more")


async def test_words_are_words_and_a_location_is_a_location(path: Path) -> None:
    printed = await talk(path, "bs5", "", "location 51.46 -2.55", "7", "quit", "never read")
    assert "2: bs5" in printed
    assert "3: near 51.46" in printed
    assert "4: 7" in printed
    assert "never" not in printed


async def test_coming_back_shows_the_last_screen_and_its_buttons_again(path: Path) -> None:
    await talk(path, "1")
    printed = await talk(path, "1")
    assert printed.startswith("Page 2\n[1] More")
    assert "Page 3" in printed
    assert "Hello" not in printed


async def test_numbers_pins_and_pages_are_printed(path: Path) -> None:
    printed = await talk(path, "card")
    assert "Web: https://example.org" in printed
    assert "Copy: 116 123" in printed
    assert "The hall, 1 High Street (51.46000, -2.55000)" in printed


async def test_bold_is_left_out_and_long_lines_wrap_where_it_is_no_terminal(path: Path) -> None:
    printed = await talk(path, "die", "word " * 40)
    assert "Call 999" in printed
    assert "<b>" not in printed
    assert max(map(len, printed.splitlines())) <= 72


async def test_after_forgetting_nothing_stays(path: Path) -> None:
    await talk(path, "one", "/forget")
    db = sqlite3.connect(path)
    assert db.execute("SELECT (SELECT count(*) FROM session) + (SELECT count(*) FROM outbox)").fetchone() == (0,)
    db.close()
    assert (await talk(path)).startswith("Hello")


async def test_hiding_leaves_one_line_and_no_row(path: Path) -> None:
    printed = await talk(path, "one", "1", "Hide", "1")
    assert printed.endswith("Hello.\n\n1: 1\n\nKith is closed.\n")
    await talk(path, "Hide")
    db = sqlite3.connect(path)
    tables = ("session", "outbox", "message")
    assert [db.execute(f"SELECT count(*) FROM {table}").fetchone() for table in tables] == [(0,), (0,), (0,)]
    db.close()


async def test_hiding_empties_a_terminal_before_the_line_and_leaves_a_pipe_as_it_is(path: Path) -> None:
    assert "\033" not in await talk(path, "Hide")
    out = Screen()
    printed = await talk(path, "one", "Hide", out=out)
    assert printed.endswith(f"{CLEAR}Hello.\n\nKith is closed.\n")
    assert "1: one" not in printed.split(CLEAR)[-1]


async def test_a_failure_gets_an_apology_and_the_conversation_goes_on(path: Path) -> None:
    printed = await talk(path, "boom", "two")
    assert "Sorry, something went wrong" in printed
    assert "2: two" in printed


async def test_with_the_database_locked_the_crisis_answer_is_still_printed(path: Path) -> None:
    db = sqlite3.connect(path, isolation_level=None)
    printed = await talk(path, "one", lambda: db.execute("BEGIN IMMEDIATE"), "die", "hello")
    db.close()
    assert "Call 999" in printed
    assert "can't keep anything" in printed
