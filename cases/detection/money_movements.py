"""Money that the remittances show for the claims of a case: what came back, what was taken again, what was netted."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from facts.identifiers import compact
from facts.money import Money
from matchers.chain import Chain, Claim, DisputeRecord, Slice
from matchers.chain_ledger import ChainLedger
from matchers.chain_links import netted_by_root
from matchers.grammar import number_key


class Direction(StrEnum):
    """Which way money went: back to us, taken from us again, or set against what we owe."""

    BACK = "back"
    AGAIN = "again"
    NETTED = "netted"


@dataclass(frozen=True, slots=True)
class Movement:
    """One slice of money on one payment. `key` is the same however many exports show it; `number` is the line's own."""

    direction: Direction
    key: str
    number: str
    payment_number: str
    seen_on: date | None
    amount: Money
    evidence: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Share:
    """A case's part of a claim that several cases share: the amounts claimed by this case, those before it, and all of them."""

    own: int
    before: int
    whole: int

    def of(self, minor: int) -> int:
        """The part of an amount. The parts of all cases add up to the amount."""
        if self.whole <= 0 or self.own == self.whole:
            return minor
        return minor * (self.before + self.own) // self.whole - minor * self.before // self.whole


@dataclass(frozen=True, slots=True)
class Records:
    """What the exports say of a case beside its findings: filings, and money."""

    disputes: tuple[DisputeRecord, ...] = ()
    movements: tuple[Movement, ...] = ()

    @property
    def hash(self) -> str:
        """The same while nothing changed; where in the exports it stands does not count. Empty where there is nothing."""
        if not self.disputes and not self.movements:
            return ""
        said = [
            *((d.dispute_id, d.reference, d.status, d.submitted, d.amount, d.approved_amount, d.attempt, d.sku) for d in self.disputes),
            *((m.direction.value, m.key, m.number, m.payment_number, m.seen_on, m.amount) for m in self.movements),
        ]
        return hashlib.sha256(repr(said).encode()).hexdigest()


class RecordsOnFile:
    """The chains of an account, asked for the records of a case."""

    def __init__(self, ledger: ChainLedger, currency: str) -> None:
        self._currency = currency
        self._claims: dict[str, tuple[Chain, Claim]] = {number_key(c.number): (chain, c) for chain in ledger.chains for c in chain.claims}
        self._loose: dict[str, list[DisputeRecord]] = defaultdict(list)
        for record in ledger.loose_disputes:
            self._loose[number_key(record.reference)].append(record)
        self._netted = netted_by_root(ledger)

    def first_round(self, reference: str) -> str:
        """The number of the claim that a claim takes up again; its own number where it is the first."""
        found = self._claims.get(number_key(reference))
        return reference if found is None else found[0].first_round(found[1]).number

    def of(self, shares: Mapping[str, Share], skus: Iterable[str]) -> Records:
        """The records of the claims (by `number_key` of their reference, with the case's share of each)."""
        items = frozenset(compact(sku) for sku in skus)
        disputes = [d for key in shares for d in self._disputes(key) if not d.sku or not items or compact(d.sku) in items]
        ordered = sorted(disputes, key=lambda d: (d.submitted or date.min, d.attempt, d.dispute_id, d.sku))
        return Records(tuple(ordered), tuple(self._movements(shares)))

    def _disputes(self, key: str) -> Sequence[DisputeRecord]:
        found = self._claims.get(key)
        return (*(found[1].disputes if found else ()), *self._loose.get(key, ()))

    def _movements(self, shares: Mapping[str, Share]) -> Iterator[Movement]:
        chains: dict[str, Chain] = {}
        for key, share in sorted(shares.items()):
            if key not in self._claims:
                continue
            chain, claim = self._claims[key]
            chains[number_key(chain.root)] = chain
            for credit in claim.credits:
                yield from self._slices(Direction.BACK, credit.number, credit.currency, credit.slices, share)
            if chain.retaken_by(claim) is not None:
                yield from self._slices(Direction.AGAIN, claim.number, claim.currency, claim.slices, share)
        for root, chain in sorted(chains.items()):
            if {number_key(c.number) for c in chain.claims} <= shares.keys():
                yield from self._of_root(root, chain)

    def _of_root(self, root: str, chain: Chain) -> Iterator[Movement]:
        """Money that ends no single claim of a root, where all its claims are this case's."""
        whole = Share(1, 0, 1)
        for credit in chain.credits:
            yield from self._slices(Direction.BACK, credit.number, credit.currency, credit.slices, whole)
        for other in self._netted.get(root, ()):
            line = other.line
            part = Slice(line.payment_number, line.payment_date, other.amount, other.amount, None, line.evidence)
            yield from self._slices(Direction.NETTED, other.number, other.currency, (part,), whole)

    def _slices(self, direction: Direction, number: str, currency: str, slices: Iterable[Slice], share: Share) -> Iterator[Movement]:
        seen: Counter[str] = Counter()
        for part in slices:
            whole = Money.of(part.amount, currency or self._currency)
            key = f"{number_key(number)}:{number_key(part.payment_number)}:{whole.minor}"
            seen[key] += 1
            amount = replace(whole, minor=share.of(whole.minor))
            if amount.minor > 0:
                yield Movement(
                    direction,
                    f"{key}:{seen[key]}",
                    number,
                    part.payment_number,
                    part.payment_date,
                    amount,
                    part.evidence.to_json(),
                )
