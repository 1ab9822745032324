"""A page to draw on that remembers what was written where: the paper and the truth about it come from the same stroke."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from reportlab import rl_config
from reportlab.graphics.barcode import code128
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

from demo.voice import Pen, Voice
from facts.evidence import Box

rl_config.useA85 = 0  # pictures and streams as bytes, not as text: smaller and quicker to write
FIELDS: Final = {
    "bill_of_lading": "bol_number pro_number scac carrier_name ship_date pickup_date ship_from_name ship_to_name ship_to_address "
    "ship_to_code freight_terms trailer_number seal_number arn purchase_orders total_cartons total_pallets total_weight weight_unit "
    "shipper_load_and_count counted_by shipper_signed carrier_signed",
    "proof_of_delivery": "bol_number pro_number scac carrier_name delivery_date delivery_time ship_to_name ship_to_code appointment_id "
    "purchase_orders total_cartons total_pallets cartons_short cartons_damaged cartons_over exceptions receiver_name signed stamped "
    "subject_to_count",
}
LINES: Final = {
    "bill_of_lading": "purchase_order sku gtin description cartons pallets units weight",
    "proof_of_delivery": "purchase_order sku cartons units cartons_short cartons_damaged",
}
"""Fields and cells of the kinds whose papers also show what no reading asks for (contract.md)."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A value as the truth has it and the text that stands on the paper; no `name`, nothing to remember."""

    text: str
    name: str = ""
    value: Any = None


