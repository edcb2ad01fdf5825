"""Whether Kith can keep its promises just now: three addresses for the operator and the platform.

`/healthz`: the process lives (a platform may restart it when this fails). `/readyz`: 200, or 503 with the reasons; an
alarm, and not a switch: a Kith that can't reach its database still answers a crisis, so never take it off the net for
that. `/metrics`: numbers for Prometheus. They change at the moment somebody is answered, so they are not for everybody:
they are given to the machine itself, and elsewhere to whoever brings the token.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from math import inf

from aiohttp import web

from bot.runtime import metrics
from bot.storage import Store, StoreDown

OUTBOX_LIMIT = timedelta(minutes=2)
"""A message that waits longer, or a channel that takes nothing for so long, is worth an alarm."""
ANSWER_WITHIN = 3.0
"""Seconds that the store has to answer."""
FAILED_LATELY = 120.0
"""Seconds."""
PASSED_ON = ("Forwarded", "X-Forwarded-For", "X-Real-IP")


@dataclass
class Health:
    """What the runtime knows of itself."""

    started: bool = False
    store_down: bool = False
    store_failed_at: float = -inf
    """When the store last failed, in the event loop's seconds."""
    unsent_since: datetime | None = None
    """Since when the channel has taken no message although some were tried."""

    def arrived(self) -> None:
        """The channel has taken a message."""
        self.unsent_since = None

    def not_taken(self, now: datetime) -> None:
        """The channel has not taken a message."""
        self.unsent_since = self.unsent_since or now


async def reasons(health: Health, store: Store, channel: str, now: datetime) -> list[str]:
    """Why Kith is not ready, in sentences without numbers or names; none when it is."""
    if not health.started:
        return ["Kith is starting or stopping."]
    found = ["The channel has taken no message for a while."] if _long(health.unsent_since, now) else []
    try:
        async with asyncio.timeout(ANSWER_WITHIN):
            # Taking nothing out is a write all the same: it fails where the database can only be read.
            await store.sent([])
            waiting, since = await store.backlog(channel)
            metrics.WAITING.set(waiting)
            if _long(since, now):
                found.append("A message has been waiting in the outbox for a while.")
    except (StoreDown, TimeoutError):
        return [*found, "The database can't be reached or written."]
    failed = asyncio.get_running_loop().time() - health.store_failed_at < FAILED_LATELY
    # On a full disk all of the above works; only what she sends fails.
    return [*found, "The database failed a moment ago."] if health.store_down and failed else found


def _long(since: datetime | None, now: datetime) -> bool:
    return since is not None and now - since > OUTBOX_LIMIT


def health_routes(
    health: Health, store: Store, channel: str, clock: Callable[[], datetime], token: str | None = None
) -> Sequence[web.RouteDef]:
    """The three addresses. `token`: who brings it may read the metrics from elsewhere."""

    async def healthz(_: web.Request) -> web.Response:
        return web.Response(text="ok\n")

    async def readyz(_: web.Request) -> web.Response:
        found = await reasons(health, store, channel, clock())
        return web.Response(text="\n".join([*found, ""]) if found else "ready\n", status=503 if found else 200)

    async def numbers(request: web.Request) -> web.Response:
        if not _may_read(request, token):
            raise web.HTTPNotFound
        await reasons(health, store, channel, clock())
        return web.Response(body=metrics.as_text(), headers={"Content-Type": "text/plain; version=0.0.4"})

    return web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)


def _may_read(request: web.Request, token: str | None) -> bool:
    given = request.headers.get("Authorization", "").encode("utf-8", "replace")
    if token and hmac.compare_digest(given, f"Bearer {token}".encode()):
        return True
    return bool(request.remote) and _is_here(request) and not any(name in request.headers for name in PASSED_ON)


def _is_here(request: web.Request) -> bool:
    try:
        return ip_address(request.remote or "").is_loopback
    except ValueError:
        return False
