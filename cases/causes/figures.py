"""The figures of deduction lines that are looked at together: all that a hypothesis may rest on, counted in the ledger."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import Session

from cases.causes.lines import CAUSE, COLUMNS, Dimension, Lines, week_of
from facts.finding import FindingType
from ledger.findings import FindingRow

MOST_COUNTED: Final = 2_000
"""Shortage lines whose units are looked at one by one, the dearest first."""
MOST_PACK: Final = 1_000
"""The largest number of units that a carton may hold for a count to be taken for one of cartons."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some of the lines: how many, what was deducted for them in minor units, and which (empty where they are told by a condition)."""

    lines: int = 0
    minor: int = 0
    findings: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Counts:
    """What the units of shortage lines say, of the `looked` lines whose units are known.

    `whole`: nothing was received. `packed`: what was received, times `pack`, is what was invoiced, with the same pack in each. `small`:
    short by a few units alone. `orders` counts the orders of the latter.
    """

    looked: int = 0
    whole: Part = Part()
    packed: Part = Part()
    pack: int = 0
    small: Part = Part()
    orders: int = 0


@dataclass(frozen=True, slots=True)
class Figures:
    """Lines in figures. Amounts in minor units; `by_cause` and `by_kind` hold parts by name, `months` counts and amounts by YYYY-MM.

    `top` is the value that most lines share along each dimension that they are not narrowed to, with how many do; `values` how many
    values there are.
    """

    lines: int
    cases: int
    orders: int
    claimed_minor: int
    recoverable_minor: int
    first: date | None
    last: date | None
    by_cause: Mapping[str, Part] = field(default_factory=dict)
    by_kind: Mapping[str, Part] = field(default_factory=dict)
    months: Mapping[str, Part] = field(default_factory=dict)
    top: Mapping[Dimension, tuple[str, int]] = field(default_factory=dict)
    values: Mapping[Dimension, int] = field(default_factory=dict)
    counts: Counts = Counts()


def figures_of(session: Session, lines: Lines, *, small_units: int) -> Figures:
    """The figures of some lines; `small_units` is the most that a count may be off to be noise."""
    where = lines.where()
    sums = session.execute(
        select(
            func.count(),
            func.count(distinct(FindingRow.case_id)),
            func.count(distinct(func.nullif(FindingRow.purchase_order, ""))),
            func.coalesce(func.sum(FindingRow.claimed_minor), 0),
            func.coalesce(func.sum(FindingRow.recoverable_minor), 0),
            func.min(FindingRow.deducted_on),
            func.max(FindingRow.deducted_on),
        ).where(*where)
    ).one()
    number, cases, orders, claimed, recoverable, first, last = sums
    weeks, months = _by_time(session, lines)
    top, values = _shared(session, lines)
    if weeks:
        week, most = min(weeks.items(), key=lambda w: (-w[1], w[0]))
        top[Dimension.WEEK], values[Dimension.WEEK] = (week, most), len(weeks)
    return Figures(
        lines=int(number),
        cases=int(cases),
        orders=int(orders),
        claimed_minor=int(claimed),
        recoverable_minor=int(recoverable),
        first=first,
        last=last,
        by_cause=_parts(session, lines, CAUSE),
        by_kind={FindingType(kind).value: part for kind, part in _parts(session, lines, FindingRow.type).items()},
        months=months,
        top=top,
        values=values,
        counts=_counts(session, lines, small_units) if lines.kind in {None, FindingType.SHORTAGE} else Counts(),
    )


def months_of(session: Session, lines: Lines) -> dict[str, Part]:
    """Lines and amounts by month (YYYY-MM), for the months that have any."""
    return _by_time(session, lines)[1]


def _parts(session: Session, lines: Lines, column: Any) -> dict[str, Part]:
    asked = select(column, func.count(), func.sum(FindingRow.claimed_minor)).where(*lines.where()).group_by(column)
    found = {str(value or ""): Part(int(count), int(minor)) for value, count, minor in session.execute(asked)}
    return dict(sorted(found.items(), key=lambda f: (-f[1].minor, f[0])))


