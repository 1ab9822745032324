"""Pages of digital PDFs: words where a person sees them, and which pages must be read from their picture."""

import io
from contextlib import suppress

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab import rl_config
from reportlab.pdfgen.canvas import Canvas

from extractors.page import Word
from extractors.pdf import PAGE_LIMIT, open_pdf
from extractors.pdf_text import Frame, sensible
from extractors.unreadable import CorruptError, EncryptedError, TooLargeError
from facts.evidence import Box
from tests.pages.bombs import encrypted
from tests.pages.papers_made import LINES, digital, drawn, edited, scan_in_pdf


def found(words: tuple[Word, ...], text: str) -> Word:
    return next(w for w in words if w.text == text)


def test_words_stand_where_they_are_printed_counted_from_the_top_left() -> None:
    (sheet,) = open_pdf(digital(), 1, 1).sheets
    word = found(sheet.words, "4XK2P9QR")
    assert (sheet.width, sheet.height) == (612, 792)
    assert word.box.x0 == pytest.approx(72, abs=1)
    assert word.box.top < 220 < word.box.bottom + 1
    assert word.box.height < 16
    assert not sheet.scanned


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_turned_by_its_own_rotation_is_seen_turned(turn: int) -> None:
    (sheet,) = open_pdf(edited(digital(size=(400, 700)), Rotate=turn), 1, 1).sheets
    expected = Frame(0, 0, 400, 700, turn)
    assert (sheet.width, sheet.height) == (expected.size if not sheet.rotation else (400, 700))
    word = found(sheet.words, "4XK2P9QR")
    assert word.box.x0 >= 0
    assert word.box.bottom <= sheet.height


def test_print_that_runs_sideways_is_turned_upright() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792))
    canvas.rotate(90)
    for x, y, text in LINES:
        canvas.drawString(x, -y, text)
    canvas.save()
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    assert sheet.rotation == 90
    assert (sheet.width, sheet.height) == (792, 612)
    word = found(sheet.words, "06141411234567895")
    assert word.box.width > 4 * word.box.height


def test_what_the_crop_box_hides_is_not_read() -> None:
    (sheet,) = open_pdf(edited(digital(), CropBox=[60, 560, 612, 612]), 1, 1).sheets
    texts = [w.text for w in sheet.words]
    assert "4XK2P9QR" in texts
    assert "STRAIGHT" not in texts
    assert sheet.height == 52
    assert 0 <= found(sheet.words, "4XK2P9QR").box.top < 52


@given(st.floats(0, 500), st.floats(0, 500), st.sampled_from([0, 90, 180, 270]))
def test_a_rectangle_stays_on_the_page_however_it_is_turned(x: float, y: float, turn: int) -> None:
    frame = Frame(0, 0, 600, 700, turn)
    width, height = frame.size
    box = frame.box(x, y, x + 100, y + 50)
    assert -0.01 <= box.x0 < box.x1 <= width + 0.01
    assert -0.01 <= box.top < box.bottom <= height + 0.01
    assert box.width * box.height == pytest.approx(5000)


def test_a_scan_is_pictured_at_its_own_resolution() -> None:
    (sheet,) = open_pdf(scan_in_pdf(drawn(dpi=200)), 1, 1).sheets
    assert sheet.scanned
    assert sheet.bitmap is not None
    assert sheet.bitmap.dpi == pytest.approx(200, abs=1)


def test_the_hidden_layer_of_someone_elses_recognition_is_not_believed() -> None:
    hidden = "B1LL 0F LADlNG 0614l4112345678g5 and more of the same kind of misreading on a long line"
    (sheet,) = open_pdf(scan_in_pdf(drawn(dpi=100), hidden=hidden), 1, 1).sheets
    assert sheet.scanned


def test_a_line_stamped_over_a_scan_by_a_fax_machine_does_not_make_it_digital() -> None:
    written = io.BytesIO()
    content = scan_in_pdf(drawn(dpi=100))
    overlay = digital(((20, 20, "FROM 503 555 0151 P.01"),))
    with pikepdf.open(io.BytesIO(content)) as document, pikepdf.open(io.BytesIO(overlay)) as line:
        document.pages[0].add_overlay(line.pages[0], None)
        document.save(written)
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    assert sheet.scanned


