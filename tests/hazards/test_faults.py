"""With storage down, content broken, or a Bot API that fails for a while, the crisis answer still arrives, and first.

The real conversation, on a real file and a real HTTP server.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot.channels.telegram import Polling, TelegramChannel
from bot.cli import main
from bot.conversation import load_kith
from bot.conversation.events import Typed
from bot.runtime.app import run
from bot.runtime.kith import talk_of
from bot.safety import Signal, Watch
from bot.storage import SqliteStore
from tests.botapi import BotApi, Fault, Person
from tests.dialogue import ROOT
from tests.hazards.talking import EMERGENCIES, does, is_crisis, kith, shows
from tests.runtime.faults import locked
from tests.runtime.process import STARTED, process
from tests.runtime.running import Words
from tests.safety.books import english, english_spelling

DISCLOSURE = "I'm going to kill myself tonight"
VEILED = "everyone would be better off without me"
EMERGENCY = "999"
PATIENCE = 15.0
"""Seconds until help must have come; the machine may be slow."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


@asynccontextmanager
async def running(api: BotApi, path: Path) -> AsyncIterator[None]:
    """Kith as it is, polling this Bot API."""
    stop = asyncio.Event()
    channel = TelegramChannel(api.token, api.url, Polling(long_poll=2, shortest_pause=0.05), {"en": Words()})
    task = asyncio.create_task(run(channel, talk_of(kith()), SqliteStore(path, 0.1), stop=stop))
    try:
        yield
    finally:
        stop.set()
        await asyncio.wait_for(task, 10)


async def hears_help(person: Person) -> None:
    """Hold that the very next thing she hears is whom to call: the contact card, where there is one, and the words."""
    [first] = await person.hears(within=PATIENCE)
    if first.kind == "contact":
        assert first.data["contact"]["phone_number"] == EMERGENCY
        [first] = await person.hears(within=PATIENCE)
    assert EMERGENCY in first.text, first.text


