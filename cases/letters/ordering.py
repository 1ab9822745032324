"""Letters that are written in the background: ordered in the transaction of what makes them necessary."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from cases.background.work import Work, WorkKind
from ledger.cases import Case, Draft


def order_letter_anew(session: Session, work: Work, case: Case, outdated: Draft, *, now: datetime) -> str:
    """Orders the next version of a letter that no longer says what the case asks for, in the same language; gives the job's key.

    The key names the case as it is in this transaction: what is rolled back and done again orders the same letter once.
    """
    session.flush()
    key = f"draft:{case.id}:{case.version}"
    payload = {"case_id": case.id, "language": outdated.language}
    return work.submit(session, WorkKind.DRAFT, payload, key, now=now, supplier_id=case.supplier_id)
