"""Scans read by the real engines: turned, askew, photographed, faxed. Boxes stand where a person sees the print."""

import io

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter
from reportlab.graphics.barcode import code128
from reportlab.pdfgen.canvas import Canvas

from extractors.image import open_image
from extractors.ocr.engine import NoRecogniser, tessdata, words_from_tsv
from extractors.ocr.recognition import Readers, digital_page, loaded_readers, read_page, scanned_page
from extractors.page import Page
from extractors.pdf import open_pdf
from facts.documents import Source
from facts.evidence import Box
from tests.pages.papers_made import KEYS, LINES, as_bytes, digital, drawn, photographed, scan_in_pdf

pytestmark = pytest.mark.skipif(tessdata() is None, reason="no language data of Tesseract on this machine")


@pytest.fixture(scope="module")
def readers() -> Readers:
    return loaded_readers()


def page_of(picture: Image.Image, readers: Readers, dpi: int = 200, form: str = "PNG") -> Page:
    (sheet,) = open_image(as_bytes(picture, form, dpi=dpi), 1, 1).sheets
    return scanned_page(sheet, readers)


def missing(page: Page) -> list[str]:
    words = {w.text.strip(".,:;") for w in page.words}
    return [key for key in KEYS if key not in words]


def place(page: Page, text: str) -> Box:
    return page.as_seen(next(w.box for w in page.words if w.text == text))


def close(box: Box, x: float, y: float, reach: float = 8) -> bool:
    return box.x0 - reach < x + 20 < box.x1 + reach and box.top - reach < y - 4 < box.bottom + reach


def test_a_clean_scan_is_read_and_agreed_by_two_readers(readers: Readers) -> None:
    page = page_of(drawn(), readers)
    assert missing(page) == []
    assert page.source is Source.OCR
    assert page.quality > 0.9
    assert page.language == "en"
    agreed = {w.text for w in page.words if w.agreed}
    assert {"06141411234567895", "660045595", "33354", "328", "112"} <= agreed
    assert close(place(page, "06141411234567895"), 210, 120)


@pytest.mark.slow
@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_scanned_lying_or_on_its_head_is_turned(readers: Readers, turn: int) -> None:
    page = page_of(drawn().rotate(turn, expand=True), readers)
    assert missing(page) == []
    assert page.rotation == turn
    assert (round(page.width), round(page.height)) == (612, 792)
    assert close(place(page, "3245074"), 290, 160)


@pytest.mark.slow
@pytest.mark.parametrize("angle", [-4.0, 2.5])
def test_a_page_fed_askew_is_levelled_and_its_boxes_are_where_they_were(readers: Readers, angle: float) -> None:
    picture = drawn().rotate(angle, fillcolor=255, resample=Image.Resampling.BICUBIC)
    page = page_of(picture, readers)
    assert missing(page) == []
    straight = next(w.box for w in page.words if w.text == "06141411234567895")
    level = next(w.box for w in page.words if w.text == "number")
    assert abs(straight.bottom - level.bottom) < 3
    turned = np.radians(angle)
    x, y = 210 - 306, 120 - 396
    seen_x, seen_y = 306 + x * np.cos(turned) + y * np.sin(turned), 396 - x * np.sin(turned) + y * np.cos(turned)
    assert close(place(page, "06141411234567895"), seen_x, seen_y, 14)


@pytest.mark.slow
def test_a_photo_on_a_dark_table_is_laid_flat_and_its_boxes_are_on_the_photo(readers: Readers) -> None:
    photo, there = photographed(drawn())
    page = page_of(Image.fromarray(photo), readers, form="JPEG")
    assert missing(page) == []
    x, y = 72 * 200 / 72, 220 * 200 / 72
    mapped = there @ np.array([x, y, 1.0])
    seen_x, seen_y = mapped[:2] / mapped[2] * 72 / 200
    assert close(place(page, "4XK2P9QR"), seen_x, seen_y, 14)


@pytest.mark.slow
def test_a_coarse_fax_with_specks_is_read(readers: Readers) -> None:
    grey = np.asarray(drawn(dpi=200))
    specks = np.random.default_rng(3).random(grey.shape) < 0.002
    fax = Image.fromarray(np.where((grey < 140) ^ specks, 0, 255).astype(np.uint8)).convert("1")
    assert len(missing(page_of(fax, readers, form="TIFF"))) <= 1


