"""Browsers of the town's people: logged in, watched for everything a page must not do, and closed with the test."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, Response, WebError, expect

from api.http.visit import COOKIE
from tests.web.town import Town

HARMLESS: Final = ("data:", "blob:", "about:")
MEASURED: Final = """
(() => {
  const slow = [];
  Object.defineProperty(window, "__interactions", { value: slow });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (entry.interactionId) slow.push({ name: entry.name, ms: entry.duration });
  }).observe({ type: "event", buffered: true, durationThreshold: 16 });
})();
"""
"""Notes every interaction that took longer than a frame until its paint: `tests.web.measures.slowest`."""
LOADING: Final = re.compile(r"Failed to load resource: the server responded with a status of (\d{3})")
WAIT: Final = 20_000
"""Milliseconds that a page, and what is expected of it, is waited for on a busy machine."""
expect.set_options(timeout=WAIT)


@contextmanager
def written(page: Page) -> Iterator[None]:
    """What is clicked within has been written when this ends: only then is there work to wait for."""
    with page.expect_response(lambda response: response.request.method not in {"GET", "HEAD"}, timeout=WAIT):
        yield


@dataclass
class Watch:
    """What went wrong in a test's browsers; `allowed` are statuses (`412`) and words of messages that the test provokes."""

    address: str
    allowed: set[int | str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Looks at everything that happens in a context, pop-ups included."""
        context.on("console", self._said)
        context.on("weberror", self._failed)
        context.on("request", self._asked)
        context.on("response", self._answered)

    def remaining(self) -> list[str]:
        """Troubles that were not allowed, each once."""
        words = [word for word in self.allowed if isinstance(word, str)]
        return list(dict.fromkeys(trouble for trouble in self.troubles if not any(word in trouble for word in words)))

    def _said(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        loading = LOADING.match(message.text)
        if loading is None or int(loading[1]) not in self.allowed:
            self.troubles.append(f"console {message.type}: {message.text} ({_place(message.location)})")

    def _failed(self, error: WebError) -> None:
        self.troubles.append(f"script error: {error.error}")

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.address + "/", *HARMLESS)):
            self.troubles.append(f"asked elsewhere: {request.method} {request.url}")

    def _answered(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.allowed:
            self.troubles.append(f"answer {response.status}: {response.request.method} {urlsplit(response.url).path}")


class Browsing:
    """`visit("/queue")`: the page as mara sees it. One context per user and manner, so that tabs of one user share their session."""

    def __init__(self, browser: Browser, town: Town) -> None:
        self._browser = browser
        self._town = town
        self._contexts: dict[tuple[str | None, str], BrowserContext] = {}
        self.watch = Watch(town.address)

    def __call__(
        self,
        path: str = "/",
        user: str | None = "mara",
        *,
        allow: Iterable[int | str] = (),
        width: int = 1366,
        height: int = 900,
        **manner: Any,
    ) -> Page:
        """A new tab of that user's at a path (None: somebody who is not logged in).

        `manner` is what Playwright's contexts take: `color_scheme="dark"`, `locale="fr-FR"`, `reduced_motion`, `java_script_enabled` …
        """
        self.allow(*allow)
        page = self.context(user, width=width, height=height, **manner).new_page()
        page.goto(path)
        return page

    def allow(self, *expected: int | str) -> None:
        """Troubles that the test provokes: the status of an answer, or words of a message."""
        self.watch.allowed.update(expected)

    def context(self, user: str | None = "mara", *, width: int = 1366, height: int = 900, **manner: Any) -> BrowserContext:
        """The browser of that user's."""
        settings = {"viewport": {"width": width, "height": height}, "locale": "en-US", "timezone_id": "UTC", **manner}
        key = (user, repr(sorted(settings.items())))
        if key not in self._contexts:
            self._contexts[key] = self._opened(user, settings)
        return self._contexts[key]

    def _opened(self, user: str | None, settings: dict[str, Any]) -> BrowserContext:
        context = self._browser.new_context(base_url=self._town.address, service_workers="block", **settings)
        context.set_default_timeout(WAIT)
        context.add_init_script(MEASURED)
        self.watch.over(context)
        if user is not None:
            secret = self._town.session_of(user).secret
            context.add_cookies([{"name": COOKIE, "value": secret, "url": self._town.address, "httpOnly": True, "sameSite": "Lax"}])
        return context

    def log_in_again(self, user: str = "mara") -> None:
        """Gives the user's open browsers the cookie of a fresh session, as after a log-in elsewhere."""
        secret = self._town.session_of(user).secret
        for (whose, _), context in self._contexts.items():
            if whose == user:
                context.add_cookies([{"name": COOKIE, "value": secret, "url": self._town.address, "httpOnly": True, "sameSite": "Lax"}])

    def close(self) -> list[str]:
        """Closes all browsers; what went wrong in them."""
        for context in self._contexts.values():
            context.close()
        return self.watch.remaining()


def shoot(page: Page, name: str) -> Path | None:
    """A picture of the whole page, in the folder that RECOUP_SHOTS names; none where it names none."""
    folder = os.environ.get("RECOUP_SHOTS")
    if not folder:
        return None
    place = Path(folder) / f"{name}.png"
    place.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=place, full_page=True)
    return place


def _place(location: Any) -> str:
    return f"{urlsplit(urljoin('/', location.get('url', ''))).path}:{location.get('lineNumber', '')}"
