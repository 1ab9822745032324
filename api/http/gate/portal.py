"""What a partner sees of a supplier: its own agreements in force, how far they are, its own claims and what became of them.

Those who work for the supplier see the same pages as their partners do.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Select, and_, or_, select

from api.http.gate.rebate_claims import hold_agreement_of
from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag, require_unmoved
from api.http.problems import NotAllowedError, NotFoundError
from api.http.shapes.plain import amount, amount_or_none
from api.http.shapes.rebate_claims import (
    ClaimFileShown,
    ClaimNamed,
    PartnerAgreement,
    PartnerAgreementShown,
    PartnerClaim,
    PartnerClaimShown,
    PartnerPayout,
    PartnerPeriod,
)
from cases.rebating.claim_guards import REPLACEABLE, correction_of
from cases.rebating.claim_moves import ANSWERS, moves_of
from cases.rebating.claims import CALCULATED, files_of
from cases.rebating.payouts import payouts_of
from cases.rebating.statements import latest_statement
from ledger.operation import JournalEntry
from ledger.rebate_claims import ClaimState, RebateClaimRow
from ledger.rebates import ContractVersion, RebateContract
from ledger.suppliers import Supplier
from matchers.rebates.statement import Side

STATES: Final = {
    ClaimState.CALCULATED: "submitted",
    ClaimState.REVIEWED: "submitted",
    ClaimState.CREDITED: "paid",
    ClaimState.RECONCILED: "paid",
}
"""What the house's own steps are to a partner; the other states keep their names."""
TOLD: Final = (ClaimState.CLAIMED.value, ClaimState.NOTIFIED.value)
"""States by which a claim of the house reaches its partner."""
INNER: Final = frozenset({ClaimState.CALCULATED, ClaimState.REVIEWED, ClaimState.APPROVED})
"""States in which what was worked out by the house is still its own."""
FIGURES: Final = frozenset({"as_of", "earned", "period", "progress"})
"""Figures that are the partner's as much as ours; what we set aside is not."""
MOST_CORRECTABLE: Final = 50
"""Claims that are offered as those that another corrects."""
WITHHELD: Final = frozenset({"planned_base", "customers", "version"})
"""Terms that name other customers, plans of the house, or nothing that was agreed."""


def agreements(gate: Gate, *, limit: int, after: str | None) -> Page[PartnerAgreement]:
    """The partner's agreements that are in force, the latest first."""
    return page_by_number(gate.session, _own(gate), RebateContract.id, lambda row: _agreement(gate, row), limit=limit, after=after)


def agreement(gate: Gate, number: int, action: Action = Action.READ) -> RebateContract:
    """One of them; to do more than read it, somebody of the house needs the right to work. Raises NotFoundError, NotAllowedError."""
    found = gate.session.scalars(_own(gate).where(RebateContract.id == number)).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no agreement {number}.")
    _require(gate, action, found.partner_id, found.supplier_id, house=Action.WORK)
    return found


def agreement_shown(gate: Gate, row: RebateContract) -> PartnerAgreementShown:
    """An agreement with its periods."""
    statement = latest_statement(gate.session, row.id)
    periods = [] if statement is None else statement.content.get("periods", ())
    told = [PartnerPeriod.model_validate({name: p[name] for name in PartnerPeriod.model_fields}) for p in periods]
    as_of = None if statement is None else statement.as_of
    return PartnerAgreementShown(**_agreement(gate, row).model_dump(), as_of=as_of, periods=told)


def claims(gate: Gate, *, agreement_id: int | None = None, limit: int, after: str | None) -> Page[PartnerClaim]:
    """The partner's claims, the latest first."""
    wanted = _claims(gate)
    if agreement_id is not None:
        wanted = wanted.where(RebateClaimRow.contract_id == agreement_id)
    return page_by_number(gate.session, wanted, RebateClaimRow.id, lambda row: claim_listed(gate, row), limit=limit, after=after)


