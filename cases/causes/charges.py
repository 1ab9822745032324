"""What the retailer's export says a charge is for: words from outside, bounded and cleaned, to be quoted."""

from __future__ import annotations

import re
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from facts.identifiers import compact
from facts.tables import TableKind
from ledger.papers import DocumentOrigin, TableRead, TradeFact

LONGEST: Final = 160
_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ue000-\uf8ff\s]+")


def charge_words(session: Session, account_id: int, reference: str) -> str:
    """Type and subtype of the charge of that number, in the retailer's words; empty where no export of the account has it."""
    own = select(DocumentOrigin.document_id).where(DocumentOrigin.account_id == account_id)
    wanted = (
        select(TradeFact.values)
        .join(TableRead, TableRead.id == TradeFact.table_id)
        .where(TableRead.kind == TableKind.CHARGEBACKS, TradeFact.reference == compact(reference), TableRead.document_id.in_(own))
        .order_by(TradeFact.id.desc())
        .limit(1)
    )
    values = session.scalar(wanted) or {}
    told = [str(values[name]) for name in ("issue_type", "sub_type") if values.get(name)]
    return _UNSEEN.sub(" ", ", ".join(dict.fromkeys(told))).strip()[:LONGEST]
