"""Where the tables of a sheet begin and end: header rows found by name, stacked sections, titles and warnings between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from extractors.tables.grid import MARK_PATTERN, ROW, Grid, plain
from extractors.tables.vocabulary import Header, understand

SEARCHED_ROWS: Final = 30
_ENOUGH: Final = ((2, 0.5), (4, 0.33))
"""How many different names must be known in a header row, and which share of its cells."""
_FEW_VALUES: Final = 4
"""Less than one in so many cells of a header may be an unknown text with digits: such rows hold values."""
_DIGIT: Final = r"[\d\x01]"
_TWO: Final = 2
_TITLE_ROWS: Final = 12
_NUMBERED: Final = re.compile(r"[A-Za-z]{0,6}[-_]?\d[\w-]{2,}")


@dataclass(frozen=True, slots=True)
class Label:
    """A value that stands beside its name above a table: `Currency: USD`, in row `row` of the file."""

    header: Header
    value: str
    row: int


@dataclass(frozen=True, slots=True)
class Section:
    """A header with the rows below it. `headers` maps the grid's cell columns to what stands over them; `body` keeps `_row`.

    `labels` are named values that stand above the header. `warned` holds the numbers of a warning row that repeats a
    label of the header (payments with items that cannot be shown).
    """

    header_row: int
    headers: dict[str, Header]
    body: pl.DataFrame
    labels: tuple[Label, ...] = ()
    titles: tuple[str, ...] = ()
    warned: tuple[str, ...] = field(default=())


def sections(grid: Grid) -> list[Section]:
    """All sections of a sheet, in order; the same header printed again (a page break) continues its section."""
    found: list[Section] = []
    places = _header_places(grid)
    for number, place in enumerate(places):
        end = places[number + 1] if number + 1 < len(places) else grid.cells.height
        headers = _headers(grid, place)
        above = 0 if number == 0 else places[number - 1] + 1
        body, warned = _body(grid, headers, place + 1, end)
        last = found[-1] if found else None
        if last is not None and {name: h.printed for name, h in last.headers.items()} == {name: h.printed for name, h in headers.items()}:
            found[-1] = Section(last.header_row, last.headers, pl.concat([last.body, body]), last.labels, last.titles, last.warned + warned)
            continue
        labels, titles = _above(grid, above, place)
        found.append(Section(_row(grid, place), headers, body, labels, titles, warned))
    return found


def likely_header(grid: Grid) -> list[str]:
    """The texts of the row that looks most like a header where none was recognised: the first of the first thirty with most words."""
    best: list[str] = []
    for place in range(min(grid.cells.height, SEARCHED_ROWS)):
        if _row(grid, place) > SEARCHED_ROWS:
            break
        cells = [plain(cell) for cell in grid.cells.select(grid.names).row(place) if cell is not None]
        words = [cell for cell in cells if re.search(r"[^\W\d_]", cell) and len(cell) < 80]
        if len(words) > len(best) and len(words) >= 0.7 * len(cells):
            best = words
    return best


def _row(grid: Grid, place: int) -> int:
    return int(grid.cells[ROW][place])


def _header_places(grid: Grid) -> list[int]:
    """Positions of rows that are headers: the first within thirty rows of the file, later ones anywhere.

    Of two header rows right above one another the lower is the header and the upper its first line.
    """
    places: list[int] = []
    rows = grid.cells.select(grid.names)
    for place in _candidates(grid):
        if not places and _row(grid, place) > SEARCHED_ROWS:
            break
        cells = rows.row(place)
        if not _is_header(cells):
            continue
        if places and places[-1] == place - 1 and _filled(cells) >= _filled(rows.row(place - 1)):
            places.pop()
        places.append(place)
    return places


def _filled(cells: tuple[str | None, ...]) -> int:
    return sum(cell is not None for cell in cells)


def _candidates(grid: Grid) -> list[int]:
    """Rows that may be headers: early ones with at least two cells, later ones with hardly a digit; cheap even among a million."""
    rows = grid.cells.with_row_index("_place")
    names = grid.names
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in names)
    early = rows.head(SEARCHED_ROWS).filter(filled > 1)
    late = rows.slice(SEARCHED_ROWS)
    for some, most in ((names[:3], 1), (names, 2)):
        digits = pl.sum_horizontal(pl.col(name).str.contains(_DIGIT).fill_null(value=False).cast(pl.UInt16) for name in some)
        late = late.filter(digits <= most)
    late = late.filter(filled > 1).select("_place", first=pl.coalesce(names))
    known = [text for text in late["first"].unique().to_list() if understand(plain(text)).meaning]
    return [*early["_place"].to_list(), *late.filter(pl.col("first").is_in(known))["_place"].to_list()]


def _is_header(cells: tuple[str | None, ...]) -> bool:
    """At least two different known names, and known ones at least half of the row (a third where there are four or more)."""
    filled = [plain(cell) for cell in cells if cell is not None]
    found = [understand(text) for text in filled]
    values = sum(header.meaning is None and bool(re.search(r"\d", header.printed)) for header in found)
    if values * _FEW_VALUES > len(found):
        return False
    known = {header.meaning.names for header in found if header.meaning is not None}
    share = sum(header.meaning is not None for header in found) / max(1, len(filled))
    return any(len(known) >= number and share >= least for number, least in _ENOUGH)


def _headers(grid: Grid, place: int) -> dict[str, Header]:
    """The headers of a row by column of the grid; a second line above it (`Quantity` over `Ordered` and `Received`) is read with them."""
    row = dict(zip(grid.names, grid.cells.select(grid.names).row(place), strict=True))
    above = _line_above(grid, place)
    headers = {}
    for name, cell in row.items():
        if cell is None:
            continue
        header = understand(plain(cell))
        if name in above:
            whole = understand(f"{above[name]} {plain(cell)}")
            if whole.meaning is not None and whole.meaning.exact and (header.meaning is None or not header.meaning.exact):
                header = whole
        headers[name] = header
    return headers


def _line_above(grid: Grid, place: int) -> dict[str, str]:
    """The texts of the row right above a header, each standing over the empty cells to its right as well; titles are none."""
    if place == 0 or _row(grid, place - 1) != _row(grid, place) - 1:
        return {}
    cells = grid.cells.select(grid.names).row(place - 1)
    if _filled(cells) < _TWO:
        return {}
    found: dict[str, str] = {}
    last = ""
    for name, cell in zip(grid.names, cells, strict=True):
        last = plain(cell) if cell is not None else last
        if last:
            found[name] = last
    return found


def _body(grid: Grid, headers: dict[str, Header], start: int, end: int) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The data rows from `start` up to `end` without titles just before the next header, and the payments a warning row names."""
    body = grid.cells.slice(start, end - start)
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in grid.names)
    if end < grid.cells.height:
        counts = body.select(filled).to_series().to_list()[-_TITLE_ROWS:]
        while counts and counts[-1] <= 1:
            counts.pop()
            body = body.head(body.height - 1)
    labels = [h.printed.lower() for h in headers.values() if h.meaning is not None and "payment_number" in h.meaning.names]
    if not labels:
        return body, ()
    first = pl.coalesce(grid.names).str.replace(MARK_PATTERN, "").str.to_lowercase()
    repeated = body.filter(first.str.starts_with(labels[0]))
    warned: list[str] = []
    for row in repeated.select(grid.names).iter_rows():
        cells = [plain(cell) for cell in row if cell is not None]
        rest = " ".join([cells[0][len(labels[0]) :], *cells[1:]])
        warned += _NUMBERED.findall(rest)
    return body.filter(~pl.col(ROW).is_in(repeated[ROW].implode())) if repeated.height else body, tuple(dict.fromkeys(warned))


def _above(grid: Grid, start: int, place: int) -> tuple[tuple[Label, ...], tuple[str, ...]]:
    """What stands above a header, at most thirty rows up: labelled values (`Currency: USD`, or in cells side by side), and titles."""
    labels: list[Label] = []
    titles: list[str] = []
    first = max(start, place - SEARCHED_ROWS)
    for row in grid.cells.slice(first, place - first).iter_rows(named=True):
        cells = [row[name] for name in grid.names if row[name] is not None]
        if len(cells) == 1:
            name, colon, value = plain(cells[0]).replace("：", ":").partition(":")
            cells = [name, value.strip()] if colon else cells
        named = [understand(plain(cell).rstrip(":： ")) for cell in cells[0::2]]
        if len(cells) % 2 == 0 and all(header.meaning is not None for header in named):
            labels += [Label(header, value, row[ROW]) for header, value in zip(named, cells[1::2], strict=True) if value]
        elif len(cells) == 1 or len(cells) == _TWO:
            titles.append(" ".join(map(plain, cells)))
    return tuple(labels), tuple(titles)