def claim(gate: Gate, number: int, action: Action = Action.READ, *, locked: bool = False, house: Action = Action.WORK) -> RebateClaimRow:
    """One of them; to do more than read it, somebody of the house needs the right to `house`. Raises NotFoundError, NotAllowedError."""
    wanted = _claims(gate).where(RebateClaimRow.id == number)
    if locked:
        hold_agreement_of(gate, number)
    found = gate.session.scalars(wanted.with_for_update(of=RebateClaimRow) if locked else wanted).one_or_none()
    if found is None:
        raise NotFoundError(f"There is no claim {number}.")
    _require(gate, action, found.partner_id, found.supplier_id, house=house)
    return found


def correctable(gate: Gate) -> list[PartnerClaim]:
    """The partner's claims that another may correct, the latest first."""
    stood_for = select(RebateClaimRow.replaces_id).where(
        RebateClaimRow.replaces_id.is_not(None), RebateClaimRow.state != ClaimState.WITHDRAWN
    )
    wanted = _claims(gate).where(
        RebateClaimRow.side == Side.WE_OWE.value,
        RebateClaimRow.origin != CALCULATED,
        RebateClaimRow.state.in_(REPLACEABLE),
        RebateClaimRow.id.not_in(stood_for),
    )
    found = gate.session.scalars(wanted.order_by(RebateClaimRow.id.desc()).limit(MOST_CORRECTABLE))
    return [claim_listed(gate, row) for row in found]


def agreement_of(gate: Gate, row: RebateClaimRow) -> RebateContract:
    """The agreement of a claim that was already let through."""
    return gate.session.get_one(RebateContract, row.contract_id)


def claim_to_answer(gate: Gate, number: int, if_match: str | None) -> RebateClaimRow:
    """A claim that is held and is as it was seen. Raises MovedError, VersionNeededError besides."""
    found = claim(gate, number, Action.UPLOAD, locked=True, house=Action.FILE)
    require_unmoved(if_match, tag_of(found), needed=True)
    return found


def claim_listed(gate: Gate, row: RebateClaimRow) -> PartnerClaim:
    """A claim of a list."""
    return PartnerClaim(**_claim(gate, row))


def claim_shown(gate: Gate, row: RebateClaimRow) -> PartnerClaimShown:
    """A whole claim as its partner may know it."""
    answers = [to.value for to in moves_of(gate.session, row, actor=gate.actor, today=gate.today) if to in ANSWERS]
    waits = row.state in {ClaimState.NOTIFIED, ClaimState.CLAIMED}
    corrects = gate.session.scalar(_claims(gate).where(RebateClaimRow.id == row.replaces_id))
    corrected_by = correction_of(gate.session, row)
    return PartnerClaimShown(
        **_claim(gate, row),
        files=[ClaimFileShown.of(f).model_copy(update={"came_by": ""}) for f in files_of(gate.session, row.id)],
        payouts=[
            PartnerPayout(
                kind=p.kind,
                state="paid" if p.state != "expected" else "expected",
                amount=amount(p.amount_minor, p.currency),
                currency=p.currency,
                expected_on=p.expected_on,
                paid_on=p.paid_on,
                reference=p.reference,
            )
            for p in payouts_of(gate.session, row.id)
        ],
        said=_said(gate, row),
        answers=answers if waits else [],
        corrects=None if corrects is None else ClaimNamed.model_validate(corrects),
        corrected_by=None if corrected_by is None else ClaimNamed.model_validate(corrected_by),
        may_be_corrected=corrected_by is None and row.origin != CALCULATED and row.side == Side.WE_OWE and row.state in REPLACEABLE,
    )


def tag_of(row: RebateClaimRow) -> str:
    """The ETag of a claim as its partner sees it."""
    return etag("rebate-claim", row.id, row.version)


def _own(gate: Gate) -> Select[RebateContract]:
    wanted = select(RebateContract).where(RebateContract.in_force_id.is_not(None), RebateContract.partner_id.is_not(None))
    known = gate.scope.inside_ids
    if known is None:
        return wanted
    return wanted.where(or_(RebateContract.partner_id.in_(_partners(gate)), RebateContract.supplier_id.in_(known)))


