"""Feeds over HTTP, from real servers that do what real ones do: pages, 500s, silence, half an answer, endless loops."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.directory.open_referral import fetch
from bot.directory.open_referral.fetch import FeedError, Fetched, Fetcher

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[..., Awaitable[str]]


def service(number: int, **more: Any) -> dict[str, Any]:
    phones = [{"number": "0117 496 0000"}]
    return {"id": f"id-{number}", "name": f"Service {number}", "status": "active", "phones": phones, **more}


def thin(number: int) -> dict[str, Any]:
    return {"id": f"id-{number}", "name": f"Service {number}", "status": "active"}


def page(number: int, pages: int, *items: Any, total: int | None = None) -> dict[str, Any]:
    return {"page_number": number, "total_pages": pages, "total_items": total or 0, "contents": list(items)}


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server of these paths; gives its address."""
    servers: list[TestServer] = []

    async def start(**handlers: Handler) -> str:
        application = web.Application()
        for name, handler in handlers.items():
            application.router.add_get("/" + name.replace("__", "/{id}").strip("_"), handler)
        server = TestServer(application)
        await server.start_server()
        servers.append(server)
        return str(server.make_url("")).rstrip("/")

    yield start
    for server in servers:
        await server.close()


async def all_of(address: str) -> list[Fetched]:
    async with aiohttp.ClientSession() as session:
        return [one async for one in Fetcher(session, pause=0.01).records(address)]


async def names(address: str) -> list[str]:
    return [one.record["name"] for one in await all_of(address)]


async def fault(address: str) -> str:
    with pytest.raises(FeedError) as told:
        await all_of(address)
    assert "\n" not in str(told.value)
    assert "Error" not in str(told.value)
    return str(told.value)


def answers(value: Any) -> Handler:
    async def handler(request: web.Request) -> web.Response:
        return web.json_response(value)

    return handler


async def paged(request: web.Request) -> web.Response:
    """Two a page, five in all; the envelope of 3.0."""
    number = int(request.query.get("page", "1"))
    items = [service(each) for each in range(2 * number - 1, min(2 * number, 5) + 1)]
    return web.json_response(page(number, 3, *items, total=5))


@pytest.mark.parametrize("path", ["", "/", "/services", "/services?per_page=2"])
async def test_every_page_is_read_from_the_front_door_or_from_the_list(serve: Serve, path: str) -> None:
    about = {"version": "HSDS-UK-3.0", "profile": "x", "openapi_url": "x"}
    address = await serve(services=paged, _=answers(about))
    assert await names(address + path) == [f"Service {number}" for number in range(1, 6)]


async def test_the_envelope_of_version_1_is_read(serve: Serve) -> None:
    async def old(request: web.Request) -> web.Response:
        number = int(request.query.get("page", "1"))
        return web.json_response({"number": number, "totalPages": 2, "content": [service(number)], "last": number == 2})

    assert await names(await serve(services=old) + "/services") == ["Service 1", "Service 2"]


async def test_a_bare_list_and_a_single_service_are_read(serve: Serve) -> None:
    address = await serve(list=answers([service(1), service(2)]), one=answers(service(3)))
    assert await names(address + "/list") == ["Service 1", "Service 2"]
    assert await names(address + "/one") == ["Service 3"]


async def test_thin_records_are_asked_for_one_by_one(serve: Serve) -> None:
    async def whole(request: web.Request) -> web.Response:
        number = int(request.match_info["id"].removeprefix("id-"))
        if number == 2:
            raise web.HTTPNotFound
        return web.json_response(service(number))

    address = await serve(services=answers(page(1, 1, thin(1), thin(2), "odd")), services___=whole)
    first, second, third = await all_of(address + "/services")
    assert first.record["phones"]
    assert (second.record["name"], "phones" in second.record) == ("Service 2", False)
    assert "Only part of it could be fetched" in second.doubt
    assert "404" in second.doubt
    assert third.record == "odd"


async def test_a_feed_that_gives_no_single_records_is_not_asked_for_each(serve: Serve) -> None:
    asked: list[int] = []

    async def never(request: web.Request) -> web.Response:
        asked.append(1)
        raise web.HTTPNotFound

    address = await serve(services=answers([]), list=answers(page(1, 1, *map(thin, range(200)))), list___=never)
    records = await all_of(address + "/list")
    assert len(records) == 200
    assert all("Only part of it" in one.doubt for one in records)
    assert len(asked) < 20


async def test_a_feed_that_gives_less_than_it_says_is_told_and_is_not_whole(serve: Serve) -> None:
    address = await serve(services=answers(page(1, 1, service(1), total=9)), all=answers([service(1)]))
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, pause=0.01)
        assert len([one async for one in fetcher.records(address + "/services")]) == 1
        assert (fetcher.whole, fetcher.short) == (False, "The feed says it has 9 records, and gave 1.")
        fetcher = Fetcher(session, pause=0.01)
        assert len([one async for one in fetcher.records(address + "/all")]) == 1
        assert (fetcher.whole, fetcher.short) == (True, "")


