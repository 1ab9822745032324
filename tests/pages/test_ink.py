"""Ink that is no print: signatures, stamps, ticks, strikes; and print that must not be taken for them."""

from dataclasses import replace

import numpy as np
import pytest
import zxingcpp
from PIL import Image, ImageDraw, ImageFont

from extractors.barcode import barcodes
from extractors.bitmap import Bitmap, without_needless_colour
from extractors.ink import PageInk
from extractors.page import Word
from facts.evidence import Box
from tests.pages.papers_made import LINES, drawn, signature

DPI = 150
SCALE = DPI / 72
FREE = Box(60, 420, 320, 480)


def words() -> list[Word]:
    """The words as they stand, measured by the font they are drawn in."""
    font = ImageFont.load_default(11 * SCALE)
    found = []
    for x, y, text in LINES:
        at = 0
        for part in text.split():
            at = text.index(part, at)
            left, right = x + font.getlength(text[:at]) / SCALE, x + font.getlength(text[: at + len(part)]) / SCALE
            found.append(Word(part, Box(left, y - 9, right, y + 3), agreed=True))
            at += len(part)
    return found


def ink_of(picture: Image.Image, read: list[Word] | None = None) -> PageInk:
    pixels = np.asarray(picture.convert("RGB"), dtype=np.uint8)
    return PageInk(Bitmap(without_needless_colour(pixels), DPI), words() if read is None else read)


@pytest.mark.parametrize("colour", [(0, 0, 0), (20, 40, 140), (110, 110, 110)])
def test_a_signature_is_seen(colour: tuple[int, int, int]) -> None:
    picture = drawn(dpi=DPI).convert("RGB")
    signature(ImageDraw.Draw(picture), 80 * SCALE, 430 * SCALE, 110 * SCALE, 34 * SCALE, colour, 3)
    assert ink_of(picture).handwriting(FREE) > 0.75


def test_a_signature_across_its_line_is_seen() -> None:
    picture = drawn(dpi=DPI)
    pen = ImageDraw.Draw(picture)
    pen.line([(60 * SCALE, 455 * SCALE), (320 * SCALE, 455 * SCALE)], fill=0, width=2)
    signature(pen, 80 * SCALE, 430 * SCALE, 110 * SCALE, 40 * SCALE)
    assert ink_of(picture).handwriting(FREE) > 0.75


def test_an_empty_line_is_not_signed() -> None:
    picture = drawn(dpi=DPI)
    ImageDraw.Draw(picture).line([(60 * SCALE, 455 * SCALE), (320 * SCALE, 455 * SCALE)], fill=0, width=2)
    assert ink_of(picture).handwriting(FREE) < 0.3


def test_print_is_no_signature() -> None:
    ink = ink_of(drawn(dpi=DPI))
    assert all(ink.handwriting(Box(x - 4, y - 14, x + 220, y + 8)) < 0.5 for x, y, _ in LINES)


def test_a_stain_is_no_signature() -> None:
    picture = drawn(dpi=DPI)
    pixels = np.asarray(picture).astype(np.float32)
    y, x = np.mgrid[: pixels.shape[0], : pixels.shape[1]]
    away = np.abs(np.hypot(x - 190 * SCALE, y - 450 * SCALE) - 40 * SCALE)
    pixels -= 70 * np.exp(-((away / (5 * SCALE)) ** 2))
    assert ink_of(Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))).handwriting(FREE) < 0.5


def stamped(lean: float, colour: tuple[int, int, int], text: str = "RECEIVED ONT8\n13 MAY 2026\nDOCK 50") -> Image.Image:
    picture = drawn(dpi=DPI).convert("RGB")
    stamp = Image.new("RGBA", (round(130 * SCALE), round(60 * SCALE)), (255, 255, 255, 0))
    pen = ImageDraw.Draw(stamp)
    pen.rectangle([3, 3, stamp.width - 4, stamp.height - 4], outline=(*colour, 255), width=4)
    pen.multiline_text((stamp.width / 2, stamp.height / 2), text, fill=(*colour, 255), font=ImageFont.load_default(12 * SCALE), anchor="mm")
    turned = stamp.rotate(lean, expand=True, resample=Image.Resampling.BICUBIC)
    picture.paste(turned, (round(330 * SCALE), round(420 * SCALE)), turned)
    return picture


@pytest.mark.parametrize("lean, colour", [(6, (170, 40, 40)), (0, (170, 40, 40)), (-5, (40, 40, 40)), (0, (20, 60, 160))])
def test_a_stamp_is_found_by_its_colour_or_its_lean(lean: float, colour: tuple[int, int, int]) -> None:
    printed = [Word("RECEIVED", Box(350, 430, 400, 440)), Word("ONT8", Box(403, 430, 430, 440))]
    (place,) = ink_of(stamped(lean, colour), words() + printed).stamps()
    assert place.x0 == pytest.approx(330, abs=12)
    assert place.width > 100


