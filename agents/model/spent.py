"""What models have used and cost, by day, supplier and model, and what of it failed: for those who pay."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from ledger.agents import ModelCall
from ledger.suppliers import Supplier


@dataclass(frozen=True, slots=True)
class Spent:
    """Calls of one day for one supplier to one model. Money is in millionths of a US dollar; what is reserved is not spent yet."""

    day: date
    supplier_id: int
    supplier: str
    model: str
    calls: int
    failed: int
    estimated: int
    """Calls for which the provider told no usage."""
    input_tokens: int
    output_tokens: int
    cost_micros: int
    reserved_micros: int


def spent_since(session: Session, first: date, *, where: Sequence[ColumnElement[bool]] = (), limit: int = 500) -> list[Spent]:
    """What was asked from that day (UTC) on, the latest day first. `where` narrows the calls to those that may be seen."""
    parts = (ModelCall.day, ModelCall.supplier_id, Supplier.slug, ModelCall.model)
    rows = session.execute(
        select(
            *parts,
            func.count(),
            func.count().filter(ModelCall.state == "failed"),
            func.count().filter(ModelCall.estimated),
            func.sum(ModelCall.input_tokens),
            func.sum(ModelCall.output_tokens),
            func.sum(ModelCall.cost_micros),
            func.sum(ModelCall.reserved_micros),
        )
        .join(Supplier, Supplier.id == ModelCall.supplier_id)
        .where(ModelCall.day >= first, *where)
        .group_by(*parts)
        .order_by(ModelCall.day.desc(), Supplier.slug, ModelCall.model)
        .limit(limit)
    )
    return [
        Spent(
            day=day, supplier_id=number, supplier=slug, model=model, calls=calls, failed=failed, estimated=estimated,
            input_tokens=int(read), output_tokens=int(written), cost_micros=int(cost), reserved_micros=int(reserved),
        )
        for day, number, slug, model, calls, failed, estimated, read, written, cost, reserved in rows
    ]  # fmt: skip
