"""A freight charge as the retailer's export states it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from facts.finding import FindingType
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.books import freight_terms_of
from matchers.claims import ClaimLine
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence
from matchers.measures import kilograms

WORK: Final = re.compile(
    r"lift ?gate|deten|lay ?over|re-?deliver|re-?consign|re-?weigh|re-?class|inside|limited access|residential|appointment|notif|lumper|"
    r"sort|storage|hebebühne|standgeld|wartezeit|zweitzustell|hayon|attente|nouvelle livraison|plataforma|espera|segunda entrega|"
    r"sponda|sosta|riconsegna|尾板|等候|二次派送|重量复核",
    re.IGNORECASE,
)
"""Words of services beyond the carriage itself: what they cost may be the shipper's doing, whoever pays the carriage."""


@dataclass(frozen=True, slots=True)
class FreightCharge:
    """One line of freight that was charged. `weight` is in kilograms, `terms` are the freight terms that the charge states."""

    number: str
    pro_number: str
    bol_number: str
    purchase_order: str
    shipped_on: date | None
    charged_on: date | None
    zone: str
    origin: str
    destination: str
    freight_class: str
    weight: Decimal | None
    rate: Decimal | None
    terms: str | None
    accessorial: str
    amount: Decimal
    currency: str
    row: Row

    @property
    def evidence(self) -> Evidence:
        """The row that states it."""
        what = self.accessorial or "freight"
        return row_evidence(self.row, f"{what}: {self.amount:f} {self.currency}")

    @property
    def key(self) -> str:
        """What tells lines of one claim apart."""
        return f"{compact(self.number)}|{compact(self.pro_number)}|{' '.join(self.accessorial.lower().split())}"

    @property
    def line(self) -> ClaimLine:
        """The charge as a line to be judged."""
        return ClaimLine(
            FindingType.FREIGHT,
            self.number,
            self.amount,
            self.currency,
            self.evidence,
            purchase_order=self.purchase_order,
            part=f"{self.pro_number} {self.accessorial}".strip(),
        )


def freight_charges(frames: Frames, currency: str) -> Iterator[FreightCharge]:
    """The freight charges, each once, in the order in which they were charged."""
    found: dict[str, FreightCharge] = {}
    stated = newest(named_rows(frames.table(TableKind.FREIGHT_CHARGES), "freight_claim"), _line)
    for row in stated:
        amount = decimal(row["amount"])
        if amount:
            charge = _charge(row, amount, currency)
            found.setdefault(charge.key, charge)
    yield from sorted(found.values(), key=lambda c: (c.charged_on or c.shipped_on or date.max, c.number, c.accessorial))


def _line(row: Row) -> tuple[str, str, str]:
    return compact(row["freight_claim"]), compact(row["pro_number"] or ""), compact(row["accessorial"] or "")


def _charge(row: Row, amount: Decimal, currency: str) -> FreightCharge:
    weight = decimal(row["weight"])
    return FreightCharge(
        row["freight_claim"],
        row["pro_number"] or "",
        row["bol_number"] or "",
        row["purchase_order"] or "",
        row["ship_date"],
        row["charge_date"],
        row["zone"] or "",
        row["origin"] or "",
        row["destination"] or "",
        row["freight_class"] or "",
        kilograms(weight, row["weight_unit"]) if weight is not None else None,
        decimal(row["rate"]),
        freight_terms_of(row["freight_terms"]),
        (row["accessorial"] or "").strip(),
        abs(amount),
        row["currency"] or currency,
        row,
    )
