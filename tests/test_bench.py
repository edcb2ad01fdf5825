"""`kith bench`: what is said of what was measured, and a real bot measured for a moment."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date

import pytest
from telegram import Bot as Client
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.bench.bots import KITH, Bot
from bot.bench.flow import record
from bot.bench.measure import Measurement, Row
from bot.bench.processes import Cores
from bot.bench.table import ratios, table
from bot.channels.telegram.request import AiohttpRequest, call
from bot.settings import read_settings
from tests.botapi import BotApi, Fault

FAST = Row(KITH[1], 100, 9000, 900.0, 50.0, 120.0, 1.1, 0.99, 0.5, 140.0, 1.5)
SLOW = Row(Bot("aiogram", "webhook", "memory"), 100, 4500, 450.0, 100.0, 240.0, 2.2, 0.99, 0.5, 90.0, 1.0)


def test_a_bot_is_compared_with_those_that_get_their_updates_in_the_same_way() -> None:
    polling = Row(Bot("aiogram", "polling", "memory"), 100, 4500, 300.0, 100.0, 240.0)
    assert ratios([FAST], [SLOW, polling]) == "kith webhook SQLite / aiogram webhook memory: answers x 2.00, p99 x 0.50"
    assert "aiogram polling" in ratios([FAST], [polling])


def test_what_could_not_be_measured_says_why_and_is_in_no_ratio() -> None:
    missing = Row(SLOW.bot, 100, why_not="aiogram isn't installed")
    said = table([FAST, missing])
    assert "900" in said
    assert "aiogram webhook memory: not measured, because aiogram isn't installed" in said
    assert ratios([FAST], [missing]) == ""


@pytest.mark.parametrize("bot", [KITH[0], KITH[1]], ids=["polling", "webhook"])
async def test_the_real_bot_is_measured_with_real_buttons(bot: Bot) -> None:
    steps = record(read_settings({}).load_kith(), date.today())
    [row] = await Measurement(1.0, Cores(None, None), steps).of(bot, [5])
    assert row.why_not == ""
    assert row.answers > 5
    assert row.p99 >= row.p50 > 0


@pytest.fixture
async def client() -> AsyncIterator[tuple[BotApi, Client]]:
    async with BotApi() as api:
        request = AiohttpRequest(4, read_timeout=0.3)
        made = Client(api.token, base_url=f"{api.url}/bot", request=request)
        await request.initialize()
        yield api, made
        await request.shutdown()


async def test_a_call_as_plain_json_is_what_telegram_expects(client: tuple[BotApi, Client]) -> None:
    api, bot = client
    ada = api.person()
    rows = {"inline_keyboard": [[{"text": "Yes", "callback_data": "yes"}]]}
    sent = await call(bot, "sendMessage", chat_id=ada.id, text="<b>é</b>", parse_mode="HTML", reply_markup=rows)
    assert (ada.sees()[0].text, ada.sees()[0].labels, sent["message_id"]) == ("é", ["Yes"], ada.sees()[0].id)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault("refuse", code=400, description="Bad Request: x"), BadRequest),
        (Fault("refuse", retry_after=3), RetryAfter),
        (Fault("refuse", code=502), NetworkError),
        (Fault("drop"), NetworkError),
        (Fault("slow", seconds=1.0), TimedOut),
    ],
)
async def test_what_goes_wrong_is_an_error_of_the_library(
    client: tuple[BotApi, Client], fault: Fault, error: type[Exception]
) -> None:
    api, bot = client
    api.fail(fault)
    with pytest.raises(error) as raised:
        await call(bot, "sendMessage", chat_id=api.person().id, text="x")
    assert api.token not in str(raised.value)
    assert (await call(bot, "getMe"))["is_bot"]
