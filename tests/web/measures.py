"""What is measured on a page: violations of accessibility, what runs out of the window, how long an interaction takes, what is focused."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any, Final, Literal

import pytest
from playwright.sync_api import Page

from tests.conftest import CHECKOUT

AXE: Final = CHECKOUT / "node_modules/axe-core/axe.min.js"
RULES: Final = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
    "resultTypes": ["violations"],
    "rules": {"label-content-name-mismatch": {"enabled": False}},  # experimental: it takes the key beside a button's word for a word
}
COLOURS: Final = {"runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}, "resultTypes": ["violations"]}
"""What may differ in the dark: its style changes colours and nothing else (`templates/pages/style/10-tokens.css`)."""
SCHEMES: Final[tuple[Literal["light", "dark"], ...]] = ("light", "dark")
SHOWN: Final = 3
"""Elements that are named of one violation."""
BEYOND: Final = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const scrolls = (e) => e !== document.body && e !== root && getComputedStyle(e).overflowX !== "visible";
  const around = (e) => (getComputedStyle(e).position === "absolute" ? e.offsetParent : e.parentElement);
  const inside = (e) => { for (let up = around(e); up; up = around(up)) if (scrolls(up)) return true; return false; };
  const named = (e) => [e.tagName.toLowerCase(), e.id && `#${e.id}`, ...[...e.classList].map((one) => `.${one}`)].join("");
  const beyond = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
  const own = beyond.filter((e) => !inside(e));
  return (own.length ? own : beyond)
    .slice(0, 8)
    .map((e) => `${named(e)} ends at ${Math.round(e.getBoundingClientRect().right)}`)
    .concat([`the page is ${root.scrollWidth} wide in a window of ${root.clientWidth}`]);
}"""
FOCUSED: Final = """() => {
  const e = document.activeElement;
  return e.getAttribute("aria-label") || e.labels?.[0]?.textContent || e.name || e.textContent || e.tagName;
}"""


def axe(page: Page, *, within: str | None = None) -> None:
    """No violation of accessibility, in light and in dark; fails with rule, element and what is wrong with it.

    `within` is a selector where only a part is meant.
    """
    found = violations_in_both(page, within)
    if found:
        pytest.fail(f"{page.url} is not accessible to all:\n" + "\n".join(found), pytrace=False)


def violations_in_both(page: Page, within: str | None = None) -> list[str]:
    """What axe finds in light, and of colours in dark; what it finds in both is said once. The page is left in light."""
    found: dict[str, list[str]] = {}
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for violation in violations(page, within, RULES if scheme == "light" else COLOURS):
            found.setdefault(violation, []).append(scheme)
    page.emulate_media(color_scheme="light")
    return [violation if len(schemes) > 1 else f"in {schemes[0]}: {violation}" for violation, schemes in found.items()]


def violations(page: Page, within: str | None = None, rules: Mapping[str, Any] = RULES) -> list[str]:
    """What axe finds on the page as it is now: per rule of `rules`, the first elements and how many more there are."""
    if not AXE.is_file():
        pytest.skip("axe-core is not there; `python3 dev.py setup` fetches it")
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8") + "\n;0")
    said = page.evaluate("([where, rules]) => axe.run(where ?? document, rules)", [within, rules])
    return [_violation(rule) for rule in said["violations"]]


def _violation(rule: dict[str, Any]) -> str:
    nodes = rule["nodes"]
    lines = [f"{rule['id']} ({rule['impact']}): {rule['help']}"]
    for node in nodes[:SHOWN]:
        lines += [f"    {_one(node['target'])}: {node['html'][:160]}", f"        {_one(node['failureSummary'])[:300]}"]
    return "\n".join([*lines, *([f"    and {len(nodes) - SHOWN} more"] if len(nodes) > SHOWN else [])])


def beyond_the_edge(page: Page) -> list[str]:
    """Elements that make the page scroll sideways; empty where it fits."""
    found: list[str] = page.evaluate(BEYOND)
    return found


def slowest(page: Page) -> float:
    """Milliseconds from the slowest interaction with this page to its next paint; 0 where each took less than a frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => setTimeout(done, 60)))")
    return float(page.evaluate("() => Math.max(0, ...window.__interactions.map((one) => one.ms))"))


def press(page: Page, keys: str) -> None:
    """Presses keys one after the other, a space between them: `j j x Enter Control+k`, once the page listens to them.

    A page that a click has led to shows its heading before its scripts have run.
    """
    page.wait_for_load_state("domcontentloaded")
    for key in keys.split():
        page.keyboard.press(key)


def focused(page: Page) -> str:
    """What has the focus, as a reader would name it: its label, name or text."""
    said: str = page.evaluate(FOCUSED)
    return " ".join(said.split())


@contextlib.contextmanager
def slow_network(page: Page, *, milliseconds: int = 400, kilobytes: float = 60) -> Iterator[None]:
    """A far-away server: so much latency for each answer, so many kilobytes a second."""
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    speed = kilobytes * 1000
    told = {"offline": False, "latency": milliseconds, "downloadThroughput": speed, "uploadThroughput": speed}
    wire.send("Network.emulateNetworkConditions", told)
    try:
        yield
    finally:
        wire.send("Network.emulateNetworkConditions", {**told, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1})
        wire.detach()


def _one(said: Any) -> str:
    return " ".join(" > ".join(map(str, said)).split()) if isinstance(said, list) else " ".join(str(said).split())
