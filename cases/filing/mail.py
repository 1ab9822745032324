"""Mails that go out: a dispute with its packet, a request for papers. Written as rows first, with a message id fixed before any sending."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.background.work import Work, WorkKind
from cases.letters.casefile import load
from cases.life.case_lines import lines_of
from cases.wording import count, day, document_name, kind_name, money
from facts.finding import Verdict
from facts.identifiers import compact
from ledger.cases import Case, CaseForm, Draft, Mail, Packet
from ledger.findings import FindingRow
from ledger.journal import record
from ledger.papers import PaperLink
from ledger.suppliers import Account, Supplier
from rules.model import Rules
from templates import render

DISPUTE: Final = "dispute"
PAPER_REQUEST: Final = "paper_request"
PAPER_REMINDER: Final = "paper_reminder"
LONGEST_SUBJECT: Final = 200
MOST_RECIPIENTS: Final = 20
_ADDRESS: Final = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9-]{1,63}"
)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]+")


class MailError(Exception):
    """A mail that cannot be written or sent as it was asked for; the message says what is missing."""


def address(text: str | None, whose: str) -> str:
    """An address that is nothing but an address. Raises MailError for an empty one, a name beside it, a line break, a second one."""
    plain = (text or "").strip()
    if not plain:
        raise MailError(f"no address of {whose} is known; add it first")
    if not _ADDRESS.fullmatch(plain):
        raise MailError(f"{plain[:80]!r} is no mail address of {whose}; write it as name@example.com")
    return plain


def compose_dispute(
    session: Session,
    case: Case,
    draft: Draft,
    packet: Packet,
    rules: Rules,
    *,
    actor: str,
    now: datetime,
    what_is_new: str = "",
    sender: str | None = None,
) -> Mail:
    """The mail that files a case: the letter as its body, the parts of the packet attached. The same dispute is written once.

    It goes to the account's contact, from the supplier's own address (else `sender`). Raises MailError where one of them is missing,
    the letter is not approved, or the packet is another letter's or lacks a paper's bytes.
    """
    if draft.case_id != case.id or packet.case_id != case.id or packet.draft_id != draft.id:
        raise MailError("letter and packet do not belong together; build the packet of this letter")
    if draft.approved_at is None:
        raise MailError("the letter is not approved yet")
    supplier, account = session.get_one(Supplier, case.supplier_id), session.get_one(Account, case.account_id)
    asked = load(session, case, rules).asked
    what = "settlement" if case.form is CaseForm.SETTLEMENT else kind_name(case.type).lower()
    return write_once(
        session,
        supplier,
        case_id=case.id,
        purpose=DISPUTE,
        sender=address(supplier.mail_from or sender, supplier.name),
        recipients=(address(account.contact, "the retailer"),),
        subject=f"Dispute of {what} {case.reference}, {money(asked.amount, asked.currency)} (case {case.number})",
        body=draft.text,
        attachments=[{"name": p["name"], "sha256": p["sha256"], "bytes": p["bytes"], "type": "application/pdf"} for p in packet.parts],
        about={"draft_id": draft.id, "packet_id": packet.id, "what_is_new": what_is_new},
        actor=actor,
        now=now,
    )


def compose_paper_request(
    session: Session,
    supplier: Supplier,
    cases: Sequence[Case],
    *,
    carrier: str,
    recipient: str,
    needed_by: date,
    actor: str,
    now: datetime,
    sender: str | None = None,
) -> Mail:
    """One mail to a carrier for the papers that these cases lack. Raises MailError where nothing is missing or an address is."""
    if any(case.supplier_id != supplier.id for case in cases):
        raise MailError("these cases belong to another supplier")
    shipments = [s for case in cases for s in _shipments(session, case)]
    if not shipments:
        raise MailError("no paper is missing in these cases")
    told = {"carrier": _line(carrier) or "shipping", "shipments": shipments, "needed_by": day(needed_by), "supplier": supplier.name}
    return write_once(
        session,
        supplier,
        case_id=cases[0].id if len(cases) == 1 else None,
        purpose=PAPER_REQUEST,
        sender=address(supplier.mail_from or sender, supplier.name),
        recipients=(address(recipient, "the carrier"),),
        subject=f"Delivery papers needed for {count(len(shipments), 'shipment')}, by {day(needed_by)}",
        body=render("mails/paper_request.txt.j2", told).strip() + "\n",
        attachments=[],
        about={"cases": [case.id for case in cases]},
        actor=actor,
        now=now,
    )


def queue_mail(session: Session, work: Work, mail: Mail, *, actor: str, now: datetime) -> str:
    """Hands a mail to the background work that sends it, once however often it is asked for. Gives the key of the job.

    A failed mail is tried again under a new job; what already went out, or may have, never does (`cases.filing.mail_sending`).
    Raises MailError for one that is sent.
    """
    if mail.state == "sent":
        raise MailError("this mail is sent already")
    before = mail.state
    tries = int(mail.about.get("tries", 0)) + (0 if before == "queued" else 1)
    mail.state, mail.error, mail.about = "queued", None, mail.about | {"tries": tries}
    session.flush()
    key = f"mail:{mail.id}:{tries}"
    work.submit(session, WorkKind.MAIL, {"mail_id": mail.id}, key, now=now, supplier_id=mail.supplier_id)
    if before != "queued":
        _note(
            session, mail, "mail_queued", actor=actor, now=now, before={"state": before}, after={"state": "queued", "subject": mail.subject}
        )
    return key


def resend_mail(session: Session, mail: Mail, *, actor: str, now: datetime) -> Mail:
    """A new mail with the same content, for one of which nobody knows whether it went out, once a person has looked.

    Raises MailError for one that is sent or waits to be.
    """
    if mail.state != "failed":
        raise MailError(f"this mail is {mail.state}; only a failed one is written again")
    again = int(mail.about.get("again", 0)) + 1
    copy = Mail(
        supplier_id=mail.supplier_id,
        case_id=mail.case_id,
        purpose=mail.purpose,
        sender=mail.sender,
        recipients=mail.recipients,
        subject=mail.subject,
        body=mail.body,
        attachments=mail.attachments,
        message_id=_message_id(mail.sender, [mail.message_id, again]),
        made_at=now,
        made_by=actor,
        about=mail.about | {"again": again, "instead_of": mail.id, "tries": 0},
    )
    session.add(copy)
    session.flush()
    _note(session, copy, "mail_written", actor=actor, now=now, after={"subject": copy.subject, "instead_of": mail.id})
    return copy


def write_once(
    session: Session,
    supplier: Supplier,
    *,
    case_id: int | None,
    purpose: str,
    sender: str,
    recipients: Iterable[str],
    subject: str,
    body: str,
    attachments: list[dict[str, Any]],
    about: dict[str, Any],
    actor: str,
    now: datetime,
) -> Mail:
    """The row of a mail, a draft; the one that is there already where the same was written before."""
    to = list(dict.fromkeys(recipients))[:MOST_RECIPIENTS]
    said = [supplier.id, case_id, purpose, to, body, [a["sha256"] for a in attachments], about.get("draft_id"), about.get("cases")]
    message_id = _message_id(sender, said)
    known = session.scalar(select(Mail).where(Mail.message_id == message_id))
    if known is not None:
        return known
    mail = Mail(
        supplier_id=supplier.id,
        case_id=case_id,
        purpose=purpose,
        sender=sender,
        recipients=to,
        subject=_line(subject)[:LONGEST_SUBJECT],
        body=body,
        attachments=attachments,
        message_id=message_id,
        made_at=now,
        made_by=actor,
        about=about,
    )
    session.add(mail)
    session.flush()
    _note(session, mail, "mail_written", actor=actor, now=now, after={"subject": mail.subject, "to": to, "purpose": purpose})
    return mail


def _message_id(sender: str, said: Sequence[Any]) -> str:
    """An id that the content decides, so that the same mail cannot be written twice."""
    content = json.dumps(said, ensure_ascii=False, sort_keys=True).encode()
    return f"<recoup.{hashlib.sha256(content).hexdigest()[:40]}@{sender.rpartition('@')[2]}>"


def _line(text: str) -> str:
    """One line, whatever came in: what breaks lines or controls a terminal becomes a space."""
    return " ".join(_CONTROL.sub(" ", text).split())


def _shipments(session: Session, case: Case) -> list[dict[str, str]]:
    """The shipments whose papers are missing, in words that a carrier understands: numbers, destination, what is needed."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for line in lines_of(session, case):
        if line.verdict is not Verdict.NEEDS_EVIDENCE or not line.missing:
            continue
        identity = _identity(session, case, line)
        needed = ", ".join(document_name(paper) for paper in line.missing)
        found.setdefault((identity, needed), {"identity": identity, "needed": needed, "why": ""})
    return list(found.values())


def _identity(session: Session, case: Case, line: FindingRow) -> str:
    links = select(PaperLink.bol_number).where(
        PaperLink.account_id == case.account_id, PaperLink.purchase_order == compact(line.purchase_order), PaperLink.bol_number != ""
    )
    bols = sorted(set(session.scalars(links))) if line.purchase_order else []
    parts = [
        f"BOL {' and '.join(bols)}" if bols else "",
        f"purchase order {_line(line.purchase_order)}" if line.purchase_order else "",
        f"invoice {_line(line.invoice_number)}" if line.invoice_number else "",
        f"to {_line(line.destination)}" if line.destination else "",
    ]
    return ", ".join(p for p in parts if p) or f"shipment of claim {_line(line.reference)}"


def _note(session: Session, mail: Mail, action: str, *, actor: str, now: datetime, **what: Any) -> None:
    noun, noun_id = ("case", mail.case_id) if mail.case_id is not None else ("mail", mail.id)
    after = {"mail": mail.id} | what.pop("after", {})
    record(session, supplier_id=mail.supplier_id, actor=actor, now=now, action=action, noun=noun, noun_id=noun_id, after=after, **what)
