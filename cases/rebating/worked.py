"""A statement that was worked out and not kept yet: its periods with the versions that decide them, summed currency by currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from ledger.rebates import ContractVersion, RebateContract
from matchers.rebates.agreements import Contract
from matchers.rebates.claims import RebateBooks
from matchers.rebates.outlook import Progress
from matchers.rebates.stacking import Decides
from matchers.rebates.statement import PeriodAccount


@dataclass(frozen=True, slots=True)
class DecidedPeriod:
    """A period with the version that decides it."""

    version: ContractVersion
    account: PeriodAccount

    @property
    def currency(self) -> str:
        """That of the version: versions of one agreement may be in several."""
        return self.account.payout.agreement.currency


@dataclass(frozen=True, slots=True)
class Total:
    """What periods in one currency come to: what they pay, and what is set aside to date."""

    earned: Decimal
    accrued: Decimal


@dataclass(frozen=True, slots=True)
class WorkedStatement:
    """A statement before it is kept. `problem` says why nothing, or not all, could be worked out.

    `currency` is that of the last period, `kept` the agreement by currency as the matchers have it, by the version that decided last.
    `books` are those of the account, each transaction marked whether its customer counts; `reach` says by version which periods it decides.
    """

    contract: RebateContract
    as_of: date
    currency: str
    periods: tuple[DecidedPeriod, ...]
    progress: Progress | None
    problem: str
    customers: tuple[str, ...]
    inputs_hash: str
    content: Mapping[str, Any]
    books: RebateBooks
    kept: Mapping[str, Contract] = field(default_factory=dict)
    reach: Mapping[int, Decides] = field(default_factory=dict)

    def reach_of(self, version: ContractVersion) -> dict[str, Decides]:
        """Which periods a version decides, as the matchers ask for it: by the agreement's key."""
        return {self.contract.key: self.reach[version.id]} if version.id in self.reach else {}

    @property
    def totals(self) -> dict[str, Total]:
        """By currency, the currency of the statement first: amounts in several are never one sum."""
        return totals_of(self.periods, self.currency)

    @property
    def total(self) -> Total:
        """What the periods in the statement's own currency come to."""
        return self.totals[self.currency]


def totals_of(periods: tuple[DecidedPeriod, ...], first: str) -> dict[str, Total]:
    """What periods come to, by currency; one currency first, whether any period is in it or not."""
    found = {first: Total(Decimal(0), Decimal(0))}
    for period in periods:
        before = found.setdefault(period.currency, Total(Decimal(0), Decimal(0)))
        account = period.account
        accrued = account.accruals[-1].to_date if account.accruals else Decimal(0)
        found[period.currency] = Total(before.earned + account.payout.amount, before.accrued + accrued)
    return found
