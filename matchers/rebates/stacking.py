"""Agreements beside each other and periods after each other: the stated order, what base is used up, what is carried, months that sum."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.identifiers import compact
from facts.rebates import RebateAgreement, UnusableAgreementError
from matchers.rebates.currency import RateTable, in_currency
from matchers.rebates.mechanisms import ZERO
from matchers.rebates.payout import Payout, payout_of
from matchers.rebates.periods import DAY, Stretch, months_of, stretches
from matchers.rebates.transactions import counted, known_by


@dataclass(frozen=True, slots=True)
class Decides:
    """Which periods the terms decide: those that begin on these days (None: no bound), after the payouts of other terms `before` them."""

    since: date | None = None
    until: date | None = None
    before: tuple[Payout, ...] = ()

    def begins(self, period: Stretch) -> bool:
        """True for a period that begins then."""
        return (self.since is None or period.start >= self.since) and (self.until is None or period.start <= self.until)


ALL: Final = Decides()


@dataclass(frozen=True, slots=True)
class Stack:
    """Agreements that may take from each other, and the transactions that they count. `known` gives the terms behind a number.

    `reach` says by compacted number which periods the terms decide, where others decide some. An agreement comes after those that it
    names, whatever order they are listed in. Two that name each other state no order: every method raises UnusableAgreementError for them,
    and for an agreement that is named and not there.
    """

    known: Callable[[str], RebateAgreement | None]
    transactions: pl.DataFrame
    rates: RateTable = field(default_factory=RateTable)
    reach: Mapping[str, Decides] = field(default_factory=dict)

    def sold(self, terms: RebateAgreement, via: tuple[str, ...] = ()) -> pl.DataFrame:
        """The transactions in the agreement's currency, without those that agreements named in it use up."""
        rows = in_currency(self.transactions, terms, self.rates)
        for other in self._named(terms, terms.consumed_by, via):
            used = counted(self.sold(other, (*via, terms.number)), other, other.starts_on, other.ends_on)
            rows = rows.filter(~pl.col("transaction_id").is_in(used["transaction_id"].implode()))
        return rows

    def off(self, terms: RebateAgreement, period: Stretch, via: tuple[str, ...] = ()) -> dict[str, Decimal]:
        """What other agreements earned in the same days that comes off the base, by their number."""
        return {o.number: self._within(o, period, (*via, terms.number)) for o in self._named(terms, terms.net_of, via)}

    def decides(self, terms: RebateAgreement) -> Decides:
        """Which periods of an agreement these terms decide."""
        return self.reach.get(compact(terms.number), ALL)

    def payouts(self, terms: RebateAgreement, until: date | None = None) -> list[Payout]:
        """Period by period up to the one that a day lies in (None: all), with what is carried and what a cap of the term has left."""
        decides = self.decides(terms)
        made = list(decides.before)
        sold = self.sold(terms)
        for period in (p for p in stretches(terms) if decides.begins(p)):
            if until is not None and period.start > until:
                break
            made.append(self._payout(terms, period, sold, made, ()))
        return made[len(decides.before) :]

    def interim(self, terms: RebateAgreement, period: Stretch, before: Sequence[Payout] = ()) -> list[tuple[Stretch, Payout]]:
        """The months of a period with what the period pays up to the end of each: the difference of two is what a month adds.

        `before` are the payouts of earlier periods. A month can take back what earlier ones added, where returns lower the tier.
        """
        sold = self.sold(terms)
        months = months_of(terms, period)
        return [(m, self._payout(terms, Stretch(period.start, m.end), sold, before, ())) for m in months]

    def part(self, terms: RebateAgreement, days: Stretch, before: Sequence[Payout] = ()) -> Payout:
        """What a part of a period pays, from the period's beginning on, as if nothing came after it."""
        return self._payout(terms, days, self.sold(terms), before, ())

    def _payout(
        self, terms: RebateAgreement, period: Stretch, sold: pl.DataFrame, before: Sequence[Payout], via: tuple[str, ...]
    ) -> Payout:
        earlier = [p for p in before if p.period.end < period.start]
        carried = earlier[-1].to_carry if earlier else ZERO
        paid = sum((p.amount for p in earlier), ZERO)
        return payout_of(terms, period, sold, off=self.off(terms, period, via), carried=carried, paid_before=paid)

    def _within(self, terms: RebateAgreement, days: Stretch, via: tuple[str, ...]) -> Decimal:
        """What an agreement pays for days: its whole periods, and of one that reaches beyond them what those days add to it."""
        made: list[Payout] = []
        sold = self.sold(terms, via)
        amount = ZERO
        for period in stretches(terms):
            payout = self._payout(terms, period, sold, made, via)
            if days.holds(period):
                amount += payout.amount
            elif days.meets(period):
                end = self._payout(terms, Stretch(period.start, min(days.end, period.end)), sold, made, via).amount
                start = days.start - DAY
                so_far = self._payout(terms, Stretch(period.start, start), sold, made, via).amount if start >= period.start else ZERO
                amount += end - so_far
            made.append(payout)
        return amount

    def _named(self, terms: RebateAgreement, numbers: Sequence[str], via: tuple[str, ...]) -> list[RebateAgreement]:
        found = []
        for number in numbers:
            if compact(number) in {compact(v) for v in (*via, terms.number)}:
                both = ", ".join(sorted({terms.number, number, *via}))
                raise UnusableAgreementError(f"agreements {both} are net of each other; the contracts must state an order")
            other = self.known(number)
            if other is None:
                raise UnusableAgreementError(f"agreement {terms.number} is net of {number}, whose terms are not there")
            found.append(other)
        return found


def stack_of(agreements: Iterable[RebateAgreement], transactions: pl.DataFrame, rates: RateTable | None = None) -> Stack:
    """A stack of the agreements that are listed; of versions of one number the last one."""
    by_number = {compact(a.number): a for a in sorted(agreements, key=lambda a: a.version)}
    return Stack(lambda number: by_number.get(compact(number)), transactions, rates or RateTable())


def payouts(agreements: Sequence[RebateAgreement], transactions: pl.DataFrame, *, until: date | None = None) -> list[Payout]:
    """The payouts of all agreements, period by period, with what was known by a day (None: all); agreements by number.

    Raises UnusableAgreementError as `Stack` does.
    """
    stack = stack_of(agreements, transactions if until is None else known_by(transactions, until))
    return [p for a in sorted(agreements, key=lambda a: (a.number, a.version)) for p in stack.payouts(a, until)]


def monthly(found: Iterable[tuple[Stretch, Payout]]) -> list[tuple[Stretch, Decimal]]:
    """What each month of a period adds, from what the period pays up to its end; the months sum to the period."""
    made: list[tuple[Stretch, Decimal]] = []
    before = ZERO
    for month, payout in found:
        made.append((month, payout.amount - before))
        before = payout.amount
    return made
