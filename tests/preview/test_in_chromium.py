"""The page in a real browser: nothing runs over the edge of a small telephone, Arabic runs from the right, and axe-core
finds nothing that shuts anybody out.

Chromium is the system's own. Every page is looked at in every language at 320 pixels; axe-core, which is slower, looks
at one page of each kind.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page

from tests.dialogue import ROOT

pytestmark = pytest.mark.asyncio(loop_scope="module")

OF_EACH_KIND = (
    "en/overview",
    "en/flow",
    "en/mend",
    "en/check",
    "en/screen/welcome",
    "ar/screen/safe_now",
    "cy/screen/safe_unsafe_home",
    "all/screen/results",
    "ar/screen/card",
    "cy/between/unreadable",
    "en/service/{service}",
)

MEASURE = """async () => {
  const wide = [];
  const pages = [...document.querySelectorAll("template[data-page]")].map((each) => each.dataset.page);
  const addresses = pages.map((page) => (/^[a-z]{2,3}\\/(screen|service|between)\\//.test(page) ? page : `_/${page}`));
  for (const address of addresses) {
    const heard = new Promise((done) => window.addEventListener("hashchange", done, { once: true }));
    if (location.hash === `#${address}`) continue;
    location.hash = address;
    await heard;
    for (const each of document.querySelectorAll("main details")) each.open = true;
    const root = document.documentElement;
    if (root.scrollWidth > root.clientWidth) wide.push(`${address}: the page, ${root.scrollWidth}`);
    for (const each of document.querySelectorAll(".device, .bubble, .button, .key, .row, .beside")) {
      if (each.scrollWidth > each.clientWidth + 1) wide.push(`${address}: ${each.className}, ${each.textContent}`);
    }
  }
  return { looked: addresses.length, wide };
}"""

LETTERS = """(words) => {
  // Where each of the words begins on the screen, in pixels from the left, in the bubble that has them all.
  for (const bubble of document.querySelectorAll(".bubble")) {
    const walker = document.createTreeWalker(bubble, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const at = node.textContent.indexOf(words.join(" "));
      if (at < 0) continue;
      let from = at;
      return words.map((word) => {
        const range = document.createRange();
        range.setStart(node, node.textContent.indexOf(word, from));
        range.setEnd(node, range.startOffset + 1);
        from = range.endOffset;
        return range.getBoundingClientRect().left;
      });
    }
  }
  return null;
}"""


@asynccontextmanager
async def looking(
    chromium: Browser, address: str, width: int = 320, scheme: Any = "light"
) -> AsyncIterator[tuple[Page, list[str]]]:
    """A page of a telephone's width at that address, with every complaint and every request that it makes."""
    page = await chromium.new_page(viewport={"width": width, "height": 640}, color_scheme=scheme)
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(f"error: {error}"))
    page.on("console", lambda message: said.append(f"console: {message.text}"))
    page.on("request", lambda request: said.append(f"request: {request.url}"))
    await page.goto(address)
    await page.wait_for_selector("main h1")
    try:
        yield page, said
    finally:
        await page.close()


async def test_nothing_runs_over_the_edge_of_a_small_telephone(chromium: Browser, file: Path) -> None:
    async with looking(chromium, file.as_uri()) as (page, said):
        found = await page.evaluate(MEASURE)
        assert found["looked"] > 900
        assert found["wide"] == []
        assert said == [f"request: {file.as_uri()}"], "it complained, or asked somebody for something"


async def test_arabic_runs_from_the_right_and_its_numbers_from_the_left(chromium: Browser, file: Path) -> None:
    async with looking(chromium, f"{file.as_uri()}#ar/screen/safe_suicidal") as (page, _said):
        assert await page.eval_on_selector(".device", "each => getComputedStyle(each).direction") == "rtl"
        edges = await page.eval_on_selector(
            ".message", "each => [each.getBoundingClientRect(), each.parentElement.getBoundingClientRect()]"
        )
        assert edges[1]["right"] - edges[0]["right"] < 16, "the message does not stand at the right"
        number = await page.evaluate(LETTERS, ["116", "123"])
        assert number[0] < number[1], "the groups of a number are in the wrong order"
        words = (await page.inner_text(".bubble")).split()[:2]
        first, second = await page.evaluate(LETTERS, words)
        assert first > second, f"{words} do not run from the right"


async def test_english_in_an_arabic_chat_still_runs_from_the_left(chromium: Browser, file: Path) -> None:
    async with looking(chromium, f"{file.as_uri()}#en/screen/safe_suicidal") as (page, _said):
        words = (await page.inner_text(".bubble")).split()[:2]
        first, second = await page.evaluate(LETTERS, words)
        assert first < second


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_core_finds_nothing(chromium: Browser, file: Path, scheme: str) -> None:
    service = "samaritans-116-123"
    faults: list[str] = []
    for address in OF_EACH_KIND:
        where = f"{file.as_uri()}#{address.format(service=service)}"
        async with looking(chromium, where, 390, scheme) as (page, _said):
            await page.eval_on_selector_all("details", "all => all.forEach((each) => { each.open = true; })")
            # The frame and the index are the same on every page: looked at once.
            # So is the one link that skips to the page; elsewhere axe-core takes every link of the diagram that is
            # scrolled out of sight for such a link.
            part = None if address == OF_EACH_KIND[0] else "main"
            rules: dict[str, Any] = {"rules": {"skip-link": {"enabled": part is None}}}
            rules = {"runOnly": ["color-contrast"]} if scheme == "dark" else rules
            result = await Axe().run(page, part, rules)
            for one in result.response["violations"]:
                faults += [f"{address}: {one['id']}: {node['failureSummary']} {node['html']}" for node in one["nodes"]]
    assert not faults, "\n".join(faults)


async def test_a_link_to_a_screen_opens_it_and_the_language_can_be_changed(chromium: Browser, file: Path) -> None:
    async with looking(chromium, f"{file.as_uri()}#cy/screen/today", 1280) as (page, _said):
        assert await page.inner_text("h1") == "Today"
        assert await page.get_attribute(".device", "lang") == "cy"
        await page.select_option("#language", "ar")
        await page.wait_for_selector(".device[lang=ar]")
        assert page.url.endswith("#ar/screen/today")
        await page.select_option("#language", "all")
        await page.wait_for_selector(".device[lang=cy]")
        assert await page.locator(".language").count() >= 3


async def test_a_button_on_the_telephone_leads_to_the_next_screen(chromium: Browser, file: Path) -> None:
    async with looking(chromium, f"{file.as_uri()}#en/screen/today") as (page, _said):
        await page.locator(".button", has_text="I'm not safe at home").first.click()
        await page.locator("h1", has_text="Safe unsafe home").wait_for()
        assert page.url.endswith("#en/screen/safe_unsafe_home")


async def test_the_index_is_searched_in_every_word_whatever_its_accents(chromium: Browser, file: Path) -> None:
    async with looking(chromium, file.as_uri(), 1280) as (page, _said):
        shown = page.locator("nav li a:visible")
        everything = await shown.count()
        await page.fill("#search", "creche")
        some = await shown.count()
        assert 0 < some < everything
        await page.fill("#search", "frightened tommy involved")
        assert [text.split("\n")[0] for text in await shown.all_inner_texts()] == ["Afraid"]
        assert await page.inner_text("#found") == "1 found"


async def test_everything_can_be_reached_by_the_keyboard(chromium: Browser, file: Path) -> None:
    async with looking(chromium, file.as_uri(), 1280) as (page, _said):
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.textContent") == "Skip to the page"
        await page.keyboard.press("Enter")
        await page.locator("#main:focus").wait_for()
        await page.focus("#search")
        await page.keyboard.type("how it flows")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".flow")
        assert await page.evaluate("document.activeElement.tagName") == "H1"
        await page.keyboard.press("Tab")
        assert await page.evaluate("document.activeElement.className") == "flow"
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector(".device")


