"""Rebate agreements, their versions and statements of the suppliers that a request works for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.problems import NotFoundError
from api.http.shapes.partners import EligibilityShown, ScopeShown
from api.http.shapes.rebates import AgreementListed, AgreementShown, ChangeShown, RebateMonthShown, StatementListed, VersionShown
from cases.rebating.eligibility import judged, roll_of, scopes_of
from cases.rebating.statements import latest_statement, months_of
from cases.rebating.terms import differences
from cases.rebating.version_moves import moves_of
from cases.rebating.versions import versions_of
from ledger.rebates import ContractVersion, CustomerScope, Partner, RebateContract, RebateCustomer, RebateStatement, VersionState
from ledger.suppliers import Account

MOST_CUSTOMERS: Final = 500
"""Customers that one answer on eligibility tells of."""


def agreement(gate: Gate, number: int, action: Action = Action.READ, *, locked: bool = False) -> RebateContract:
    """An agreement that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(RebateContract, number, action, locked=locked)
    gate.require_inside(found.supplier_id)
    return found


def agreement_to_change(gate: Gate, number: int, if_match: str | None) -> RebateContract:
    """An agreement that is held and is as it was seen. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(RebateContract, number, Action.WORK, if_match, tag_of)


def agreements(
    gate: Gate,
    supplier_id: int | None = None,
    *,
    state: VersionState | None = None,
    side: str | None = None,
    partner_id: int | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[AgreementListed]:
    """Agreements of a supplier, or of all that one works for, the latest first."""
    wanted = gate.seen_inside(RebateContract)
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(RebateContract.supplier_id == supplier_id)
    if state is not None:
        wanted = wanted.where(RebateContract.state == state)
    if side is not None:
        wanted = wanted.where(RebateContract.side == side)
    if partner_id is not None:
        wanted = wanted.where(RebateContract.partner_id == partner_id)
    return page_by_number(gate.session, wanted, RebateContract.id, lambda row: listed(gate, row), limit=limit, after=after)


def listed(gate: Gate, row: RebateContract) -> AgreementListed:
    """An agreement of a list."""
    return AgreementListed.of(row, partner_of(gate, row))


def shown(gate: Gate, row: RebateContract) -> AgreementShown:
    """An agreement with all its versions."""
    told = AgreementListed.of(row, partner_of(gate, row))
    return AgreementShown(**told.model_dump(), versions=versions(gate, row))


def partner_of(gate: Gate, row: RebateContract) -> Partner | None:
    """Whom an agreement is with."""
    return None if row.partner_id is None else gate.session.get(Partner, row.partner_id)


def tag_of(row: RebateContract) -> str:
    """The ETag of an agreement."""
    return etag("agreement", row.id, row.version)


def account(gate: Gate, supplier_id: int, number: int) -> Account:
    """An account of a supplier, to state an agreement for. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Account, number, Action.WORK)
    if found.supplier_id != supplier_id:
        raise NotFoundError(f"There is no account {number}.")
    return found


def account_of(gate: Gate, row: RebateContract) -> Account:
    """The account that an agreement belongs to."""
    return gate.session.get_one(Account, row.account_id)


def version(gate: Gate, number: int, action: Action = Action.READ, *, locked: bool = False) -> ContractVersion:
    """A version that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(ContractVersion, number, action, locked=locked)
    gate.require_inside(contract_of(gate, found).supplier_id)
    return found


def version_to_change(gate: Gate, number: int, if_match: str | None, action: Action = Action.WORK) -> ContractVersion:
    """A version that is held and is as it was seen. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(ContractVersion, number, action, if_match, tag_of_version)


def contract_of(gate: Gate, row: ContractVersion) -> RebateContract:
    """The agreement of a version that was looked up through the gate."""
    return gate.session.get_one(RebateContract, row.contract_id)


def tag_of_version(row: ContractVersion) -> str:
    """The ETag of a version."""
    return etag("version", row.id, row.revision)