async def test_with_storage_down_a_disclosure_is_answered_at_once(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        async with locked(path):
            ada.says(DISCLOSURE)
            await hears_help(ada)


async def test_with_storage_down_anything_else_is_answered_with_whom_to_call(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        async with locked(path):
            ada.says("is there a group near BS5")
            await hears_help(ada)


@pytest.mark.parametrize(
    "fault",
    [
        Fault("refuse", "sendMessage", retry_after=1, times=3),
        Fault("refuse", "sendMessage", code=500, times=3),
        Fault("drop", "sendMessage", times=3),
    ],
    ids=["429", "500", "nothing"],
)
async def test_through_a_bot_api_that_fails_for_a_while_the_crisis_answer_comes_before_what_waits(
    path: Path, fault: Fault
) -> None:
    async with BotApi() as api, running(api, path):
        planted = Fault(fault.does, fault.method, times=fault.times, code=fault.code, retry_after=fault.retry_after)
        api.fail(planted)
        ada = api.person()
        ada.says("/start")
        while planted.times == fault.times:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        ada.says(DISCLOSURE)
        await hears_help(ada)


@pytest.mark.parametrize("does", ["refuse", "drop"])
async def test_after_an_outage_the_crisis_answer_is_the_first_of_all_that_waits(path: Path, does: str) -> None:
    async with BotApi() as api, running(api, path):
        out = [api.fail(Fault(does, method, times=10_000)) for method in ("sendMessage", "getUpdates")]  # type: ignore[arg-type]
        out[1].times = 2
        others = [api.person(f"P{number}") for number in range(20)]
        for person in others:
            person.says("/start")
        while len({call["chat_id"] for call in api.called("sendMessage")}) < 20:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        ada = api.person()
        ada.says(DISCLOSURE)
        while str(ada.id) not in {str(call["chat_id"]) for call in api.called("sendMessage")}:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
        await asyncio.sleep(3)
        out[0].times = 0
        await hears_help(ada)
        assert not any(person.sees() for person in others), "somebody else was served first"
        for person in others:
            await person.hears(2, within=60)


async def test_a_flood_from_others_keeps_no_crisis_answer_waiting(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        others = [api.person(f"P{number}") for number in range(40)]
        for _again in range(3):
            for person in others:
                person.says("is there a group near BS5")
        ada = api.person()
        ada.says(DISCLOSURE)
        await hears_help(ada)


async def test_a_flood_of_her_own_messages_does_not_bury_the_crisis_answer(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        for number in range(30):
            ada.says(f"hello {number}")
        ada.says(DISCLOSURE)
        async with asyncio.timeout(20):
            while EMERGENCY not in (await ada.hears(within=20))[0].text:
                pass


def copy_of_content(folder: Path) -> Path:
    """The real content without its services and without the learned net."""
    shutil.copytree(ROOT / "content", folder / "content", ignore=shutil.ignore_patterns("services", "phrases", "model"))
    return folder / "content"


@pytest.mark.parametrize(
    ("file", "broken"),
    [("country.yaml", "country: ["), ("crisis/uk.yaml", "serves: all"), ("safety/en.yaml", "rules: none")],
)
def test_broken_content_stops_the_start_with_one_plain_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], file: str, broken: str
) -> None:
    """Better no bot than one that answers a disclosure with the wrong lines; the host keeps the old one running."""
    content = copy_of_content(tmp_path)
    (content / file).write_text(broken, "utf-8")
    monkeypatch.setenv("KITH_CONTENT", str(content))
    monkeypatch.setenv("KITH_DATABASE_URL", f"sqlite:///{tmp_path / 'kith.db'}")
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)
    assert main([]) == 2
    said = capsys.readouterr().err.strip()
    assert said.startswith("The content can't be used: ")
    assert Path(file).name in said
    assert said.endswith("Run: kith check")
    assert "Traceback" not in said
    assert len(said.splitlines()) == 1


async def test_a_broken_service_file_and_no_learned_net_leave_everything_else_working(tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(ROOT / "content", content, ignore=shutil.ignore_patterns("phrases", "model"))
    (content / "services" / "nct.yaml").write_text("organisation: [", "utf-8")
    async with BotApi() as api, process(api, tmp_path, KITH_CONTENT=str(content)) as bot:
        await bot.says(STARTED)
        [told] = [line for line in bot.said().splitlines() if "nct.yaml" in line]
        assert told.startswith("Left out, because it can't be used: ")
        assert told.endswith("Run: kith check")
        ada, bea = api.person("Ada"), api.person("Bea")
        ada.says(DISCLOSURE)
        await hears_help(ada)
        bea.says("is there a group near BS5")
        _hello, results = await bea.hears(2, within=PATIENCE)
        assert "BS5" in results.text


@pytest.mark.parametrize("file", ["crisis/uk.yaml", "safety/en.yaml"])
async def test_the_bot_does_not_start_without_its_lines_or_rules(tmp_path: Path, file: str) -> None:
    content = copy_of_content(tmp_path)
    (content / file).write_text("nonsense: [", "utf-8")
    async with BotApi() as api, process(api, tmp_path, KITH_CONTENT=str(content)) as bot:
        assert await bot.ends() == 2
        assert f"{Path(file).name}" in bot.said()
        assert bot.said().strip().endswith("Run: kith check")
        assert "Traceback" not in bot.said()


def test_without_the_learned_net_the_rules_still_notice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = load_kith(copy_of_content(tmp_path), ROOT / "locales")
    monkeypatch.setattr("tests.hazards.talking.kith", lambda: bare)
    for said in EMERGENCIES:
        assert is_crisis(does(None, Typed(said))), said


def test_a_learned_net_that_fails_in_use_leaves_the_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(text: str, language: str) -> Signal:
        raise RuntimeError("out of memory")

    broken = replace(kith(), watch=Watch([english()], [english_spelling()], fails))
    monkeypatch.setattr("tests.hazards.talking.kith", lambda: broken)
    for said in (VEILED, "is there a group near BS5"):
        assert is_crisis(does(None, Typed(said))) is (said == VEILED)


def test_without_a_rule_book_help_now_and_the_severe_answers_still_lead_to_help(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = copy_of_content(tmp_path)
    shutil.rmtree(content / "safety")
    bare = load_kith(content, ROOT / "locales")
    monkeypatch.setattr("tests.hazards.talking.kith", lambda: bare)
    for screen in ("help_now", "safe_suicidal", "safe_now"):
        assert is_crisis(shows(screen))
