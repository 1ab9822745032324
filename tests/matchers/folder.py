"""A supplier's folder in memory: tables as rows, papers as documents, so that a test reads like the trade."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from facts.documents import Document, DocumentKind, Field, FileReading, Source
from facts.evidence import Box
from facts.tables import SCALE, TABLES, ColumnType, TableKind
from matchers.frames import Frames, collect, schema

ORDER, ITEM, INVOICE, CLAIM, BILL = "4XK2P9QR", "B0ABCDEF12", "INV10482", "INV10482SC", "06141411234567895"


@dataclass
class Folder:
    """Collects rows and papers; `frames()` hands them to the matchers."""

    tables: dict[TableKind, list[dict[str, Any]]] = field(default_factory=dict)
    papers: list[FileReading] = field(default_factory=list)

    def row(self, kind: TableKind, **values: Any) -> Folder:
        rows = self.tables.setdefault(kind, [])
        typed = {c.name: c.type for c in TABLES[kind]}
        scaled = {ColumnType.MONEY, ColumnType.RATE, ColumnType.MEASURE}
        row = {name: int(Decimal(value) * SCALE) if typed[name] in scaled else value for name, value in values.items()}
        rows.append(row | {"_file": f"{kind.value}.csv", "_row": len(rows) + 2, "_review": False})
        return self

    def paper(self, kind: DocumentKind, lines: tuple[Mapping[str, Any], ...] = (), source: Source = Source.TEXT, **values: Any) -> Folder:
        name = f"{kind.value}_{len(self.papers) + 1}.pdf"
        document = Document(
            kind,
            source,
            pages=(1,),
            fields={n: _field(v) for n, v in values.items()},
            lines=tuple({n: _field(v) for n, v in x.items()} for x in lines),
        )
        self.papers.append(FileReading(name, f"{len(self.papers):064d}", (document,)))
        return self

    def frames(self) -> Frames:
        tables = [(kind, pl.DataFrame(rows, schema=schema(kind))) for kind, rows in self.tables.items()]
        return collect(self.papers, tables)


def _field(value: Any) -> Field:
    if isinstance(value, Field):
        return value
    text = ", ".join(value) if isinstance(value, list) else str(value)
    return Field(value, text, page=1, box=Box(10, 10, 60, 20))


def shortage_folder(
    invoiced: int = 120, received: int = 96, accepted: int | None = None, cost: str = "4.17", freight: str = "Prepaid", case_pack: int = 12
) -> Folder:
    """An order of 120 units in 10 cartons, invoiced and claimed short; papers are added by the test."""
    amount = str((invoiced - received) * Decimal(cost))
    return (
        Folder()
        .row(TableKind.CATALOGUE, sku=ITEM, case_pack=case_pack)
        .row(
            TableKind.PURCHASE_ORDERS,
            purchase_order=ORDER,
            sku=ITEM,
            vendor_code="HALD1",
            ship_to_code="FTW1",
            order_date=date(2026, 4, 1),
            quantity_requested=invoiced,
            quantity_accepted=invoiced if accepted is None else accepted,
            quantity_received=received,
            unit_cost=cost,
            currency="USD",
            freight_terms=freight,
        )
        .row(
            TableKind.SHORTAGE_DETAIL,
            claim_number=CLAIM,
            invoice_number=INVOICE,
            purchase_order=ORDER,
            sku=ITEM,
            quantity_invoiced=invoiced,
            quantity_received=received,
            quantity_short=invoiced - received,
            unit_cost=cost,
            amount=amount,
        )
        .paper(DocumentKind.INVOICE, invoice_number=INVOICE, issue_date="2026-05-01", due_date="2026-06-30", purchase_order=ORDER)
    )


def with_packing_list(folder: Folder, cartons: int = 10, units: int = 120, **values: Any) -> Folder:
    line = {"purchase_order": ORDER, "sku": ITEM, "cartons": cartons, "units": units}
    said: dict[str, Any] = {"bol_number": BILL, "ship_date": "2026-05-01", "ship_to_code": "FTW1"}
    said |= {"purchase_orders": [ORDER], "total_cartons": cartons}
    return folder.paper(DocumentKind.PACKING_LIST, (line,), **(said | values))


def with_receipt(folder: Folder, cartons: int = 10, **values: Any) -> Folder:
    said: dict[str, Any] = {
        "signed": True,
        "delivery_date": "2026-05-04",
        "bol_number": BILL,
        "purchase_orders": [ORDER],
        "total_cartons": cartons,
    }
    return folder.paper(DocumentKind.PROOF_OF_DELIVERY, **(said | values))
