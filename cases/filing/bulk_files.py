"""Files in which a retailer takes many disputes at once, in the layouts of its pack; what cannot go in is refused with the reason."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy.orm import Session

from cases.auditing.outputs.sheets import As, Cell, Heading, Workbook, defused
from cases.filing.packet.of_case import draft_to_file, latest_packet
from cases.letters.on_record import InvoiceOnRecord, deduction_code, invoice_on_record, open_of_claim
from cases.life.case_lines import asked_minor, fileable_lines, lines_of, open_lines
from cases.life.standing import filings_of
from cases.wording import words
from facts.money import Money
from ledger.cases import Case, CaseState, Draft
from ledger.findings import FindingRow
from rules.model import BulkColumn, BulkLayout, Rules

UTF8_FOR_SPREADSHEETS: Final = "utf-8-sig"
_AMOUNTS: Final = frozenset({"invoice_amount", "claimed_amount", "amount", "open_balance"})
_DAYS: Final = frozenset({"invoice_date", "invoice_due_date", "deduction_date"})
_FILING: Final = frozenset({"case", "line"})
"""Rows that file a dispute; a row per claim only states what is open."""


@dataclass(frozen=True, slots=True)
class BulkFile:
    """A file ready to upload: `rows` are in it, of the cases `enclosed`; `refused` names what is not, each with why."""

    name: str
    content: bytes
    rows: int
    enclosed: tuple[Case, ...]
    refused: tuple[tuple[Case, str], ...]


class RowRefusedError(Exception):
    """A case cannot go into the file; the message says why and what to do instead."""


@dataclass(frozen=True, slots=True)
class _Row:
    """All that the values of a row are taken from: a case, and the lines that the row stands for."""

    case: Case
    lines: tuple[FindingRow, ...]
    draft: Draft | None
    invoice: InvoiceOnRecord
    code: str
    open: Money | None
    attachments: tuple[str, ...]
    dispute_id: str

    @property
    def first(self) -> FindingRow:
        """The line that speaks for the row."""
        return self.lines[0]

    @property
    def claimed(self) -> Money:
        """What was deducted on the lines."""
        return Money(sum(line.claimed_minor for line in self.lines), self.case.currency)

    @property
    def asked(self) -> Money:
        """What is asked back for the lines, less what was granted before."""
        return Money(asked_minor(self.case, self.lines), self.case.currency)


def bulk_file(session: Session, cases: Iterable[Case], rules: Rules, layout: BulkLayout, *, today: date) -> BulkFile:
    """The cases as one file of the layout, in the order given; the same cases give the same bytes.

    Cells that a spreadsheet would take for a formula are defused. A case goes in with all its rows or not at all.
    """
    rows: list[tuple[Cell, ...]] = []
    enclosed: list[Case] = []
    refused: list[tuple[Case, str]] = []
    for case in cases:
        try:
            found = _cells(session, case, rules, layout, room=None if layout.max_rows is None else layout.max_rows - len(rows))
        except RowRefusedError as refusal:
            refused.append((case, str(refusal)))
            continue
        rows += found
        enclosed.append(case)
    content = _xlsx(layout, rows, today) if layout.format == "xlsx" else _csv(layout, rows)
    return BulkFile(f"{layout.name}_{today:%Y-%m-%d}.{layout.format}", content, len(rows), tuple(enclosed), tuple(refused))


def _cells(session: Session, case: Case, rules: Rules, layout: BulkLayout, *, room: int | None) -> list[tuple[Cell, ...]]:
    """The rows of a case, of which `room` at most fit. Raises RowRefusedError."""
    if case.retailer != rules.retailer:
        raise RowRefusedError(f"it is a case with {words(case.retailer)}")
    if case.type not in layout.kinds:
        raise RowRefusedError(f"this file does not take claims of the kind {words(case.type.value).lower()}")
    if case.closed:
        raise RowRefusedError("it is closed")
    chosen = _files(session, case, layout) if layout.row_per in _FILING else open_lines(lines_of(session, case))
    if not chosen:
        raise RowRefusedError("no line of it is open")
    found = [tuple(_cell(column, row) for column in layout.columns) for row in _rows(session, case, chosen, layout)]
    if room is not None and len(found) > room:
        raise RowRefusedError(f"the file is full: it takes {layout.max_rows:,} rows; put this case into a further one")
    return found


def _files(session: Session, case: Case, layout: BulkLayout) -> list[FindingRow]:
    """The lines that a row files. Raises RowRefusedError where the case is not ready for it."""
    if case.state is not CaseState.READY_TO_FILE:
        raise RowRefusedError("its letter is not approved yet, or it is filed already")
    chosen = fileable_lines(case, lines_of(session, case))
    if layout.row_per == "line" and asked_minor(case, chosen) != sum(line.recoverable_minor for line in chosen):
        raise RowRefusedError("a part of it was granted before; file what is left in the portal")
    return chosen


def _rows(session: Session, case: Case, lines: Iterable[FindingRow], layout: BulkLayout) -> Iterator[_Row]:
    gathered: dict[object, list[FindingRow]] = {}
    for line in lines:
        key = {"case": case.id, "claim": line.reference, "line": line.id}[layout.row_per]
        gathered.setdefault(key, []).append(line)
    packet, rounds = latest_packet(session, case), filings_of(session, case)
    for group in gathered.values():
        claim = group[0].reference
        code = deduction_code(session, case.account_id, claim, layout.code_pattern) if layout.code_pattern else ""
        if layout.codes and code not in layout.codes:
            told = f"deduction code {code} is not taken in this file" if code else f"the deduction code of {claim} is on no remittance"
            raise RowRefusedError(f"{told}; file it in the portal")
        number = group[0].invoice_number
        yield _Row(
            case,
            tuple(group),
            draft_to_file(session, case),
            invoice_on_record(session, case.account_id, number) if number else InvoiceOnRecord(),
            code,
            open_of_claim(session, case.account_id, claim),
            tuple(str(part["name"]) for part in packet.parts) if packet else (),
            next((f.dispute_id for f in reversed(rounds) if f.dispute_id), ""),
        )


def _cell(column: BulkColumn, row: _Row) -> Cell:
    """What stands in a column. Raises RowRefusedError for what is needed and not known, or does not fit."""
    if column.text:
        return column.text
    value = _VALUES[column.value](row)
    if value is None or value == "":
        if column.needed:
            raise RowRefusedError(f"{column.title} is not known for {row.first.reference}")
        return None
    if not isinstance(value, str):
        return value
    shown = value.strip()
    if column.ends and not shown.endswith(column.ends):
        shown = shown.removesuffix(column.strip) if column.strip else shown
        if not shown.endswith(column.ends):
            raise RowRefusedError(f"{column.title} {value} does not end in {column.ends}, as the retailer wants it")
    elif column.strip and not column.ends:
        shown = shown.removesuffix(column.strip)
    if column.longest is not None and len(shown) > column.longest:
        raise RowRefusedError(f"{column.title} has {len(shown):,} characters of {column.longest:,} allowed; shorten it")
    return shown


def _units(row: _Row) -> str:
    """The units in dispute, from the calculations; empty where a line does not say them."""
    said = [next((s["value"] for s in line.calculation if s["id"] == "disputable"), "") for line in row.lines]
    return str(sum(map(int, said))) if said and all(s.isdigit() for s in said) else ""


_VALUES: Final[Mapping[str, Callable[[_Row], str | Decimal | date | None]]] = {
    "invoice_number": lambda r: r.first.invoice_number,
    "claim_number": lambda r: r.first.reference,
    "purchase_order": lambda r: ", ".join(dict.fromkeys(line.purchase_order for line in r.lines if line.purchase_order)),
    "sku": lambda r: ", ".join(dict.fromkeys(line.sku for line in r.lines if line.sku)),
    "vendor_code": lambda r: r.first.vendor_code,
    "invoice_date": lambda r: r.invoice.issued_on,
    "invoice_due_date": lambda r: r.invoice.due_on,
    "invoice_amount": lambda r: r.invoice.amount,
    "claimed_amount": lambda r: r.claimed.amount,
    "amount": lambda r: r.asked.amount,
    "open_balance": lambda r: (r.claimed if r.open is None else r.open).amount,
    "currency": lambda r: r.case.currency,
    "deduction_code": lambda r: r.code,
    "deduction_date": lambda r: r.first.deducted_on,
    "reason": lambda r: words(r.first.reason),
    "units": _units,
    "explanation": lambda r: r.draft.text if r.draft else "",
    "attachments": lambda r: "; ".join(r.attachments),
    "case_number": lambda r: str(r.case.number),
    "dispute_id": lambda r: r.dispute_id,
}


def _headings(layout: BulkLayout) -> tuple[Heading, ...]:
    def shown(column: BulkColumn) -> As:
        if column.value in _AMOUNTS:
            return As.MONEY
        if column.value in _DAYS:
            return As.DAY
        return As.LONG_TEXT if column.value == "explanation" else As.TEXT

    return tuple(Heading(c.title, shown(c), 60 if c.value == "explanation" else max(14, len(c.title) + 2)) for c in layout.columns)


def _xlsx(layout: BulkLayout, rows: Iterable[tuple[Cell, ...]], today: date) -> bytes:
    written = io.BytesIO()
    with Workbook(written, today, layout.title) as book:
        book.table(layout.sheet or layout.title, _headings(layout), rows)
    return written.getvalue()


def _csv(layout: BulkLayout, rows: Iterable[tuple[Cell, ...]]) -> bytes:
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow([column.title for column in layout.columns])
    for row in rows:
        table.writerow([_plain(cell) for cell in row])
    return written.getvalue().encode(UTF8_FOR_SPREADSHEETS)


def _plain(cell: Any) -> str:
    """A cell as text: amounts with a point and no thousands, days as YYYY-MM-DD."""
    match cell:
        case None:
            return ""
        case date():
            return cell.isoformat()
        case Decimal():
            return f"{cell:f}"
        case _:
            return defused(str(cell))
