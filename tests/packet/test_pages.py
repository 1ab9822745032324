"""Exhibits in a packet: upright, stamped in the margin, marked exactly on the cited words, whatever the paper was."""

import io
from collections.abc import Callable

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFont
from reportlab.pdfbase.pdfmetrics import stringWidth

from extractors.sandbox import Sandbox
from facts.evidence import Box
from tests.packet.packets_made import ROWS, Drawer, content, dark, exhibit, made, outline, picture, texts, yellow
from tests.pages import bombs
from tests.pages.papers_made import as_bytes, digital, drawn, edited, scan_in_pdf

BEFORE, NUMBER = "Bill of lading number ", "06141411234567895"
FRONT = 3


def place_of_number(width: Callable[[str], float]) -> Box:
    """Where the number of the bill of lading stands on a paper that is drawn for tests."""
    start = 72 + width(BEFORE)
    return Box(start, 110, start + width(NUMBER), 122)


BOL = place_of_number(lambda text: stringWidth(text, "Helvetica", 11))
DRAWN_BOL = place_of_number(lambda text: ImageFont.load_default(11 * 200 / 72).getlength(text) * 72 / 200)


def letter_scan(turn: int = 0, form: str = "PNG") -> bytes:
    return as_bytes(drawn().rotate(-turn, expand=True), form)


def frames(*pages: Image.Image) -> bytes:
    written = io.BytesIO()
    pages[0].convert("1").save(
        written, "TIFF", save_all=True, append_images=[p.convert("1") for p in pages[1:]], dpi=(200, 200), compression="group4"
    )
    return written.getvalue()


