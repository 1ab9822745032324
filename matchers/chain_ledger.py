"""The remittances of one supplier and retailer, told as the histories of their invoices."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from facts.evidence import Problem
from facts.finding import FindingType
from matchers.chain import Chain, Claim, CreditLine, DiscountTaken, DisputeRecord, OtherLine, Provision
from matchers.grammar import number_key
from matchers.payments import Payment
from matchers.remittance import BalanceChange, RemittanceLine, UntiedPayment
from rules.grammar import LineRole


@dataclass(frozen=True, slots=True)
class ChainLedger:
    """The remittances of one supplier and retailer, told as histories. Nothing is dropped: each line stands in one place."""

    chains: tuple[Chain, ...] = ()
    provisions: tuple[Provision, ...] = ()
    discounts: tuple[DiscountTaken, ...] = ()
    other_lines: tuple[OtherLine, ...] = ()
    payments: tuple[Payment, ...] = ()
    untied: tuple[UntiedPayment, ...] = ()
    void_lines: tuple[RemittanceLine, ...] = ()
    balance_changes: tuple[BalanceChange, ...] = ()
    loose_disputes: tuple[DisputeRecord, ...] = ()
    problems: tuple[Problem, ...] = ()

    @property
    def claims(self) -> Iterator[Claim]:
        """All claims, chain by chain."""
        return (claim for chain in self.chains for claim in chain.claims)

    def of_type(self, kind: FindingType) -> tuple[Claim, ...]:
        """The claims of one kind, missed adjustments left aside."""
        return tuple(c for c in self.claims if c.type is kind and c.role is not LineRole.MISSED_ADJUSTMENT)

    @property
    def returns(self) -> tuple[Claim, ...]:
        """Deductions for goods sent back."""
        return self.of_type(FindingType.RETURN)

    @property
    def missed_adjustments(self) -> tuple[Claim, ...]:
        """Claims that the retailer says it should have made earlier."""
        return tuple(c for c in self.claims if c.role is LineRole.MISSED_ADJUSTMENT)

    @property
    def unclassified(self) -> tuple[OtherLine, ...]:
        """Lines for a person: neither number nor words nor sign say what they are."""
        return tuple(o for o in self.other_lines if o.role is LineRole.UNCLASSIFIED)

    @property
    def void_payments(self) -> tuple[Payment, ...]:
        """Payments that were cancelled; their lines count nowhere."""
        return tuple(p for p in self.payments if p.void)

    @property
    def loose_credits(self) -> tuple[CreditLine, ...]:
        """Money that came back for no claim at hand."""
        return tuple(credit for chain in self.chains for credit in chain.credits)

    def chain(self, root: str) -> Chain | None:
        """The history of an invoice, by its number as `matchers.grammar.number_key` writes it or as printed."""
        wanted = number_key(root)
        return next((c for c in self.chains if number_key(c.root) == wanted), None)

    def claim(self, number: str) -> Claim | None:
        """A claim by its own number."""
        wanted = number_key(number)
        return next((c for c in self.claims if number_key(c.number) == wanted), None)
