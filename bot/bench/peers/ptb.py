"""A bare python-telegram-bot: one ConversationHandler, states in memory."""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Update
from telegram.constants import ParseMode
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    ConversationHandler,
    MessageHandler,
    filters,
)

from bot.bench.peers import Asked

Callback = Callable[[Update, ContextTypes.DEFAULT_TYPE], Coroutine[Any, Any, int]]


def main(asked: Asked) -> None:
    """Run until a signal."""
    logging.disable(logging.WARNING)
    application = Application.builder().token(asked.token).base_url(f"{asked.address}/bot").pool_timeout(60).build()
    application.add_handler(conversation(asked.steps))
    application.run_polling()


def conversation(steps: list[dict[str, Any]]) -> ConversationHandler[Any]:
    """State number N waits for what step N does."""
    states: dict[object, list[Any]] = {number: [handler(step, number + 1)] for number, step in enumerate(steps)}
    start: CommandHandler[Any, Any] = CommandHandler("start", callback(steps[0], 1))
    return ConversationHandler([start], states, [start], allow_reentry=True)


def handler(step: dict[str, Any], then: int) -> Any:
    """The handler of one step."""
    if step["taps"]:
        return CallbackQueryHandler(callback(step, then), pattern=f"^{re.escape(step['does'])}$")
    return MessageHandler(filters.TEXT & ~filters.COMMAND, callback(step, then))


def callback(step: dict[str, Any], then: int) -> Callback:
    """Answers as the step says, and goes to the state `then`."""

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        query = update.callback_query
        if query:
            await query.answer()
        for one in step["answers"]:
            shown = {"text": one["text"], "parse_mode": ParseMode.HTML, "reply_markup": one["markup"]}
            shown["disable_web_page_preview"] = True
            if one["edits"] and query:
                await query.edit_message_text(**shown)
            elif update.effective_chat:
                await context.bot.send_message(update.effective_chat.id, **shown)
        return then

    return answer


if __name__ == "__main__":
    main(Asked.read(sys.argv[1:]))
