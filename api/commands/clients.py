"""Suppliers and accounts as they are named on the command line."""

from __future__ import annotations

import argparse

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.errors import CommandError
from ledger.models import Account, Supplier


def account_called(session: Session, arguments: argparse.Namespace) -> Account:
    """The account that slug, retailer and folder name. Raises CommandError where there is none."""
    account = account_if_any(session, supplier_called(session, arguments.slug), arguments)
    if account is None:
        raise CommandError(f"{arguments.slug} has no account with {arguments.retailer}; see recoup supplier account")
    return account


def account_if_any(session: Session, supplier: Supplier, arguments: argparse.Namespace) -> Account | None:
    """The same, or None."""
    here = (Account.supplier_id == supplier.id, Account.retailer == arguments.retailer, Account.folder == arguments.folder)
    return session.scalars(select(Account).where(*here)).one_or_none()


def supplier_called(session: Session, slug: str) -> Supplier:
    """The supplier by its short name. Raises CommandError where there is none."""
    supplier = session.scalars(select(Supplier).where(Supplier.slug == slug)).one_or_none()
    if supplier is None:
        raise CommandError(f"there is no supplier {slug}; see recoup supplier list")
    return supplier
