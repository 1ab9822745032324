"""Suppliers and their accounts with retailers: opened and changed, each in the journal."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_in_force
from ledger.journal import record
from ledger.suppliers import Account, Supplier
from rules.loader import retailer_name

SLUG: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_SLUG: Final = 80
CHANGEABLE: Final = frozenset(
    {
        "name",
        "active",
        "four_eyes",
        "unattended_up_to_minor",
        "unattended_currency",
        "write_off_up_to_minor",
        "mail_from",
        "settings",
        "external_id",
    }
)
"""What may be changed of a supplier."""
CHANGEABLE_OF_ACCOUNT: Final = frozenset({"contact", "active", "external_id"})
"""What may be changed of an account; retailer, folder and currency are what its findings are keyed by."""


class ClientError(Exception):
    """A supplier or account that cannot be as it was asked for; the message says why."""


class ClientExistsError(ClientError):
    """There is one already."""


def make_supplier(session: Session, *, name: str, slug: str | None = None, actor: str, now: datetime) -> Supplier:
    """A new supplier. `slug` is its short name in commands and addresses, made from the name where it is not given.

    Raises ClientError for a blank name or an unusable slug, ClientExistsError for a slug that is taken.
    """
    called = " ".join(name.split())
    short = slug or _slug(called)
    if not called or not SLUG.fullmatch(short) or len(short) > LONGEST_SLUG:
        raise ClientError("a supplier has a name, and a short one of small letters, digits and hyphens")
    if session.scalar(select(Supplier.id).where(Supplier.slug == short)) is not None:
        raise ClientExistsError(f"there is a supplier {short} already")
    made = Supplier(name=called, slug=short, created_at=now)
    session.add(made)
    session.flush()
    _told(session, made.id, "supplier_made", "supplier", made.id, None, {"name": called, "slug": short}, actor, now)
    return made


def change_supplier(session: Session, supplier: Supplier, changes: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """Changes what is `CHANGEABLE`. Raises ClientError where an amount lacks its currency or is negative."""
    before = _changed(supplier, changes, CHANGEABLE)
    if (supplier.unattended_up_to_minor is None) != (supplier.unattended_currency is None):
        raise ClientError("an amount for unattended approval needs its currency, and the other way round")
    if (supplier.unattended_up_to_minor or 0) < 0 or supplier.write_off_up_to_minor < 0:
        raise ClientError("a limit is not negative")
    session.flush()
    _told(session, supplier.id, "supplier_changed", "supplier", supplier.id, before, dict(changes), actor, now)


def open_account(
    session: Session,
    supplier: Supplier,
    *,
    retailer: str,
    currency: str | None = None,
    folder: str = "",
    on: date,
    actor: str,
    now: datetime,
) -> Account:
    """A supplier's account with a retailer. `folder` tells two with the same retailer apart; `currency` is the pack's where not given.

    Raises RuleError for a retailer that no pack is written for, ClientExistsError for an account that is there.
    """
    pack = retailer_name(retailer, None)
    taken = select(Account.id).where(Account.supplier_id == supplier.id, Account.retailer == pack, Account.folder == folder)
    if session.scalar(taken) is not None:
        raise ClientExistsError(f"{supplier.name} has an account with {pack}{f' in {folder}' if folder else ''} already")
    made = Account(
        supplier_id=supplier.id, retailer=pack, folder=folder, currency=currency or rules_in_force(pack, None, on).currency, created_at=now
    )
    session.add(made)
    session.flush()
    after = {"retailer": pack, "folder": folder, "currency": made.currency}
    _told(session, supplier.id, "account_opened", "account", made.id, None, after, actor, now)
    return made


def change_account(session: Session, account: Account, changes: Mapping[str, Any], *, actor: str, now: datetime) -> None:
    """Changes what is `CHANGEABLE_OF_ACCOUNT`."""
    before = _changed(account, changes, CHANGEABLE_OF_ACCOUNT)
    session.flush()
    _told(session, account.supplier_id, "account_changed", "account", account.id, before, dict(changes), actor, now)


def _changed(row: Supplier | Account, changes: Mapping[str, Any], changeable: frozenset[str]) -> dict[str, Any]:
    """Lays the changes over the row; gives what stood there before."""
    unknown = set(changes) - changeable
    if unknown:
        raise ClientError(f"{', '.join(sorted(unknown))} cannot be changed")
    before = {name: getattr(row, name) for name in changes}
    for name, value in changes.items():
        setattr(row, name, value)
    return before


def _told(
    session: Session,
    supplier_id: int,
    action: str,
    noun: str,
    noun_id: int,
    before: dict[str, Any] | None,
    after: dict[str, Any],
    actor: str,
    now: datetime,
) -> None:
    record(session, supplier_id=supplier_id, actor=actor, now=now, action=action, noun=noun, noun_id=noun_id, before=before, after=after)


def _slug(name: str) -> str:
    """A name in small letters, digits and hyphens: `Bébé & Söhne GmbH` → `bebe-sohne-gmbh`."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_SLUG].strip("-") or "supplier"
