"""Suppliers with one of everything, each thing marked with whose it is, so that a leak shows in the bytes of an answer."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy.orm import Session

from cases.accounts.rules_of_account import rule_version, rules_for
from cases.accounts.terms import record_terms
from cases.intake.receiving import receive
from cases.life.by_hand import SeenDeduction, open_by_hand
from facts.documents import DocumentKind, Source
from facts.finding import FindingType
from ledger import search
from ledger.journal import record
from ledger.models import (
    AccessRecord,
    Account,
    AgentRun,
    Agreement,
    Audience,
    BankDetail,
    Batch,
    Case,
    CaseComment,
    CaseLink,
    CauseNote,
    Chain,
    ClaimFile,
    ClaimHold,
    ContractVersion,
    Correction,
    CorrectiveAction,
    CustomerScope,
    Deduction,
    DocumentState,
    Draft,
    EvidenceProposal,
    Filing,
    FindingRow,
    HandLink,
    Job,
    Mail,
    ModelCall,
    Outcome,
    Packet,
    Paper,
    Partner,
    PartnerRole,
    Payment,
    PointedField,
    Presence,
    Reading,
    RebateClaimRow,
    RebateContract,
    RebateCustomer,
    RebateMonth,
    RebatePayout,
    RebateStatement,
    Recovery,
    SavedView,
    Supplier,
    User,
    VersionState,
    WatchedPlace,
)
from tests.http.conftest import Town
from tests.pages.papers_made import digital


@dataclass
class Shop:
    """A supplier and the numbers of its things by the names that addresses have for them."""

    supplier: Supplier
    account: Account
    mark: str
    numbers: dict[str, int] = field(default_factory=dict)
    job_key: str = ""


def stocked(town: Town, name: str) -> Shop:
    """A supplier with one of everything; `mark` stands in all that is its own."""
    supplier, account = town.supplier(name)
    mark = f"secret-of-{supplier.slug}"
    shop = Shop(supplier, account, mark)
    with town.desk.sessions.begin() as session:
        _papers(session, town, shop)
        case = _case(session, town, shop)
        _rest(session, town, shop, case)
        _run(session, town, shop, case)
        _cause(session, town, shop)
        _shared(session, town, shop)
        _rebate(session, town, shop)
    shop.numbers |= {"supplier_id": supplier.id, "account_id": account.id}
    return shop


def _papers(session: Session, town: Town, shop: Shop) -> None:
    told: dict[str, Any] = {"supplier_id": shop.supplier.id, "account_id": shop.account.id, "actor": shop.mark, "now": town.now}
    document = receive(
        session, town.desk.files, town.work, path=f"{shop.mark}.pdf", content=digital(((72, 90, shop.mark),)), via="upload", **told
    ).document
    seller = {"value": shop.mark, "text": shop.mark, "confidence": 0.9, "page": 1, "box": [1.0, 1.0, 9.0, 9.0], "review": True}
    seen: dict[str, Any] = {
        "kind": "invoice",
        "kind_confidence": 0.9,
        "pages": [1],
        "language": "en",
        "source": "text",
        "fields": {"seller_name": seller},
        "lines": [],
        "problems": [],
    }
    content = {"documents": [seen]}
    reading = Reading(document_id=document.id, version=1, reader="r", made_at=town.now, content=content)
    paper = Paper(
        document_id=document.id, position=0, kind=DocumentKind.INVOICE, source=Source.TEXT, content=content["documents"][0], to_review=1
    )
    batch = Batch(
        supplier_id=shop.supplier.id, via="upload", source=shop.mark, begun_at=town.now, begun_by=shop.mark, outcome={"note": shop.mark}
    )
    session.add_all([reading, paper, batch])
    session.flush()
    document.reading_id, document.state, document.read_at = reading.id, DocumentState.READ, town.now
    link = HandLink(paper_id=paper.id, purchase_order=shop.mark, linked=True, made_at=town.now, made_by=shop.mark)
    correction = Correction(
        document_id=document.id, position=0, name="seller_name", after={"value": shop.mark}, made_at=town.now, made_by=shop.mark
    )
    pointed = PointedField(
        supplier_id=shop.supplier.id, document_id=document.id, paper_id=paper.id, field="buyer_name", page=1, box=[1.0, 1.0, 9.0, 9.0],
        text=shop.mark, value=shop.mark, made_at=town.now,
    )  # fmt: skip
    session.add_all([link, correction, pointed])
    session.flush()
    search.put(session, shop.supplier.id, "paper", paper.id, shop.mark)
    job = session.query(Job).filter_by(key=document.job_id).one()
    shop.job_key, job.message = job.key, shop.mark
    shop.numbers |= {"document_id": document.id, "paper_id": paper.id, "batch_id": batch.id, "link_id": link.id, "job_id": job.id}
    shop.numbers |= {"correction_id": correction.id, "reading_id": reading.id, "pointed_id": pointed.id}


def _case(session: Session, town: Town, shop: Shop) -> Case:
    account = session.get_one(Account, shop.account.id)
    terms = "retailer: amazon_us\nsupplier: Hal\n"
    day = town.now.date()
    record_terms(session, town.work, account, text=terms, file=f"{shop.mark}.yaml", on=day, actor=shop.mark, now=town.now)
    rules = rules_for(session, account.id, town.now.date())
    made = []
    for number in range(2):
        seen = SeenDeduction(
            FindingType.SHORTAGE,
            f"{shop.mark}-{number}SC",
            "USD",
            Decimal("500.40"),
            Decimal("500.40"),
            f"seen by {shop.mark}",
            invoice_number=f"{shop.mark}-{number}",
            invoice_date=date(2026, 8, 1),
            deducted_on=date(2026, 9, 15),
        )
        made.append(open_by_hand(session, account, seen, rules=rules, actor=shop.mark, now=town.now, today=town.now.date()))
    case, other = made
    case.rule_version_id = rule_version(session, account.id, rules, town.now).id
    search.put(session, shop.supplier.id, "case", case.id, shop.mark)
    comment = CaseComment(case_id=case.id, text=shop.mark, at=town.now, by=shop.mark)
    tie = CaseLink(case_id=case.id, other_id=other.id, how="related", at=town.now, by=shop.mark)
    session.add_all([comment, tie])
    session.flush()
    shop.numbers |= {"case_id": case.id, "other_case_id": other.id, "comment_id": comment.id, "case_link_id": tie.id}
    shop.numbers["finding_id"] = session.query(FindingRow).filter_by(case_id=case.id).one().id
    return case


def _rest(session: Session, town: Town, shop: Shop, case: Case) -> None:
    told: dict[str, Any] = {"case_id": case.id}
    part = f"%PDF {shop.mark}".encode()
    sha256 = town.desk.files.put(part)
    draft = Draft(**told, version=1, kind="dispute", text=shop.mark, made_by="person", author=shop.mark, at=town.now, brief={"facts": []})
    packet = Packet(
        **told,
        made_at=town.now,
        made_by=shop.mark,
        parts=[{"sha256": sha256, "bytes": len(part), "pages": 1, "name": f"{shop.mark}.pdf", "file": f"{shop.mark}.pdf"}],
    )
    session.add(draft)
    session.flush()
    packet.draft_id = draft.id
    session.add(packet)
    session.flush()
    by: dict[str, Any] = {"recorded_at": town.now, "recorded_by": shop.mark}
    usd: dict[str, Any] = {"currency": "USD"}
    filing = Filing(
        **told,
        **usd,
        round=1,
        channel="portal",
        dispute_id=shop.mark,
        filed_on=town.now.date(),
        filed_by=shop.mark,
        recorded_at=town.now,
        amount_minor=50040,
        draft_id=draft.id,
    )
    session.add(filing)
    session.flush()
    outcome = Outcome(**told, **usd, **by, filing_id=filing.id, kind="denied", answered_on=town.now.date(), reason=shop.mark, via="portal")
    recovery = Recovery(**told, **usd, **by, recovery_key=shop.mark, kind="paid", amount_minor=100, payment_number=shop.mark)
    mail = Mail(
        **told,
        supplier_id=shop.supplier.id,
        purpose="paper_request",
        sender="a@b.example",
        subject=shop.mark,
        body=shop.mark,
        message_id=f"<{shop.mark}>",
        made_at=town.now,
        made_by=shop.mark,
    )
    proposal = EvidenceProposal(
        **told,
        supplier_id=shop.supplier.id,
        key=f"link:{shop.mark}",
        need="proof_of_delivery",
        kind="link",
        document_id=shop.numbers["document_id"],
        paper_id=shop.numbers["paper_id"],
        reasons=[{"name": "purchase_order", "how": "same", "ours": shop.mark, "theirs": shop.mark, "agrees": True}],
        made_at=town.now,
        made_by=shop.mark,
    )
    contact = {"whom": "carrier", "name": shop.mark, "email": "pod@carrier.example", "code": "", "language": "en"}
    session.get_one(Supplier, shop.supplier.id).settings = {"contacts": [contact]}
    place = WatchedPlace(supplier_id=shop.supplier.id, account_id=shop.account.id, kind="folder", place=f"/{shop.mark}")
    of_account: dict[str, Any] = {"account_id": shop.account.id, **usd}
    chain = Chain(**of_account, root=shop.mark, open_minor=1)
    payment = Payment(**of_account, number=shop.mark, amount_minor=1)
    deduction = Deduction(**of_account, root=shop.mark, number=shop.mark, type=FindingType.SHORTAGE, state="open", amount_minor=1)
    agreement = Agreement(**by, supplier_id=shop.supplier.id, number=shop.mark, kind="coop")
    access = AccessRecord(at=town.now, event="download", actor=shop.mark, supplier_id=shop.supplier.id)
    session.get_one(Supplier, shop.supplier.id).external_id = session.get_one(Account, shop.account.id).external_id = shop.mark
    session.add_all([outcome, recovery, mail, proposal, place, chain, payment, deduction, agreement, access])
    session.flush()
    record(
        session, supplier_id=shop.supplier.id, actor=shop.mark, now=town.now, action="note", noun="case", noun_id=case.id, reason=shop.mark
    )
    shop.numbers |= {
        "draft_id": draft.id,
        "packet_id": packet.id,
        "filing_id": filing.id,
        "outcome_id": outcome.id,
        "recovery_id": recovery.id,
    }
    shop.numbers |= {"mail_id": mail.id, "place_id": place.id, "chain_id": chain.id, "payment_id": payment.id, "deduction_id": deduction.id}
    shop.numbers |= {"proposal_id": proposal.id}
    assert hashlib.sha256(part).hexdigest() == sha256


def _run(session: Session, town: Town, shop: Shop, case: Case) -> None:
    """A letter that a model was asked for, with the question and the reply."""
    of: dict[str, Any] = {"supplier_id": shop.supplier.id, "case_id": case.id, "model": "stub"}
    run = AgentRun(
        **of,
        key=shop.mark,
        kind="narrative",
        noun="case",
        noun_id=case.id,
        state="done",
        graph="narrative@1",
        result={"why": shop.mark},
        ordered_at=town.now,
        ordered_by=shop.mark,
        ended_at=town.now,
    )
    session.add(run)
    session.flush()
    asked: dict[str, Any] = {"brief_hash": "b", "prompt_hash": "p", "reply": shop.mark, "state": "done"}
    session.add(
        ModelCall(**of, **asked, key=shop.supplier.slug, run_id=run.id, model_id="openai:stub", day=town.now.date(), begun_at=town.now)
    )
    session.flush()
    shop.numbers["run_id"] = run.id


def _cause(session: Session, town: Town, shop: Shop) -> None:
    """A note on what deductions have in common, and what somebody does about it."""
    of: dict[str, Any] = {"supplier_id": shop.supplier.id, "account_id": shop.account.id, "currency": "USD"}
    told: dict[str, Any] = {"text": shop.mark, "title": shop.mark, "author": shop.mark, "made_by": "template", "at": town.now}
    note = CauseNote(**of, **told, scope="cluster", key=shop.mark, period="2026-09", cause="labels", claims=3, brief={"facts": []})
    session.add(note)
    session.flush()
    dates: dict[str, Any] = {"due_on": town.now.date(), "made_at": town.now, "changed_at": town.now}
    action = CorrectiveAction(**of, **dates, note_id=note.id, cause="labels", text=shop.mark, owner=shop.mark, made_by=shop.mark)
    session.add(action)
    session.flush()
    shop.numbers |= {"cause_id": note.id, "note_id": note.id, "action_id": action.id}


def _rebate(session: Session, town: Town, shop: Shop) -> None:
    """A partner with its bank, an agreement with a statement, a claim on hold with a file, and money that is expected."""
    of: dict[str, Any] = {"supplier_id": shop.supplier.id}
    made: dict[str, Any] = {"made_at": town.now, "made_by": shop.mark}
    usd: dict[str, Any] = {"currency": "USD"}
    partner = Partner(**of, **made, **usd, name=shop.mark, role=PartnerRole.EARNER, changed_at=town.now, external_id=shop.mark)
    customer = RebateCustomer(**of, **made, name=shop.mark)
    session.add_all([partner, customer])
    session.flush()
    bank = BankDetail(**made, partner_id=partner.id, version=1, holder=shop.mark, scheme="account", number="12345678", reason=shop.mark)
    contract = RebateContract(
        **of, **made, **usd, account_id=shop.account.id, partner_id=partner.id, number=shop.mark, key=shop.mark, side="we_owe",
        state=VersionState.APPROVED, mechanism="retroactive", figures={"problem": shop.mark},
    )  # fmt: skip
    session.add_all([bank, contract])
    session.flush()
    version = ContractVersion(
        **made, contract_id=contract.id, number=1, origin="entered", state=VersionState.APPROVED, terms={"number": shop.mark},
        changed_at=town.now, effective_from=date(2026, 1, 1),
    )  # fmt: skip
    scope = CustomerScope(**made, contract_id=contract.id, include=True, customer=shop.mark, reason=shop.mark)
    session.add_all([version, scope])
    session.flush()
    contract.in_force_id = version.id
    statement = RebateStatement(
        **of, **made, **usd, contract_id=contract.id, version_id=version.id, as_of=town.now.date(), inputs_hash="0" * 64, problem=shop.mark,
        content={"periods": []},
    )  # fmt: skip
    days: dict[str, Any] = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 3, 31)}
    session.add(statement)
    session.flush()
    month = RebateMonth(**of, **usd, **days, contract_id=contract.id, statement_id=statement.id, month="2026-01", base=shop.mark)
    claim = RebateClaimRow(
        **of, **usd, **days, contract_id=contract.id, partner_id=partner.id, number=shop.mark, origin="partner", side="we_owe",
        claimed_minor=100, submitted_at=town.now, submitted_by=shop.mark, state_at=town.now, remarks=shop.mark,
    )  # fmt: skip
    session.add_all([month, claim])
    session.flush()
    hold = ClaimHold(claim_id=claim.id, signal="round_amounts", sentence=shop.mark, placed_at=town.now)
    file = ClaimFile(
        claim_id=claim.id, document_id=shop.numbers["document_id"], name=shop.mark, size=1, came_at=town.now, came_by=shop.mark
    )
    payout = RebatePayout(
        **of, **usd, contract_id=contract.id, claim_id=claim.id, partner_id=partner.id, kind="credit", state="made", amount_minor=100,
        reference=shop.mark, recorded_at=town.now, recorded_by=shop.mark,
    )  # fmt: skip
    session.add_all([hold, file, payout])
    session.flush()
    shop.numbers |= {"partner_id": partner.id, "customer_id": customer.id, "agreement_id": contract.id, "version_id": version.id}
    shop.numbers |= {"scope_id": scope.id, "statement_id": statement.id, "rebate_claim_id": claim.id, "hold_id": hold.id}
    shop.numbers |= {"payout_id": payout.id}


def _shared(session: Session, town: Town, shop: Shop) -> None:
    """Somebody of the supplier's, who looks at the case and shares a view."""
    at: dict[str, Any] = {"made_at": town.now, "changed_at": town.now}
    person = User(email=f"{shop.supplier.slug}@example.com", name=shop.mark, created_at=town.now)
    session.add(person)
    session.flush()
    view = SavedView(
        user_id=person.id, name=shop.mark, query="state=detected", audience=Audience.SUPPLIER, supplier_id=shop.supplier.id, **at
    )
    looks = {"user_id": person.id, "since": town.now, "seen_at": town.now}
    session.add_all([view, Presence(supplier_id=shop.supplier.id, noun="case", noun_id=shop.numbers["case_id"], **looks)])
    session.flush()
    shop.numbers |= {"view_id": view.id, "id": shop.numbers["case_id"]}
