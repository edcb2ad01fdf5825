"""The real process: how it starts, how it refuses to, how it ends, and what it does when its disk fails."""

from __future__ import annotations

import asyncio
import resource
import signal
import time
from pathlib import Path

import pytest

from tests.botapi import BotApi, Fault
from tests.runtime.faults import locked
from tests.runtime.process import STARTED, Process, process

LONGEST = 10.0
"""Seconds from a signal to the end."""
DISCLOSURE = "I'm going to kill myself tonight"

HANGS = """
import asyncio
from pathlib import Path
from bot.runtime.app import run
from bot.runtime.log import set_up_logging
from bot.storage import SqliteStore
from tests.runtime.echo import Echo

class Hangs:
    name = "telegram"
    async def start(self): pass
    async def receive(self, handle, give_up, stop): await stop.wait()
    async def close(self): await asyncio.Event().wait()

set_up_logging()
asyncio.run(run(Hangs(), Echo().talk(), SqliteStore(Path({path!r}))))
"""


async def seconds_to_end(kith: Process, number: int = signal.SIGTERM) -> tuple[float, int]:
    """Send a signal; how long the process took to end, and with which code."""
    begun = time.monotonic()
    kith.process.send_signal(number)
    code = await kith.ends()
    return time.monotonic() - begun, code


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
async def test_a_signal_ends_it_in_order(tmp_path: Path, number: int) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        await kith.says(STARTED)
        seconds, code = await seconds_to_end(kith, number)
        assert (code, "kith.stopped" in kith.said(), "Traceback" in kith.said()) == (0, True, False)
        assert seconds < LONGEST


async def test_it_ends_in_time_although_telegram_hangs_and_the_database_is_locked(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        await kith.says(STARTED)
        ada, bea = api.person("Ada"), api.person("Bea")
        api.fail(Fault("slow", seconds=60, times=1000))
        ada.says("/start")
        while not api.called("sendMessage"):  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        async with locked(tmp_path / "kith.db"):
            bea.says("hello")
            ada.says(DISCLOSURE)
            await kith.says("update.not_kept")
            seconds, code = await seconds_to_end(kith)
        assert (seconds < LONGEST, code) == (True, 0), (seconds, code, kith.said())
        assert "Traceback" not in kith.said()


async def test_it_ends_in_time_while_it_waits_for_telegram_at_its_start(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        api.fail(Fault("slow", "getMe", seconds=60, times=1000))
        while not api.called("getMe"):  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        seconds, code = await seconds_to_end(kith)
        assert (seconds < LONGEST, code) == (True, 0), (seconds, code)
        assert "Traceback" not in kith.said()


async def test_what_never_ends_is_ended_by_force(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path, "-c", HANGS.format(path=str(tmp_path / "kith.db"))) as kith:
        await kith.says(STARTED)
        seconds, code = await seconds_to_end(kith)
        assert (code, "kith.forced" in kith.said()) == (1, True)
        assert seconds < LONGEST + 0.5


async def test_a_database_that_is_no_database_is_refused_in_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "kith.db").write_bytes(b"nonsense" * 1000)
    async with BotApi() as api:
        await refuses(api, tmp_path, "kith.db is damaged, or isn't a database")


async def test_a_folder_that_is_not_there_is_refused_in_one_sentence(tmp_path: Path) -> None:
    async with BotApi() as api:
        database = f"sqlite:///{tmp_path / 'missing' / 'kith.db'}"
        await refuses(api, tmp_path, "Kith can't write its database", KITH_DATABASE_URL=database)


async def test_a_bot_whose_messages_go_elsewhere_is_refused_until_it_is_taken_over(tmp_path: Path) -> None:
    async with BotApi() as api:
        api.webhook = {"url": "https://other.example.org/x"}
        await refuses(api, tmp_path, "Telegram sends this bot's messages to other.example.org")
        async with process(api, tmp_path, KITH_TAKE_OVER="yes") as kith:
            await kith.says(STARTED)
            assert api.webhook is None


async def test_a_second_poller_gives_up_with_a_sentence_and_the_one_at_work_goes_on(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    async with BotApi() as api, process(api, tmp_path) as one:
        ada = api.person()
        ada.says("/start")
        await ada.hears()
        async with process(api, tmp_path / "two") as two:
            assert await two.ends() == 2
            assert "Another program is already receiving this bot's updates" in two.said()
            assert "Traceback" not in two.said()
        ada.says("BS5")
        await ada.hears()
        assert one.process.returncode is None


async def refuses(api: BotApi, folder: Path, sentence: str, **environ: str) -> None:
    """Hold that it ends with code 2 and this sentence, and no traceback."""
    async with process(api, folder, **environ) as kith:
        assert await kith.ends() == 2
        [told] = [line for line in kith.said().splitlines() if sentence in line]
        assert told.endswith(".")
        assert "Traceback" not in kith.said()


async def test_with_a_full_disk_a_crisis_is_answered_and_the_rest_when_there_is_room(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        ada, bea = api.person("Ada"), api.person("Bea")
        bea.says("/start")
        await bea.hears(2, within=20)
        before = resource.prlimit(kith.process.pid, resource.RLIMIT_FSIZE)
        # No file of the process may grow: SQLite's next page has nowhere to go, as on a full disk.
        resource.prlimit(kith.process.pid, resource.RLIMIT_FSIZE, (1, before[1]))
        ada.says(DISCLOSURE)
        card, words = await ada.hears(2, within=10)
        assert card.kind == "contact"
        assert "999" in words.text
        bea.says("thank you")
        assert "I can't answer properly" in (await bea.hears(within=10))[0].text
        assert kith.process.returncode is None
        resource.prlimit(kith.process.pid, resource.RLIMIT_FSIZE, before)
        assert "whenever you want to go on" in (await bea.hears(within=10))[0].text
        ada.says("thank you")
        later = await ada.hears(within=10)
        assert not any("Call 999" in shown.text for shown in later), "the crisis answer came twice"
        assert "update.failed" not in kith.said()


async def test_with_a_database_overwritten_by_garbage_a_crisis_is_still_answered(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        ada = api.person("Ada")
        ada.says("/start")
        await ada.hears(2, within=20)
        overwrite(tmp_path)
        for _ in range(3):
            ada.says(DISCLOSURE)
            assert "999" in (await ada.hears(2, within=10))[1].text
            while not await ada.hears_nothing(0.5):
                ada._unheard.clear()
        assert kith.process.returncode is None


async def test_with_its_database_deleted_a_crisis_is_still_answered(tmp_path: Path) -> None:
    async with BotApi() as api, process(api, tmp_path) as kith:
        ada = api.person("Ada")
        ada.says("/start")
        await ada.hears(2, within=20)
        remove(tmp_path)
        ada.says(DISCLOSURE)
        assert "999" in (await ada.hears(2, within=10))[1].text
        assert kith.process.returncode is None


def overwrite(folder: Path) -> None:
    for file in folder.glob("kith.db*"):
        with file.open("r+b") as database:
            database.write(b"garbage!" * (file.stat().st_size // 8))


def remove(folder: Path) -> None:
    for file in folder.glob("kith.db*"):
        file.unlink()
