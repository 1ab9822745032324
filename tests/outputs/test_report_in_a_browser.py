"""The report as a reader meets it: found, ordered and opened by keyboard, in light and dark, and nothing asked of a network."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from cases.auditing.outputs import NoPictures, write_outputs
from facts.finding import FindingType, Verdict
from tests.outputs.made_up_audit import audit, finding

CONTRAST = """() => {
  const part = (v) => { v /= 255; return v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4; };
  const light = (c) => .2126 * part(c[0]) + .7152 * part(c[1]) + .0722 * part(c[2]);
  const colour = (s) => s.match(/[\\d.]+/g).map(Number);
  const ground = (e) => {
    for (; e; e = e.parentElement) { const c = colour(getComputedStyle(e).backgroundColor); if (c.length < 4 || c[3] > .99) return c; }
    return [255, 255, 255];
  };
  const faint = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const e = walk.currentNode.parentElement;
    if (!walk.currentNode.textContent.trim() || ["SCRIPT", "STYLE", "OPTION"].includes(e.tagName)) continue;
    const [a, b] = [light(colour(getComputedStyle(e).color)), light(ground(e))].sort((x, y) => y - x);
    if ((a + .05) / (b + .05) < 4.5) faint.push(`${e.tagName}.${e.className}: ${walk.currentNode.textContent.trim()}`);
  }
  return faint;
}"""


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("report")
    (place / "files").mkdir()
    findings = [
        finding(
            id=f"{n}", reference=f"INV{n}SC", verdict=verdict, type=kind, recoverable_amount=Decimal(n * 10), claimed_amount=Decimal(n * 20)
        )
        for n, (verdict, kind) in enumerate(((v, k) for v in Verdict for k in (FindingType.SHORTAGE, FindingType.PRICE_CLAIM)), start=1)
    ]
    write_outputs(audit(*findings), place / "files", place / "out", NoPictures())
    return place / "out/report.html"


@pytest.fixture
def page(browser: Browser, report: Path) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1366, "height": 900})
    opened = context.new_page()
    troubles: list[str] = []
    opened.on("console", lambda message: troubles.append(message.text))
    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("request", lambda request: None if request.url.startswith(("file:", "data:")) else troubles.append(request.url))
    opened.goto(report.as_uri())
    yield opened
    context.close()
    assert troubles == []


def test_search_narrows_the_list_and_says_by_how_much(page: Page) -> None:
    page.keyboard.press("/")
    page.keyboard.type("inv3sc")
    expect(page.locator("#shown")).to_have_text("1 of 16 shown")
    expect(page.locator(".card:visible")).to_have_count(1)
    page.get_by_label("Search").fill("nothing like it")
    expect(page.locator("#nothing")).to_be_visible()
    page.get_by_role("button", name="Show all").click()
    expect(page.locator(".card:visible")).to_have_count(16)


def test_verdict_kind_and_order_are_kept_in_the_address(page: Page, report: Path) -> None:
    page.get_by_label("Verdict").select_option("dispute")
    page.get_by_label("Order").select_option("money")
    expect(page.locator(".card:visible .id").first).to_have_text("INV2SC")
    expect(page).to_have_url(report.as_uri() + "#find?verdict=dispute&order=money")
    address = page.url
    page.goto("about:blank")
    page.goto(address)
    expect(page.locator(".card:visible")).to_have_count(2)


def test_the_list_is_walked_and_opened_by_keyboard(page: Page) -> None:
    for key in ("j", "j", "k", "Enter"):
        page.keyboard.press(key)
    expect(page.locator(".card[open]")).to_have_count(1)
    expect(page.locator(".card").first).to_have_attribute("open", "")


@pytest.mark.parametrize("width", [390, 820, 1366])
def test_nothing_runs_out_of_a_narrow_window(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.get_by_role("button", name="Open all").click()
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_all_words_stand_out_from_their_ground(browser: Browser, report: Path, scheme: str) -> None:
    opened = browser.new_context(color_scheme="dark" if scheme == "dark" else "light").new_page()
    opened.goto(report.as_uri())
    opened.get_by_role("button", name="Open all").click()
    assert opened.evaluate(CONTRAST) == []


def test_it_is_read_without_scripts(browser: Browser, report: Path) -> None:
    opened = browser.new_context(java_script_enabled=False).new_page()
    opened.goto(report.as_uri())
    expect(opened.locator("#filter")).to_be_hidden()
    opened.locator(".card summary").first.click()
    expect(opened.get_by_text("Calculation").first).to_be_visible()


def test_it_prints_with_the_first_disputes_opened(page: Page, tmp_path: Path) -> None:
    page.pdf(path=tmp_path / "report.pdf", prefer_css_page_size=True)
    assert (tmp_path / "report.pdf").read_bytes().startswith(b"%PDF")
