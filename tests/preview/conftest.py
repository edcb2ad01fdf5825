"""The preview made once for all its tests, and the browser that they look at it with.

Without Chromium the tests that need it are left out, and the last lines of the run say so. Where KITH_CHROMIUM=needed,
as in `.ci/run`, they fail instead.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, async_playwright

from bot.preview.beside import Beside, sort_beside
from bot.preview.book import Book, read_book
from bot.preview.page import page_of
from tests.dialogue import ROOT, the_kith

TODAY = date(2026, 11, 22)
PROGRAM = shutil.which("chromium") or shutil.which("chromium-browser")
QUIET = (
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-sync",
    "--no-first-run",
)
"""Chromium in a container, asking nobody for anything."""

left_out = 0


@pytest.fixture(scope="session")
def book() -> Book:
    """Everything that the page shows, from the real content."""
    return read_book(the_kith(), TODAY)


@pytest.fixture(scope="session")
def page(book: Book) -> str:
    """The real page, with nothing to mend and everything to be checked."""
    return page_of(book, beside(book))


@pytest.fixture(scope="session")
def file(page: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real page as a file."""
    path = tmp_path_factory.mktemp("preview") / "kith-preview.html"
    path.write_text(page, encoding="utf-8")
    return path


def beside(book: Book) -> Beside:
    """What stands beside the real content when nothing is to be mended."""
    from bot.directory.stale import stale

    return sort_beside(book.kith, ROOT / "content", (), stale(book.kith.content, TODAY))


@pytest_asyncio.fixture(loop_scope="module", scope="module")
async def chromium() -> AsyncIterator[Browser]:
    """The system's own Chromium."""
    if PROGRAM is None:
        if os.environ.get("KITH_CHROMIUM") == "needed":
            pytest.fail("There is no Chromium, and KITH_CHROMIUM says that it is needed. Install Debian's chromium.")
        pytest.skip("there is no Chromium here")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        yield browser
        await browser.close()


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Count what is left out for want of a browser."""
    global left_out
    left_out += bool(report.skipped and "no Chromium" in str(report.longrepr))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end of the run what nobody has looked at."""
    if left_out:
        terminalreporter.write_line(
            f"LEFT OUT: {left_out} tests that look at the preview in a browser (tests/preview/test_in_chromium.py), "
            "because Chromium is not installed. Install it (Debian: apt-get install chromium) and run them again.",
            yellow=True,
            bold=True,
        )
