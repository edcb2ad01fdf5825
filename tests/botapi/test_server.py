"""The local Bot API server refuses what Telegram refuses, in its words."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import ClientSession, ServerDisconnectedError

from tests.botapi import BotApi, Fault


async def call(api: BotApi, method: str, **data: Any) -> dict[str, Any]:
    async with ClientSession() as client, client.post(f"{api.url}/bot{api.token}/{method}", json=data) as answer:
        result: dict[str, Any] = await answer.json()
        assert result["ok"] is (answer.status == 200)
        return result


def buttons(**button: Any) -> str:
    return json.dumps({"inline_keyboard": [[{"text": "x", **button}]]})


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({"text": " "}, "Bad Request: message text is empty"),
        ({"text": "x" * 4097}, "Bad Request: message is too long"),
        ({"text": "<b>x", "parse_mode": "HTML"}, "Can't find end tag corresponding to start tag"),
        ({"text": "a < b", "parse_mode": "HTML"}, "Unsupported start tag"),
        ({"text": "<b>x</i>", "parse_mode": "HTML"}, "Unmatched end tag at byte offset 4"),
        ({"text": "x", "reply_markup": buttons(callback_data="é" * 33)}, "Bad Request: BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": buttons(copy_text={"text": "x" * 257})}, "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_markup": buttons(url="nonsense")}, "is invalid: Wrong HTTP URL"),
        ({"text": "x", "reply_markup": '{"inline_keyboard": [], "keyboard": []}'}, "only one keyboard"),
        ({"text": "x", "chat_id": 5}, "Bad Request: chat not found"),
    ],
)
async def test_what_telegram_refuses_is_refused(data: dict[str, Any], said: str) -> None:
    async with BotApi() as api:
        ada = api.person()
        answer = await call(api, "sendMessage", **{"chat_id": ada.id, **data})
        assert said in answer["description"]
        assert ada.sees() == []


async def test_an_edit_must_change_something_that_is_there() -> None:
    async with BotApi() as api:
        ada = api.person()
        sent = await call(api, "sendMessage", chat_id=ada.id, text="one")
        where = {"chat_id": ada.id, "message_id": sent["result"]["message_id"]}
        assert "message is not modified" in (await call(api, "editMessageText", **where, text="one"))["description"]
        assert (await call(api, "editMessageText", **where, text="two"))["ok"]
        assert [shown.text for shown in ada.sees()] == ["two"]
        nowhere = await call(api, "editMessageText", chat_id=ada.id, message_id=99, text="x")
        assert "message to edit not found" in nowhere["description"]


async def test_an_update_comes_until_it_is_acknowledged() -> None:
    async with BotApi() as api:
        number = api.person().says("one")
        for _ in range(2):
            [update] = (await call(api, "getUpdates"))["result"]
            assert update["update_id"] == number
        assert (await call(api, "getUpdates", offset=number + 1))["result"] == []


async def test_a_long_poll_waits_and_a_second_one_ends_the_first() -> None:
    async with BotApi() as api:
        first = asyncio.create_task(call(api, "getUpdates", timeout=5))
        await asyncio.sleep(0.1)
        second = asyncio.create_task(call(api, "getUpdates", timeout=5))
        assert (await first)["description"].startswith("Conflict: terminated by other getUpdates request")
        api.person().says("one")
        assert len((await second)["result"]) == 1


async def test_faults_happen_as_planted_and_then_end() -> None:
    async with BotApi() as api:
        api.fail(Fault("refuse", "getMe", retry_after=3))
        assert (await call(api, "getMe"))["parameters"] == {"retry_after": 3}
        api.fail(Fault("drop", "getMe"))
        with pytest.raises(ServerDisconnectedError):
            await call(api, "getMe")
        assert (await call(api, "getMe"))["result"]["is_bot"]


async def test_an_unknown_method_and_an_old_query_are_refused() -> None:
    async with BotApi() as api:
        assert (await call(api, "sendTelepathy"))["error_code"] == 404
        old = await call(api, "answerCallbackQuery", callback_query_id="1")
        assert "query is too old" in old["description"]


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        ([], "message identifiers are not specified"),
        (list(range(1, 102)), "too many message identifiers specified"),
        ([0], "invalid message identifier specified"),
    ],
)
async def test_a_hundred_messages_can_be_named_at_once(ids: list[int], said: str) -> None:
    async with BotApi() as api:
        answer = await call(api, "deleteMessages", chat_id=api.person().id, message_ids=ids)
        assert said in answer["description"]


async def test_messages_of_the_last_48_hours_go_hers_and_the_bots_and_those_that_are_gone_are_passed_over() -> None:
    async with BotApi() as api:
        ada, bea = api.person("Ada"), api.person("Bea")
        for person in (ada, bea):
            person.says("one")
            await call(api, "sendMessage", chat_id=person.id, text="two")
        api.ahead = 48 * 3600 - 60
        assert (await call(api, "deleteMessages", chat_id=ada.id, message_ids=[1, 2, 77]))["ok"]
        assert (list(ada.dates), list(bea.dates)) == ([], [1, 2])
        gone = await call(api, "deleteMessage", chat_id=ada.id, message_id=1)
        assert "message to delete not found" in gone["description"]


async def test_one_message_that_is_too_old_refuses_them_all() -> None:
    async with BotApi() as api:
        ada = api.person()
        ada.says("old")
        api.ahead = 48 * 3600
        ada.says("new")
        for number, method in (([1, 2], "deleteMessages"), ([1], "deleteMessages")):
            answer = await call(api, method, chat_id=ada.id, message_ids=number)
            assert "message can't be deleted" in answer["description"]
        assert (await call(api, "deleteMessage", chat_id=ada.id, message_id=1))["error_code"] == 400
        assert (await call(api, "deleteMessage", chat_id=ada.id, message_id=2))["ok"]
        assert list(ada.dates) == [1]


async def test_a_dice_stays_for_a_day() -> None:
    async with BotApi() as api:
        ada = api.person()
        ada.sends(dice={"emoji": "🎲", "value": 6})
        assert not (await call(api, "deleteMessage", chat_id=ada.id, message_id=1))["ok"]
        api.ahead = 25 * 3600
        assert (await call(api, "deleteMessage", chat_id=ada.id, message_id=1))["ok"]
