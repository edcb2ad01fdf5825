"""The directory for others to read: Open Referral UK's calls over HTTP. Read only, no key, any website may ask.

    application.add_routes(routes(feeds(lambda: content, date.today)))

Answers carry an ETag, so that who asks again is told 304 when nothing has changed.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from hashlib import sha256

from aiohttp import web

from bot.directory import Content
from bot.directory.open_referral import ABOUT, BadQuery, Feed, Record, as_json, listed, simply_listed

PREFIX = "/open-referral"
"""Where the feed stands, so that other paths of the application stay free."""
FRESH = 300
"""Seconds for which an answer may be kept without asking again."""

ANYBODY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    "Vary": "Accept-Encoding",
}
ASKED_BEFORE = ANYBODY | {
    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS",
    "Access-Control-Allow-Headers": "If-None-Match, Content-Type",
    "Access-Control-Max-Age": "86400",
}

CurrentFeed = Callable[[], Feed]


def feeds(content: Callable[[], Content], today: Callable[[], date]) -> CurrentFeed:
    """The feed of the content that is loaded now, made anew when the content or the day is another."""
    made: list[tuple[Content, date, Feed]] = []

    def current() -> Feed:
        now, day = content(), today()
        if not made or made[0][0] is not now or made[0][1] != day:
            made[:] = [(now, day, Feed.of(now.organisations, now.needs, day))]
        return made[0][2]

    return current


def routes(current: CurrentFeed, prefix: str = PREFIX) -> list[web.RouteDef]:
    """Every call of the standard that is answered, to be added to an application."""

    async def about(request: web.Request) -> web.Response:
        return _answer(request, ABOUT)

    async def services(request: web.Request) -> web.Response:
        return _listed(request, lambda: listed(current(), request.query))

    async def taxonomies(request: web.Request) -> web.Response:
        return _listed(request, lambda: simply_listed(current().taxonomies, request.query))

    async def terms(request: web.Request) -> web.Response:
        return _listed(request, lambda: simply_listed(current().terms, request.query))

    async def one(request: web.Request) -> web.Response:
        found = current().by_id.get(request.match_info["id"].casefold())
        kind = request.path.removeprefix(prefix).split("/")[1]
        if found is None or _kind(found) != kind:
            return _error(404, "There is nothing with this id.")
        return _answer(request, found)

    async def nothing(request: web.Request) -> web.Response:
        if request.method in ("GET", "HEAD"):
            return _error(404, f"There is nothing at this address. The services are at {prefix}/services")
        answer = _error(405, "This directory can only be read.")
        answer.headers["Allow"] = "GET, HEAD, OPTIONS"
        return answer

    async def preflight(request: web.Request) -> web.Response:
        return web.Response(status=204, headers=ASKED_BEFORE)

    calls = [("/", about), ("", about), ("/services", services), ("/taxonomies", taxonomies)]
    calls += [("/taxonomy_terms", terms)]
    calls += [(f"{path}/", handler) for path, handler in calls[2:]]
    calls += [(f"/{kind}/{{id}}", one) for kind in ("services", "taxonomies", "taxonomy_terms")]
    made = [web.get(prefix + path, handler) for path, handler in calls if prefix + path]
    rest = prefix + "/{any:.*}"
    return [*made, web.options(rest, preflight), web.route("*", rest, nothing)]


def _kind(found: Record) -> str:
    if "status" in found:
        return "services"
    return "taxonomy_terms" if "term_uri" in found else "taxonomies"


def _listed(request: web.Request, answer: Callable[[], Record]) -> web.Response:
    try:
        return _answer(request, answer())
    except BadQuery as error:
        return _error(400, str(error))


def _answer(request: web.Request, value: Record) -> web.Response:
    """The value as JSON, or 304 when the asker has it already."""
    body = as_json(value)
    tag = sha256(body).hexdigest()[:32]
    headers = ANYBODY | {"Cache-Control": f"public, max-age={FRESH}", "ETag": f'"{tag}"'}
    known = request.if_none_match or ()
    if any(one.value in (tag, "*") for one in known):
        return web.Response(status=304, headers=headers)
    return web.Response(body=body, content_type="application/json", charset="utf-8", headers=headers)


def _error(status: int, says: str) -> web.Response:
    return web.json_response({"error": says}, status=status, headers=ANYBODY)
