"""What is asked of several rebate agreements at once: their terms in force, all accruals of a month, all partners one works with."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import func, select

from api.http.gate.rows import Gate
from api.http.permissions import Action
from api.http.shapes.partners import PartnerShown
from api.http.shapes.rebates import AgreementListed, RebateMonthShown
from cases.letters.case_papers import documents_by_path
from cases.rebating.partners import bank_of
from ledger.models import Document, User
from ledger.operation import JournalEntry
from ledger.people import Grant, Role
from ledger.rebate_claims import RebateClaimRow
from ledger.rebates import ContractVersion, Partner, RebateContract, RebateMonth, VersionState

MOST_STORY: Final = 100


def terms_in_force(gate: Gate, agreement_ids: Collection[int]) -> dict[int, Mapping[str, Any]]:
    """The terms of each agreement by its number: those in force, or of the newest version that was not withdrawn."""
    wanted = (
        gate.seen_inside(ContractVersion)
        .where(ContractVersion.contract_id.in_(sorted(set(agreement_ids))), ContractVersion.state != VersionState.WITHDRAWN)
        .order_by(ContractVersion.contract_id, (ContractVersion.state == VersionState.APPROVED).desc(), ContractVersion.number.desc())
    )
    found: dict[int, Mapping[str, Any]] = {}
    for row in gate.session.scalars(wanted):
        found.setdefault(row.contract_id, row.terms)
    return found


def months_accrued(gate: Gate, supplier_id: int | None) -> Sequence[str]:
    """The months in which anything is accrued, in their order."""
    wanted = gate.seen_inside(RebateMonth).with_only_columns(RebateMonth.month).distinct().order_by(RebateMonth.month)
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(RebateMonth.supplier_id == supplier_id)
    return gate.session.scalars(wanted).all()


def accruals_of(gate: Gate, month: str, supplier_id: int | None, most: int) -> list[tuple[AgreementListed, RebateMonthShown]]:
    """What every agreement sets aside in a month, with the agreement."""
    wanted = (
        gate.seen_inside(RebateMonth).where(RebateMonth.month == month).order_by(RebateMonth.contract_id, RebateMonth.starts_on).limit(most)
    )
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(RebateMonth.supplier_id == supplier_id)
    rows = gate.session.scalars(wanted).all()
    return [(agreement_listed(gate, row.contract_id), RebateMonthShown.of(row)) for row in rows]


def agreement_listed(gate: Gate, number: int) -> AgreementListed:
    """An agreement that was reached over a row of its own."""
    row = gate.session.get_one(RebateContract, number)
    partner = None if row.partner_id is None else gate.session.get(Partner, row.partner_id)
    return AgreementListed.of(row, partner)


def partners_of_all(gate: Gate, supplier_id: int | None, most: int) -> list[tuple[PartnerShown, int]]:
    """The partners of a supplier, or of all that one works for, by name, each with how many agreements it has."""
    wanted = gate.seen_inside(Partner).order_by(Partner.name, Partner.id).limit(most)
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(Partner.supplier_id == supplier_id)
    rows = gate.session.scalars(wanted).all()
    counted = select(RebateContract.partner_id, func.count()).where(RebateContract.partner_id.in_([row.id for row in rows]))
    agreements = {row[0]: row[1] for row in gate.session.execute(counted.group_by(RebateContract.partner_id))}
    return [(PartnerShown.of(row, bank_of(gate.session, row.id)), agreements.get(row.id, 0)) for row in rows]


def documents_cited(gate: Gate, row: RebateClaimRow, paths: Collection[str]) -> dict[str, int]:
    """The documents that a claim cites by the paths that they are cited under."""
    contract = gate.session.get_one(RebateContract, row.contract_id)
    return {path: found.id for path, found in documents_by_path(gate.session, contract.account_id, set(paths)).items()}


def story_of_claim(gate: Gate, row: RebateClaimRow) -> Sequence[JournalEntry]:
    """What was done to a claim that was looked up through the gate, the latest first."""
    wanted = gate.journal().where(JournalEntry.noun == "rebate_claim", JournalEntry.noun_id == row.id)
    return gate.session.scalars(wanted.order_by(JournalEntry.id.desc()).limit(MOST_STORY)).all()


def partner_names(gate: Gate, numbers: Collection[int]) -> dict[int, str]:
    """What partners are called that may be seen."""
    rows = gate.session.scalars(gate.seen_inside(Partner).where(Partner.id.in_(sorted(set(numbers)))))
    return {row.id: row.name for row in rows}


def people_of_partner(gate: Gate, row: Partner) -> Sequence[User]:
    """Those who speak for a partner, by name; for those who run the house."""
    gate.require(Action.GOVERN, None)
    wanted = select(User).join(Grant, Grant.user_id == User.id).where(Grant.role == Role.PARTNER, Grant.partner_id == row.id)
    return gate.session.scalars(wanted.order_by(User.name, User.id)).all()


def claim_of_case(gate: Gate, case_id: int) -> int | None:
    """The rebate claim that became a case; None where none did."""
    wanted = gate.seen_inside(RebateClaimRow).where(RebateClaimRow.case_id == case_id).with_only_columns(RebateClaimRow.id)
    return gate.session.scalars(wanted.order_by(RebateClaimRow.id.desc()).limit(1)).one_or_none()


def document_name(gate: Gate, number: int) -> str:
    """What a document is called that an agreement was read from."""
    found = gate.session.scalars(gate.seen_inside(Document).where(Document.id == number)).one_or_none()
    return "" if found is None else found.name
