"""The online geocoder, against a small server of our own that is good, slow, broken, or answers nonsense."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable

import pytest
from aiohttp import web

from bot.places import Gazetteer
from bot.places.online import USER_AGENT, OnlineGeocoder

GOOD = [{"lat": "53.4722", "lon": "-2.2935", "display_name": "Salford Quays, Salford, M50 3AZ, England"}]
PHOTON = {
    "features": [
        {"geometry": {"coordinates": [-2.2935, 53.4722]}, "properties": {"name": "Salford Quays", "city": "Salford"}}
    ]
}
ABROAD = [{"lat": "48.8566", "lon": "2.3522", "display_name": "Paris, France"}]


class Server:
    """Answers every request with `answer` and counts them."""

    def __init__(self) -> None:
        self.asked: list[web.Request] = []
        self.answer: object = GOOD
        self.status = 200
        self.wait = 0.0
        self.domain = ""

    async def handle(self, request: web.Request) -> web.Response:
        self.asked.append(request)
        await asyncio.sleep(self.wait)
        text = self.answer if isinstance(self.answer, str) else json.dumps(self.answer)
        kind = "text/html" if text.startswith("<") else "application/json"
        return web.Response(text=text, status=self.status, content_type=kind)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    server = Server()
    app = web.Application()
    app.router.add_get("/{path:.*}", server.handle)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.domain = f"127.0.0.1:{runner.addresses[0][1]}"
    yield server
    await runner.cleanup()


@pytest.fixture
def ask(gazetteer: Gazetteer, server: Server) -> OnlineGeocoder:
    return OnlineGeocoder(gazetteer, domain=server.domain, scheme="http", seconds=0.5)


async def test_a_place_found_online_has_our_own_outcode_nation_and_districts(
    ask: OnlineGeocoder, server: Server
) -> None:
    (place,) = await ask.find("near Salford Quays please")
    assert (place.name, place.outcode, place.nation) == ("Salford Quays", "M50", "England")
    assert "Salford" in place.districts
    assert "3AZ" not in repr(place)
    assert server.asked[0].headers["User-Agent"] == USER_AGENT
    assert server.asked[0].query["q"] == "salford quays"


async def test_photon_is_asked_in_the_same_way(gazetteer: Gazetteer, server: Server) -> None:
    server.answer = PHOTON
    photon = OnlineGeocoder(gazetteer, "photon", server.domain, "http")
    assert [place.outcode for place in await photon.find("Salford Quays")] == ["M50"]


async def test_a_name_is_asked_for_once(ask: OnlineGeocoder, server: Server) -> None:
    assert await ask.find("Salford Quays") == await ask.find("salford quays!")
    assert len(server.asked) == 1


async def test_what_is_remembered_does_not_grow_without_end(
    ask: OnlineGeocoder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.places.online.MOST_REMEMBERED", 2)
    for name in ("aaa", "bbb", "ccc"):
        await ask.find(name)
    assert list(ask.remembered) == ["bbb", "ccc"]


async def test_a_place_abroad_is_none_of_ours(ask: OnlineGeocoder, server: Server) -> None:
    server.answer = ABROAD
    assert await ask.find("Paris") == ()


BROKEN: list[Callable[[Server], None]] = [
    lambda server: setattr(server, "status", 500),
    lambda server: setattr(server, "status", 429),
    lambda server: setattr(server, "answer", "<html>Down for maintenance</html>"),
    lambda server: setattr(server, "answer", "{"),
    lambda server: setattr(server, "answer", {"error": "no"}),
    lambda server: setattr(server, "answer", [{"lat": "x"}]),
    lambda server: setattr(server, "answer", []),
    lambda server: setattr(server, "wait", 5.0),
    lambda server: setattr(server, "domain", "127.0.0.1:1"),
]


@pytest.mark.parametrize("break_it", BROKEN)
async def test_no_failure_is_ever_seen(
    gazetteer: Gazetteer, server: Server, break_it: Callable[[Server], None]
) -> None:
    break_it(server)
    ask = OnlineGeocoder(gazetteer, domain=server.domain, scheme="http", seconds=0.3)
    began = asyncio.get_running_loop().time()
    assert await ask.find("Salford Quays") == ()
    assert asyncio.get_running_loop().time() - began < 2.0


async def test_after_a_failure_the_name_is_asked_for_again(ask: OnlineGeocoder, server: Server) -> None:
    server.status = 500
    assert await ask.find("Salford Quays") == ()
    server.status = 200
    assert await ask.find("Salford Quays")


NEVER_SENT = (
    "BS5 6XX", "bs56xx", "bs5", "BS 5", "near bs5 please", "EC1", "LSl", "SWlA", "M", "bs", "12 High Street", "flat 3",
    "", "I live at home and I can't cope any more with any of this, I am so tired", "a b c d e",
    "ＢＳ５", "B⑤", "???",
    "my name is Sarah Smith", "I want to die", "kill myself",
)  # fmt: skip


@pytest.mark.parametrize("text", NEVER_SENT)
async def test_postcodes_and_sentences_never_leave_the_house(ask: OnlineGeocoder, server: Server, text: str) -> None:
    assert await ask.find(text) == ()
    assert server.asked == []


async def test_what_is_written_to_the_log_has_no_word_of_hers(
    ask: OnlineGeocoder, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    server.status = 500
    await ask.find("Salford Quays")
    assert "gave no answer" in caplog.text
    assert "alford" not in caplog.text
