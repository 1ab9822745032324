"""The few numbers of the first page: what is open for each supplier that may be seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from api.http.gate.rows import Gate
from api.http.shapes.plain import amount
from ledger.models import Case, Supplier


@dataclass(frozen=True, slots=True)
class OpenWork:
    """A supplier's open cases: how many, what could come back in each currency, and the day that is due first."""

    name: str
    cases: int
    open: str
    due: date | None
    overdue: bool


def open_work(gate: Gate) -> Sequence[OpenWork]:
    """One line per supplier, by name (at most 200)."""
    suppliers = gate.session.scalars(gate.seen(Supplier).where(Supplier.active).order_by(Supplier.name).limit(200)).all()
    sums = gate.session.execute(
        select(Case.supplier_id, Case.currency, func.count(), func.sum(Case.open_minor), func.min(Case.next_due))
        .where(Case.supplier_id.in_([s.id for s in suppliers]), Case.closed.is_(False))
        .group_by(Case.supplier_id, Case.currency)
        .order_by(Case.currency)
    ).all()
    lines = []
    for supplier in suppliers:
        own = [s for s in sums if s[0] == supplier.id]
        due = min((s[4] for s in own if s[4] is not None), default=None)
        total = ", ".join(f"{amount(int(s[3] or 0), s[1])} {s[1]}" for s in own) or "–"
        lines.append(OpenWork(supplier.name, sum(s[2] for s in own), total, due, overdue=due is not None and due < gate.today))
    return lines
