"""The number that people call a case by: it counts up per supplier."""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ledger.cases import Case
from ledger.database import ROW_ALONE
from ledger.suppliers import Supplier


def next_number(session: Session, supplier_id: int) -> int:
    """The next case number of a supplier. Holds the supplier's row until the caller commits, so that no two get the same."""
    session.get_one(Supplier, supplier_id, with_for_update=ROW_ALONE)
    session.flush()
    highest = session.scalar(select(func.max(Case.number)).where(Case.supplier_id == supplier_id))
    return (highest or 0) + 1
