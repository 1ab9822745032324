"""What the ready-made house makes of its deductions: notes on what they have in common, and two actions of one supplier."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.causes.actions import Plan, change_action, make_action, narrowed_by
from cases.causes.notes import decide, latest_notes
from cases.causes.refreshing import Look, refresh_account, refresh_charge
from demo.house.people import Person
from facts.finding import FindingType
from ledger.cases import Case
from ledger.improving import CauseNote
from ledger.suppliers import Account

DONE_BEFORE: Final = timedelta(days=75)
LATE_BY: Final = timedelta(days=4)
CHARGES: Final = 6
DONE: Final = ("Count each pallet before it is closed, and put its cartons on the bill of lading.", "Warehouse, outbound")
UNDER_WAY: Final = ("Agree with the carrier on signed papers within two days of delivery.", "Transport desk")


def find_causes(desk: Desk, accounts: tuple[int, ...], person: Person, *, acts: bool) -> None:
    """Writes the notes of some accounts as they stand now; with `acts` somebody accepts two and does something about them."""
    now = desk.now()
    with desk.sessions.begin() as session:
        look = Look(now.date(), now, person.actor)
        for number in accounts:
            refresh_account(session, session.get_one(Account, number), look)
        charged = select(Case).where(Case.account_id.in_(accounts), Case.type == FindingType.CHARGEBACK, Case.closed.is_(False))
        for case in session.scalars(charged.order_by(Case.claimed_minor.desc(), Case.id).limit(CHARGES)):
            refresh_charge(session, case, look)
        if acts:
            _act(session, session.get_one(Account, accounts[0]), person, now)


def _act(session: Session, account: Account, person: Person, now: datetime) -> None:
    wanted = latest_notes(account.supplier_id).where(CauseNote.scope == "cluster").order_by(CauseNote.preventable_minor.desc()).limit(2)
    days = ((DONE, now.date() - DONE_BEFORE), (UNDER_WAY, now.date() - LATE_BY))
    for note, ((text, owner), day) in zip(session.scalars(wanted).all(), days, strict=False):
        decide(session, note, decision="accepted", reason="Seen with the warehouse.", actor=person.actor, now=now)
        plan = Plan(text, owner, day, note.cause, narrowed_by(note))
        action = make_action(session, account, plan, actor=person.actor, now=now, note=note)
        state = {"state": "done", "done_on": day} if text == DONE[0] else {"state": "under_way"}
        change_action(session, action, state, actor=person.actor, now=now, today=now.date())
