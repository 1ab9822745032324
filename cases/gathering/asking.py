"""Who has a paper that is not in the house, and the mail that asks for it: one per carrier or warehouse, however many cases lack papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import delete, exists, select
from sqlalchemy.orm import Session

from cases.filing.mail import PAPER_REMINDER, PAPER_REQUEST, MailError, address, write_once
from cases.gathering.contacts import Contact, contact_for, languages
from cases.gathering.known import Knowledge
from cases.gathering.places import shown
from cases.letters.letter_words import words_of
from cases.life.transitions import note
from cases.wording import day, document_name
from ledger.agents import EvidenceProposal
from ledger.cases import Case, Mail
from ledger.database import ROW_ALONE
from ledger.journal import record
from ledger.suppliers import Supplier
from rules.gathering import Asking
from rules.model import Rules
from templates import render

TOLD: Final = ("pro_number", "bol_number", "purchase_order", "invoice_number", "shipped_on", "ship_to_code")
"""What tells a carrier or warehouse which shipment is meant; nothing of the claim, the amount or the retailer's words goes out."""
OURS: Final = (PAPER_REQUEST, PAPER_REMINDER)
MOST_TOLD: Final = 4
"""Values of one name that are told of a shipment."""
MOST_CASES: Final = 50
"""Cases that one mail speaks of."""
DATES: Final[Mapping[str, str]] = {"de": "%d.%m.%Y", "fr": "%d/%m/%Y", "es": "%d/%m/%Y", "it": "%d/%m/%Y", "zh": "%Y-%m-%d"}
"""How days are written in mails; in English with the month's name."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom a case would ask for a paper: the contact where one is known, else the name that was read and what it is."""

    whom: str
    name: str
    contact: Contact | None


def addressee_of(supplier: Supplier, asking: Asking, known: Knowledge) -> Addressee:
    """The carrier or warehouse of a case's shipments."""
    names = _names(asking.whom, known)
    contact = contact_for(supplier, asking.whom, names)
    return Addressee(asking.whom, contact.name if contact else (names[-1] if names else ""), contact)


def shipment_told(known: Knowledge) -> list[dict[str, str]]:
    """What a request says of a case's shipment, as name and value."""
    return [{"name": one.name, "value": shown(one.value)} for name in TOLD for one in known.of(name)[:MOST_TOLD]]


def needed_by(cases: Iterable[Case], rules: Rules, today: date) -> date:
    """The day by which papers are asked for: so long before the nearest safe day that a case can still be put together, else soon."""
    wait = timedelta(days=rules.gathering.answer_before_days)
    days = [last for case in cases if (last := case.safe_by or case.dispute_by) and last > today]
    soonest = min((last - wait for last in days), default=date.max)
    usual = today + 2 * wait
    return max(min(soonest, usual), today + timedelta(days=1))


def write_requests(
    session: Session, supplier: Supplier, rules: Rules, *, actor: str, now: datetime, sender: str | None = None
) -> list[Mail]:
    """Brings the drafts of requests in line with what is proposed: one mail per contact over all cases that ask it; gives the new ones.

    A draft that the house wrote and that nobody's proposal stands for any more goes. Where the supplier has no address to write from,
    nothing is written, and the proposals stand without a mail.
    """
    session.execute(select(Supplier.id).where(Supplier.id == supplier.id).with_for_update(**ROW_ALONE))
    proposals = _proposed(session, supplier)
    written: list[Mail] = []
    for contact, of_contact in _by_contact(supplier, proposals):
        mail = _as_it_stands(session, of_contact)
        if mail is None:
            mail = _request(session, supplier, contact, of_contact, rules, actor=actor, now=now, sender=sender)
            if mail is None:
                continue
            written.append(mail)
        first = {proposal.case_id for proposal in of_contact if proposal.mail_id is None}
        for proposal in of_contact:
            proposal.mail_id, proposal.recipient = mail.id, contact.email
        for case in session.scalars(select(Case).where(Case.id.in_(first)).order_by(Case.id)).all():
            note(session, case, "request_written", actor=actor, now=now, after={"mail": mail.id, "subject": mail.subject})
    session.flush()
    _drop_stale(session, supplier, actor=actor, now=now)
    return written


def write_reminder(
    session: Session, supplier: Supplier, asked: Mail, proposals: Sequence[EvidenceProposal], rules: Rules, *, actor: str, now: datetime
) -> Mail | None:
    """The mail that asks again for what is still missing of a request that was sent; None where it cannot be written."""
    contact = Contact(
        str(asked.about.get("whom", "carrier")),
        str(asked.about.get("name", "")),
        asked.recipients[0],
        language=str(asked.about.get("language", "en")),
    )
    sent_on = (asked.sent_at or asked.made_at).date()
    return _request(session, supplier, contact, proposals, rules, actor=actor, now=now, sender=asked.sender, asked_on=sent_on)


