"""When papers are looked for: after each judgement of an account that has cases without them, and when somebody asks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from cases.background.work import JobState, Work, WorkKind
from cases.gathering.missing import lacks_papers
from ledger.cases import Case
from ledger.operation import Job
from ledger.suppliers import Account, Supplier

GATHERING: Final = timedelta(seconds=10)
"""How long a search waits for further judgements: papers that come one after the other are looked at together."""


def key_of_account(account_id: int, judgement: str) -> str:
    """The key of the search that follows a judgement; without one, what all such keys of the account begin with."""
    return f"gather:account:{account_id}:{judgement}"


def order_for_account(session: Session, work: Work, account_id: int, supplier_id: int, judgement: int, *, now: datetime) -> str | None:
    """Submits the search for an account, unless one waits to begin; None where none of its cases lacks papers."""
    if not session.scalar(select(exists().where(Case.account_id == account_id, lacks_papers()))):
        return None
    of_account = Job.key.startswith(key_of_account(account_id, ""), autoescape=True)
    waiting = session.scalar(select(Job.key).where(of_account, Job.state == JobState.WAITING.value).limit(1))
    if waiting is not None:
        return waiting
    key = key_of_account(account_id, str(judgement))
    return work.submit(
        session, WorkKind.GATHER, {"account_id": account_id}, key, now=now, supplier_id=supplier_id, not_before=now + GATHERING
    )


def order_for_case(session: Session, work: Work, case: Case, *, actor: str, now: datetime) -> str:
    """Submits the search for one case; asked for twice within a moment it is done once."""
    key = f"gather:case:{case.id}:{now:%Y%m%dT%H%M%S}"
    return work.submit(session, WorkKind.GATHER, {"case_id": case.id, "actor": actor}, key, now=now, supplier_id=case.supplier_id)


def order_for_supplier(session: Session, work: Work, supplier: Supplier, *, now: datetime) -> list[str]:
    """Submits the search for every account of a supplier that has cases without papers: whom to ask has changed."""
    accounts = session.scalars(select(Account.id).where(Account.supplier_id == supplier.id, Account.active.is_(True)).order_by(Account.id))
    keys = []
    for account in accounts:
        if session.scalar(select(exists().where(Case.account_id == account, lacks_papers()))):
            key = f"gather:contacts:{account}:{now:%Y%m%dT%H%M%S}"
            keys.append(
                work.submit(session, WorkKind.GATHER, {"account_id": account, "everything": True}, key, now=now, supplier_id=supplier.id)
            )
    return keys
