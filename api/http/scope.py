"""Whose rows a request may see and what it may do with them: worked out once, from the user's roles and the token's limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.orm import Session

from api.http.permissions import PARTNERS_OWN, PERMISSIONS, TOKEN_SCOPES, Action, TokenScope
from ledger.models import Grant, Partner, Role, Supplier, Token, User


@dataclass(frozen=True, slots=True)
class Scope:
    """Who asks (`actor` is the user's e-mail), with which roles for all suppliers and for single ones.

    `only` is the one supplier that a token is for, `narrowed` what a token may do; None where nothing is narrowed. `partners` are the
    partners that the user speaks for, each with its supplier: of that supplier nothing else is seen.
    """

    user_id: int
    actor: str
    everywhere: frozenset[Role]
    roles: Mapping[int, frozenset[Role]]
    only: int | None = None
    narrowed: frozenset[Action] | None = None
    partners: Mapping[int, int] = field(default_factory=dict)

    @property
    def supplier_ids(self) -> tuple[int, ...] | None:
        """The suppliers whose rows may be seen; None means all."""
        if self.only is not None:
            return (self.only,) if self.everywhere or self.roles.get(self.only) else ()
        return None if self.everywhere else tuple(sorted(self.roles))

    def sees(self, supplier_id: int | None) -> bool:
        """Whether rows of that supplier may be seen. Rows of no supplier are seen only by those who see all."""
        known = self.supplier_ids
        return known is None or supplier_id in known

    def inside(self, supplier_id: int) -> bool:
        """Whether what is the house's own may be seen there (remarks, who does what, letters in the making): not by a supplier's reader.

        It goes by the role, not by what a token is narrowed to.
        """
        return self.sees(supplier_id) and bool((self.everywhere | self.roles.get(supplier_id, frozenset())) - {Role.SUPPLIER})

    @property
    def inside_ids(self) -> tuple[int, ...] | None:
        """The suppliers for which that is so; None means all."""
        known = self.supplier_ids
        return None if known is None else tuple(number for number in known if self.inside(number))

    def inside_all(self, supplier_id: int | None = None) -> bool:
        """The same for one supplier, or for all that may be seen."""
        if supplier_id is not None or self.everywhere:
            return supplier_id is None or self.inside(supplier_id)
        return not self.is_only_partner and all(self.inside(number) for number in self.supplier_ids or ())

    @property
    def is_only_partner(self) -> bool:
        """Whether the user speaks for partners and has nothing else to do with the house."""
        return bool(self.partners) and not self.everywhere and not self.roles

    def may_as_partner(self, action: Action, partner_id: int | None) -> bool:
        """Whether that may be done with what is a partner's own."""
        if partner_id is None or partner_id not in self.partners or self.only not in {None, self.partners[partner_id]}:
            return False
        return action in PARTNERS_OWN and (self.narrowed is None or action in self.narrowed)

    def may(self, action: Action, supplier_id: int | None) -> bool:
        """Whether that may be done for a supplier; None for the house itself."""
        if not self.sees(supplier_id) or (self.narrowed is not None and action not in self.narrowed):
            return False
        roles = self.everywhere | (self.roles.get(supplier_id, frozenset()) if supplier_id is not None else frozenset())
        return any(action in PERMISSIONS[role] for role in roles)

    def may_somewhere(self, action: Action) -> bool:
        """Whether that may be done for any supplier at all."""
        return self.may(action, None) or any(self.may(action, supplier_id) for supplier_id in self.roles)

    def allowed(self, supplier_id: int | None) -> list[Action]:
        """All that may be done for a supplier, in the table's order."""
        return [action for action in Action if self.may(action, supplier_id)]


def scope_of(session: Session, user: User, token: Token | None = None) -> Scope:
    """The user's scope; with a token, narrowed to the token's supplier and scopes. Suppliers that were closed are left out."""
    granted = session.execute(
        select(Grant.role, Grant.supplier_id)
        .outerjoin(Supplier, Supplier.id == Grant.supplier_id)
        .where(Grant.user_id == user.id, Grant.role != Role.PARTNER, (Grant.supplier_id.is_(None)) | Supplier.active)
    ).all()
    own = session.execute(
        select(Partner.id, Partner.supplier_id)
        .join(Grant, (Grant.partner_id == Partner.id) & (Grant.supplier_id == Partner.supplier_id))
        .join(Supplier, Supplier.id == Partner.supplier_id)
        .where(Grant.user_id == user.id, Grant.role == Role.PARTNER, Partner.active, Supplier.active)
    ).all()
    partners = {row.id: row.supplier_id for row in own}
    return _put_together(user, [(role, supplier_id) for role, supplier_id in granted], partners, token)


def _put_together(user: User, granted: Sequence[tuple[Role, int | None]], partners: Mapping[int, int], token: Token | None) -> Scope:
    everywhere = frozenset(role for role, supplier_id in granted if supplier_id is None and role is not Role.SUPPLIER)
    roles: dict[int, frozenset[Role]] = {}
    for role, supplier_id in granted:
        if supplier_id is not None:
            roles[supplier_id] = roles.get(supplier_id, frozenset()) | {role}
    if token is None:
        return Scope(user.id, user.email, everywhere, roles, partners=partners)
    return Scope(user.id, user.email, everywhere, roles, token.supplier_id, actions_of(token.scopes), partners)


def actions_of(scopes: Iterable[str]) -> frozenset[Action]:
    """What a token's scopes allow; words that mean nothing any more allow nothing."""
    known = [TokenScope(word) for word in scopes if word in set(TokenScope)]
    return frozenset(action for scope in known for action in TOKEN_SCOPES[scope])
