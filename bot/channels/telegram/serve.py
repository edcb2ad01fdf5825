"""Kith on Telegram, from its settings: `await serve(settings, kith)`."""

from __future__ import annotations

from bot.channels.telegram.channel import Receiver, TelegramChannel
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook, secret_for
from bot.conversation.kith import Kith
from bot.runtime.app import run
from bot.runtime.channel import CannotRun
from bot.runtime.kith import talk_of
from bot.settings import Settings
from bot.storage import SqliteStore


async def serve(settings: Settings, kith: Kith) -> None:
    """Run the Telegram bot until a signal. Raises `CannotRun` with a sentence for the operator."""
    if settings.token is None:
        raise CannotRun("TELEGRAM_BOT_TOKEN is missing: write the token that BotFather gave you.")
    token = settings.token.get_secret_value()
    # The operator's default language first: it is also what Telegram shows in languages that Kith doesn't speak.
    codes = sorted(kith.languages, key=lambda code: code != kith.languages.default)
    profiles = {code: kith.profile(code) for code in codes}
    channel = TelegramChannel(token, settings.api_url, receiver(settings, token), profiles)
    await run(channel, talk_of(kith), SqliteStore(settings.database_path))


def receiver(settings: Settings, token: str) -> Receiver:
    """Webhook where KITH_WEBHOOK_URL is set, polling otherwise."""
    if settings.webhook_url is None:
        return Polling()
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else secret_for(token)
    return Webhook(settings.webhook_url, secret, settings.port)
