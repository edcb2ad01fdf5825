"""What people write, who they are and where they live stands in no log, no metric, no error and no database file.

Canaries go through every path of the real process, faults included; then everything that it wrote is searched for them.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from aiohttp import ClientSession

from tests.botapi import BotApi, Fault, Person
from tests.runtime.faults import locked
from tests.runtime.process import STARTED, Process, process
from tests.runtime.running import free_port, until_ready

CHAT = 918_273_645
HER = ("Zanzibella", "Quetzalcoatl", "zanz_quetzal")
"""Her first name, last name and user name."""
TYPED = ("marmalade", "xylophone", "velociraptor", "bumblebee", "periwinkle", "tangerine", "rhododendron")
POSTCODE = ("BS5 6XQ", "BS56XQ", "bs5 6xq")
NUMBERS = ("51.463217", "-2.551234", "07700900461")
EVERYWHERE = (*HER, *TYPED, *POSTCODE, *NUMBERS)
"""What may stand nowhere at all."""
IN_NO_OUTPUT = (*EVERYWHERE, str(CHAT), "s3cret-of-the-hook")
"""What may stand in nothing that is shown to an operator."""
AS_NUMBER: tuple[tuple[int, Literal["big", "little"]], ...] = ((4, "big"), (8, "big"), (4, "little"), (8, "little"))
"""How a database may write the id of a chat: bytes, and which comes first."""

POISONED = """
import importlib, sys, threading
from bot.channels.telegram import TelegramChannel
from bot.conversation.events import Typed
from bot.cli import main

respond = importlib.import_module("bot.conversation.respond")

def poison(turn):
    if isinstance(turn.event, Typed) and "boom" in turn.event.text:
        def fail(): raise ValueError(turn.event.text)
        threading.Thread(target=fail).start()
        fail()

async def introduce(self):
    raise ValueError("marmalade")

respond.STAGES = (poison, *respond.STAGES)
TelegramChannel._introduce = introduce
sys.exit(main([]))
"""
CRASHES = """
import sys
from bot.channels.telegram import Polling
from bot.cli import main

async def receive(self, take, stop):
    raise ValueError("marmalade 918273645")

Polling.receive = receive
sys.exit(main([]))
"""


def ada_of(api: BotApi) -> Person:
    api._next_chat = CHAT - 1
    ada = api.person(HER[0])
    user = ada.as_user()
    ada.as_user = lambda: {**user, "last_name": HER[1], "username": HER[2]}  # type: ignore[method-assign]
    return ada


async def talks(ada: Person) -> None:
    """Everything that somebody can do, with canaries in all of it."""
    ada.says("/start marmalade")
    ada.says("is there a group near BS5 6XQ for a xylophone")
    ada.says("I'm going to kill myself tonight, velociraptor")
    ada.edits("bumblebee I want to die")
    ada.forwards("periwinkle")
    ada.sends_photo("tangerine")
    ada.sends(contact={"phone_number": "07700900461", "first_name": "Quetzalcoatl"})
    ada.shares_location(51.463217, -2.551234)
    ada.taps_forged("rhododendron:marmalade")
    ada.says("marmaladeville")
    ada.says("boom velociraptor")
    await ada.hears(8, within=30)
    while not await ada.hears_nothing(0.7):
        ada._unheard.clear()


async def goes_through_faults(api: BotApi, ada: Person, database: Path) -> None:
    """The same words while the database is locked and Telegram refuses in every way."""
    for fault in (
        Fault("refuse", "sendMessage", code=400, description="Bad Request: marmalade", times=6),
        Fault("refuse", "sendMessage", code=502, description="Bad Gateway", times=2),
        Fault("refuse", "sendMessage", retry_after=1),
        Fault("drop", "sendMessage"),
    ):
        api.fail(fault)
        ada.says("xylophone I want to die velociraptor")
        ada.says("hello periwinkle")
        while fault.times:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.05)
    async with locked(database):
        ada.says("bumblebee")
        ada.says("I'm going to kill myself, tangerine")
        await asyncio.sleep(3)
    bea = api.person(HER[1])
    bea.blocks()
    bea.says("periwinkle")
    api.post(message={"text": "rhododendron", "chat": {"id": "Zanzibella"}, "from": ada.as_user()})


def found_in(texts: Iterator[bytes], canaries: tuple[str, ...]) -> set[str]:
    whole = b"\n".join(texts).lower()
    return {canary for canary in canaries if canary.lower().encode() in whole}


def files_of(folder: Path) -> Iterator[bytes]:
    """Every byte of the database, its log and its index."""
    return (path.read_bytes() for path in folder.glob("kith.db*"))


def holds_nothing(folder: Path) -> None:
    """Hold that the database files hold no word of hers, nor which chat it is."""
    assert not found_in(files_of(folder), (*EVERYWHERE, str(CHAT)))
    assert not any(CHAT.to_bytes(width, order) in whole for whole in files_of(folder) for width, order in AS_NUMBER)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


async def test_nothing_leaks_from_a_running_bot_and_its_faults(folder: Path) -> None:
    port = free_port()
    environ = {"KITH_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram", "KITH_WEBHOOK_SECRET": "s3cret-of-the-hook"}
    async with (
        BotApi(webhook_retry=0.2) as api,
        process(api, folder, "-c", POISONED, PORT=str(port), **environ) as kith,
    ):
        await until_ready(port)
        ada = ada_of(api)
        await talks(ada)
        holds_nothing(folder)
        await goes_through_faults(api, ada, folder / "kith.db")
        shown = [text async for text in pages(port)]
        holds_nothing(folder)
        await ends(kith)
        holds_nothing(folder)
        assert "update.failed" in kith.said(), "the poison did not work"
        assert "thread.failed" in kith.said()
        nothing_is_shown(kith, api, shown)


async def test_nothing_leaks_from_a_bot_that_is_killed_with_all_its_answers_waiting(folder: Path) -> None:
    async with BotApi() as api, process(api, folder) as kith:
        await kith.says(STARTED)
        ada = ada_of(api)
        failing = api.fail(Fault("refuse", "sendMessage", times=10_000))
        for text in (
            "I live in marmaladeville",
            "BS5 6XQ",
            "xylophone",
            "my name is Zanzibella",
            "velociraptor want to die",
        ):
            ada.says(text)
        ada.shares_location(51.463217, -2.551234)
        while failing.times > 9_996 or kith.said().count("update.kept") < 6:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
        kith.process.kill()
        await kith.ends()
        holds_nothing(folder)
        nothing_is_shown(kith, api, [])


async def test_nothing_leaks_from_a_crash(folder: Path) -> None:
    async with BotApi() as api, process(api, folder, "-c", CRASHES) as kith:
        assert await kith.ends() == 1
        assert "kith.failed error=ValueError" in kith.said()
        nothing_is_shown(kith, api, [])


async def ends(kith: Process) -> None:
    kith.process.send_signal(signal.SIGTERM)
    await kith.ends()


async def pages(port: int) -> Iterator[bytes]:  # type: ignore[misc]
    """What the web server tells an operator."""
    async with ClientSession() as client:
        for at in ("/healthz", "/readyz", "/metrics", "/nowhere"):
            async with client.get(f"http://127.0.0.1:{port}{at}") as answer:
                yield await answer.read()


def nothing_is_shown(kith: Process, api: BotApi, pages: list[bytes]) -> None:
    """Hold that neither what it wrote nor its pages hold a canary, the token or a traceback."""
    shown = [kith.said().encode(), *pages]
    assert not found_in(iter(shown), (*IN_NO_OUTPUT, api.token, "Traceback"))
