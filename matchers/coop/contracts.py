"""Co-op agreements as their papers state them: on what, at what rate, up to what, without what, and what replaced them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from facts.documents import DocumentKind
from facts.evidence import Evidence
from facts.identifiers import compact
from matchers.frames import Frames, Paper

FIXED: Final = "fixed"
GROSS: Final = "gross_receipts"
HARMLESS: Final = frozenset({"payer_name", "earner_name", "title", "funding_type", "payment_method"})
"""Fields on which no money depends."""


@dataclass(frozen=True, slots=True)
class CoopContract:
    """One agreement. `rate` is a share of receipts (0.05 is 5 %), `amount` a fixed payment; both None where the paper was not read to say.

    `replaces` takes the place of another agreement for receipts from `replaced_from` on; on receipts that accrue under one of
    `not_beside` nothing accrues here. Days are inclusive; None where the paper does not say.
    """

    number: str
    paper: Paper
    basis: str = ""
    rate: Decimal | None = None
    amount: Decimal | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    cap: Decimal | None = None
    excluded: frozenset[str] = frozenset()
    included: frozenset[str] = frozenset()
    replaces: str = ""
    replaced_from: date | None = None
    not_beside: str = ""
    to_review: tuple[str, ...] = ()

    def covers(self, day: date) -> bool:
        """True for a day within the term."""
        return (self.starts_on is None or day >= self.starts_on) and (self.ends_on is None or day <= self.ends_on)

    def counts(self, sku: str) -> bool:
        """True for an item that accrues."""
        key = compact(sku)
        return key not in self.excluded and (not self.included or key in self.included)

    def evidence(self, name: str, fact: str) -> Evidence:
        """The place of a field of the contract."""
        return self.paper.evidence(name, fact)


def coop_contracts(frames: Frames) -> dict[str, CoopContract]:
    """The co-op agreements of the papers by their compacted number; of several papers with one number the last one counts."""
    found: dict[str, CoopContract] = {}
    for paper in frames.of_kind(DocumentKind.COOP_AGREEMENT):
        contract = _contract(paper)
        if contract is not None:
            found[compact(contract.number)] = contract
    return found


def _contract(paper: Paper) -> CoopContract | None:
    number = paper.document.text("agreement_number")
    if not number:
        return None
    fields = paper.document.fields
    return CoopContract(
        number=number,
        paper=paper,
        basis=paper.document.text("basis") or "",
        rate=_decimal(paper, "rate"),
        amount=_decimal(paper, "amount"),
        starts_on=_day(paper, "start_date"),
        ends_on=_day(paper, "end_date"),
        cap=_decimal(paper, "cap"),
        excluded=frozenset(compact(i) for i in paper.document.texts("excluded_skus")),
        included=frozenset(compact(i) for i in paper.document.texts("included_skus")),
        replaces=compact(paper.document.text("replaces_agreement") or ""),
        replaced_from=_day(paper, "replaced_from"),
        not_beside=compact(paper.document.text("not_beside_agreement") or ""),
        to_review=tuple(sorted(name for name, field in fields.items() if field.review and name not in HARMLESS)),
    )


def _decimal(paper: Paper, name: str) -> Decimal | None:
    found = paper.document.fields.get(name)
    try:
        return None if found is None else Decimal(str(found.value))
    except ArithmeticError:
        return None


def _day(paper: Paper, name: str) -> date | None:
    text = paper.document.text(name)
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None
