"""A bare aiogram 3: a router with a finite state machine, states in memory."""

from __future__ import annotations

import asyncio
import logging
import sys
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

from aiogram import Bot, Dispatcher, F, Router
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.enums import ParseMode
from aiogram.filters import CommandStart, StateFilter
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.memory import MemoryStorage
from aiogram.types import CallbackQuery, InlineKeyboardMarkup, Message, ReplyKeyboardMarkup
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bot.bench.peers import Asked


def main(asked: Asked) -> None:
    """Run until a signal."""
    logging.disable(logging.WARNING)
    session = AiohttpSession(api=TelegramAPIServer.from_base(asked.address), limit=100)
    bot = Bot(asked.token, session, DefaultBotProperties(parse_mode=ParseMode.HTML, link_preview_is_disabled=True))
    dispatcher = Dispatcher(storage=MemoryStorage())
    dispatcher.include_router(flow(asked.steps))
    if not asked.webhook:
        asyncio.run(dispatcher.start_polling(bot))
        return
    address = urlsplit(asked.webhook)
    application = web.Application()
    SimpleRequestHandler(dispatcher, bot).register(application, address.path)
    setup_application(application, dispatcher, bot=bot)

    async def tell_telegram(_: web.Application) -> None:
        await bot.set_webhook(asked.webhook, max_connections=100)

    application.on_startup.append(tell_telegram)
    web.run_app(application, host="127.0.0.1", port=address.port, print=None, access_log=None)


def flow(steps: list[dict[str, Any]]) -> Router:
    """State number N waits for what step N does."""
    router = Router()
    states = [State(f"step{number}", group_name="flow") for number in range(len(steps) + 1)]
    router.message(CommandStart())(answering(steps[0], states[1]))
    for number, step in enumerate(steps[1:], 1):
        answer, here = answering(step, states[number + 1]), StateFilter(states[number])
        if step["taps"]:
            router.callback_query(here, F.data == step["does"])(answer)
        else:
            router.message(here, F.text)(answer)
    return router


def answering(step: dict[str, Any], then: State) -> Callable[..., Awaitable[None]]:
    """Answers as the step says, and goes to the state `then`."""
    answers = [(one["text"], markup(one["markup"]), one["edits"]) for one in step["answers"]]

    async def answer(event: Message | CallbackQuery, state: FSMContext) -> None:
        message = event.message if isinstance(event, CallbackQuery) else event
        if isinstance(event, CallbackQuery):
            await event.answer()
        for text, keyboard, edits in answers:
            if not isinstance(message, Message):
                continue
            if edits:
                await message.edit_text(text, reply_markup=keyboard)
            else:
                await message.answer(text, reply_markup=keyboard)
        await state.set_state(then)

    return answer


def markup(given: dict[str, Any] | None) -> Any:
    """A keyboard in aiogram's types."""
    if given is None:
        return None
    return (InlineKeyboardMarkup if "inline_keyboard" in given else ReplyKeyboardMarkup).model_validate(given)


if __name__ == "__main__":
    main(Asked.read(sys.argv[1:]))
