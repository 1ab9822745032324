"""Claims of exports of their own: freight, price protection, audits after payment. Each line with its dates and its judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import TypeVar

from matchers.claims import ClaimLine, Outcome
from matchers.freight.charge import FreightCharge
from matchers.freight.judge import FreightBooks, judge_freight
from matchers.grammar import number_key
from matchers.grounds import Grounds
from matchers.post_audit import AuditLine, audit_lines, judge_audit
from matchers.price_protection import ProtectionLine, judge_protection, protection_lines
from matchers.windows import ClaimDates

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FurtherClaim:
    """A line, the days that its window counts from, its share of its claim (None: all of it), and what judges it."""

    line: ClaimLine
    dates: ClaimDates
    judge: Callable[[], Outcome]
    share: Decimal | None = None


def further_claims(grounds: Grounds) -> Iterator[FurtherClaim]:
    """All of them, kind by kind, each kind in the order in which it was charged: what was charged first stands, a repetition does not."""
    found = [*_freight(grounds), *_protection(grounds), *_audits(grounds)]
    totals: dict[str, list[Decimal]] = {}
    for claim in found:
        totals.setdefault(number_key(claim.line.reference), []).append(claim.line.amount)
    for claim in found:
        amounts = totals[number_key(claim.line.reference)]
        share = claim.line.amount / sum(amounts) if len(amounts) > 1 else None
        yield FurtherClaim(claim.line, claim.dates, claim.judge, share)


def _after(judge: Callable[[T, Sequence[T]], Outcome], line: T, earlier: Sequence[T]) -> Callable[[], Outcome]:
    """What judges a line after those before it that still stand. They are taken when it is judged: a copy to a line would grow squared."""
    count = len(earlier)
    return lambda: judge(line, earlier[:count])


def _freight(grounds: Grounds) -> Iterator[FurtherClaim]:
    books = FreightBooks(grounds.frames, grounds.books, grounds.pairing, grounds.rules.currency)
    earlier: list[FreightCharge] = []
    for charge in books.charges:
        dates = ClaimDates(service_date=charge.shipped_on, charge_date=charge.charged_on, claim_date=charge.charged_on)
        judged = _after(partial(judge_freight, books=books, rules=grounds.rules), charge, earlier)
        yield FurtherClaim(charge.line, dates, judged)
        if not grounds.given_back(charge.number):
            earlier.append(charge)


def _protection(grounds: Grounds) -> Iterator[FurtherClaim]:
    earlier: list[ProtectionLine] = []
    for line in protection_lines(grounds.frames, grounds.rules.currency):
        dates = ClaimDates(claim_date=line.claimed_on)
        judged = _after(partial(judge_protection, books=grounds.books, rules=grounds.rules), line, earlier)
        yield FurtherClaim(line.line, dates, judged)
        if not grounds.given_back(line.number):
            earlier.append(line)


def _audits(grounds: Grounds) -> Iterator[FurtherClaim]:
    earlier: list[AuditLine] = []
    for line in audit_lines(grounds.frames, grounds.rules.currency):
        dates = ClaimDates(claim_date=line.claimed_on, request_date=line.claimed_on, audited_year_end=line.audited_until)
        chain = grounds.chains.get(number_key(line.invoice_number)) if line.invoice_number else None
        judged = _after(partial(judge_audit, chain=chain, books=grounds.books, rules=grounds.rules), line, earlier)
        yield FurtherClaim(line.line, dates, judged)
        if not grounds.given_back(line.number):
            earlier.append(line)