def test_what_was_typed_into_a_form_is_read() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792))
    canvas.drawString(72, 700, "Pieces received and counted at the dock by the receiver of the goods")
    canvas.acroForm.textfield(value="48", x=300, y=600, width=80, height=20, fontSize=12)
    canvas.save()
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    word = found(sheet.words, "48")
    assert 295 < word.box.x0 < 320
    assert 165 < word.box.top < 195


def test_a_picture_between_digital_print_is_marked_for_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rl_config, "useA85", 1)  # demo turns it off, and inline pictures cannot be drawn without it
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792))
    for y in range(8):
        canvas.drawString(72, 760 - 14 * y, "A covering letter with print enough that nobody takes it for a scan of paper")
    canvas.drawInlineImage(drawn(dpi=150), 72, 100, 400, 400)
    canvas.save()
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    assert not sheet.scanned
    assert sheet.pictures == (Box(72, 292, 472, 692),)
    assert sheet.bitmap is not None
    assert sheet.bitmap.dpi >= 200


def test_rulings_of_a_table_are_found_and_bars_of_a_barcode_are_not() -> None:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792))
    canvas.rect(100, 500, 300, 100)
    canvas.line(100, 550, 400, 550)
    for bar in range(40):
        canvas.rect(420 + 3 * bar, 700, 1, 40, stroke=0, fill=1)
    canvas.drawString(72, 650, "Customer order information")
    canvas.save()
    (sheet,) = open_pdf(written.getvalue(), 1, 1).sheets
    horizontal = [r for r in sheet.rulings if r.horizontal]
    vertical = [r for r in sheet.rulings if not r.horizontal]
    assert {round(r.box.top) for r in horizontal} == {192, 242, 292}
    assert {round(r.box.x0) for r in vertical} == {100, 400}


def test_a_password_is_named() -> None:
    with pytest.raises(EncryptedError, match="password"):
        open_pdf(encrypted(digital()), 1, 1)


@pytest.mark.parametrize("content", [b"%PDF-1.7 and nothing more", b"not a PDF at all", digital()[:300]])
def test_a_damaged_file_is_named(content: bytes) -> None:
    with pytest.raises(CorruptError, match="fresh copy"):
        open_pdf(content, 1, 1)


def test_a_file_without_its_table_of_objects_is_repaired() -> None:
    content = digital()
    (sheet,) = open_pdf(content[: content.rindex(b"xref")] + b"xref broken", 1, 1).sheets
    assert "4XK2P9QR" in [w.text for w in sheet.words]


def test_pages_beyond_the_limit_are_not_opened() -> None:
    content = digital(pages=3)
    opened = open_pdf(content, 2, 5)
    assert opened.total == 3
    assert [sheet.number for sheet in opened.sheets] == [2, 3]
    assert open_pdf(content, PAGE_LIMIT + 1, 5).sheets == ()


def test_a_page_larger_than_any_paper_is_refused() -> None:
    with pytest.raises(TooLargeError):
        open_pdf(edited(digital(), MediaBox=[0, 0, 200000, 200000]), 1, 1)


def test_embedded_files_come_with_the_first_pages() -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital(pages=2))) as document:
        document.attachments["factur-x.xml"] = b"<rsm/>"
        document.save(written)
    assert open_pdf(written.getvalue(), 1, 1).attachments == (("factur-x.xml", b"<rsm/>"),)
    assert open_pdf(written.getvalue(), 2, 1).attachments == ()


def test_characters_without_meaning_are_recognised_as_such() -> None:
    assert sensible("Total cartons 42")
    assert not sensible("\ue001\ue002\ue003" * 5)
    assert not sensible("��� 42 ����")


@settings(max_examples=20)
@given(st.binary(max_size=400))
def test_no_bytes_bring_the_reader_down(noise: bytes) -> None:
    with suppress(CorruptError, EncryptedError, TooLargeError):
        open_pdf(digital()[:200] + noise, 1, 1)
