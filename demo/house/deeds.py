"""What people do beside the walk through their cases: settlements, deductions seen on a screen, papers asked for, readings put right."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.desk import Desk
from cases.background.work import WorkKind
from cases.filing.mail import MailError, compose_paper_request
from cases.filing.packet.of_case import draft_to_file, packet_key
from cases.intake.corrections import correct
from cases.life import remarks
from cases.life.by_hand import SeenDeduction, open_by_hand
from cases.life.settlements import SettlementError, open_settlement
from demo.chance import Chance
from demo.house import people
from demo.house.people import Person
from facts.finding import FindingType
from ledger.cases import Case, CaseForm, CaseState
from ledger.papers import Document, Paper
from ledger.suppliers import Account, Supplier
from rules.model import Rules

MOST_SETTLED: Final = 4
REQUESTS: Final = 3
PACKETS: Final = 6


@dataclass(frozen=True, slots=True)
class Day:
    """A day on which somebody does such a thing for an account."""

    session: Session
    account: Account
    rules: Rules
    person: Person
    now: datetime
    draw: Chance

    @property
    def today(self) -> date:
        """The day."""
        return self.now.date()


def settle(day: Day) -> Case | None:
    """One settlement over the largest disputes that were lost in whole or in part; None where too few were."""
    lost = select(Case).where(
        Case.account_id == day.account.id,
        Case.type == FindingType.SHORTAGE,
        Case.form == CaseForm.DISPUTE,
        Case.close_reason.in_(("lost", "partly_won")),
        Case.settlement_id.is_(None),
    )
    cases = day.session.scalars(lost.order_by(Case.disputed_minor.desc(), Case.id).limit(MOST_SETTLED)).all()
    if len(cases) < 2:
        return None
    try:
        return open_settlement(
            day.session, cases, rules=day.rules, actor=day.person.actor, now=day.now, today=day.today, reason=people.SETTLED
        )
    except SettlementError:
        return None


def see_on_screen(day: Day) -> Case:
    """A deduction that no export shows is entered by hand."""
    draw = day.draw
    claimed = draw.money("90.00", "700.00")
    number = f"SO{draw.digits(6)}"
    seen = SeenDeduction(
        type=FindingType.SHORTAGE,
        reference=f"{number}SC",
        currency=day.account.currency,
        claimed=claimed,
        recoverable=claimed,
        why=people.SEEN,
        invoice_number=number,
        purchase_order=f"{draw.whole(1, 9)}{draw.characters(7, 'BCDFGHJKLMNPQRSTVWXZ23456789')}",
        invoice_date=day.today - timedelta(days=draw.whole(100, 140)),
        deducted_on=day.today - timedelta(days=draw.whole(10, 30)),
    )
    return open_by_hand(day.session, day.account, seen, rules=day.rules, actor=day.person.actor, now=day.now, today=day.today)


def ask_carriers(day: Day) -> int:
    """Mails to carriers for the papers that cases lack, written and not sent: there is no mail server in this house."""
    wanted = select(Case).where(Case.account_id == day.account.id, Case.state == CaseState.GATHERING_EVIDENCE, Case.carrier != "")
    by_carrier: dict[str, list[Case]] = {}
    for case in day.session.scalars(wanted.order_by(Case.id)):
        by_carrier.setdefault(case.carrier, []).append(case)
    written = 0
    supplier = day.session.get_one(Supplier, day.account.supplier_id)
    for carrier, cases in sorted(by_carrier.items(), key=lambda item: (-len(item[1]), item[0]))[:REQUESTS]:
        recipient = f"osd@{''.join(c for c in carrier.lower() if c.isalnum() and c.isascii())}.example"
        try:
            compose_paper_request(
                day.session,
                supplier,
                cases,
                carrier=carrier,
                recipient=recipient,
                needed_by=day.today + timedelta(days=10),
                actor=day.person.actor,
                now=day.now,
            )
        except MailError:
            continue
        written += 1
    return written


def put_right(day: Day, desk: Desk, most: int) -> int:
    """Somebody looks at values that the readers were not sure of, and confirms them."""
    wanted = select(Paper, Document.id).join(Document, Document.id == Paper.document_id)
    papers = day.session.execute(
        wanted.where(
            Document.supplier_id == day.account.supplier_id, Paper.to_review > 0, Paper.gone.is_(False), Paper.source == "ocr"
        ).order_by(Paper.id)
    ).all()
    done = 0
    for paper, document_id in papers:
        unsure = next((name for name, cell in paper.content.get("fields", {}).items() if cell.get("review") and cell.get("value")), None)
        if unsure is None or done == most:
            continue
        correct(
            day.session,
            desk.work,
            document_id=document_id,
            position=paper.position,
            name=unsure,
            value=paper.content["fields"][unsure]["value"],
            actor=day.person.actor,
            now=day.now,
            reason="looked at the scan",
        )
        done += 1
    return done


def order_packets(session: Session, desk: Desk, person: Person) -> int:
    """Evidence packets of cases that wait to be filed or approved, and of some that were filed."""
    ordered = 0
    for state, most in ((CaseState.READY_TO_FILE, PACKETS), (CaseState.IN_REVIEW, 2), (CaseState.FILED, 2)):
        waiting = select(Case).where(Case.state == state, Case.form == CaseForm.DISPUTE).order_by(Case.id.desc()).limit(most)
        for case in session.scalars(waiting).all():
            draft = draft_to_file(session, case)
            if draft is None:
                continue
            payload = {"case_id": case.id, "actor": person.actor, "draft_id": draft.id}
            key = packet_key(case, draft, desk.now())
            desk.work.submit(session, WorkKind.PACKET, payload, key, now=desk.now(), supplier_id=case.supplier_id)
            ordered += 1
    return ordered


def tie_siblings(session: Session, person: Person, now: datetime) -> int:
    """Cases of one dock and article are tied together, and one of them says so."""
    tied = 0
    known: dict[tuple[str, str, str], Case] = {}
    usual = select(Case).where(Case.sku != "", Case.destination != "", Case.closed.is_(False)).order_by(Case.id)
    for case in session.scalars(usual):
        first = known.setdefault((case.retailer, case.destination, case.sku), case)
        if first is not case and tied < 4:
            remarks.link_cases(session, first, case, "related", actor=person.actor, now=now)
            tied += 1
    return tied
