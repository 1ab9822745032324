"""The life of a rebate claim: one table of transitions with their guards, from what was calculated to money that was found again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any, Final, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM
from cases.life.by_hand import SeenDeduction, SeenDeductionError, open_by_hand
from cases.rebating.claim_guards import (
    BEFORE_PAYMENT,
    ClaimSituation,
    approver_changed_no_bank,
    approver_decided_not_who_counts,
    approver_did_not_submit_it,
    approver_wrote_no_terms,
    granted_minor,
    has_a_reason,
    in_whose_place,
    is_in_time,
    is_theirs,
    is_within_what_was_approved,
    money_came,
    money_was_found,
    no_hold_is_open,
    none_stands_for_it,
    period_is_over,
    situation_of,
    something_is_due,
    stands_on_an_agreement,
    was_compared,
    was_gone_through,
    we_earn,
    we_owe,
)
from cases.rebating.partners import bank_of
from cases.ways import Way, objections
from facts.finding import FindingType
from facts.money import Money
from ledger import journal
from ledger.findings import FindingRow
from ledger.operation import JournalEntry
from ledger.rebate_claims import ClaimState, RebateClaimRow, RebatePayout
from ledger.rebates import RebateContract
from ledger.suppliers import Account
from matchers.rebates.statement import Side
from rules.errors import RuleError
from rules.rebates import SignalLimits

S = ClaimState
LONGEST_REASON: Final = 2_000
REBATES: Final = (FindingType.REBATE_UNDERPAID, FindingType.REBATE_OVERCLAIMED, FindingType.REBATE_FRAUD)
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


class RefusedClaimError(Exception):
    """A claim cannot go where it was asked to go; `reasons` are sentences that say why and what would help."""

    def __init__(self, claim: RebateClaimRow, to: ClaimState, reasons: tuple[str, ...]) -> None:
        super().__init__(f"claim {claim.number} cannot go from {claim.state} to {to}: {'; '.join(reasons)}")
        self.reasons = reasons


ClaimMove: TypeAlias = Way[ClaimState, ClaimSituation]


MOVES: Final[tuple[ClaimMove, ...]] = (
    Way(frozenset({S.CALCULATED}), S.REVIEWED, "review", (was_compared, stands_on_an_agreement)),
    Way(frozenset({S.REVIEWED, S.APPROVED, S.DISPUTED}), S.CALCULATED, "look at it again", (has_a_reason,)),
    Way(
        frozenset({S.REVIEWED}),
        S.APPROVED,
        "approve",
        (
            none_stands_for_it,
            was_compared,
            was_gone_through,
            period_is_over,
            stands_on_an_agreement,
            something_is_due,
            no_hold_is_open,
            approver_did_not_submit_it,
            approver_wrote_no_terms,
            approver_decided_not_who_counts,
            approver_changed_no_bank,
        ),
    ),
    Way(frozenset({S.APPROVED}), S.CLAIMED, "claim it", (we_earn, is_in_time)),
    Way(frozenset({S.APPROVED}), S.NOTIFIED, "notify the partner", (we_owe, no_hold_is_open)),
    Way(frozenset({S.CALCULATED, S.REVIEWED}), S.DISPUTED, "dispute it", (has_a_reason, is_theirs, we_owe, was_compared)),
    Way(frozenset({S.CLAIMED, S.NOTIFIED}), S.DISPUTED, "record that it is disputed", (has_a_reason,)),
    Way(frozenset({S.CLAIMED, S.NOTIFIED, S.DISPUTED}), S.AGREED, "record that it is agreed", (is_within_what_was_approved,)),
    Way(frozenset({S.AGREED}), S.CREDITED, "credited", (money_came,), by_house=True),
    Way(frozenset({S.AGREED}), S.PAID, "paid", (money_came,), by_house=True),
    Way(frozenset({S.CREDITED, S.PAID}), S.RECONCILED, "reconciled", (money_was_found,), by_house=True),
    Way(BEFORE_PAYMENT, S.WITHDRAWN, "withdraw", (has_a_reason,)),
)
"""Every way a claim can go. Money moves it by itself: recording a payout credits or pays it, reconciling all of them reconciles it."""
ANSWERS: Final = frozenset({S.AGREED, S.DISPUTED})
"""Where a partner itself may take a claim that it was notified of, or that was claimed from it."""


def move(
    session: Session,
    claim: RebateClaimRow,
    to: ClaimState,
    *,
    actor: str,
    now: datetime,
    today: date,
    reason: str = "",
    amount_minor: int | None = None,
    expected_on: date | None = None,
) -> JournalEntry:
    """Moves a claim. Raises RefusedClaimError with all reasons where a guard objects.

    Approving fixes what is granted: the smaller of what holds of the claim and what was earned, less what other claims for these days were
    approved for; it ends the claim in whose place this one stands. `amount_minor` is what both sides agree on, or what the other
    side grants where it disputes. `expected_on` is the day by which its money is to come, where somebody says so. A claim of ours that is
    disputed becomes a case, as one that was paid short does.
    """
    session.flush()
    session.get_one(RebateContract, claim.contract_id, with_for_update=True)  # else two approvals for one period would not see each other
    session.refresh(claim, with_for_update=True)
    situation = situation_of(
        session, claim, actor=actor, today=today, bank_days=bank_days(session, claim, today), reason=reason, amount_minor=amount_minor
    )
    refused = objections_to(situation, to)
    if refused:
        raise RefusedClaimError(claim, to, refused)
    claim.expected_on = expected_on or claim.expected_on or _due_on(situation, to)
    return enter(session, situation, to, now=now)


def _due_on(at: ClaimSituation, to: ClaimState) -> date | None:
    """The day by which the money is to come once a claim is told, where the agreement says how many days that takes."""
    days = None if at.deciding is None else at.deciding.terms.get("payment_days")
    return at.today + timedelta(days=int(days)) if days and to in {S.CLAIMED, S.NOTIFIED} else None


def enter(session: Session, at: ClaimSituation, to: ClaimState, *, now: datetime) -> JournalEntry:
    """Puts a claim into a state without asking the guards."""
    claim = at.claim
    before = {"state": claim.state.value, "agreed_minor": claim.agreed_minor}
    claim.state, claim.state_at = to, now
    match to:
        case S.CALCULATED:
            claim.reviewed_at = claim.reviewed_by = claim.approved_at = claim.approved_by = claim.agreed_minor = None
        case S.REVIEWED:
            claim.reviewed_at, claim.reviewed_by = now, at.actor
        case S.APPROVED:
            claim.agreed_minor = granted_minor(claim, at.beside)
            claim.approved_at, claim.approved_by = now, at.actor
            _take_their_place(session, at, now=now)
        case S.AGREED:
            claim.agreed_minor = granted_minor(claim) if at.amount_minor is None else at.amount_minor
            _expect(session, claim, actor=at.actor, now=now)
        case S.DISPUTED:
            _open_case(session, at, now=now)
        case _:
            pass
    session.flush()
    after = {"state": to.value, "agreed_minor": claim.agreed_minor}
    return note(session, claim, "claim_moved", actor=at.actor, now=now, reason=at.reason, before=before, after=after)


def objections_to(at: ClaimSituation, to: ClaimState) -> tuple[str, ...]:
    """All reasons why a claim may not go to a state; empty where it may."""
    return objections(MOVES, at, at.claim.state, to)


def moves_of(session: Session, claim: RebateClaimRow, *, actor: str, today: date) -> dict[ClaimState, tuple[str, ...]]:
    """Where a person could take a claim from here, each with what still stands against it (a reason yet to be given aside).

    Ways of the other side (claiming what we owe, notifying of what we earn) are left out.
    """
    at = situation_of(session, claim, actor=actor, today=today, bank_days=bank_days(session, claim, today), reason="-")
    ways = [m for m in MOVES if claim.state in m.start and not m.by_house]
    sided = [m for m in ways if not any(guard(at) for guard in m.guards if guard in {we_earn, we_owe, is_theirs})]
    return {m.to: objections_to(at, m.to) for m in sided}


def moved_by_money(session: Session, claim: RebateClaimRow, *, actor: str, now: datetime, today: date) -> None:
    """Brings a claim where its payouts say it is: credited or paid once all is made, reconciled once all is found again."""
    session.flush()
    while True:
        at = situation_of(session, claim, actor=actor, today=today, bank_days=0)
        paid = any(p.kind == "payment" for p in at.payouts)
        ways = [m.to for m in MOVES if m.by_house and claim.state in m.start and not objections_to(at, m.to)]
        wanted = [to for to in ways if to is not (S.CREDITED if paid else S.PAID)]
        if not wanted:
            return
        enter(session, at, wanted[0], now=now)


def bank_days(session: Session, claim: RebateClaimRow, today: date) -> int:
    """For how many days a change of bank detail keeps somebody from approving, by the pack in force."""
    contract = session.get_one(RebateContract, claim.contract_id)
    try:
        return rules_for(session, contract.account_id, today).rebates.signals.bank_days
    except RuleError:
        return SignalLimits().bank_days


def note(
    session: Session,
    claim: RebateClaimRow,
    action: str,
    *,
    actor: str,
    now: datetime,
    reason: str = "",
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> JournalEntry:
    """A journal entry about a claim."""
    return journal.record(
        session,
        supplier_id=claim.supplier_id,
        actor=actor,
        now=now,
        action=action,
        noun="rebate_claim",
        noun_id=claim.id,
        reason=_CONTROL.sub(" ", reason)[:LONGEST_REASON],
        before=before,
        after=after,
    )


def _take_their_place(session: Session, at: ClaimSituation, *, now: datetime) -> None:
    """A corrected claim that is approved ends those in whose place it stands."""
    for replaced in in_whose_place(session, at.claim):
        told = f"claim {at.claim.number} stands in its place"
        enter(session, replace(at, claim=replaced, reason=told), S.WITHDRAWN, now=now)


def _expect(session: Session, claim: RebateClaimRow, *, actor: str, now: datetime) -> None:
    """The money that is now to come, where nothing was expected yet."""
    waiting = session.scalar(select(RebatePayout.id).where(RebatePayout.claim_id == claim.id).limit(1))
    if waiting is not None or not claim.agreed_minor:
        return
    bank = bank_of(session, claim.partner_id) if claim.partner_id is not None and claim.side == Side.WE_OWE else None
    session.add(
        RebatePayout(
            supplier_id=claim.supplier_id,
            contract_id=claim.contract_id,
            claim_id=claim.id,
            partner_id=claim.partner_id,
            bank_detail_id=None if bank is None else bank.id,
            kind="credit" if bank is None else "payment",
            currency=claim.currency,
            amount_minor=claim.agreed_minor,
            expected_on=claim.expected_on,
            recorded_at=now,
            recorded_by=actor,
        )
    )


def _open_case(session: Session, at: ClaimSituation, *, now: datetime) -> None:
    """A case for money that we are owed; where a judgement opened one for the same claim, that one."""
    claim, contract = at.claim, at.contract
    known = select(FindingRow.case_id).where(
        FindingRow.account_id == contract.account_id,
        FindingRow.reference == claim.number,
        FindingRow.type.in_(REBATES),
        FindingRow.gone_at.is_(None),
        FindingRow.case_id.is_not(None),
    )
    claim.case_id = session.scalar(known.limit(1)) or claim.case_id
    wanted = granted_minor(claim) - (at.amount_minor or 0)
    if claim.case_id is not None or not at.ours or wanted <= 0:
        return
    account = session.get_one(Account, contract.account_id)
    reason = _CONTROL.sub(" ", at.reason)[:LONGEST_REASON]
    seen = SeenDeduction(
        FindingType.REBATE_UNDERPAID,
        claim.number,
        claim.currency,
        Money(claim.claimed_minor, claim.currency).amount,
        Money(wanted, claim.currency).amount,
        f"claim {claim.number} under agreement {contract.number} for {claim.starts_on} to {claim.ends_on} is disputed: {reason}",
        deducted_on=at.today,
    )
    try:
        rules = rules_for(session, account.id, at.today)
        claim.case_id = open_by_hand(session, account, seen, rules=rules, actor=at.actor or SYSTEM, now=now, today=at.today).id
    except (SeenDeductionError, RuleError):
        return
