"""One Chromium for all tests of a process, started when the first of them asks for it."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
from collections.abc import Iterator
from typing import Final

import pytest
from playwright.sync_api import Browser, sync_playwright

BROWSERS: Final = ("chromium-headless-shell", "chrome-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""The shell has no windows, profiles or extensions: a new context takes it a quarter of the processor time."""
CHROMIUM: Final = next((found for name in BROWSERS if (found := shutil.which(name))), None)
ARGUMENTS: Final = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class Chromium:
    """A browser and the loop that drives it. The loop counts as running only while a test is at work with it.

    Playwright leaves its loop marked as running in the main thread for as long as it is open; whatever starts a loop of its own
    there, in a test without a browser, would be refused.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._loop = asyncio.get_running_loop()

    @contextlib.contextmanager
    def at_work(self) -> Iterator[Browser]:
        """The browser for the time of a test."""
        asyncio._set_running_loop(self._loop)
        try:
            yield self._browser
        finally:
            asyncio._set_running_loop(None)


@contextlib.contextmanager
def launched() -> Iterator[Chromium]:
    """A Chromium of this process. Tests that need one are skipped where there is none."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine; `dev.py test` installs one where it may")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(ARGUMENTS))
        chromium = Chromium(browser)
        asyncio._set_running_loop(None)
        yield chromium
        with chromium.at_work():
            browser.close()
        asyncio._set_running_loop(chromium._loop)
    asyncio._set_running_loop(None)
