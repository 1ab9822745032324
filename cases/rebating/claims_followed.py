"""The claims of an agreement as a look finds them: brought in from tables, worked out by us, and held against figures that change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM
from cases.rebating.claim_days import DaysDue
from cases.rebating.claim_guards import granted_beside, granted_minor, most_minor, situation_of, upheld_minor
from cases.rebating.claim_moves import REBATES, bank_days, enter, note
from cases.rebating.claims import CALCULATED, ClaimError, ClaimWanted, calculate, claims_of, compare, submit_claim, taken_minor
from cases.rebating.examining import Examined
from cases.rebating.holds import holds_of, place
from cases.rebating.stated import TABLE
from cases.rebating.statements import latest_statement
from facts.identifiers import compact
from facts.money import Money
from ledger.findings import FindingRow
from ledger.papers import DocumentOrigin
from ledger.rebate_claims import ClaimFile, ClaimState, RebateClaimRow
from ledger.rebates import RebateContract, RebateStatement
from matchers.rebates.filed import RebateClaim
from matchers.rebates.periods import Stretch
from matchers.rebates.signals.signal import Signal
from matchers.rebates.statement import Side


def bring_in(session: Session, contract: RebateContract, filed: Sequence[RebateClaim], *, now: datetime, today: date) -> int:
    """Claims of tables become claims of the ledger: theirs to be looked at, ours as filed. Gives how many came or changed.

    A table that states one of its claims anew changes it as long as nobody has looked at it; later it only holds it.
    """
    kept = {compact(c.number): c for c in claims_of(session, contract.id)}
    came = 0
    for claim in filed:
        row = kept.get(compact(claim.number))
        if claim.period is None or claim.amount <= 0:
            continue
        if row is not None:
            came += row.origin == TABLE and _restated(session, contract, row, claim, now=now)
            continue
        try:
            made = _submitted(session, contract, claim, claim.period, now=now, today=today)
        except ClaimError:
            continue
        made.evidence = [claim.evidence.to_json()] if not made.evidence else made.evidence
        made.submitted_by = _uploader(session, contract, claim)
        kept[compact(claim.number)] = made
        came += 1
        if contract.side == Side.OWED_TO_US:
            made.state, made.agreed_minor = ClaimState.CLAIMED, made.claimed_minor
            made.approved_by, made.approved_at = SYSTEM, now
    session.flush()
    return came


def _submitted(
    session: Session, contract: RebateContract, claim: RebateClaim, days: Stretch, *, now: datetime, today: date
) -> RebateClaimRow:
    """A claim of a table, in the place of the one that it names; where that cannot be meant, as one that names none. Raises ClaimError."""
    plain = ClaimWanted(claim.number, days.start, days.end, claim.amount, claim.currency, claim.base)
    told: dict[str, Any] = {"origin": TABLE, "actor": SYSTEM, "now": now, "today": today}
    try:
        return submit_claim(session, contract, replace(plain, replaces=claim.replaces), **told)
    except ClaimError as refused:
        if refused.field != "replaces":
            raise
        return submit_claim(session, contract, plain, **told)


def _restated(session: Session, contract: RebateContract, row: RebateClaimRow, claim: RebateClaim, *, now: datetime) -> bool:
    """Takes over what a later table says of a claim that nobody has looked at; True where that is something else."""
    if row.submitted_by == SYSTEM:
        row.submitted_by = _uploader(session, contract, claim)
    if row.state is not ClaimState.CALCULATED or claim.period is None:
        return False
    before = (row.starts_on, row.ends_on, row.currency, row.claimed_minor)
    after = (claim.period.start, claim.period.end, claim.currency, Money.of(claim.amount, claim.currency).minor)
    if before == after:
        return False
    row.starts_on, row.ends_on, row.currency, row.claimed_minor = after
    row.claimed_base = None if claim.base is None else f"{claim.base:f}"
    row.submitted_by, row.verdict = _uploader(session, contract, claim), ""
    told = [dict(zip(("starts_on", "ends_on", "currency", "claimed_minor"), map(str, told), strict=True)) for told in (before, after)]
    note(session, row, "claim_restated", actor=SYSTEM, now=now, reason=f"{claim.evidence.file} states it so", before=told[0], after=told[1])
    return True


def _uploader(session: Session, contract: RebateContract, claim: RebateClaim) -> str:
    """Who sent the table that states a claim: as good as who submits it."""
    wanted = select(DocumentOrigin.received_by).where(
        DocumentOrigin.account_id == contract.account_id, DocumentOrigin.path == claim.evidence.file
    )
    return session.scalar(wanted.limit(1)) or SYSTEM


def calculate_due(session: Session, contract: RebateContract, *, now: datetime, today: date) -> None:
    """A claim of ours for every period that is over and earned something, less what was claimed of parts of it.

    None where its days are claimed as a whole or beyond, or somebody withdrew ours.
    """
    statement = latest_statement(session, contract.id)
    known = claims_of(session, contract.id)
    for period in () if statement is None else statement.content.get("periods", ()):
        start, end = date.fromisoformat(period["start"]), date.fromisoformat(period["end"])
        if not period["over"] or Decimal(period["payout"]) <= 0 or any(_settles(c, start, end) for c in known):
            continue
        try:
            calculate(session, contract, start, end, actor=SYSTEM, now=now, today=today)
        except ClaimError:
            continue  # parts of it take all that it earned


def _settles(claim: RebateClaimRow, start: date, end: date) -> bool:
    """Whether nothing is left to claim for a period beside a claim: one for all of it or beyond, or ours that somebody withdrew."""
    if claim.state is ClaimState.WITHDRAWN:
        return claim.origin == CALCULATED and (claim.starts_on, claim.ends_on) == (start, end)
    inside = start <= claim.starts_on and claim.ends_on <= end
    return claim.starts_on <= end and claim.ends_on >= start and not (inside and (claim.starts_on, claim.ends_on) != (start, end))


def hold_against(
    session: Session,
    claim: RebateClaimRow,
    statement: RebateStatement | None,
    due: DaysDue | None,
    examined: Examined | None,
    *,
    now: datetime,
    today: date,
) -> None:
    """Brings a claim's comparison up to date; one of ours follows its statement until it was approved."""
    before = (claim.calculated_minor, claim.claimed_minor, upheld_minor(claim))
    compare(session, claim, statement, due)
    if claim.origin == CALCULATED and claim.state in {ClaimState.CALCULATED, ClaimState.REVIEWED} and claim.calculated_minor:
        _follow(session, claim)
    if examined is not None:
        came = session.scalar(select(func.count()).select_from(ClaimFile).where(ClaimFile.claim_id == claim.id)) or 0
        claim.verdict = examined.verdict if came == examined.files else ""  # a file that came meanwhile is gone through by the next look
        claim.checks = list(examined.checks)
        claim.calculation, claim.evidence = list(examined.calculation), list(examined.evidence)
        claim.difference_reason, claim.difference_why = examined.reason, examined.why
    less = tuple(_earns_less_now(session, claim))
    if examined is not None:
        place(session, claim, (*examined.signals, *less), now=now)
    elif less or (claim.origin == CALCULATED and holds_of(session, claim.id)):
        place(session, claim, less, now=now)
    session.flush()
    after = (claim.calculated_minor, claim.claimed_minor, upheld_minor(claim))
    if before != after:
        _send_back(session, claim, now=now, today=today)


