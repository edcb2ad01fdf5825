"""Kith on Telegram, from its settings: `await run_bot(settings)`."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import date

from aiohttp import web

from bot.channels.telegram.channel import NAME, Receiver, TelegramChannel
from bot.channels.telegram.polling import Polling
from bot.channels.telegram.webhook import Webhook, secret_for
from bot.directory import ContentError
from bot.runtime.app import Limits, now, run
from bot.runtime.channel import CannotRun
from bot.runtime.health import Health, health_routes
from bot.runtime.kith import Live, geocoder_of, talk_of
from bot.runtime.log import log, set_up_logging, where
from bot.runtime.reload import Reload
from bot.runtime.web import listening
from bot.settings import Settings


async def run_bot(settings: Settings) -> int:
    """Run the Telegram bot until a signal; the exit code: 0, or 2 when it can't run, or 1 after a fault of ours.

    Why it can't run is one sentence on standard error. A fault is one line of the log, and no traceback: its message
    could hold what somebody typed.
    """
    set_up_logging()
    try:
        await serve(settings)
    except CannotRun as reason:
        print(reason, file=sys.stderr)
        return 2
    except ContentError:
        raise
    except Exception as error:  # noqa: BLE001 - the last place where its words can be kept out of the log
        log("kith.failed", logging.CRITICAL, error=type(error), at=where(error))
        return 1
    return 0


async def serve(settings: Settings) -> None:
    """Run the Telegram bot until a signal. Raises `CannotRun` with a sentence for the operator.

    The web server, where there is one, has Telegram's path, the operator's pages and, if switched on, the directory.
    """
    if settings.telegram_bot_token is None:
        raise CannotRun("TELEGRAM_BOT_TOKEN is missing: write the token that BotFather gave you.")
    reload = Reload(settings.load_kith, (settings.content, settings.locales))
    token, left_out = settings.telegram_bot_token.get_secret_value(), list[str]()
    kith = settings.load_kith(left_out)
    for problem in left_out:
        print(f"Left out, because it can't be used: {' '.join(problem.split())} Run: kith check", file=sys.stderr)
    if kith.watch.learned is None:
        print("The learned net can't be used: risk is noticed by the rules alone. Run: kith check", file=sys.stderr)
    live = Live(kith)
    # The operator's default language first: it is also what Telegram shows in languages that Kith doesn't speak.
    codes = sorted(kith.languages, key=lambda code: code != kith.languages.default)
    profiles = {code: kith.profile(code) for code in codes}
    receiver = receiver_of(settings, token)
    channel = TelegramChannel(token, settings.telegram_api_url, receiver, profiles)
    store, health = settings.store(), Health()
    talk = talk_of(live, geocoder_of(kith, settings.online_geocoder))
    secret = settings.metrics_token.get_secret_value() if settings.metrics_token else None
    routes = [*receiver.routes(), *health_routes(health, store, NAME, now, secret)]
    if settings.open_referral:
        from bot.channels.api import feeds  # nearly 1 MB, which few operators need
        from bot.channels.api import routes as directory_routes

        routes += directory_routes(feeds(lambda: live.kith.content, date.today))
    async with _web(settings.web_port, routes), reload.following(live):
        await run(channel, talk, store, health=health, limits=Limits(settings.pace, settings.flood or None))


@asynccontextmanager
async def _web(port: int | None, routes: Sequence[web.RouteDef]) -> AsyncIterator[None]:
    """The web server while inside, where there is a port for it."""
    if port is None:
        yield
    else:
        async with listening(routes, port):
            yield


def receiver_of(settings: Settings, token: str) -> Receiver:
    """Webhook where KITH_WEBHOOK_URL is set, polling otherwise."""
    if settings.webhook_url is None:
        return Polling(take_over=settings.take_over)
    secret = settings.webhook_secret.get_secret_value() if settings.webhook_secret else secret_for(token)
    return Webhook(settings.webhook_url, secret, settings.take_over)
