"""A small made-up supplier, file by file: every kind of claim, overlapping exports, papers that tie and papers that do not."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from extractors.read import ReadFile
from extractors.tables.table import Table
from facts.documents import Document, DocumentKind, Field, FileReading, Source
from facts.evidence import Box
from facts.tables import SCALE, TABLES, ColumnType, TableKind
from matchers.frames import PLACES, Frames, collect, schema

T = TableKind
DAY = date(2026, 11, 1)
SCALED = {ColumnType.MONEY, ColumnType.RATE, ColumnType.MEASURE}


@dataclass(frozen=True)
class File:
    """One file: its name, the rows of its tables in the words of `facts.tables`, and its papers."""

    name: str
    tables: tuple[tuple[TableKind, tuple[Mapping[str, Any], ...]], ...] = ()
    papers: tuple[Document, ...] = ()

    def read(self) -> ReadFile:
        """The file as the readers give it."""
        tables = tuple(self._table(kind, rows) for kind, rows in self.tables)
        return ReadFile(FileReading(self.name, hashlib.sha256(self.name.encode()).hexdigest(), self.papers), tables)

    def _table(self, kind: TableKind, rows: tuple[Mapping[str, Any], ...]) -> Table:
        types = {c.name: c.type for c in TABLES[kind]}
        typed = [
            {n: int(Decimal(v) * SCALE) if types[n] in SCALED else v for n, v in row.items()} | {"_row": at, "_review": False}
            for at, row in enumerate(rows, 2)
        ]
        wanted = schema(kind)
        kept = [n for n in wanted if n not in PLACES or n in {"_file", "_sheet", "_row", "_review"}]
        frame = pl.DataFrame(typed, schema=wanted).with_columns(pl.lit(self.name).alias("_file")).select(kept)
        return Table(kind, frame, None, 1, {}, (), {}, len(rows), ())


def frames(files: Iterable[File]) -> Frames:
    """What an audit of a folder with these files judges."""
    read = [f.read() for f in sorted(files, key=lambda f: f.name)]
    tables = [(t.kind, t.frame) for r in read for t in r.tables]
    return collect([r.reading for r in read], tables)


def table(name: str, kind: TableKind, *rows: Mapping[str, Any]) -> File:
    """A file with one table."""
    return File(name, ((kind, rows),))


def paper(name: str, kind: DocumentKind, *lines: Mapping[str, Any], source: Source = Source.TEXT, **fields: Any) -> File:
    """A file with one paper."""
    document = Document(
        kind,
        source,
        pages=(1,),
        fields={n: _field(v, 10 + 12 * i) for i, (n, v) in enumerate(fields.items())},
        lines=tuple({n: _field(v, 300 + 12 * i) for i, (n, v) in enumerate(x.items())} for x in lines),
    )
    return File(name, papers=(document,))


def _field(value: Any, top: float) -> Field:
    if isinstance(value, Field):
        return value
    return Field(value, ", ".join(value) if isinstance(value, list) else str(value), page=1, box=Box(10, top, 90, top + 10))


def order(number: str, sku: str, units: int, received: int, cost: str, freight: str = "Prepaid") -> dict[str, Any]:
    """A line of an order."""
    return {
        "purchase_order": number,
        "vendor_code": "HALD1",
        "ship_to_code": "FTW1",
        "sku": sku,
        "order_date": date(2026, 6, 1),
        "quantity_requested": units,
        "quantity_accepted": units,
        "quantity_received": received,
        "unit_cost": cost,
        "currency": "USD",
        "freight_terms": freight,
    }


def short(claim: str, invoice: str, number: str, sku: str, units: int, received: int, cost: str) -> dict[str, Any]:
    """A line of the shortage detail."""
    return {
        "claim_number": claim,
        "invoice_number": invoice,
        "purchase_order": number,
        "sku": sku,
        "quantity_invoiced": units,
        "quantity_received": received,
        "quantity_short": units - received,
        "unit_cost": cost,
        "amount": str(Decimal(cost) * (units - received)),
    }


def billed(invoice: str, number: str, sku: str, units: int, price: str) -> dict[str, Any]:
    """A line of one of our invoices."""
    return {
        "invoice_number": invoice,
        "issue_date": date(2026, 6, 10),
        "due_date": date(2026, 8, 9),
        "purchase_order": number,
        "sku": sku,
        "quantity": units,
        "unit_price": price,
        "currency": "USD",
    }


def paid(payment: str, number: str, amount: str, whole: str | None = None, **more: Any) -> dict[str, Any]:
    """A line of a remittance: `amount` paid of `whole`."""
    return {
        "payment_number": payment,
        "invoice_number": number,
        "invoice_amount": whole or amount,
        "amount_paid": amount,
        "currency": "USD",
    } | more


def payment(number: str, day: date, amount: str) -> dict[str, Any]:
    """A payment."""
    return {"payment_number": number, "payment_date": day, "amount": amount, "currency": "USD", "status": "Paid"}


def dispute(
    number: str, reference: str, status: str, amount: str, approved: str | None = None, attempt: int = 1, **more: Any
) -> dict[str, Any]:
    """A line of the export of disputes."""
    granted = {"approved_amount": approved} if approved is not None else {}
    return (
        {
            "dispute_id": number,
            "reference": reference,
            "status": status,
            "submitted": date(2026, 9, 20),
            "amount": amount,
            "attempt": attempt,
        }
        | granted
        | more
    )


def loaded(number: str, sku: str, cartons: int, units: int) -> dict[str, Any]:
    """A line of a packing list."""
    return {"purchase_order": number, "sku": sku, "cartons": cartons, "units": units}


def receipt(name: str, number: str, bill: str, cartons: int, source: Source = Source.TEXT, **more: Any) -> File:
    """A signed proof of delivery."""
    said: dict[str, Any] = {
        "bol_number": bill,
        "purchase_orders": [number],
        "total_cartons": cartons,
        "signed": True,
        "delivery_date": "2026-06-15",
    }
    return paper(name, DocumentKind.PROOF_OF_DELIVERY, source=source, **(said | more))


def packing_list(name: str, bill: str, *loads: Mapping[str, Any]) -> File:
    """A packing list of one shipment."""
    return paper(
        name,
        DocumentKind.PACKING_LIST,
        *loads,
        bol_number=bill,
        ship_date="2026-06-12",
        ship_to_code="FTW1",
        carrier_name="Redwood Freight",
        scac="RDWD",
        purchase_orders=sorted({x["purchase_order"] for x in loads}),
        total_cartons=sum(x["cartons"] for x in loads),
    )


BILLS = {"4XK2P9QR": "06141411234567895", "5YL3Q0RS": "06141411234567901", "6ZM4R1ST": "06141411234567918"}
MUG, PAN, LID = "B0MUGMUG01", "B0PANPAN02", "B0LIDLID03"

FILES: tuple[File, ...] = (
    table("master/catalogue.csv", T.CATALOGUE, {"sku": MUG, "case_pack": 12}, {"sku": PAN, "case_pack": 6}, {"sku": LID, "case_pack": 24}),
    table(
        "master/costs.csv",
        T.COST_HISTORY,
        {"sku": PAN, "cost": "9.00", "effective_from": date(2026, 1, 1), "effective_to": date(2026, 5, 14)},
        {"sku": PAN, "cost": "9.50", "effective_from": date(2026, 5, 15), "approval_id": "CC-77"},
    ),
    table(
        "orders/june.csv",
        T.PURCHASE_ORDERS,
        order("4XK2P9QR", MUG, 120, 96, "4.17"),
        order("4XK2P9QR", PAN, 60, 60, "9.00"),
        order("5YL3Q0RS", LID, 48, 24, "2.50"),
        order("6ZM4R1ST", MUG, 72, 72, "4.17", "Collect"),
        order("7AN5S2TU", PAN, 60, 54, "9.50"),
        order("8BP6T3UV", LID, 48, 0, "2.50"),
    ),
    table("orders/june_again.csv", T.PURCHASE_ORDERS, order("6ZM4R1ST", MUG, 72, 96, "4.17", "Collect")),
    table(
        "invoices/lines.csv",
        T.INVOICE_LINES,
        billed("INV10482", "4XK2P9QR", MUG, 120, "4.17"),
        billed("INV10482", "4XK2P9QR", PAN, 60, "9.50"),
        billed("INV10483", "5YL3Q0RS", LID, 48, "2.50"),
        billed("INV10484", "6ZM4R1ST", MUG, 72, "4.17"),
        billed("INV10485", "7AN5S2TU", PAN, 60, "9.50"),
        billed("INV10486", "8BP6T3UV", LID, 48, "2.50"),
    ),
    paper(
        "invoices/INV10484.pdf",
        DocumentKind.INVOICE,
        {"sku": MUG, "quantity": 72, "unit_price": "4.17"},
        invoice_number="INV10484",
        issue_date="2026-06-10",
        due_date="2026-08-09",
        purchase_order="6ZM4R1ST",
        discount_rate="0.02",
        discount_days=30,
    ),
    table("deductions/shortages.csv", T.SHORTAGE_DETAIL, short("INV10482SC", "INV10482", "4XK2P9QR", MUG, 120, 96, "4.17")),
    table(
        "deductions/shortages_again.csv",
        T.SHORTAGE_DETAIL,
        short("INV10482SCRSC", "INV10482", "4XK2P9QR", MUG, 120, 96, "4.17"),
        short("INV10484SC", "INV10484", "6ZM4R1ST", MUG, 72, 60, "4.17"),
        short("INV10485SC", "INV10485", "7AN5S2TU", PAN, 60, 54, "9.50"),
        short("INV10486SC", "INV10486", "8BP6T3UV", LID, 48, 0, "2.50"),
    ),
    table(
        "deductions/prices.csv",
        T.PRICE_DISCREPANCIES,
        {
            "claim_number": "INV10482PC",
            "invoice_number": "INV10482",
            "purchase_order": "4XK2P9QR",
            "sku": PAN,
            "quantity": 60,
            "invoice_cost": "9.50",
            "po_cost": "9.00",
            "amount": "30.00",
        },
    ),
    table(
        "deductions/chargebacks.csv",
        T.CHARGEBACKS,
        {
            "issue_id": "CB-1",
            "issue_type": "PO on-time accuracy",
            "purchase_order": "4XK2P9QR",
            "amount": "36.00",
            "charge_date": date(2026, 10, 1),
            "invoice_number": "1234567890VCBSINV",
        },
    ),
    File(
        "payments/august.xlsx",
        (
            (T.PAYMENTS, (payment("7000001", date(2026, 8, 20), "814.32"), payment("7000002", date(2026, 8, 27), "38.00"))),
            (
                T.REMITTANCE_LINES,
                (
                    paid("7000001", "INV10482", "1070.40"),
                    paid("7000001", "INV10482SC", "-100.08"),
                    paid("7000001", "260807_PROVISION_FOR_AGED_RECEIVABLE", "-120.00", description="Provision"),
                    paid("7000001", "1234567890VCBSINV", "-36.00", description="Not on time"),
                    paid("7000002", "INV10483", "120.00"),
                    paid("7000002", "INV10483SC", "-60.00", description="Shortage claim"),
                    paid("7000002", "VRET123456789", "-22.00", description="Product returns"),
                ),
            ),
        ),
    ),
    File(
        "payments/september.xlsx",
        (
            (T.PAYMENTS, (payment("7000002", date(2026, 8, 27), "38.00"), payment("7000003", date(2026, 9, 3), "329.14"))),
            (
                T.REMITTANCE_LINES,
                (
                    paid("7000002", "INV10483", "120.00"),
                    paid("7000002", "INV10483SC", "-60.00", description="Shortage claim"),
                    paid("7000002", "VRET123456789", "-22.00", description="Product returns"),
                    paid("7000003", "INV10484", "294.24", "300.24", terms_discount="6.00"),
                    paid("7000003", "INV10482SCR", "100.08", description="Shortage reversal"),
                    paid("7000003", "260807_PROVISION_FOR_AGED_RECEIVABLE-R", "120.00", description="Provision reversal"),
                    paid("7000003", "INV10482SCRSC", "-100.08", description="Shortage claim"),
                    paid("7000003", "INV10484SC", "-50.04", description="Shortage claim"),
                    paid("7000003", "INV10482PC", "-30.00", description="Price claim"),
                    paid("7000003", "XQ-99-UNKNOWN", "-5.06"),
                ),
            ),
        ),
    ),
    paper(
        "payments/advice.pdf",
        DocumentKind.REMITTANCE_ADVICE,
        {"invoice_number": "INV10482PCR", "amount_paid": "10.00", "description": "Price claim reversal"},
        payment_number="7000004",
        payment_date="2026-10-01",
        total_paid="10.00",
        currency="USD",
    ),
    table("disputes/october.csv", T.DISPUTES, dispute("D-501", "INV10482SCRSC", "Pending Amazon action", "100.08")),
    table(
        "disputes/october_later.csv",
        T.DISPUTES,
        dispute("D-501", "INV10482SCRSC", "Approved", "100.08", "80.00"),
        dispute("D-502", "INV10484SC", "Denied", "50.04", "0.00"),
        dispute("D-503", "CB-1", "Submitted", "36.00"),
    ),
    table(
        "returns/authorised.csv",
        T.RETURN_AUTHORIZATIONS,
        {
            "return_id": "VRET123456789",
            "authorization_id": "RA-5",
            "sku": LID,
            "quantity": 8,
            "unit_cost": "2.50",
            "amount": "20.00",
            "authorized_on": date(2026, 7, 1),
            "shipped_on": date(2026, 7, 5),
            "tracking": "1Z999",
        },
    ),
    packing_list("packing/4XK2P9QR.pdf", BILLS["4XK2P9QR"], loaded("4XK2P9QR", MUG, 10, 120), loaded("4XK2P9QR", PAN, 10, 60)),
    packing_list("packing/5YL3Q0RS.pdf", BILLS["5YL3Q0RS"], loaded("5YL3Q0RS", LID, 2, 48)),
    packing_list("packing/6ZM4R1ST.pdf", BILLS["6ZM4R1ST"], loaded("6ZM4R1ST", MUG, 6, 72)),
    packing_list("packing/7AN5S2TU.pdf", "06141411234567925", loaded("7AN5S2TU", PAN, 10, 60)),
    receipt("pods/noted.pdf", "7AN5S2TU", "06141411234567925", 10, cartons_short=1),
    receipt("pods/one.pdf", "4XK2P9QR", BILLS["4XK2P9QR"], 20),
    receipt("pods/scan_17.pdf", "5YL3QORS", "06141411234567901", 2, Source.OCR),
    receipt("pods/stranger.pdf", "9ZZZZZZZ", "06149999999999999", 3),
    paper(
        "bols/6ZM4R1ST.pdf",
        DocumentKind.BILL_OF_LADING,
        bol_number=BILLS["6ZM4R1ST"],
        purchase_orders=["6ZM4R1ST"],
        total_cartons=6,
        carrier_signed=True,
        counted_by="driver_pieces",
        ship_date="2026-06-12",
    ),
)  # fmt: skip
"""The supplier's folder. Held back one by one, each of these changes what is found."""


def without(*names: str) -> tuple[File, ...]:
    """The folder before these files came."""
    return tuple(f for f in FILES if f.name not in names)
