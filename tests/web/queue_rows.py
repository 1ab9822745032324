"""The rows of the queue as tests point at them, and further cases to fill it."""

from __future__ import annotations

from datetime import timedelta

from playwright.sync_api import Locator, Page

from facts.finding import FindingType
from ledger.cases import Case
from tests.web.town import Town


def row_of(page: Page, town: Town, name: str) -> Locator:
    return page.locator(f'[data-row="{town.cases[name]}"]')


def on(page: Page, town: Town, *names: str) -> None:
    """Selects cases by their boxes."""
    for name in names:
        row_of(page, town, name).get_by_role("checkbox").check()


def many(town: Town, count: int) -> None:
    """Further cases at work, one due each day."""
    with town.writing() as session:
        mine = session.get_one(Case, town.cases["detected"])
        for number in range(count):
            due = town.now.date() + timedelta(days=100 + number)
            case = Case(
                supplier_id=mine.supplier_id,
                account_id=mine.account_id,
                number=5000 + number,
                case_key=f"shortage:many-{number}",
                type=FindingType.SHORTAGE,
                retailer=mine.retailer,
                reference=f"M{number:05}SC",
                purchase_order=f"8M{number:06}",
                verdict="dispute",
                why=mine.why,
                currency="USD",
                claimed_minor=10_000 + number,
                open_minor=10_000 + number,
                next_due=due,
                safe_by=due,
                dispute_by=due + timedelta(days=60),
                next_action="start",
                attempts_left=2,
                opened_at=town.now,
                changed_at=town.now,
            )
            session.add(case)
