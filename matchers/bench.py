"""What a judgement is carried on: grounds and day, what is touched, what was judged so far; where a claim stands, and its days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from facts.finding import Finding, Verdict
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.tables import TableKind
from matchers.chain import Claim, DisputeRecord
from matchers.charges.line import Charge
from matchers.claims import ClaimLine, Credit, Outcome, Standing, conclude, finding_id
from matchers.focus import Focus
from matchers.grammar import number_key, plain
from matchers.grounds import Grounds
from matchers.proof import Proof
from matchers.returns import Authorisations
from matchers.shortage import ShortageLine
from matchers.windows import ClaimDates, due_date
from rules.model import Rules

CALLING_FOR_PAPERS: Final = {Verdict.NEEDS_EVIDENCE, Verdict.DISPUTE, Verdict.TOO_EARLY, Verdict.REVIEW}
"""Verdicts on which a better paper would still change something."""

WAIVED: Final = "waived"
"""The canonical state (rule packs, `statuses`) of a charge that the retailer took back by itself."""

ReturnsTaken: TypeAlias = tuple[Authorisations, dict[frozenset[tuple[object, ...]], list[Claim]]]
"""Authorised lines, and the deductions for returns that stand, by the authorised lines that they name."""


@dataclass(slots=True)
class Bench:
    """What one judgement carries: what is touched, which claims were met, and the findings so far."""

    grounds: Grounds
    as_of: date
    focus: Focus | None = None
    kept: Mapping[str, Rules] = field(default_factory=dict)
    judged: set[str] = field(default_factory=set)
    references: set[str] = field(default_factory=set)
    findings: list[Finding] = field(default_factory=list)
    wanting: dict[str, tuple[Proof, ...]] = field(default_factory=dict)
    returned: ReturnsTaken | None = None

    def returns(self) -> ReturnsTaken:
        """Laid out once, when the first deduction for a return is judged."""
        if self.returned is not None:
            return self.returned
        authorised = Authorisations(self.grounds.frames.table(TableKind.RETURN_AUTHORIZATIONS))
        same: dict[frozenset[tuple[object, ...]], list[Claim]] = defaultdict(list)
        for claim in self.grounds.ledger.returns:
            if claim.open > 0:
                same[authorised.places(claim.number)].append(claim)
        self.returned = authorised, same
        return self.returned

    def touched(self, lines: Iterable[ClaimLine]) -> frozenset[str] | None:
        """The claims of which a line is touched; None for all of them.

        A claim is judged whole or not at all: its lines share its credits, and of two that state the same the first counts.
        """
        if self.focus is None:
            return None
        focus = self.focus
        return frozenset(number_key(x.reference) for x in lines if focus.touches(x.reference, x.invoice_number, x.purchase_order, x.sku))

    def passes_by(self, line: ClaimLine, touched: frozenset[str] | None = None) -> bool:
        """True where the line lies outside the focus. It is not judged now; that its claim has a detail is noted all the same."""
        wanted = self.touched([line]) if touched is None else touched
        if wanted is None or number_key(line.reference) in wanted:
            return False
        self.judged.add(number_key(line.reference))
        return True

    def give(self, line: ClaimLine, outcome: Outcome, standing: Standing, dates: ClaimDates) -> None:
        """Adds the finding for a line."""
        self.judged.add(number_key(line.reference))
        self.references.add(number_key(line.reference))
        rules = self.grounds.rules
        clock = self.kept.get(number_key(line.reference), rules)
        finding = conclude(line, outcome, standing, dates, clock, self.as_of)
        if clock is not rules:
            finding = replace(finding, id=finding_id(rules, finding.type, line))
        self.findings.append(finding)
        if outcome.wanting and finding.verdict in CALLING_FOR_PAPERS:
            self.wanting[finding.id] = outcome.wanting


def standing_of(bench: Bench, line: ClaimLine, share: Decimal | None = None) -> Standing:
    """Credits and disputes of a line. `share` is the line's part of a claim that covers several lines."""
    claim = bench.grounds.claim_of(line.reference)
    loose = bench.grounds.loose.get(number_key(line.reference), [])
    if claim is None:
        return Standing(disputes=_about(loose, line))
    credited = [Credit(c.amount, c.credited_on, c.evidence[0]) for c in claim.credits if c.evidence]
    if share is not None:
        credited = [replace(c, amount=round_half_up(c.amount * share, minor_digits(line.currency))) for c in credited]
    return Standing(tuple(credited), _about([*claim.disputes, *loose], line), claim.evidence, claim.notes)


