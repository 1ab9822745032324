"""A list drawn as PDF: landscape pages, heading, header on every page, figures right-aligned and whole, long text wrapped and cut."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias

from reportlab.pdfgen.canvas import Canvas

from cases.filing.packet import lettering, look
from cases.filing.packet.lettering import BOLD, PLAIN
from cases.reports.report import Column, Unit, Value
from cases.wording import day, number
from facts.money import Money

MARGIN: Final = 40.0
TOP: Final = 38.0
BOTTOM: Final = 56.0
PAD: Final = 4.0
"""Room on each side of a cell, and twice what stands above and below its lines."""
SIZES: Final = (8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5)
"""Sizes of type, the first that fits; where none does, the page grows wider: a figure is never cut."""
LEADING: Final = 1.3
NARROWEST: Final = 7.0
"""What a column of text is given at least, in ems, unless all its texts are shorter."""
WIDEST: Final = 26.0
MOST_AIR: Final = 30.0
"""Room that a column gets beyond what it needs, where the page has it."""
MOST_LINES: Final = 3
TITLE_LINES: Final = 8
LONGEST: Final = 300
"""Characters of a text that are looked at; three lines hold fewer."""

Cells: TypeAlias = tuple[str, ...]
Lines: TypeAlias = list[list[str]]


@dataclass(frozen=True, slots=True)
class Printed:
    """What is drawn: a heading with lines under it, rows and totals by columns; `foot` is said on every page, `nothing` for no rows."""

    title: str
    notes: Sequence[str]
    columns: Sequence[Column]
    rows: Sequence[Cells]
    totals: Sequence[Cells]
    foot: str
    nothing: str
    author: str
    letter: bool


def cells(row: Sequence[Value], columns: Sequence[Column]) -> Cells:
    """A row for the eye: amounts in full with thousands set apart, days in words, rates in percent, a dash for what is not known."""
    return tuple(_said(value, column.unit) for value, column in zip(row, columns, strict=True))


def draw(path: Path, printed: Printed) -> int:
    """Writes the PDF and returns how many pages it has."""
    height, least = sorted(look.page_size(letter=printed.letter))
    size, widths = _measured(printed, least - 2 * MARGIN)
    width = max(least, sum(widths) + 2 * MARGIN)
    table = _Table(printed.columns, widths, size)
    heading = [line for note in printed.notes for line in wrapped(note, width - 2 * MARGIN, look.SMALL.fontSize, most=MOST_LINES + 1)]
    body = [(table.lines(row, PLAIN), PLAIN) for row in printed.rows] + [(table.lines(row, BOLD), BOLD) for row in printed.totals]
    under = height - TOP - 26 - len(heading) * look.SMALL.leading - 10
    pages = _paged(table, body, under - BOTTOM, height - TOP - BOTTOM)
    canvas = Canvas(str(path), pagesize=(width, height), invariant=1, pageCompression=1, lang="en")
    canvas.setTitle(printed.title)
    canvas.setAuthor(printed.author)
    for at, rows in enumerate(pages, 1):
        if at == 1:
            _heading(canvas, height - TOP, printed.title, heading)
        up = table.header(canvas, under if at == 1 else height - TOP)
        for lines, font in rows:
            up = table.row(canvas, up, lines, font)
        if not body:
            canvas.setFillColor(look.QUIET)
            lettering.draw(canvas, (MARGIN + PAD, up - 16), printed.nothing, size)
        look.foot(canvas, width, printed.foot, f"Page {at} of {len(pages)}", side=MARGIN)
        canvas.showPage()
    canvas.save()
    return len(pages)


def wrapped(text: str, room: float, size: float, font: str = PLAIN, most: int = MOST_LINES) -> list[str]:
    """The text in at most so many lines that fit into `room`, broken between words where that is possible; an ellipsis for the rest."""
    text = " ".join(text[: LONGEST + 1].split())
    fits = partial(_fits, room=room, size=size, font=font)
    lines: list[str] = []
    while text and len(lines) < most:
        if fits(text):
            lines.append(text)
            text = ""
            break
        line, text = _broken(text, fits)
        lines.append(line)
    if text:
        last = lines[-1]
        while last and not fits(f"{last}…"):
            last = last[:-1]
        lines[-1] = f"{last.rstrip()}…"
    return lines


def _fits(text: str, room: float, size: float, font: str) -> bool:
    return lettering.width(text, size, font) <= room


def _broken(text: str, fits: partial[bool]) -> tuple[str, str]:
    """The first line of a text and what is left of it; a word that is too long for a line is broken within."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if fits(text[:middle]) else (low, middle - 1)
    if text[low] == " ":
        return text[:low], text[low + 1 :]
    end = text.rfind(" ", 0, low)
    return (text[:end], text[end + 1 :]) if end > 0 else (text[:low], text[low:])


def _said(value: Value, unit: Unit) -> str:
    match value:
        case None:
            return "–"
        case Money():
            return number(value.amount, value.currency)
        case Decimal() if unit is Unit.RATE:
            return f"{value * 100:,.2f} %"
        case date():
            return day(value)
        case int() | Decimal():
            return f"{value:,}"
        case _:
            return str(value)


