"""The account of one agreement as of a day: payouts period by period, months, accruals, the way to the next tier, claims and payments."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from facts.finding import Finding
from facts.identifiers import compact
from facts.rebates import CapOver, RebateAgreement, UnusableAgreementError
from facts.tables import SCALE
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import RebateBooks, is_ours
from matchers.rebates.counted_in import COLUMNS
from matchers.rebates.filed import RebateClaim
from matchers.rebates.mechanisms import ZERO
from matchers.rebates.outlook import Accrual, Month, Progress, accruals, claim_lapses_on, progress
from matchers.rebates.payments import PaidRebate
from matchers.rebates.payout import Payout
from matchers.rebates.periods import Stretch, full_period
from matchers.rebates.stacking import Stack, monthly
from matchers.rebates.transactions import known_by, total

_OF_OTHER_DAYS: Final = frozenset({"baseline", "paid_before", "carried"})
"""Steps of a payout that come from the days of other periods."""


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


def statement_by(books: RebateBooks, contract: Contract, as_of: date) -> Statement:
    """The statement of an agreement by one version of its terms, for the periods that this version decides; without claims."""
    return _statement(books, contract, (), (), "", as_of)


def statements(books: RebateBooks, findings: Sequence[Finding], payments: Sequence[PaidRebate], us: str, as_of: date) -> list[Statement]:
    """One statement per agreement, by number."""
    by_reference = {compact(f.reference): f for f in findings if f.type.value.startswith("rebate")}
    found = []
    filed: dict[str, list[RebateClaim]] = {}
    for claim in books.claims:
        meant = books.meant(claim.agreement, claim.period)
        filed.setdefault(compact(claim.agreement if meant is None else meant.number), []).append(claim)
    for key, contract in sorted(books.contracts.items()):
        claims = tuple((c, by_reference.get(compact(c.number))) for c in filed.get(key, ()))
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
    return bool(us) and contract.earner.lower() == us.lower()


def _periods(books: RebateBooks, terms: RebateAgreement, customer: str, as_of: date) -> tuple[tuple[PeriodAccount, ...], Progress | None]:
    known = replace(books, transactions=known_by(books.transactions, as_of))
    stack = known.stack(customer)
    found: list[PeriodAccount] = []
    payouts = stack.payouts(terms, as_of)
    for place, payout in enumerate(payouts):
        found.append(_account(stack, payout, (*stack.decides(terms).before, *payouts[:place]), as_of))
    if not found or found[-1].over:
        return tuple(found), None
    running = found[-1].payout
    way = progress(_settled(running), running.base, within=books.said.flag_base_within, worth_per_unit=_worth_per_unit(running))
    return tuple(found), way


def _account(stack: Stack, payout: Payout, before: Sequence[Payout], as_of: date) -> PeriodAccount:
    """One period with its months: what each adds, and what was to be set aside in it."""
    terms, period = payout.agreement, payout.period
    so_far = [(m, p) for m, p in stack.interim(terms, period, before) if m.start <= as_of]
    months = []
    base = ZERO
    for month, part in so_far:
        months.append(Month(month, part.base - base, part.amount))
        base = part.base
    share = Decimal(period.days) / full_period(terms, period).days
    plan = None if terms.planned_base is None else terms.planned_base * share
    set_aside = accruals(_settled(payout), period, months, plan, worth_per_unit=_worth_per_unit(payout), as_of=as_of)
    return PeriodAccount(payout, tuple(monthly(so_far)), tuple(set_aside), claim_lapses_on(terms, period), as_of > period.end)


def _settled(payout: Payout) -> RebateAgreement:
    """The terms as they bear on one period: with the baseline of the year before, and what earlier periods left of a cap over the term."""
    terms, known = payout.agreement, {s.id: Decimal(s.value) for s in payout.calculation if s.id in _OF_OTHER_DAYS}
    if terms.baseline_of_last_year:
        terms = replace(terms, baseline=known["baseline"], baseline_of_last_year=False)
    if terms.cap is not None and terms.cap_over is CapOver.TERM:
        left = max(terms.cap - known.get("paid_before", ZERO) - known.get("carried", ZERO), ZERO)
        terms = replace(terms, cap=left, floor=None if terms.floor is None else min(terms.floor, left))
    return terms


def _worth_per_unit(payout: Payout) -> Decimal:
    """What a piece, a kilogram or a pallet came to so far, where an agreement counts those and pays on amounts."""
    units = payout.base if payout.agreement.measure in COLUMNS else total(payout.rows, "quantity", scaled=False)
    return total(payout.rows, "net_amount") / units if units > 0 else Decimal(1)


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
