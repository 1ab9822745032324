"""Price claims by the trade's own examples (domain.md section 9, test 14, and 1.5)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from rules.model import PriceRules, Rules
from tests.matchers.folder import INVOICE, ITEM, ORDER, Folder

AS_OF = date(2026, 5, 20)
PACK = load_rules("amazon_us", None, AS_OF)
RULES = Rules(**{n: getattr(PACK, n) for n in PACK.__slots__} | {"price": PriceRules(agreed_purchase_discount=Decimal("0.05"))})


def price_folder(
    invoice: str, order: str, quantity: int, adjusted: str | None = None, amount: str | None = None, case_pack: int = 12
) -> Folder:
    claimed = amount or str((Decimal(invoice) - Decimal(adjusted or order)) * quantity)
    folder = (
        Folder()
        .row(TableKind.CATALOGUE, sku=ITEM, case_pack=case_pack)
        .row(
            TableKind.PURCHASE_ORDERS, purchase_order=ORDER, sku=ITEM, order_date=date(2026, 4, 1), unit_cost=order, quantity_accepted=6000
        )
        .paper(DocumentKind.INVOICE, invoice_number=INVOICE, issue_date="2026-05-01", due_date="2026-06-30", purchase_order=ORDER)
    )
    cells = {"invoice_cost": invoice, "po_cost": order, "amount": claimed} | ({"adjusted_cost": adjusted} if adjusted else {})
    return folder.row(
        TableKind.PRICE_DISCREPANCIES,
        claim_number=INVOICE + "PC",
        invoice_number=INVOICE,
        purchase_order=ORDER,
        sku=ITEM,
        quantity=quantity,
        **cells,
    )


def finding(folder: Folder, as_of: date = AS_OF) -> Finding:
    found = [f for f in judge(folder.frames(), RULES, as_of).findings if f.reference == INVOICE + "PC"]
    assert len(found) == 1
    return found[0]


def test_a_cent_a_unit_is_rounding() -> None:
    found = finding(price_folder("10.01", "10.00", 500))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.DISPUTE, "rounding", Decimal("5.00"))


def test_invoiced_by_the_case_ordered_by_the_each() -> None:
    found = finding(price_folder("60.00", "5.00", 40))
    assert (found.verdict, found.reason) == (Verdict.DISPUTE, "unit_of_measure")
    assert found.recoverable_amount == Decimal("2200.00")


def test_invoice_equal_to_the_order_is_no_variance() -> None:
    found = finding(price_folder("36.02", "36.02", 112, adjusted="33.86"))
    assert (found.reason, found.recoverable_amount) == ("invoice_cost_equals_po_cost", Decimal("241.92"))


def test_a_cost_approved_before_the_order_wins_and_after_it_does_not() -> None:
    folder = price_folder("3.92", "3.73", 144)
    folder.row(TableKind.COST_HISTORY, sku=ITEM, cost="3.92", effective_from=date(2026, 3, 1), approval_id="CC-1")
    assert finding(folder).reason == "cost_update_timing"
    later = price_folder("3.92", "3.73", 144)
    later.row(TableKind.COST_HISTORY, sku=ITEM, cost="3.73", effective_from=date(2024, 1, 1))
    later.row(TableKind.COST_HISTORY, sku=ITEM, cost="3.92", effective_from=date(2026, 4, 2))
    assert (finding(later).verdict, finding(later).reason) == (Verdict.ACCEPT, "cost_change_not_in_force")


def test_the_agreed_discount_is_not_taken_twice() -> None:
    found = finding(price_folder("6.98", "6.63", 504))
    assert (found.verdict, found.reason) == (Verdict.DISPUTE, "purchase_discount")


@pytest.mark.parametrize("kept, verdict", [("6.98", Verdict.DISPUTE), ("6.63", Verdict.DISPUTE), ("6.40", Verdict.ACCEPT)])
def test_the_catalogue_keeps_list_cost_or_the_cost_after_the_agreed_discount(kept: str, verdict: Verdict) -> None:
    folder = price_folder("6.98", "6.63", 504)
    folder.row(TableKind.COST_HISTORY, sku=ITEM, cost=kept, effective_from=date(2024, 1, 1))
    assert finding(folder).verdict is verdict


def test_an_invoice_above_order_and_approval_is_valid() -> None:
    found = finding(price_folder("33.87", "31.00", 432))
    assert (found.verdict, found.reason, found.recoverable_amount) == (Verdict.ACCEPT, "invoice_above_po", Decimal(0))


def test_only_what_the_claim_takes_beyond_the_difference_is_disputed() -> None:
    found = finding(price_folder("12.00", "10.00", 100, amount="350.00"))
    assert (found.verdict, found.recoverable_amount) == (Verdict.DISPUTE, Decimal("150.00"))


def test_our_own_invoice_contradicting_the_claim_goes_to_a_person() -> None:
    folder = price_folder("12.00", "10.00", 100)
    line = {"sku": ITEM, "quantity": 100, "unit_price": "10.00"}
    folder.papers.clear()
    folder.paper(
        DocumentKind.INVOICE, (line,), invoice_number=INVOICE, issue_date="2026-05-01", due_date="2026-06-30", purchase_order=ORDER
    )
    assert finding(folder).verdict is Verdict.REVIEW


@given(invoice=st.decimals("0.01", "500", places=2), order=st.decimals("0.01", "500", places=2), quantity=st.integers(1, 5000))
def test_never_more_than_the_claim_comes_back(invoice: Decimal, order: Decimal, quantity: int) -> None:
    if invoice <= order:
        return
    found = finding(price_folder(str(invoice), str(order), quantity))
    assert 0 <= found.recoverable_amount <= found.claimed_amount
