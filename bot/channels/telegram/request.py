"""How python-telegram-bot's client reaches Telegram: over aiohttp.

Its own way is httpx, which takes longer than all the rest of an answer together (`kith bench` measures it: the
processor's time for an answer fell by half).
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from aiohttp import ClientError, ClientSession, ClientTimeout, TCPConnector
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

USER_AGENT = "Kith"


async def call(bot: Bot, method: str, **parameters: Any) -> Any:
    """Call a method with plain values, leaving out those that are None; what it gives, as it comes.

    For what is called all the time: python-telegram-bot's own methods make objects of everything, twice. Raises its
    errors all the same.
    """
    given = {name: value for name, value in parameters.items() if value is not None}
    return await bot.request.post(f"{bot.base_url}/{method}", Plain(given))  # type: ignore[arg-type]


class Plain:
    """Parameters as they are, in the place of a `RequestData`."""

    __slots__ = ("json_payload",)

    def __init__(self, given: dict[str, Any]) -> None:
        self.json_payload = json.dumps(given).encode()


class AiohttpRequest(BaseRequest):
    """A pool of `connections`. Times are seconds: to get a connection, and between two bytes of an answer."""

    def __init__(self, connections: int, read_timeout: float = 15.0, connect_timeout: float = 10.0) -> None:
        self._connections = connections
        self._read_timeout = read_timeout
        self._connect_timeout = connect_timeout
        self._session: ClientSession | None = None
        self._proxies: dict[str, str] = {}
        self._timeout = self._timeout_of(read_timeout)

    @property
    def read_timeout(self) -> float:
        """Seconds between two bytes of an answer."""
        return self._read_timeout

    async def initialize(self) -> None:
        """Make ready. Connections are made when they are needed."""
        if self._session is None or self._session.closed:
            connector = TCPConnector(limit=self._connections, keepalive_timeout=55.0)
            self._session = ClientSession(connector=connector, headers={"User-Agent": USER_AGENT})
            # Asked once: looking through the whole environment for each request takes longer than the request.
            self._proxies = getproxies()

    async def shutdown(self) -> None:
        """Close every connection."""
        if self._session:
            await self._session.close()

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | Plain | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Status and body of the answer. Kith sends no files. Raises `TimedOut` and `NetworkError`."""
        if self._session is None:
            raise RuntimeError("not initialized")
        given = read_timeout is not None and read_timeout is not BaseRequest.DEFAULT_NONE
        body = request_data.json_payload if request_data else None
        try:
            async with self._session.request(
                method,
                url,
                data=body,
                headers={"Content-Type": "application/json"} if body else None,
                timeout=self._timeout_of(read_timeout) if given else self._timeout,
                proxy=self._proxy(url),
            ) as answer:
                return answer.status, await answer.read()
        except TimeoutError as error:
            raise TimedOut from error
        except (ClientError, OSError) as error:
            # Its text could hold the address, and that the token.
            raise NetworkError(type(error).__name__) from error

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """What Telegram answered. Raises `TelegramError`; python-telegram-bot's own would log the whole answer."""
        try:
            answer: dict[str, Any] = json.loads(payload)
        except ValueError:
            raise TelegramError("Invalid server response") from None
        return answer

    def _timeout_of(self, read_timeout: float) -> ClientTimeout:
        return ClientTimeout(total=None, connect=self._connect_timeout, sock_read=read_timeout)

    def _proxy(self, url: str) -> str | None:
        """The proxy that the operator's environment names for this address."""
        if not self._proxies:
            return None
        parts = urlsplit(url)
        proxy = self._proxies.get(parts.scheme)
        return proxy if proxy and not proxy_bypass(parts.hostname or "") else None
