"""`recoup rebates`: reads a folder, works out every rebate agreement, and writes the statements."""

from __future__ import annotations

import argparse
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from api.progress import ReadingProgress
from api.reading_again import kept_readings
from cases.auditing.audit import AuditOrder
from cases.auditing.outputs import OutputFolderError, check_output
from cases.rebating.outputs import OURS, SIDES, write_statements
from cases.rebating.rebates import Rebates, work_out
from extractors.read import Progress, ReaderPool
from rules.errors import RuleError

OK: Final = 0
UNUSABLE: Final = 2
SOME_UNREAD: Final = 3
WIDTH: Final = 118


def run(arguments: argparse.Namespace) -> int:
    """Runs the command; 0 when it ran, 2 on unusable arguments, 3 when some files could not be read."""
    folder: Path = arguments.folder
    order = AuditOrder(folder, arguments.as_of or datetime.now(UTC).astimezone().date(), arguments.retailer, arguments.terms)
    try:
        check_output(arguments.out, folder, OURS)
        with ReaderPool(arguments.workers, kept=None if arguments.afresh else kept_readings) as pool, ReadingProgress() as bar:
            started = time.monotonic()

            def show(progress: Progress) -> None:
                bar.show(progress.done, progress.total, progress.pages, time.monotonic() - started)

            rebates = work_out(order, pool, show)
    except (RuleError, OutputFolderError) as error:
        print(f"recoup rebates: {error}", file=sys.stderr)
        return UNUSABLE
    write_statements(rebates, folder, arguments.out)
    _print_summary(rebates, arguments.out)
    return SOME_UNREAD if rebates.unread else OK


def _print_summary(rebates: Rebates, out: Path) -> None:
    console = Console()
    console.width = max(console.width, WIDTH)
    table = Table(title=f"{rebates.supplier}, as of {rebates.as_of}", title_justify="left", box=SIMPLE_HEAD)
    for heading in ("Agreement", "Side", "Mechanism", "Earned", "Claimed", "Paid", ""):
        table.add_column(heading, justify="right" if heading in {"Earned", "Claimed", "Paid"} else "left", no_wrap=bool(heading))
    for s in rebates.statements:
        side = SIDES[s.side]
        if s.terms is None or s.problem:
            table.add_row(s.contract.number, side, "", "", "", "", s.problem)
            continue
        claimed, paid = f"{s.claimed:,.2f}" if s.claims else "", f"{s.paid:,.2f}" if s.payments else ""
        mechanism = s.terms.mechanism.value.replace("_", " ")
        asked = ", ".join(name.replace("_", " ") for name in s.contract.to_review)
        unsure = f"{s.terms.currency}, to check: {asked}" if asked else s.terms.currency
        table.add_row(s.contract.number, side, mechanism, f"{s.earned:,.2f}", claimed, paid, unsure)
    console.print(table)
    for unnumbered in rebates.without_number:
        console.print(str(unnumbered), highlight=False, soft_wrap=True)
    if rebates.unread:
        console.print(f"{rebates.unread} files could not be read; the statements list them with the reason.")
    console.print(f"Statements: {out / 'statements.html'}", highlight=False, soft_wrap=True)
