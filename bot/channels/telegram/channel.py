"""Telegram as a `bot.runtime.Channel`: connecting, introducing the bot, and delivering replies.

How updates arrive (polling or webhook) is handed in as a `Receiver`.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.erase import erase, is_gone
from bot.channels.telegram.request import AiohttpRequest, call
from bot.channels.telegram.show import show
from bot.channels.telegram.updates import FromGroup, FromPerson, Nothing, Take, number_of, read_update
from bot.channels.telegram.waits import seconds_to_wait
from bot.conversation.replies import Reply
from bot.runtime import CannotRun, ChatGone, Incoming, NotKept, Refused, Unreachable, WaitFor, log
from bot.runtime.channel import GiveUp, Handle
from bot.storage import Chat

NAME = "telegram"
CONNECTIONS = 128
"""More than the sender and the background ever use together, so that a crisis answer never waits for one."""
HARMLESS_AT_ONCE = 16
"""How many calls whose failure nobody would notice are made at the same time."""
HARMLESS_WAITING = 500
"""And how many may wait for that; a tap more is not confirmed."""
START_TRIES = 6


@contextmanager
def in_our_words() -> Iterator[None]:
    """Telegram's errors as the runtime's: `WaitFor`, `ChatGone`, `Refused` or `Unreachable`."""
    try:
        yield
    except RetryAfter as error:
        raise WaitFor(seconds_to_wait(error)) from error
    except (Forbidden, ChatMigrated) as error:
        raise ChatGone from error
    except BadRequest as error:
        if is_gone(error):
            raise ChatGone from error
        raise Refused(type(error)) from error
    except TelegramError as error:
        raise Unreachable(type(error)) from error


class Profile(Protocol):
    """What Telegram shows of the bot in one language."""

    @property
    def commands(self) -> Sequence[tuple[str, str]]: ...
    @property
    def description(self) -> str: ...
    @property
    def short_description(self) -> str: ...
    @property
    def private_only(self) -> str: ...


class Receiver(Protocol):
    """Brings raw updates to the channel. `confirms`: it also confirms taps, with what `take` gives it."""

    @property
    def confirms(self) -> bool: ...

    def routes(self) -> Sequence[web.RouteDef]:
        """What the web server must serve for it."""
        ...

    async def prepare(self, bot: Bot) -> None:
        """Tell Telegram how updates shall come. Raises `CannotRun` where they go to somebody else."""

    async def receive(self, take: Take, stop: asyncio.Event) -> None:
        """Hand each raw update to `take`, until `stop`."""


class TelegramChannel:
    """One Telegram bot. `profiles` by language code; the first language is also the default for all others."""

    name = NAME

    def __init__(self, token: str, api_url: str, receiver: Receiver, profiles: Mapping[str, Profile]) -> None:
        request, files = AiohttpRequest(CONNECTIONS), f"{api_url}/file/bot"
        # Given twice, although `Polling` fetches by itself: else the library makes an httpx client, which takes 2 MB.
        self.bot = Bot(token, f"{api_url}/bot", files, request=request, get_updates_request=request)
        self._receiver = receiver
        self._profiles = profiles
        self._background: set[asyncio.Task[None]] = set()
        self._left: set[int] = set()
        self._harmless_room = asyncio.Semaphore(HARMLESS_AT_ONCE)

    async def start(self) -> None:
        """Connect, waiting for a Telegram that can't be reached yet, and say what the bot is."""
        for attempt in range(START_TRIES):
            try:
                await self.bot.initialize()
                await self._receiver.prepare(self.bot)
                break
            except InvalidToken as error:
                raise CannotRun("TELEGRAM_BOT_TOKEN was refused by Telegram: copy it again from BotFather.") from error
            except BadRequest as error:
                raise CannotRun("Telegram refused KITH_WEBHOOK_URL: write an https address it can reach.") from error
            except TelegramError as error:
                log("telegram.unreachable", logging.WARNING, error=type(error), attempt=attempt + 1)
                wait = seconds_to_wait(error) if isinstance(error, RetryAfter) else 2.0**attempt / 2
                await asyncio.sleep(wait)
        else:
            raise CannotRun("Telegram can't be reached at TELEGRAM_API_URL: check the network and the address.")
        self._in_background(self._introduce())

    async def receive(self, handle: Handle, give_up: GiveUp, stop: asyncio.Event) -> None:
        """Bring updates to `handle` until `stop`."""

        async def take(raw: dict[str, Any]) -> str | None:
            return await self._take(raw, handle, give_up)

        await self._receiver.receive(take, stop)

    async def deliver(self, chat: Chat, reply: Reply, replaces: int | None) -> int | None:
        """Show one reply, and say in the runtime's words what went wrong; the id of the message if it is a new one."""
        with in_our_words():
            return await show(self.bot, int(chat.id), reply, replaces)

    async def erase(self, chat: Chat, messages: Sequence[int]) -> None:
        """Delete these messages, as far as Telegram lets them go."""
        with in_our_words():
            await erase(self.bot, int(chat.id), messages)

    async def close(self) -> None:
        """Let go of what is under way in the background, and of the connections."""
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, return_exceptions=True)
        await self.bot.shutdown()

    async def _take(self, raw: dict[str, Any], handle: Handle, give_up: GiveUp) -> str | None:
        """Read one raw update and see it handled; see `Take`. Raises `NotKept`."""
        update_id = number_of(raw)
        try:
            arrived = read_update(raw)
        except Exception as error:  # noqa: BLE001 - a form that nobody foresaw must not stop the updates behind it
            await give_up(update_id, type(error))
            return None
        match arrived:
            case FromPerson():
                return await self._take_from(arrived, update_id, handle)
            case FromGroup():
                self._leave(arrived.chat)
            case Nothing():
                self._stop_turning(arrived.query)
        return None

    async def _take_from(self, arrived: FromPerson, update_id: int, handle: Handle) -> str | None:
        chat = Chat(NAME, str(arrived.chat))
        incoming = Incoming(update_id, chat, arrived.event, arrived.hint, arrived.message, arrived.noted)
        if not self._receiver.confirms:
            self._stop_turning(arrived.query)
            await handle(incoming)
            return None
        try:
            await handle(incoming)
        except NotKept:
            self._stop_turning(arrived.query)
            raise
        return arrived.query

    def _leave(self, chat: int) -> None:
        if chat not in self._left:
            self._left.add(chat)
            self._in_background(self._say_and_leave(chat))

    async def _say_and_leave(self, chat: int) -> None:
        words = next(iter(self._profiles.values())).private_only
        await self._harmless(lambda: self.bot.send_message(chat, words))
        await self._harmless(lambda: self.bot.leave_chat(chat))
        # She may add it again later, and should be told again.
        self._left.discard(chat)
        log("group.left")

    def _stop_turning(self, query: str | None) -> None:
        """Confirm a tap. A button that nobody confirms stops by itself after a while."""
        if query and len(self._background) < HARMLESS_WAITING:
            self._in_background(self._harmless(lambda: call(self.bot, "answerCallbackQuery", callback_query_id=query)))

    async def _introduce(self) -> None:
        """Commands and descriptions in every language; a Bot API that lacks a method costs a log line."""
        for place, (language, profile) in enumerate(self._profiles.items()):
            codes = [None, language] if place == 0 else [language]
            for code in codes:
                await self._introduce_in(code, profile)
        log("telegram.introduced", languages=len(self._profiles))

    async def _introduce_in(self, code: str | None, profile: Profile) -> None:
        commands = list(profile.commands)
        await self._harmless(lambda: self.bot.set_my_commands(commands, language_code=code))
        await self._harmless(lambda: self.bot.set_my_description(profile.description, language_code=code))
        await self._harmless(lambda: self.bot.set_my_short_description(profile.short_description, language_code=code))

    async def _harmless(self, call: Callable[[], Awaitable[Any]]) -> None:
        """Make a call whose failure nobody would notice; wait once when Telegram asks for it."""
        try:
            async with self._harmless_room:
                try:
                    await call()
                except RetryAfter as error:
                    await asyncio.sleep(min(seconds_to_wait(error), 60.0))
                    await call()
        except TelegramError as error:
            log("telegram.call_failed", logging.WARNING, error=type(error))

    def _in_background(self, work: Coroutine[Any, Any, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._background.add(task)
        task.add_done_callback(self._background.discard)
