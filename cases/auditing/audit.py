"""The audit of a folder: files become facts, facts become findings, and every paper gets its place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from cases.auditing.audit_result import (
    Aside,
    AuditResult,
    BulkFindings,
    PaperLink,
    PaperRequest,
    Scope,
    UnmatchedPaper,
    UntiedPayment,
)
from cases.auditing.event import OrderValue, order_values, values_beside
from cases.auditing.scopes import FolderScope, find_scopes, listed_files, scope_of
from extractors.read import Progress, ReaderPool, ReadFile
from extractors.table_boxes import TableBoxes
from extractors.tables.long_file import LongReader, LongTable
from facts.evidence import Evidence, Problem
from facts.finding import Finding, Verdict
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.columns.bulk import IN_COLUMNS_FROM, BulkScope, judge_bulk
from matchers.columns.orders import OrdersBeside
from matchers.frames import Frames, collect, papers_of
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
    """The result that is handed out, and the value of each order for the sweep of an event.

    `beside` are the orders of very many lines, by the rules of their retailer: each becomes a value only where one is asked for.
    `sold` are the days on which the units of promotion claims were sold (`matchers.judge.Judgement`).
    """

    result: AuditResult
    orders: tuple[OrderValue, ...]
    beside: tuple[tuple[Rules, OrdersBeside], ...] = ()
    sold: Mapping[str, tuple[date, date]] = field(default_factory=dict)

    def every_order(self) -> tuple[OrderValue, ...]:
        """The value of every order, also of those that were judged in columns."""
        return (*self.orders, *(value for rules, orders in self.beside for value in values_beside(orders, rules)))

    @property
    def unread(self) -> int:
        """Files that could not be read."""
        return sum(1 for r in self.result.readings if r.error is not None)


def audit(
    order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None, boxes: TableBoxes | None = None
) -> Audited:
    """Reads every file below the folder and judges every deduction, retailer by retailer.

    `boxes` are sandboxes for tables that were started ahead; they are closed when the files are read. Raises RuleError where terms or
    pack cannot be used: nothing is read before they are sound.
    """
    found = _read(order, pool, on_progress, boxes)
    bulk = [_bulk_scope(found, rules, mine) for _, rules, mine in found.scopes]
    if sum(scope.claim_lines for scope in bulk) >= IN_COLUMNS_FROM:
        return _audited_in_bulk(order, found, bulk)
    judged = [(scope, rules, judge(_frames(found, mine), rules, order.as_of)) for scope, rules, mine in found.scopes]
    return _audited(order, found.files, judged)


def facts_by_scope(
    order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None = None
) -> tuple[list[ReadFile], list[tuple[Rules, Frames]]]:
    """What was read, and for each retailer of the folder its rules and facts, not judged. Raises RuleError as `audit` does."""
    found = _read(order, pool, on_progress)
    return found.files, [(rules, _frames(found, mine)) for _, rules, mine in found.scopes]


@dataclass(frozen=True, slots=True)
class _Found:
    """The files of the folder as read, the scopes that have some with their rules and files, and the rows of long tables by file."""

    files: list[ReadFile]
    scopes: list[tuple[FolderScope, Rules, list[ReadFile]]]
    long: dict[str, LongTable]


def _read(order: AuditOrder, pool: ReaderPool, on_progress: Callable[[Progress], None] | None, boxes: TableBoxes | None = None) -> _Found:
    files = listed_files(order.folder)
    boxes = boxes or TableBoxes.where_long(files)
    with nullcontext() if boxes is None else LongReader(boxes) as reader:
        scopes = find_scopes(order.folder, files, order.terms)
        rules = {s.folder: _rules_of(s, order) for s in scopes}
        named = {path.relative_to(order.folder).as_posix(): path for path in files}
        long, short = ({}, {}) if reader is None else reader.read(named)
    places = {name: n for n, name in enumerate(named)}
    rest = [path for name, path in named.items() if name not in long.keys() | short.keys()]
    read = [
        *short.values(),
        *(ReadFile(table.reading, table.tables) for table in long.values()),
        *pool.read(order.folder, rest, on_progress),
    ]
    read.sort(key=lambda r: places[r.reading.file.split("!", 1)[0]])
    found = []
    for scope in scopes:
        mine = [r for r in read if scope_of(scopes, r.reading.file) is scope]
        if mine or scope.terms is not None:
            found.append((scope, rules[scope.folder], mine))
    return _Found(read, found, long)


def _rules_of(scope: FolderScope, order: AuditOrder) -> Rules:
    retailer = order.retailer if not scope.folder else None
    return load_rules(retailer, scope.terms, order.as_of)


def _frames(found: _Found, read: Iterable[ReadFile]) -> Frames:
    mine = list(_once(read))
    return collect([r.reading for r in mine], _tables(found, mine), _hidden(found, mine))


def _tables(found: _Found, read: Iterable[ReadFile]) -> list[tuple[TableKind, Any]]:
    """The frames of some files, in the order of the files; those of long tables are given away."""
    tables: list[tuple[TableKind, Any]] = []
    for file in read:
        tables += [(table.kind, table.frame) for table in file.tables]
        long = found.long.get(file.reading.file)
        if long is not None:
            tables += [(long.kind, frame) for frame in long.frames]
    return tables


def _hidden(found: _Found, read: Iterable[ReadFile]) -> list[str]:
    tables = [t for r in read for t in (*r.tables, found.long.get(r.reading.file)) if t is not None]
    return [payment for table in tables for payment in table.hidden_payments]


def _bulk_scope(found: _Found, rules: Rules, read: Iterable[ReadFile]) -> BulkScope:
    mine = list(_once(read))
    return BulkScope(rules, _tables(found, mine), papers_of(r.reading for r in mine), tuple(_hidden(found, mine)))


def _audited_in_bulk(order: AuditOrder, found: _Found, scopes: list[BulkScope]) -> Audited:
    """So many lines that all findings go to a table as they are judged, and only the most important stay at hand."""
    found.long.clear()
    files = [replace(file, tables=()) for file in found.files]
    place = Aside()
    table = place.path / "findings.parquet"
    bulk = judge_bulk(scopes, order.as_of, table)
    judged = [(scope, rules, judgement) for (scope, rules, _), judgement in zip(found.scopes, bulk.judgements, strict=True)]
    audited = _audited(order, files, judged)
    listed = bulk.listed
    ids = {f.id for f in listed}
    requests = tuple(r for r in audited.result.requests if ids & set(r.finding_ids))
    kept = BulkFindings(table, bulk.tally(), place)
    said = (
        f"{kept.tally.lines:,} lines were judged; sums are over all of them, the {len(listed):,} that can be filed first are listed here "
        "and have packets, and every line stands in the file of findings"
    )
    problems = (Problem("many_lines", said), *audited.result.problems)
    result = replace(audited.result, findings=listed, requests=requests, problems=problems, bulk=kept)
    beside = tuple((rules, orders) for (_, rules, _), orders in zip(found.scopes, bulk.orders, strict=True) if orders is not None)
    return replace(audited, result=result, beside=beside)


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
    orders = tuple(value for _, rules, judgement in judged for value in order_values(judgement.books, rules))
    return Audited(result, orders, sold={key: days for *_, judgement in judged for key, days in judgement.sold.items()})


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
