"""Content that changes while Kith runs: taken whole within seconds, or not at all, and nobody is disturbed."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
import threading
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from watchfiles import awatch

from bot.conversation import Kith, load_kith
from bot.runtime import reload as reloading
from bot.runtime.kith import Live
from bot.runtime.reload import Reload
from tests.botapi import BotApi, Person, Shown
from tests.dialogue import ROOT
from tests.small_content import FILES, write_small_content
from tests.test_scenarios_over_http import OWN

PATIENCE = 30.0
"""Seconds until a change must have been taken; the machine may be slow."""
SERVICE = "services/harbour-mothers.yaml"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the real content, without what only training reads."""
    return shutil.copytree(ROOT / "content", tmp_path / "content")


@dataclass
class Running:
    """A bot in a process of its own, with a person who talks to it."""

    api: BotApi
    ada: Person
    process: asyncio.subprocess.Process
    errors: Path

    @classmethod
    @asynccontextmanager
    async def on(cls, content: Path) -> AsyncIterator[Running]:
        """Start the bot on that content."""
        errors = content.parent / "stderr"
        async with BotApi() as api:
            environ = {
                **{name: value for name, value in os.environ.items() if not name.startswith(OWN)},
                "TELEGRAM_BOT_TOKEN": api.token,
                "TELEGRAM_API_URL": api.url,
                "KITH_DATABASE_URL": f"sqlite:///{content.parent}/kith.db",
                "KITH_CONTENT": str(content),
            }
            with errors.open("wb") as file:
                process = await asyncio.create_subprocess_exec(
                    sys.executable, "-m", "bot", cwd=ROOT, env=environ, stderr=file
                )
            try:
                yield cls(api, api.person("Ada", language="en"), process, errors)
            finally:
                if process.returncode is None:
                    process.kill()
                await process.wait()

    def told(self) -> str:
        """What the bot has written on standard error."""
        return self.errors.read_text("utf-8")

    async def taps(self, action: str) -> str:
        """Tap a button with that action, as on an old message; what is answered."""
        self.ada.taps_forged(action)
        return await self._answer()

    async def says(self, text: str) -> str:
        """Type something; what is answered."""
        self.ada.says(text)
        return await self._answer()

    async def _answer(self) -> str:
        heard: list[Shown] = await self.ada.hears(1, PATIENCE)
        while not await self.ada.hears_nothing(0.2):
            heard += await self.ada.hears(1)
        return "\n".join(shown.text for shown in heard)

    async def until_told(self, *words: str, times: int = 1) -> None:
        """Wait until the bot has written each of these words so often on standard error."""
        end = time.monotonic() + PATIENCE
        while missing := [each for each in words if self.told().count(each) < times]:
            assert time.monotonic() < end, f"not told {missing} in:\n{self.told()[-3000:]}"
            await asyncio.sleep(0.1)


