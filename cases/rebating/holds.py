"""Holds on claims: what named checks found unusual waits for a person; it changes no verdict and no amount."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import SYSTEM, day_of
from cases.rebating.claim_guards import approver_changed_no_bank, approver_decided_not_who_counts, approver_wrote_no_terms, situation_of
from cases.rebating.claim_moves import bank_days, note
from cases.rebating.claims import ClaimError
from ledger.rebate_claims import ClaimHold, RebateClaimRow
from matchers.rebates.signals.signal import Signal

LONGEST_REASON: Final = 2_000
MOST_EVIDENCE: Final = 40
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f]")


def place(session: Session, claim: RebateClaimRow, signals: Iterable[Signal], *, now: datetime) -> int:
    """Brings the holds of a claim in line with what its checks found; gives how many are new.

    A hold that somebody lifted stays lifted as long as the check says the same. One that no longer shows is gone by itself.
    """
    known = {(h.signal, h.key): h for h in holds_of(session, claim.id)}
    found = {(s.check, _key(s)): s for s in signals if not s.refutes}
    added = 0
    for key, signal in found.items():
        held = known.get(key)
        if held is None:
            evidence = [e.to_json() for e in signal.evidence[:MOST_EVIDENCE]]
            session.add(
                ClaimHold(claim_id=claim.id, signal=key[0], key=key[1], sentence=signal.sentence[:2000], evidence=evidence, placed_at=now)
            )
            added += 1
            note(session, claim, "hold_placed", actor=SYSTEM, now=now, after={"signal": signal.check, "sentence": signal.sentence[:500]})
        elif held.gone_at is not None:
            held.gone_at = None
    for key, held in known.items():
        if key not in found and held.gone_at is None:
            held.gone_at = now
    session.flush()
    return added


def lift(session: Session, claim: RebateClaimRow, hold: ClaimHold, *, reason: str, actor: str, now: datetime) -> None:
    """Lifts a hold, with a reason. Raises ClaimError where it is lifted already, or by somebody who could not approve the claim.

    Else who changed the bank detail or the terms would say of the hold for just that that it is nothing.
    """
    told = _CONTROL.sub(" ", reason).strip()[:LONGEST_REASON]
    if hold.lifted_at is not None:
        raise ClaimError("hold_id", "this hold was lifted before")
    if not told:
        raise ClaimError("reason", "say what was looked at and why the claim may go on")
    if actor == claim.submitted_by:
        raise ClaimError("hold_id", f"{actor} submitted this claim; somebody else lifts its holds")
    today = day_of(now)
    at = situation_of(session, claim, actor=actor, today=today, bank_days=bank_days(session, claim, today))
    refused = approver_wrote_no_terms(at) or approver_decided_not_who_counts(at) or approver_changed_no_bank(at)
    if refused is not None:
        raise ClaimError("hold_id", refused.replace("approves its claims", "lifts its holds"))
    hold.lifted_at, hold.lifted_by, hold.lifted_reason = now, actor, told
    session.flush()
    note(session, claim, "hold_lifted", actor=actor, now=now, reason=told, before={"signal": hold.signal, "sentence": hold.sentence[:500]})


def holds_of(session: Session, claim_id: int) -> Sequence[ClaimHold]:
    """All holds of a claim, in the order they were placed."""
    return session.scalars(select(ClaimHold).where(ClaimHold.claim_id == claim_id).order_by(ClaimHold.id)).all()


def _key(signal: Signal) -> str:
    """What a hold is about: another sentence is another hold, which nobody has lifted."""
    return hashlib.sha256(signal.sentence.encode()).hexdigest()[:32]
