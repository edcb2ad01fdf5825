"""While the database is down: whom to call comes at once, one honest sentence to everybody else, and nothing twice."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from aiohttp import ClientSession

from bot.channels.telegram import Polling, TelegramChannel, Webhook
from bot.conversation.events import Typed
from bot.runtime import Incoming, NotKept, gate
from bot.runtime.gate import TRY_AGAIN
from bot.runtime.handler import Handler
from bot.runtime.memory_post import TRIES
from bot.runtime.sender import Sender
from tests.botapi import BotApi, Fault
from tests.runtime.echo import Echo
from tests.runtime.faults import locked
from tests.runtime.running import Words, free_port, running, until_ready
from tests.runtime.test_two_processes import ADA, NOW, Wire
from tests.storage.databases import PostgresDatabase, new_database

PATIENCE = 2.0
"""Seconds that SQLite waits for another writer, as in service."""
AT_ONCE = 4.0
"""Seconds in which help must have come: the first update waits for SQLite, and nobody waits for the first."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def test_behind_many_who_wait_a_crisis_answer_still_comes_at_once(path: Path) -> None:
    async with BotApi() as api, running(api, path, patience=PATIENCE):
        ada, others = api.person(), [api.person(f"P{number}") for number in range(40)]
        ada.says("hello")
        await ada.hears()
        async with locked(path):
            for person in others:
                person.says("hello")
            ada.says("die")
            assert (await ada.hears(within=AT_ONCE))[0].text == "Call 999"
            for person in others:
                assert "can't keep anything" in (await person.hears(within=AT_ONCE))[0].text
        for person in others:
            assert (await person.hears(within=15))[0].text == "1: hello"
        assert (await ada.hears())[0].text == "2: I'm still here."


async def test_behind_a_hundred_that_telegram_shows_again_and_again_a_crisis_is_seen(path: Path) -> None:
    """getUpdates shows a hundred updates at most, and the same ones until they are acknowledged."""
    async with BotApi() as api, running(api, path):
        others = [api.person(f"P{number}") for number in range(60)]
        ada = api.person()
        ada.says("hello")
        await ada.hears()
        async with locked(path):
            for word in ("one", "two", "three"):
                for person in others:
                    person.says(word)
            await _until(lambda: len(api.called("getUpdates")) > 3)
            ada.says("die")
            assert (await ada.hears(within=10))[0].text == "Call 999"
        for person in others:
            heard = [shown.text for shown in await person.hears(4, within=30)]
            assert "can't keep anything" in heard[0]
            assert heard[1:] == ["1: one", "2: two", "3: three"]
        assert (await ada.hears())[0].text == "2: I'm still here."


async def test_behind_a_hundred_of_which_only_the_first_cannot_be_kept_the_next_is_seen() -> None:
    async with BotApi() as api:
        channel = TelegramChannel(api.token, api.url, Polling(long_poll=1, shortest_pause=0.05), {"en": Words()})
        people = [api.person(f"P{number}") for number in range(101)]
        for person in people:
            person.says("hello")
        down, taken, stop = True, list[str](), asyncio.Event()

        async def handle(incoming: Incoming) -> None:
            if down and incoming.chat.id == str(people[0].id):
                raise NotKept
            taken.append(incoming.chat.id)

        async def give_up(update: int, error: type[BaseException]) -> None:
            raise NotKept

        await channel.start()
        receiving = asyncio.create_task(channel.receive(handle, give_up, stop))
        await _until(lambda: str(people[-1].id) in taken)
        down = False
        await _until(lambda: len(taken) == 101)
        stop.set()
        await receiving
        await channel.close()
        assert sorted(taken) == sorted(str(person.id) for person in people)


