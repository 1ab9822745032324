"""Pages as people see them: the boxes of words lie on the print of the picture, whatever way a page came in."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pikepdf
import pytest
from numpy.typing import NDArray
from PIL import Image

from cases.background.desk import Desk
from cases.intake.page_views import NoPagesError, NoSuchPageError, kept_words, pages_of, picture, shown, words_of
from extractors.sandbox import Sandbox
from extractors.seen_pages import SeenPage, SeenWord, packed, turned_words
from facts.evidence import Box
from ledger.derived import DerivedFiles
from ledger.papers import Document
from tests.intake.office import Office
from tests.pages.papers_made import LINES, digital, drawn, scan_in_pdf

DPI = 144


@pytest.fixture(scope="module")
def warm() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


class CountingSandbox:
    """Lends one sandbox, and counts how often something was opened in it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox, self.lent = sandbox, 0

    @contextlib.contextmanager
    def __call__(self) -> Iterator[Sandbox]:
        self.lent += 1
        yield self.sandbox


@pytest.fixture
def sandboxes(warm: Sandbox) -> CountingSandbox:
    return CountingSandbox(warm)


@pytest.fixture
def desk(office: Office, sandboxes: CountingSandbox) -> Desk:
    own = office.desk
    return Desk(own.sessions, own.files, own.work, own.clock, own.readers, sandboxes, office.derived)


def looked_at(desk: Desk, document_id: int, number: int = 1) -> tuple[SeenPage, tuple[SeenWord, ...], NDArray[np.uint8]]:
    """A page, its words, and the pixels of its picture."""
    with desk.sessions() as session:
        of = shown(session, session.get_one(Document, document_id))
    page, words = words_of(desk, of, number)
    drawn_page = picture(desk, of, number, DPI, of.turn(number))
    pixels = np.asarray(Image.open(io.BytesIO(drawn_page)).convert("L"))
    assert pixels.shape == (round(page.height * DPI / 72), round(page.width * DPI / 72))
    return page, words, pixels


def ink(pixels: NDArray[np.uint8], box: Box) -> float:
    """Share of dark pixels in a box of points."""
    scale = DPI / 72
    cut = pixels[int(box.top * scale) : int(box.bottom * scale) + 1, int(box.x0 * scale) : int(box.x1 * scale) + 1]
    return float((cut < 128).mean())


def assert_words_lie_on_their_print(words: tuple[SeenWord, ...], pixels: NDArray[np.uint8]) -> None:
    """Every word has ink beneath it, and next to none of the ink is outside all of them."""
    left = pixels.copy()
    for word in words:
        assert ink(pixels, word.box) > 0.06, word
        box, scale = word.box, DPI / 72
        left[int((box.top - 3) * scale) : int((box.bottom + 3) * scale), int((box.x0 - 2) * scale) : int((box.x1 + 2) * scale)] = 255
    assert (left < 128).sum() < 0.1 * (pixels < 128).sum()


def test_boxes_lie_on_the_print_of_a_digital_page(office: Office, desk: Desk) -> None:
    document = office.take_in("bols/1.pdf", digital())
    page, words, pixels = looked_at(desk, document)
    assert (page.width, page.height, page.turned, page.scanned) == (612.0, 792.0, 0, False)
    assert [w.text for w in words] == " ".join(text for _, _, text in LINES).split()
    assert_words_lie_on_their_print(words, pixels)


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_boxes_lie_on_the_print_of_a_page_that_the_file_turns(office: Office, desk: Desk, degrees: int) -> None:
    document = office.take_in("bols/1.pdf", turned_file(digital(), degrees))
    _, words, pixels = looked_at(desk, document)
    assert {"06141411234567895", "4XK2P9QR"} <= {w.text for w in words}
    assert_words_lie_on_their_print(words, pixels)


@pytest.mark.slow
def test_boxes_lie_on_the_print_of_a_fax_that_came_sideways(office: Office, desk: Desk) -> None:
    """Two frames of a TIFF, the second on its side."""
    upright, sideways = drawn(), drawn().rotate(90, expand=True)
    written = io.BytesIO()
    upright.save(written, "TIFF", save_all=True, append_images=[sideways], dpi=(200, 200))
    document = office.take_in("pods/fax.tif", written.getvalue())
    for number, turned in ((1, 0), (2, 90)):
        page, words, pixels = looked_at(desk, document, number)
        assert (page.width, page.height, page.turned) == (612.0, 792.0, turned)
        assert {"06141411234567895", "660045595"} <= {w.text for w in words}
        assert_words_lie_on_their_print(words, pixels)
    assert desk.derived.get(f"{office.document(document).sha256}-2.words") is not None


@pytest.mark.slow
def test_boxes_of_a_crooked_scan_lie_on_the_crooked_page(office: Office, desk: Desk) -> None:
    page = drawn().rotate(2.0, fillcolor=255)
    document = office.take_in("pods/scan.pdf", scan_in_pdf(page))
    _, words, pixels = looked_at(desk, document)
    (bol,) = [w for w in words if w.text == "06141411234567895"]
    assert ink(pixels, bol.box) > 0.06
    assert bol.box.height > 8


