"""What the days of a claim come to: a period of the statement, several of them, or a part of one that is settled with the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from cases.rebating.claim_guards import BEFORE_PAYMENT
from cases.rebating.statements import RebateLedger, contracts_kept, period_of
from cases.rebating.versions import deciding
from cases.rebating.worked import WorkedStatement
from facts.rebates import RebateAgreement, UnusableAgreementError
from ledger.rebate_claims import RebateClaimRow
from ledger.rebates import RebateStatement
from matchers.rebates.dues import Due, before_period, due_for
from matchers.rebates.mechanisms import ZERO
from matchers.rebates.outlook import claim_lapses_on
from matchers.rebates.periods import Stretch, period_around, stretches
from matchers.rebates.stacking import Stack
from matchers.rebates.transactions import known_by


@dataclass(frozen=True, slots=True)
class DaysDue:
    """What days come to, in `currency`; `problem` says why nothing could be worked out.

    `over`: nothing more is sold in their period. `part_of` is the period that they are only a part of, and `to_date` what all of that
    period earned so far: no part is granted beyond it.
    """

    currency: str
    amount: Decimal = ZERO
    base: Decimal | None = None
    over: bool = True
    claim_by: date | None = None
    calculation: Sequence[Mapping[str, Any]] = ()
    evidence: Sequence[Mapping[str, Any]] = ()
    part_of: Stretch | None = None
    to_date: Decimal | None = None
    problem: str = ""


def of_statement(statement: RebateStatement, starts_on: date, ends_on: date) -> DaysDue | None:
    """What a period of a kept statement comes to; None where these days are no period of it."""
    period = period_of(statement, starts_on, ends_on)
    if period is None:
        return None
    return DaysDue(
        period.get("currency") or statement.currency,
        Decimal(period["payout"]),
        Decimal(period["base"]),
        bool(period["over"]),
        date.fromisoformat(period["claim_by"]) if period["claim_by"] else None,
        period["calculation"],
        period["evidence"],
    )


def months_within(statement: RebateStatement, starts_on: date, ends_on: date) -> Decimal | None:
    """What whole months of one period add to it, as a kept statement has them; None where the days are not such months."""
    for period in statement.content.get("periods", ()):
        inside = [m for m in period["months"] if starts_on.isoformat() <= m["start"] and m["end"] <= ends_on.isoformat()]
        if inside and (inside[0]["start"], inside[-1]["end"]) == (starts_on.isoformat(), ends_on.isoformat()):
            return sum((Decimal(m["adds"]) for m in inside), ZERO)
    return None


def within_periods(statement: RebateStatement, starts_on: date, ends_on: date) -> bool:
    """Whether days lie in one period of a kept statement, or begin and end with periods."""
    periods = [(date.fromisoformat(p["start"]), date.fromisoformat(p["end"])) for p in statement.content.get("periods", ())]
    if any(start <= starts_on and ends_on <= end for start, end in periods):
        return True
    return starts_on in {start for start, _ in periods} and ends_on in {end for _, end in periods}


def days_due(books: RebateLedger, worked: WorkedStatement, claims: Sequence[RebateClaimRow], as_of: date) -> dict[int, DaysDue]:
    """By claim, what the days come to of those that wait for money and whose days are no period of the statement."""
    whole = {(p.account.payout.period.start, p.account.payout.period.end) for p in worked.periods}
    asked = [c for c in claims if c.state in BEFORE_PAYMENT and (c.starts_on, c.ends_on) not in whole]
    found = {c.id: _due(books, worked, Stretch(c.starts_on, c.ends_on), as_of) for c in asked}
    return {claim_id: due for claim_id, due in found.items() if due is not None}


def _due(books: RebateLedger, worked: WorkedStatement, days: Stretch, as_of: date) -> DaysDue | None:
    roll = books.roll(worked.contract.id)
    version = deciding(roll.versions, days.start)
    terms = books.terms.get(version.id) if version is not None else None
    if terms is not None:  # the version that decides the whole of the period decides its parts
        version = deciding(roll.versions, period_around(terms, days).start)
    if version is None or version.id not in books.terms:
        return None
    known = dict(contracts_kept(books, roll, version, worked.customers, as_of))
    terms = known[roll.contract.key].terms
    if terms is None:
        return None
    reach = worked.reach_of(version)
    stack = replace(worked.books, contracts=known, transactions=known_by(worked.books.transactions, as_of), reach=reach).stack("")
    try:
        return _worked_out(stack, terms, days, as_of)
    except UnusableAgreementError as unclear:
        return DaysDue(terms.currency, problem=str(unclear))


def _worked_out(stack: Stack, terms: RebateAgreement, days: Stretch, as_of: date) -> DaysDue:
    due = due_for(stack, terms, days)
    around = next((p for p in stretches(terms) if p.holds(days) and p != days), None)
    period = around or period_around(terms, days)
    made = DaysDue(
        terms.currency,
        due.amount,
        _base(due),
        as_of > period.end,
        claim_lapses_on(terms, period),
        [s.to_json() for s in due.calculation],
        [e.to_json() for e in due.evidence],
    )
    if around is None:
        return made
    until = Stretch(around.start, min(max(as_of, days.end), around.end))
    so_far = stack.part(terms, until, before_period(stack, terms, around))
    return replace(made, part_of=around, to_date=so_far.amount)


def _base(due: Due) -> Decimal | None:
    """The base of the days where one payout has it all."""
    return due.payouts[0].base if len(due.payouts) == 1 else None