def standing_of_charge(bench: Bench, line: ClaimLine, charge: Charge, billed: Sequence[Charge]) -> Standing:
    """The same of a chargeback, whose money goes by the invoice that bills it; `billed` are all charges on that invoice.

    What the export itself says of a dispute counts where no list of disputes has it.
    """
    standing = standing_of(bench, line)
    invoice = bench.grounds.claim_of(charge.invoice_number) if charge.invoice_number else None
    if invoice is not None and not standing.credits and invoice.credits:
        share = _part(charge.amount, [c.amount for c in billed], invoice.reversed + invoice.repaid)
        digits = minor_digits(line.currency)
        given = [Credit(round_half_up(c.amount * share, digits), c.credited_on, c.evidence[0]) for c in invoice.credits if c.evidence]
        standing = replace(standing, credits=tuple(c for c in given if c.amount))
    state = bench.grounds.rules.statuses.get("charge", {}).get(plain(charge.status), "")
    if state and state != WAIVED and not standing.disputes:
        told = replace(charge.place, fact=f"issue {charge.number}: {charge.status}")
        standing = replace(
            standing, disputes=(DisputeRecord(charge.number, charge.number, state, charge.status, None, None, None, 1, "", told),)
        )
    return standing


def _part(amount: Decimal, amounts: Sequence[Decimal], credited: Decimal) -> Decimal:
    """The share of what came back that is one amount's: all of it where it alone comes to that, else by its size."""
    exact = [a for a in amounts if a == credited]
    if len(exact) == 1:
        return Decimal(amount == credited)
    total = sum(amounts, Decimal(0))
    return amount / total if total else Decimal(0)


def _about(disputes: Iterable[DisputeRecord], line: ClaimLine) -> tuple[DisputeRecord, ...]:
    found = [d for d in disputes if not d.sku or not line.sku or compact(d.sku) == compact(line.sku)]
    return tuple(sorted(found, key=lambda d: (d.submitted or date.min, d.dispute_id)))


def dates_of(bench: Bench, line: ClaimLine) -> ClaimDates:
    """The days that windows count from: the invoice's own, else the remittance's, the due date else by the payment terms."""
    claim = bench.grounds.claim_of(line.reference)
    invoice = bench.grounds.books.invoice(line.invoice_number)
    chain = bench.grounds.chains.get(number_key(line.invoice_number))
    issued = invoice.issue_date.value if invoice and invoice.issue_date else None
    trusted = invoice is not None and invoice.issue_date is not None and not invoice.issue_date.review
    remitted = (claim.invoice_date if claim else None) or (chain.invoice.invoice_date if chain and chain.invoice else None)
    issued = issued if trusted or remitted is None else remitted
    due = invoice.due_date.value if invoice and invoice.due_date and not invoice.due_date.review else due_date(issued, bench.grounds.rules)
    taken = claim.deducted_on if claim else None
    return ClaimDates(issued, due, taken, taken, taken, taken)


def share_of(bench: Bench, line: ShortageLine, siblings: list[ShortageLine]) -> Decimal | None:
    """The line's part of its claim, where the claim covers several lines and not all of it came back."""
    claim = bench.grounds.claim_of(line.claim.reference)
    if claim is None or len(siblings) == 1 or not claim.credits:
        return None
    return _part(line.claim.amount, [s.claim.amount for s in siblings], claim.reversed + claim.repaid)
