"""Transactions in another currency than the agreement's: turned at the rate that the contract names, by a dated table, or refused."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

import polars as pl

from facts.evidence import Evidence
from facts.money import minor_digits, round_half_up
from facts.rebates import RateOn, RebateAgreement, UnusableAgreementError
from facts.tables import TableKind
from matchers.frames import Frames, Row, decimal, row_evidence, rows

AMOUNTS: Final = ("unit_price", "net_amount", "gross_amount")


@dataclass(frozen=True, slots=True)
class Rate:
    """One unit of a currency in units of another, with the row that states it."""

    value: Decimal
    evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class RateTable:
    """Rates by day: of one currency to another, as the tables state them. Nothing is interpolated, no neighbour's day is taken."""

    by_day: Mapping[tuple[str, str, date], Rate] = field(default_factory=dict)
    by_month: Mapping[tuple[str, str, int, int], Rate] = field(default_factory=dict)

    @classmethod
    def of(cls, frames: Frames) -> RateTable:
        """From the tables of exchange rates. A month's average is that of the days that are stated for it, of which one is enough."""
        days: dict[tuple[str, str, date], Rate] = {}
        months: dict[tuple[str, str, int, int], list[Rate]] = defaultdict(list)
        for row in rows(frames.table(TableKind.EXCHANGE_RATES)):
            value, day = decimal(row["exchange_rate"]), row["rate_date"]
            if not value or value < 0 or day is None or not row["from_currency"] or not row["to_currency"]:
                continue
            pair = (row["from_currency"].strip().upper(), row["to_currency"].strip().upper())
            rate = Rate(value, row_evidence(row, f"one {pair[0]} is {value:f} {pair[1]} on {day}"))
            days[*pair, day] = rate
            months[*pair, day.year, day.month].append(rate)
        averages = {key: Rate(sum((r.value for r in found), Decimal(0)) / len(found), found[0].evidence) for key, found in months.items()}
        return cls(days, averages)

    def on(self, given: str, wanted: str, day: date) -> Rate | None:
        """The rate of a day; the inverse of the one that is stated the other way round; None where neither is."""
        return _either(self.by_day.get((given, wanted, day)), self.by_day.get((wanted, given, day)))

    def average(self, given: str, wanted: str, day: date) -> Rate | None:
        """The average of the month that a day lies in."""
        month = (day.year, day.month)
        return _either(self.by_month.get((given, wanted, *month)), self.by_month.get((wanted, given, *month)))


def _either(stated: Rate | None, inverse: Rate | None) -> Rate | None:
    if stated is not None or inverse is None:
        return stated
    return Rate(1 / inverse.value, inverse.evidence)


def in_currency(transactions: pl.DataFrame, agreement: RebateAgreement, rates: RateTable) -> pl.DataFrame:
    """The transactions with their amounts in the agreement's currency, to the millionth, where contract and table say how.

    Rows for which they do not say keep their currency: counting them raises UnusableAgreementError (`matchers.rebates.transactions`).
    """
    if agreement.rate_on is None:
        return transactions
    foreign = transactions["currency"].is_not_null() & (transactions["currency"] != agreement.currency)
    if not foreign.any():
        return transactions
    placed = transactions.with_row_index("_at")
    turned = [_turned(row, agreement, rates) for row in placed.filter(foreign).iter_rows(named=True)]
    return pl.concat([placed.filter(~foreign), pl.DataFrame(turned, schema=placed.schema)]).sort("_at").drop("_at")


def _turned(row: Row, agreement: RebateAgreement, rates: RateTable) -> Row:
    rate = rate_for(agreement, row["currency"], row["sale_date"], rates)
    if rate is None:
        return row
    amounts = {name: int(round_half_up(row[name] * rate.value, 0)) for name in AMOUNTS if row[name] is not None}
    return row | amounts | {"currency": agreement.currency}


def rate_for(agreement: RebateAgreement, currency: str, day: date, rates: RateTable) -> Rate | None:
    """The rate by which an amount of a day counts under an agreement; None where contract or table do not say."""
    match agreement.rate_on:
        case RateOn.FIXED:
            return next((Rate(f.rate) for f in agreement.fixed_rates if f.currency == currency), None)
        case RateOn.MONTH_AVERAGE:
            return rates.average(currency, agreement.currency, day)
        case RateOn.INVOICE_DAY:
            return rates.on(currency, agreement.currency, day)
        case None:
            return None


def paid_in(amount: Decimal, agreement: RebateAgreement, currency: str, day: date | None, rates: RateTable) -> tuple[Decimal, Rate]:
    """A payout in the currency in which it is paid, at the agreed rate or the one of the day of payment, rounded to that currency.

    Raises UnusableAgreementError where no rate is stated.
    """
    fixed = next((f for f in agreement.fixed_rates if f.currency == currency), None) if agreement.rate_on is RateOn.FIXED else None
    rate = Rate(1 / fixed.rate) if fixed is not None else rates.on(agreement.currency, currency, day) if day is not None else None
    if rate is None:
        when = f" on {day}" if day is not None else ""
        raise UnusableAgreementError(f"no rate of {agreement.currency} to {currency}{when} is stated; add the table of rates")
    return round_half_up(amount * rate.value, minor_digits(currency)), rate