async def test_a_fault_that_passes_is_tried_again(serve: Serve) -> None:
    asked: list[int] = []

    async def shaky(request: web.Request) -> web.Response:
        asked.append(1)
        if len(asked) < 3:
            raise web.HTTPInternalServerError
        return web.json_response([service(1)])

    assert await names(await serve(services=shaky) + "/services") == ["Service 1"]
    assert len(asked) == 3


async def test_a_server_that_stays_broken_is_told(serve: Serve) -> None:
    async def broken(request: web.Request) -> web.Response:
        raise web.HTTPInternalServerError

    assert (
        await fault(await serve(services=broken) + "/services")
        == "127.0.0.1 answered 500 (its server has a fault). Nothing was written."
    )


async def test_a_web_page_where_data_should_be_is_told(serve: Serve) -> None:
    async def html(request: web.Request) -> web.Response:
        return web.Response(text="<!doctype html><title>Sign in</title>", content_type="text/html")

    assert "web page where data should be" in await fault(await serve(services=html) + "/services")


async def test_a_second_page_that_is_a_web_page_is_told(serve: Serve) -> None:
    async def half(request: web.Request) -> web.Response:
        if request.query.get("page"):
            return web.Response(text="<html>", content_type="text/html")
        return web.json_response(page(1, 2, service(1)))

    assert "web page" in await fault(await serve(services=half) + "/services")


async def test_a_connection_cut_in_the_middle_of_a_page_is_told(serve: Serve) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        answer = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": "100000"})
        await answer.prepare(request)
        await answer.write(json.dumps(page(1, 1, service(1)))[:80].encode())
        assert request.transport is not None
        request.transport.abort()
        return answer

    assert "broke off in the middle" in await fault(await serve(services=cut) + "/services")


async def test_half_an_answer_that_claims_to_be_whole_is_told(serve: Serve) -> None:
    async def half(request: web.Request) -> web.Response:
        return web.Response(text=json.dumps(page(1, 1, service(1)))[:-40], content_type="application/json")

    assert "ends in the middle" in await fault(await serve(services=half) + "/services")


async def test_a_server_that_says_nothing_is_told(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async def silent(request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    monkeypatch.setattr(fetch, "TIMEOUT", aiohttp.ClientTimeout(total=0.1))
    assert "took too long" in await fault(await serve(services=silent) + "/services")


async def test_nobody_there_is_told(unused_tcp_port: int) -> None:
    assert (
        await fault(f"http://127.0.0.1:{unused_tcp_port}/services")
        == "127.0.0.1 can't be reached. Nothing was written."
    )


async def test_a_feed_that_gives_the_same_page_for_ever_is_ended(serve: Serve) -> None:
    same = answers({"total_items": 900, "total_pages": 900, "contents": [service(1)]})
    assert "same page again and again (page 2)" in await fault(await serve(services=same) + "/services")


async def test_a_feed_without_an_end_is_ended(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    async def endless(request: web.Request) -> web.Response:
        return web.json_response({"contents": [service(int(request.query.get("page", "1")))]})

    monkeypatch.setattr(fetch, "MOST_PAGES", 20)
    assert "does not end" in await fault(await serve(services=endless) + "/services")


async def test_a_static_feed_that_ignores_pages_is_read_once(serve: Serve) -> None:
    whole = answers(page(1, 7, service(1), service(2), total=2))
    assert await names(await serve(services=whole) + "/services") == ["Service 1", "Service 2"]


async def test_a_feed_whose_total_is_too_small_is_read_to_its_last_page(serve: Serve) -> None:
    async def three(request: web.Request) -> web.Response:
        number = int(request.query.get("page", "1"))
        return web.json_response(page(number, 3, service(number), total=1))

    assert await names(await serve(services=three) + "/services") == ["Service 1", "Service 2", "Service 3"]


async def test_a_feed_without_totals_that_ignores_pages_gives_what_it_has_and_is_not_whole(serve: Serve) -> None:
    address = await serve(services=answers({"contents": [service(1), service(2)]}))
    async with aiohttp.ClientSession() as session:
        fetcher = Fetcher(session, pause=0.01)
        assert len([one async for one in fetcher.records(address + "/services")]) == 2
    assert not fetcher.whole
    assert "It gave 2, and then the same ones again." in fetcher.short


async def test_an_address_that_leads_to_itself_is_told(serve: Serve) -> None:
    async def round_again(request: web.Request) -> web.Response:
        raise web.HTTPFound("/services")

    assert "round in circles" in await fault(await serve(services=round_again) + "/services")


async def test_an_answer_without_bounds_is_ended(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetch, "MOST_BYTES", 1000)
    assert "32 megabytes" in await fault(await serve(services=answers(["x" * 5000])) + "/services")


async def test_thousands_of_records_come_page_by_page(serve: Serve) -> None:
    async def many(request: web.Request) -> web.Response:
        number = int(request.query.get("page", "1"))
        items = [service(each) for each in range(number * 100, number * 100 + 100)]
        return web.json_response(page(number, 50, *items, total=5000))

    assert len(await all_of(await serve(services=many) + "/services")) == 5000
