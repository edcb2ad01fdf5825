"""The shape of the house: which room may import which (design, section 2), held here so that it stays so."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"

MAY_IMPORT = {
    "safety": set(),
    "places": set(),
    "language": set(),
    "storage": set(),
    "directory": {"places", "safety"},
    "conversation": {"directory", "places", "safety", "language"},
    "runtime": {"conversation", "storage", "directory", "places", "safety", "language"},
    "preview": {"conversation", "directory", "places", "safety", "language", "checks"},
    "channels": {"runtime", "conversation", "storage", "directory", "places", "safety", "language", "settings"},
}
MAY_IMPORT["exchange"] = {"command", "directory", "settings"}
MAY_IMPORT["editing"] = {"checks", "command", "directory", "preview", "safety", "settings"}
MAY_IMPORT["bench"] = {"channels", "settings", *MAY_IMPORT["channels"]}
"""For each room, the other rooms that its files may import. What stands at the top of bot/ may import every room."""

PURE = ("conversation", "directory", "places", "language", "safety")


def imports_of(path: Path) -> Iterator[str]:
    """The dotted names of everything that a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            yield node.module


@pytest.mark.parametrize("room", sorted(MAY_IMPORT))
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    files = sorted((BOT / room).rglob("*.py"))
    assert files, f"the room {room} is empty"
    for path in files:
        for name in imports_of(path):
            if name.startswith("bot."):
                other = name.split(".")[1]
                assert other == room or other in MAY_IMPORT[room], f"{path.relative_to(BOT)} imports {name}"


@pytest.mark.parametrize("room", PURE)
def test_a_pure_room_has_no_clock_no_chance_and_no_telegram(room: str) -> None:
    outside = {"random", "secrets", "time", "telegram", "sqlite3", "asyncpg", "socket", "subprocess"}
    for path in sorted((BOT / room).rglob("*.py")):
        named = {name.split(".")[0] for name in imports_of(path)} & outside
        if path.name == "online.py":
            named -= {"time"}
        assert not named, f"{path.relative_to(BOT)} imports {named}"
        for call in ("date.today(", "datetime.now(", "datetime.utcnow("):
            assert call not in path.read_text("utf-8"), f"{path.relative_to(BOT)} asks what time it is"


def test_every_room_says_in_its_init_what_it_is_for() -> None:
    for room in MAY_IMPORT:
        assert ast.get_docstring(ast.parse((BOT / room / "__init__.py").read_text("utf-8"))), room


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    long = {
        str(path.relative_to(BOT)): n
        for path in BOT.rglob("*.py")
        if (n := len(path.read_text("utf-8").splitlines())) > 400
    }
    assert not long