async def test_one_chat_hears_of_the_trouble_once_and_a_crisis_every_time(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("hello")
        await ada.hears()
        async with locked(path):
            for word in ("one", "two", "die", "three", "die again"):
                ada.says(word)
            heard = [shown.text for shown in await ada.hears(3)]
            assert sorted(text.split(",")[0] for text in heard) == ["Call 999", "Call 999", "Sorry"]
            assert await ada.hears_nothing(1.5)
        kept = [shown.text for shown in await ada.hears(5)]
        assert "update.failed" not in caplog.text, "a store that is down was taken for a mistake of ours"
        assert kept == ["2: one", "3: two", "4: I'm still here.", "5: three", "6: die again"]
        assert await ada.hears_nothing()


async def test_while_the_database_comes_and_goes_nothing_is_lost_and_each_chat_keeps_its_order(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        people = [api.person(f"P{number}") for number in range(5)]
        people[0].says("w0")
        assert (await people[0].hears())[0].text == "1: w0"
        people[0]._unheard.clear()
        for number in range(1, 25):
            for person in people:
                person.says(f"w{number}")
            if number % 2:
                async with locked(path):
                    await asyncio.sleep(0.25)
            else:
                await asyncio.sleep(0.1)
        for person in people:
            heard: list[str] = []
            while "w24" not in " ".join(heard[-1:]):
                heard += [one.text for one in await person.hears(within=30) if "can't keep" not in one.text]
            assert [text.split(": ")[1] for text in heard] == [f"w{number}" for number in range(1, 25)]


async def test_by_webhook_nothing_is_answered_twice_however_often_telegram_asks(path: Path) -> None:
    port = free_port()
    webhook = Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret")
    async with BotApi() as api, running(api, path, webhook, port=port):
        await until_ready(port)
        ada = api.person()
        async with locked(path):
            ada.says("die")
            ada.says("hello")
            assert (await ada.hears())[0].text == "Call 999"
            refused = api.refused_deliveries
            await _until(lambda: api.refused_deliveries > refused + 5)
        rest = [shown.text for shown in await ada.hears(2)]
        assert rest == ["1: I'm still here.", "2: hello"]
        assert await ada.hears_nothing()
        await _until(lambda: not api.updates)


async def test_what_she_sends_later_waits_for_what_is_not_kept_yet(path: Path) -> None:
    port = free_port()
    url, header = f"http://127.0.0.1:{port}/telegram", {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    async with BotApi() as api, running(api, path, Webhook(url, "s3cret"), port=port), ClientSession() as telegram:
        await until_ready(port)
        ada = api.person()
        message = {"date": int(api.now()), "chat": ada.as_chat(), "from": ada.as_user()}

        async def brings(number: int) -> int:
            update = {"update_id": number, "message": {**message, "message_id": number, "text": f"w{number}"}}
            async with telegram.post(url, json=update, headers=header) as answer:
                return answer.status

        async with locked(path):
            assert await brings(1) == 503
        await asyncio.sleep(TRY_AGAIN)
        assert await brings(2) == 503, "it overtook what she sent before it"
        assert [await brings(1), await brings(2)] == [200, 200]
        assert [shown.text for shown in (await ada.hears(3))[1:]] == ["1: w1", "2: w2"]


async def test_what_telegram_would_not_take_in_time_is_answered_when_it_comes_again(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.runtime.memory_post.pause", lambda attempt, urgent: 0.01)
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("hello")
        await ada.hears()
        api.calls.clear()
        async with locked(path):
            api.fail(Fault("refuse", "sendMessage", code=502, times=TRIES))
            ada.says("die")
            assert (await ada.hears())[0].text == "Call 999"
            assert len(api.called("sendMessage")) == TRIES + 1
        assert (await ada.hears())[0].text == "2: I'm still here."


async def test_several_short_messages_that_say_it_together_are_noticed_while_it_is_down(path: Path) -> None:
    async with BotApi() as api, running(api, path) as bot:
        ada = api.person()
        ada.says("hello")
        await ada.hears()
        async with locked(path):
            ada.says("i want")
            ada.says("it all")
            ada.says("to end")
            await _until(lambda: "hello i want it all to end" in bot.echo.looked_for_risk_in)


async def test_a_store_that_answers_nothing_keeps_no_crisis_answer_waiting(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not an error, only silence, as from a network that swallows what is sent to the database."""
    monkeypatch.setattr(gate, "PATIENCE", AT_ONCE)
    async with BotApi() as api, running(api, path, patience=3600):
        ada, bea = api.person("Ada"), api.person("Bea")
        bea.says("hello")
        await bea.hears()
        async with locked(path):
            ada.says("die")
            bea.says("two")
            assert (await ada.hears(within=AT_ONCE))[0].text == "Call 999"
            assert await bea.hears_nothing(0.5), "one answer that took long is not yet a store that is down"
            assert "can't keep anything" in (await bea.hears(within=2 * AT_ONCE))[0].text
        assert (await ada.hears())[0].text == "1: I'm still here."
        assert (await bea.hears())[0].text == "2: two"


async def test_a_store_that_cannot_even_be_read_keeps_no_crisis_answer_waiting(postgres_server: str) -> None:
    wire = Wire()
    async with new_database(postgres_server) as database:
        store = database.store()
        await store.migrate()
        await store.open()
        sender = Sender(store, wire)
        handler = Handler(Echo().talk(), store, sender, lambda: NOW)
        async with held(database, "session"):
            with pytest.raises(NotKept):
                await asyncio.wait_for(handler.handle(Incoming(1, ADA, Typed("die"))), AT_ONCE)
            async with asyncio.timeout(AT_ONCE):
                while wire.taken != ["<b>Call 999</b>"]:  # noqa: ASYNC110 - it rings no bell
                    await asyncio.sleep(0.02)
        await store.close()


@asynccontextmanager
async def held(database: PostgresDatabase, table: str) -> AsyncIterator[None]:
    """While inside, nobody else can read or write the table: whoever asks waits."""
    db = await asyncpg.connect(database.address)
    try:
        async with db.transaction():
            await db.execute(f"LOCK TABLE kith.{table} IN ACCESS EXCLUSIVE MODE")
            yield
    finally:
        await db.close()


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is a server, and rings no bell
            await asyncio.sleep(0.02)
