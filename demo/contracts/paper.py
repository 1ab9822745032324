"""Sets a contract on pages: type, margins and the look of its table differ from clerk to clerk."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from demo.chance import Chance
from demo.contracts.clerk import Block
from templates import file_of

_NAMED: Final = "STSong-Light"
_CHARACTERS: Final = re.compile(r"[!-~]+|.")
"""What a line of Chinese may be broken between: characters, but never within a number."""
_LATIN: Final = (("Helvetica", "Helvetica-Bold"), ("Times-Roman", "Times-Bold"), ("Helvetica", "Helvetica-Bold"))


@cache
def chinese_font(weight: str = "regular") -> str:
    """The Chinese face that set-up fetches, regular or bold; without set-up one that only names its characters, which no scan shows."""
    name = f"noto-sans-sc-{weight}"
    file = file_of(f"pages/vendor/{name}.ttf")
    pdfmetrics.registerFont(TTFont(name, str(file)) if file.is_file() else UnicodeCIDFont(_NAMED))
    return name if file.is_file() else _NAMED


def _printable(line: str) -> str:
    """The standard types have no narrow blank."""
    return line.replace("\u202f", "\u00a0")


def drawn(blocks: Sequence[Block], draw: Chance, language: str) -> bytes:
    """The contract as PDF."""
    return _Page(draw, language).draw(blocks)


class _Page:
    def __init__(self, draw: Chance, language: str) -> None:
        self.plain, self.bold = (chinese_font(), chinese_font("bold")) if language == "zh" else draw.pick(_LATIN)
        self.size = draw.pick((9.5, 10.0, 10.5, 11.0))
        self.margin = draw.pick((56.0, 64.0, 72.0))
        self.ruled = draw.pick(("grid", "head", "none"))
        self.chinese = language == "zh"
        self.out = io.BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.width, self.height = A4
        self.y = self.margin
        self.columns = draw.pick((120.0, 140.0, 160.0))

    def draw(self, blocks: Sequence[Block]) -> bytes:
        for block in blocks:
            match block.kind:
                case "title":
                    self._lines(block.text, self.bold, self.size + 5)
                    self.y += 8
                case "head":
                    self.y += 6
                    self._lines(block.text, self.bold, self.size)
                case "table":
                    self._table(block.rows)
                case _:
                    self._lines(block.text, self.plain, self.size)
        self.canvas.showPage()
        self.canvas.save()
        return self.out.getvalue()

    def _lines(self, text: str, font: str, size: float) -> None:
        for line in self._wrapped(text, font, size):
            self._room(size)
            self.canvas.setFont(font, size)
            self.canvas.drawString(self.margin, self.height - self.y - size, _printable(line))
            self.y += size * 1.45

    def _room(self, size: float) -> None:
        if self.y + 2 * size > self.height - self.margin:
            self.canvas.showPage()
            self.y = self.margin

    def _wrapped(self, text: str, font: str, size: float) -> Iterator[str]:
        line = ""
        for part in _CHARACTERS.findall(text) if self.chinese else [f"{w} " for w in text.split(" ")]:
            if line and stringWidth(line + part.rstrip(" "), font, size) > self.width - 2 * self.margin:
                yield line.rstrip(" ")
                line = ""
            line += part
        if line.strip(" "):
            yield line.rstrip(" ")

    def _table(self, rows: Sequence[Sequence[str]]) -> None:
        self.y += 4
        tall = self.size * 1.6
        wide = self.columns * len(rows[0])
        for number, row in enumerate(rows):
            self._room(tall)
            top = self.height - self.y
            self.canvas.setFont(self.bold if number == 0 else self.plain, self.size)
            for place, words in enumerate(row):
                self.canvas.drawString(self.margin + place * self.columns + 4, top - self.size, _printable(words))
            if self.ruled == "grid" or (self.ruled == "head" and number == 0):
                self.canvas.line(self.margin, top - tall + 2, self.margin + wide, top - tall + 2)
            if self.ruled == "grid":
                for place in range(len(row) + 1):
                    x = self.margin + place * self.columns
                    self.canvas.line(x, top + 2, x, top - tall + 2)
            self.y += tall
        self.y += 4
