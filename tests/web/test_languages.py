"""The pages in French and Chinese: no English is left on them, amounts and days are written as readers of the language write them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

import pytest
from babel.messages.pofile import read_po
from playwright.sync_api import Page, expect

from cases.accounts.rules_of_account import rules_for
from cases.life.by_hand import SeenDeduction, open_by_hand
from facts.finding import FindingType
from ledger.models import Account
from tests.conftest import CHECKOUT
from tests.web.browsing import Browsing, shoot
from tests.web.measures import axe
from tests.web.town import Town

NARROW, FIXED = "\u202f", "\u00a0"
"""Between thousands, and before a currency."""
PAGES: Final = (
    "/queue",
    "/inbox",
    "/unmatched",
    "/suppliers",
    "/events",
    "/rules",
    "/me",
    "/cases/{case}",
    "/cases/{case}/draft",
    "/cases/{case}/filing",
    "/documents/{paper}",
)
SAID: Final = """() => {
  const here = document.documentElement.lang;
  const parts = "h1, h2, h3, button, th, label, legend, dt, summary, nav a, a.button, option, .chip, .note";
  const own = [...document.querySelectorAll(parts)].filter((one) => one.closest("[lang]").lang === here);
  const texts = own.flatMap((one) => [...one.childNodes].filter((node) => node.nodeType === 3 || node.tagName === "SPAN"));
  return [...new Set(texts.map((node) => node.textContent.replace(/\\s+/g, " ").trim()).filter(Boolean))];
}"""
"""What the house itself says on a page: headings, buttons, labels; texts in the language of a letter are none of it."""


def spoken(town: Town, user: str, code: str) -> None:
    """The user chooses the language."""
    with town.api(user) as api:
        assert api.patch("/api/v1/me/preferences", json={"language": code}).is_success


def english(code: str) -> dict[str, str]:
    """What the house can say, with how it is said in the language; empty where nobody has translated it."""
    with (CHECKOUT / f"templates/locales/{code}.po").open("rb") as file:
        return {m.id: str(m.string) for m in read_po(file, locale=code) if isinstance(m.id, str) and m.id}


def left_in_english(page: Page, known: dict[str, str]) -> Iterator[str]:
    """Texts of the page that are English ones of the house, but for those that are words of the language too."""
    said = set(known.values())
    for text in page.evaluate(SAID):
        if text in known and text not in said and re.search(r"[A-Za-z]{3}", text):
            yield text


@pytest.mark.parametrize("code", ["fr", "zh"])
def test_no_english_is_left_on_the_pages(code: str, town: Town, visit: Browsing) -> None:
    spoken(town, "ben", code)
    known = english(code)
    page = visit("/queue", user="ben")
    left = {}
    for place in PAGES:
        page.goto(place.format(case=town.cases["in_review"], paper=town.documents["pod_in_review.pdf"]))
        assert page.locator("html").get_attribute("lang") == code, place
        if found := sorted(left_in_english(page, known)):
            left[place] = found
    assert not left
    shoot(page, f"document-{code}")


@pytest.mark.parametrize("code", ["fr", "zh"])
def test_navigation_speaks_the_readers_language(code: str, town: Town, visit: Browsing) -> None:
    page = visit("/queue", user="ben")
    before = set(page.locator("nav a[href]").all_text_contents())
    spoken(town, "ben", code)
    page.reload()
    shown = set(page.locator("nav a[href]").all_text_contents())
    known = english(code)
    assert {text for text in before & shown if known.get(text.strip()) != text.strip() and re.search(r"[A-Za-z]{3}", text)} == set()
    expect(page.get_by_role("navigation").get_by_text({"fr": "Fournisseurs", "zh": "供应商"}[code]).first).to_be_visible()
    axe(page)
    shoot(page, f"queue-{code}")


def test_amounts_in_french_have_narrow_spaces_between_thousands(town: Town, visit: Browsing) -> None:
    with town.writing() as session:
        account = session.get_one(Account, town.register.account_id)
        seen = SeenDeduction(FindingType.SHORTAGE, "FR-1SC", "USD", Decimal("12345.67"), Decimal("12345.67"), "signed for all cartons")
        rules = rules_for(session, account.id, town.now.date())
        case = open_by_hand(session, account, seen, rules=rules, actor="mara@example.com", now=town.now, today=town.now.date())
        number = case.id
    spoken(town, "mara", "fr")
    wanted = f"12{NARROW}345,67{FIXED}$US"
    page = visit("/queue")
    row = page.locator(f"#case-{number} .q-open")
    assert wanted in (row.text_content() or "")
    page.goto(f"/cases/{number}")
    assert wanted in (page.locator(".case-figures").text_content() or "")


def test_days_in_chinese_are_year_month_and_day(town: Town, visit: Browsing) -> None:
    spoken(town, "mara", "zh")
    page = visit(f"/cases/{town.cases['filed']}")
    assert re.search(r"20\d\d年\d{1,2}月\d{1,2}日", page.locator("main").text_content() or "")
    assert not re.search(r"\b(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b \d", page.locator(".case-figures").text_content() or "")


def test_who_has_chosen_nothing_is_spoken_to_as_the_browser_asks(visit: Browsing) -> None:
    page = visit("/queue", locale="zh-CN")
    assert page.locator("html").get_attribute("lang") == "zh"
    page = visit("/log-in", user=None, locale="fr-FR")
    assert page.locator("html").get_attribute("lang") == "fr"