async def test_the_diagram_scrolls_inside_its_own_box(chromium: Browser, file: Path) -> None:
    async with looking(chromium, f"{file.as_uri()}#en/flow") as (page, _said):
        wide = await page.eval_on_selector(".flow", "each => [each.scrollWidth, each.clientWidth, innerWidth]")
        assert wide[0] > wide[1]
        assert wide[1] <= wide[2]
        assert await page.evaluate("document.documentElement.scrollWidth") == 320
        start = await page.eval_on_selector("[data-box='@start']", "each => each.getBoundingClientRect().toJSON()")
        assert 0 <= start["left"] < start["right"] <= 320, "where it begins is out of sight"
        assert await page.locator(".node.crisis").count() > 10


async def test_a_change_is_shown_by_itself_and_a_slip_takes_nothing_away(chromium: Browser, tmp_path: Path) -> None:
    content = Path(shutil.copytree(ROOT / "content", tmp_path / "content"))
    file = content / "services/samaritans.yaml"
    text = file.read_text("utf-8")
    async with watching(content) as address, looking(chromium, f"{address}#en/overview") as (page, said):
        file.write_text(text.replace("kind:", "knid:", 1), encoding="utf-8")
        await page.wait_for_selector("main .bad", timeout=120_000)
        assert "knid" in await page.inner_text("main .bad")
        assert await page.locator("nav a[data-page='screen/welcome']").count() == 1
        file.write_text(text.replace("summary:", "summary: Changed just now.", 1), encoding="utf-8")
        await page.wait_for_selector("main .bad", state="detached", timeout=120_000)
        await page.goto(f"{address}#en/service/samaritans-116-123")
        assert "Changed just now." in await page.inner_text(".device")
        assert not [one for one in said if one.startswith("error") or address not in one]


@asynccontextmanager
async def watching(content: Path) -> AsyncIterator[str]:
    """`kith preview --watch` over a content folder, as a process; the address that it says."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "preview", "--watch", "--port", "0"),
        cwd=ROOT,
        env={**os.environ, "KITH_CONTENT": str(content)},
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        line = (await asyncio.wait_for(process.stdout.readline(), 120)).decode()
        yield next(word for word in line.split() if word.startswith("http://127.0.0.1:"))
    finally:
        process.terminate()
        await process.wait()
