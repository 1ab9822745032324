"""What is drawn over an exhibit: the paper set on its sheet with a stamp at the foot, cited places highlighted and named at the edge."""

from __future__ import annotations

import io
import string
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reportlab.pdfgen.canvas import Canvas

from cases.filing.packet import look
from cases.filing.packet.content import PacketExhibit
from cases.filing.packet.lettering import BOLD, draw, draw_right, shortened, width
from facts.evidence import Box

SIDE: Final = 15.0
HEAD: Final = 12.0
STRIP: Final = 26.0
"""Points that are kept free around a paper, so that nothing of it is covered by the stamp."""
OWN_SHEET: Final = (380.0, 1_300.0)
"""A page within these bounds keeps its size; smaller and larger ones (receipts, posters, photos) are set on a page of ours."""
_AROUND: Final = 1.6
_STAMP: Final = 7.5
_NAME: Final = 5.8
_LETTERS: Final = string.ascii_lowercase


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet with a paper of `seen` points set on it: its lower left corner and the scale."""

    size: tuple[float, float]
    seen: tuple[float, float]
    corner: tuple[float, float]
    scale: float

    def rectangle(self, box: Box, around: float = 0.0) -> tuple[float, float, float, float]:
        """Left, bottom, width and height on the sheet of a box of the page as seen, kept on the paper."""
        width, height = self.seen
        x0, x1 = max(0.0, box.x0 - around), min(width, box.x1 + around)
        top, bottom = max(0.0, box.top - around), min(height, box.bottom + around)
        across, up = self.corner
        return across + x0 * self.scale, up + (height - bottom) * self.scale, (x1 - x0) * self.scale, (bottom - top) * self.scale


@dataclass(frozen=True, slots=True)
class StampedPage:
    """A page of an exhibit as it goes into a part: its number in the file, which of the exhibit's pages, on which sheet of how many."""

    number: int
    place: tuple[int, int]
    sheet: tuple[int, int]
    seen: tuple[float, float]


@dataclass(frozen=True, slots=True)
class LetteredSpot:
    """A cited place with the letter that stands beside it at the edge of the paper."""

    letter: str
    page: int
    fact: str
    box: Box | None


def sheet_for(seen: tuple[float, float], *, letter: bool, own: bool = False) -> Sheet:
    """The sheet for a page: as large as the page itself where that is paper of the office, with a margin for the stamp.

    A page of our `own` is not set back: it has room for the stamp.
    """
    if own:
        return Sheet(seen, seen, (0.0, 0.0), 1.0)
    lowest, highest = OWN_SHEET
    usual = lowest <= min(seen) and max(seen) <= highest
    size = seen if usual else look.page_size(letter=letter)
    if not usual and seen[0] > seen[1]:
        size = (size[1], size[0])
    scale = min((size[0] - 2 * SIDE) / seen[0], (size[1] - HEAD - STRIP) / seen[1])
    scale = min(scale, 1.0)
    across = (size[0] - seen[0] * scale) / 2
    up = size[1] - HEAD - seen[1] * scale
    return Sheet(size, seen, (across, up), scale)


def lettered(exhibit: PacketExhibit) -> tuple[LetteredSpot, ...]:
    """The cited places by page and then from top to bottom, each once with all that is read there; the list names them by letter."""
    facts: dict[tuple[int, Box | None], list[str]] = {}
    for spot in exhibit.spots:
        said = facts.setdefault((spot.page, spot.box), [])
        if spot.fact and spot.fact not in said:
            said.append(spot.fact)
    ordered = sorted(facts, key=lambda place: (place[0], place[1] is not None, place[1] and (place[1].top, place[1].x0)))
    return tuple(LetteredSpot(_letter(n), page, "; ".join(facts[page, box]), box) for n, (page, box) in enumerate(ordered))