def _request(
    session: Session,
    supplier: Supplier,
    contact: Contact,
    proposals: Sequence[EvidenceProposal],
    rules: Rules,
    *,
    actor: str,
    now: datetime,
    sender: str | None,
    asked_on: date | None = None,
) -> Mail | None:
    cases = session.scalars(select(Case).where(Case.id.in_({p.case_id for p in proposals})).order_by(Case.id)).all()
    by = needed_by(cases, rules, now.date())
    language = contact.language if contact.language in languages() else "en"
    told = {
        "name": contact.name,
        "whom": contact.whom,
        "supplier": supplier.name,
        "needed_by": _dated(by, language),
        "asked_on": _dated(asked_on, language) if asked_on else "",
        "reminder": asked_on is not None,
        "shipments": _shipments(proposals, language),
    }
    subject, _, body = render(f"mails/{language}/paper_request.txt.j2", told).partition("\n")
    try:
        return write_once(
            session,
            supplier,
            case_id=cases[0].id if len(cases) == 1 else None,
            purpose=PAPER_REQUEST if asked_on is None else PAPER_REMINDER,
            sender=address(supplier.mail_from or sender, supplier.name),
            recipients=(address(contact.email, contact.name),),
            subject=subject,
            body=body.strip() + "\n",
            attachments=[],
            about={"cases": [case.id for case in cases], "asked": _asked(proposals)} | contact.to_json(),
            actor=actor,
            now=now,
        )
    except MailError:
        return None


def _names(whom: str, known: Knowledge) -> list[str]:
    """What the carrier or warehouse of the shipments is called; the fullest name last."""
    names = ("scac", "carrier_name") if whom == "carrier" else ("ship_from_name",)
    return [shown(one.value) for name in names for one in known.of(name)]


def _proposed(session: Session, supplier: Supplier) -> list[EvidenceProposal]:
    wanted = select(EvidenceProposal).where(
        EvidenceProposal.supplier_id == supplier.id, EvidenceProposal.kind == "request", EvidenceProposal.state == "proposed"
    )
    return list(session.scalars(wanted.order_by(EvidenceProposal.case_id, EvidenceProposal.id)))


def _by_contact(supplier: Supplier, proposals: Sequence[EvidenceProposal]) -> Iterable[tuple[Contact, list[EvidenceProposal]]]:
    """Proposals by whom they ask, at most so many cases together. What asks somebody without an address is left out."""
    found: dict[Contact, list[EvidenceProposal]] = defaultdict(list)
    for proposal in proposals:
        about = _about(proposal)
        contact = contact_for(supplier, str(about.get("whom", "")), [str(n) for n in about.get("names", ())])
        if contact is not None:
            found[contact].append(proposal)
    for contact, of_contact in found.items():
        cases = list(dict.fromkeys(p.case_id for p in of_contact))
        for start in range(0, len(cases), MOST_CASES):
            chosen = set(cases[start : start + MOST_CASES])
            yield contact, [p for p in of_contact if p.case_id in chosen]


def _as_it_stands(session: Session, proposals: Sequence[EvidenceProposal]) -> Mail | None:
    """The draft that these proposals have in common, if it asks for just that."""
    mails = {p.mail_id for p in proposals}
    mail = session.get(Mail, next(iter(mails))) if len(mails) == 1 and None not in mails else None
    return mail if mail is not None and mail.state == "draft" and mail.about.get("asked") == _asked(proposals) else None


def _asked(proposals: Iterable[EvidenceProposal]) -> list[list[Any]]:
    return sorted([p.case_id, p.need] for p in proposals)


def _drop_stale(session: Session, supplier: Supplier, *, actor: str, now: datetime) -> None:
    named = exists().where(EvidenceProposal.mail_id == Mail.id)
    own = select(Mail).where(Mail.supplier_id == supplier.id, Mail.state == "draft", Mail.purpose.in_(OURS), Mail.made_by == actor)
    for mail in session.scalars(own.where(~named)).all():
        if "asked" in mail.about:
            before = {"subject": mail.subject, "to": mail.recipients}
            record(
                session, supplier_id=supplier.id, actor=actor, now=now, action="mail_dropped", noun="mail", noun_id=mail.id, before=before
            )
            session.execute(delete(Mail).where(Mail.id == mail.id))


def _about(proposal: EvidenceProposal) -> Mapping[str, Any]:
    """What a request proposal says of whom it asks and for which shipment."""
    return proposal.reasons[0] if proposal.reasons else {}


def _shipments(proposals: Iterable[EvidenceProposal], language: str) -> list[dict[str, Any]]:
    by_case: dict[int, dict[str, Any]] = {}
    for proposal in proposals:
        parts = [{"name": p["name"], "value": _part(p, language)} for p in _about(proposal).get("shipment", ())]
        shipment = by_case.setdefault(proposal.case_id, {"parts": parts, "needed": []})
        named = words_of(language).of("papers", proposal.need) or document_name(proposal.need)
        if named not in shipment["needed"]:
            shipment["needed"].append(named)
    return list(by_case.values())


def _part(part: Mapping[str, str], language: str) -> str:
    return _dated(date.fromisoformat(part["value"][:10]), language) if part["name"] == "shipped_on" else part["value"]


def _dated(on: date, language: str) -> str:
    return on.strftime(DATES[language]) if language in DATES else day(on)