def _measured(printed: Printed, room: float) -> tuple[float, list[float]]:
    """The size of type and the width of each column: figures as wide as they are, the rest of the room shared out among texts."""
    shown = [*((row, PLAIN) for row in printed.rows), *((row, BOLD) for row in printed.totals)]
    natural, least = [], []
    for at, column in enumerate(printed.columns):
        word = max((lettering.width(word, 1, BOLD) for word in column.title.split()), default=0.0)
        widest = max((lettering.width(row[at][:LONGEST], 1, font) for row, font in shown), default=0.0)
        wide = column.unit is Unit.TEXT
        natural.append(max(word, min(widest, WIDEST) if wide else widest))
        least.append(max(word, min(widest, NARROWEST)) if wide else natural[-1])
    size = next((size for size in SIZES if sum(least) * size + len(least) * 2 * PAD <= room), SIZES[-1])
    spare = max(room / size - len(least) * 2 * PAD / size - sum(least), 0.0)
    widths = [ems * size + 2 * PAD for ems in _shared(natural, least, spare)]
    air = min(max(room - sum(widths), 0.0) / max(len(widths), 1), MOST_AIR)
    return size, [width + air for width in widths]


def _shared(natural: Sequence[float], least: Sequence[float], spare: float) -> list[float]:
    """Widths from `least` up to `natural`, the narrowest filled first, so that few texts have to be wrapped."""
    widths = list(least)
    wanting = sorted((n - b, at) for at, (n, b) in enumerate(zip(natural, least, strict=True)) if n > b)
    for served, (wanted, at) in enumerate(wanting):
        given = min(wanted, spare / (len(wanting) - served))
        widths[at] += given
        spare -= given
    return widths


def _paged(table: _Table, body: Sequence[tuple[Lines, str]], first: float, others: float) -> list[list[tuple[Lines, str]]]:
    """The rows cut into pages, each with room for its header; `first` and `others` are the heights there are."""
    pages: list[list[tuple[Lines, str]]] = [[]]
    left = first - table.header_height
    for lines, font in body:
        needed = table.height(lines)
        if needed > left and (pages[-1] or len(pages) == 1):
            pages.append([])
            left = others - table.header_height
        pages[-1].append((lines, font))
        left -= needed
    return pages


def _heading(canvas: Canvas, top: float, title: str, notes: Sequence[str]) -> None:
    canvas.setFillColor(look.HOUSE)
    lettering.draw(canvas, (MARGIN, top - 16), title, 17, BOLD)
    canvas.setFillColor(look.QUIET)
    for at, note in enumerate(notes):
        lettering.draw(canvas, (MARGIN, top - 34 - at * look.SMALL.leading), note, look.SMALL.fontSize)


class _Table:
    """Draws rows between columns of known widths."""

    def __init__(self, columns: Sequence[Column], widths: Sequence[float], size: float) -> None:
        self._columns, self._widths, self._size = columns, widths, size
        self._titles: Lines = [self._wrapped(column.title, at, BOLD, TITLE_LINES) for at, column in enumerate(columns)]
        self.header_height = self.height(self._titles)

    def lines(self, row: Cells, font: str) -> Lines:
        """The cells of a row in lines."""
        return [
            self._wrapped(text, at, font) if column.unit is Unit.TEXT else [text]
            for at, (text, column) in enumerate(zip(row, self._columns, strict=True))
        ]

    def height(self, lines: Lines) -> float:
        """What a row takes."""
        return max(map(len, lines), default=1) * self._size * LEADING + 2 * PAD

    def header(self, canvas: Canvas, top: float) -> float:
        """Draws the titles of the columns, over a rule; returns where the rows begin."""
        canvas.setFillColor(look.QUIET)
        under = top - self.header_height
        for at, across, lines in self._placed(self._titles):
            self._cell(canvas, (at, across, under + PAD + len(lines) * self._size * LEADING), lines, BOLD)
        self._rule(canvas, under, 0.9)
        return under

    def row(self, canvas: Canvas, top: float, lines: Lines, font: str) -> float:
        """Draws a row and the hairline under it; returns where the next begins."""
        canvas.setFillColor(look.INK)
        for at, across, said in self._placed(lines):
            self._cell(canvas, (at, across, top - PAD), said, font)
        under = top - self.height(lines)
        self._rule(canvas, under, 0.3)
        return under

    def _placed(self, lines: Lines) -> Iterator[tuple[int, float, list[str]]]:
        across = MARGIN
        for at, said in enumerate(lines):
            yield at, across, said
            across += self._widths[at]

    def _cell(self, canvas: Canvas, place: tuple[int, float, float], lines: Sequence[str], font: str) -> None:
        at, across, top = place
        for line, said in enumerate(lines):
            base = top - self._size - line * self._size * LEADING
            if self._columns[at].unit is Unit.TEXT:
                lettering.draw(canvas, (across + PAD, base), said, self._size, font)
            else:
                lettering.draw_right(canvas, (across + self._widths[at] - PAD, base), said, self._size, font)

    def _rule(self, canvas: Canvas, up: float, thick: float) -> None:
        canvas.setStrokeColor(look.QUIET if thick > 0.5 else look.HAIRLINE)  # noqa: PLR2004 - a rule, no hairline
        canvas.setLineWidth(thick)
        canvas.line(MARGIN, up, MARGIN + sum(self._widths), up)

    def _wrapped(self, text: str, at: int, font: str, most: int = MOST_LINES) -> list[str]:
        return wrapped(text, self._widths[at] - 2 * PAD + 0.01, self._size, font, most)
