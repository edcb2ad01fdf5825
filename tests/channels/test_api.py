"""The directory over HTTP, from a real server: the standard's calls, pages and filters, CORS, and 304."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.channels.api import feeds, routes
from bot.directory import Content, load_content
from bot.settings import read_settings
from tests.directory import standard

CONTENT = load_content(Path(__file__).parents[2] / "content")
TODAY = date(2026, 11, 22)


class Shelf:
    """The content that is loaded now."""

    content: Content = CONTENT


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
async def address(shelf: Shelf) -> AsyncIterator[str]:
    application = web.Application()
    application.add_routes(routes(feeds(lambda: shelf.content, lambda: TODAY)))
    async with TestServer(application) as server:
        yield str(server.make_url("/open-referral"))


async def get(address: str, path: str, status: int = 200, **query: str) -> Any:
    async with ClientSession() as session, session.get(address + path, params=query) as answer:
        assert answer.status == status
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert answer.content_type == "application/json"
        return await answer.json()


async def test_the_root_says_which_standard_it_speaks(address: str) -> None:
    for path in ("", "/"):
        about = await get(address, path)
        assert about["version"] == "HSDS-UK-3.0"
        assert {"profile", "openapi_url"} <= about.keys()


async def test_all_services_can_be_paged_through_and_each_is_valid(address: str) -> None:
    ids: list[str] = []
    number, last = 0, False
    while not last:
        number += 1
        page = await get(address, "/services", page=str(number), per_page="60")
        assert (page["page_number"], page["first_page"], page["size"]) == (number, number == 1, len(page["contents"]))
        ids += [one["id"] for one in page["contents"]]
        assert standard.faults(page["contents"][0]) == []
        last = page["last_page"]
    assert len(ids) == len(set(ids)) == page["total_items"] > 200
    assert page["total_pages"] == number
    whole = await get(address, f"/services/{ids[0]}")
    assert standard.faults(whole) == []
    assert whole["attributes"]


async def test_a_page_beyond_the_last_is_empty(address: str) -> None:
    page = await get(address, "/services", page="9999")
    assert (page["contents"], page["empty"], page["last_page"]) == ([], True, True)


async def test_taxonomies_and_their_terms_are_served(address: str) -> None:
    taxonomies = await get(address, "/taxonomies")
    kind = next(one for one in taxonomies["contents"] if one["name"] == "Support kind")
    terms = await get(address, "/taxonomy_terms", taxonomy_id=kind["id"])
    assert {one["code"] for one in terms["contents"]} >= {"peer_group", "helpline"}
    assert (await get(address, f"/taxonomies/{kind['id']}"))["id"] == kind["id"]
    term = terms["contents"][0]
    assert await get(address, f"/taxonomy_terms/{term['id']}") == term


async def test_filters_narrow_and_combine(address: str) -> None:
    everything = await get(address, "/services")
    terms = (await get(address, "/taxonomy_terms", per_page="500"))["contents"]
    helpline = next(one["id"] for one in terms if one["term_uri"] == "urn:kith:kind:helpline")
    lines = await get(address, "/services", taxonomy_term_id=helpline, full="true", per_page="500")
    assert 0 < lines["total_items"] < everything["total_items"]
    for one in lines["contents"]:
        assert helpline in {attribute["taxonomy_term_id"] for attribute in one["attributes"]}
    both = await get(address, "/services", taxonomy_term_id=helpline, search="samaritans")
    assert {"samaritans" in str(one).casefold() for one in both["contents"]} == {True}
    assert 0 < both["total_items"] < lines["total_items"]
    tuesdays = await get(address, "/services", day="TU", start_time="10:00", end_time="15:00", full="true")
    assert tuesdays["contents"]
    for one in tuesdays["contents"]:
        assert any(
            "TU" in each.get("byday", "") and each["opens_at"] >= "10:00" and each["closes_at"] <= "15:00"
            for each in one["schedules"]
            if "opens_at" in each and "closes_at" in each
        )


@pytest.mark.parametrize(
    "query",
    [
        {"page": "0"},
        {"page": "two"},
        {"day": "XX"},
        {"start_time": "9am"},
        {"minimum_age": "-1"},
        {"postcode": "BS5"},
        {"modified_after": "2026-01-01"},
        {"format": "ndjson"},
    ],
)
async def test_a_filter_that_cannot_be_answered_is_refused_and_not_ignored(address: str, query: dict[str, str]) -> None:
    answer = await get(address, "/services", 400, **query)
    assert next(iter(query)) in answer["error"]


async def test_an_unknown_id_is_404_and_an_id_of_another_kind_too(address: str) -> None:
    taxonomy = (await get(address, "/taxonomies"))["contents"][0]["id"]
    for unknown in ("00000000-0000-0000-0000-000000000000", "x", taxonomy):
        assert "error" in await get(address, f"/services/{unknown}", 404)


async def test_who_has_it_already_is_told_304_until_the_content_changes(address: str, shelf: Shelf) -> None:
    async with ClientSession() as session:
        async with session.get(f"{address}/services") as answer:
            tag = answer.headers["ETag"]
            assert "max-age" in answer.headers["Cache-Control"]
        for known in (tag, f'"other", {tag}', "*", f"W/{tag}"):
            async with session.get(f"{address}/services", headers={"If-None-Match": known}) as answer:
                assert (answer.status, await answer.read()) == (304, b"")
        shelf.content = load_content(Path(__file__).parents[2] / "content")
        async with session.get(f"{address}/services", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 304  # loaded again, and says the same
        from dataclasses import replace

        shelf.content = replace(shelf.content, organisations=shelf.content.organisations[1:])
        async with session.get(f"{address}/services", headers={"If-None-Match": tag}) as answer:
            assert answer.status == 200


async def test_a_website_may_ask_with_an_etag(address: str) -> None:
    async with ClientSession() as session, session.options(f"{address}/services") as answer:
        assert answer.status == 204
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "If-None-Match" in answer.headers["Access-Control-Allow-Headers"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
async def test_nothing_can_be_written(address: str, method: str) -> None:
    async with ClientSession() as session, session.request(method, f"{address}/services") as answer:
        assert answer.status == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS"
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "only be read" in (await answer.json())["error"]


async def test_an_address_that_leads_nowhere_is_404_in_words(address: str) -> None:
    for path in ("/organizations", "/services/x/y", "/nothing"):
        assert "nothing at this address" in (await get(address, path, 404))["error"]


async def test_a_stroke_at_the_end_of_an_address_is_forgiven(address: str) -> None:
    assert await get(address, "/services/") == await get(address, "/services")


@pytest.mark.parametrize(("said", "on"), [({}, False), ({"KITH_OPEN_REFERRAL": "yes"}, True)])
def test_it_is_off_until_the_operator_switches_it_on(said: dict[str, str], on: bool) -> None:
    assert read_settings(said).open_referral is on
