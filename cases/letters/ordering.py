"""Letters that are written in the background: ordered in the transaction of what makes them necessary."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cases.background.work import Work, WorkKind
from ledger.cases import Case, Draft


@dataclass(frozen=True, slots=True)
class LetterOrder:
    """A letter that is wanted, by whom. What is left open is what the case calls for: its kind, the portal's language, all that is open.

    `remarks` are a colleague's words on the last version.
    """

    actor: str
    kind: str | None = None
    language: str | None = None
    share: Decimal | None = None
    remarks: tuple[str, ...] = ()


OrderModelLetter = Callable[[Session, Case, LetterOrder, datetime], int | None]
"""Orders a letter from the model of the case's supplier, in the caller's transaction; gives the run, None where it has no model.

The run keeps a letter whatever comes: the template's where the model gave none that stands.
"""


def order_letter_anew(session: Session, work: Work, case: Case, outdated: Draft, *, now: datetime) -> str:
    """Orders the next version of a letter that no longer says what the case asks for, in the same language; gives the job's key.

    The key names the case as it is in this transaction: what is rolled back and done again orders the same letter once.
    """
    session.flush()
    key = f"draft:{case.id}:{case.version}"
    payload = {"case_id": case.id, "language": outdated.language} | _share_of(outdated)
    return work.submit(session, WorkKind.DRAFT, payload, key, now=now, supplier_id=case.supplier_id)


def _share_of(draft: Draft) -> dict[str, Any]:
    """The share that a settlement's letter asked for."""
    shares = [fact["value"] for fact in draft.brief.get("facts", ()) if fact["key"] == "case/share"]
    return {"share": shares[0]} if shares else {}