@pytest.mark.slow
def test_words_that_are_not_kept_any_more_are_read_again(office: Office, desk: Desk, tmp_path: Path) -> None:
    document = office.take_in("pods/scan.pdf", scan_in_pdf(drawn()))
    _, before, _ = looked_at(desk, document)
    for kept in tmp_path.glob("derived/*/*.words"):
        kept.unlink()
    assert kept_words(desk.derived, office.document(document).sha256, 1) is None
    _, after, _ = looked_at(desk, document)
    assert after == before


def test_a_photo_is_shown_as_it_was_held(office: Office, desk: Desk) -> None:
    written = io.BytesIO()
    held = Image.Exif()
    held[0x0112] = 6
    drawn().rotate(90, expand=True).save(written, "JPEG", dpi=(200, 200), exif=held)
    received = office.receive("pods/photo.jpg", written.getvalue()).document
    with desk.sessions() as session:
        of = shown(session, session.get_one(Document, received.id))
    (page,) = pages_of(desk, of)
    pixels = np.asarray(Image.open(io.BytesIO(picture(desk, of, 1, DPI, 0))).convert("L"))
    assert (page.width, page.height) == (612.0, 792.0)
    assert pixels.shape == (1584, 1224)
    assert ink(pixels, Box(72, 80, 240, 92)) > 0.06


def test_a_picture_is_drawn_once_and_kept_through_a_restart(office: Office, desk: Desk, sandboxes: CountingSandbox, tmp_path: Path) -> None:
    document = office.take_in("bols/1.pdf", digital(pages=3))
    looked_at(desk, document, 2)
    lent = sandboxes.lent
    later = Desk(desk.sessions, desk.files, desk.work, desk.clock, desk.readers, sandboxes, DerivedFiles(tmp_path / "derived"))
    looked_at(later, document, 2)
    assert sandboxes.lent == lent


def test_thumbnails_are_drawn_by_the_dozen(office: Office, desk: Desk, sandboxes: CountingSandbox) -> None:
    document = office.take_in("bols/1.pdf", digital(pages=14))
    with desk.sessions() as session:
        of = shown(session, session.get_one(Document, document))
    for number in range(1, 15):
        assert Image.open(io.BytesIO(picture(desk, of, number, 48, 0))).size == (408, 528)
    assert sandboxes.lent == 2


def test_what_is_kept_beside_the_files_is_no_file_of_the_ledger(office: Office, desk: Desk) -> None:
    before = sorted(office.files.hashes())
    document = office.take_in("bols/1.pdf", digital())
    looked_at(desk, document)
    assert sorted(office.files.hashes()) == sorted([*before, office.document(document).sha256])


@pytest.mark.both_engines
def test_a_table_has_no_pages_and_a_paper_no_page_beyond_its_last(office: Office, desk: Desk) -> None:
    table = office.receive("costs.csv", b"SKU,Cost\nA,1\n").document.id
    paper = office.take_in("bols/1.pdf", digital())
    with desk.sessions() as session:
        of_table, of_paper = (shown(session, session.get_one(Document, number)) for number in (table, paper))
    with pytest.raises(NoPagesError):
        pages_of(desk, of_table)
    with pytest.raises(NoPagesError):
        picture(desk, of_table, 1, DPI, 0)
    with pytest.raises(NoSuchPageError):
        picture(desk, of_paper, 2, DPI, 0)
    with pytest.raises(NoSuchPageError):
        words_of(desk, of_paper, 2)


def test_words_turn_with_their_page() -> None:
    page = SeenPage(1, 100, 200, 0, scanned=True, words=packed([SeenWord("x", Box(10, 20, 30, 40))]))
    (word,) = turned_words(page, 90)
    assert word.box == Box(160, 10, 180, 30)
    assert turned_words(page, 0)[0].box == Box(10, 20, 30, 40)


def test_the_longest_unused_makes_room(tmp_path: Path) -> None:
    kept = DerivedFiles(tmp_path, room=1000)
    for number in range(30):
        kept.put(f"page-{number:02}", b"x" * 100)
    assert kept.sweep() <= 1000
    assert kept.get("page-29") is not None
    assert kept.get("page-00") is None


def test_a_disk_that_refuses_is_left_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(place: Path, target: Path) -> None:
        raise OSError(28, f"no space left for {place}", str(target))

    kept = DerivedFiles(tmp_path)
    monkeypatch.setattr(Path, "replace", refuse)
    kept.put("page-1", b"x")
    assert kept.get("page-1") is None
    assert [place for place in tmp_path.rglob("*") if place.is_file()] == []


def test_without_a_folder_nothing_is_kept() -> None:
    kept = DerivedFiles()
    kept.put("page-1", b"x")
    assert kept.get("page-1") is None


def turned_file(content: bytes, degrees: int) -> bytes:
    """The file with its page turned by what it says of itself, its print lying so that it stands upright again."""
    written = io.BytesIO()
    with pikepdf.open(io.BytesIO(content)) as document:
        document.pages[0].rotate(degrees, relative=False)
        document.save(written)
    return written.getvalue()
