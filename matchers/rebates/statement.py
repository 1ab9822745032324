"""The account of one agreement as of a day: payouts period by period, months, accruals, the way to the next tier, claims and payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import polars as pl

from facts.finding import Finding
from facts.identifiers import compact
from facts.rebates import RebateAgreement, UnusableAgreementError
from facts.tables import SCALE
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import PaidRebate, RebateBooks, RebateClaim, is_ours
from matchers.rebates.mechanisms import ZERO
from matchers.rebates.outlook import Accrual, Progress, accruals, claim_lapses_on, progress
from matchers.rebates.payout import Payout, interim, payout_of
from matchers.rebates.periods import Stretch, months_within, stretches
from matchers.rebates.transactions import base_of, counted


class Side(StrEnum):
    """Who owes whom under an agreement."""

    WE_OWE = "we_owe"
    OWED_TO_US = "owed_to_us"


@dataclass(frozen=True, slots=True)
class PeriodAccount:
    """One period: its payout, what each of its months adds, what was to be accrued, and until when it may be claimed."""

    payout: Payout
    months: tuple[tuple[Stretch, Decimal], ...]
    accruals: tuple[Accrual, ...]
    claim_by: date | None
    over: bool
    """True once the period has ended: what it earned then changes only with late data and returns."""


@dataclass(frozen=True, slots=True)
class Statement:
    """An agreement with all that happened under it. `problem` says why nothing could be worked out; `terms` is None then.

    `claimed` are claims with their findings, `paid` what came in or, for what we owe, was granted. `earned` sums the periods.
    """

    contract: Contract
    side: Side
    terms: RebateAgreement | None = None
    problem: str = ""
    periods: tuple[PeriodAccount, ...] = ()
    progress: Progress | None = None
    claims: tuple[tuple[RebateClaim, Finding | None], ...] = ()
    payments: tuple[PaidRebate, ...] = ()

    @property
    def earned(self) -> Decimal:
        """What all periods so far pay."""
        return sum((p.payout.amount for p in self.periods), ZERO)

    @property
    def claimed(self) -> Decimal:
        """What was claimed."""
        return sum((c.amount for c, _ in self.claims), ZERO)

    @property
    def paid(self) -> Decimal:
        """What was paid to us."""
        return sum((p.amount for p in self.payments), ZERO)


def statements(books: RebateBooks, findings: Sequence[Finding], payments: Sequence[PaidRebate], us: str, as_of: date) -> list[Statement]:
    """One statement per agreement, by number."""
    by_reference = {compact(f.reference): f for f in findings if f.type.value.startswith("rebate")}
    found = []
    for key, contract in sorted(books.contracts.items()):
        claims = tuple((c, by_reference.get(compact(c.number))) for c in books.claims if compact(c.agreement) == key)
        paid = tuple(p for p in payments if compact(p.agreement) == key)
        found.append(_statement(books, contract, claims, paid, us, as_of))
    return found


def _statement(
    books: RebateBooks,
    contract: Contract,
    claims: tuple[tuple[RebateClaim, Finding | None], ...],
    paid: tuple[PaidRebate, ...],
    us: str,
    as_of: date,
) -> Statement:
    ours = bool(paid) or any(is_ours(c, books, us) for c, _ in claims) or _is_us(contract, us)
    side = Side.OWED_TO_US if ours else Side.WE_OWE
    customer = us if ours else next((c.customer for c, _ in claims if c.customer), "")
    terms = books.terms_for(contract, customer)
    if terms is None:
        return Statement(contract, side, None, contract.problem, claims=claims, payments=paid)
    try:
        periods, way = _periods(books, terms, customer, as_of)
    except UnusableAgreementError as problem:
        return Statement(contract, side, terms, str(problem), claims=claims, payments=paid)
    return Statement(contract, side, terms, "", periods, way, claims, paid)


def _is_us(contract: Contract, us: str) -> bool:
    return contract.terms is not None and bool(us) and contract.terms.earner.lower() == us.lower()


def _periods(books: RebateBooks, terms: RebateAgreement, customer: str, as_of: date) -> tuple[tuple[PeriodAccount, ...], Progress | None]:
    seen = books.transactions.filter(pl.col("sale_date") <= as_of)
    known = RebateBooks(books.contracts, seen, books.claims)
    found: list[PeriodAccount] = []
    carried = ZERO
    for period in stretches(terms):
        if period.start > as_of:
            break
        off = known.off(terms, period, customer)
        payout = payout_of(terms, period, seen, off=off, carried=carried)
        carried = payout.to_carry
        bases = [(m, base_of(counted(seen, terms, m.start, m.end), terms)) for m in months_within(period) if m.start <= as_of]
        months = () if off else tuple((m, a) for m, a in interim(terms, period, seen) if m.start <= as_of)
        found.append(PeriodAccount(payout, months, tuple(accruals(terms, bases)), claim_lapses_on(terms, period), as_of > period.end))
    running = found[-1] if found and not found[-1].over else None
    return tuple(found), progress(terms, running.payout.base) if running is not None else None


def listed(payout: Payout) -> Iterator[Mapping[str, Any]]:
    """The transactions that a payout counts, as plain values, amounts as exact decimals."""
    for row in payout.rows.sort("counts_on", "transaction_id").iter_rows(named=True):
        yield {
            "transaction_id": row["transaction_id"],
            "counts_on": row["counts_on"],
            "customer": row["customer"],
            "sku": row["sku"],
            "quantity": row["quantity"],
            "net_amount": Decimal(row["net_amount"] or 0) / SCALE,
            "is_return": bool(row["is_return"]),
            "invoice_number": row["invoice_number"],
            "file": row["_file"],
            "sheet": row["_sheet"],
            "row": row["_row"],
        }
