"""Rebate claims, their holds, files and payouts of the suppliers that a request works for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select

from api.http.gate.rows import Gate
from api.http.paging import Page, page_by_number
from api.http.permissions import Action
from api.http.preconditions import etag
from api.http.problems import NotFoundError
from api.http.shapes.rebate_claims import ClaimFileShown, HoldShown, PayoutShown, RebateClaimListed, RebateClaimShown
from cases.rebating.claim_moves import moves_of
from cases.rebating.claims import files_of, granted_within
from cases.rebating.payouts import payouts_of
from facts.money import Money
from ledger.models import Supplier
from ledger.rebate_claims import ClaimHold, ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import Partner, RebateContract, RebateStatement

NEEDS: Final[Mapping[ClaimState, Action]] = {
    ClaimState.CALCULATED: Action.WORK,
    ClaimState.REVIEWED: Action.WORK,
    ClaimState.APPROVED: Action.APPROVE,
    ClaimState.CLAIMED: Action.FILE,
    ClaimState.NOTIFIED: Action.FILE,
    ClaimState.AGREED: Action.FILE,
    ClaimState.DISPUTED: Action.FILE,
    ClaimState.WITHDRAWN: Action.WORK,
}
"""What somebody must be allowed to do in order to take a claim to a state."""


def claim(gate: Gate, number: int, action: Action = Action.READ) -> RebateClaimRow:
    """A claim that may be seen. Raises NotFoundError, NotAllowedError."""
    found = gate.one(RebateClaimRow, number, action)
    gate.require_inside(found.supplier_id)
    return found


def hold_agreement_of(gate: Gate, number: int) -> None:
    """Locks the agreement of a claim before the claim itself, in the order of the look, so that neither waits for the other."""
    own = select(RebateClaimRow.contract_id).where(RebateClaimRow.id == number).scalar_subquery()
    gate.session.execute(select(RebateContract.id).where(RebateContract.id == own).with_for_update())


def claim_to_change(gate: Gate, number: int, action: Action, if_match: str | None) -> RebateClaimRow:
    """A claim that is held and is as it was seen. Raises MovedError, VersionNeededError besides."""
    hold_agreement_of(gate, number)
    return gate.as_seen(RebateClaimRow, number, action, if_match, tag_of_claim)


def claims_to_move(gate: Gate, supplier_id: int, seen: Mapping[int, int], action: Action) -> list[RebateClaimRow]:
    """Claims of a supplier that are held, in the order of their ids. Raises NotFoundError for one that is another's, NotAllowedError."""
    gate.require_inside(gate.one(Supplier, supplier_id, action).id)
    own = gate.seen_inside(RebateClaimRow).where(RebateClaimRow.supplier_id == supplier_id, RebateClaimRow.id.in_(list(seen)))
    contracts = sorted({row.contract_id for row in gate.session.scalars(own)})
    for number in contracts:  # one after the other and before the claims, so that nobody waits for somebody who waits
        gate.session.execute(select(RebateContract.id).where(RebateContract.id == number).with_for_update())
    found = gate.session.scalars(
        own.order_by(RebateClaimRow.id).with_for_update(of=RebateClaimRow).execution_options(populate_existing=True)
    )
    rows = list(found)
    missing = sorted(set(seen) - {row.id for row in rows})
    if missing:
        raise NotFoundError(f"There is no rebate claim {missing[0]}.")
    return rows


def claims(
    gate: Gate,
    supplier_id: int | None = None,
    *,
    state: ClaimState | None = None,
    side: str | None = None,
    agreement_id: int | None = None,
    partner_id: int | None = None,
    limit: int = 50,
    after: str | None = None,
) -> Page[RebateClaimListed]:
    """Claims of a supplier, or of all that one works for, the latest first."""
    wanted = gate.seen_inside(RebateClaimRow)
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(RebateClaimRow.supplier_id == supplier_id)
    if state is not None:
        wanted = wanted.where(RebateClaimRow.state == state)
    if side is not None:
        wanted = wanted.where(RebateClaimRow.side == side)
    if agreement_id is not None:
        wanted = wanted.where(RebateClaimRow.contract_id == agreement_id)
    if partner_id is not None:
        wanted = wanted.where(RebateClaimRow.partner_id == partner_id)
    return page_by_number(gate.session, wanted, RebateClaimRow.id, lambda row: listed(gate, row), limit=limit, after=after)


def listed(gate: Gate, row: RebateClaimRow) -> RebateClaimListed:
    """A claim of a list."""
    return RebateClaimListed.of(row, _contract(gate, row), _partner(gate, row.partner_id), on_hold=_on_hold(gate, row))


