"""report.xlsx: the audit as tables that can be sorted, filtered and summed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

from cases.auditing.audit_result import AuditResult
from cases.auditing.event import EventSweep
from cases.auditing.outputs.queue import in_order
from cases.auditing.outputs.sheets import As, Cell, Heading, Workbook
from cases.auditing.outputs.summary import Deadline, RootCause, SummaryRow
from cases.auditing.previous import Changes
from cases.wording import cause_name, day, document_name, kind_name, verdict_name, words
from facts.finding import Finding, Verdict


def write_report_workbook(
    path: Path,
    result: AuditResult,
    summary: Sequence[SummaryRow],
    deadlines: Sequence[Deadline],
    causes: Sequence[RootCause],
    *,
    changes: Changes | None = None,
    event: EventSweep | None = None,
) -> None:
    """Writes the workbook: summary, findings, calculation, evidence, what could not be read, matched or tied, problems."""
    findings = in_order(result.findings)
    expected = sum(len(f.calculation) + len(f.evidence) + 1 for f in findings)
    with Workbook(path, result.as_of, f"Deduction audit: {result.supplier}", rows_expected=expected) as book:
        _summary(book, result, summary, deadlines, causes)
        book.table("Findings", _FINDINGS, map(_finding, findings), "No deduction line was found.")
        book.table("Calculation", _CALCULATION, _calculation(findings))
        book.table("Evidence", _EVIDENCE, _evidence(findings))
        book.table("Unreadable files", _UNREADABLE, _unreadable(result), "Every file could be read.")
        book.table("Unmatched papers", _UNMATCHED, _unmatched(result), "Every paper belongs to an order or a deduction.")
        book.table("Payments that do not tie", _UNTIED, _untied(result), "The lines of every payment sum to what was paid.")
        book.table("Problems", _PROBLEMS, _problems(result), "No problems.")
        if changes is not None:
            book.table("Changes", _CHANGES, _changes(changes), "Nothing changed since the earlier audit.")
        if event is not None:
            book.table("Event", _EVENT, _event(event), "No deduction falls into either period.")
            book.table("Event, still open", _OPEN, map(_open, event.open), "Nothing of this event is open.")


_FINDINGS = (
    Heading("Verdict", width=16), Heading("Kind", width=18), Heading("Reference", width=20), Heading("Invoice", width=15),
    Heading("Purchase order", width=14), Heading("Item", width=14), Heading("Vendor code", width=12), Heading("Retailer", width=13),
    Heading("Currency", width=9), Heading("Deducted", As.MONEY, 13), Heading("Recoverable", As.MONEY, 13),
    Heading("Deducted on", As.DAY, 13), Heading("Opens on", As.DAY, 13), Heading("Safe by", As.DAY, 13),
    Heading("Dispute by", As.DAY, 13), Heading("Attempts left", As.COUNT, 10), Heading("Reason", width=30),
    Heading("Why", As.LONG_TEXT, 60), Heading("Missing papers", width=26), Heading("Root cause", width=24),
    Heading("Confidence", As.RATE, 11), Heading("Rule", width=28), Heading("Owed", width=11), Heading("Finding", width=18),
)  # fmt: skip
_CALCULATION = (
    Heading("Reference", width=20), Heading("Item", width=14), Heading("Step", As.COUNT, 6), Heading("Id", width=20),
    Heading("What", width=40), Heading("Value", As.NUMBER, 14), Heading("Value as text", width=16), Heading("Formula", width=40),
    Heading("Evidence", width=12), Heading("Finding", width=18),
)  # fmt: skip
_EVIDENCE = (
    Heading("Reference", width=20), Heading("Item", width=14), Heading("No.", As.COUNT, 6), Heading("File", width=44),
    Heading("Sheet", width=16), Heading("Row", As.COUNT, 8), Heading("Page", As.COUNT, 7),
    Heading("Box (x0, top, x1, bottom in points)", width=32), Heading("What is read there", As.LONG_TEXT, 60),
    Heading("Finding", width=18),
)  # fmt: skip
_UNREADABLE = (Heading("File", width=50), Heading("Reason", width=14), Heading("What is wrong and what to do", As.LONG_TEXT, 90))
_UNMATCHED = (
    Heading("File", width=50), Heading("Pages", width=10), Heading("Kind", width=20), Heading("Why", As.LONG_TEXT, 60),
    Heading("Candidates", As.LONG_TEXT, 40),
)  # fmt: skip
_UNTIED = (
    Heading("Payment", width=18), Heading("Date", As.DAY, 13), Heading("Currency", width=9), Heading("Stated", As.MONEY, 15),
    Heading("Lines sum to", As.MONEY, 15), Heading("Gap", As.MONEY, 15), Heading("Note", As.LONG_TEXT, 60),
)  # fmt: skip
_PROBLEMS = (
    Heading("Problem", width=26), Heading("What", As.LONG_TEXT, 90), Heading("File", width=44), Heading("Sheet", width=16),
    Heading("Row", As.COUNT, 8), Heading("Page", As.COUNT, 7),
)  # fmt: skip
_CHANGES = (
    Heading("Change", width=11), Heading("Kind", width=18), Heading("Reference", width=20), Heading("Item", width=14),
    Heading("Retailer", width=13), Heading("Currency", width=9), Heading("Deducted", As.MONEY, 13), Heading("Recoverable", As.MONEY, 13),
    Heading("What", width=16), Heading("Before", width=18), Heading("After", width=18),
)  # fmt: skip
_EVENT = (
    Heading("Kind", width=22), Heading("Currency", width=9), Heading("Lines in the event", As.COUNT, 12),
    Heading("Deducted in the event", As.MONEY, 16), Heading("Share of orders", As.RATE, 12), Heading("Lines before", As.COUNT, 12),
    Heading("Deducted before", As.MONEY, 16), Heading("Share of orders before", As.RATE, 12), Heading("Lines open", As.COUNT, 12),
    Heading("Still open", As.MONEY, 16), Heading("Next day", As.DAY, 13), Heading("Last day", As.DAY, 13),
    Heading("Lines by day taken", As.COUNT, 12),
)  # fmt: skip
_OPEN = (
    Heading("Verdict", width=16), Heading("Kind", width=18), Heading("Reference", width=20), Heading("Item", width=14),
    Heading("Currency", width=9), Heading("Recoverable", As.MONEY, 13), Heading("Safe by", As.DAY, 13),
    Heading("Dispute by", As.DAY, 13),
)  # fmt: skip
_BY_KIND = (
    Heading("Kind"), Heading("Currency"), Heading("Lines", As.COUNT), Heading("Deducted", As.MONEY),
    Heading("Recoverable now", As.MONEY), Heading("Needs evidence", As.MONEY), Heading("In dispute", As.MONEY),
    Heading("Opens later", As.MONEY), Heading("Expired", As.MONEY), Heading("Accepted", As.MONEY),
    Heading("Already repaid", As.MONEY), Heading("For review", As.MONEY),
)  # fmt: skip
_COLUMNS = (
    Verdict.DISPUTE, Verdict.NEEDS_EVIDENCE, Verdict.IN_DISPUTE, Verdict.TOO_EARLY, Verdict.EXPIRED, Verdict.ACCEPT, Verdict.RESOLVED,
    Verdict.REVIEW,
)  # fmt: skip
_DEADLINES = (
    Heading("Next deadlines"), Heading("Kind"), Heading("Lines", As.COUNT), Heading("Currency"), Heading("Amount", As.MONEY),
    Heading("Safe by", As.DAY), Heading("Dispute by", As.DAY),
)  # fmt: skip
_CAUSES = (
    Heading("Root cause"),
    Heading("Currency"),
    Heading("Lines", As.COUNT),
    Heading("Deducted", As.MONEY),
    Heading("Still open", As.MONEY),
)


def _summary(
    book: Workbook, result: AuditResult, summary: Sequence[SummaryRow], deadlines: Sequence[Deadline], causes: Sequence[RootCause]
) -> None:
    retailers = ", ".join(s.retailer for s in result.scopes)
    notes = [
        f"As of {day(result.as_of)}" + (f" · {retailers}" if retailers else ""),
        "Amounts in different currencies are never added up together.",
    ]
    blocks: list[tuple[Sequence[Heading], Sequence[Sequence[Cell]], bool]] = []
    for currency in dict.fromkeys(r.currency for r in summary):
        rows = [_by_kind(r) for r in summary if r.currency == currency]
        blocks.append((_BY_KIND, rows, True))
    if deadlines:
        blocks.append(
            (
                _DEADLINES,
                [(d.reference, kind_name(d.kind), d.lines, d.currency, d.amount, d.safe_by, d.dispute_by) for d in deadlines[:25]],
                False,
            )
        )
    if causes:
        blocks.append((_CAUSES, [(cause_name(c.cause), c.currency, c.lines, c.claimed, c.open) for c in causes], False))
    book.page("Summary", f"Deduction audit: {result.supplier}", notes, blocks)


def _by_kind(row: SummaryRow) -> tuple[Cell, ...]:
    return (row.name, row.currency, row.lines, row.claimed, *(row.amounts.get(v, Decimal(0)) for v in _COLUMNS))


def _finding(f: Finding) -> tuple[Cell, ...]:
    return (
        verdict_name(f.verdict), kind_name(f.type), f.reference, f.invoice_number, f.purchase_order, f.sku, f.vendor_code, f.retailer,
        f.currency, f.claimed_amount, f.recoverable_amount, f.deducted_on, f.opens_on, f.safe_by, f.dispute_by, f.attempts_left,
        words(f.reason), f.why, ", ".join(document_name(m) for m in f.missing), cause_name(f.root_cause or ""),
        Decimal(str(round(f.confidence, 3))), f.rule, words(f.direction.value), f.id,
    )  # fmt: skip


def _calculation(findings: Iterable[Finding]) -> Iterator[tuple[Cell, ...]]:
    for f in findings:
        for place, step in enumerate(f.calculation, start=1):
            exact = _exact(step.value)
            marks = ", ".join(str(i + 1) for i in step.evidence)
            yield (
                f.reference, f.sku, place, step.id, step.label, exact, None if exact is not None else step.value, _as_text(step.formula),
                marks, f.id,
            )  # fmt: skip


def _as_text(formula: str | None) -> str:
    return formula or ""


def _exact(value: str) -> Decimal | None:
    """The value as a number, unless it is long enough to be an identifier or is none at all."""
    digits = sum(map(str.isdigit, value))
    if digits > 15 or digits == 0 or (value.startswith("0") and value.isdigit() and len(value) > 1):
        return None
    try:
        exact = Decimal(value)
    except ArithmeticError:
        return None
    return exact if exact.is_finite() else None


def _evidence(findings: Iterable[Finding]) -> Iterator[tuple[Cell, ...]]:
    for f in findings:
        for place, e in enumerate(f.evidence, start=1):
            box = ", ".join(map(str, e.box.rounded())) if e.box else ""
            yield f.reference, f.sku, place, e.file, e.sheet, e.row, e.page, box, e.fact, f.id


def _unreadable(result: AuditResult) -> Iterator[tuple[Cell, ...]]:
    for reading in sorted(result.readings, key=lambda r: r.file):
        if reading.error is not None:
            yield reading.file, reading.error.code.value, reading.error.message


def _unmatched(result: AuditResult) -> Iterator[tuple[Cell, ...]]:
    for paper in sorted(result.unmatched, key=lambda p: (p.file, p.pages)):
        yield paper.file, ", ".join(map(str, paper.pages)), words(paper.kind), paper.reason, ", ".join(paper.candidates)


def _untied(result: AuditResult) -> Iterator[tuple[Cell, ...]]:
    for p in sorted(result.untied, key=lambda p: (-abs(p.gap), p.payment)):
        yield p.payment, p.date, p.currency, p.stated, p.lines, p.gap, p.note


def _problems(result: AuditResult) -> Iterator[tuple[Cell, ...]]:
    for problem in result.problems:
        e = problem.evidence
        yield (
            words(problem.code),
            problem.message,
            e.file if e else None,
            e.sheet if e else None,
            e.row if e else None,
            e.page if e else None,
        )


def _changes(changes: Changes) -> Iterator[tuple[Cell, ...]]:
    for c in changes.changes:
        line = (words(c.kind.value), words(c.type), c.reference, c.sku, c.retailer, c.currency, c.claimed, c.recoverable)
        if not c.differences:
            yield (*line, None, None, None)
        for d in c.differences:
            yield (*line, d.name, d.before, d.after)


def _event(event: EventSweep) -> Iterator[tuple[Cell, ...]]:
    for row in event.leakage:
        name = "All kinds" if row.kind is None else kind_name(row.kind)
        yield (
            name, row.currency, row.event_lines, row.event_claimed, row.event_share, row.normal_lines, row.normal_claimed, row.normal_share,
            row.open.lines, row.open.amount, row.open.nearest, row.open.latest, row.event_by_day,
        )  # fmt: skip


def _open(f: Finding) -> tuple[Cell, ...]:
    return verdict_name(f.verdict), kind_name(f.type), f.reference, f.sku, f.currency, f.recoverable_amount, f.safe_by, f.dispute_by
