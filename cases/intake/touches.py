"""What calls for judging an account again: notes it, and sees that one judgement follows however many touches there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.background.work import ENDED, Work, WorkKind
from ledger.database import ROW_ALONE
from ledger.operation import Touch
from ledger.suppliers import Account

GATHERING: Final = timedelta(seconds=2)
"""How long a judgement waits for further touches: the files of one upload come within moments of each other."""
MANY: Final = 100
"""Documents that are touched one by one; more are the account."""


def touch(
    session: Session,
    work: Work,
    account_id: int,
    *,
    document_id: int | None = None,
    keys: Iterable[str] = (),
    cause: str,
    now: datetime,
) -> Touch:
    """Notes that an account is to be judged again, and submits the one judgement that all waiting touches share.

    `document_id` None with no `keys` touches the whole account; `keys` are orders, invoices and references, compacted. Locks the
    account's row until the caller commits, so that a judgement that runs at the same time sees this touch or is followed by
    another. Who locks several accounts does so by ascending id, and before writing to the journal. Raises NoResultFound where
    there is no such account.
    """
    return _touched(session, work, account_id, [document_id], keys, cause=cause, now=now)[0]


def touch_documents(session: Session, work: Work, account_id: int, document_ids: Sequence[int], *, cause: str, now: datetime) -> None:
    """The same for several documents at once; past a hundred the whole account is touched."""
    if document_ids:
        touched: Sequence[int | None] = document_ids if len(document_ids) <= MANY else [None]
        _touched(session, work, account_id, touched, (), cause=cause, now=now)


def _touched(
    session: Session, work: Work, account_id: int, document_ids: Sequence[int | None], keys: Iterable[str], *, cause: str, now: datetime
) -> list[Touch]:
    account = session.execute(select(Account.id, Account.supplier_id).where(Account.id == account_id).with_for_update(**ROW_ALONE)).one()
    listed = sorted(set(keys))
    added = [Touch(account_id=account_id, document_id=document, keys=listed, cause=cause[:200], at=now) for document in document_ids]
    session.add_all(added)
    session.flush()
    work.submit(
        session,
        WorkKind.DETECT,
        {"account_id": account_id},
        _key_in_hand(session, work, added[0]),
        now=now,
        supplier_id=account.supplier_id,
        not_before=now + GATHERING,
    )
    return added


def _key_in_hand(session: Session, work: Work, added: Touch) -> str:
    """The key of the judgement that is to come; where that one ended without taking its touches in (it failed), a new one."""
    waiting = (Touch.account_id == added.account_id, Touch.judged_at.is_(None))
    first = session.scalar(select(func.min(Touch.id)).where(*waiting))
    key = detection_key(added.account_id, added.id if first is None else first)
    job = work.look(session, key)
    return detection_key(added.account_id, added.id) if job is not None and job.state in ENDED else key


def detection_key(account_id: int, first_touch: int) -> str:
    """The key of the judgement that takes in all touches from this one on."""
    return f"detect:{account_id}:{first_touch}"
