"""Remittances in one line each: the story of a claim over the months."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from cases.life.filings import record_filing
from cases.life.transitions import move
from facts.tables import TableKind as T
from ledger.cases import Case, CaseState, Draft, Filing
from tests.detection.house import House
from tests.detection.supplier import File, billed, loaded, order, packing_list, paid, payment, receipt, short, table

ORDER, SKU, INVOICE, BILL = "4XK2P9QR", "B0MUGMUG01", "INV10482", "06141411234567895"


def remittance(name: str, number: str, day: date, *lines: tuple[str, str], **more: str) -> File:
    """One payment with its lines: number and amount."""
    total = sum(float(amount) for _, amount in lines)
    rows = tuple(paid(number, line, amount, **more) for line, amount in lines)
    return File(name, ((T.PAYMENTS, (payment(number, day, f"{total:.2f}"),)), (T.REMITTANCE_LINES, rows)))


def claimed(cost: str = "10.00", short_by: int = 100, invoice: str = INVOICE) -> tuple[File, ...]:
    """An order of which a signed receipt proves everything, invoiced, and claimed short: cost × short_by is taken in August."""
    amount = f"{float(cost) * short_by:.2f}"
    return (
        table("catalogue.csv", T.CATALOGUE, {"sku": SKU, "case_pack": 12}),
        table("orders.csv", T.PURCHASE_ORDERS, order(ORDER, SKU, 120, 120 - short_by, cost)),
        table("invoices.csv", T.INVOICE_LINES, billed(invoice, ORDER, SKU, 120, cost)),
        table("shortages.csv", T.SHORTAGE_DETAIL, short(f"{invoice}SC", invoice, ORDER, SKU, 120, 120 - short_by, cost)),
        packing_list("list.pdf", BILL, loaded(ORDER, SKU, 10, 120)),
        receipt("pod.pdf", ORDER, BILL, 10),
        remittance("pay_08.csv", "7000001", date(2026, 8, 20), (invoice, f"{float(cost) * 120:.2f}"), (f"{invoice}SC", f"-{amount}")),
    )


def ready(house: House, case: Case) -> int:
    """The case written and approved; the version of its draft."""
    if case.state is not CaseState.DRAFTING:
        move(house.session, case, CaseState.DRAFTING, **house.by())
    version = len(house.session.scalars(select(Draft).where(Draft.case_id == case.id)).all()) + 1
    house.session.add(
        Draft(
            case_id=case.id,
            version=version,
            kind="dispute",
            text="We ask you …",
            made_by="template",
            author="ana",
            at=house.now,
            verified=True,
        )
    )
    house.session.flush()
    move(house.session, case, CaseState.IN_REVIEW, **house.by())
    move(house.session, case, CaseState.READY_TO_FILE, **house.by("ben"))
    return version


def filed(house: House, case: Case, **more: Any) -> Filing:
    """The case written, approved and filed today."""
    version = ready(house, case)
    values: dict[str, Any] = {"channel": "portal", "filed_on": house.today, "dispute_id": f"D-{case.number}-{version}"} | more
    return record_filing(house.session, case, **values, **house.by())
