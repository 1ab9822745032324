"""Volume rebates that a retailer bills by co-op invoices, held against the rebate agreement that they name (domain.md 1.7)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from facts.finding import Finding, FindingType, Verdict
from facts.tables import TableKind
from matchers.bearing import bearings, changed
from matchers.grounds import lay_out
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import Folder
from tests.rebates.test_statements import contract, sold

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)


def billed(folder: Folder, amount: str, number: str = "CO-1", day: date = date(2026, 7, 3), **said: Any) -> Folder:
    told = {"invoice_id": number, "agreement_id": "KX-2031-77", "invoice_date": day, "amount": amount, "currency": "USD"}
    return folder.row(TableKind.COOP_INVOICES, **(told | said))


def quarterly() -> Folder:
    folder = sold(contract(Folder(), period="quarter"), "1", "4000.00", date(2026, 2, 1))
    return sold(sold(folder, "2", "2000.00", date(2026, 5, 1)), "3", "9000.00", date(2026, 7, 1))


def finding(folder: Folder, number: str = "CO-1") -> Finding:
    return next(f for f in judge(folder.frames(), RULES, AS_OF).findings if f.reference == number)


@pytest.mark.parametrize("amount, verdict, money", [("40.00", Verdict.ACCEPT, "0"), ("75.00", Verdict.DISPUTE, "35.00")])
def test_an_invoice_bills_the_quarter_that_had_ended(amount: str, verdict: Verdict, money: str) -> None:
    found = finding(billed(quarterly(), amount))
    assert (found.type, found.verdict, found.recoverable_amount) == (FindingType.COOP, verdict, Decimal(money))


def test_a_quarter_is_billed_once() -> None:
    both = billed(billed(quarterly(), "40.00"), "40.00", number="CO-2", day=date(2026, 7, 9))
    assert (finding(both, "CO-2").verdict, finding(both, "CO-2").recoverable_amount) == (Verdict.DISPUTE, Decimal("40.00"))


def test_without_sales_to_the_retailer_those_are_asked_for() -> None:
    found = finding(billed(sold(contract(Folder()), "1", "900.00", date(2026, 2, 1), customer="Somebody else"), "40.00"))
    assert (found.verdict, found.missing) == (Verdict.NEEDS_EVIDENCE, ("sales",))


def test_a_further_sale_bears_on_the_invoice() -> None:
    before = bearings(lay_out(billed(quarterly(), "75.00").frames(), RULES))
    after = bearings(lay_out(sold(billed(quarterly(), "75.00"), "9", "1000.00", date(2026, 6, 1)).frames(), RULES))
    assert changed(before, after).touches("CO-1", "", "", "")
