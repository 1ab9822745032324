"""One case as it lies on the table: its findings, papers, exhibits and history, taken from the ledger alone and frozen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.filing.exhibits import Exhibit, LinkedPaper, exhibits_of
from cases.filing.filing_group import FilingGroup, Papers, filed_together
from cases.letters.case_papers import FiledDocument, documents_by_path, linked_papers, readings_of
from cases.letters.history import Answer, EarlierFiling, Returned, SettledCase
from cases.life.case_lines import asked_minor, fileable_lines, lines_of, open_lines
from cases.life.deadlines import clock_of, filings_for
from cases.life.standing import filings_of, outcomes_of, recoveries_of
from facts.evidence import Evidence
from facts.finding import Finding, FindingType, Step
from facts.money import Money
from ledger.cases import Case, CaseForm, Draft, Filing, Outcome, Recovery
from ledger.cases import Packet as PacketRow
from ledger.findings import FindingRow
from ledger.suppliers import Account, Supplier
from rules.model import Rules


@dataclass(frozen=True, slots=True)
class CaseFile:
    """All that may be said and sent for one case.

    `findings` are its lines as last judged; `group` holds those that are filed now (to dispute, and weak ones that a person let
    pass), None where there are none and for a settlement, which is over `settled`. `asked` is what a filing now
    asks for: less than the group's amount where an earlier round was granted part of it and that is not paid yet. `documents` gives
    a document by the path that findings and exhibits name, `earlier` the rounds about the claims of these lines.
    """

    case_id: int
    number: int
    form: CaseForm
    kind: FindingType
    supplier_id: int
    supplier: str
    account_id: int
    retailer: str
    contact: str | None
    reference: str
    currency: str
    asked: Money
    rules: Rules
    findings: tuple[Finding, ...]
    group: FilingGroup | None
    papers: Papers
    linked: Mapping[str, tuple[LinkedPaper, ...]]
    exhibits: tuple[Exhibit, ...]
    documents: Mapping[str, FiledDocument]
    earlier: tuple[EarlierFiling, ...]
    recoveries: tuple[Returned, ...]
    settled: tuple[SettledCase, ...]
    opens_on: date | None
    dispute_by: date | None
    attempts_left: int | None


def load(session: Session, case: Case, rules: Rules) -> CaseFile:
    """The case as the ledger has it now. Reads only."""
    account, supplier = session.get_one(Account, case.account_id), session.get_one(Supplier, case.supplier_id)
    rows = lines_of(session, case)
    filings, outcomes = filings_of(session, case), outcomes_of(session, case)
    findings = {row.id: finding_of(row, account.retailer) for row in rows}
    filed = [findings[row.id] for row in fileable_lines(case, rows)] if case.form is CaseForm.DISPUTE else []
    group = filed_together(filed) if filed else None
    linked = linked_papers(session, case, filed)
    named = {e.file for f in findings.values() for e in f.evidence if e.file} | {p.file for papers in linked.values() for p in papers}
    documents = documents_by_path(session, account.id, named)
    papers = Papers(readings_of(session, documents.values()))
    settled = _settled(session, case)
    open_amount = sum(s.open.minor for s in settled)
    clock = clock_of(case, rows, filings, outcomes, rules)
    return CaseFile(
        case_id=case.id,
        number=case.number,
        form=case.form,
        kind=case.type,
        supplier_id=supplier.id,
        supplier=supplier.name,
        account_id=account.id,
        retailer=account.retailer,
        contact=account.contact,
        reference=case.reference,
        currency=case.currency,
        asked=Money(asked_minor(case, rows) if case.form is CaseForm.DISPUTE else open_amount, case.currency),
        rules=rules,
        findings=tuple(findings.values()),
        group=group,
        papers=papers,
        linked=linked,
        exhibits=exhibits_of(group, papers, linked) if group else (),
        documents=documents,
        earlier=_earlier(session, filings_for(open_lines(rows), filings), outcomes),
        recoveries=tuple(_returned(r) for r in recoveries_of(session, case)),
        settled=settled,
        opens_on=clock.opens_on,
        dispute_by=clock.dispute_by,
        attempts_left=clock.attempts_left,
    )


def finding_of(row: FindingRow, retailer: str) -> Finding:
    """A finding as the judge gave it, from its row."""
    return Finding(
        id=row.finding_key,
        type=row.type,
        direction=row.direction,
        reference=row.reference,
        currency=row.currency,
        claimed_amount=Money(row.claimed_minor, row.currency).amount,
        recoverable_amount=Money(row.recoverable_minor, row.currency).amount,
        verdict=row.verdict,
        reason=row.reason,
        why=row.why,
        rule=row.rule,
        confidence=row.confidence,
        calculation=tuple(Step.from_json(s) for s in row.calculation),
        evidence=tuple(Evidence.from_json(e) for e in row.evidence),
        purchase_order=row.purchase_order,
        invoice_number=row.invoice_number,
        sku=row.sku,
        vendor_code=row.vendor_code,
        retailer=retailer,
        opens_on=row.opens_on,
        safe_by=row.safe_by,
        dispute_by=row.dispute_by,
        attempts_left=row.attempts_left,
        root_cause=row.root_cause,
        missing=tuple(row.missing),
        deducted_on=row.deducted_on,
    )


def _earlier(session: Session, filings: Sequence[Filing], outcomes: Sequence[Outcome]) -> tuple[EarlierFiling, ...]:
    packets = {p.id: p for p in session.scalars(select(PacketRow).where(PacketRow.id.in_([f.packet_id for f in filings if f.packet_id])))}
    drafts = {d.id: d for d in session.scalars(select(Draft).where(Draft.id.in_([f.draft_id for f in filings if f.draft_id])))}
    return tuple(
        EarlierFiling(
            round=filing.round,
            channel=filing.channel,
            dispute_id=filing.dispute_id,
            filed_on=filing.filed_on,
            recorded_at=filing.recorded_at,
            amount=Money(filing.amount_minor, filing.currency),
            what_is_new=filing.what_is_new,
            answers=tuple(_answer(o) for o in outcomes if o.filing_id == filing.id),
            documents=_sent(packets.get(filing.packet_id or 0), drafts.get(filing.draft_id or 0)),
            lines=frozenset(line["id"] for line in filing.snapshot.get("lines", ()) if "id" in line),
        )
        for filing in filings
    )


def _sent(packet: PacketRow | None, draft: Draft | None) -> frozenset[int]:
    """The documents that went along with a filing: those of its packet, and the exhibits that its letter rested on."""
    enclosed = [e.get("document_id") for e in packet.exhibits] if packet else []
    facts = draft.brief.get("facts", ()) if draft else ()
    cited = [p.get("document_id") for f in facts for p in f.get("places", ()) if p.get("exhibit") is not None]
    return frozenset(document for document in (*enclosed, *cited) if document is not None)


def _answer(outcome: Outcome) -> Answer:
    return Answer(
        outcome.kind,
        outcome.answered_on,
        Money(outcome.approved_minor, outcome.currency),
        outcome.reason,
        outcome.reason_code,
        outcome.reply_due,
    )


def _returned(recovery: Recovery) -> Returned:
    return Returned(
        recovery.kind, Money(recovery.amount_minor, recovery.currency), recovery.seen_on, recovery.number, recovery.payment_number
    )


def _settled(session: Session, case: Case) -> tuple[SettledCase, ...]:
    if case.form is not CaseForm.SETTLEMENT:
        return ()
    children = select(Case).where(Case.settlement_id == case.id).order_by(Case.disputed_minor.desc(), Case.id)
    return tuple(_settled_case(session, child) for child in session.scalars(children))


def _settled_case(session: Session, child: Case) -> SettledCase:
    still = child.disputed_minor - child.paid_minor - child.offset_minor - child.written_off_minor + child.rededucted_minor
    ids = tuple(f.dispute_id for f in filings_of(session, child) if f.dispute_id)
    return SettledCase(
        child.number,
        child.type,
        child.reference,
        child.invoice_number,
        child.purchase_order,
        Money(max(0, still), child.currency),
        child.evidence_state,
        ids,
    )
