"""An order, the charges that a retailer makes for it, and what the judge says of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from facts.documents import DocumentKind
from facts.finding import Finding, Verdict
from facts.tables import TableKind
from matchers.judge import judge
from rules.loader import load_rules
from rules.model import Rules
from tests.matchers.folder import ITEM, ORDER, Folder, with_packing_list, with_receipt

AS_OF = date(2026, 11, 1)
RULES = load_rules("amazon_us", None, AS_OF)
ISSUE = "1314709951"


def charged(amount: str, sub_type: str, units: int | None = 40, folder: Folder | None = None, number: str = ISSUE, **said: Any) -> Folder:
    told: dict[str, Any] = {
        "issue_id": number,
        "issue_type": "PO On-Time Accuracy",
        "sub_type": sub_type,
        "purchase_order": ORDER,
        "sku": ITEM,
        "units": units,
        "amount": amount,
        "currency": "USD",
        "charge_date": date(2026, 10, 20),
    }
    return (folder or Folder()).row(TableKind.CHARGEBACKS, **(told | said))


def ordered(folder: Folder, requested: int = 200, accepted: int = 200, received: int = 200, sku: str = ITEM, cost: str = "8.00") -> Folder:
    return folder.row(
        TableKind.PURCHASE_ORDERS,
        purchase_order=ORDER,
        sku=sku,
        window_start=date(2026, 8, 9),
        window_end=date(2026, 8, 14),
        quantity_requested=requested,
        quantity_accepted=accepted,
        quantity_received=received,
        unit_cost=cost,
        freight_terms="prepaid",
    )


def delivered_late(folder: Folder) -> Folder:
    return with_receipt(with_packing_list(folder), delivery_date="2026-08-20")


def confirmation(folder: Folder, day: str, units: int) -> Folder:
    line = {"sku": ITEM, "quantity_accepted": units}
    return folder.paper(DocumentKind.ORDER_CONFIRMATION, (line,), purchase_order=ORDER, confirmation_date=day)


def week(folder: Folder, rate: str) -> Folder:
    return folder.row(
        TableKind.ON_TIME_PERFORMANCE, week_start=date(2026, 8, 9), confirmed_units=200, on_time_units=160, trailing_rate=rate
    )


def finding(folder: Folder, number: str = ISSUE, rules: Rules = RULES) -> Finding:
    return next(f for f in judge(folder.frames(), rules, AS_OF).findings if f.reference == number)


def told(folder: Folder, number: str = ISSUE, rules: Rules = RULES) -> tuple[Verdict, str, Decimal]:
    found = finding(folder, number, rules)
    return found.verdict, found.reason, found.recoverable_amount


def sized(folder: Folder, side: str, pack: int) -> Folder:
    return folder.row(
        TableKind.CATALOGUE,
        sku=ITEM, case_pack=pack, length=side, width="4", height="3", dimension_unit="in", weight="2", weight_unit="lb",
    )  # fmt: skip


def announced(folder: Folder, units: int, cartons: int) -> Folder:
    return with_packing_list(folder, cartons, units)


def money(folder: Folder, *amounts: str, invoice: str = "1234567890VCBSINV") -> Folder:
    for n, amount in enumerate(amounts, start=1):
        folder.row(
            TableKind.REMITTANCE_LINES,
            payment_number=f"P{n}", invoice_number=invoice, description="PO On-Time Accuracy", invoice_amount=amount, amount_paid=amount,
        )  # fmt: skip
    return folder