def _by_time(session: Session, lines: Lines) -> tuple[dict[str, int], dict[str, Part]]:
    """Lines by week and by month: there are as many groups as days."""
    day = FindingRow.deducted_on
    asked = select(day, func.count(), func.sum(FindingRow.claimed_minor)).where(*lines.where()).group_by(day)
    weeks: Counter[str] = Counter()
    months: dict[str, Part] = {}
    for on, count, minor in session.execute(asked):
        if on is None:
            continue
        weeks[week_of(on).isoformat()] += int(count)
        before = months.get(f"{on:%Y-%m}", Part())
        months[f"{on:%Y-%m}"] = Part(before.lines + int(count), before.minor + int(minor))
    return dict(weeks), dict(sorted(months.items()))


def _shared(session: Session, lines: Lines) -> tuple[dict[Dimension, tuple[str, int]], dict[Dimension, int]]:
    """The value that most lines have along each dimension that they are not narrowed to, and how many values there are."""
    top: dict[Dimension, tuple[str, int]] = {}
    values: dict[Dimension, int] = {}
    for dimension in (Dimension.DESTINATION, Dimension.CARRIER, Dimension.SKU):
        column = COLUMNS[dimension]
        known = [*lines.where(), column != ""]
        values[dimension] = session.scalar(select(func.count(distinct(column))).where(*known)) or 0
        if dimension not in lines.shared:
            most = select(column, func.count().label("lines")).where(*known).group_by(column).order_by(func.count().desc(), column).limit(1)
            found = session.execute(most).first()
            if found is not None:
                top[dimension] = (str(found[0]), int(found[1]))
    return top, values


@dataclass(slots=True)
class _Chosen:
    """Lines picked one by one."""

    lines: list[int] = field(default_factory=list)
    minor: int = 0

    def take(self, finding: int, minor: int) -> None:
        """One more."""
        self.lines.append(finding)
        self.minor += minor

    @property
    def part(self) -> Part:
        """As a part."""
        return Part(len(self.lines), self.minor, tuple(sorted(self.lines)))


def _counts(session: Session, lines: Lines, small_units: int) -> Counts:
    """What the units of the dearest shortage lines say."""
    asked = (
        select(FindingRow.id, FindingRow.claimed_minor, FindingRow.purchase_order, FindingRow.calculation)
        .where(*lines.where(), FindingRow.type == FindingType.SHORTAGE)
        .order_by(FindingRow.claimed_minor.desc(), FindingRow.id)
        .limit(MOST_COUNTED)
    )
    looked, whole, small, orders = 0, _Chosen(), _Chosen(), set()
    packs: dict[int, _Chosen] = {}
    for finding, minor, order, calculation in session.execute(asked):
        units = units_of(calculation)
        if units is None:
            continue
        looked += 1
        invoiced, received = units
        if received == 0:
            whole.take(finding, minor)
        elif (pack := _pack(invoiced, received)) is not None:
            packs.setdefault(pack, _Chosen()).take(finding, minor)
        if 0 < invoiced - received <= small_units:
            small.take(finding, minor)
            orders.add(order)
    pack = min(packs, key=lambda p: (-len(packs[p].lines), p), default=0)
    packed = packs[pack].part if pack else Part()
    return Counts(looked, whole.part, packed, pack, small.part, len(orders - {""}))


def units_of(calculation: Iterable[Mapping[str, Any]]) -> tuple[Decimal, Decimal] | None:
    """Units invoiced and received, as the calculation of a shortage states them; None where it does not."""
    told: dict[str, Decimal] = {}
    for step in calculation:
        if step.get("id") in {"invoiced", "received"}:
            try:
                told[step["id"]] = Decimal(str(step.get("value")))
            except InvalidOperation:
                return None
    return (told["invoiced"], told["received"]) if len(told) == 2 else None


def _pack(invoiced: Decimal, received: Decimal) -> int | None:
    """The whole number of units that each counted one would have to hold for all to be there."""
    pack, rest = divmod(invoiced, received)
    return int(pack) if rest == 0 and 2 <= pack <= MOST_PACK else None