def versions(gate: Gate, row: RebateContract) -> list[VersionShown]:
    """All versions of an agreement, the newest first."""
    found = versions_of(gate.session, row.id)
    return [_version(gate, v, before) for v, before in zip(found, [*found[1:], None], strict=True)]


def version_shown(gate: Gate, row: ContractVersion) -> VersionShown:
    """One version, with what differs from the one before."""
    found: Sequence[ContractVersion] = [v for v in versions_of(gate.session, row.contract_id) if v.number < row.number]
    return _version(gate, row, found[0] if found else None)


def _version(gate: Gate, row: ContractVersion, before: ContractVersion | None) -> VersionShown:
    moves = {to.value: list(reasons) for to, reasons in moves_of(gate.session, row, actor=gate.actor).items()}
    changed = [] if before is None else differences(before.terms, row.terms)
    return VersionShown.of(row, moves, [ChangeShown(field=f, before=b, after=a) for f, b, a in changed])


def scopes(gate: Gate, row: RebateContract) -> list[ScopeShown]:
    """Who was taken in or left out."""
    return [ScopeShown.of(found) for found in scopes_of(gate.session, row.id)]


def tag_of_scopes(gate: Gate, row: RebateContract) -> str:
    """The ETag of who was taken in or left out under an agreement: one more decision, or one undone, makes it another."""
    known = scopes_of(gate.session, row.id)
    return etag("scopes", row.id, len(known) + sum(found.undone_at is not None for found in known))


def agreement_to_scope(gate: Gate, number: int, if_match: str | None) -> RebateContract:
    """An agreement that is held, under which counts who was seen to. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(RebateContract, number, Action.WORK, if_match, lambda row: tag_of_scopes(gate, row))


def scope_to_end(gate: Gate, number: int, if_match: str | None) -> tuple[CustomerScope, RebateContract]:
    """Such a decision, with its agreement. Raises NotFoundError, NotAllowedError, MovedError, VersionNeededError."""
    found = gate.one(CustomerScope, number, Action.WORK)
    held = agreement_to_scope(gate, found.contract_id, if_match)
    gate.session.refresh(found)
    return found, held


def eligibility(gate: Gate, row: RebateContract, customer: str, on: date) -> list[EligibilityShown]:
    """Whether a customer counts on a day; for all that the house knows, where none is named."""
    roll = roll_of(gate.session, row)
    names = [customer]
    if not customer:
        wanted = gate.seen_inside(RebateCustomer).where(RebateCustomer.supplier_id == row.supplier_id).order_by(RebateCustomer.name)
        own = partner_of(gate, row)
        known = [c.name for c in gate.session.scalars(wanted.limit(MOST_CUSTOMERS))]
        names = list(dict.fromkeys([*([own.name] if own else []), *known]))
    return [EligibilityShown.of(name, on, judged(roll, name, on)) for name in names]


def statement(gate: Gate, row: RebateContract, as_of: date | None) -> RebateStatement:
    """The latest statement of an agreement, or the latest as of no later than a day. Raises NotFoundError."""
    found = latest_statement(gate.session, row.id, as_of)
    if found is None:
        raise NotFoundError(f"There is no statement of agreement {row.number} yet.")
    return found


def kept_statement(gate: Gate, number: int) -> RebateStatement:
    """A statement by its number. Raises NotFoundError, NotAllowedError."""
    found = gate.one(RebateStatement, number)
    gate.require_inside(found.supplier_id)
    return found


def statements(gate: Gate, row: RebateContract, *, limit: int, after: str | None) -> Page[StatementListed]:
    """All statements that were kept of an agreement, the latest first."""
    wanted = gate.seen_inside(RebateStatement).where(RebateStatement.contract_id == row.id)
    return page_by_number(gate.session, wanted, RebateStatement.id, StatementListed.of, limit=limit, after=after)


def months(gate: Gate, row: RebateContract) -> list[RebateMonthShown]:
    """The months of an agreement."""
    return [RebateMonthShown.of(found) for found in months_of(gate.session, row.id)]