def draw_overlay(label: str, exhibit: PacketExhibit, pages: Sequence[StampedPage], *, letter: bool, own: bool = False) -> bytes:
    """One transparent page for each page of the exhibit. `label` is whose it is (`case 17`); a page of our `own` gets the stamp alone."""
    written = io.BytesIO()
    canvas = Canvas(written, invariant=1, pageCompression=1)
    spots = lettered(exhibit)
    for page in pages:
        sheet = sheet_for(page.seen, letter=letter, own=own)
        canvas.setPageSize(sheet.size)
        if not own:
            _highlight(canvas, sheet, [(spot.letter, spot.box) for spot in spots if spot.page == page.number and spot.box is not None])
            _edge(canvas, sheet)
        _stamp(canvas, sheet, exhibit, page, label)
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def _highlight(canvas: Canvas, sheet: Sheet, cited: Sequence[tuple[str, Box]]) -> None:
    """Text-marker yellow over each place, a bar at the edge of the paper beside it, and its letter."""
    canvas.saveState()
    canvas.setBlendMode("Multiply")
    canvas.setFillColor(look.HIGHLIGHT)
    for _, box in cited:
        canvas.rect(*sheet.rectangle(box, _AROUND), stroke=0, fill=1)
    canvas.restoreState()
    canvas.saveState()
    canvas.setFillColor(look.AMBER)
    edge = sheet.corner[0]
    for up, high, names in _bars(sheet, cited):
        canvas.rect(edge - 3.4, up, 1.4, high, stroke=0, fill=1)
        said = f"{names[0]}–{names[-1]}" if len(names) > 2 else ",".join(names)
        draw(canvas, (edge - 4.6 - width(said, _NAME, BOLD), up + high / 2 - 2.0), said, _NAME, BOLD)
    canvas.restoreState()


def _bars(sheet: Sheet, cited: Sequence[tuple[str, Box]]) -> Iterator[tuple[float, float, list[str]]]:
    """Bars beside cited places: those on one line of print share one."""
    placed: list[tuple[float, float, list[str]]] = []
    for name, box in cited:
        _, up, _, high = sheet.rectangle(box, _AROUND)
        if placed and up < placed[-1][0] + placed[-1][1] and placed[-1][0] < up + high:
            below, above = min(up, placed[-1][0]), max(up + high, placed[-1][0] + placed[-1][1])
            placed[-1] = (below, above - below, [*placed[-1][2], name])
        else:
            placed.append((up, high, [name]))
    yield from placed


def _edge(canvas: Canvas, sheet: Sheet) -> None:
    """A hairline around the paper: what lies outside is ours."""
    canvas.saveState()
    canvas.setStrokeColor(look.HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.rect(*sheet.corner, sheet.seen[0] * sheet.scale, sheet.seen[1] * sheet.scale, stroke=1, fill=0)
    canvas.restoreState()


def _stamp(canvas: Canvas, sheet: Sheet, exhibit: PacketExhibit, page: StampedPage, label: str) -> None:
    """`Exhibit 2 · page 1 of 3 · case 17`, the paper's own file and page in the middle, the sheet of the part on the right."""
    base = 9.0
    stamp = f"Exhibit {exhibit.number} · page {page.place[0]} of {page.place[1]} · {label}"
    on_the_right = f"{page.sheet[0]} / {page.sheet[1]}"
    canvas.saveState()
    canvas.setFillColor(look.INK)
    draw(canvas, (SIDE, base), stamp, _STAMP, BOLD)
    canvas.setFillColor(look.QUIET)
    draw_right(canvas, (sheet.size[0] - SIDE, base), on_the_right, _STAMP)
    if exhibit.file:
        left = SIDE + width(stamp, _STAMP, BOLD) + 18
        room = sheet.size[0] - SIDE - width(on_the_right, _STAMP) - 18 - left
        origin = f"{exhibit.file}, page {page.number}"
        if room > 60:
            said = shortened(origin, room, _STAMP)
            draw(canvas, (left + room - width(said, _STAMP), base), said, _STAMP)
    canvas.restoreState()


def _letter(index: int) -> str:
    """`a` to `z`, then `aa`, `ab` and so on."""
    rounds, place = divmod(index, len(_LETTERS))
    return (_letter(rounds - 1) if rounds else "") + _LETTERS[place]
