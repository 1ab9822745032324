"""`recoup audit`: reads a folder, judges it, writes what is handed out, and prints the summary."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.progress import ReadingProgress
from api.reading_again import kept_readings
from cases.auditing.audit import Audited, AuditOrder, audit
from cases.auditing.event import EventPeriodError, EventSweep, named_event, sweep
from cases.auditing.outputs import OutputFolderError, check_output, deadlines, disputes, summary_table, write_outputs
from cases.auditing.previous import PreviousAuditError, compare, load_previous
from extractors.read import Progress, ReaderPool
from extractors.table_boxes import TableBoxes
from rules.errors import RuleError

OK: Final = 0
UNUSABLE: Final = 2
SOME_UNREAD: Final = 3
WIDTH: Final = 118
NEXT_DEADLINES: Final = 5


def run(arguments: argparse.Namespace) -> int:
    """Runs the audit; 0 when it ran, 2 on unusable arguments, 3 when some files could not be read."""
    folder: Path = arguments.folder
    order = AuditOrder(folder, arguments.as_of or datetime.now(UTC).astimezone().date(), arguments.retailer, arguments.terms)
    try:
        check_output(arguments.out, folder)
        event = named_event(arguments.event, order.as_of) if arguments.event else None
        previous = load_previous(arguments.previous) if arguments.previous else None
        audited = _read_and_judge(order, arguments.workers, arguments.boxes, afresh=arguments.afresh)
    except (RuleError, PreviousAuditError, OutputFolderError, EventPeriodError) as error:
        print(f"recoup audit: {error}", file=sys.stderr)
        return UNUSABLE
    result = audited.result
    changes = compare(previous, result.every_finding()) if previous is not None else None
    swept = sweep(*event, result.every_finding(), audited.every_order(), sold=audited.sold) if event else None
    write_outputs(result, folder, arguments.out, changes=changes, event=swept)
    _print_summary(audited, arguments.out, swept)
    return SOME_UNREAD if audited.unread else OK


def _read_and_judge(order: AuditOrder, workers: int | None, boxes: TableBoxes | None, *, afresh: bool) -> Audited:
    with ReaderPool(workers, kept=None if afresh else kept_readings) as pool, ReadingProgress() as bar:
        started = time.monotonic()

        def show(progress: Progress) -> None:
            bar.show(progress.done, progress.total, progress.pages, time.monotonic() - started)

        return audit(order, pool, show, boxes)


def _print_summary(audited: Audited, out: Path, swept: EventSweep | None) -> None:
    result = audited.result
    rows = summary_table(result)
    console = Console()
    console.width = max(console.width, WIDTH)
    table = Table(title=f"{result.supplier}, as of {result.as_of}", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("Kind", "Lines", "Claimed", "Recoverable", "Needs evidence", "In dispute", "Expired", ""):
        table.add_column(heading, justify="left" if heading in {"Kind", ""} else "right", no_wrap=True)
    for row in rows:
        amounts = (row.claimed, row.recoverable, row.needs_evidence, row.in_dispute, row.expired)
        style = "bold" if row.kind is None else None
        table.add_row(row.name, f"{row.lines:,}", *(f"{a:,.2f}" for a in amounts), row.currency, style=style)
    console.print(table)
    nearest = deadlines(disputes(result))[:NEXT_DEADLINES]
    if nearest:
        console.print("Next deadlines", style="bold")
    for due in nearest:
        kind = due.kind.value.replace("_", " ")
        gone = due.safe_by is not None and due.safe_by < result.as_of and due.dispute_by is not None
        past = f"; that day is past, the close in force is {due.dispute_by}" if gone else ""
        console.print(f"  {due.due}  {due.amount:>14,.2f} {due.currency}  {kind} {due.reference}{past}", highlight=False)
    if audited.unread:
        console.print(f"{audited.unread} files could not be read; the report lists them with the reason.")
    if swept is not None:
        _print_sweep(console, swept)
    console.print(f"Report: {out / 'report.html'}", highlight=False, soft_wrap=True)


def _print_sweep(console: Console, swept: EventSweep) -> None:
    """What the event's orders lost in all, by currency, beside the normal time, and what of it is open."""
    console.print(f"{swept.name}, {swept.first} to {swept.last}, beside {swept.normal_first} to {swept.normal_last}", style="bold")
    for row in (row for row in swept.leakage if row.kind is None):
        until = f", the nearest by {row.open.nearest}" if row.open.nearest else ""
        lost = f"{row.event_claimed:,.2f} {row.currency} deducted ({_percent(row.event_share)} of the orders)"
        before = f"before {row.normal_claimed:,.2f} ({_percent(row.normal_share)})"
        still_open = f"{row.open.amount:,.2f} of {row.open.lines} lines open{until}"
        console.print(f"  {lost}, {before}; {still_open}", highlight=False, soft_wrap=True)
    if not swept.leakage:
        console.print("  No deduction falls into either time.")


def _percent(share: Decimal | None) -> str:
    return "an unknown share" if share is None else f"{100 * share:.2f} %"
