"""What a rubber stamp says: it leans, and stands on the lines of the form as often as beside them."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from extractors.bitmap import Bitmap, Pixels
from extractors.ocr.engine import NoRecogniser
from extractors.ocr.second_reader import Reading
from extractors.ocr.stamped import stamp_words
from extractors.page import Word
from facts.evidence import Box

DPI = 150
SCALE = DPI / 72
SAYS = ("REÇU MXP5", "10 JUILLET 2026")


class Sees:
    """A second reader that sees the lines of the stamp one after the other, if they are low and clear enough to be lines."""

    def __init__(self, sure: float = 0.95) -> None:
        self.heights: list[int] = []
        self._sure = sure

    def read(self, crop: Pixels, *, wide: bool = False) -> Reading:
        assert not wide
        text = SAYS[len(self.heights)] if len(self.heights) < len(SAYS) else "?"
        self.heights.append(crop.shape[0])
        return Reading(text, (self._sure,) * len(text), tuple((i + 0.5) / len(text) for i in range(len(text))))


def stamped(lean: float, *, on_a_line: bool) -> tuple[Bitmap, Box]:
    """A page with a stamp and where it stands."""
    page = Image.new("L", (round(400 * SCALE), round(200 * SCALE)), 255)
    wide, high = round(130 * SCALE), round(44 * SCALE)
    stamp = Image.new("L", (wide, high), 255)
    pen = ImageDraw.Draw(stamp)
    pen.rectangle([2, 2, wide - 3, high - 3], outline=30, width=4)
    for line, text in enumerate(SAYS):
        pen.text((wide / 2, high * (0.3 + 0.4 * line)), text, fill=30, font=ImageFont.load_default(11 * SCALE), anchor="mm")
    turned = stamp.rotate(lean, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=255)
    x, y = round(120 * SCALE), round(60 * SCALE)
    page.paste(turned, (x, y))
    if on_a_line:
        foot = y + turned.height - 5
        ImageDraw.Draw(page).line([(40 * SCALE, foot), (380 * SCALE, foot)], fill=0, width=3)
    place = Box(x / SCALE, y / SCALE, (x + turned.width) / SCALE, (y + turned.height) / SCALE)
    return Bitmap(np.asarray(page, dtype=np.uint8), DPI), place


@pytest.mark.parametrize("on_a_line", [False, True])
@pytest.mark.parametrize("lean", [-9, 0, 6])
def test_a_stamp_is_set_straight_and_read_line_by_line(lean: float, on_a_line: bool) -> None:
    bitmap, place = stamped(lean, on_a_line=on_a_line)
    second = Sees()
    found = stamp_words(bitmap, [place], [], (NoRecogniser(), second), ("fra", "eng"))
    assert [w.text for w in found] == ["REÇU", "MXP5", "10", "JUILLET", "2026"]
    assert all(w.box == place and not w.agreed for w in found), "it stands at its stamp, borne out by nobody"
    assert all(high < 18 * SCALE for high in second.heights), "a line that leans is higher"


@pytest.mark.parametrize("lean", [-9, 6])
def test_a_stamp_whose_frame_was_seen_from_inside_is_set_straight(lean: float) -> None:
    bitmap, place = stamped(lean, on_a_line=False)
    frame = 3.5
    inside, second = Box(place.x0 + frame, place.top + frame, place.x1 - frame, place.bottom - frame), Sees()
    found = stamp_words(bitmap, [inside], [], (NoRecogniser(), second), ("fra", "eng"))
    assert [w.text for w in found] == ["REÇU", "MXP5", "10", "JUILLET", "2026"]
    assert all(high < 18 * SCALE for high in second.heights), "a line that leans is higher"


def test_a_long_stamp_that_a_line_of_the_form_cuts_is_set_straight() -> None:
    page = Image.new("L", (round(400 * SCALE), round(200 * SCALE)), 255)
    wide, high = round(270 * SCALE), round(26 * SCALE)
    stamp = Image.new("L", (wide, high), 255)
    pen = ImageDraw.Draw(stamp)
    pen.rounded_rectangle([2, 2, wide - 3, high - 3], radius=12, outline=50, width=5)
    pen.text((wide / 2, high / 2), " ".join(SAYS), fill=50, font=ImageFont.load_default(11 * SCALE), anchor="mm")
    turned = stamp.rotate(-8, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=255)
    x, y = round(60 * SCALE), round(60 * SCALE)
    page.paste(turned, (x, y))
    line = y + round(4 * SCALE)
    ImageDraw.Draw(page).line([(30 * SCALE, line), (380 * SCALE, line + 6)], fill=60, width=2)
    below = Box(x / SCALE, line / SCALE, (x + turned.width) / SCALE, (y + turned.height) / SCALE)
    second = Sees()
    stamp_words(Bitmap(np.asarray(page, dtype=np.uint8), DPI), [below], [], (NoRecogniser(), second), ("eng",))
    assert second.heights
    assert all(height < 18 * SCALE for height in second.heights), "a line that leans is higher"


def test_a_stamp_is_said_whole_where_the_page_lacks_a_word_of_it_and_not_where_it_has_all() -> None:
    bitmap, place = stamped(0, on_a_line=False)
    known = [Word(word, Box(place.x0 + 60, place.top + 8, place.x0 + 90, place.top + 18)) for word in " ".join(SAYS).split()]
    said = [w.text for w in stamp_words(bitmap, [place], known[1:], (NoRecogniser(), Sees()), ("fra",))]
    assert said == [word.text for word in known]
    assert stamp_words(bitmap, [place], known, (NoRecogniser(), Sees()), ("fra",)) == []


def test_what_is_unclear_on_a_stamp_is_not_said() -> None:
    bitmap, place = stamped(0, on_a_line=False)
    assert stamp_words(bitmap, [place], [], (NoRecogniser(), Sees(0.5)), ("fra",)) == []
