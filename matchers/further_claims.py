"""Claims of exports of their own: freight, price protection, audits after payment. Each line with its dates and its judge."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import partial
from typing import Generic, TypeVar

from matchers.claims import ClaimLine, Outcome
from matchers.freight.charge import FreightCharge
from matchers.freight.judge import FreightBooks, judge_freight, keys_of_charge
from matchers.grammar import number_key
from matchers.grounds import Grounds
from matchers.post_audit import AuditLine, audit_lines, judge_audit, keys_of_audit
from matchers.price_protection import ProtectionLine, judge_protection, keys_of_protection, protection_lines
from matchers.promotions.judge import PromotionBooks, judge_promotion
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
    found = [*_freight(grounds), *_protection(grounds), *_audits(grounds), *_promotions(grounds)]
    totals: dict[str, list[Decimal]] = {}
    for claim in found:
        totals.setdefault(number_key(claim.line.reference), []).append(claim.line.amount)
    for claim in found:
        amounts = totals[number_key(claim.line.reference)]
        share = claim.line.amount / sum(amounts) if len(amounts) > 1 else None
        yield FurtherClaim(claim.line, claim.dates, claim.judge, share)


class _Earlier(Generic[T]):
    """Lines that still stand, by the keys that one and its repetition share: each line is held against those alone."""

    def __init__(self, keys: Callable[[T], Iterable[Hashable]]) -> None:
        self._keys = keys
        self._found: dict[Hashable, list[tuple[int, T]]] = defaultdict(list)
        self._count = 0

    def add(self, line: T) -> None:
        """Notes a line that later ones may repeat."""
        for key in set(self._keys(line)):
            self._found[key].append((self._count, line))
        self._count += 1

    def after(self, judge: Callable[[T, Sequence[T]], Outcome], line: T) -> Callable[[], Outcome]:
        """What judges a line after those that were noted before it."""
        kept = [(found, len(found)) for key in set(self._keys(line)) if (found := self._found.get(key))]

        def judged() -> Outcome:
            alike = dict(one for found, count in kept for one in found[:count])
            return judge(line, [alike[place] for place in sorted(alike)])

        return judged


def _freight(grounds: Grounds) -> Iterator[FurtherClaim]:
    books = FreightBooks(grounds.frames, grounds.books, grounds.pairing, grounds.rules.currency)
    earlier = _Earlier[FreightCharge](keys_of_charge)
    for charge in books.charges:
        dates = ClaimDates(service_date=charge.shipped_on, charge_date=charge.charged_on, claim_date=charge.charged_on)
        judged = earlier.after(partial(judge_freight, books=books, rules=grounds.rules), charge)
        yield FurtherClaim(charge.line, dates, judged)
        if not grounds.given_back(charge.number):
            earlier.add(charge)


def _protection(grounds: Grounds) -> Iterator[FurtherClaim]:
    earlier = _Earlier[ProtectionLine](keys_of_protection)
    for line in protection_lines(grounds.frames, grounds.rules.currency):
        dates = ClaimDates(claim_date=line.claimed_on)
        judged = earlier.after(partial(judge_protection, books=grounds.books, rules=grounds.rules), line)
        yield FurtherClaim(line.line, dates, judged)
        if not grounds.given_back(line.number):
            earlier.add(line)


def _audits(grounds: Grounds) -> Iterator[FurtherClaim]:
    earlier = _Earlier[AuditLine](keys_of_audit)
    for line in audit_lines(grounds.frames, grounds.rules.currency):
        dates = ClaimDates(claim_date=line.claimed_on, request_date=line.claimed_on, audited_year_end=line.audited_until)
        chain = grounds.chains.get(number_key(line.invoice_number)) if line.invoice_number else None
        judged = earlier.after(partial(judge_audit, chain=chain, books=grounds.books, rules=grounds.rules), line)
        yield FurtherClaim(line.line, dates, judged)
        if not grounds.given_back(line.number):
            earlier.add(line)


def _promotions(grounds: Grounds) -> Iterator[FurtherClaim]:
    """All of them are judged, whoever is asked for: what one was granted counts against the caps and units of the next."""
    books = PromotionBooks(grounds.frames, grounds.rules.currency)
    for claim in books.claims:
        dates = ClaimDates(invoice_date=claim.claimed_on, claim_date=claim.claimed_on)
        stands = not grounds.given_back(claim.number)
        outcome = judge_promotion(claim, books, grounds.books, grounds.rules, stands=stands)
        yield FurtherClaim(claim.line, dates, partial(_found, outcome))


def _found(outcome: Outcome) -> Outcome:
    return outcome
