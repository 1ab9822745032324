"""Approval without a person: small, verified, fully proven disputes of suppliers who want that. Off unless a supplier turned it on.

No portal is ever filed to from here. A dispute goes out by mail only where the retailer takes disputes by mail and the supplier's
settings say that mails may go out unattended as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rules_for
from cases.background.desk import SYSTEM, Desk
from cases.background.work import Work, WorkKind
from cases.filing.mail import MailError, compose_dispute, queue_mail
from cases.filing.packet.of_case import draft_to_file, packet_key
from cases.letters.casefile import CaseFile, load
from cases.letters.verifier.verdict import Severity
from cases.letters.writing import verify_again
from cases.life.approval import objection_to_approval
from cases.life.case_lines import asked_minor, lines_of, open_lines
from cases.life.transitions import RefusedMoveError, move, note
from cases.wording import money
from facts.finding import Verdict
from facts.money import Money
from ledger.cases import Case, CaseForm, CaseState, Draft, Mail, Packet
from ledger.suppliers import Account, Supplier
from rules.model import Rules

UNATTENDED_MAIL: Final = "unattended_mail"
"""The key of a supplier's settings that lets disputes go out by mail without a person, where it is true."""
UNATTENDED_MODEL: Final = "unattended_model"
"""The key of a supplier's settings that lets letters with sentences of a model be approved without a person, where it is true."""
_MAY_BE_APPROVED: Final = frozenset({CaseState.DRAFTING, CaseState.IN_REVIEW})
_EMAIL: Final = "email"


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether a case was approved without a person, by which policy, and why not."""

    approved: bool
    policy: str = ""
    objections: tuple[str, ...] = ()


def objections_to_unattended(session: Session, case: Case, draft: Draft | None, *, rules: Rules) -> tuple[str, ...]:
    """Every reason why a person must look at this case; empty where the supplier's policy covers it."""
    return tuple(_objections(session, case, draft, session.get_one(Supplier, case.supplier_id), rules))


def approve_unattended(session: Session, work: Work, case: Case, rules: Rules, *, now: datetime, today: date) -> Decision:
    """Approves the latest draft of a case where the supplier's policy covers it, and has its packet built.

    The letter is held against the case as it is on this day first. The journal names the house as actor and the policy as reason.
    What is not covered is left as it was, for a person.
    """
    draft = _newest(session, case)
    supplier = session.get_one(Supplier, case.supplier_id)
    objections = objections_to_unattended(session, case, draft, rules=rules)
    if not objections and draft is not None:
        verify_again(session, draft, rules=rules, now=now)
        objections = tuple(_about_the_draft(draft, supplier))
    if objections or draft is None:
        return Decision(approved=False, objections=objections)
    policy = policy_of(supplier)
    try:
        with session.begin_nested():
            for to in (CaseState.IN_REVIEW, CaseState.READY_TO_FILE) if case.state is CaseState.DRAFTING else (CaseState.READY_TO_FILE,):
                move(session, case, to, rules=rules, actor=SYSTEM, now=now, today=today, reason=policy)
    except RefusedMoveError as refusal:
        session.refresh(case)
        session.refresh(draft)
        return Decision(approved=False, policy=policy, objections=refusal.reasons)
    payload = {"case_id": case.id, "draft_id": draft.id, "actor": SYSTEM, "unattended": True}
    work.submit(session, WorkKind.PACKET, payload, packet_key(case, draft, now), now=now, supplier_id=case.supplier_id)
    return Decision(approved=True, policy=policy)


def mail_unattended(session: Session, work: Work, case: Case, packet: Packet, rules: Rules, *, now: datetime) -> Mail | tuple[str, ...]:
    """Queues the mail that files a case which was approved without a person; or every reason why it waits for one."""
    supplier, account = session.get_one(Supplier, case.supplier_id), session.get_one(Account, case.account_id)
    draft = draft_to_file(session, case)
    objections = tuple(_objections_to_mail(supplier, account, case, draft, packet, rules))
    if objections or draft is None:
        return objections
    try:
        mail = compose_dispute(session, case, draft, packet, rules, actor=SYSTEM, now=now)
    except MailError as refusal:
        return (str(refusal),)
    queue_mail(session, work, mail, actor=SYSTEM, now=now)
    return mail


def after_packet(desk: Desk) -> Callable[[Session, Case, Packet], None]:
    """What `packet_handler` does once it has built a packet for an unattended case: the mail, where the supplier lets it go."""

    def mail(session: Session, case: Case, packet: Packet) -> None:
        now = desk.now()
        outcome = mail_unattended(session, desk.work, case, packet, rules_for(session, case.account_id, desk.today()), now=now)
        if isinstance(outcome, tuple):
            note(session, case, "left_to_a_person", actor=SYSTEM, now=now, reason="; ".join(outcome), after={"packet": packet.id})

    return mail


