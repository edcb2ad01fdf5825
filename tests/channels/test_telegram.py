"""What people send in Telegram reaches the conversation, and what it says is shown as Telegram wants it."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from aiohttp import ClientSession
from telegram.request import HTTPXRequest

from bot.channels.telegram import Polling, TelegramChannel, Webhook
from bot.runtime import CannotRun
from tests.botapi import BotApi, Fault
from tests.runtime.running import free_port, running, until_ready


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "kith.db"


async def test_every_kind_of_message_is_understood(path: Path) -> None:
    async with BotApi() as api, running(api, path) as bot:
        ada = api.person(language="cy")
        ada.sends_voice()
        ada.sends_photo()
        ada.sends_photo("a caption")
        ada.sends_sticker()
        ada.sends_contact()
        ada.shares_location(51.46, -2.55)
        ada.sends(venue={"location": {"latitude": 53.48, "longitude": -2.24}, "title": "x", "address": "y"})
        ada.forwards("passed on")
        ada.edits("changed")
        ada.sends(video_note={"file_id": "f", "file_unique_id": "u", "length": 1, "duration": 1})
        ada.says("/start payload")
        heard = [shown.text for shown in await ada.hears(11)]
        assert heard == [
            "1: a voice",
            "2: a photo",
            "3: a caption",
            "4: a sticker",
            "5: a contact",
            "6: near 51.46",
            "7: near 53.48",
            "8: passed on (forwarded)",
            "9: changed (edited)",
            "10: a video",
            "11: /start payload",
        ]
        assert set(bot.echo.hints) == {"cy"}


def test_the_library_makes_no_client_of_its_own_beside_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    def made(*_: object, **__: object) -> None:
        raise AssertionError("an httpx client")

    monkeypatch.setattr(HTTPXRequest, "__init__", made)
    assert TelegramChannel("1:a", "http://127.0.0.1:1", Polling(), {}).bot.token == "1:a"


async def test_what_needs_no_answer_gets_none(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.sends(pinned_message={"message_id": 1, "date": 0, "chat": ada.as_chat()})
        ada.sends("edited_message", location={"latitude": 1.0, "longitude": 1.0})
        assert await ada.hears_nothing()


async def test_a_card_has_its_pin_its_number_and_its_buttons(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("card")
        card, pin, contact = await ada.hears(3)
        assert [button.get("url") or button["copy_text"]["text"] for button in card.buttons] == [
            "https://example.org",
            "116 123",
        ]
        assert pin.data["venue"]["title"] == "The hall"
        assert contact.data["contact"]["phone_number"] == "116 123"


async def test_help_now_at_the_foot_sends_its_words(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        ada.taps("Help now")
        assert (await ada.hears())[0].text == "2: Help now"


async def test_the_keyboard_at_the_foot_has_help_and_hide_side_by_side(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        assert ada.keyboard is not None
        rows = [[key["text"] for key in row] for row in ada.keyboard["keyboard"]]
        assert rows == [["Help now", "Hide"], ["Share location"]]
        ada.taps("Hide")
        await _until(lambda: ada.keyboard is None)


async def test_an_edited_message_keeps_its_id_and_its_date(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("one")
        await ada.hears()
        api.ahead = 3600.0
        ada.edits("two")
        await ada.hears()
        [(at,)] = await asyncio.to_thread(_rows, path, "SELECT at FROM message WHERE id = 1")
        assert at == ada.dates[1]


async def test_a_tapped_message_can_be_hidden_even_if_nobody_noted_it(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        hello, _ = await ada.hears(2)
        await asyncio.to_thread(_rows, path, "DELETE FROM message")
        ada.taps_forged("hide", hello)
        await _until(lambda: hello.id not in ada.dates)


async def test_a_tap_is_answered_so_that_the_button_stops_turning(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        ada.taps("more")
        await ada.hears()
        assert api.methods.answered


async def test_an_edit_that_telegram_refuses_comes_as_a_new_message(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        hello, _ = await ada.hears(2)
        ada.taps("more")
        ada.messages.pop(hello.id)
        [page] = await ada.hears()
        assert page.id != hello.id
        ada.taps("more", inaccessible=True)
        [newer] = await ada.hears()
        assert newer.id != page.id


async def test_an_edit_that_changes_nothing_is_fine(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("/start")
        hello, _ = await ada.hears(2)
        ada.taps_forged("same", hello)
        assert (await ada.hears())[0].text == "Nothing new."


async def test_a_button_that_telegram_refuses_costs_the_button_and_not_the_words(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.says("long button")
        [shown] = await ada.hears()
        assert (shown.text, shown.buttons) == ("Words matter", [])


async def test_a_forged_tap_is_only_an_action(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada = api.person()
        ada.taps_forged("no:such:action")
        assert (await ada.hears())[0].text == "1: tapped no:such:action"


async def test_a_group_is_told_once_and_left(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, group = api.person(), api.group()
        group.adds_the_bot(ada)
        group.hears_from(ada, "hello bot")
        [told] = await group.hears()
        assert "only talk in private" in told.text
        assert await group.hears_nothing()
        assert group.left


async def test_a_channel_is_told_once_and_left(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        ada, channel = api.person(), api.group(kind="channel")
        channel.adds_the_bot(ada)
        [told] = await channel.hears()
        assert "only talk in private" in told.text
        assert await channel.hears_nothing()
        assert channel.left


async def test_commands_and_descriptions_are_set_in_each_language(path: Path) -> None:
    async with BotApi() as api, running(api, path):
        await _until(lambda: len(api.called("setMyShortDescription")) == 3)
        assert set(api.methods.commands) == {"", "en", "cy"}
        assert api.methods.profile["description", "cy"] == "Yn Gymraeg"


async def test_a_bot_api_that_lacks_a_method_is_good_enough(path: Path) -> None:
    async with BotApi() as api:
        api.methods.lacks = {"setMyDescription", "setMyShortDescription", "setMyCommands"}
        async with running(api, path):
            ada = api.person()
            ada.says("one")
            assert (await ada.hears())[0].text == "1: one"


async def test_a_wrong_token_is_told_in_one_sentence() -> None:
    async with BotApi() as api:
        channel = TelegramChannel("1:wrong", api.url, Polling(), {})
        with pytest.raises(CannotRun, match="TELEGRAM_BOT_TOKEN"):
            await channel.start()
        await channel.close()


async def test_polling_goes_on_after_faults(path: Path) -> None:
    async with BotApi() as api:
        api.fail(Fault("refuse", "getUpdates", code=502, description="Bad Gateway"))
        api.fail(Fault("drop", "getUpdates"))
        async with running(api, path):
            ada = api.person()
            ada.says("one")
            assert (await ada.hears())[0].text == "1: one"


async def test_by_webhook_the_same_conversation(path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    async with BotApi() as api, running(api, path, Webhook(url, "s3cret"), port=port):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        ada.taps("more")
        assert (await ada.hears())[0].text == "Page 2"
        await _until(lambda: not api.updates)


async def test_by_webhook_a_tap_is_confirmed_in_the_answer_to_its_update(path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    async with BotApi() as api, running(api, path, Webhook(url, "s3cret"), port=port):
        ada = api.person()
        ada.says("/start")
        await ada.hears(2)
        # Were it a call of its own, it would meet this.
        fault = api.fail(Fault("refuse", "answerCallbackQuery"))
        ada.taps("more")
        await _until(lambda: len(api.methods.answered) == 1)
        assert fault.times == 1
        assert (await ada.hears())[0].text == "Page 2"


async def test_the_webhook_refuses_what_is_not_telegrams(path: Path) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    update = {"update_id": 1}
    webhook = Webhook(url, "s3cret")
    async with BotApi() as api, running(api, path, webhook, port=port), ClientSession() as client:
        await until_ready(port)
        right = {"X-Telegram-Bot-Api-Secret-Token": "s3cret"}
        for headers, body, status in (
            ({}, {"json": update}, 403),
            ({"X-Telegram-Bot-Api-Secret-Token": "gu\u00e9ss"}, {"json": update}, 403),
            (right, {"data": "update_id=1"}, 415),
            (right, {"json": ["no"]}, 400),
            (right, {"json": {**update, "x": "y" * 600_000}}, 413),
            (right, {"json": update}, 200),
        ):
            async with client.post(url, headers=headers, **body) as answer:
                assert answer.status == status, (headers, str(body)[:50])
        async with client.get(url) as answer:
            assert answer.status == 405
        async with client.get(f"http://127.0.0.1:{port}/healthz") as answer:
            assert answer.status == 200


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(30):
        while not true():  # noqa: ASYNC110 - the other side is a server, and rings no bell
            await asyncio.sleep(0.02)


def _rows(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as db, db:
        return db.execute(sql).fetchall()
