"""What a check of a claim looks at and what it says: a named check, a sentence, evidence; refuted to the cent, or a reason to hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

import polars as pl

from facts.evidence import Evidence
from facts.identifiers import compact
from facts.rebates import RebateAgreement
from matchers.rebates.agreements import Contract
from matchers.rebates.claimed_lines import line_key
from matchers.rebates.claims import RebateBooks
from matchers.rebates.dues import Due
from matchers.rebates.filed import RebateClaim
from matchers.rebates.periods import Stretch
from rules.rebates import SignalLimits


@dataclass(frozen=True, slots=True)
class Signal:
    """What a check found. With `refutes` contract or ledger say so, and `excess` is what that takes off the claim, where it is known.

    Otherwise it is only unusual: the claim is held until a person has looked, and neither verdict nor amount depend on it.
    """

    check: str
    sentence: str
    refutes: bool = False
    evidence: tuple[Evidence, ...] = ()
    excess: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PaperTrace:
    """What a file says of its own making: when it was created and last changed, and by which program."""

    file: str
    created: date | None = None
    modified: date | None = None
    producer: str = ""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What only a ledger knows about a claim; all of it may be unknown.

    `earlier_filers` counts the claims that each person filed before for the same partner. `agreement_edited_on` is the last day on which
    somebody changed the agreement's terms.
    """

    filed_by: str = ""
    earlier_filers: Mapping[str, int] = field(default_factory=dict)
    bank_changed_on: date | None = None
    payout_on: date | None = None
    agreement_signed_on: date | None = None
    agreement_edited_on: date | None = None
    files: tuple[PaperTrace, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Claims by what two of them may have in common: the amount, an invoice line, the item, units and amount of a line."""

    alike: Mapping[tuple[object, ...], tuple[RebateClaim, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, claims: Iterable[RebateClaim]) -> Neighbours:
        """Laid out once for all claims of the books."""
        found: dict[tuple[object, ...], list[RebateClaim]] = {}
        for claim in claims:
            for trait in _traits(claim):
                found.setdefault(trait, []).append(claim)
        return cls({trait: tuple(same) for trait, same in found.items() if len(same) > 1})

    def beside(self, claim: RebateClaim) -> tuple[RebateClaim, ...]:
        """The other claims that have something in common with one, each once, in the order in which they were filed."""
        own = compact(claim.number)
        found = {compact(other.number): other for trait in _traits(claim) for other in self.alike.get(trait, ())}
        others = (other for number, other in found.items() if number != own)
        return tuple(sorted(others, key=lambda c: (c.filed_on or date.max, c.number)))


def _traits(claim: RebateClaim) -> set[tuple[object, ...]]:
    lines = {("line", *line_key(row)) for row in claim.lines}
    worth = {("worth", compact(row["sku"] or ""), row["quantity"], row["amount"]) for row in claim.lines if row["amount"]}
    return {("amount", claim.amount), *lines, *worth}


@dataclass(frozen=True, slots=True)
class Looked:
    """A claim with all that checks look at. `rows` are the transactions that count for it, `sold` all of them in its currency.

    `others` are the claims that have something in common with it. `contract`, `terms`, `period` and `due` are None where the agreement
    is not there or cannot be computed.
    """

    claim: RebateClaim
    books: RebateBooks
    others: tuple[RebateClaim, ...]
    told: Surroundings
    limits: SignalLimits
    contract: Contract | None = None
    terms: RebateAgreement | None = None
    period: Stretch | None = None
    due: Due | None = None
    sold: pl.DataFrame = field(default_factory=pl.DataFrame)

    @property
    def rows(self) -> pl.DataFrame:
        """The transactions that were counted."""
        found = [p.rows for p in self.due.payouts[:1]] if self.due is not None else []
        return found[0] if found else pl.DataFrame()


@dataclass(frozen=True, slots=True)
class Check:
    """A named check. `asks` says in a sentence what it looks for; `look` gives what it found."""

    name: str
    asks: str
    look: Callable[[Looked], Iterable[Signal]]


def shown(found: Sequence[Evidence], most: int = 12) -> tuple[Evidence, ...]:
    """The first pieces of evidence, each once."""
    return tuple(dict.fromkeys(found))[:most]
