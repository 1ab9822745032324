"""Returns to vendor: once, for what came back, at the cost that was paid (domain.md 1.8)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import ITEM, Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)


def deducted(number: str, amount: str, day: date = date(2026, 9, 10), folder: Folder | None = None) -> Folder:
    folder = folder or Folder()
    folder.row(TableKind.PAYMENTS, payment_number=f"P{number}", payment_date=day, amount=f"-{amount}", currency="USD")
    return folder.row(
        TableKind.REMITTANCE_LINES,
        payment_number=f"P{number}",
        invoice_number=number,
        description="Vendor returns",
        invoice_amount=f"-{amount}",
        amount_paid=f"-{amount}",
        currency="USD",
    )


def authorised(folder: Folder, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "return_id": "VRET123456",
        "authorization_id": "VRET900001",
        "sku": ITEM,
        "quantity": 20,
        "unit_cost": "10.00",
        "authorized_on": date(2026, 8, 20),
        "shipped_on": date(2026, 8, 25),
    }
    return folder.row(TableKind.RETURN_AUTHORIZATIONS, **(told | said))


def finding(folder: Folder, number: str = "VRET123456") -> Finding:
    return next(f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == number)


def test_only_what_came_back_at_the_dock_is_deducted() -> None:
    found = finding(authorised(deducted("VRET123456", "200.00"), quantity_received=15))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "returned_fewer", Decimal("50.00"))
    assert finding(authorised(deducted("VRET123456", "200.00"), quantity_received=20)).verdict is Verdict.ACCEPT


def test_a_return_is_deducted_once_whichever_of_its_numbers_is_used() -> None:
    folder = authorised(deducted("VRET123456", "200.00"))
    deducted("VRET900001", "200.00", date(2026, 10, 10), folder)
    assert finding(folder).verdict is Verdict.ACCEPT
    twice = finding(folder, "VRET900001")
    assert (twice.verdict, twice.reason, twice.recoverable_amount) == (Verdict.DISPUTE, "returned_twice", Decimal("200.00"))


def test_the_cost_that_was_paid_counts_and_not_a_later_one() -> None:
    folder = authorised(deducted("VRET123456", "200.00"))
    folder.row(TableKind.COST_HISTORY, sku=ITEM, cost="9.00", effective_from=date(2026, 1, 1))
    assert finding(folder).recoverable_amount == Decimal("20.00")


def test_a_receipt_at_the_dock_shows_that_the_goods_came() -> None:
    bare = {"shipped_on": None}
    assert finding(authorised(deducted("VRET123456", "200.00"), **bare)).verdict is Verdict.NEEDS_EVIDENCE
    assert finding(authorised(deducted("VRET123456", "200.00"), received_on=date(2026, 9, 1), **bare)).verdict is Verdict.ACCEPT