@dataclass(slots=True)
class Reading:
    """What one paper shows: fields and lines with their places, and other values that a struck print would give."""

    kind: str
    language: str
    layout: str
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    lines: list[dict[str, dict[str, Any]]] = field(default_factory=list)
    alternatives: dict[str, list[Any]] = field(default_factory=dict)
    lines_judged: bool = True


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a drawn table: its heading, the field its cells hold, its width in points, and how cells align."""

    heading: str
    name: str
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class Grid:
    """How a table is drawn: `rules` is grid, rows, head or none; `zebra` shades every other row; `lead` is the row height."""

    rules: str = "grid"
    zebra: bool = False
    filled_head: bool = False
    lead: float = 14.0


def cell(value: Any, text: str, page: int, box: Box | None) -> dict[str, Any]:
    """A remembered value in the form of a truth file; no box where it stands in no one place."""
    entry: dict[str, Any] = {"value": value, "text": text, "page": page}
    return entry if box is None else {**entry, "box": box.rounded()}


class Sheet:
    """The pages of one paper, drawn from the top left in points, and the reading that is true of them."""

    def __init__(self, voice: Voice, kind: str, layout: str, *, landscape: bool = False) -> None:
        size = LETTER if voice.locale == "us" else A4
        self.width, self.height = (size[1], size[0]) if landscape else size
        self.voice = voice
        self.page = 1
        self.reading = Reading(kind, voice.language, layout)
        self._out = io.BytesIO()
        self.canvas = Canvas(self._out, pagesize=(self.width, self.height), invariant=1)

    def finish(self) -> bytes:
        """The paper as PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self._out.getvalue()

    def next_page(self) -> None:
        """Goes on with an empty page."""
        self.canvas.showPage()
        self.page += 1

    def text(self, x: float, y: float, words: str, pen: Pen | None = None) -> Box:
        """Writes words whose line starts `y` below the top edge; the box is that of the words."""
        pen = pen or self.voice.body
        width = stringWidth(words, pen.font, pen.size)
        left = x - width if pen.align == "right" else x - width / 2 if pen.align == "centre" else x
        self.canvas.setFont(pen.font, pen.size)
        self.canvas.setFillGray(pen.grey)
        self.canvas.drawString(left, self.height - y - pen.size * 0.8, words)
        self.canvas.setFillGray(0)
        return Box(left, y, left + width, y + pen.size * 1.05)

    def remember(self, shown: Shown, box: Box | None) -> None:
        """Keeps a field with its place; the first place counts where a paper says a thing twice."""
        wanted = self.reading.kind not in FIELDS or shown.name in FIELDS[self.reading.kind].split()
        if shown.name and wanted and shown.name not in self.reading.fields:
            self.reading.fields[shown.name] = cell(shown.value, shown.text, self.page, box)

    def put(self, x: float, y: float, shown: Shown, pen: Pen | None = None) -> Box:
        """Writes a value and remembers it."""
        box = self.text(x, y, shown.text, pen)
        self.remember(shown, box)
        return box

    def entry(self, x: float, y: float, label: str, shown: Shown, gap: float = -1) -> float:
        """A label with its value: on the same line `gap` points on, below it with 0, right after it with -1. Gives the next y."""
        voice = self.voice
        if gap == 0:
            self.text(x, y, label, voice.small)
            self.put(x, y + voice.size + 1, shown, voice.strong)
            return y + 2 * voice.size + 7
        box = self.text(x, y, label, voice.small if gap > 0 else voice.body)
        self.put(x + gap if gap > 0 else box.x1 + 4, y, shown)
        return y + voice.size + 5

    def block(self, x: float, y: float, lines: Sequence[Shown | str]) -> float:
        """Lines below each other, as in an address. Gives the next y."""
        for line in lines:
            if isinstance(line, Shown):
                self.put(x, y, line)
            else:
                self.text(x, y, line)
            y += self.voice.size + 3
        return y

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        """A thin line."""
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, self.height - y0, x1, self.height - y1)

    def frame(self, box: Box, grey: float | None = None) -> None:
        """A rectangle, filled with a grey where one is given."""
        self.canvas.setLineWidth(0.6)
        if grey is not None:
            self.canvas.setFillGray(grey)
        self.canvas.rect(box.x0, self.height - box.bottom, box.width, box.height, fill=int(grey is not None), stroke=1)
        self.canvas.setFillGray(0)

    def tick(self, x: float, y: float, *, checked: bool, size: float = 9) -> Box:
        """A box to tick; a cross in it when checked."""
        box = Box(x, y, x + size, y + size)
        self.frame(box)
        if checked:
            self.rule(x + 1.5, y + 1.5, x + size - 1.5, y + size - 1.5)
            self.rule(x + size - 1.5, y + 1.5, x + 1.5, y + size - 1.5)
        return box

    def barcode(self, x: float, y: float, value: str, height: float = 26) -> None:
        """A Code 128 bar code whose top left is at x, y."""
        code = code128.Code128(value, barHeight=height, barWidth=0.95, quiet=False)
        code.drawOn(self.canvas, x, self.height - y - height)

    def wrapped(self, words: str, width: float, pen: Pen) -> list[str]:
        """Words broken into lines that fit a width."""
        lines: list[str] = []
        for word in words.split(" "):
            longer = f"{lines[-1]} {word}" if lines else word
            if lines and stringWidth(longer, pen.font, pen.size) <= width:
                lines[-1] = longer
            else:
                lines.append(word)
        return lines

    def clause(self, x: float, y: float, width: float, words: str) -> float:
        """A paragraph of small print. Gives the next y."""
        pen = self.voice.small.sized(max(5.5, self.voice.size - 2.5))
        for line in self.wrapped(words, width, pen):
            self.text(x, y, line, pen)
            y += pen.size + 1.5
        return y

    def fitted(self, x: float, columns: Sequence[Column]) -> list[Column]:
        """The columns, narrowed alike where they would run over the right margin."""
        share = min(1.0, (self.width - x - 34) / sum(c.width for c in columns))
        return [replace(c, width=c.width * share) for c in columns]

    def room(self, y: float, needed: float) -> float:
        """`y` where as much is left on the page, else the top of a new one."""
        if y + needed <= self.height - 36:
            return y
        self.next_page()
        return 60.0

    def table(self, x: float, y: float, columns: Sequence[Column], rows: Sequence[Sequence[Shown | str]], grid: Grid) -> float:
        """A table with its head; remembered cells become one line of the reading per row. Breaks pages; gives the next y."""
        columns, top = self.fitted(x, columns), y
        y = self._head(x, y, columns, grid)
        for number, row in enumerate(rows):
            tall = grid.lead + (self.voice.size + 2) * (self._row_lines(columns, row) - 1)
            if y + tall > self.height - 60:
                self._rules(x, top, y, columns, grid)
                self.next_page()
                top = 60.0
                y = self._head(x, top, columns, grid)
            if grid.zebra and number % 2:
                self.canvas.setFillGray(0.92)
                self.canvas.rect(x, self.height - y - tall, sum(c.width for c in columns), tall, fill=1, stroke=0)
                self.canvas.setFillGray(0)
            line = self._row(x, y, columns, row)
            if line:
                self.reading.lines.append(line)
            y += tall
            if grid.rules in {"grid", "rows"}:
                self.rule(x, y, x + sum(c.width for c in columns), y)
        self._rules(x, top, y, columns, grid)
        self._remember_orders()
        return y

    def _remember_orders(self) -> None:
        """The orders of the lines are the orders of the paper, standing in one place where there is one alone."""
        cells = [line["purchase_order"] for line in self.reading.lines if "purchase_order" in line]
        orders = list(dict.fromkeys(c["value"] for c in cells))
        if orders and "purchase_orders" not in self.reading.fields and self.reading.kind not in {"invoice", "credit_note"}:
            place = {key: v for key, v in cells[0].items() if key in {"page", "box"}} if len(orders) == 1 else {"page": cells[0]["page"]}
            self.reading.fields["purchase_orders"] = {"value": orders, "text": ", ".join(orders), **place}

    def _row_lines(self, columns: Sequence[Column], row: Sequence[Shown | str]) -> int:
        return max(
            len(self.wrapped(c.text if isinstance(c, Shown) else c, column.width - 6, self.voice.body)) if column.align == "left" else 1
            for column, c in zip(columns, row, strict=True)
        )

    def _head(self, x: float, y: float, columns: Sequence[Column], grid: Grid) -> float:
        pen = Pen(self.voice.bold, self.voice.size - 0.5)
        broken = [self.wrapped(c.heading, c.width - 4, pen) for c in columns]
        tall = 6 + (pen.size + 1.5) * max(map(len, broken))
        width = sum(c.width for c in columns)
        if grid.filled_head:
            self.canvas.setFillGray(0.85)
            self.canvas.rect(x, self.height - y - tall, width, tall, fill=1, stroke=0)
            self.canvas.setFillGray(0)
        left = x
        for column, lines in zip(columns, broken, strict=True):
            for i, words in enumerate(lines):
                self.text(self._anchor(left, column), y + 3 + i * (pen.size + 1.5), words, pen.at(column.align))
            left += column.width
        if grid.rules != "none":
            self.rule(x, y, x + width, y)
            self.rule(x, y + tall, x + width, y + tall)
        return y + tall

    def _row(self, x: float, y: float, columns: Sequence[Column], row: Sequence[Shown | str]) -> dict[str, dict[str, Any]]:
        line: dict[str, dict[str, Any]] = {}
        left = x
        for column, content in zip(columns, row, strict=True):
            shown = content if isinstance(content, Shown) else Shown(content)
            pen = self.voice.body.at(column.align)
            box: Box | None = None
            for i, words in enumerate(self.wrapped(shown.text, column.width - 6, pen) if column.align == "left" else [shown.text]):
                place = self.text(self._anchor(left, column), y + 3 + i * (pen.size + 2), words, pen)
                box = place if box is None else box.union(place)
            asked = self.reading.kind not in LINES or shown.name in LINES[self.reading.kind].split()
            if shown.name == column.name and shown.name and asked:
                line[shown.name] = cell(shown.value, shown.text, self.page, box)
            elif shown.name and shown.name != column.name:
                self.remember(shown, box)
            left += column.width
        return line

    def _anchor(self, left: float, column: Column) -> float:
        if column.align == "right":
            return left + column.width - 4
        return left + column.width / 2 if column.align == "centre" else left + 3

    def _rules(self, x: float, top: float, bottom: float, columns: Sequence[Column], grid: Grid) -> None:
        if grid.rules == "grid":
            left = x
            for column in [*columns, Column("", "", 0)]:
                self.rule(left, top, left, bottom)
                left += column.width
        elif grid.rules == "head":
            self.rule(x, bottom, x + sum(c.width for c in columns), bottom)
