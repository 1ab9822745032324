"""From filing to cash: what remittances show for a case becomes its recoveries, each slice of money booked once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.detection.money_movements import Direction, Movement
from cases.life.settlements import close_settled
from cases.life.standing import filings_of, recoveries_of, refresh
from cases.life.transitions import close_if_done, enter, note
from facts.identifiers import compact
from ledger.cases import Case, CaseForm, CaseState, Filing, Recovery
from rules.model import Rules

HAND: Final = "hand:"
ON_REMITTANCES: Final = "remit:"
"""What the keys of recoveries begin with: booked by a person, or seen on a remittance."""
TAKEN_UP_AGAIN: Final = frozenset({CaseState.CLOSED, CaseState.ANSWERED})
"""States in which a case is taken up again when its money is taken again."""


def book_movements(
    session: Session, case: Case, movements: Sequence[Movement], *, rules: Rules, actor: str, now: datetime, today: date
) -> None:
    """Books what the remittances show and takes back what they no longer show.

    Money that comes back after a filing is `paid`, before any filing `mitigated`; a claim taken again is `rededucted`, and the case
    is taken up again unless a filing asks for just that claim already. A booking that a person made of the same money becomes the
    remittance's. Once nothing more can come, the case is closed.
    """
    hand: dict[str, Any] = {"rules": rules, "actor": actor, "now": now, "today": today}
    booked = recoveries_of(session, case)
    known = {r.recovery_key: r for r in booked}
    by_person = [r for r in booked if r.recovery_key.startswith(HAND)]
    filings = filings_of(session, case)
    asked_back = {compact(line["reference"]) for f in filings for line in f.snapshot.get("lines", ())}
    taken_again = False
    for movement in movements:
        kind, key = kind_of(movement, filings), f"{ON_REMITTANCES}{movement.key}"[:200]
        row = known.get(key) or _same_money(by_person, movement, kind)
        if row is None:
            session.add(_recovery(case, key, kind, movement, actor, now))
            _note(session, case, "money_seen", movement, kind, hand)
            taken_again = taken_again or (kind == "rededucted" and compact(movement.number) not in asked_back)
        elif _bring_up_to_date(row, key, kind, movement):
            _note(session, case, "money_confirmed", movement, kind, hand)
    shown = {f"{ON_REMITTANCES}{m.key}"[:200] for m in movements}
    for row in booked:
        if row.recovery_key.startswith(ON_REMITTANCES) and row.recovery_key not in shown:
            said = {"kind": row.kind, "amount_minor": row.amount_minor, "currency": row.currency, "payment_number": row.payment_number}
            note(session, case, "money_gone", actor=actor, now=now, reason="no remittance shows it any more", before=said)
            session.delete(row)
    refresh(session, case, rules, today=today, now=now)
    if taken_again and case.state in TAKEN_UP_AGAIN and case.rededucted_minor > 0:
        enter(session, case, CaseState.GATHERING_EVIDENCE, reason="the money was taken again", **hand)
    elif close_if_done(session, case, **hand) and case.form is CaseForm.SETTLEMENT:
        close_settled(session, case, **hand)


def give_up_movements(session: Session, case: Case) -> None:
    """Takes what remittances showed for a case away; the case that its lines went to books it."""
    for row in recoveries_of(session, case):
        if row.recovery_key.startswith(ON_REMITTANCES):
            session.delete(row)
    session.flush()


def kind_of(movement: Movement, filings: Sequence[Filing]) -> str:
    """What a movement is for a case with these filings."""
    match movement.direction:
        case Direction.AGAIN:
            return "rededucted"
        case Direction.NETTED:
            return "offset"
        case Direction.BACK:
            after = [f for f in filings if movement.seen_on is None or f.filed_on <= movement.seen_on]
            return "paid" if after else "mitigated"


def _same_money(by_person: list[Recovery], movement: Movement, kind: str) -> Recovery | None:
    """A person's booking of this movement: the same kind and amount, and no other payment named. It is used up by that."""
    for row in by_person:
        if (row.kind, row.amount_minor) == (kind, movement.amount.minor) and row.payment_number in {"", movement.payment_number}:
            by_person.remove(row)
            return row
    return None


def _recovery(case: Case, key: str, kind: str, movement: Movement, actor: str, now: datetime) -> Recovery:
    return Recovery(
        case_id=case.id,
        recovery_key=key,
        kind=kind,
        currency=movement.amount.currency,
        amount_minor=movement.amount.minor,
        seen_on=movement.seen_on,
        number=movement.number[:80],
        payment_number=movement.payment_number[:80],
        evidence=[dict(movement.evidence)],
        recorded_at=now,
        recorded_by=actor,
    )


def _bring_up_to_date(row: Recovery, key: str, kind: str, movement: Movement) -> bool:
    """Makes a booking say what the remittance says; True where it says something else now. Where it stands is no change."""
    before = (row.recovery_key, row.kind, row.amount_minor, row.seen_on)
    row.recovery_key, row.kind, row.amount_minor, row.seen_on = key, kind, movement.amount.minor, movement.seen_on
    row.number, row.payment_number = movement.number[:80], movement.payment_number[:80]
    if row.evidence != [dict(movement.evidence)]:
        row.evidence = [dict(movement.evidence)]
    return before != (key, kind, movement.amount.minor, movement.seen_on)


def _note(session: Session, case: Case, action: str, movement: Movement, kind: str, hand: Mapping[str, Any]) -> None:
    said = {
        "kind": kind,
        "amount_minor": movement.amount.minor,
        "currency": movement.amount.currency,
        "number": movement.number,
        "payment_number": movement.payment_number,
        "seen_on": movement.seen_on.isoformat() if movement.seen_on else None,
    }
    note(session, case, action, actor=hand["actor"], now=hand["now"], after=said)
