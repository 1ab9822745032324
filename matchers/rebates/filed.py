"""Rebate claims as they were filed: what a claim says, the rows that state it, and whose it is by its spelling."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rapidfuzz import fuzz

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.frames import Frames, Row, decimal, named_rows, newest, row_evidence
from matchers.rebates.periods import Stretch

SAME_NAME: Final = 90.0
"""Likeness (0 to 100) at which a customer's name on a contract and in the sales is one name; recognisers and clerks spell alike."""


@dataclass(frozen=True, slots=True)
class RebateClaim:
    """A claim as the customer filed it, with the invoice lines it names where it names any. Amounts in `currency`.

    `granted` is what somebody approved of it, None where nobody has decided. `replaces` is the number of the earlier claim that it says it
    corrects; `waits` says that somebody is yet to decide on it, so that nobody knows what it takes.
    """

    number: str
    agreement: str
    customer: str
    period: Stretch | None
    base: Decimal | None
    amount: Decimal
    currency: str
    filed_on: date | None
    row: Row
    lines: tuple[Row, ...] = ()
    granted: Decimal | None = None
    replaces: str = ""
    waits: bool = False

    @property
    def evidence(self) -> Evidence:
        """The row that states the claim."""
        return row_evidence(self.row, f"claim of {self.amount:f} {self.currency} under agreement {self.agreement}")


def claims_of(frames: Frames, currency: str) -> Iterator[RebateClaim]:
    """The claims of the table, each once, with the rows that name its invoice lines."""
    lines: dict[str, list[Row]] = {}
    heads: dict[str, Row] = {}
    for row in newest(named_rows(frames.table(TableKind.REBATE_CLAIMS), "claim_id"), _line_of_claim):
        number = compact(row["claim_id"])
        heads.setdefault(number, row)
        if row["invoice_number"]:
            lines.setdefault(number, []).append(row)
    for number, row in heads.items():
        start, end = row["period_start"], row["period_end"]
        yield RebateClaim(
            row["claim_id"],
            row["agreement_number"] or "",
            row["customer"] or "",
            Stretch(start, end) if start and end else None,
            decimal(row["claimed_base"]),
            abs(decimal(row["claimed_amount"]) or Decimal(0)),
            row["currency"] or currency,
            row["claim_date"],
            row,
            tuple(lines.get(number, ())),
            replaces=row["replaces_claim"] or "",
        )


def _line_of_claim(row: Row) -> tuple[str, str, str]:
    return compact(row["claim_id"]), compact(row["invoice_number"] or ""), compact(row["sku"] or "")


def alike(one: str, other: str) -> bool:
    """Whether two names of customers are one; who is not named may be anybody."""
    return not one or not other or fuzz.ratio(one.lower(), other.lower()) >= SAME_NAME
