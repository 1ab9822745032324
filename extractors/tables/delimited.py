"""Text files with separated cells: which separator, which quoting, and the cells with the rows they stand on."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import polars as pl

from extractors.tables.encoding import decode
from extractors.tables.grid import Grid, grid_of, text_columns

SEPARATORS: Final = (",", ";", "\t", "|")
SAMPLE_LINES: Final = 2_000
MAX_COLUMNS: Final = 512
CHUNK: Final = 50_000
MAX_RECORD_LINES: Final = 60
"""A quoted cell that runs over more lines than this is a quote that was never closed."""


def delimited_grid(content: bytes) -> Grid:
    """The cells of a CSV, TSV or similar file.

    Blank lines count as rows but are not kept; a record with line breaks inside quotes is one row.
    """
    decoded = decode(content)
    problems = [decoded.problem] if decoded.problem else []
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    text, announced = _announced_separator(text)
    separator = announced or choose_separator(text[:4_000_000].split("\n")[:SAMPLE_LINES])
    quoted = '"' in text
    if not quoted or _plainly_quoted(text, separator):
        columns = _fast(text, separator, quoted=quoted)
    else:
        columns = _careful(text, separator, problems)
    return grid_of(columns, None, separator, problems)


def _announced_separator(text: str) -> tuple[str, str | None]:
    """Spreadsheets let a file name its separator in a first line `sep=;`. That line stays in the count as a blank one."""
    match = re.match(r"\s*\"?sep=(.)\"?[,;\t|]*\n", text[:40], re.IGNORECASE)
    return (text[match.end() - 1 :], match.group(1)) if match else (text, None)


def choose_separator(lines: Sequence[str]) -> str:
    """The separator that cuts the most lines into the same number of cells, more cells counting more.

    Decided over many lines, as a comma may stand in every amount: the share of lines with the commonest number of cells (above one)
    is weighed with that number; quotes are respected.
    """
    filled = [line for line in lines if line.strip()]
    best, best_score = ",", 0.0
    for separator in SEPARATORS:
        counts = Counter(_cells_in(line, separator) for line in filled)
        counts.pop(1, None)
        if not counts:
            continue
        shared = sum(number * cells for cells, number in counts.items()) / len(filled)
        cells, number = max(counts.items(), key=lambda item: (item[1], item[0]))
        score = (number / len(filled)) ** 2 * min(cells, 40) ** 0.5 + 0.02 * min(shared, 40)
        if separator in {"\t", "|"}:
            score *= 1.3
        if score > best_score:
            best, best_score = separator, score
    return best


def _cells_in(line: str, separator: str) -> int:
    outside = line.split('"')[::2]
    return sum(part.count(separator) for part in outside) + 1


def _plainly_quoted(text: str, separator: str) -> bool:
    """True where every line opens and closes its own quotes right beside separators, so that the fast reader is exact."""
    cut = re.escape(separator)
    lines = pl.Series(text.split("\n"))
    lines = lines.filter(lines.str.contains('"', literal=True))
    well = rf'^(?:[^"{cut}]*|"(?:[^"]|"")*")(?:{cut}(?:[^"{cut}]*|"(?:[^"]|"")*"))*$'
    return bool(lines.str.contains(well).all())


def _fast(text: str, separator: str, *, quoted: bool) -> list[pl.Series]:
    """All cells by the vectorised reader; short lines are filled up with nulls."""
    lines = text.count("\n") + 1
    sample = text if lines < SAMPLE_LINES else None
    width = _width(sample.split("\n") if sample is not None else text.split("\n"), separator)
    names = [f"c{index}" for index in range(width)]
    if not text.strip():
        return []
    frame = pl.read_csv(
        text.encode(),
        has_header=False,
        separator=separator,
        quote_char='"' if quoted else None,
        schema=dict.fromkeys(names, pl.String),
        missing_columns="insert",
        truncate_ragged_lines=True,
    )
    return frame.get_columns()


def _width(lines: list[str], separator: str) -> int:
    counts = pl.Series(lines, dtype=pl.String).str.count_matches(separator, literal=True).max()
    return min(int(str(counts or 0)) + 1, MAX_COLUMNS)


def _careful(text: str, separator: str, problems: list[str]) -> list[pl.Series]:
    """All cells by the standard reader, in chunks: for line breaks and stray quotes inside cells."""
    try:
        return _chunks(csv.reader(_bounded(text, separator), delimiter=separator))
    except (csv.Error, _UnclosedQuoteError) as error:
        problems.append(f"a quote that opens is never closed ({error}); quotes were taken as ordinary characters")
        return _chunks(csv.reader(io.StringIO(text, newline=""), delimiter=separator, quoting=csv.QUOTE_NONE))


class _UnclosedQuoteError(ValueError):
    """A quoted cell runs over too many lines."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")


def _bounded(text: str, separator: str) -> Iterator[str]:
    """The lines of the text; refuses where one record runs over too many of them."""
    opened, since = False, 0
    for number, line in enumerate(io.StringIO(text, newline=""), start=1):
        if line.count('"') % 2 and (opened or f'{separator}"' in line or line.startswith('"')):
            opened = not opened
            since = number
        if opened and number - since > MAX_RECORD_LINES:
            raise _UnclosedQuoteError(since)
        yield line


def _chunks(records: Iterator[list[str]]) -> list[pl.Series]:
    parts: list[pl.DataFrame] = []
    rows: list[list[str]] = []
    for record in records:
        rows.append(record[:MAX_COLUMNS])
        if len(rows) >= CHUNK:
            parts.append(_frame(rows))
            rows = []
    parts.append(_frame(rows))
    return pl.concat(parts, how="diagonal").get_columns()


def _frame(rows: list[list[str]]) -> pl.DataFrame:
    return pl.DataFrame({f"c{index}": column for index, column in enumerate(text_columns(rows))})