def marked(pixels: NDArray[np.uint8]) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of the marked place in pixels; what stands at the edge of the sheet aside."""
    rows, columns = np.nonzero(yellow(pixels[:, 40:]))
    columns += 40
    return int(columns.min()), int(rows.min()), int(columns.max()), int(rows.max())


PAPERS = {
    "digital": (digital(), BOL, {}),
    "digital, turned by the file": (edited(digital(), Rotate=90), BOL, {}),
    "digital, upside down in the file": (edited(digital(), Rotate=180), BOL, {}),
    "scan in a PDF": (scan_in_pdf(drawn()), DRAWN_BOL, {}),
    "scan in a PDF that lies on its side": (scan_in_pdf(drawn().rotate(90, expand=True), size=(792, 612)), DRAWN_BOL, {1: 90}),
    "picture": (letter_scan(), DRAWN_BOL, {}),
    "picture upside down": (letter_scan(180), DRAWN_BOL, {1: 180}),
    "photo on its side": (letter_scan(270, "JPEG"), DRAWN_BOL, {1: 90}),
    "fax": (frames(drawn()), DRAWN_BOL, {}),
}


@pytest.mark.parametrize("name", PAPERS)
def test_the_marker_lies_on_the_cited_words(sandbox: Sandbox, name: str) -> None:
    paper, box, turned = PAPERS[name]
    packet = made(sandbox, content(exhibit(1, "paper", box, turned=turned)), Drawer(paper=paper))
    assert [e.lost for e in packet.exhibits] == [""]
    pixels = picture(packet.parts[0].content, FRONT + 1)
    left, top, right, bottom = marked(pixels)
    inside = dark(pixels)[top : bottom + 1, left : right + 1]
    rows, columns = np.nonzero(inside)
    assert inside.mean() > 0.08, "the words lie under the marker"
    assert columns.min() < 10
    assert columns.max() > inside.shape[1] - 10, "and reach from its one end to the other"
    assert rows.min() > 0
    assert rows.max() < inside.shape[0] - 1, "and no line of print is cut"


@pytest.mark.parametrize("name", PAPERS)
def test_a_stamp_stands_in_the_margin_and_covers_nothing(sandbox: Sandbox, name: str) -> None:
    paper, box, turned = PAPERS[name]
    packet = made(sandbox, content(exhibit(2, "paper", box, turned=turned)), Drawer(paper=paper))
    words = texts(packet.parts[0].content)[FRONT]
    assert "Exhibit 2 · page 1 of 1 · case 17" in words
    pixels = picture(packet.parts[0].content, FRONT + 1)
    foot = dark(pixels)[-44:, :]
    assert foot.any()
    assert pixels.shape[:2] == (1584, 1224), "the sheet is as large as the paper"


def test_a_page_that_the_file_crops_is_shown_cropped(sandbox: Sandbox) -> None:
    paper = edited(digital(), CropBox=[36, 100, 500, 760], Rotate=90)
    box = Box(BOL.x0 - 36, BOL.top - 32, BOL.x1 - 36, BOL.bottom - 32)
    pixels = picture(made(sandbox, content(exhibit(1, "paper", box)), Drawer(paper=paper)).parts[0].content, FRONT + 1)
    left, top, right, bottom = marked(pixels)
    rows, columns = np.nonzero(dark(pixels)[top : bottom + 1, left : right + 1])
    assert columns.min() < 10
    assert columns.max() > right - left - 10
    assert rows.min() > 0
    assert pixels.shape[:2] == (1320, 928)


def test_print_stays_print(sandbox: Sandbox) -> None:
    packet = made(sandbox, content(exhibit(1, "paper", BOL)), Drawer(paper=edited(digital(), Rotate=270)))
    assert "06141411234567895" in texts(packet.parts[0].content)[FRONT]


def test_a_page_out_of_a_batch_keeps_its_number_in_the_file(sandbox: Sandbox) -> None:
    packet = made(sandbox, content(exhibit(1, "batch.pdf", pages=(2, 3))), Drawer(batch=digital(pages=5)))
    words = texts(packet.parts[0].content)
    assert len(words) == FRONT + 2
    assert "Exhibit 1 · page 2 of 2 · case 17" in words[FRONT + 1]
    assert "batch.pdf, page 3" in words[FRONT + 1]
    assert "batch.pdf, pages 2 to 3" in words[FRONT - 1]


def test_two_facts_of_one_place_are_marked_once(sandbox: Sandbox) -> None:
    once = made(sandbox, content(exhibit(1, "paper", BOL)), Drawer(paper=digital()))
    twice = made(sandbox, content(exhibit(1, "paper", BOL, BOL)), Drawer(paper=digital()))
    first, second = (picture(p.parts[0].content, FRONT + 1) for p in (once, twice))
    assert np.array_equal(first, second)
    assert "fact 1; fact 2" in texts(twice.parts[0].content)[FRONT - 1]


def test_a_till_receipt_and_a_poster_are_set_on_a_page_of_ours(sandbox: Sandbox) -> None:
    small, large = digital(size=(226, 700)), digital(size=(2400, 3000))
    packet = made(sandbox, content(exhibit(1, "small"), exhibit(2, "large")), Drawer(small=small, large=large))
    with pikepdf.open(io.BytesIO(packet.parts[0].content)) as document:
        assert [[int(v) for v in page.mediabox] for page in document.pages[FRONT:]] == [[0, 0, 612, 792]] * 2


def test_cited_rows_are_printed_with_file_sheet_and_row(sandbox: Sandbox) -> None:
    rows = exhibit(1, "", pages=())
    words = texts(made(sandbox, content(rows, rows=ROWS), Drawer()).parts[0].content)[FRONT]
    for said in ("deductions/shortage_detail.csv", "14", "invoiced 120, received 0, cost 4.17", "sheet Remittance payments", "49"):
        assert said in words
    assert "Exhibit 1 · page 1 of 1 · case 17" in words


def test_ten_thousand_cited_rows_do_not_drown_the_packet(sandbox: Sandbox) -> None:
    many = tuple(ROWS[0].__class__("a.csv", f"row {n} " + "long " * 30, row=n) for n in range(1, 10_001))
    packet = made(sandbox, content(exhibit(1, "", pages=()), rows=many), Drawer())
    assert packet.parts[0].pages < 80
    assert "The first 1,000 of 10,000 cited rows are printed" in texts(packet.parts[0].content)[FRONT]


def test_nothing_in_a_packet_acts(sandbox: Sandbox) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital())) as document:
        script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS="app.alert('read me')")
        document.Root.OpenAction = script
        document.Root.Names = pikepdf.Dictionary(JavaScript=pikepdf.Dictionary(Names=["x", script]))
        document.pages[0].AA = pikepdf.Dictionary(O=script)
        link = pikepdf.Dictionary(Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.Link, Rect=[0, 0, 600, 700], A=script)
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(link)])
        document.attachments["evil.exe"] = b"MZ"
        document.save(written)
    packet = made(sandbox, content(exhibit(1, "paper", BOL)), Drawer(paper=written.getvalue()))
    with pikepdf.open(io.BytesIO(packet.parts[0].content)) as document:
        assert set(document.Root.keys()) <= {"/Type", "/Pages", "/Outlines", "/PageMode"}
        assert all("/AA" not in page and "/Annots" not in page for page in document.pages)
        assert not document.attachments
    assert b"JavaScript" not in packet.parts[0].content


def test_what_is_written_into_a_form_is_seen(sandbox: Sandbox) -> None:
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(digital())) as document:
        look = document.make_stream(b"BT /F1 12 Tf 2 4 Td (RECEIVED BY HAND) Tj ET")
        look.Type, look.Subtype, look.BBox = pikepdf.Name.XObject, pikepdf.Name.Form, pikepdf.Array([0, 0, 200, 20])
        font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
        look.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        note = pikepdf.Dictionary(
            Type=pikepdf.Name.Annot, Subtype=pikepdf.Name.FreeText, Rect=[72, 300, 272, 320], AP=pikepdf.Dictionary(N=look), F=4
        )
        document.pages[0].Annots = pikepdf.Array([document.make_indirect(note)])
        document.save(written)
    packet = made(sandbox, content(exhibit(1, "paper", BOL)), Drawer(paper=written.getvalue()))
    assert "RECEIVED BY HAND" in texts(packet.parts[0].content)[FRONT]


LOST: dict[str, tuple[Callable[[], bytes | None], str]] = {
    "locked": (lambda: bombs.encrypted(digital()), "password"),
    "gone": (lambda: None, "no longer in the files"),
    "torn": (lambda: b"%PDF-1.4 broken", "damaged"),
    "no picture": (lambda: b"\x89PNG\r\n\x1a\nbroken", "damaged"),
    "a letter": (lambda: b"Dear team, see attached", "not read"),
    "too few pages": (lambda: digital(pages=1), "it has 1 pages"),
}


@pytest.mark.parametrize("name", LOST)
def test_a_paper_that_cannot_be_opened_is_named_and_the_others_are_enclosed(sandbox: Sandbox, name: str) -> None:
    make, why = LOST[name]
    paper = make()
    drawer = Drawer(good=digital(), **({} if paper is None else {"bad": paper}))
    bad = exhibit(1, "bad.txt" if name == "a letter" else "bad.pdf", pages=(7,) if name == "too few pages" else ())
    packet = made(sandbox, content(bad, exhibit(2, "good", BOL)), drawer)
    assert [bool(e.lost) for e in packet.exhibits] == [True, False]
    assert why in packet.exhibits[0].lost
    words = texts(packet.parts[0].content)
    assert "This paper could not be opened" in words[FRONT - 1]
    assert "not enclosed" in words[FRONT - 1]
    assert "Enclosed 1 exhibit" in words[0]
    assert "Exhibit 2 · page 1 of 1" in words[FRONT]
    assert outline(packet.parts[0].content)[-1] == ("Exhibit 2: proof of delivery", FRONT + 1)


@pytest.mark.slow
@pytest.mark.parametrize("name", bombs.ALL)
def test_a_hostile_paper_harms_only_itself(sandbox: Sandbox, name: str) -> None:
    packet = made(sandbox, content(exhibit(1, "bad"), exhibit(2, "good", BOL)), Drawer(bad=bombs.ALL[name](), good=digital()))
    assert packet.exhibits[1].lost == ""
    assert "Exhibit 2 · page 1 of 1" in texts(packet.parts[0].content)[-1]
    assert len(packet.parts[0].content) < 5_000_000


@pytest.mark.slow
def test_a_paper_of_three_hundred_pages_is_enclosed_whole(sandbox: Sandbox) -> None:
    packet = made(sandbox, content(exhibit(1, "long", pages=())), Drawer(long=digital(pages=300)), largest_bytes=100_000)
    assert sum(part.pages for part in packet.parts) >= 300 + FRONT
    assert all(len(part.content) <= 100_000 for part in packet.parts)
    assert "Exhibit 1 · page 300 of 300" in texts(packet.parts[-1].content)[-1]