@pytest.mark.slow
def test_streaks_of_a_dirty_scanner_do_not_hide_the_print(readers: Readers) -> None:
    grey = np.asarray(drawn(dpi=200)).astype(np.float32)
    rng = np.random.default_rng(5)
    streaks = cv2.GaussianBlur((rng.random((1, grey.shape[1])) > 0.985).astype(np.float32), (41, 1), 0)
    page = page_of(Image.fromarray((grey * (1 - np.clip(streaks * 9, 0, 0.7))).astype(np.uint8)), readers)
    assert len(missing(page)) <= 1


@pytest.mark.slow
def test_a_blurred_grey_page_is_read(readers: Readers) -> None:
    picture = drawn(dpi=150).filter(ImageFilter.GaussianBlur(0.9)).point(lambda v: 90 + v * 0.55)
    assert len(missing(page_of(picture, readers, dpi=150))) <= 1


@pytest.mark.slow
def test_lines_of_a_scanned_table_are_rulings(readers: Readers) -> None:
    picture = drawn()
    pen = ImageDraw.Draw(picture)
    for y in (185, 205, 225, 250):
        pen.line([(180, y * 200 / 72), (1400, y * 200 / 72)], fill=0, width=3)
    page = page_of(picture, readers)
    tops = sorted(round(r.box.top) for r in page.rulings if r.horizontal and r.box.width > 300)
    assert len(tops) == 4
    assert missing(page) == []


def test_an_empty_page_has_no_words(readers: Readers) -> None:
    page = page_of(Image.new("L", (850, 1100), 255), readers, dpi=100)
    assert page.words == ()
    assert page.problems == ()


@pytest.mark.slow
def test_a_scan_inside_a_pdf_is_read_like_any_other(readers: Readers) -> None:
    (sheet,) = open_pdf(scan_in_pdf(drawn()), 1, 1).sheets
    assert missing(read_page(sheet, readers)) == []


@pytest.mark.slow
def test_print_in_a_picture_of_a_digital_page_is_added(readers: Readers) -> None:
    (sheet,) = open_pdf(digital(LINES[:2]), 1, 1).sheets
    (scan,) = open_pdf(scan_in_pdf(drawn(LINES[4:])), 1, 1).sheets
    both = type(sheet)(1, 612, 792, sheet.words, bitmap=scan.bitmap, pictures=(Box(40, 150, 600, 400),))
    page = read_page(both, readers)
    assert page.source is Source.TEXT
    assert {"06141411234567895", "4XK2P9QR", "17"} <= {w.text for w in page.words}


def test_without_an_engine_a_scan_says_what_to_install() -> None:
    (sheet,) = open_image(as_bytes(drawn(dpi=72), dpi=72), 1, 1).sheets
    page = scanned_page(sheet, Readers(NoRecogniser(), None, None))
    assert page.words == ()
    assert page.quality == 0
    assert "install tesseract" in page.problems[0]


def test_a_digital_page_keeps_the_words_of_its_text_layer() -> None:
    (sheet,) = open_pdf(digital(), 1, 1).sheets
    page = digital_page(sheet)
    assert missing(page) == []
    assert all(w.confidence == 1 for w in page.words)
    assert page.ink is not None


def test_a_barcode_drawn_as_bars_on_a_digital_page_is_read() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792), invariant=True)
    canvas.drawString(72, 740, "Bill of lading with its number in bars beneath it")
    code128.Code128("06141411234567895", barHeight=30, barWidth=0.9).drawOn(canvas, 60, 680)
    canvas.save()
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    page = digital_page(sheet)
    assert [code.text for code in page.barcodes] == ["06141411234567895"]
    assert not any(not ruling.horizontal for ruling in page.rulings)


def test_the_table_of_words_is_read_and_nothing_else_of_it() -> None:
    table = "4\t1\t1\t1\t1\t0\t0\t0\t9\t9\t-1\t\n5\t1\t1\t1\t1\t1\t10\t20\t30\t40\t96.5\tPRO\n5\t1\t1\t1\t1\t2\t1\t1\t1\t1\t95\t \n"
    (word,) = words_from_tsv(table, 144)
    assert (word.text, word.box, word.confidence) == ("PRO", Box(5, 10, 20, 30), 0.965)
