"""Deductions of kinds that no matcher judges yet: counted, dated and shown for a person, never dropped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from facts.finding import FindingType, Verdict
from facts.tables import TableKind
from matchers.calculation import Calculation
from matchers.claims import ClaimLine, Outcome
from matchers.frames import Frames, Row, decimal, newest, row_evidence, rows
from matchers.windows import ClaimDates
from rules.causes import CauseRules


@dataclass(frozen=True, slots=True)
class _Columns:
    kind: FindingType
    reference: str
    amount: str
    day: str
    date_name: str
    invoice: str = ""


_TABLES: Final = {
    TableKind.CHARGEBACKS: _Columns(FindingType.CHARGEBACK, "issue_id", "amount", "charge_date", "charge_date", "invoice_number"),
    TableKind.COOP_INVOICES: _Columns(FindingType.COOP, "invoice_id", "amount", "invoice_date", "invoice_date"),
    TableKind.FEE_STATEMENT: _Columns(FindingType.FEE, "fee_id", "amount", "service_date", "service_date"),
}


def undecided_lines(frames: Frames, currency: str, causes: CauseRules | None = None) -> Iterator[tuple[ClaimLine, ClaimDates, Outcome]]:
    """The lines of chargebacks, co-op and fees, each once, with the figures of the newest export, for review.

    A charge whose own words point to a cause (`causes`) bears it.
    """
    seen: set[tuple[FindingType, str, str]] = set()
    for kind, columns in _TABLES.items():

        def line(row: Row, columns: _Columns = columns) -> tuple[FindingType, str, str]:
            return columns.kind, row[columns.reference], row.get("sku") or ""

        for row in newest((r for r in rows(frames.table(kind)) if r[columns.amount] is not None), line):
            amount = decimal(row[columns.amount]) or Decimal(0)
            _, _, sku = line(row)
            if line(row) in seen:
                continue
            seen.add(line(row))
            name = columns.kind.value.replace("_", " ")
            claim = ClaimLine(
                columns.kind,
                row[columns.reference],
                abs(amount),
                row.get("currency") or currency,
                row_evidence(row, f"{name} of {abs(amount)}"),
                (row.get(columns.invoice) or "") if columns.invoice else "",
                row.get("purchase_order") or "",
                sku,
            )
            charged = f"{row.get('issue_type') or ''} {row.get('sub_type') or ''}"
            outcome = replace(undecided(claim), root_cause=causes.charge(charged) if causes else None)
            yield claim, ClaimDates(**{columns.date_name: row[columns.day]}), outcome


def undecided(claim: ClaimLine, reason: str = "kind_not_judged_yet", why: str = "") -> Outcome:
    """A line that the system cannot judge: a person decides."""
    calculation = Calculation()
    calculation.given("claimed", "claimed", claim.amount, claim.evidence)
    sentence = why or f"a {claim.type.value.replace('_', ' ')} line; this kind is not judged by the audit yet, a person decides"
    return Outcome(Verdict.REVIEW, reason, sentence, calculation, 0.5)
