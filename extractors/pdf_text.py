"""Words with boxes from the text layer of a PDF page, in points of the page as it is seen."""

from __future__ import annotations

import ctypes
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import pypdfium2.raw as pdfium

from extractors.page import Word
from facts.evidence import Box

CHARACTER_LIMIT: Final = 200_000
"""More characters than a page of print can show: beyond this a page is drawn to exhaust the reader."""
INVISIBLE: Final = 3
"""Text render mode of a hidden layer (PDF 32000-1, 9.3.6)."""
GARBAGE_SHARE: Final = 0.1
"""From this share of characters without meaning a text layer is no use."""
_LINE_END_HYPHENS: Final = frozenset("\x02\ufffe")
_TURNED_SHARE: Final = 0.8


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page in PDF coordinates, and by how many degrees clockwise it is turned to be seen."""

    left: float
    bottom: float
    right: float
    top: float
    rotation: int

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as seen."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.rotation in (90, 270) else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of PDF coordinates on the page as seen."""
        match self.rotation:
            case 90:
                return y - self.bottom, x - self.left
            case 180:
                return self.right - x, y - self.bottom
            case 270:
                return self.top - y, self.right - x
            case _:
                return x - self.left, self.top - y

    def box(self, left: float, bottom: float, right: float, top: float) -> Box:
        """A rectangle of PDF coordinates on the page as seen."""
        (x0, y0), (x1, y1) = self.point(left, bottom), self.point(right, top)
        return Box(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))

    def turned(self, degrees: int) -> Frame:
        """The same page turned further clockwise."""
        return Frame(self.left, self.bottom, self.right, self.top, (self.rotation + degrees) % 360)


@dataclass(frozen=True, slots=True)
class _Run:
    """Characters between two spaces: their text, and the PDF rectangles of the first and last."""

    text: str
    first: tuple[float, float, float, float]
    last: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class TextLayer:
    """What a page's text layer gives: words, how many characters, the share that is hidden, and whether it makes sense.

    `turn` is by how many degrees clockwise the page must be turned for its print to stand upright.
    """

    runs: tuple[_Run, ...]
    characters: int
    hidden: float
    sensible: bool
    turn: int

    def words(self, frame: Frame) -> tuple[Word, ...]:
        """The words that lie on the page, in reading order of the file."""
        width, height = frame.size
        page = Box(0, 0, width, height)
        words = []
        for run in self.runs:
            box = frame.box(*run.first).union(frame.box(*run.last))
            if box.x1 > page.x0 and box.x0 < page.x1 and box.bottom > page.top and box.top < page.bottom:
                words.append(Word(run.text, box))
        return tuple(words)


def text_layer(page: Any, frame: Frame) -> TextLayer:
    """Reads the text layer of an open pdfium page; `frame` is the page as seen."""
    text_page = pdfium.FPDFText_LoadPage(page)
    try:
        count = min(pdfium.FPDFText_CountChars(text_page), CHARACTER_LIMIT)
        text = _characters(text_page, count)
        runs = tuple(_runs(text_page, text))
        hidden = _hidden_share(text_page, text)
    finally:
        pdfium.FPDFText_ClosePage(text_page)
    printed = sum(not c.isspace() for c in text)
    return TextLayer(runs, printed, hidden, sensible("".join(r.text for r in runs)), _turn(runs, frame))


def sensible(text: str) -> bool:
    """Whether characters carry meaning: a font without a map to Unicode yields private, control or replacement signs."""
    if not text:
        return True
    senseless = sum(c == "�" or unicodedata.category(c) in ("Co", "Cn", "Cc", "Cs") for c in text)
    if senseless > GARBAGE_SHARE * len(text):
        return False
    told = sum(c.isalnum() for c in text)
    return len(text) < 40 or told > 0.4 * len(text)


def _characters(text_page: Any, count: int) -> list[str]:
    """One entry for each character of the page; the fast call first, one by one where it leaves some out."""
    if count <= 0:
        return []
    buffer = (ctypes.c_ushort * (count + 1))()
    written = pdfium.FPDFText_GetText(text_page, 0, count, buffer)
    if written == count + 1:
        return [chr(unit) for unit in buffer[:count]]
    codes = (pdfium.FPDFText_GetUnicode(text_page, i) for i in range(count))
    return [chr(code) if 0 < code < 0x110000 else "�" for code in codes]


def _runs(text_page: Any, text: list[str]) -> list[_Run]:
    rectangle = pdfium.FS_RECTF()
    reference = ctypes.byref(rectangle)

    def place(index: int) -> tuple[float, float, float, float] | None:
        if not pdfium.FPDFText_GetLooseCharBox(text_page, index, reference):
            return None
        return rectangle.left, rectangle.bottom, rectangle.right, rectangle.top

    runs = []
    start = None
    for index, character in enumerate([*text, " "]):
        ends_line = character in _LINE_END_HYPHENS
        if not character.isspace() and character != "\x00" and not ends_line:
            start = index if start is None else start
        elif start is not None:
            first, last = place(start), place(index - 1)
            printed = "".join(text[start:index]) + ("-" if ends_line else "")
            word = unicodedata.normalize("NFC", printed.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace"))
            if first and last:
                runs.append(_Run(word, first, last))
            start = None
    return runs


def _hidden_share(text_page: Any, text: list[str]) -> float:
    """Share of characters drawn invisibly, from a sample."""
    printed = [i for i, c in enumerate(text) if not c.isspace()]
    sample = printed[:: max(1, len(printed) // 60)]
    if not sample:
        return 0.0
    modes: list[bool] = []
    for index in sample:
        item = pdfium.FPDFText_GetTextObject(text_page, index)
        modes.append(bool(item) and pdfium.FPDFTextObj_GetTextRenderMode(item) == INVISIBLE)
    return modes.count(True) / len(modes)


def _turn(runs: tuple[_Run, ...], frame: Frame) -> int:
    """By how many degrees to turn the page so that most of its longer words run from left to right."""
    votes = {0: 0, 90: 0, 180: 0, 270: 0}
    for run in runs:
        if len(run.text) < 3:
            continue
        a, b = frame.box(*run.first), frame.box(*run.last)
        across, down = b.x0 + b.x1 - a.x0 - a.x1, b.top + b.bottom - a.top - a.bottom
        if abs(across) >= abs(down):
            votes[0 if across >= 0 else 180] += 1
        else:
            votes[270 if down > 0 else 90] += 1
    total = sum(votes.values())
    best = max(votes, key=lambda turn: votes[turn])
    return best if total >= 5 and votes[best] > _TURNED_SHARE * total else 0
