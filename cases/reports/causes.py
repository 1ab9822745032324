"""What causes the deductions: the Pareto of root causes, and which cause comes back at the same place month after month."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.reports.labels import labelled
from cases.reports.report import Column, Report, Unit, Value, share
from cases.reports.selection import Axis, Selection, chosen
from cases.reports.sources import cases_by
from cases.reports.tables import head, heads
from cases.wording import cause_name
from facts.money import Money

MONTHS: Final = 6
"""Months that are looked back upon for repeated causes, the present one among them."""
REPEATED: Final = 3
"""Months of those in which a cause must come up at one place to count as repeated (domain.md section 6)."""


def root_causes(session: Session, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date) -> Report:
    """Causes, the dearest first, each with its share of what was deducted in its currency and the share of all so far.

    With an axis each cause stands once per value of it, so that the dearest pair comes first.
    """
    rows = cases_by(by, chosen(supplier_ids, selection), ("cause", "claimed", "disputable", "open"))
    keys = [rows.c.currency, rows.c.cause, *([rows.c.by] if by is not None else [])]
    sums = [func.count(), func.sum(rows.c.claimed), func.sum(rows.c.disputable), func.sum(rows.c.open)]
    found = [
        _Cause(currency, cause, rest[0] if rest else None, number, int(claimed or 0), int(disputable or 0), int(still or 0))
        for number, claimed, disputable, still, currency, cause, *rest in session.execute(select(*sums, *keys).group_by(*keys))
    ]
    names = labelled(session, by, {cause.value for cause in found})
    ordered = sorted(found, key=lambda c: (c.currency, -c.claimed, c.cause, names[c.value]))
    whole: dict[str, list[int]] = {}
    for cause in ordered:
        counted = whole.setdefault(cause.currency, [0, 0, 0, 0])
        whole[cause.currency] = [a + b for a, b in zip(counted, cause.sums, strict=True)]
    shown, so_far = [], dict.fromkeys(whole, 0)
    for cause in ordered:
        so_far[cause.currency] += cause.claimed
        claimed = whole[cause.currency][1]
        said = (*head(by, cause.value, names[cause.value]), cause.currency, cause.cause, _cause_name(cause.cause))
        shown.append((*said, *_amounts(cause.sums, cause.currency), share(cause.claimed, claimed), share(so_far[cause.currency], claimed)))
    return Report(
        name="root-causes",
        title="Root causes",
        columns=(
            *heads(by),
            Column("root_cause", "Code"),
            Column("cause", "Root cause"),
            Column("cases", "Cases", Unit.COUNT),
            Column("deducted", "Deducted", Unit.MONEY),
            Column("disputable", "Disputable", Unit.MONEY),
            Column("open", "Open", Unit.MONEY),
            Column("share", "Share of deducted", Unit.RATE),
            Column("share_so_far", "Share so far", Unit.RATE),
        ),
        rows=tuple(shown),
        totals=tuple(
            (*head(by, None, "All"), currency, None, "All", *_amounts(sums, currency), share(sums[1], sums[1]), share(sums[1], sums[1]))
            for currency, sums in whole.items()
        ),
        filters=selection.said(),
        as_of=today,
        note="By item a case with several items counts once for each." if by is Axis.SKU else "",
    )


@dataclass(frozen=True, slots=True)
class _Cause:
    currency: str
    cause: str
    value: Any
    number: int
    claimed: int
    disputable: int
    open: int

    @property
    def sums(self) -> tuple[int, int, int, int]:
        return self.number, self.claimed, self.disputable, self.open


def _amounts(sums: Iterable[int], currency: str) -> tuple[Value, ...]:
    number, *amounts = sums
    return (number, *(Money(amount, currency) for amount in amounts))


def _cause_name(cause: str) -> str:
    return cause_name(cause) if cause else "Not known"


def repeat_offenders(
    session: Session, *, supplier_ids: Collection[int] | None, selection: Selection, by: Axis | None, today: date
) -> Report:
    """Causes that came up at the same place in at least three of the last six months, and their share of all that was deducted then.

    The months end with that of `today`, or of the last day that the report is narrowed to. The share in the totals is the index.
    """
    months = last_months(min(selection.deducted_to or today, today))
    rows = cases_by(by, chosen(supplier_ids, selection), ("cause", "place", "month", "claimed"))
    keys = [rows.c.currency, rows.c.cause, rows.c.place, rows.c.month, *([rows.c.by] if by is not None else [])]
    whole: dict[tuple[str, Any], int] = {}
    seen: dict[tuple[str, Any, str, str], dict[str, int]] = {}
    asked = select(func.sum(rows.c.claimed), *keys).where(rows.c.month.in_(months)).group_by(*keys)
    for claimed, currency, cause, place, month, *rest in session.execute(asked):
        value = rest[0] if rest else None
        whole[currency, value] = whole.get((currency, value), 0) + int(claimed)
        if cause and place and claimed > 0:
            seen.setdefault((currency, value, cause, place), {})[month] = int(claimed)
    names = labelled(session, by, {value for _, value in whole})
    repeated = {key: amounts for key, amounts in seen.items() if len(amounts) >= REPEATED}
    shown = sorted(
        (currency, -sum(amounts.values()), names[value], cause, place, value, len(amounts))
        for (currency, value, cause, place), amounts in repeated.items()
    )
    all_in = {currency: sum(n for (c, _), n in whole.items() if c == currency) for currency, _ in whole}
    again = {currency: sum(-row[1] for row in shown if row[0] == currency) for currency in all_in}
    return Report(
        name="repeat-offenders",
        title="Causes that come back",
        columns=(
            *heads(by),
            Column("root_cause", "Code"),
            Column("cause", "Root cause"),
            Column("place", "Delivered to"),
            Column("months", "Months of six", Unit.COUNT),
            Column("deducted", "Deducted", Unit.MONEY),
            Column("deducted_in_all", "Deducted in all", Unit.MONEY),
            Column("share", "Share of all", Unit.RATE),
        ),
        rows=tuple(
            (
                *head(by, value, label),
                currency,
                cause,
                _cause_name(cause),
                place,
                number,
                Money(-amount, currency),
                Money(whole[currency, value], currency),
                share(-amount, whole[currency, value]),
            )
            for currency, amount, label, cause, place, value, number in shown
        ),
        totals=tuple(
            (*head(by, None, "All"), c, None, "All", None, None, Money(again[c], c), Money(n, c), share(again[c], n))
            for c, n in sorted(all_in.items())
        ),
        filters=selection.said() | {"months": f"{months[0]} to {months[-1]}"},
        as_of=today,
        note=f"The same cause at the same place in at least {REPEATED} of {MONTHS} months; the share in the totals is the index.",
    )


def last_months(last: date) -> tuple[str, ...]:
    """The six months that end with the one of a day, as cases name them (YYYY-MM)."""
    numbered = last.year * 12 + last.month - 1
    return tuple(f"{n // 12:04}-{n % 12 + 1:02}" for n in range(numbered - MONTHS + 1, numbered + 1))
