"""Suppliers, accounts and terms, as far as a request may see them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from api.http.gate.own_readers import unsigned
from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.problems import NotFoundError, UnusableError
from api.http.shapes.suppliers import AccountShown, SupplierShown, TermsShown
from ledger.models import Account, Supplier, Terms


def supplier(gate: Gate, number: int, action: Action = Action.READ) -> Supplier:
    """A supplier that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Supplier, number, action)


def supplier_shown(gate: Gate, row: Supplier) -> SupplierShown:
    """A supplier, with what the user who asks may do there."""
    return SupplierShown.of(row, gate.scope.allowed(row.id))


def suppliers(gate: Gate, *, limit: int, after: str | None) -> Page[SupplierShown]:
    """The suppliers that may be seen, the latest first."""
    return page_by_number(gate.session, gate.seen(Supplier), Supplier.id, lambda row: supplier_shown(gate, row), limit=limit, after=after)


def account(gate: Gate, number: int, action: Action = Action.READ) -> Account:
    """An account that may be seen. Raises NotFoundError, NotAllowedError."""
    return gate.one(Account, number, action)


def accounts_of(gate: Gate, supplier_id: int) -> Sequence[Account]:
    """All accounts of a supplier that may be seen, in the order they were opened."""
    return gate.session.scalars(gate.seen(Account).where(Account.supplier_id == supplier_id).order_by(Account.id)).all()


def accounts(gate: Gate, *, supplier_id: int | None, limit: int, after: str | None) -> Page[AccountShown]:
    """Accounts that may be seen, the latest first."""
    wanted = gate.seen(Account)
    if supplier_id is not None:
        wanted = wanted.where(Account.supplier_id == supplier_id)
    return page_by_number(gate.session, wanted, Account.id, AccountShown.of, limit=limit, after=after)


def terms(gate: Gate, account_id: int, *, limit: int, after: str | None) -> Page[TermsShown]:
    """The versions of an account's terms, the latest first."""
    wanted = gate.seen(Terms).where(Terms.account_id == account_id)
    supplier_id = account(gate, account_id).supplier_id

    def shown(row: Terms) -> TermsShown:
        return unsigned(gate, supplier_id, TermsShown.of(row))

    return page_by_number(gate.session, wanted, Terms.id, shown, limit=limit, after=after)


def meant(gate: Gate, supplier_id: int | None, account_id: int | None, action: Action) -> tuple[Supplier, Account | None]:
    """The supplier and account that a request is about, where it names both, one or none.

    Without a supplier the only one that may be seen is meant, without an account the supplier's only one; of several, none is
    guessed: UnusableError for the supplier, no account for the account.
    """
    if account_id is not None:
        named = account(gate, account_id, action)
        if supplier_id not in {None, named.supplier_id}:
            raise NotFoundError(f"There is no account {account_id}.")
        return supplier(gate, named.supplier_id, action), named
    chosen = supplier(gate, supplier_id, action) if supplier_id is not None else _only_supplier(gate, action)
    own = gate.session.scalars(select(Account).where(Account.supplier_id == chosen.id, Account.active).order_by(Account.id).limit(2)).all()
    return chosen, own[0] if len(own) == 1 else None


def _only_supplier(gate: Gate, action: Action) -> Supplier:
    seen = gate.session.scalars(gate.seen(Supplier).where(Supplier.active).order_by(Supplier.id).limit(2)).all()
    if len(seen) != 1:
        raise UnusableError.of("supplier_id", "Say which supplier it is for.")
    gate.require(action, seen[0].id)
    return seen[0]
