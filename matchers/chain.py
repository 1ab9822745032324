"""The history of one invoice on the remittances: claims in slices, reversals, claims again, repayments, and what is open."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from facts.evidence import Evidence
from facts.finding import FindingType
from matchers.grammar import number_key
from matchers.remittance import ZERO, RemittanceLine
from rules.grammar import LineRole

ClaimKey: TypeAlias = tuple[str, str, FindingType]
"""What tells claims apart: root, number and kind. A retailer may take a shortage and a price difference under one number."""


class ClaimState(StrEnum):
    """How much of a claim the payments have taken."""

    UNTOUCHED = "untouched"
    PARTLY_TAKEN = "partly_taken"
    FULLY_TAKEN = "fully_taken"
    OVER_TAKEN = "over_taken"


@dataclass(frozen=True, slots=True)
class Slice:
    """What one payment took of a claim, or gave back: a positive amount. `settled` adds discount and withholding to it."""

    payment_number: str
    payment_date: date | None
    amount: Decimal
    settled: Decimal
    balance: Decimal | None
    evidence: Evidence
    review: bool = False


@dataclass(frozen=True, slots=True)
class CreditLine:
    """Money that came back: a reversal or repayment by its own number. `amount` is positive; `round` is the claim's it ends."""

    number: str
    root: str
    type: FindingType
    role: LineRole
    round: int
    amount: Decimal
    currency: str
    slices: tuple[Slice, ...]
    description: str
    claim: str
    certain: bool
    basis: str

    @property
    def credited_on(self) -> date | None:
        """The day of the last payment that gave back."""
        return max((s.payment_date for s in self.slices if s.payment_date), default=None)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that show it."""
        return tuple(s.evidence for s in self.slices)

    @property
    def review(self) -> bool:
        """True where a person should look before the link to the claim is relied on."""
        return not self.certain or any(s.review for s in self.slices)


@dataclass(frozen=True, slots=True)
class DisputeRecord:
    """A filing on record for a claim. `status` is canonical (the pack's words for `printed_status`), empty where not known."""

    dispute_id: str
    reference: str
    status: str
    printed_status: str
    submitted: date | None
    amount: Decimal | None
    approved_amount: Decimal | None
    attempt: int
    sku: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim number on one root: what it asks, what was taken in slices, what came back. Amounts are positive.

    `amount` is the claim once, however many payments repeat it; `taken` the sum that payments took. `repeats` names an
    earlier claim on the same root for the same amount. `certain` is False where the number was read on one weak sign;
    `notes` say what a person should know.
    """

    number: str
    root: str
    type: FindingType
    role: LineRole
    round: int
    amount: Decimal
    currency: str
    slices: tuple[Slice, ...]
    invoice_date: date | None = None
    description: str = ""
    credits: tuple[CreditLine, ...] = ()
    disputes: tuple[DisputeRecord, ...] = ()
    repeats: str = ""
    certain: bool = True
    basis: str = ""
    notes: tuple[str, ...] = ()

    @property
    def key(self) -> ClaimKey:
        """Root, number and kind, in the spelling used for comparing."""
        return (number_key(self.root), number_key(self.number), self.type)

    @property
    def taken(self) -> Decimal:
        """What the payments took, in money."""
        return sum((s.amount for s in self.slices), ZERO)

    @property
    def settled(self) -> Decimal:
        """The same with discount and withholding: what of the claim is done with."""
        return sum((s.settled for s in self.slices), ZERO)

    @property
    def state(self) -> ClaimState:
        """Untouched, partly, fully or over-taken, by what the payments at hand took."""
        if self.settled == 0:
            return ClaimState.UNTOUCHED
        if self.settled < self.amount:
            return ClaimState.PARTLY_TAKEN
        return ClaimState.FULLY_TAKEN if self.settled == self.amount else ClaimState.OVER_TAKEN

    @property
    def over_taken_by(self) -> Decimal:
        """What was taken beyond the claim."""
        return max(ZERO, self.settled - self.amount)

    @property
    def balance(self) -> Decimal | None:
        """What the retailer says is still to be taken, by the latest slice that says so."""
        return next((s.balance for s in reversed(self.slices) if s.balance is not None), None)

    @property
    def unseen(self) -> Decimal:
        """What was taken on payments that are not at hand, as far as the retailer's own balance tells."""
        return ZERO if self.balance is None else max(ZERO, self.amount - self.settled - self.balance)

    @property
    def reversed(self) -> Decimal:
        """What reversals gave back."""
        return sum((c.amount for c in self.credits if c.role is LineRole.REVERSAL), ZERO)

    @property
    def repaid(self) -> Decimal:
        """What repayments and dispute credits gave back."""
        return sum((c.amount for c in self.credits if c.role is not LineRole.REVERSAL), ZERO)

    @property
    def open(self) -> Decimal:
        """The claim less what came back; negative where more came back than was claimed."""
        return self.amount - self.reversed - self.repaid

    @property
    def deducted_on(self) -> date | None:
        """The first payment that took any of it."""
        return min((s.payment_date for s in self.slices if s.payment_date and s.amount), default=None)

    @property
    def attempts(self) -> int:
        """Filings on record for this round; drafts and cancelled ones do not count."""
        filed = [d for d in self.disputes if d.status not in {"draft", "cancelled"}]
        by_sku: dict[str, set[str]] = {}
        for dispute in filed:
            by_sku.setdefault(dispute.sku, set()).add(dispute.dispute_id)
        return max([*(len(ids) for ids in by_sku.values()), *(d.attempt for d in filed)], default=0)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that show it, in the order of the payments."""
        return tuple(s.evidence for s in self.slices)

    @property
    def review(self) -> bool:
        """True where a person should look before the claim is relied on."""
        return not self.certain or any(s.review for s in self.slices)


@dataclass(frozen=True, slots=True)
class DiscountTaken:
    """A quick-pay discount taken on one of our invoices, over all payments of it. Amounts are positive.

    `paid_on` is the latest payment that took some of it, `gross` the invoice amount it was taken on.
    """

    invoice_number: str
    invoice_date: date | None
    gross: Decimal
    discount: Decimal
    currency: str
    slices: tuple[Slice, ...]

    @property
    def paid_on(self) -> date | None:
        """The last payment that took a discount."""
        return max((s.payment_date for s in self.slices if s.payment_date), default=None)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that show it."""
        return tuple(s.evidence for s in self.slices)

    @property
    def review(self) -> bool:
        """True where a row was read from a scan and nothing else confirms it."""
        return any(s.review for s in self.slices)


@dataclass(frozen=True, slots=True)
class Provision:
    """A holdback with its reversals. `placed_on` is the day that its number or its line names."""

    number: str
    placed_on: date | None
    amount: Decimal
    currency: str
    taken: tuple[Slice, ...]
    given_back: tuple[Slice, ...]
    description: str = ""
    reversal_numbers: tuple[str, ...] = ()
    review: bool = False

    @property
    def held(self) -> Decimal:
        """What payments held back so far."""
        return sum((s.amount for s in self.taken), ZERO)

    @property
    def reversed(self) -> Decimal:
        """What came back so far."""
        return sum((s.amount for s in self.given_back), ZERO)

    @property
    def open(self) -> Decimal:
        """Still held; zero once it was reversed whole."""
        return self.held - self.reversed

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows of the holdback, then those of its reversal."""
        return tuple(s.evidence for s in (*self.taken, *self.given_back))


@dataclass(frozen=True, slots=True)
class PaidInvoice:
    """One of our invoices on the remittances, over all payments of it.

    `short_by` is what invoice amount, discount, withholding, payments and open balance leave unexplained.
    """

    number: str
    invoice_date: date | None
    amount: Decimal
    paid: Decimal
    discount: Decimal
    withholding: Decimal
    balance: Decimal | None
    currency: str
    slices: tuple[Slice, ...]
    certain: bool = True

    @property
    def short_by(self) -> Decimal:
        """Taken off the invoice itself, without a line of its own."""
        return self.amount - self.discount - self.withholding - self.paid - (self.balance or ZERO)

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """The rows that show it."""
        return tuple(s.evidence for s in self.slices)


@dataclass(frozen=True, slots=True)
class OtherLine:
    """A line that is no claim: credit note, netting, bank fee, re-parented invoice, adjustment, or one nobody understands."""

    number: str
    role: LineRole
    type: FindingType
    root: str
    amount: Decimal
    currency: str
    line: RemittanceLine
    basis: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The history of one root. `credits` are those that belong to no single claim of it."""

    root: str
    claims: tuple[Claim, ...] = ()
    credits: tuple[CreditLine, ...] = ()
    invoice: PaidInvoice | None = None

    @property
    def open(self) -> Decimal:
        """Σ claims - Σ reversals - Σ repayments."""
        return sum((c.open for c in self.claims), ZERO) - sum((c.amount for c in self.credits), ZERO)

    @property
    def rounds(self) -> int:
        """How often something was claimed on this root, missed adjustments left aside."""
        return sum(1 for c in self.claims if c.role is LineRole.CLAIM)

    @property
    def missed_adjustments(self) -> tuple[Claim, ...]:
        """Claims that the retailer says it should have made earlier."""
        return tuple(c for c in self.claims if c.role is LineRole.MISSED_ADJUSTMENT)

    def before(self, claim: Claim) -> tuple[Claim, ...]:
        """The claims on this root that came before one of them."""
        return self.claims[: self.claims.index(claim)]

    def first_round(self, claim: Claim) -> Claim:
        """The claim that one of them takes up again, through all rounds; itself where it is the first."""
        earlier = self.retaken_by(claim)
        return claim if earlier is None else self.first_round(earlier)

    def retaken_by(self, claim: Claim) -> Claim | None:
        """The earlier claim whose money came back and that this one takes again: a later round, or just what came back."""
        if claim.role is not LineRole.CLAIM:
            return None
        for earlier in reversed(self.before(claim)):
            came_back = earlier.reversed + earlier.repaid
            again = claim.round > earlier.round or claim.amount == came_back
            if earlier.type is claim.type and came_back > 0 and again and _not_before(claim.deducted_on, earlier):
                return earlier
        return None


def _not_before(day: date | None, claim: Claim) -> bool:
    """True unless the day lies before the first credit of a claim; an unknown day speaks against nothing."""
    first = min((s.payment_date for c in claim.credits for s in c.slices if s.payment_date), default=None)
    return day is None or first is None or day >= first
