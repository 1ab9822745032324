"""Filing a case: one round with its date, dispute id and amount, and the findings frozen as they were filed on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.life.case_lines import asked_minor, fileable_lines, lines_of, reason_of
from cases.life.standing import filings_of, refresh
from cases.life.transitions import OPEN_STATES, RefusedMoveError, enter, move, note
from cases.odds.cells import ON_RECORD
from facts.money import Money
from ledger.cases import Case, CaseForm, CaseState, Draft, Filing, Packet
from ledger.findings import FindingRow
from rules.model import Rules


class FilingError(Exception):
    """A filing that cannot be recorded as it was stated; the message says what is wrong with it."""


def record_filing(
    session: Session,
    case: Case,
    *,
    channel: str,
    filed_on: date,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    dispute_id: str | None = None,
    what_is_new: str = "",
    draft_id: int | None = None,
    packet_id: int | None = None,
    amount_minor: int | None = None,
) -> Filing:
    """Records that a case was filed; the case goes from ready to filed.

    `amount_minor` is what the filing asked for where that is less than all that is open (a settlement for a share).

    Raises FilingError where the round lacks what it needs (a date in the future, a second round without what is new), and
    RefusedMoveError where a guard objects: window, attempts, approval, others under way.
    """
    rounds = filings_of(session, case)
    if filed_on > today:
        raise FilingError(f"{filed_on} is in the future; record the filing once it is sent")
    if rounds and filed_on < rounds[-1].filed_on:
        raise FilingError(f"round {rounds[-1].round} was filed on {rounds[-1].filed_on}; this one cannot be earlier")
    if rounds and not what_is_new.strip():
        raise FilingError("a further round says what is new; the retailer refuses the same evidence again")
    draft = session.get(Draft, draft_id) if draft_id is not None else _latest_draft(session, case)
    if draft is not None and draft.case_id != case.id:
        raise FilingError("the draft belongs to another case")
    move(session, case, CaseState.FILED, rules=rules, actor=actor, now=now, today=today, reason=f"filed by {channel}")
    filing = _filing(session, case, rules, channel=channel, filed_on=filed_on, actor=actor, now=now)
    filing.round = len(rounds) + 1
    filing.dispute_id, filing.what_is_new = dispute_id or None, what_is_new
    if amount_minor is not None:
        if not 0 < amount_minor <= filing.amount_minor:
            raise FilingError(
                f"{Money(amount_minor, case.currency)} is not within the {Money(filing.amount_minor, case.currency)} that is open"
            )
        filing.amount_minor = amount_minor
    filing.draft_id = draft.id if draft else None
    filing.packet_id = packet_id if packet_id is not None else _latest_packet(session, draft)
    session.add(filing)
    refresh(session, case, rules, today=today, now=now)
    note(session, case, "filed", actor=actor, now=now, after=_said(filing))
    return filing


def record_imported_filing(
    session: Session,
    case: Case,
    *,
    dispute_id: str,
    filed_on: date,
    amount_minor: int,
    rules: Rules,
    actor: str,
    now: datetime,
    today: date,
    round_number: int | None = None,
    lines: Sequence[FindingRow] | None = None,
) -> Filing:
    """Records a filing that the retailer's export shows and that was made outside Recoup; no guard is asked.

    `lines` are those that it is about; without them those that could be filed now.
    """
    rounds = filings_of(session, case)
    filing = _filing(session, case, rules, channel="imported", filed_on=filed_on, actor=actor, now=now)
    filing.round, filing.evidence_state = max(round_number or 0, len(rounds) + 1), ON_RECORD
    filing.dispute_id, filing.amount_minor = dispute_id, amount_minor
    if lines is not None:
        filing.snapshot, filing.reason = filing.snapshot | {"lines": [_frozen(line) for line in lines]}, reason_of(lines)
    session.add(filing)
    if case.state in OPEN_STATES and case.state is not CaseState.ANSWERED:
        enter(session, case, CaseState.FILED, rules=rules, actor=actor, now=now, today=today, reason="on record in the retailer's export")
    refresh(session, case, rules, today=today, now=now)
    note(session, case, "filed", actor=actor, now=now, after=_said(filing))
    return filing


def set_dispute_id(session: Session, case: Case, filing: Filing, dispute_id: str, *, actor: str, now: datetime) -> None:
    """Writes down the number that the retailer gave a filing; it may come after the filing itself."""
    if not dispute_id.strip():
        raise FilingError("a dispute id has at least one character")
    before = {"dispute_id": filing.dispute_id}
    filing.dispute_id = dispute_id.strip()
    note(session, case, "dispute_id", actor=actor, now=now, before=before, after={"dispute_id": filing.dispute_id, "round": filing.round})


def changes_since_filing(session: Session, case: Case) -> list[dict[str, Any]]:
    """How the lines differ now from those that the latest round was filed on: amount, verdict, gone or new."""
    rounds = filings_of(session, case)
    if not rounds or not rounds[-1].snapshot.get("lines"):
        return []
    filed = {line["id"]: line for line in rounds[-1].snapshot["lines"]}
    current = {line.finding_key: line for line in lines_of(session, case)}
    found: list[dict[str, Any]] = []
    for key, was in filed.items():
        now_line = current.get(key)
        if now_line is None:
            found.append({"line": was["reference"], "sku": was["sku"], "what": "gone", "before": was["verdict"], "after": None})
            continue
        for what, after in (("recoverable_minor", now_line.recoverable_minor), ("claimed_minor", now_line.claimed_minor)):
            if was[what] != after:
                found.append({"line": was["reference"], "sku": was["sku"], "what": what, "before": was[what], "after": after})
    return found


def _filing(session: Session, case: Case, rules: Rules, *, channel: str, filed_on: date, actor: str, now: datetime) -> Filing:
    known = lines_of(session, case)
    lines = fileable_lines(case, known)
    amount = asked_minor(case, lines) if case.form is CaseForm.DISPUTE else case.recoverable_minor
    return Filing(
        case_id=case.id,
        channel=channel,
        filed_on=filed_on,
        filed_by=actor,
        recorded_at=now,
        currency=case.currency,
        amount_minor=amount,
        rule_version_id=case.rule_version_id,
        reason=reason_of(lines or known),
        evidence_state=case.evidence_state,
        snapshot={
            "rules": rules.rule_id(case.type),
            "safe_by": case.safe_by.isoformat() if case.safe_by else None,
            "dispute_by": case.dispute_by.isoformat() if case.dispute_by else None,
            "lines": [_frozen(line) for line in lines],
        },
    )


def _frozen(line: FindingRow) -> dict[str, Any]:
    """A line as it was filed on; amounts in minor units."""
    return {
        "id": line.finding_key,
        "reference": line.reference,
        "sku": line.sku,
        "purchase_order": line.purchase_order,
        "invoice_number": line.invoice_number,
        "verdict": line.verdict.value,
        "reason": line.reason,
        "claimed_minor": line.claimed_minor,
        "recoverable_minor": line.recoverable_minor,
        "rule": line.rule,
        "fingerprint": line.fingerprint,
        "calculation": line.calculation,
        "evidence": line.evidence,
    }


def _said(filing: Filing) -> dict[str, Any]:
    return {
        "round": filing.round,
        "channel": filing.channel,
        "dispute_id": filing.dispute_id,
        "filed_on": filing.filed_on.isoformat(),
        "amount_minor": filing.amount_minor,
        "currency": filing.currency,
        "what_is_new": filing.what_is_new,
    }


def _latest_draft(session: Session, case: Case) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))


def _latest_packet(session: Session, draft: Draft | None) -> int | None:
    """The packet that was last built for the letter that is filed."""
    if draft is None:
        return None
    return session.scalar(select(Packet.id).where(Packet.draft_id == draft.id).order_by(Packet.id.desc()).limit(1))


__all__ = ["FilingError", "RefusedMoveError", "changes_since_filing", "record_filing", "record_imported_filing", "set_dispute_id"]