def test_an_empty_frame_is_the_place_for_something_and_no_stamp() -> None:
    assert ink_of(stamped(0, (170, 40, 40), "")).stamps() == []


def test_a_black_frame_signed_in_blue_is_where_a_form_was_signed_and_no_stamp() -> None:
    """On a scan that lay on its side the scrawl was read as words."""
    picture = drawn(dpi=DPI).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([330 * SCALE, 420 * SCALE, 500 * SCALE, 480 * SCALE], fill=(244, 244, 244), outline=(0, 0, 0), width=2)
    signature(pen, 350 * SCALE, 435 * SCALE, 130 * SCALE, 34 * SCALE, (20, 40, 160), 4)
    read = [Word("11", Box(352, 440, 370, 462), 0.6, alternative="Pa"), Word("NEI", Box(376, 438, 420, 460), 0.31)]
    ink = ink_of(picture, words() + read)
    assert ink.stamps() == []
    assert ink.handwriting(Box(331, 421, 499, 479)) > 0.75


@pytest.mark.parametrize("area", [Box(80, 100, 80, 110), Box(80, 100, 80.2, 110), Box(-9, 100, -8, 110)])
def test_where_there_is_no_room_nothing_is_printed(area: Box) -> None:
    assert ink_of(drawn(dpi=DPI)).print_in(area) is None


def test_a_stamp_is_no_signature() -> None:
    assert ink_of(stamped(6, (40, 40, 40))).handwriting(Box(320, 410, 480, 500)) < 0.5


def test_a_cell_of_a_table_is_no_stamp() -> None:
    picture = drawn(dpi=DPI)
    pen = ImageDraw.Draw(picture)
    for x in (60, 200, 340):
        pen.line([(x * SCALE, 185 * SCALE), (x * SCALE, 250 * SCALE)], fill=0, width=2)
    for y in (185, 205, 230, 250):
        pen.line([(60 * SCALE, y * SCALE), (340 * SCALE, y * SCALE)], fill=0, width=2)
    assert ink_of(picture).stamps() == []


@pytest.mark.parametrize("ground", [(25, 64, 102), (38, 102, 76), (76, 31, 89)])
def test_a_title_in_light_letters_on_a_dark_band_is_no_stamp(ground: tuple[int, int, int]) -> None:
    """The page of a carrier's app: closed up, the letters' dark surroundings looked like a coloured frame around what stamps say."""
    picture = drawn(dpi=DPI).convert("RGB")
    pen = ImageDraw.Draw(picture)
    pen.rectangle([0, 0, picture.width, 64 * SCALE], fill=ground)
    read = words()
    for x, title in ((30, "Tenwheel Logistics"), (420, "RECEIVED")):
        font = ImageFont.load_default(15 * SCALE)
        pen.text((x * SCALE, 36 * SCALE), title, fill=(255, 255, 255), font=font, anchor="ls")
        read.append(Word(title, Box(x, 24, x + font.getlength(title) / SCALE, 38), agreed=True))
    assert ink_of(picture, read).stamps() == []


def test_boxes_are_found_and_the_marked_ones_told() -> None:
    picture = drawn(dpi=DPI)
    pen = ImageDraw.Draw(picture)
    for index, mark in enumerate(("", "x", "v", "")):
        x, y = (80 + 90 * index) * SCALE, 430 * SCALE
        pen.rectangle([x, y, x + 9 * SCALE, y + 9 * SCALE], outline=0, width=2)
        if mark == "x":
            pen.line([(x + 3, y + 3), (x + 9 * SCALE - 3, y + 9 * SCALE - 3)], fill=0, width=2)
            pen.line([(x + 9 * SCALE - 3, y + 3), (x + 3, y + 9 * SCALE - 3)], fill=0, width=2)
        if mark == "v":
            pen.line([(x + 4, y + 10), (x + 8, y + 15), (x + 9 * SCALE + 6, y - 4)], fill=0, width=2)
    ink = ink_of(picture)
    assert [(round(box.x0 / 10) * 10, marked) for box, marked in ink.checkboxes()] == [(80, False), (170, True), (260, True), (350, False)]
    assert ink.ticked(Box(165, 420, 190, 445)) == 1
    assert ink.ticked(Box(75, 420, 100, 445)) == 0


def test_letters_are_no_boxes() -> None:
    assert ink_of(drawn(dpi=DPI)).checkboxes() == []


def test_a_struck_figure_is_told_from_one_that_stands() -> None:
    picture = drawn(dpi=DPI)
    ImageDraw.Draw(picture).line([(297 * SCALE, 216.3 * SCALE), (318 * SCALE, 216.3 * SCALE)], fill=0, width=2)
    ink = ink_of(picture)
    assert ink.struck(Box(299, 210, 313, 222)) > 0.8
    assert ink.struck(Box(419, 210, 440, 222)) < 0.6
    assert ink.struck(Box(71, 210, 130, 222)) < 0.6


