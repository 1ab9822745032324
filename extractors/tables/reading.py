"""A file of tables, from bytes to typed tables: workbook or text, sheets, sections, kinds, columns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import polars as pl

from extractors.tables.columns import table_of
from extractors.tables.delimited import delimited_grid
from extractors.tables.encoding import decode
from extractors.tables.grid import Grid
from extractors.tables.headers import Section, likely_header, sections
from extractors.tables.kinds import best_fit
from extractors.tables.markup import is_markup, read_markup
from extractors.tables.payments import summed_payments, with_payments
from extractors.tables.plans import Conventions, Plan, conventions_of, plan_of
from extractors.tables.settled import Settled, settle
from extractors.tables.table import TablesRead
from extractors.tables.workbook import is_workbook, read_workbook
from facts.documents import ReadError, ReadErrorCode
from facts.tables import TableKind

MAX_BYTES: Final = 1_000_000_000


def read_tables(content: bytes, name: str, *, usual_date_order: str | None = None) -> TablesRead:
    """All tables in the bytes of a CSV, TSV, text, XLSX or XLS file.

    `name` serves for messages only; what a file is, is told by its bytes. `usual_date_order` (DMY, MDY, YMD) is how the sender's
    exports usually write dates: one weak sign where nothing in the file decides. Never raises for what is in the file: what cannot be
    read is an error with its code, what is doubtful a problem in words and `_review` on the rows.
    """
    if not content.strip(b"\0 \t\r\n\xef\xbb\xbf\xff\xfe"):
        return TablesRead(error=ReadError(ReadErrorCode.EMPTY, "the file is empty; export it again"))
    if len(content) > MAX_BYTES:
        return TablesRead(
            error=ReadError(ReadErrorCode.TOO_LARGE, f"the file has {len(content):,} bytes; split it into parts below {MAX_BYTES:,}")
        )
    if is_workbook(content):
        book = read_workbook(content)
        if isinstance(book, ReadError):
            return TablesRead(error=book)
        return _read(book.grids, book.problems, usual_date_order)
    if is_markup(content):
        pages = read_markup(content)
        return TablesRead(error=pages) if isinstance(pages, ReadError) else _read(pages, (), usual_date_order)
    if b"\0\0\0\0" in content[:4096] and not content.startswith((b"\xff\xfe\0\0", b"\0\0\xfe\xff")):
        return TablesRead(error=ReadError(ReadErrorCode.UNSUPPORTED, f"{name} is neither a text file nor a workbook"))
    try:
        grid = delimited_grid(content)
    except pl.exceptions.PolarsError as error:
        return TablesRead(error=ReadError(ReadErrorCode.CORRUPT, f"the rows cannot be told apart ({error}); export the file again"))
    return _read([grid], (), usual_date_order)


def read_first_piece(content: bytes, name: str) -> tuple[TablesRead, Settled | None]:
    """The tables in the first piece of a long file, up to the end of a line, and how the pieces after it are written.

    None where that cannot be settled, or where a table needs all of its rows to be understood: the file is then read whole.
    """
    text = not is_workbook(content) and not is_markup(content) and b"\0" not in content
    decoded = decode(content) if text else None
    if decoded is None or decoded.encoding != "utf-8" or decoded.problem:
        return read_tables(content, name), None
    try:
        grid = delimited_grid(content)
    except pl.exceptions.PolarsError:
        return read_tables(content, name), None
    parted = sections(grid) if grid.cells.height else []
    read, plans, conventions = _planned([grid], (), None, parted)
    whole = conventions is not None and bool(plans) and len(plans) == len(parted) == len(read.tables) and not grid.problems
    unsummed = all("amount" in table.columns for table in read.tables if table.kind is TableKind.PAYMENTS)
    if not whole or not unsummed or conventions is None:
        return read, None
    return read, settle(plans[-1], conventions, read.tables[-1], len(grid.names), content.count(b"\n"))


def _read(grids: Sequence[Grid], problems: Sequence[str], usual_order: str | None) -> TablesRead:
    return _planned(grids, problems, usual_order)[0]


def _planned(
    grids: Sequence[Grid], problems: Sequence[str], usual_order: str | None, parted: Sequence[Section] | None = None
) -> tuple[TablesRead, list[Plan], Conventions | None]:
    """The tables, and the plans and conventions that they were read by; `parted` are the sections of the only sheet, if they are known."""
    found = list(problems)
    plans: list[Plan] = []
    for grid in grids:
        found += [f"sheet {grid.sheet}: {problem}" if grid.sheet else problem for problem in grid.problems]
        if grid.cells.height:
            plans += _plans(grid, sections(grid) if parted is None else parted, found)
    if not any(grid.cells.height for grid in grids):
        error = ReadError(ReadErrorCode.EMPTY, "no cell is filled; export the file again")
        return TablesRead(problems=tuple(found), error=error), plans, None
    plans = with_payments(plans)
    conventions = conventions_of(plans, usual_order)
    return TablesRead(summed_payments([table_of(plan, conventions) for plan in plans]), tuple(found)), plans, conventions


def _plans(grid: Grid, parted: Sequence[Section], problems: list[str]) -> list[Plan]:
    place = f"sheet {grid.sheet}: " if grid.sheet else ""
    plans: list[Plan] = []
    strangers: list[str] = []
    for section in parted:
        fit = best_fit(section)
        if fit is None:
            seen = ", ".join(header.printed for header in section.headers.values())
            strangers.append(f"{place}row {section.header_row}: the table is not recognised, headers seen: {seen[:400]}")
        else:
            plans.append(plan_of(section, fit, grid.sheet, grid.separator))
    if not plans and not strangers:
        seen = ", ".join(likely_header(grid)) or "none"
        strangers.append(f"{place}no table is recognised, headers seen: {seen[:400]}")
    problems += strangers
    return plans