def after_draft(desk: Desk) -> Callable[[Session, Case, Draft], None]:
    """What `draft_handler` does once it has written a draft: approval without a person, where the supplier's policy covers it."""

    def approve(session: Session, case: Case, draft: Draft) -> None:
        del draft
        rules = rules_for(session, case.account_id, desk.today())
        approve_unattended(session, desk.work, case, rules, now=desk.now(), today=desk.today())

    return approve


def policy_of(supplier: Supplier) -> str:
    """The policy in words, as the journal keeps it."""
    if supplier.unattended_up_to_minor is None or supplier.unattended_currency is None:
        return "unattended approval is off"
    limit = Money(supplier.unattended_up_to_minor, supplier.unattended_currency)
    said = money(limit.amount, limit.currency)
    return f"approved without a person: verified, fully proven and not above {said}, as {supplier.name} wants it"


def _objections(session: Session, case: Case, draft: Draft | None, supplier: Supplier, rules: Rules) -> Iterator[str]:
    if supplier.unattended_up_to_minor is None or supplier.unattended_currency is None:
        yield "unattended approval is off for this supplier"
        return
    if not supplier.active:
        yield "the supplier is no longer active"
    if case.state not in _MAY_BE_APPROVED:
        yield f"the case is {case.state.value.replace('_', ' ')}, it does not wait for approval"
    yield from _about_the_amount(session, case, supplier)
    yield from _about_the_case(session, case)
    if not rules.window(case.type).disputable:
        yield "no dispute is taken for claims of this kind"
    yield from _about_the_draft(draft, supplier)
    if _rests_on_doubt(load(session, case, rules)):
        yield "it rests on a value that a person should look at on the paper first"


def _about_the_amount(session: Session, case: Case, supplier: Supplier) -> Iterator[str]:
    asked = Money(asked_minor(case, lines_of(session, case)), case.currency)
    limit = Money(supplier.unattended_up_to_minor or 0, supplier.unattended_currency or "")
    if case.currency != limit.currency:
        yield f"the case is in {case.currency} and the policy in {limit.currency}"
    elif asked.minor > limit.minor:
        yield f"{money(asked.amount, asked.currency)} is above {money(limit.amount, limit.currency)}"
    if asked.minor <= 0:
        yield "there is nothing to ask for"


def _about_the_case(session: Session, case: Case) -> Iterator[str]:
    if case.form is not CaseForm.DISPUTE:
        yield "a settlement is agreed by a person"
    if case.rounds:
        yield "a person says what is new in a further round"
    if case.evidence_state != "complete":
        yield f"the evidence is {case.evidence_state}, not complete"
    if any(line.verdict is Verdict.REVIEW for line in open_lines(lines_of(session, case))):
        yield "a line of it waits for a person's decision"
    if case.changes:
        yield "it has changes that nobody has seen yet"


def _about_the_draft(draft: Draft | None, supplier: Supplier) -> Iterator[str]:
    if draft is None:
        yield "there is no draft yet"
        return
    if supplier.four_eyes:
        yield f"{supplier.name} wants four eyes, and the house has none"
    elif (said := objection_to_approval(supplier, draft, SYSTEM)) is not None:
        yield said
    if any(problem["severity"] == Severity.UNVERIFIABLE for problem in draft.problems):
        yield "the letter has wording that cannot be checked, which a person reads first"
    if supplier.settings.get(UNATTENDED_MODEL) is not True and _has_words_of_a_model(draft):
        yield "a model wrote part of the letter, which a person reads first"


def _has_words_of_a_model(draft: Draft) -> bool:
    return draft.made_by == "model" or any(sentence.get("by") == "model" for sentence in draft.sentences)


def _rests_on_doubt(file: CaseFile) -> bool:
    """Whether a place that a filed line cites is a field whose reading is for review."""
    for evidence in (e for f in (file.group.findings if file.group else ()) for e in f.evidence if e.box is not None):
        document = file.papers.document(evidence.file, evidence.page)
        fields = [*document.fields.values(), *(field for line in document.lines for field in line.values())] if document else []
        if any(f.review and f.box is not None and evidence.box is not None and f.box.rounded() == evidence.box.rounded() for f in fields):
            return True
    return False


def _objections_to_mail(
    supplier: Supplier, account: Account, case: Case, draft: Draft | None, packet: Packet, rules: Rules
) -> Iterator[str]:
    if rules.channel != _EMAIL:
        yield f"{rules.name or case.retailer} takes disputes by {rules.channel}, which a person files"
    if supplier.settings.get(UNATTENDED_MAIL) is not True:
        yield "the supplier's settings do not let mails go out without a person"
    if case.state is not CaseState.READY_TO_FILE:
        yield "the case is not ready to be filed"
    if draft is None or draft.approved_by != SYSTEM:
        yield "the letter was approved by a person, who files it"
    if packet.missing:
        yield "papers of the packet could not be enclosed"
    if packet.problems:
        yield "the packet is beyond what the retailer takes"
    if not account.contact or not supplier.mail_from:
        yield "the address of the retailer or of the supplier is missing"


def _newest(session: Session, case: Case) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.case_id == case.id).order_by(Draft.version.desc()).limit(1))
