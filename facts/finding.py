"""A finding: the verdict on one deduction line, with a calculation that recomputes and the evidence it stands on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from facts.evidence import Evidence


class FindingType(StrEnum):
    """Kinds of claim (contract.md)."""

    SHORTAGE = "shortage"
    PRICE_CLAIM = "price_claim"
    CHARGEBACK = "chargeback"
    COOP = "coop"
    FEE = "fee"
    DUPLICATE = "duplicate"
    RETURN = "return"
    QUICK_PAY_DISCOUNT = "quick_pay_discount"
    FREIGHT = "freight"
    PRICE_PROTECTION = "price_protection"
    PROMOTION = "promotion"
    POST_AUDIT = "post_audit"
    PROVISION = "provision"
    REBATE_UNDERPAID = "rebate_underpaid"
    REBATE_OVERCLAIMED = "rebate_overclaimed"
    REBATE_FRAUD = "rebate_fraud"
    UNCLASSIFIED = "unclassified"


class Direction(StrEnum):
    """Who owes whom."""

    OWED_TO_US = "owed_to_us"
    OWED_BY_US = "owed_by_us"


class Verdict(StrEnum):
    """What is to be done with a line (contract.md says what each one means)."""

    DISPUTE = "dispute"
    NEEDS_EVIDENCE = "needs_evidence"
    ACCEPT = "accept"
    EXPIRED = "expired"
    TOO_EARLY = "too_early"
    IN_DISPUTE = "in_dispute"
    RESOLVED = "resolved"
    REVIEW = "review"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation: an input that names its evidence, or a formula over earlier steps.

    Formulas know + - * / and min, max, sum, abs, round(x, digits), as `tools/recompute.py` does.
    """

    id: str
    label: str
    value: str
    formula: str | None = None
    evidence: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md."""
        entry: dict[str, Any] = {"id": self.id, "label": self.label, "value": self.value}
        if self.formula is not None:
            entry["formula"] = self.formula
        if self.evidence:
            entry["evidence"] = list(self.evidence)
        return entry

    @classmethod
    def from_json(cls, entry: dict[str, Any]) -> Self:
        """Back from `to_json`."""
        return cls(entry["id"], entry["label"], entry["value"], entry.get("formula"), tuple(entry.get("evidence", ())))


@dataclass(frozen=True, slots=True)
class Hold:
    """Why nothing is paid on a claim until a person has looked: a named check, its sentence, and its evidence by index.

    A hold is only a reason to look: verdict and amount do not depend on it.
    """

    check: str
    sentence: str
    evidence: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it stands beside a finding's own names."""
        return {"check": self.check, "sentence": self.sentence, "evidence": list(self.evidence)}


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on one deduction line; amounts in `currency`, to the cent.

    `recoverable_amount` is what could honestly be claimed: the exact invalid part, 0 for accept and resolved.
    `safe_by` is the earliest reading of the deadline, `dispute_by` the close in force. `why` says the reason in words;
    `missing` names the papers that would win a `needs_evidence` line; `root_cause` hints at what went wrong. `holds` are what is unusual
    about a rebate claim: nothing is paid on it before a person has looked.
    """

    id: str
    type: FindingType
    direction: Direction
    reference: str
    currency: str
    claimed_amount: Decimal
    recoverable_amount: Decimal
    verdict: Verdict
    reason: str
    why: str
    rule: str
    confidence: float
    calculation: tuple[Step, ...]
    evidence: tuple[Evidence, ...]
    purchase_order: str = ""
    invoice_number: str = ""
    sku: str = ""
    vendor_code: str = ""
    retailer: str = ""
    opens_on: date | None = None
    safe_by: date | None = None
    dispute_by: date | None = None
    attempts_left: int | None = None
    root_cause: str | None = None
    missing: tuple[str, ...] = ()
    deducted_on: date | None = None
    holds: tuple[Hold, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md, with `why`, `retailer`, `root_cause`, `missing`, `deducted_on`, `holds` (where any) beside."""

        def day(value: date | None) -> str | None:
            return None if value is None else value.isoformat()

        return {
            "id": self.id,
            "type": self.type.value,
            "direction": self.direction.value,
            "reference": self.reference,
            "purchase_order": self.purchase_order,
            "invoice_number": self.invoice_number,
            "sku": self.sku,
            "vendor_code": self.vendor_code,
            "retailer": self.retailer,
            "currency": self.currency,
            "claimed_amount": f"{self.claimed_amount:f}",
            "recoverable_amount": f"{self.recoverable_amount:f}",
            "verdict": self.verdict.value,
            "reason": self.reason,
            "why": self.why,
            "root_cause": self.root_cause,
            "missing": list(self.missing),
            "deducted_on": day(self.deducted_on),
            "opens_on": day(self.opens_on),
            "safe_by": day(self.safe_by),
            "dispute_by": day(self.dispute_by),
            "attempts_left": self.attempts_left,
            "rule": self.rule,
            "confidence": round(self.confidence, 3),
            "calculation": [s.to_json() for s in self.calculation],
            "evidence": [e.to_json() for e in self.evidence],
        } | ({"holds": [h.to_json() for h in self.holds]} if self.holds else {})