def shown(gate: Gate, row: RebateClaimRow) -> RebateClaimShown:
    """A whole claim. Moves that the reader has no right to say so among what stands against them."""
    moves: dict[str, list[str]] = {}
    for to, reasons in moves_of(gate.session, row, actor=gate.actor, today=gate.today).items():
        refused = [] if gate.scope.may(NEEDS[to], row.supplier_id) else ["your role does not let you do this"]
        moves[to.value] = [*refused, *reasons]
    return RebateClaimShown.of(
        row,
        _contract(gate, row),
        _partner(gate, row.partner_id),
        on_hold=_on_hold(gate, row),
        calculation=row.calculation,
        evidence=row.evidence,
        checks=row.checks,
        remarks=row.remarks,
        holds=[HoldShown.of(h) for h in holds(gate, row)],
        files=[ClaimFileShown.of(f) for f in files_of(gate.session, row.id)],
        payouts=payouts_of_claim(gate, row),
        moves=moves,
    )


def granted_too_much(gate: Gate, row: RebateContract, statement: RebateStatement) -> dict[str, tuple[int, str]]:
    """By the first day of its periods that are over, by how much more was granted than they earned, in minor units, and the currency."""
    found: dict[str, tuple[int, str]] = {}
    for period in statement.content.get("periods", ()):
        currency = period.get("currency") or statement.currency
        days = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        over = granted_within(gate.session, row.id, *days, currency) - Money.of(Decimal(period["payout"]), currency).minor
        if period["over"] and over > 0:
            found[period["start"]] = over, currency
    return found


def corrections(gate: Gate, row: RebateClaimRow) -> tuple[RebateClaimRow | None, RebateClaimRow | None]:
    """The claim in whose place one stands, and the one that stands in its place; withdrawn ones stand for none."""
    seen = gate.seen_inside(RebateClaimRow)
    before = seen.where(RebateClaimRow.id == row.replaces_id)
    after = seen.where(RebateClaimRow.replaces_id == row.id, RebateClaimRow.state != ClaimState.WITHDRAWN)
    return gate.session.scalar(before), gate.session.scalar(after.order_by(RebateClaimRow.id.desc()).limit(1))


def tag_of_claim(row: RebateClaimRow) -> str:
    """The ETag of a claim."""
    return etag("rebate-claim", row.id, row.version)


def holds(gate: Gate, row: RebateClaimRow) -> Sequence[ClaimHold]:
    """All holds of a claim, in the order they were placed."""
    wanted = gate.seen_inside(ClaimHold).where(ClaimHold.claim_id == row.id)
    return gate.session.scalars(wanted.order_by(ClaimHold.id)).all()


def hold_to_lift(gate: Gate, number: int, if_match: str | None) -> tuple[ClaimHold, RebateClaimRow]:
    """A hold with its claim, which is as it was seen. Raises NotFoundError, NotAllowedError, MovedError, VersionNeededError."""
    found = gate.one(ClaimHold, number, Action.APPROVE)
    held = claim_to_change(gate, found.claim_id, Action.APPROVE, if_match)
    gate.session.refresh(found)
    return found, held


def payouts_of_claim(gate: Gate, row: RebateClaimRow) -> list[PayoutShown]:
    """The payouts of a claim."""
    return [payout_shown(gate, p, row) for p in payouts_of(gate.session, row.id)]


def payout_shown(gate: Gate, row: RebatePayout, claim_: RebateClaimRow | None = None) -> PayoutShown:
    """One payout."""
    of = claim_ if claim_ is not None else gate.session.get_one(RebateClaimRow, row.claim_id)
    return PayoutShown.of(row, of, _partner(gate, row.partner_id))


def payouts(
    gate: Gate, supplier_id: int | None = None, *, state: str | None = None, limit: int = 50, after: str | None = None
) -> Page[PayoutShown]:
    """Payouts of a supplier, or of all that one works for, the latest first."""
    wanted = gate.seen_inside(RebatePayout)
    if supplier_id is not None:
        gate.require_inside(supplier_id)
        wanted = wanted.where(RebatePayout.supplier_id == supplier_id)
    if state is not None:
        wanted = wanted.where(RebatePayout.state == state)
    return page_by_number(gate.session, wanted, RebatePayout.id, lambda row: payout_shown(gate, row), limit=limit, after=after)


def payout_to_change(gate: Gate, number: int, if_match: str | None) -> RebatePayout:
    """A payout that is held and is as it was seen. Raises NotFoundError, NotAllowedError, MovedError, VersionNeededError."""
    return gate.as_seen(RebatePayout, number, Action.FILE, if_match, tag_of_payout)


def tag_of_payout(row: RebatePayout) -> str:
    """The ETag of a payout."""
    return etag("payout", row.id, row.version)


def _contract(gate: Gate, row: RebateClaimRow) -> RebateContract:
    return gate.session.get_one(RebateContract, row.contract_id)


def _partner(gate: Gate, number: int | None) -> Partner | None:
    return None if number is None else gate.session.get(Partner, number)


def _on_hold(gate: Gate, row: RebateClaimRow) -> bool:
    waiting = select(ClaimHold.id).where(ClaimHold.claim_id == row.id, ClaimHold.lifted_at.is_(None), ClaimHold.gone_at.is_(None))
    return gate.session.scalar(waiting.limit(1)) is not None