def _follow(session: Session, claim: RebateClaimRow) -> None:
    """What we claim, or owe by ourselves, is what was earned less what other claims take of the same days."""
    contract = session.get_one(RebateContract, claim.contract_id)
    calculated = claim.calculated_minor or 0
    taken = taken_minor(session, contract, claim.starts_on, claim.ends_on, claim.currency, but=claim)
    left = calculated - taken if 0 < taken < calculated else calculated
    claim.claimed_minor, claim.difference_minor = left, left - calculated
    less = f", less {Money(taken, claim.currency)} {claim.currency} on other claims for these days" if left != calculated else ""
    claim.difference_reason, claim.difference_why = "as_agreed", f"claimed as earned{less}"


def _send_back(session: Session, claim: RebateClaimRow, *, now: datetime, today: date) -> None:
    """What was looked at on other figures is looked at again: a claim that was reviewed, or approved for more than is earned now."""
    less = claim.state is ClaimState.APPROVED and _is_less(session, claim)
    if claim.state is ClaimState.REVIEWED or less:
        told = "what was earned has changed since; look at it again"
        at = situation_of(session, claim, actor=SYSTEM, today=today, bank_days=bank_days(session, claim, today), reason=told)
        enter(session, at, ClaimState.CALCULATED, now=now)


def _is_less(session: Session, claim: RebateClaimRow) -> bool:
    """Whether more was approved than comes to it now, beside what had been approved on other claims before."""
    return claim.calculated_minor is not None and granted_minor(claim) > _now(session, claim)


def _now(session: Session, claim: RebateClaimRow) -> int:
    return most_minor(claim, granted_beside(session, claim, before=claim.approved_at))


def _earns_less_now(session: Session, claim: RebateClaimRow) -> Iterator[Signal]:
    """A hold on a claim that the other side was told of and that comes to less by now than somebody approved: no money moves unseen."""
    told = claim.state in {ClaimState.NOTIFIED, ClaimState.CLAIMED} and claim.approved_by not in {None, SYSTEM}
    if told and _is_less(session, claim):
        approved, now = (Money(m, claim.currency) for m in (granted_minor(claim), _now(session, claim)))
        said = f"{approved} {claim.currency} was approved, and by now it comes to {now}; record that it is disputed and look at it again"
        yield Signal("earned_less_since", said)


def tie_to_case(session: Session, claim: RebateClaimRow, account_id: int) -> None:
    """The case that a judgement opened for the same claim."""
    if claim.case_id is not None:
        return
    wanted = select(FindingRow.case_id).where(
        FindingRow.account_id == account_id,
        FindingRow.reference == claim.number,
        FindingRow.type.in_(REBATES),
        FindingRow.gone_at.is_(None),
        FindingRow.case_id.is_not(None),
    )
    claim.case_id = session.scalar(wanted.limit(1))
