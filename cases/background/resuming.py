"""What a ledger that was restored elsewhere goes on with: jobs do not travel, so what waited is submitted again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, sessionmaker

from cases.background.work import Work, WorkKind
from cases.intake.receiving import origins_of, submit_reading
from cases.intake.touches import detection_key
from ledger.agents import AgentRun
from ledger.cases import Mail
from ledger.journal import record
from ledger.operation import Touch
from ledger.papers import Document, DocumentState
from ledger.suppliers import Account

STOPPED: Final = "the house was restored from a backup while this ran; order it again if it is still wanted"


@dataclass(frozen=True, slots=True)
class Resumed:
    """How much goes on: documents to read, accounts to judge; and mails that were held back."""

    readings: int
    judgements: int
    mails: int


def resume(sessions: sessionmaker[Session], work: Work, *, actor: str, now: datetime, backup_of: datetime) -> Resumed:
    """Submits the readings and judgements that waited when the backup was made, in transactions of its own.

    Mails that were to be sent become drafts: the house that the backup came from may have sent them since, and none goes out twice.
    Runs that asked a model end: that house may have paid for the answer, and a person orders what is still wanted.
    """
    with sessions() as session:
        waiting = session.scalars(select(Document.id).where(Document.state == DocumentState.RECEIVED).order_by(Document.id)).all()
        unjudged = select(Touch.account_id, func.min(Touch.id)).where(Touch.judged_at.is_(None)).group_by(Touch.account_id)
        touched = session.execute(unjudged.order_by(Touch.account_id)).all()
    for number in waiting:
        with sessions.begin() as session:
            document = session.get_one(Document, number, with_for_update=True)
            origins = origins_of(session, number)
            submit_reading(session, work, document, origins[0].path if origins else document.name, now=now)
    for account_id, first in touched:
        with sessions.begin() as session:
            supplier_id = session.scalar(select(Account.supplier_id).where(Account.id == account_id))
            key, payload = detection_key(account_id, first), {"account_id": account_id}
            work.submit(session, WorkKind.DETECT, payload, key, now=now, supplier_id=supplier_id)
    with sessions.begin() as session:
        stopped = {"state": "failed", "ended_at": now, "problem": STOPPED, "partial": ""}
        session.execute(update(AgentRun).where(AgentRun.ended_at.is_(None)).values(**stopped))
        held = session.scalar(select(func.count()).where(Mail.state == "queued")) or 0
        session.execute(update(Mail).where(Mail.state == "queued").values(state="draft"))
        after = {"backup_of": backup_of.isoformat(), "readings": len(waiting), "judgements": len(touched), "mails_held": held}
        record(session, supplier_id=None, actor=actor, now=now, action="restored", noun="house", noun_id=None, after=after)
    return Resumed(len(waiting), len(touched), held)
