"""What supplier and retailer have agreed: kept in its own words, version by version; what it changes is judged again."""

from __future__ import annotations

import hashlib
from datetime import date, datetime

from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import terms_of
from cases.background.work import Work
from cases.intake.touches import touch
from ledger.journal import record
from ledger.suppliers import Account, Terms
from rules.errors import RuleError
from rules.loader import read_terms, rules_of


def record_terms(
    session: Session, work: Work, account: Account, *, text: str, file: str, on: date, actor: str, now: datetime
) -> Terms | None:
    """A new version of an account's terms; None where they are just those in force. All of the account is judged again.

    `text` is a terms.yaml, `file` the name that its rules are quoted by. Raises RuleError with file and line where it cannot be
    used on the day `on`.
    """
    agreed = read_terms(text.encode(), file)
    rules_of(account.retailer, agreed, on)
    before = terms_of(session, account.id)
    if before is not None and before.text == text:
        return None
    version = 1 if before is None else before.version + 1
    made = Terms(account_id=account.id, version=version, text=text, file=file, recorded_at=now, recorded_by=actor)
    session.add(made)
    session.flush()
    touch(session, work, account.id, cause="the terms changed", now=now)
    record(
        session,
        supplier_id=account.supplier_id,
        actor=actor,
        now=now,
        action="terms recorded",
        noun="account",
        noun_id=account.id,
        before=None if before is None else {"version": before.version, "sha256": _hash(before.text)},
        after={"version": version, "sha256": _hash(text), "file": file},
    )
    return made


def text_of(content: bytes, file: str) -> str:
    """The words of a terms file. Raises RuleError where it is no UTF-8 text."""
    try:
        return content.decode("utf-8-sig").replace("\x00", "")
    except UnicodeDecodeError:
        raise RuleError(file, None, "it is not written in UTF-8; save it as UTF-8 text") from None


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
