"""Rebates in figures: earned, accrued, claimed, paid, still owed and expected as cash, by month, supplier, agreement or partner."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final, TypeAlias

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from cases.reports.report import Column, Report, Unit, Value
from facts.money import Money
from ledger.rebate_claims import ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import Partner, RebateContract, RebateMonth
from ledger.suppliers import Supplier

C = ClaimState
NAME: Final = "rebates"
TITLE: Final = "Rebates earned, claimed and paid"
WE_OWE: Final = "we_owe"
OPEN_CLAIMS: Final = (C.CLAIMED, C.NOTIFIED, C.AGREED)
"""States of claims whose money is to come though nobody has written down how."""
NOT_YET_CLAIMED: Final = (C.CALCULATED, C.REVIEWED, C.APPROVED)
SIDES: Final = {"we_owe": "we owe", "owed_to_us": "owed to us"}
NOTE: Final = (
    "What we owe and what is owed to us are never set off. Earned and accrued stand in the month of the sales, claimed in that of the "
    "claim, paid in that of the payment, expected in that of the day on which it is due. Liability and receivable are accrued less "
    "paid; by month, up to its end."
)


class RebateAxis(StrEnum):
    """What the rows of the report stand for."""

    MONTH = "month"
    SUPPLIER = "supplier"
    AGREEMENT = "agreement"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class RebateSelection:
    """What the report is narrowed to; None narrows nothing. Months are written `2026-09`, both included."""

    supplier_id: int | None = None
    side: str | None = None
    agreement_id: int | None = None
    partner_id: int | None = None
    first: str | None = None
    last: str | None = None

    def said(self) -> dict[str, str]:
        """The filters that are set, in words that an export carries."""
        named = {
            "supplier": self.supplier_id,
            "side": None if self.side is None else SIDES.get(self.side, self.side),
            "agreement": self.agreement_id,
            "partner": self.partner_id,
            "from month": self.first,
            "to month": self.last,
        }
        return {name: str(value) for name, value in named.items() if value is not None}


EVERY_REBATE: Final = RebateSelection()
"""Narrowed to nothing."""
Key: TypeAlias = tuple[str, str, Any]
"""Currency, side and the value of the axis."""
SUMS: Final = ("earned", "accrued", "claw_back", "claimed", "paid", "expected")


def rebate_report(
    session: Session, *, supplier_ids: Collection[int] | None, selection: RebateSelection, by: RebateAxis, today: date
) -> Report:
    """The report over the agreements of these suppliers (None: all), a row for each value of `by`, side and currency."""
    found: dict[Key, dict[str, int]] = {}
    for name, key, minor in _summed(session, supplier_ids, selection, by):
        sums = found.setdefault(key, dict.fromkeys(SUMS, 0))
        sums[name] += minor
    owed = _owed(found, by)
    shown = {key: sums for key, sums in found.items() if by is not RebateAxis.MONTH or _within(key[2], selection)}
    names = _names(session, by, {value for _, _, value in shown})
    order = sorted(shown, key=lambda key: (key[0], key[1], str(key[2] or "") if by is RebateAxis.MONTH else names[key[2]], str(key[2])))
    return Report(
        name=NAME,
        title=TITLE,
        columns=(
            Column(by.value, by.value.capitalize()),
            Column("label", "Name"),
            Column("currency", "Currency"),
            Column("side", "Side"),
            *(Column(name, name.replace("_", "-").capitalize(), Unit.MONEY) for name in ("earned", "accrued")),
            Column("claw_back", "Taken back in it", Unit.MONEY),
            *(Column(name, name.capitalize(), Unit.MONEY) for name in ("claimed", "paid", "liability", "receivable")),
            Column("expected", "Expected cash", Unit.MONEY),
        ),
        rows=tuple((key[2], names[key[2]], *_figures(key, shown[key], owed[key])) for key in order),
        totals=tuple(_totals(shown, owed, by)),
        filters=selection.said(),
        as_of=today,
        note=NOTE,
    )


def _summed(
    session: Session, supplier_ids: Collection[int] | None, selection: RebateSelection, by: RebateAxis
) -> Iterator[tuple[str, Key, int]]:
    """Every sum with the row that it belongs to: what, whose, minor units."""
    contract = _contracts(supplier_ids, selection)
    keys: Mapping[RebateAxis, Any] = {
        RebateAxis.SUPPLIER: RebateContract.supplier_id,
        RebateAxis.AGREEMENT: RebateContract.id,
        RebateAxis.PARTNER: RebateContract.partner_id,
    }
    for name, source, tie, amount, day, where in _sources():
        axis = day if by is RebateAxis.MONTH else keys[by]
        # Days are told apart by their month here rather than in SQL, whose two dialects spell it differently.
        asked = select(source.currency, RebateContract.side, axis, func.sum(amount)).join(RebateContract, tie).where(*contract, *where)
        for currency, side, value, minor in session.execute(asked.group_by(source.currency, RebateContract.side, axis)):
            yield name, (currency, side, _month(value) if by is RebateAxis.MONTH else value), int(minor or 0)


Source: TypeAlias = tuple[str, type[Any], ColumnElement[bool], Any, InstrumentedAttribute[Any], tuple[ColumnElement[bool], ...]]


def _sources() -> tuple[Source, ...]:
    """Where each sum is taken from: its name, the rows, how they belong to an agreement, the amount, the day, and which of them count."""
    month, claim, payout = RebateMonth, RebateClaimRow, RebatePayout
    of_month, of_claim = month.contract_id == RebateContract.id, claim.contract_id == RebateContract.id
    of_payout = payout.contract_id == RebateContract.id
    told = (claim.state != C.WITHDRAWN, or_(claim.origin != "calculated", claim.state.not_in(NOT_YET_CLAIMED)))
    paid_out = select(payout.id).where(payout.claim_id == claim.id).exists()
    due = func.coalesce(claim.agreed_minor, claim.calculated_minor, claim.claimed_minor) - claim.settled_minor
    return (
        ("earned", month, of_month, month.earned_minor, month.month, ()),
        ("accrued", month, of_month, month.accrued_minor, month.month, ()),
        ("claw_back", month, of_month, month.claw_back_minor, month.month, ()),
        ("claimed", claim, of_claim, claim.claimed_minor, claim.submitted_at, told),
        ("paid", payout, of_payout, payout.amount_minor, payout.paid_on, (payout.state.in_(("made", "reconciled")),)),
        ("expected", payout, of_payout, payout.amount_minor, payout.expected_on, (payout.state == "expected",)),
        ("expected", claim, of_claim, due, claim.expected_on, (and_(claim.state.in_(OPEN_CLAIMS), ~paid_out),)),
    )


def _contracts(supplier_ids: Collection[int] | None, selection: RebateSelection) -> list[ColumnElement[bool]]:
    """The agreements of the report in SQL; the one place where the scope of who asks meets it."""
    asked: list[ColumnElement[bool]] = []
    if supplier_ids is not None:
        asked.append(RebateContract.supplier_id.in_(sorted(set(supplier_ids))))
    for column, value in (
        (RebateContract.supplier_id, selection.supplier_id),
        (RebateContract.side, selection.side),
        (RebateContract.id, selection.agreement_id),
        (RebateContract.partner_id, selection.partner_id),
    ):
        if value is not None:
            asked.append(column == value)
    return asked


def _owed(found: Mapping[Key, Mapping[str, int]], by: RebateAxis) -> dict[Key, int]:
    """What is accrued and not paid; by month what stood open at its end."""
    if by is not RebateAxis.MONTH:
        return {key: sums["accrued"] - sums["paid"] for key, sums in found.items()}
    owed: dict[Key, int] = {}
    so_far: dict[tuple[str, str], int] = {}
    for key in sorted(found, key=lambda k: (k[0], k[1], str(k[2] or ""))):
        whose = key[:2]
        so_far[whose] = so_far.get(whose, 0) + found[key]["accrued"] - found[key]["paid"]
        owed[key] = so_far[whose]
    return owed


def _figures(key: Key, sums: Mapping[str, int], owed: int) -> tuple[Value, ...]:
    """Currency, side and the amounts of a row."""
    currency, side, _ = key
    money = {name: Money(sums[name], currency) for name in SUMS}
    liability, receivable = (Money(owed, currency), None) if side == WE_OWE else (None, Money(owed, currency))
    said = SIDES.get(side, side)
    before = (money["earned"], money["accrued"], money["claw_back"], money["claimed"], money["paid"])
    return (currency, said, *before, liability, receivable, money["expected"])


def _totals(shown: Mapping[Key, Mapping[str, int]], owed: Mapping[Key, int], by: RebateAxis) -> Iterator[tuple[Value, ...]]:
    """A row for each currency and side. Of months the last one says what is owed; of agreements and partners all together do."""
    for whose in sorted({key[:2] for key in shown}):
        mine = sorted((key for key in shown if key[:2] == whose), key=lambda key: str(key[2] or ""))
        sums = {name: sum(shown[key][name] for key in mine) for name in SUMS}
        left = owed[mine[-1]] if by is RebateAxis.MONTH else sum(owed[key] for key in mine)
        yield (None, "All", *_figures((*whose, None), sums, left))


def _names(session: Session, by: RebateAxis, values: Collection[Any]) -> dict[Any, str]:
    known = [value for value in values if value is not None]
    match by:
        case RebateAxis.AGREEMENT:
            rows = session.execute(select(RebateContract.id, RebateContract.number).where(RebateContract.id.in_(known)))
            names: dict[Any, str] = {row.id: row.number for row in rows}
        case RebateAxis.SUPPLIER:
            names = {row.id: row.name for row in session.execute(select(Supplier.id, Supplier.name).where(Supplier.id.in_(known)))}
        case RebateAxis.PARTNER:
            names = {row.id: row.name for row in session.execute(select(Partner.id, Partner.name).where(Partner.id.in_(known)))}
        case _:
            names = {value: str(value) for value in known}
    return {value: names.get(value, "Not known") for value in values}


def _month(value: Any) -> str | None:
    return None if value is None else str(value)[:7]


def _within(month: str | None, selection: RebateSelection) -> bool:
    if month is None:
        return selection.first is None and selection.last is None
    return (selection.first is None or month >= selection.first) and (selection.last is None or month <= selection.last)