def _claims(gate: Gate) -> Select[RebateClaimRow]:
    """Claims that the partner stated, and those of the house that have reached it, also where they were withdrawn after."""
    stated = and_(RebateClaimRow.origin != "calculated", RebateClaimRow.side == Side.WE_OWE.value)
    told = select(JournalEntry.id).where(
        JournalEntry.noun == "rebate_claim",
        JournalEntry.noun_id == RebateClaimRow.id,
        JournalEntry.action == "claim_moved",
        JournalEntry.after["state"].as_string().in_(TOLD),
    )
    reached = or_(
        stated,
        RebateClaimRow.state.not_in({*INNER, ClaimState.WITHDRAWN}),
        and_(RebateClaimRow.state == ClaimState.WITHDRAWN, told.exists()),
    )
    wanted = select(RebateClaimRow).where(RebateClaimRow.partner_id.is_not(None), reached)
    known = gate.scope.inside_ids
    if known is None:
        return wanted
    return wanted.where(or_(RebateClaimRow.partner_id.in_(_partners(gate)), RebateClaimRow.supplier_id.in_(known)))


def _partners(gate: Gate) -> list[int]:
    return [number for number in gate.scope.partners if gate.scope.may_as_partner(Action.READ, number)]


def _require(gate: Gate, action: Action, partner_id: int | None, supplier_id: int, *, house: Action) -> None:
    """Raises NotAllowedError where neither the partner itself nor somebody who works for the supplier may do that.

    What a partner does with its own the house does by its own rights: `house` for all that is more than reading.
    """
    needed = action if action is Action.READ else house
    if not gate.scope.may_as_partner(action, partner_id) and not (gate.scope.inside(supplier_id) and gate.scope.may(needed, supplier_id)):
        raise NotAllowedError


def states_itself(gate: Gate, row: RebateContract) -> bool:
    """Whether it is the partner who states something under its agreement, not somebody of the house for it."""
    return gate.scope.may_as_partner(Action.UPLOAD, row.partner_id)


def _agreement(gate: Gate, row: RebateContract) -> PartnerAgreement:
    version = gate.session.get(ContractVersion, row.in_force_id)
    terms = {} if version is None else {name: value for name, value in version.terms.items() if name not in WITHHELD and value}
    figures: dict[str, Any] = {name: value for name, value in row.figures.items() if name in FIGURES}
    return PartnerAgreement(
        id=row.id,
        supplier=gate.session.get_one(Supplier, row.supplier_id).name,
        number=row.number,
        title=row.title,
        side=row.side,
        currency=row.currency,
        mechanism=row.mechanism,
        starts_on=row.starts_on,
        ends_on=row.ends_on,
        terms=terms,
        figures=figures,
    )


def _claim(gate: Gate, row: RebateClaimRow) -> dict[str, Any]:
    contract = agreement_of(gate, row)
    granted = None if row.state in INNER and row.state is not ClaimState.APPROVED else row.agreed_minor
    return {
        "id": row.id,
        "agreement_id": row.contract_id,
        "agreement_number": contract.number,
        "number": row.number,
        "side": row.side,
        "state": STATES.get(row.state, row.state.value),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "currency": row.currency,
        "claimed": amount(row.claimed_minor, row.currency),
        "granted": amount_or_none(granted, row.currency),
        "settled": amount(row.settled_minor, row.currency),
        "remarks": row.remarks,
        "submitted_at": row.submitted_at,
        "state_at": row.state_at,
        "expected_on": row.expected_on,
        "version": row.version,
    }


def _said(gate: Gate, row: RebateClaimRow) -> str:
    """Why a claim was disputed, in the words of who did so."""
    if row.state is not ClaimState.DISPUTED:
        return ""
    moved = select(JournalEntry).where(
        JournalEntry.noun == "rebate_claim", JournalEntry.noun_id == row.id, JournalEntry.action == "claim_moved"
    )
    last = gate.session.scalars(moved.order_by(JournalEntry.id.desc()).limit(1)).first()
    return "" if last is None else last.reason
