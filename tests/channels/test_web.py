"""The web server: Telegram's path, the operator's questions, and whatever else is handed in."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from bot.channels.telegram import Webhook
from bot.runtime import CannotRun
from bot.runtime.web import listening
from tests.botapi import BotApi, Fault
from tests.runtime.faults import locked
from tests.runtime.running import METRICS_TOKEN, free_port, running, until_ready


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


@pytest.fixture
def port() -> int:
    return free_port()


async def get(port: int, at: str, **headers: str) -> tuple[int, str]:
    async with ClientSession() as client, client.get(f"http://127.0.0.1:{port}{at}", headers=headers) as answer:
        return answer.status, await answer.text()


async def test_it_is_ready_when_it_works_by_polling_too(path: Path, port: int) -> None:
    async with BotApi() as api, running(api, path, port=port):
        await until_ready(port)
        assert await get(port, "/healthz") == (200, "ok\n")
        assert await get(port, "/readyz") == (200, "ready\n")


async def test_it_is_not_ready_while_the_database_cannot_be_written(path: Path, port: int) -> None:
    async with BotApi() as api, running(api, path, port=port):
        await until_ready(port)
        async with locked(path):
            status, reasons = await get(port, "/readyz")
            assert (status, reasons) == (503, "The database can't be reached or written.\n")
            assert (await get(port, "/healthz"))[0] == 200
        await until_ready(port)


async def test_it_is_not_ready_while_telegram_takes_nothing(path: Path, port: int) -> None:
    async with BotApi() as api, running(api, path, port=port):
        await until_ready(port)
        ada = api.person()
        fault = api.fail(Fault("refuse", "sendMessage", times=1000))
        ada.says("one")
        while fault.times == 1000:  # noqa: ASYNC110 - the server rings no bell
            await asyncio.sleep(0.02)
        api.ahead = 180.0
        status, reasons = await get(port, "/readyz")
        assert status == 503
        assert "The channel has taken no message for a while." in reasons
        assert str(ada.id) not in reasons
        assert numbers((await get(port, "/metrics"))[1])["kith_outbox_waiting"] == 1
        fault.times = 0
        await ada.hears(within=10)
        await until_ready(port)


async def test_metrics_are_aggregates_for_the_machine_itself_or_with_the_token(path: Path, port: int) -> None:
    webhook = Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret")
    async with BotApi() as api, running(api, path, webhook, port=port):
        await until_ready(port)
        before = numbers((await get(port, "/metrics"))[1])
        ada = api.person()
        ada.says("one")
        ada.says("die")
        again = dict(api.updates[-1])
        await ada.hears(3)
        api.repeat(again)
        ada.says("boom")
        await ada.hears()
        after = numbers((await get(port, "/metrics"))[1])
        grown = {name: after[name] - before[name] for name in before if name.startswith("kith")}
        assert grown['kith_updates_total{outcome="kept"}'] == 2
        assert grown['kith_updates_total{outcome="duplicate"}'] == 1
        assert grown['kith_updates_total{outcome="set_aside"}'] == 1
        assert grown['kith_replies_total{outcome="sent"}'] == 4
        assert grown['kith_crisis_answers_total{way="kept"}'] == 1
        assert grown["kith_update_seconds_count"] == 4
        assert after["kith_outbox_waiting"] == 0
        seen_from_afar = {"X-Forwarded-For": "203.0.113.7"}
        assert (await get(port, "/metrics", **seen_from_afar))[0] == 404
        assert (await get(port, "/metrics", Authorization="Bearer wrong", **seen_from_afar))[0] == 404
        assert (await get(port, "/metrics", Authorization=f"Bearer {METRICS_TOKEN}", **seen_from_afar))[0] == 200


async def test_other_routes_are_served_beside_and_their_faults_tell_nothing(path: Path, port: int) -> None:
    async def fails(_: web.Request) -> web.Response:
        raise ValueError("her words")

    async with BotApi() as api, running(api, path, port=port, more=[web.get("/services", fails)]):
        status, said = await get(port, "/services")
        assert status == 500
        assert "her words" not in said
        assert (await get(port, "/nowhere"))[0] == 404


async def test_a_port_that_is_taken_is_told_in_one_sentence(port: int) -> None:
    async with listening([], port, "127.0.0.1"):
        with pytest.raises(CannotRun, match=f"Port {port} can't be used.*set PORT"):
            async with listening([], port, "127.0.0.1"):
                pass


async def test_while_it_stops_telegram_is_asked_to_come_again(path: Path, port: int) -> None:
    webhook = Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret")
    header = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
    async with (
        listening(webhook.routes(), port, "127.0.0.1"),
        ClientSession() as client,
        client.post(f"http://127.0.0.1:{port}/telegram", json={"update_id": 1}, headers=header) as answer,
    ):
        assert answer.status == 503


async def test_a_webhook_of_somebody_else_is_not_taken_away(path: Path, port: int) -> None:
    async with BotApi() as api:
        api.webhook = {"url": "https://other.example.org/secret-path"}
        for receiver in (None, Webhook(f"http://127.0.0.1:{port}/telegram", "s3cret")):
            async with running(api, path, receiver) as bot:
                with pytest.raises(CannotRun) as told:
                    await bot.task
            assert "to other.example.org: stop the bot there" in str(told.value)
            assert "secret-path" not in str(told.value)
            assert api.webhook


async def test_a_webhook_that_was_taken_away_is_set_again(path: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}/telegram"
    async with BotApi() as api, running(api, path, Webhook(url, "s3cret", watch_every=0.2), port=port):
        await until_ready(port)
        api.webhook = None
        ada = api.person()
        ada.says("one")
        assert (await ada.hears())[0].text == "1: one"


async def test_a_webhook_that_somebody_else_has_taken_ends_it_with_a_sentence(path: Path, port: int) -> None:
    url = f"http://127.0.0.1:{port}/telegram"
    async with BotApi() as api, running(api, path, Webhook(url, "s3cret", watch_every=0.2), port=port) as bot:
        await until_ready(port)
        api.webhook = {"url": "https://other.example.org/x"}
        with pytest.raises(CannotRun, match=r"to other\.example\.org"):
            await asyncio.wait_for(bot.task, 5)


async def test_the_same_host_may_have_another_path(path: Path, port: int) -> None:
    async with BotApi() as api:
        api.webhook = {"url": f"http://127.0.0.1:{port}/old"}
        async with running(api, path, Webhook(f"http://127.0.0.1:{port}/new", "s3cret"), port=port):
            await until_ready(port)
            ada = api.person()
            ada.says("one")
            assert (await ada.hears())[0].text == "1: one"


def numbers(text: str) -> dict[str, float]:
    """Prometheus' text, read."""
    lines = (line.rpartition(" ") for line in text.splitlines() if line and not line.startswith("#"))
    return {name: float(value) for name, _, value in lines}
