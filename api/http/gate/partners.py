"""Partners, their bank details and customers of the suppliers that a request works for. A supplier's own reader sees none of it."""

from __future__ import annotations

from typing import Final

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.problems import NotFoundError
from api.http.shapes.partners import BankShown, CustomerShown, PartnerShown
from cases.rebating.partners import bank_of
from ledger.rebates import BankDetail, Partner, PartnerRole, RebateCustomer

MOST_BANKS: Final = 200


def partner(gate: Gate, number: int, action: Action = Action.READ) -> Partner:
    """A partner that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(Partner, number, action)
    gate.require_inside(found.supplier_id)
    return found


def partner_to_change(gate: Gate, number: int, if_match: str | None) -> Partner:
    """A partner that is held and is as it was seen. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(Partner, number, Action.WORK, if_match, tag_of_partner)


def partner_of(gate: Gate, supplier_id: int, number: int | None) -> Partner | None:
    """The partner of a supplier that a request names; None where it names none. Raises NotFoundError for another supplier's."""
    if number is None:
        return None
    found = partner(gate, number)
    if found.supplier_id != supplier_id:
        raise NotFoundError(f"There is no partner {number}.")
    return found


def partners(gate: Gate, supplier_id: int, *, role: PartnerRole | None, limit: int, after: str | None) -> Page[PartnerShown]:
    """The partners of a supplier, the latest first."""
    gate.require_inside(supplier_id)
    wanted = gate.seen_inside(Partner).where(Partner.supplier_id == supplier_id)
    if role is not None:
        wanted = wanted.where(Partner.role == role)
    return page_by_number(gate.session, wanted, Partner.id, lambda row: partner_shown(gate, row), limit=limit, after=after)


def partner_shown(gate: Gate, row: Partner) -> PartnerShown:
    """A partner with where it is paid."""
    return PartnerShown.of(row, bank_of(gate.session, row.id))


def tag_of_partner(row: Partner) -> str:
    """The ETag of a partner."""
    return etag("partner", row.id, row.version)


def tag_of_banks(gate: Gate, row: Partner) -> str:
    """The ETag of a partner's bank details: another one makes it another."""
    last = bank_of(gate.session, row.id)
    return etag("banks", row.id, 0 if last is None else last.version)


def partner_to_pay(gate: Gate, number: int, if_match: str | None) -> Partner:
    """A partner that is held, whose bank details are as they were seen. Raises MovedError, VersionNeededError besides."""
    return gate.as_seen(Partner, number, Action.ARRANGE, if_match, lambda row: tag_of_banks(gate, row))


def banks(gate: Gate, row: Partner) -> list[BankShown]:
    """Every bank detail of a partner, the latest first."""
    wanted = gate.seen_inside(BankDetail).where(BankDetail.partner_id == row.id).order_by(BankDetail.version.desc()).limit(MOST_BANKS)
    return [BankShown.of(found) for found in gate.session.scalars(wanted)]


def customer(gate: Gate, number: int, action: Action = Action.READ) -> RebateCustomer:
    """A customer that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(RebateCustomer, number, action)
    gate.require_inside(found.supplier_id)
    return found


def customer_to_change(gate: Gate, number: int, if_match: str | None) -> RebateCustomer:
    """A customer that is held and is as it was seen. Raises NotFoundError, NotAllowedError, MovedError, VersionNeededError."""
    return gate.as_seen(RebateCustomer, number, Action.WORK, if_match, tag_of_customer)


def customers(gate: Gate, supplier_id: int, *, limit: int, after: str | None) -> Page[CustomerShown]:
    """The customers of a supplier, the latest first."""
    gate.require_inside(supplier_id)
    wanted = gate.seen_inside(RebateCustomer).where(RebateCustomer.supplier_id == supplier_id)
    return page_by_number(gate.session, wanted, RebateCustomer.id, CustomerShown.of, limit=limit, after=after)


def tag_of_customer(row: RebateCustomer) -> str:
    """The ETag of a customer."""
    return etag("customer", row.id, row.version)
