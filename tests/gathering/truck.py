"""A made-up truck whose receipt is missing: the exports, the packing list, and receipts with one thing or another wrong on them."""

from __future__ import annotations

from datetime import date
from typing import Any

from facts.documents import DocumentKind, Field, Source
from facts.evidence import Box
from facts.tables import TableKind
from tests.detection.supplier import File, billed, loaded, order, packing_list, paid, paper, payment, short, table

T = TableKind
ORDER, NEIGHBOUR, BILL = "7HN4W2KT", "7HN4W2KP", "08212345000017736"
"""The order in question, another one a sign away from it, and the bill of lading."""
VASE, BOWL = "B0VASE0001", "B0BOWL0002"


def exports(*more: File, freight: str = "Prepaid") -> tuple[File, ...]:
    """What says that a case lacks its receipt: 40 cartons of 6 shipped, 204 of 240 booked in."""
    return (
        table("items.csv", T.CATALOGUE, {"sku": VASE, "case_pack": 6}, {"sku": BOWL, "case_pack": 4}),
        table(
            "orders.csv",
            T.PURCHASE_ORDERS,
            order(ORDER, VASE, 240, 204, "7.25", freight),
            order(NEIGHBOUR, BOWL, 80, 80, "3.10", freight),
        ),
        table("invoices.csv", T.INVOICE_LINES, billed("HK-5501", ORDER, VASE, 240, "7.25"), billed("HK-5502", NEIGHBOUR, BOWL, 80, "3.10")),
        table("shortages.csv", T.SHORTAGE_DETAIL, short("HK-5501SC", "HK-5501", ORDER, VASE, 240, 204, "7.25")),
        File(
            "payments.xlsx",
            (
                (T.PAYMENTS, (payment("9001", date(2026, 8, 20), "1479.00"),)),
                (T.REMITTANCE_LINES, (paid("9001", "HK-5501", "1740.00"), paid("9001", "HK-5501SC", "-261.00", description="Shortage"))),
            ),
        ),
        packing_list("packing.pdf", BILL, loaded(ORDER, VASE, 40, 240)),
        *more,
    )


def receipt(name: str = "scan_0931.pdf", number: str = "", *, source: Source = Source.OCR, sure: float = 0.97, **said: Any) -> File:
    """A signed receipt of the truck as a scan shows it: to FTW1, 40 cartons, three days after shipping."""
    told: dict[str, Any] = {"delivery_date": "2026-06-15", "ship_to_code": "FTW1", "total_cartons": 40, "signed": True}
    if number:
        told["purchase_orders"] = [number]
    told = {key: value for key, value in (told | said).items() if value is not None}
    fields = {key: value if isinstance(value, Field) else read(value, 40 + 14 * at, sure) for at, (key, value) in enumerate(told.items())}
    return paper(name, DocumentKind.PROOF_OF_DELIVERY, source=source, **fields)


def read(value: Any, top: float = 40, sure: float = 0.97, *, review: bool = False) -> Field:
    """A field as a reader saw it."""
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return Field(value, text, sure, 1, Box(60, top, 160, top + 11), review)
