"""The server: HTTP, tokens, faults, and the ways in which updates reach the bot."""

from __future__ import annotations

import asyncio
import json
import time
from contextlib import suppress
from typing import Any, Self

from aiohttp import ClientError, ClientSession, ClientTimeout, web

from bot.bench.botapi.faults import Fault, Refusal
from bot.bench.botapi.methods import Methods
from bot.bench.botapi.people import Group, Person
from bot.bench.botapi.rules import bad_request

TOKEN = "424242:local-test-token"
TERMINATED = "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
)


class BotApi:
    """One bot's Bot API. `updates` are those that it has not acknowledged; `calls` is what it has called.

    `remembers`: calls are kept. A measurement makes too many of them.
    """

    def __init__(self, token: str = TOKEN, webhook_retry: float = 0.1, remembers: bool = True) -> None:
        self.token = token
        self.bot = {"id": int(token.split(":")[0]), "is_bot": True, "first_name": "Kith", "username": "kith_test_bot"}
        self.methods = Methods(self.bot)
        self.faults: list[Fault] = []
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.updates: list[dict[str, Any]] = []
        self.ahead = 0.0
        """Seconds that this server's clock has been put forward."""
        self.webhook: dict[str, Any] | None = None
        self.refused_deliveries = 0
        self._webhook_retry = webhook_retry
        self._remembers = remembers
        self._next_update = 1000
        self._next_chat = 7000
        self._arrival = asyncio.Condition()
        self._poll = 0
        self._delivering: dict[Any, asyncio.Task[None]] = {}
        self._on_the_way: set[int] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._runner: web.AppRunner | None = None
        self.url = ""

    async def __aenter__(self) -> Self:
        application = web.Application()
        application.router.add_route("*", "/bot{token}/{method}", self._serve)
        self._runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        self._client = ClientSession(timeout=ClientTimeout(total=30))
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in (*self._tasks, *self._delivering.values()):
            task.cancel()
        await self._client.close()
        if self._runner:
            await self._runner.cleanup()

    def person(self, name: str = "Ada", language: str | None = "en") -> Person:
        """A new person who can write to the bot."""
        self._next_chat += 1
        person = Person(self._next_chat, name, self.post, self.bot, language)
        person.clock = self.now
        self.methods.chats[person.id] = person
        return person

    def group(self, name: str = "Mums of BS5", kind: str = "supergroup") -> Group:
        """A new group or channel."""
        self._next_chat += 1
        group = Group(-self._next_chat, name, self.post, self.bot, kind)
        self.methods.chats[group.id] = group
        return group

    def now(self) -> float:
        """What this server's clock shows, in seconds since 1970."""
        return time.time() + self.ahead

    def fail(self, fault: Fault) -> Fault:
        """Plant a fault."""
        self.faults.append(fault)
        return fault

    def called(self, method: str) -> list[dict[str, Any]]:
        """What a method was called with, refused calls included."""
        return [data for name, data in self.calls if name == method]

    def post(self, **parts: Any) -> int:
        """Queue an update; its id."""
        self._next_update += 1
        update = {"update_id": self._next_update, **parts}
        if "callback_query" in parts:
            self.methods.open_queries.add(parts["callback_query"]["id"])
        self.repeat(update)
        return self._next_update

    def repeat(self, update: dict[str, Any]) -> None:
        """Queue an update as it is, perhaps for a second time."""
        self.updates.append(update)
        self._in_background(self._announce())
        if self.webhook:
            self._deliver(update)

    async def _announce(self) -> None:
        async with self._arrival:
            self._arrival.notify_all()

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        method = request.match_info["method"]
        data = await _parameters(request)
        if self._remembers:
            self.calls.append((method, data))
        fault = next((one for one in self.faults if one.hits(method, _number(data.get("chat_id")))), None)
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            if fault and fault.does == "slow":
                await asyncio.sleep(fault.seconds)
            if fault and fault.does == "refuse":
                raise fault.refusal()
            if fault and fault.does == "drop":
                return _dropped(request)
            result = await self.call(method, data)
            if fault and fault.does == "drop_after":
                return _dropped(request)
            return web.json_response({"ok": True, "result": result})
        except Refusal as refusal:
            answer: dict[str, Any] = {"ok": False, "error_code": refusal.code, "description": refusal.description}
            if refusal.parameters:
                answer["parameters"] = refusal.parameters
            return web.json_response(answer, status=refusal.code)

    async def call(self, method: str, data: dict[str, Any]) -> Any:
        """Carry out one call of the bot. Raises `Refusal`."""
        match method.lower():
            case "getupdates":
                return await self._get_updates(data)
            case "setwebhook":
                return self._set_webhook(data)
            case "deletewebhook":
                self.webhook = None
                return True
            case "getwebhookinfo":
                address = (self.webhook or {}).get("url", "")
                return {"url": address, "has_custom_certificate": False, "pending_update_count": len(self.updates)}
        return self.methods.find(method)(data)

    async def _get_updates(self, data: dict[str, Any]) -> list[dict[str, Any]]:
        if self.webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        offset, limit = int(data.get("offset") or 0), int(data.get("limit") or 100)
        self.updates = [update for update in self.updates if update["update_id"] >= offset]
        self._poll += 1
        mine = self._poll
        await self._announce()
        try:
            async with asyncio.timeout(float(data.get("timeout") or 0)), self._arrival:
                while not self.updates and self._poll == mine:
                    await self._arrival.wait()
        except TimeoutError:
            pass
        if self._poll != mine:
            raise Refusal(409, TERMINATED)
        return self.updates[:limit]

    def _set_webhook(self, data: dict[str, Any]) -> bool:
        if not str(data.get("url") or "").startswith("http"):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        self.webhook = data
        for update in self.updates:
            if update["update_id"] not in self._on_the_way:
                self._deliver(update)
        return True

    def _deliver(self, update: dict[str, Any]) -> None:
        """Deliver by webhook, in order within a chat, again and again until it is answered 200."""
        part = next(part for key, part in update.items() if key != "update_id")
        chat = part.get("message", part).get("chat", {}).get("id")
        before = self._delivering.get(chat)
        self._on_the_way.add(update["update_id"])
        self._delivering[chat] = asyncio.create_task(self._deliver_after(before, update))

    async def _deliver_after(self, before: asyncio.Task[None] | None, update: dict[str, Any]) -> None:
        if before:
            await asyncio.wait({before})
        while (webhook := self.webhook) is not None:
            headers = {"X-Telegram-Bot-Api-Secret-Token": str(webhook.get("secret_token") or "")}
            try:
                async with self._client.post(webhook["url"], json=update, headers=headers) as answer:
                    if answer.status == 200:
                        self.updates.remove(update)
                        self._on_the_way.discard(update["update_id"])
                        await self._carry_out(await answer.read())
                        return
            except ClientError:
                pass
            self.refused_deliveries += 1
            await asyncio.sleep(self._webhook_retry)
        self._on_the_way.discard(update["update_id"])

    async def _carry_out(self, body: bytes) -> None:
        """What a webhook's answer may hold: one call, whose outcome the bot never learns."""
        data = json.loads(body or b"{}")
        method = data.pop("method", None)
        if method is None:
            return
        if self._remembers:
            self.calls.append((method, data))
        with suppress(Refusal):
            await self.call(method, data)

    def _in_background(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _parameters(request: web.Request) -> dict[str, Any]:
    """Parameters from the query, a form or JSON; values that are JSON themselves are read."""
    data: dict[str, Any] = dict(request.query)
    if request.content_type == "application/json":
        data.update(await request.json())
    elif request.can_read_body:
        data.update(await request.post())
    for key in ("reply_markup", "commands", "allowed_updates", "message_ids", "link_preview_options", "scope"):
        if isinstance(data.get(key), str):
            data[key] = json.loads(data[key])
    return data


def _number(value: Any) -> int | None:
    return int(value) if value is not None else None


def _dropped(request: web.Request) -> web.StreamResponse:
    """Close the connection without an answer."""
    if request.transport:
        request.transport.abort()
    return web.Response()
