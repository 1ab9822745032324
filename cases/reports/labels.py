"""How the values of an axis are called for people."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.reports.selection import Axis
from cases.wording import kind_name
from facts.finding import FindingType
from ledger.people import User
from ledger.suppliers import Supplier


def labelled(session: Session, by: Axis | None, values: Collection[Any]) -> dict[Any, str]:
    """A name for each value that a report found; what is not known on a case is said so."""
    known = [value for value in values if value not in {None, ""}]
    match by:
        case Axis.SUPPLIER:
            names = {row.id: row.name for row in session.execute(select(Supplier.id, Supplier.name).where(Supplier.id.in_(known)))}
        case Axis.ASSIGNEE:
            names = {row.id: row.name for row in session.execute(select(User.id, User.name).where(User.id.in_(known)))}
        case Axis.TYPE:
            names = {value: kind_name(FindingType(value)) for value in known}
        case _:
            names = {value: str(value) for value in known}
    unknown = "All" if by is None else "Nobody" if by is Axis.ASSIGNEE else "Not known"
    return {value: names.get(value, unknown) for value in values}
