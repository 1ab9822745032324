"""Where the tables of a sheet begin and end: header rows found by name, stacked sections, titles and warnings between them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

import polars as pl

from extractors.tables.grid import MARK_PATTERN, ROW, Grid, plain
from extractors.tables.vocabulary import Header, understand

SEARCHED_ROWS: Final = 30
_DIGIT: Final = r"[\d\x01]"
_NUMBERED: Final = re.compile(r"[A-Za-z]{0,6}[-_]?\d[\w-]{2,}")


@dataclass(frozen=True, slots=True)
class Section:
    """A header with the rows below it. `headers` maps the grid's cell columns to what stands over them; `body` keeps `_row`.

    `labels` are pairs of label and value that stand above the header. `warned` holds the numbers of a warning row that repeats a
    label of the header (payments with items that cannot be shown).
    """

    header_row: int
    headers: dict[str, Header]
    body: pl.DataFrame
    labels: tuple[tuple[Header, str], ...] = ()
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
    """Positions of rows that are headers: the first within thirty rows of the file, later ones anywhere."""
    places = []
    for place in _candidates(grid):
        if not places and _row(grid, place) > SEARCHED_ROWS:
            break
        if _is_header(grid.cells.select(grid.names).row(place)):
            places.append(place)
    return places


def _candidates(grid: Grid) -> list[int]:
    """Rows with hardly a digit and at least two cells: cheap to find even among a million."""
    rows = grid.cells.with_row_index("_place")
    names = grid.names
    for count in (3, len(names)):
        some = names[:count]
        digits = pl.sum_horizontal(pl.col(name).str.contains(_DIGIT).fill_null(value=False).cast(pl.UInt16) for name in some)
        rows = rows.filter(digits <= (2 if count == len(names) else 1))
    rows = rows.filter(pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in names) >= 2)
    early = rows.filter(pl.col("_place") < SEARCHED_ROWS)
    late = rows.filter(pl.col("_place") >= SEARCHED_ROWS)
    first = late.select("_place", first=pl.coalesce(names))
    known = [text for text in first["first"].unique().to_list() if understand(plain(text)).meaning]
    late = first.filter(pl.col("first").is_in(known))
    return [*early["_place"].to_list(), *late["_place"].to_list()]


def _is_header(cells: tuple[str | None, ...]) -> bool:
    """At least two different known names, and known ones at least half of the row (a third where there are four or more)."""
    filled = [plain(cell) for cell in cells if cell is not None]
    found = [understand(text) for text in filled]
    known = {header.meaning.names for header in found if header.meaning is not None}
    share = sum(header.meaning is not None for header in found) / max(1, len(filled))
    return (len(known) >= 2 and share >= 0.5) or (len(known) >= 4 and share >= 0.33)


def _headers(grid: Grid, place: int) -> dict[str, Header]:
    row = dict(zip(grid.names, grid.cells.select(grid.names).row(place), strict=True))
    return {name: understand(" ".join(plain(cell).split(" "))) for name, cell in row.items() if cell is not None}


def _body(grid: Grid, headers: dict[str, Header], start: int, end: int) -> tuple[pl.DataFrame, tuple[str, ...]]:
    """The data rows from `start` up to `end`: without warning rows, and without titles just before the next header."""
    body = grid.cells.slice(start, end - start)
    filled = pl.sum_horizontal(pl.col(name).is_not_null().cast(pl.UInt16) for name in grid.names)
    if end < grid.cells.height:
        counts = body.select(filled).to_series().to_list()[-12:]
        while counts and counts[-1] <= 1:
            counts.pop()
            body = body.head(body.height - 1)
    first = next(iter(headers))
    label = headers[first].printed
    warned: list[str] = []
    shown = pl.col(first).str.replace(MARK_PATTERN, "").str.to_lowercase()
    repeats = body.filter(shown.str.starts_with(label.lower()))
    keep = pl.lit(value=True)
    for row in repeats.iter_rows(named=True):
        cells = [plain(row[name]) for name in grid.names if row[name] is not None]
        again = understand(cells[0].split(":")[0].strip()).meaning
        if again is None or headers[first].meaning is None or again.names != headers[first].meaning.names:
            continue
        rest = " ".join([cells[0].partition(":")[2], *cells[1:]])
        warned += _NUMBERED.findall(rest)
        keep &= pl.col(ROW) != row[ROW]
    return body.filter(keep) if repeats.height else body, tuple(dict.fromkeys(warned))


def _above(grid: Grid, start: int, place: int) -> tuple[tuple[tuple[Header, str], ...], tuple[str, ...]]:
    """What stands above a header, at most thirty rows up: labelled values (`Currency: USD`, or two cells), and titles."""
    labels: list[tuple[Header, str]] = []
    titles: list[str] = []
    for row in grid.cells.select(grid.names).slice(max(start, place - SEARCHED_ROWS), place - max(start, place - SEARCHED_ROWS)).iter_rows():
        cells = [cell for cell in row if cell is not None]
        if len(cells) == 1:
            name, colon, value = re.sub("：", ":", plain(cells[0])).partition(":")
            header = understand(name.strip())
            if colon and value.strip() and header.meaning is not None:
                labels.append((header, value.strip()))
            else:
                titles.append(plain(cells[0]))
        elif len(cells) == 2:
            header = understand(plain(cells[0]).rstrip(":： "))
            if header.meaning is not None:
                labels.append((header, cells[1]))
    return tuple(labels), tuple(titles)
