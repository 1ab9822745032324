"""A chargeback as the retailer's export states it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows


@dataclass(frozen=True, slots=True)
class Charge:
    """One chargeback line. `units` are units or cartons, as the kind of fee counts; `amount` is positive, in `currency`."""

    number: str
    words: str
    purchase_order: str
    sku: str
    units: Decimal | None
    amount: Decimal
    currency: str
    charged_on: date | None
    invoice_number: str
    row: Row

    @property
    def sku_key(self) -> str:
        """The item as keys compare it."""
        return compact(self.sku)

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        counted = f"{self.units:f} units, " if self.units is not None else ""
        return row_evidence(self.row, f"{self.words.strip()}: {counted}{self.amount:f} {self.currency}")


def charges_of(frames: Frames, currency: str) -> Iterator[Charge]:
    """The chargebacks, each once, with the figures of the newest export, in the order in which they were charged."""
    found: dict[tuple[str, str], Charge] = {}
    for row in newest(rows(frames.table(TableKind.CHARGEBACKS)), lambda r: (compact(r["issue_id"]), compact(r["sku"] or ""))):
        amount = decimal(row["amount"])
        if amount is None:
            continue
        charge = Charge(
            row["issue_id"],
            f"{row['issue_type'] or ''} {row['sub_type'] or ''}",
            row["purchase_order"] or "",
            row["sku"] or "",
            Decimal(row["units"]) if row["units"] is not None else None,
            abs(amount),
            row["currency"] or currency,
            row["charge_date"],
            row["invoice_number"] or "",
            row,
        )
        found.setdefault((compact(charge.number), charge.sku_key), charge)
    yield from sorted(found.values(), key=lambda c: (c.charged_on or date.max, c.number))
