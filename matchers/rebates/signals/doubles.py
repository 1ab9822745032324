"""The same thing claimed more than once: one invoice line under two programmes, lines and claims that are nearly alike."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz

from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.frames import Row, decimal, row_evidence
from matchers.rebates.claimed_lines import line_key
from matchers.rebates.filed import SAME_NAME, RebateClaim
from matchers.rebates.signals.signal import Looked, Signal, shown


def under_two_programmes(looked: Looked) -> Iterator[Signal]:
    """Invoice lines that another claim names under another agreement; whether both may be paid is not said by either contract."""
    claim = looked.claim
    mine = {line_key(row): row for row in claim.lines}
    for other in looked.others:
        if compact(other.agreement) == compact(claim.agreement):
            continue
        both = [(mine[line_key(row)], row) for row in other.lines if line_key(row) in mine]
        if both:
            row = both[0][0]
            more = f" and {len(both) - 1} more" if len(both) > 1 else ""
            said = (
                f"invoice {row['invoice_number']}{more} is claimed in {claim.number} under agreement {claim.agreement} "
                f"and in {other.number} under agreement {other.agreement}"
            )
            yield Signal("under_two_programmes", said, evidence=shown([e for pair in both for e in map(_place, pair)]))


def lines_nearly_alike(looked: Looked) -> Iterator[Signal]:
    """Lines of equal item, units and amount whose invoice numbers differ by a slip of the pen."""
    seen: dict[tuple[object, ...], list[tuple[str, Row]]] = {}
    for claim in (looked.claim, *looked.others):
        for row in claim.lines:
            if row["amount"]:
                seen.setdefault((compact(row["sku"] or ""), row["quantity"], row["amount"]), []).append((claim.number, row))
    for same in seen.values():
        for place, (number, row) in enumerate(same):
            if number != looked.claim.number:
                continue
            for other, beside in same[place + 1 :]:
                if _slip(row["invoice_number"], beside["invoice_number"], float(looked.limits.likeness)):
                    numbers = f"invoice {row['invoice_number']} and invoice {beside['invoice_number']} of claim {other}"
                    said = f"{numbers} are alike in all but a sign or two"
                    yield Signal("lines_nearly_alike", said, evidence=shown([_place(row), _place(beside)]))


def _slip(one: str | None, other: str | None, likeness: float) -> bool:
    """True for two numbers that differ, though hardly. Numbers in a row differ in their last sign by nature and are no slip."""
    first, second = compact(one or ""), compact(other or "")
    return first != second and first[:-1] != second[:-1] and fuzz.ratio(first, second) >= likeness


def claims_nearly_alike(looked: Looked) -> Iterator[Signal]:
    """An earlier claim of the same customer for the same amount under another number of agreement, or for days that overlap."""
    claim = looked.claim
    for other in looked.others:
        if other.amount != claim.amount or not _same_customer(claim, other):
            continue
        same_agreement = compact(other.agreement) == compact(claim.agreement)
        if same_agreement and other.period == claim.period:
            continue
        overlaps = claim.period is not None and other.period is not None and claim.period.meets(other.period)
        if overlaps and _before(other, claim):
            said = f"claim {other.number} asks for the same amount, for days that are in this claim too"
            yield Signal("claims_nearly_alike", said, evidence=shown([claim.evidence, other.evidence]))


def _same_customer(one: RebateClaim, other: RebateClaim) -> bool:
    return bool(one.customer) and fuzz.ratio(one.customer.lower(), other.customer.lower()) >= SAME_NAME


def _before(other: RebateClaim, claim: RebateClaim) -> bool:
    days = (other.filed_on, claim.filed_on)
    return days[0] <= days[1] if days[0] and days[1] else other.number < claim.number


def _place(row: Row) -> Evidence:
    return row_evidence(row, f"invoice {row['invoice_number']}, {decimal(row['amount'])} claimed in {row['claim_id']}")
