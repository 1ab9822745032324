"""The audit of a folder: files become facts, facts become findings, and every paper gets its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

from cases.auditing.event import OrderValue, order_values
from cases.auditing.outputs.audit_result import AuditResult, PaperLink, PaperRequest, Scope, UnmatchedPaper, UntiedPayment
from cases.auditing.scopes import FolderScope, find_scopes, listed_files, scope_of
from extractors.read import Progress, ReaderPool, ReadFile
from facts.evidence import Evidence, Problem
from facts.finding import Finding, Verdict
from facts.identifiers import compact
from matchers.frames import Frames, collect
from matchers.judge import Judgement, judge
from matchers.proof import wanted_paper
from matchers.shipments import Link, Shipment
from rules.loader import load_rules
from rules.model import Rules

UNTIED_NOTES: Final = {
    "hidden_lines": "the export says that it cannot show all lines of this payment",
    "no_lines": "no line of this payment is in the folder",
    "gap": "the lines do not add up to the payment",
}
"""What is said about a payment that its lines do not explain."""


@dataclass(frozen=True, slots=True)
class AuditOrder:
    """What to audit: the folder, the day to judge by, and what the command line says about retailer and terms."""

    folder: Path
    as_of: date
    retailer: str | None = None
    terms: Path | None = None


@dataclass(frozen=True, slots=True)
class Audited:
    """The result that is handed out, and the value of each order for the sweep of an event."""

    result: AuditResult
    orders: tuple[OrderValue, ...]

    @property
    def unread(self) -> int:
        """Files that could not be read."""
        return sum(1 for r in self.result.readings if r.error is not None)


def audit(order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None) -> Audited:
    """Reads every file below the folder and judges every deduction, retailer by retailer.

    Raises RuleError where terms or pack cannot be used: nothing is read before they are sound.
    """
    read, scopes = _read(order, pool, on_progress)
    judged = [(scope, rules, judge(_frames(mine), rules, order.as_of)) for scope, rules, mine in scopes]
    return _audited(order, read, judged)


def facts_by_scope(
    order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None
) -> tuple[list[ReadFile], list[tuple[Rules, Frames]]]:
    """What was read, and for each retailer of the folder its rules and facts, not judged. Raises RuleError as `audit` does."""
    read, scopes = _read(order, pool, on_progress)
    return read, [(rules, _frames(mine)) for _, rules, mine in scopes]


def _read(
    order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None
) -> tuple[list[ReadFile], list[tuple[FolderScope, Rules, list[ReadFile]]]]:
    """The files of the folder as read, and the scopes that have some, each with its rules and its files."""
    files = listed_files(order.folder)
    scopes = find_scopes(order.folder, files, order.terms)
    rules = {s.folder: _rules_of(s, order) for s in scopes}
    read = list(pool.read(order.folder, files, on_progress))
    found = []
    for scope in scopes:
        mine = [r for r in read if scope_of(scopes, r.reading.file) is scope]
        if mine or scope.terms is not None:
            found.append((scope, rules[scope.folder], mine))
    return read, found


def _rules_of(scope: FolderScope, order: AuditOrder) -> Rules:
    retailer = order.retailer if not scope.folder else None
    return load_rules(retailer, scope.terms, order.as_of)


def _frames(read: Iterable[ReadFile]) -> Frames:
    found = list(_once(read))
    tables = [(t.kind, t.frame) for r in found for t in r.tables]
    hidden = [payment for r in found for t in r.tables for payment in t.hidden_payments]
    return collect([r.reading for r in found], tables, hidden)


def _once(read: Iterable[ReadFile]) -> Iterator[ReadFile]:
    """The same bytes count once, under their first path: a copy proves nothing that its original does not."""
    seen: set[tuple[str, bool]] = set()
    for file in read:
        key = (file.reading.sha256, file.reading.used)
        if key not in seen:
            seen.add(key)
            yield file


def _audited(order: AuditOrder, read: list[ReadFile], judged: list[tuple[FolderScope, Rules, Judgement]]) -> Audited:
    supplier = next((rules.supplier for _, rules, _ in judged if rules.supplier), order.folder.resolve().name)
    result = AuditResult(
        as_of=order.as_of,
        supplier=supplier,
        scopes=tuple(Scope(rules.retailer, scope.folder, rules) for scope, rules, _ in judged),
        findings=tuple(f for _, _, judgement in judged for f in judgement.findings),
        readings=tuple(r.reading for r in read),
        links=tuple(link for _, _, judgement in judged for link in _links(judgement)),
        unmatched=tuple(paper for _, _, judgement in judged for paper in _unmatched(judgement)),
        untied=tuple(row for _, rules, judgement in judged for row in _untied(judgement, rules)),
        problems=tuple(_problems(read, judged)),
        requests=tuple(wanted for _, rules, judgement in judged for wanted in _requests(judgement, rules)),
    )
    return Audited(result, tuple(value for _, rules, judgement in judged for value in order_values(judgement.books, rules)))


def _links(judgement: Judgement) -> Iterator[PaperLink]:
    """Each paper with the shipment it was tied to, and the findings that its orders have."""
    by_order: dict[str, list[str]] = defaultdict(list)
    for finding in judgement.findings:
        if finding.purchase_order:
            by_order[compact(finding.purchase_order)].append(finding.id)
    for shipment in judgement.pairing.shipments:
        findings = tuple(dict.fromkeys(i for order in sorted(shipment.orders) for i in by_order.get(order, ())))
        for link in (*shipment.contents, *shipment.bills, *shipment.receipts):
            yield _paper_link(shipment, link, findings)


def _paper_link(shipment: Shipment, link: Link, findings: tuple[str, ...]) -> PaperLink:
    document = link.paper.document
    weak = any("weak evidence" in r for r in link.repaired)
    how = "corroborated" if weak else "repaired" if link.repaired else "exact"
    why = f"by {', '.join(link.keys)}" + (f"; {'; '.join(link.repaired)}" if link.repaired else "")
    orders = ", ".join(sorted({load.purchase_order for load in shipment.loads}))
    place = link.paper.evidence("bol_number", f"bill of lading {document.text('bol_number') or 'number not read'}")
    return PaperLink(link.paper.file, document.pages, document.kind.value, how, why, orders, "", shipment.bol_number, findings, (place,))


def _unmatched(judgement: Judgement) -> Iterator[UnmatchedPaper]:
    for left in judgement.pairing.unmatched:
        document = left.paper.document
        yield UnmatchedPaper(left.paper.file, document.pages, document.kind.value, left.reason, left.candidates)


def _untied(judgement: Judgement, rules: Rules) -> Iterator[UntiedPayment]:
    for left in judgement.ledger.untied:
        payment = left.payment
        currency = payment.currency or rules.currency
        yield UntiedPayment(
            payment.number, payment.date, currency, payment.amount or Decimal(0), left.lines_total, left.gap, UNTIED_NOTES[left.label]
        )


def _problems(read: Iterable[ReadFile], judged: Iterable[tuple[FolderScope, Rules, Judgement]]) -> Iterator[Problem]:
    """What is wrong with what came in: files, tables, documents, then the remittances."""
    for file in read:
        reading = file.reading
        for message in reading.problems:
            yield Problem("file", message, Evidence(reading.file, message))
        for document in reading.documents:
            page = document.pages[0] if document.pages else None
            for message in document.problems:
                yield Problem("paper", message, Evidence(reading.file, message, page=page))
    for _, _, judgement in judged:
        yield from judgement.ledger.problems


def _requests(judgement: Judgement, rules: Rules) -> Iterator[PaperRequest]:
    """For each shipment whose proof is missing or weak: what to ask its carrier for."""
    wanted: dict[tuple[str, str], list[tuple[Finding, Shipment, str]]] = defaultdict(list)
    for finding in judgement.findings:
        proofs = judgement.wanting.get(finding.id, ())
        for proof in proofs:
            wanted[compact(finding.purchase_order), proof.shipment.key].append((finding, proof.shipment, proof.words))
        if not proofs and finding.verdict is Verdict.NEEDS_EVIDENCE and finding.purchase_order:
            wanted[compact(finding.purchase_order), ""].append((finding, Shipment(""), finding.why))
    for asked in wanted.values():
        yield _request(judgement, rules, asked)


def _request(judgement: Judgement, rules: Rules, asked: list[tuple[Finding, Shipment, str]]) -> PaperRequest:
    first, shipment, why = asked[0]
    booked = judgement.books.order(first.purchase_order)
    terms = judgement.books.freight_terms(first.purchase_order)
    return PaperRequest(
        finding_ids=tuple(dict.fromkeys(f.id for f, _, _ in asked)),
        carrier=shipment.carrier_name,
        scac=shipment.scac,
        pro=shipment.pro_number,
        bol=shipment.bol_number,
        purchase_order=first.purchase_order,
        ship_date=shipment.ship_date,
        destination=shipment.ship_to_code or (booked.ship_to_code if booked else ""),
        kind_of_paper=wanted_paper(rules, terms.value if terms else None),
        why=why,
    )
