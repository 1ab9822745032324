"""Headings in a band whose shade a fax turned into specks: read again one by one, where the row below shows its columns."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from extractors.bitmap import Bitmap, Pixels
from extractors.ink import PageInk
from extractors.ocr.engine import NoRecogniser
from extractors.ocr.reconcile import Eyes
from extractors.ocr.second_reader import Reading
from extractors.ocr.shaded import with_shaded_headings
from extractors.page import Ruling, Word
from facts.evidence import Box

DPI = 150
SCALE = DPI / 72
LINES = (Ruling(Box(40, 100, 440, 101), horizontal=True), Ruling(Box(40, 116, 440, 117), horizontal=True))
ROW = (Word("4RTD0ZKX", Box(46, 120, 82, 128), agreed=True), Word("21", Box(311, 120, 320, 128), agreed=True))
SHORT = Word("2", Box(425, 120, 430, 128), agreed=True)


class Sees(NoRecogniser):
    """A second reader that sees what the test says, with the same certainty each time."""

    def __init__(self, *headings: str, sure: float = 0.9) -> None:
        self._headings = [said for heading in headings for said in (heading, heading)]
        self._sure = sure

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        assert crop.size
        assert not wide
        text = self._headings.pop(0)
        return Reading(text, (self._sure,) * len(text), tuple((i + 0.5) / len(text) for i in range(len(text))))


def page(*, specks: int = 1500) -> PageInk:
    """Three headings over a row of figures, in a band with so many specks."""
    picture = Image.new("L", (round(612 * SCALE), round(300 * SCALE)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(9 * SCALE)
    for x, text in ((46, "Order"), (300, "Pieces"), (400, "Short")):
        pen.text((x * SCALE, 113 * SCALE), text, font=font, fill=0, anchor="ls")
    draw = np.random.default_rng(7)
    for x, y in zip(draw.uniform(42, 438, specks), draw.uniform(102, 115, specks), strict=True):
        pen.point((round(x * SCALE), round(y * SCALE)), fill=0)
    return PageInk(Bitmap(np.asarray(picture, dtype=np.uint8), DPI), [*ROW, SHORT])


def texts(ink: PageInk, second: Sees, *words: Word) -> list[str]:
    eyes = Eyes(Bitmap(np.full((625, 1275), 255, np.uint8), DPI), NoRecogniser(), second, ("eng",))
    found = with_shaded_headings([*ROW, SHORT, *words], LINES, ink, eyes, 612)
    assert all(not w.agreed for w in found if w not in (*ROW, SHORT, *words)), "nobody bears them out"
    return [w.text for w in found if w.box.bottom < LINES[1].box.top + 2]


def test_headings_in_a_speckled_band_are_read_cell_by_cell() -> None:
    assert texts(page(), Sees("Order", "Pieces", "Qty short")) == ["Order", "Pieces", "Qty", "short"]


def test_a_heading_that_was_read_stays_and_a_piece_of_one_goes() -> None:
    read, piece = Word("Order", Box(46, 106, 72, 114), agreed=True), Word("Sho", Box(400, 106, 412, 114))
    assert texts(page(), Sees("Pieces", "Short"), read, piece) == ["Order", "Pieces", "Short"]


def test_what_is_not_clear_is_not_taken_and_a_clean_band_is_left_alone() -> None:
    assert texts(page(), Sees("Order", "Pieces", "Short", sure=0.5)) == []
    assert texts(page(specks=0), Sees()) == []


def test_a_row_between_two_rules_above_one_with_fewer_cells_stays_as_it_was_read() -> None:
    """The row of goods over the row of totals: no cell of the lower one begins below the number of the order."""
    picture = Image.new("L", (round(612 * SCALE), round(300 * SCALE)), 255)
    pen, font = ImageDraw.Draw(picture), ImageFont.load_default(9 * SCALE)
    printed = ((46, "Household goods", 112), (232, "4RTD0ZKX", 275), (420, "374", 436))
    for x, text, _ in printed:
        pen.text((x * SCALE, 113 * SCALE), text, font=font, fill=0, anchor="ls")
    goods = [Word(text, Box(x, 106, x1, 114), agreed=True) for x, text, x1 in printed]
    totals = [Word("TOTAL", Box(46, 120, 70, 128), agreed=True), Word("374", Box(420, 120, 436, 128), agreed=True)]
    ink = PageInk(Bitmap(np.asarray(picture, dtype=np.uint8), DPI), [*goods, *totals])
    eyes = Eyes(Bitmap(np.full((625, 1275), 255, np.uint8), DPI), NoRecogniser(), Sees("Household goods4RTD"), ("eng",))
    assert list(with_shaded_headings([*goods, *totals], LINES, ink, eyes, 612)) == [*goods, *totals]