def test_a_word_with_unread_ink_beside_it_may_have_lost_its_end() -> None:
    read = [w for w in words() if w.text != "4XK2P9QR"]
    cut = Word("4XK2", Box(72, 211, 98, 223), agreed=True)
    doubtful = ink_of(drawn(dpi=DPI), [cut, *read]).cut_off()
    assert 0 in doubtful
    assert [w.text for w in words()].index("06141411234567895") not in ink_of(drawn(dpi=DPI)).cut_off()


def test_coverage_is_the_share_of_dark_pixels() -> None:
    picture = Image.new("L", (850, 1100), 255)
    picture.paste(0, (100, 100, 200, 200))
    ink = PageInk(Bitmap(np.asarray(picture), 72), ())
    assert ink.coverage(Box(50, 100, 150, 200)) == pytest.approx(0.5, abs=0.03)
    assert ink.coverage(Box(400, 400, 500, 500)) == 0


@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize(
    "symbology, text", [("Code128", "06141411234567895"), ("QRCode", "BOL 06141411234567895"), ("ITF", "00614141123452")]
)
def test_a_barcode_is_read_with_its_place(symbology: str, text: str, turn: int) -> None:
    bars = np.asarray(zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, symbology)).to_image(scale=3))
    bars = np.rot90(bars, turn)
    page = np.asarray(drawn(dpi=200)).copy()
    page[1200 : 1200 + bars.shape[0], 600 : 600 + bars.shape[1]] = bars
    (code,) = barcodes(Bitmap(page, 200))
    assert (code.symbology, code.text) == (symbology, text)
    assert 210 < code.box.x0 < 330
    assert 425 < code.box.top < 560


def test_a_page_without_bars_has_no_barcode() -> None:
    assert barcodes(Bitmap(np.asarray(drawn(dpi=200)), 200)) == ()


def test_a_figure_whose_box_ends_within_its_ink_gets_all_of_it() -> None:
    picture = drawn(dpi=DPI)
    pen = ImageDraw.Draw(picture)
    pen.text((430 * SCALE, 470 * SCALE), "3", font=ImageFont.load_default(20 * SCALE), fill=0, anchor="ls")
    tight = [replace(w, box=w.box._replace(top=w.box.bottom - 11, bottom=w.box.bottom - 3)) for w in words()]
    cut = Word("3", Box(430, 463, 441, 470), 0.9)
    grown = next(w for w in ink_of(picture, [*tight, cut]).fitted() if w.text == "3")
    assert grown.box.top < 458
    assert all(w.box == t.box for w, t in zip(ink_of(drawn(dpi=DPI), tight).fitted(), tight, strict=True) if w.text in {"6", "17"})


def test_figures_that_no_word_covers_are_found_and_those_of_a_longer_number_are_not() -> None:
    """Of the rows of the table one count is unread; elsewhere only the end of a number is."""
    tight = [replace(w, box=w.box._replace(top=w.box.bottom - 11, bottom=w.box.bottom - 3)) for w in words()]
    unread = [w for w in tight if w.text not in {"6", "112"}]
    (place, other) = sorted(ink_of(drawn(dpi=DPI), unread).lone())
    assert abs(place.x0 - 300) < 3
    assert abs(other.x0 - 420) < 3
    ink = ink_of(drawn(dpi=DPI), unread)
    ink.take([*unread, Word("6", place, agreed=True), Word("112", other, agreed=True)])
    assert ink.lone() == []
    cut = [w if w.text != "328" else Word("32", w.box._replace(x1=w.box.x0 + 12), agreed=True) for w in words()]
    assert ink_of(drawn(dpi=DPI), cut).lone() == []


def test_a_figure_that_fills_its_box_keeps_its_height() -> None:
    """Bold ones on a broad foot: no row of their box is paper, and the foot is far darker than their stems."""
    picture = drawn(dpi=DPI)
    pen, place = ImageDraw.Draw(picture), Box(100, 430, 122, 452)
    x0, top, x1, bottom = (round(v * SCALE) for v in place)
    for left, begins in ((x0 + 6, top - 2), (x0 + 28, top + 2)):
        pen.rectangle([left, begins, left + 4, bottom], fill=0)
        pen.rectangle([left - 5, begins + 3, left + 4, begins + 20], fill=0)
    pen.rectangle([x0, bottom - 6, x1, bottom], fill=0)
    ones = Word("11", place, agreed=True)
    fitted = next(w for w in ink_of(picture, [*words(), ones]).fitted() if w.text == "11")
    assert fitted.box.height > 0.9 * place.height