def saved_by_renaming(file: Path, text: str) -> None:
    """Save as most editors do: beside the file, then in its place."""
    beside = file.with_name(f".{file.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(file)


def file_of(content: Path, identifier: str) -> Path:
    """The organisation's file that has this service."""
    return next(file for file in (content / "services").glob("*.yaml") if f"- id: {identifier}\n" in file.read_text())


async def test_a_changed_line_is_on_the_card_within_seconds_and_a_service_that_has_gone_is_answered_kindly(
    content: Path,
) -> None:
    file = file_of(content, "bluebell-buddies-bristol")
    before = file.read_text("utf-8")
    async with Running.on(content) as bot:
        await bot.says("/start")
        assert "0117 496 0123" not in await bot.taps("card:bluebell-buddies-bristol")
        saved_by_renaming(file, before.replace("    contacts:\n", CONTACTS, 1))
        await bot.until_told("content.changed")
        assert "0117 496 0123" in await bot.taps("card:bluebell-buddies-bristol")
        file.unlink()
        await bot.until_told("content.changed", times=2)
        assert "Sorry, I didn't get that" in await bot.says("back and forth")
        assert "That one isn't listed any more." in await bot.taps("card:bluebell-buddies-bristol")
        assert "update.failed" not in bot.told()


CONTACTS = '    contacts:\n      text: [{number: "0117 496 0123"}]\n'


async def test_broken_content_changes_nothing_and_the_operator_is_told_why(content: Path) -> None:
    file = file_of(content, "bluebell-buddies-bristol")
    before = file.read_text("utf-8")
    async with Running.on(content) as bot:
        await bot.says("/start zqxwvk")
        file.write_text(before.replace("kind: befriending", "kind: befreinding", 1), "utf-8")
        (content / "crisis/uk.yaml").write_text("lines: [", "utf-8")
        await bot.until_told(
            "content.refused findings=2",
            "The last good content stays in use",
            f"content/services/{file.name}, line ",
            '"befreinding"',
            "content/crisis/uk.yaml, line ",
        )
        assert "Bluebell" in await bot.taps("card:bluebell-buddies-bristol")
        assert "999" in await bot.says("i have taken an overdose zqxwvk")
        file.write_text(before, "utf-8")
        shutil.copy(ROOT / "content/crisis/uk.yaml", content / "crisis/uk.yaml")
        await bot.until_told("content.changed")
        assert "zqxwvk" not in bot.told()
        assert "Traceback" not in bot.told()
        bot.process.terminate()
        assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 0


async def test_rules_and_crisis_lines_are_taken_too(content: Path) -> None:
    rules, lines = content / "safety/en.yaml", content / "crisis/uk.yaml"
    async with Running.on(content) as bot:
        await bot.says("/start")
        assert "07700 900123" not in await bot.says("florbulating tonight my dear")
        lines.write_text(lines.read_text("utf-8").replace('"116 123"', '"07700 900123"'), "utf-8")
        rules.write_text(rules.read_text("utf-8").replace("\nrules:\n", f"\nrules:\n{RULE}", 1), "utf-8")
        await bot.until_told("content.changed")
        assert "07700 900123" in await bot.says("florbulating tonight my dear")


RULE = """
  - id: a_word_of_this_test
    means: nothing at all
    tier: emergency
    category: suicide_intent
    says: [florbulating]
    must_notice: [florbulating tonight my dear, i am florbulating, she says florbulating]
    must_not: [a calm evening with my dear, good evening]
"""


# In one process, with a small content folder.


@pytest.fixture
def small(tmp_path: Path) -> Path:
    write_small_content(tmp_path / "releases/1")
    (tmp_path / "current").symlink_to("releases/1")
    return tmp_path / "current"


@dataclass
class Followed:
    """A content folder that is followed, and what was loaded from it."""

    folder: Path
    live: Live
    loads: list[threading.Thread]

    @classmethod
    @asynccontextmanager
    async def on(cls, folder: Path) -> AsyncIterator[Followed]:
        """Follow the folder while inside."""
        loads: list[threading.Thread] = []

        def load() -> Kith:
            loads.append(threading.current_thread())
            return load_kith(folder, ROOT / "locales")

        reload = Reload(load, (folder, ROOT / "locales"))
        live = Live(load_kith(folder, ROOT / "locales"))
        async with reload.following(live):
            await asyncio.sleep(0.3)
            yield cls(folder, live, loads)

    @property
    def number(self) -> str:
        """What the service says of itself now."""
        return self.live.kith.directory.by_id["harbour-circle"].summary

    async def until(self, summary: str) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.number != summary:  # noqa: ASYNC110 - what is exchanged rings no bell
                await asyncio.sleep(0.05)

    def saying(self, summary: str) -> str:
        """The service's file with another summary."""
        return FILES[SERVICE].lstrip().replace("Mothers meet by the harbour.", summary)


async def test_a_file_that_is_written_in_two_halves_is_read_when_it_is_whole(
    small: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    async with Followed.on(small) as followed:
        text = followed.saying("We walk.")
        with (small / SERVICE).open("w", encoding="utf-8") as file:
            for half in (text[:150], text[150:]):
                file.write(half)
                file.flush()
                await asyncio.sleep(0.2)
        await followed.until("We walk.")
    assert "can't be used" not in capfd.readouterr().err
    assert all(thread is not threading.main_thread() for thread in followed.loads)
    assert len(followed.loads) == 1


async def test_an_unchanged_part_is_kept_and_notes_of_editors_are_nothing(small: Path) -> None:
    async with Followed.on(small) as followed:
        before = followed.live.kith
        (small / "services/.#harbour-mothers.yaml").symlink_to("ada@nowhere.1234")
        (small / "services/harbour-mothers.yaml~").write_text("nonsense: [", "utf-8")
        (small / "services/._harbour-mothers.yaml").write_bytes(b"\x00\x05\x16\x07")
        await asyncio.sleep(1.5)
        assert followed.loads == []
        saved_by_renaming(small / SERVICE, followed.saying("We sing."))
        await followed.until("We sing.")
        assert followed.live.kith.gazetteer is before.gazetteer
        assert followed.live.kith.watch is before.watch


async def test_a_folder_that_was_exchanged_for_another_is_found_and_followed(
    small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    watched: list[tuple[object, ...]] = []

    def watching(*folders: Path, **options: Any) -> AsyncIterator[object]:
        watched.append(folders)
        return awatch(*folders, **options)

    monkeypatch.setattr(reloading, "LOOK_AGAIN", 0.5)
    monkeypatch.setattr(reloading, "awatch", watching)
    async with Followed.on(small) as followed:
        for number, summary in (("2", "The second."), ("3", "The third.")):
            fresh = shutil.copytree(small, small.parent / "releases" / number)
            (fresh / SERVICE).write_text(followed.saying(summary), "utf-8")
            beside = small.with_name("next")
            beside.symlink_to(f"releases/{number}")
            beside.replace(small)
            await followed.until(summary)
        assert len(watched) >= 2, "the folder that was exchanged is still watched"


async def test_where_nothing_is_heard_of_changes_they_are_looked_for(
    small: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def deaf(*folders: Path, **options: object) -> Iterator[None]:
        raise OSError("inotify watch limit reached")

    monkeypatch.setattr(reloading, "LOOK_AGAIN", 0.2)
    monkeypatch.setattr(reloading, "awatch", deaf)
    async with Followed.on(small) as followed:
        saved_by_renaming(small / SERVICE, followed.saying("We knit."))
        await followed.until("We knit.")
    assert caplog.text.count("content.not_watched error=OSError") == 1


async def test_losing_the_learned_net_is_refused(small: Path, capfd: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(ROOT / "content/safety/model", small / "safety/model")
    async with Followed.on(small) as followed:
        assert followed.live.kith.watch.learned
        (small / "safety/model/model.onnx").write_bytes(b"half of it")
        (small / SERVICE).write_text(followed.saying("We knit."), "utf-8")
        async with asyncio.timeout(PATIENCE):
            while not followed.loads:  # noqa: ASYNC110 - a list rings no bell
                await asyncio.sleep(0.05)
        await asyncio.sleep(0.5)
        assert followed.number == "Mothers meet by the harbour."
        assert followed.live.kith.watch.learned
    assert "the learned net can't be read" in capfd.readouterr().err
