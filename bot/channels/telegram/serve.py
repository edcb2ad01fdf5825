"""Kith on Telegram, from its settings: `await run_bot(settings)`."""

from __future__ import annotations

import asyncio
import sys

from bot.channels.telegram.channel import Receiver, TelegramChannel
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook, secret_for
from bot.runtime.app import run
from bot.runtime.channel import CannotRun
from bot.runtime.kith import Live, geocoder_of, talk_of
from bot.runtime.log import set_up_logging
from bot.runtime.reload import Reload
from bot.settings import Settings
from bot.storage import SqliteStore


async def run_bot(settings: Settings) -> int:
    """Run the Telegram bot until a signal; the exit code. Why it can't run is one sentence on standard error."""
    set_up_logging()
    try:
        await serve(settings)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


async def serve(settings: Settings) -> None:
    """Run the Telegram bot until a signal. Raises `CannotRun` with a sentence for the operator."""
    if settings.telegram_bot_token is None:
        raise CannotRun("TELEGRAM_BOT_TOKEN is missing: write the token that BotFather gave you.")
    reload = Reload(settings.load_kith, (settings.content, settings.locales))
    token, kith = settings.telegram_bot_token.get_secret_value(), settings.load_kith()
    live = Live(kith)
    # The operator's default language first: it is also what Telegram shows in languages that Kith doesn't speak.
    codes = sorted(kith.languages, key=lambda code: code != kith.languages.default)
    profiles = {code: kith.profile(code) for code in codes}
    channel = TelegramChannel(token, settings.telegram_api_url, receiver(settings, token), profiles)
    preparing = asyncio.create_task(asyncio.to_thread(kith.watch.prepare))
    async with reload.following(live):
        talk = talk_of(live, geocoder_of(kith, settings.online_geocoder))
        await run(channel, talk, SqliteStore(settings.database_path))
    await preparing


def receiver(settings: Settings, token: str) -> Receiver:
    """Webhook where KITH_WEBHOOK_URL is set, polling otherwise."""
    if settings.webhook_url is None:
        return Polling()
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else secret_for(token)
    return Webhook(settings.webhook_url, secret, settings.port)
