"""Reads the rows below a heading: words go to columns from left to right by place and shape, never crossing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median
from typing import Final

from extractors.page import Word
from extractors.papers.finder import looks_like_order
from extractors.papers.headings import IDENTIFIERS, NUMERIC, UNKNOWN, Column, Heading, headings_of
from extractors.papers.labels import labels_on
from extractors.papers.number_groups import grouped, torn, usual_blank
from extractors.papers.paper import Paper
from extractors.papers.placing import NUMBER_WORD, assigned
from extractors.papers.strips import Row, Sheet, Strip, strip_of
from extractors.papers.tokens import key, tokens
from extractors.papers.values import number_at
from extractors.papers.vocabulary import phrases
from facts.evidence import Box

_WRAPPED: Final = frozenset({"sku", "invoice_date", "payment_date"})
"""Columns of numbers and days whose cells go on in the next line."""
_AT_THE_DOCK: Final = ("exceptions", "receiver_signature", "receiver_name")
"""What the receiver fills in stands below the goods, whatever figures stand beside it."""
_REACH: Final = 4.5
_FIRST_ROWS: Final = 9
_LABEL_AND_NUMBER: Final = 2
_RANGE: Final = re.compile(r"\d\s*[-–]\s*\d")
"""“1 - 14” below “Carton no.” numbers the cartons; it does not count them."""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table: column index → the strip of words that stands there."""

    cells: dict[int, Strip]
    row: Row
    page: int


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its columns, its rows, and the row of totals where one is printed."""

    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    totals: Line | None
    page: int
    heading: Box
    bottom: float
    last_page: int = 0

    @property
    def known(self) -> set[str]:
        """What its columns name."""
        return {name for c in self.columns for name in c.names if name != UNKNOWN}

    def cell(self, line: Line, *names: str) -> Strip | None:
        """The words of a row below the first column that bears one of these names, before all others or beside others."""
        for name in names:
            for first in (True, False):
                for index, column in enumerate(self.columns):
                    if index in line.cells and (column.name == name if first else name in column.names):
                        return line.cells[index]
        return None

    def column(self, name: str) -> Column | None:
        """The column that bears a name."""
        return next((c for c in self.columns if name in c.names), None)


_ITEM_COLUMNS: Final = frozenset({"purchase_order", "sku", "gtin", "description", "invoice_number", "line_number"})


_GOODS: Final = frozenset({"sku", "gtin", "description"})
_LOADED: Final = frozenset({"cartons", "pallets", "weight", "pieces", "cartons_short"})
_ORDER: Final = re.compile(r"(?!B0)(?=[A-Z\d]*\d)(?=[A-Z\d]*[A-Z])[A-Z\d]{7,10}")
"""Letters and figures as orders have them; an ASIN is none."""


def item_grids(paper: Paper, *, of_goods: bool = False) -> tuple[list[Grid], Paper]:
    """Tables whose rows are items, and the paper without the labels that stand in their headings and rows.

    `of_goods`: on this kind of paper what names no goods, beside a table that does, is a strip of labels over their values.
    """
    grids = [g for g in (_by_orders(found) if paper.scanned else found for found in grids_of(paper)) if g.known & _ITEM_COLUMNS]
    if of_goods and any(g.known & _GOODS and g.lines for g in grids):
        grids = [g for g in grids if g.known & _GOODS]
    taken = {id(s) for g in grids for line in g.lines for s in line.row.strips}
    headed = [(g.page, g.heading) for g in grids if g.lines]
    labels = tuple(
        label
        for label in paper.labels
        if id(label.strip) not in taken and not any(label.strip.page == page and _within(label.strip.box, box) for page, box in headed)
    )
    return grids, replace(paper, labels=labels)


def _by_orders(grid: Grid) -> Grid:
    """A table of a load whose first heading was lost on a scan: what it counts stands by order where each cell holds such a number."""
    first = grid.columns[0]
    lost = first.name == UNKNOWN and len(grid.known & _LOADED) > 1 and not grid.known & IDENTIFIERS
    if not (lost and grid.lines and all(0 in line.cells and _ORDER.fullmatch(line.cells[0].text.strip()) for line in grid.lines)):
        return grid
    return replace(grid, columns=(replace(first, names=("purchase_order",)), *grid.columns[1:]))


def _within(box: Box, frame: Box) -> bool:
    return frame.top - 1 <= box.top and box.bottom <= frame.bottom + 1 and box.x1 >= frame.x0 - 1 and box.x0 <= frame.x1 + 1


def grids_of(paper: Paper) -> list[Grid]:
    """All tables of a paper; a table that goes on over the page under the same heading stays one."""
    found: list[Grid] = []
    for sheet in paper.sheets:
        headings = headings_of(paper, sheet)
        over = _carried_over(paper, found[-1], sheet, headings) if found else None
        if over is not None:
            found[-1] = over
        for heading, following in zip(headings, [*headings[1:], None], strict=False):
            stop = following.first if following else len(sheet.rows)
            grid = _read(paper, heading, stop)
            if not grid.lines and grid.totals is None:
                continue
            last = found[-1] if found else None
            if last is not None and last.totals is None and [c.names for c in last.columns] == [c.names for c in grid.columns]:
                found[-1] = replace(last, lines=last.lines + grid.lines, totals=grid.totals, bottom=grid.bottom, last_page=grid.last_page)
            else:
                found.append(grid)
    return found


def _carried_over(paper: Paper, grid: Grid, sheet: Sheet, headings: Sequence[Heading]) -> Grid | None:
    """The same table going on at the top of the next page without its heading, or None."""
    if grid.totals is not None or grid.last_page != sheet.page.number - 1 or not grid.lines or not sheet.rows:
        return None
    stop = headings[0].first if headings else len(sheet.rows)
    first = next((i for i, row in enumerate(sheet.rows[: min(stop, _FIRST_ROWS)]) if _fits(row, grid, sheet)), None)
    if first is None or grid.heading.width > 1.2 * sheet.page.width:
        return None
    above = Box(grid.heading.x0, 0.0, grid.heading.x1, sheet.rows[first].box.top - 0.1)
    more = _read(paper, Heading(sheet, grid.columns, first, first, above), stop)
    return replace(grid, lines=grid.lines + more.lines, totals=more.totals, bottom=more.bottom, last_page=sheet.page.number)


def _fits(row: Row, grid: Grid, sheet: Sheet) -> bool:
    """Whether a line fills at least as many columns as the emptiest row of a table, with numbers under numeric headings."""
    cells = assigned(row.words, grid.columns, sheet.line_height)
    line = Line({i: strip_of(ws, sheet.page.number) for i, ws in cells.items()}, row, sheet.page.number)
    fewest = min(len(known.cells) for known in grid.lines)
    numeric = [i for i in cells if grid.columns[i].numeric]
    return (
        len(cells) >= max(3, fewest)
        and len(numeric) >= 2
        and _is_item(line, grid.columns)
        and all(any(NUMBER_WORD.match(w.text) for w in cells[i]) for i in numeric)
    )


def _read(paper: Paper, heading: Heading, stop: int) -> Grid:
    rows, totals_row = _body(paper, heading, stop)
    columns, blank = heading.columns, usual_blank(heading.sheet)
    for _ in range(2):
        placed = [assigned(grouped(row.words, paper.region, blank), columns, heading.sheet.line_height) for row in rows]
        columns = _settled(_told_apart(columns, placed), placed)
    lines: list[Line] = []
    for row in rows:
        words = grouped(row.words, paper.region, blank)
        cells = torn(words, assigned(words, columns, heading.sheet.line_height))
        page = row.strips[0].page
        line = Line({i: strip_of(ws, page) for i, ws in cells.items()}, row, page)
        if lines and not _is_item(line, columns):
            lines[-1] = _continued(lines[-1], line, columns)
        elif _is_item(line, columns):
            lines.append(line)
    totals = None
    if totals_row is not None:
        page = totals_row.strips[0].page
        printed = grouped(totals_row.words, paper.region, blank)
        words = [w for w in printed if not _total_word(w.text)] or printed
        totals = Line({i: strip_of(ws, page) for i, ws in assigned(words, columns, heading.sheet.line_height).items()}, totals_row, page)
    if totals_row is None or not any(c.isdigit() for c in totals_row.text):
        summing = next((n for n in range(len(lines), 1, -1) if _sums(lines[:n], columns, paper)), None)
        if summing is not None:
            totals = lines[summing - 1]
            del lines[summing - 1 :]  # what stands below a line of totals is no row of the table
    last = totals_row or (rows[-1] if rows else None)
    return Grid(
        columns,
        tuple(lines),
        totals,
        heading.sheet.page.number,
        heading.box,
        last.box.bottom if last else heading.box.bottom,
        heading.sheet.page.number,
    )


def _sums(lines: Sequence[Line], columns: Sequence[Column], paper: Paper) -> bool:
    """Whether the last row, without a word or a code, holds the sums of the columns above it: a line of totals that is not called so."""
    if len(lines) < 2:
        return False
    worded = [i for i in lines[-1].cells if not columns[i].numeric or columns[i].name == "line_number"]
    if worded and (min(worded) != min(lines[-1].cells) or any(columns[i].name in IDENTIFIERS for i in worded)):
        return False
    if not any(i not in lines[-1].cells for line in lines[:-1] for i in line.cells):
        return False
    agreeing = 0
    for index, strip in lines[-1].cells.items():
        own = number_at(strip.text, paper.region)
        above = [number_at(line.cells[index].text, paper.region) for line in lines[:-1] if index in line.cells]
        if index in worded:
            agreeing += columns[index].name == UNKNOWN and own is not None and own[0] > 0 and own[0] == sum(n[0] for n in above if n)
            continue
        if own is None or own[0] != sum(found[0] for found in above if found is not None):
            return False
        agreeing += own[0] > 0
    return agreeing > bool(worded)


def _total_word(text: str) -> bool:
    return key(t.text for t in tokens(text)) in set(phrases("total_words"))


def is_total(row: Row) -> bool:
    """Whether a line begins with a word for total."""
    words = [t.text for t in tokens(row.text)][:3]
    openings = phrases("totals")
    if any(key(t.text for t in tokens(s.text)) in openings for s in row.strips):
        return True
    return any(key(words[:n]) in openings for n in (1, 2, 3)) or any(row.text.strip().startswith(o) for o in openings if not o.isascii())


def _body(paper: Paper, heading: Heading, stop: int) -> tuple[list[Row], Row | None]:
    """Lines that belong to the table, and its line of totals. It ends at a wide gap, a total, or a line of other things."""
    rows: list[Row] = []
    bottom = heading.box.bottom
    left, right = heading.box.x0, heading.box.x1
    pitch = 0.0
    for row in heading.sheet.rows[heading.body : stop]:
        if row.box.bottom <= heading.box.bottom or row.box.x1 < left - 5 or row.box.x0 > right + 60:
            continue
        gap = row.box.top - bottom
        if rows and gap > max(_REACH * heading.sheet.line_height, 2.2 * pitch):
            break
        if is_total(row):
            if rows and heading.known & _SETTLED and _goes_on(row, rows, heading, stop):
                bottom = row.box.bottom
                continue
            return rows, row
        if rows and (_other_things(paper, row, heading) or _sums_up(paper, row) or (paper.scanned and _beside_a_label(row, rows))):
            break
        if rows:
            pitch = max(pitch, gap)
        rows.append(row)
        bottom = row.box.bottom
    return rows, None


def _goes_on(total: Row, above: Sequence[Row], heading: Heading, stop: int) -> bool:
    """Whether a line of totals sums up a group of rows only: rows of the same table follow, and a further line of totals below them."""
    following = [r for r in heading.sheet.rows[heading.body : stop] if r.box.top > total.box.top]
    after = next((i for i, r in enumerate(following) if is_total(r)), None)
    if after is None:
        return False
    height = heading.sheet.line_height
    filled = [n for r in above if (n := len(assigned(r.words, heading.columns, height))) >= _CELLS_OF_A_ROW]
    bottom, items = total.box.bottom, 0
    for row in following[:after]:
        if row.box.top - bottom > _REACH * height:
            return False
        cells = assigned(row.words, heading.columns, height)
        line = Line({i: strip_of(ws, heading.sheet.page.number) for i, ws in cells.items()}, row, heading.sheet.page.number)
        items += len(cells) >= min(filled, default=_CELLS_OF_A_ROW) and _is_item(line, heading.columns)
        bottom = row.box.bottom
    return items > 0


_CELLS_OF_A_ROW: Final = 3
_SETTLED: Final = frozenset({"amount_paid", "invoice_amount"})


def _beside_a_label(row: Row, rows: Sequence[Row]) -> bool:
    """A lone number behind words that begin where no cell of the table begins: a label below the table, misread or not."""
    if len(row.strips) != _LABEL_AND_NUMBER or not row.strips[1].text.strip().isdigit():
        return False
    label, height = row.strips[0], row.box.height
    worded = label.text[:1].isalpha() and not any(c.isdigit() for c in label.text)
    return worded and all(abs(label.box.x0 - s.box.x0) > height for above in rows for s in above.strips)


def _sums_up(paper: Paper, row: Row) -> bool:
    """A line with a label for a total beside an amount stands after the items."""
    for strip, beside in zip(row.strips, row.strips[1:], strict=False):
        for label in labels_on(strip, fuzzy=paper.scanned):
            if (
                label.alone
                and any(label.sure_of(f) for f in ("net_total", "tax_total", "grand_total", "total_paid"))
                and re.fullmatch(r"[^A-Za-z]*\d[\d.,]*[^\d]{0,5}", beside.text)
            ):
                return True
    return False


def _other_things(paper: Paper, row: Row, heading: Heading) -> bool:
    """A line that opens with a label of its own and a colon, or a sentence across the columns, ends the table."""
    first = row.strips[0]
    labels = labels_on(first, fuzzy=paper.scanned)
    if (
        labels
        and labels[0].first
        and ":" in first.text[labels[0].end : labels[0].after + 1] + first.text[labels[0].end : labels[0].end + 1]
    ):
        return True
    if labels and labels[0].alone and any(labels[0].sure_of(field) for field in _AT_THE_DOCK):
        return True
    words = first.words
    if len(row.strips) == 1 and first.text.rstrip().endswith(":") and first.box.x0 < heading.box.x0 + heading.sheet.line_height:
        return True
    return len(row.strips) == 1 and len(words) > 9 and first.box.width > 0.75 * (heading.box.x1 - heading.box.x0)


def _is_item(line: Line, columns: Sequence[Column]) -> bool:
    """A row of its own has a number or an identifier below a column that holds one; wrapped text has none."""
    numbers = 0
    for index, strip in line.cells.items():
        column = columns[index]
        if column.name == "line_number":
            continue
        if (column.numeric and any(NUMBER_WORD.match(w.text) for w in strip.words)) or (
            column.name in IDENTIFIERS and any(looks_like_order(w.text) for w in strip.words)
        ):
            numbers += 1
    return numbers >= (2 if sum(1 for c in columns if c.numeric or c.name in IDENTIFIERS) > 2 else 1)


def _continued(line: Line, more: Line, columns: Sequence[Column]) -> Line:
    """Wrapped words join the text above them; a number that stands a little lower fills its empty cell."""
    cells = dict(line.cells)
    near = more.row.box.top - line.row.box.top < 1.6 * line.row.box.height
    for index, strip in more.cells.items():
        if near and index not in cells and columns[index].numeric and NUMBER_WORD.match(strip.text.split(" ")[0]):
            cells[index] = strip
        if columns[index].textual or columns[index].name in _WRAPPED:
            cells[index] = strip_of((*cells[index].words, *strip.words), line.page) if index in cells else strip
    return replace(line, cells=cells)


def _told_apart(columns: tuple[Column, ...], placed: Sequence[dict[int, list[Word]]]) -> tuple[Column, ...]:
    """“Item” and “Product” may head numbers or names: running words below mean a description, codes an item number."""
    settled: list[Column] = []
    for index, column in enumerate(columns):
        twin = any(c.name == column.name for c in columns if c is not column)
        if twin and column.numeric and any(_RANGE.search(" ".join(w.text for w in cells.get(index, []))) for cells in placed):
            settled.append(replace(column, names=(UNKNOWN,)))
            continue
        if _numbers_rows([" ".join(w.text for w in cells[index]) for cells in placed if index in cells]) and column.name != "line_number":
            alone = "line_number" in column.names or column.name in {UNKNOWN, "sku", "description"}
            counts = len(placed) > 1 or (twin and "line_number" in column.names)
            settled.append(replace(column, names=("line_number",)) if alone and counts else column)
            continue
        if not {"sku", "description"} <= set(column.names):
            settled.append(_by_cells(column, [cells[index] for cells in placed if index in cells]))
            continue
        runs = [cells[index] for cells in placed if index in cells]
        worded = sum(sum(w.text[:1].isalpha() and not any(c.isdigit() for c in w.text) for w in r) >= 2 for r in runs)
        coded = sum(any(looks_like_order(w.text) for w in r) for r in runs)
        name = "description" if worded > coded or (not coded and runs) else "sku"
        settled.append(replace(column, names=(name, *(n for n in column.names if n != name))))
    return tuple(settled)


def _by_cells(column: Column, runs: Sequence[Sequence[Word]]) -> Column:
    """“Nombre” heads a quantity or words, “Inhalt” what is in a carton or what the goods are: numbers below it tell."""
    if len(column.names) < 2 or len({name in NUMERIC for name in column.names}) < 2 or not runs:
        return column
    numbers = 2 * sum(bool(NUMBER_WORD.match(run[0].text)) for run in runs) > len(runs)
    return replace(column, names=tuple(sorted(column.names, key=lambda name: (name in NUMERIC) != numbers)))


def _numbers_rows(cells: Sequence[str]) -> bool:
    """Whether cells count the rows: 1, 2, 3."""
    numbers = [c.strip(" .") for c in cells]
    return bool(numbers) and all(n.isdigit() for n in numbers) and [int(n) for n in numbers] == list(range(1, len(numbers) + 1))


def _settled(columns: tuple[Column, ...], placed: Sequence[dict[int, list[Word]]]) -> tuple[Column, ...]:
    """Columns widened to where their values were found to stand."""
    settled = []
    for index, column in enumerate(columns):
        runs = [cells[index] for cells in placed if index in cells]
        if column.numeric and runs:
            left, right = median(r[0].box.x0 for r in runs), median(r[-1].box.x1 for r in runs)
            settled.append(replace(column, x0=min(column.box.x0, left), x1=max(column.box.x1, right)))
        else:
            settled.append(column)
    return tuple(settled)
