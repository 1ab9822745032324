"""Real findings on co-op and rebates, each from a folder that a specialist might have: what was billed, claimed or paid."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, Final

from facts.tables import TableKind
from rules.model import Rules
from tests.matchers import test_coop as coop
from tests.matchers.folder import Folder
from tests.rebates import test_statements as rebates

FIRST_HALF: Final = {"period_start": date(2026, 1, 1), "period_end": date(2026, 6, 30)}


def _two_effects() -> Folder:
    folder = coop.agreement(Folder(), excluded_skus=["B0XXXXXX01"])
    coop.receipt(folder, "C-1", 9500, "4750.00", quantity_returned=400)
    coop.receipt(folder, "C-1", 500, "250.00", sku="B0XXXXXX01")
    return coop.invoice(folder, "C-1", "5000.00")


def _replaced() -> Folder:
    folder = coop.agreement(Folder())
    coop.agreement(folder, agreement_number="55120935", rate="0.03", replaces_agreement=coop.AGREEMENT, replaced_from="2026-06-01")
    return coop.invoice(coop.receipt(folder, "C-1", 100, "50.00"), "C-1", "50.00")


def _capped() -> Folder:
    folder = coop.receipt(coop.agreement(Folder(), cap="30.00"), "C-1", 80, "40.00")
    return coop.invoice(folder, "C-1", "40.00")


def _billed_twice() -> Folder:
    folder = coop.receipt(coop.receipt(coop.agreement(Folder()), "C-0", 80, "40.00"), "C-1", 80, "40.00")
    return coop.invoice(coop.invoice(folder, "C-0", "40.00"), "C-1", "40.00", date(2026, 8, 2))


def _other_cost() -> Folder:
    folder = coop.receipt(coop.agreement(Folder()), "C-1", 100, "60.00", unit_cost="12.00")
    folder.row(TableKind.PURCHASE_ORDERS, purchase_order="7HPQAF32", sku="B0ABCDEF12", unit_cost="10.00", currency="USD")
    return coop.invoice(folder, "C-1", "60.00")


def _sold(**said: Any) -> Folder:
    return rebates.sold(rebates.contract(Folder(), **said), "T-88410", "4900.00", date(2026, 2, 1))


def _returned() -> Folder:
    folder = rebates.sold(rebates.contract(Folder()), "T-88410", "6000.00", date(2026, 2, 1), invoice_number="S1")
    return rebates.sold(folder, "T-88411", "500.00", date(2026, 3, 1), invoice_number="S1", sale_kind="return", quantity=-1)


def _paid_short() -> Folder:
    folder = rebates.contract(Folder(), payer_name="Resin Supply", earner_name="Us")
    rebates.sold(folder, "T-88410", "6000.00", date(2026, 2, 1), customer="Us")
    return folder.row(
        TableKind.REMITTANCE_LINES,
        payment_number="RP1",
        invoice_number="RC-9",
        invoice_date=date(2027, 1, 9),
        description="Rebate payment, agreement KX-2031-77",
        invoice_amount="120.00",
        amount_paid="120.00",
        currency="USD",
    )


def _twice() -> Folder:
    folder = rebates.sold(rebates.contract(Folder()), "T-88410", "6000.00", date(2026, 2, 1))
    rebates.claimed(folder, "RC-0", "180.00")
    return rebates.claimed(folder, "RC-1", "180.00", claim_date=date(2026, 10, 9))


def _again() -> Folder:
    folder = rebates.sold(rebates.contract(Folder()), "T-88410", "6000.00", date(2026, 2, 1))
    rebates.claimed(folder, "RC-0", "100.00")
    return rebates.claimed(folder, "RC-1", "110.00", claim_date=date(2026, 10, 9))


def _above_sold() -> Folder:
    folder = rebates.sold(rebates.contract(Folder()), "T-88410", "6000.00", date(2026, 2, 1), invoice_number="S1", quantity=40)
    return folder.row(TableKind.REBATE_CLAIMS, **_by_line("225.00", invoice_number="S1", quantity=50, amount="225.00"))


def _never_sold() -> Folder:
    return _sold().row(TableKind.REBATE_CLAIMS, **_by_line("98.00", invoice_number="S9", quantity=5, amount="20.00"))


def _by_line(claimed: str, **said: Any) -> dict[str, Any]:
    head = {"claim_id": "RC-1", "agreement_number": "KX-2031-77", "customer": "Corner Stores", "claimed_amount": claimed, "sku": "QF-1"}
    days = {"period_start": date(2026, 1, 1), "period_end": date(2026, 12, 31), "claim_date": date(2026, 10, 1), "currency": "USD"}
    return head | days | said


CASES: Final[dict[str, tuple[Callable[[], Folder], str, Rules]]] = {
    "co-op of two effects": (_two_effects, "C-1", coop.RULES),
    "co-op under a replaced agreement": (_replaced, "C-1", coop.RULES),
    "co-op beyond its cap": (_capped, "C-1", coop.RULES),
    "co-op billed twice": (_billed_twice, "C-1", coop.RULES),
    "co-op at another cost": (_other_cost, "C-1", coop.RULES),
    "a tier that is not reached": (lambda: rebates.claimed(_sold(), "RC-1", "147.00"), "RC-1", rebates.RULES),
    "returns that were not netted": (lambda: rebates.claimed(_returned(), "RC-1", "180.00"), "RC-1", rebates.RULES),
    "a cap that was ignored": (lambda: rebates.claimed(_sold(cap="60.00"), "RC-1", "98.00"), "RC-1", rebates.RULES),
    "below the minimum payout": (lambda: rebates.claimed(_sold(minimum_payout="100.00"), "RC-1", "98.00"), "RC-1", rebates.RULES),
    "more than is earned": (lambda: rebates.claimed(_sold(), "RC-1", "100.00"), "RC-1", rebates.RULES),
    "claimed after the deadline": (
        lambda: rebates.claimed(_sold(claim_deadline_days=30, end_date="2026-06-30"), "RC-1", "98.00", **FIRST_HALF),
        "RC-1",
        rebates.RULES,
    ),
    "days outside the term": (
        lambda: rebates.claimed(_sold(start_date="2026-07-01"), "RC-1", "98.00", **FIRST_HALF),
        "RC-1",
        rebates.RULES,
    ),
    "claimed twice": (_twice, "RC-1", rebates.RULES),
    "claimed again in part": (_again, "RC-1", rebates.RULES),
    "more units than were sold": (_above_sold, "RC-1", rebates.RULES),
    "an invoice that was never sold": (_never_sold, "RC-1", rebates.RULES),
    "a payment that fell short": (_paid_short, "RC-9", rebates.RULES),
}
