"""Which rules hold for an account on a day, and which of them something was judged by."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from ledger.models import Account, RuleVersion, Terms
from rules.loader import read_terms, rules_of
from rules.model import Rules
from rules.stored import hash_of, restored, stored


def terms_of(session: Session, account_id: int) -> Terms | None:
    """The terms in force: the account's highest version, or None where nothing was agreed."""
    return session.scalar(select(Terms).where(Terms.account_id == account_id).order_by(Terms.version.desc()).limit(1))


def rules_for(session: Session, account_id: int, on: date) -> Rules:
    """The retailer's pack in force on a day with the account's latest terms laid over it.

    Raises RuleError with file and line where terms or pack cannot be used.
    """
    account = session.get_one(Account, account_id)
    terms = terms_of(session, account_id)
    return rules_in_force(account.retailer, None if terms is None else (terms.text, terms.file), on)


@lru_cache(maxsize=256)
def rules_in_force(retailer: str, agreed: tuple[str, str] | None, on: date) -> Rules:
    """The same from the words themselves: nothing of it changes, and putting a pack together takes longer than what most requests do."""
    return rules_of(retailer, None if agreed is None else read_terms(agreed[0].encode(), agreed[1]), on)


def rule_version(session: Session, account_id: int, rules: Rules, now: datetime) -> RuleVersion:
    """The rules as a version of the account's own, kept once however often they are used."""
    known_by = hash_of(rules)
    wanted = select(RuleVersion).where(RuleVersion.account_id == account_id, RuleVersion.content_hash == known_by)
    found = session.scalar(wanted)
    if found is not None:
        return found
    made = RuleVersion(
        account_id=account_id, rule_id=rules.id, content_hash=known_by, content=stored(rules), external_keys={}, first_used_at=now
    )
    try:
        with session.begin_nested():
            session.add(made)
            session.flush()
    except IntegrityError:
        # Another transaction kept the same rules meanwhile.
        return session.scalars(wanted).one()
    return made


def rules_by_version(session: Session, rule_version_id: int) -> Rules:
    """The rules of a version that was kept. Raises RuleError where they cannot be read any more."""
    return restored(session.get_one(RuleVersion, rule_version_id).content)
