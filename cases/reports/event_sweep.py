"""The sweep of a sales event over the ledger: what its orders lost to deductions, and what of it is open and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.auditing.event import EventSweep, Leakage, OrderValue, normal_days, order_values, sweep
from cases.reports.report import Column, Report, Unit, Value
from cases.reports.selection import Selection
from cases.wording import kind_name
from facts.finding import Direction, Finding
from facts.money import Money
from ledger.findings import FindingRow
from ledger.frames import facts_of
from ledger.suppliers import Account
from matchers.books import open_books
from matchers.frames import collect
from matchers.promotions.judge import days_sold

SWEEP: Final = "event-sweep"
OF_ACCOUNT: Final = "#"
"""Between an account and its order's number, so that orders of two accounts with one number stay apart."""
_ASKED: Final = (
    FindingRow.finding_key, FindingRow.type, FindingRow.direction, FindingRow.reference, FindingRow.currency, FindingRow.claimed_minor,
    FindingRow.recoverable_minor, FindingRow.verdict, FindingRow.reason, FindingRow.purchase_order, FindingRow.invoice_number,
    FindingRow.sku, FindingRow.opens_on, FindingRow.safe_by, FindingRow.confidence, FindingRow.dispute_by, FindingRow.deducted_on,
)  # fmt: skip


def event_sweep(
    session: Session, name: str, first: date, last: date, *, supplier_ids: Collection[int] | None, selection: Selection, today: date
) -> EventSweep:
    """Deductions tied to the event's orders beside those of a normal time before it, over all accounts in scope.

    As `cases.auditing.event.sweep` has it; the orders are those of the accounts' papers and tables, read as detection reads them,
    which takes as long as reading an account.
    Days that the selection names are not asked: the event names its own. Raises EventPeriodError.
    """
    retailers = session.scalars(_accounts(supplier_ids, selection).with_only_columns(Account.retailer))
    normal = normal_days(name, first, last, set(retailers))
    orders: list[OrderValue] = []
    findings: list[Finding] = []
    sold: dict[str, tuple[date, date]] = {}
    for account in session.scalars(_accounts(supplier_ids, selection)):
        orders += [
            replace(order, purchase_order=_of(account, order.purchase_order), invoices=tuple(_of(account, i) for i in order.invoices))
            for order in _orders(session, account, today, sold)
        ]
        findings += _findings(session, account, selection, normal[0])
    swept = sweep(name, first, last, findings, orders, normal, sold)
    still_open = (replace(f, purchase_order=_alone(f.purchase_order), invoice_number=_alone(f.invoice_number)) for f in swept.open)
    return replace(swept, open=tuple(still_open))


def sweep_report(swept: EventSweep, selection: Selection, today: date) -> Report:
    """The leakage of a sweep as a report, a row for each kind and currency, with what of it is open and until when."""
    columns = [Column("kind", "Kind"), Column("currency", "Currency")]
    for name, title in (("event", "in the event"), ("normal", "before")):
        columns += [
            Column(f"{name}_lines", f"Lines {title}", Unit.COUNT),
            Column(f"{name}_deducted", f"Deducted {title}", Unit.MONEY),
            Column(f"{name}_share", f"Share of orders {title}", Unit.RATE),
        ]
    columns += [
        Column("open_lines", "Lines open", Unit.COUNT),
        Column("open", "Still open", Unit.MONEY),
        Column("nearest", "Next day", Unit.DAY),
        Column("latest", "Last day", Unit.DAY),
    ]
    note = f"{swept.name}, {swept.first} to {swept.last}, beside {swept.normal_first} to {swept.normal_last}."
    if swept.beside:
        note += f" The days right before belong to {swept.beside}."
    rows = {total: tuple(_told(row) for row in swept.leakage if (row.kind is None) is total) for total in (False, True)}
    return Report(SWEEP, "Event sweep", tuple(columns), rows[False], rows[True], selection.said(), today, note)


def _told(row: Leakage) -> tuple[Value, ...]:
    def money(amount: Decimal) -> Money:
        return Money.of(amount, row.currency)

    sides = (row.event_lines, money(row.event_claimed), row.event_share, row.normal_lines, money(row.normal_claimed), row.normal_share)
    kind = "All" if row.kind is None else kind_name(row.kind)
    return kind, row.currency, *sides, row.open.lines, money(row.open.amount), row.open.nearest, row.open.latest


def _of(account: Account, number: str) -> str:
    """A number as one of this account."""
    return f"{account.id}{OF_ACCOUNT}{number}" if number else ""


def _alone(number: str) -> str:
    return number.partition(OF_ACCOUNT)[2]


def _accounts(supplier_ids: Collection[int] | None, selection: Selection) -> Select[Account]:
    """The accounts in scope that the selection names."""
    wanted = select(Account).order_by(Account.id)
    if supplier_ids is not None:
        wanted = wanted.where(Account.supplier_id.in_(sorted(set(supplier_ids))))
    if selection.supplier_id is not None:
        wanted = wanted.where(Account.supplier_id == selection.supplier_id)
    return wanted if selection.retailer is None else wanted.where(Account.retailer == selection.retailer)


def _orders(session: Session, account: Account, today: date, sold: dict[str, tuple[date, date]]) -> Iterator[OrderValue]:
    """The account's orders; notes in `sold` when the units of its promotion claims were sold."""
    facts, rules = facts_of(session, account.id), rules_for(session, account.id, today)
    frames = collect(facts.readings, facts.tables, facts.hidden_payments)
    sold |= days_sold(frames, rules.currency)
    return order_values(open_books(frames, rules), rules)


def _findings(session: Session, account: Account, selection: Selection, earliest: date) -> Iterator[Finding]:
    """The account's deductions that may belong to either period: none is taken before its order is placed."""
    wanted = select(*_ASKED).where(
        FindingRow.account_id == account.id,
        FindingRow.gone_at.is_(None),
        FindingRow.direction == Direction.OWED_TO_US,
        or_(FindingRow.deducted_on.is_(None), FindingRow.deducted_on >= earliest),
    )
    if selection.type is not None:
        wanted = wanted.where(FindingRow.type == selection.type)
    for row in session.execute(wanted.order_by(FindingRow.id)):
        yield Finding(
            id=row.finding_key,
            type=row.type,
            direction=row.direction,
            reference=row.reference,
            currency=row.currency,
            claimed_amount=Money(row.claimed_minor, row.currency).amount,
            recoverable_amount=Money(row.recoverable_minor, row.currency).amount,
            verdict=row.verdict,
            reason=row.reason,
            why="",
            rule="",
            confidence=row.confidence,
            calculation=(),
            evidence=(),
            purchase_order=_of(account, row.purchase_order),
            invoice_number=_of(account, row.invoice_number),
            sku=row.sku,
            retailer=account.retailer,
            opens_on=row.opens_on,
            safe_by=row.safe_by,
            dispute_by=row.dispute_by,
            deducted_on=row.deducted_on,
        )
