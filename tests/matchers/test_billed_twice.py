"""Deductions because an invoice is said to repeat another, or to have been paid before: what orders, receipts and payments tell."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from facts.documents import DocumentKind
from facts.finding import FindingType, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import INVOICE, ITEM, ORDER, Folder

AS_OF = date(2026, 11, 1)
RULES = load_rules("walmart", None, AS_OF)


def billed(received: int, *further: str, amount: str = "-1200.00") -> Folder:
    """An order of 240 units, of which one invoice bills 120 (and each further one as many), and a deduction for billing it twice."""
    folder = Folder().row(
        TableKind.PURCHASE_ORDERS,
        purchase_order=ORDER, sku=ITEM, quantity_accepted=240, quantity_received=received, unit_cost="10.00", order_date=date(2026, 5, 1),
    )  # fmt: skip
    for number in (INVOICE, *further):
        line = {"sku": ITEM, "quantity": 120, "unit_price": "10.00"}
        folder.paper(DocumentKind.INVOICE, (line,), invoice_number=number, issue_date="2026-06-01", purchase_order=ORDER)
    return folder.row(
        TableKind.REMITTANCE_LINES,
        payment_number="P9", invoice_number=INVOICE, description="0030 duplicate billing", invoice_amount=amount, amount_paid=amount,
    )  # fmt: skip


def paid(folder: Folder, *amounts: str) -> Folder:
    for n, amount in enumerate(amounts):
        folder.row(
            TableKind.REMITTANCE_LINES,
            payment_number=f"P{n}", invoice_number=INVOICE, description="invoice", invoice_amount="1200.00", amount_paid=amount,
        )  # fmt: skip
    return folder


def told(folder: Folder) -> tuple[FindingType, Verdict, str, Decimal]:
    found = next(f for f in judge(folder.frames(), RULES, AS_OF).findings if f.type is FindingType.DUPLICATE)
    return found.type, found.verdict, found.reason, found.recoverable_amount


@pytest.mark.parametrize(
    "folder, verdict, reason, money",
    [
        (billed(120), Verdict.DISPUTE, "received_as_billed", "1200.00"),
        (billed(240, "INV10483"), Verdict.DISPUTE, "received_as_billed", "1200.00"),
        (billed(120, "INV10483"), Verdict.ACCEPT, "duplicate_invoice", "0"),
        (billed(180, "INV10483"), Verdict.REVIEW, "detail_missing", "0"),
        (paid(billed(100), "1200.00", "1200.00"), Verdict.ACCEPT, "paid_twice", "0"),
        (paid(billed(100, amount="-1500.00"), "1200.00", "1200.00"), Verdict.DISPUTE, "paid_less_beyond", "300.00"),
    ],
)
def test_what_was_received_and_paid_tells_whether_an_invoice_repeats_another(
    folder: Folder, verdict: Verdict, reason: str, money: str
) -> None:
    assert told(folder) == (FindingType.DUPLICATE, verdict, reason, Decimal(money))
