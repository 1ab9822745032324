"""Pictures of places on pages, and single pages of papers: made of papers drawn here."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.pdfgen.canvas import Canvas

from cases.auditing.outputs import PictureRequest
from cases.auditing.outputs.page_pictures import PagePictures
from cases.auditing.outputs.shelf import FolderShelf
from extractors.page_cut import cut_pages
from extractors.pictures import page_picture
from extractors.sandbox import Sandbox
from extractors.unreadable import CorruptError
from facts.documents import Document, DocumentKind, FileReading, Source
from facts.evidence import Box

RED = (196, 38, 28)
HERE = Box(100, 100, 160, 112)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as opened:
        yield opened


def digital(pages: int = 1) -> bytes:
    written = io.BytesIO()
    canvas = Canvas(written, pagesize=(612, 792), invariant=True)
    for number in range(1, pages + 1):
        canvas.drawString(100, 792 - 110, f"PAGE {number} of the batch, with words enough to be read as text and not as a scan " + "x" * 10)
        canvas.drawString(100, 792 - 130, "A second line of print so that nobody doubts the text layer of this page at all")
        canvas.showPage()
    canvas.save()
    return written.getvalue()


def scanned(*turns: int, form: str = "TIFF") -> bytes:
    """A 100 dpi letter page with a black mark at HERE, each frame lying turned counterclockwise."""
    frames = []
    for turn in turns:
        page = Image.new("L", (850, 1100), 255)
        ImageDraw.Draw(page).rectangle([v * 100 / 72 for v in HERE], fill=0)
        frames.append(page.rotate(turn, expand=True))
    written = io.BytesIO()
    extra = {"save_all": True, "append_images": frames[1:]} if form == "TIFF" else {}
    frames[0].save(written, form, dpi=(100, 100), **extra)
    return written.getvalue()


def seen(picture: bytes | None) -> Image.Image:
    assert picture is not None
    return Image.open(io.BytesIO(picture)).convert("RGB")


def reds(image: Image.Image) -> list[tuple[int, int]]:
    pixels = image.load()
    assert pixels is not None
    return [(x, y) for x in range(image.width) for y in range(image.height) if _close(pixels[x, y])]


def _close(pixel: object) -> bool:
    return isinstance(pixel, tuple) and all(abs(a - b) < 60 for a, b in zip(pixel, RED, strict=True))


def blackness(image: Image.Image) -> float:
    """Share of dark pixels within the drawn frame."""
    found = reds(image)
    xs, ys = [x for x, _ in found], [y for _, y in found]
    inside = image.convert("L").crop((min(xs) + 6, min(ys) + 6, max(xs) - 6, max(ys) - 6))
    return sum(inside.histogram()[:100]) / (inside.width * inside.height)


def test_a_place_on_a_digital_page_is_cut_out_with_its_box(sandbox: Sandbox) -> None:
    image = seen(page_picture(sandbox, digital(), "a.pdf", 1, [HERE]))
    assert reds(image)
    assert image.height < 400


def test_a_page_without_a_box_is_shown_whole(sandbox: Sandbox) -> None:
    image = seen(page_picture(sandbox, digital(), "a.pdf", 1))
    assert (image.height > image.width, reds(image)) == (True, [])


def test_all_boxes_of_a_page_stand_in_one_picture(sandbox: Sandbox) -> None:
    near, far = (
        seen(page_picture(sandbox, digital(), "a.pdf", 1, [HERE])),
        seen(page_picture(sandbox, digital(), "a.pdf", 1, [HERE, Box(100, 600, 160, 612)])),
    )
    assert far.height > near.height


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_a_scan_that_lies_turned_is_shown_upright_with_the_box_in_its_place(sandbox: Sandbox, turn: int) -> None:
    image = seen(page_picture(sandbox, scanned(turn), "a.tif", 1, [HERE], turn=turn))
    assert blackness(image) > 0.8


def test_a_page_far_into_a_long_file_is_shown_too(sandbox: Sandbox) -> None:
    assert seen(page_picture(sandbox, digital(30), "a.pdf", 29, [HERE])).width > 300


@pytest.mark.parametrize("name, content", [("a.pdf", b"%PDF-1.4 broken"), ("a.csv", b"a,b\n1,2\n"), ("a.png", b"\x89PNG\r\n\x1a\nbroken")])
def test_what_cannot_be_shown_is_no_picture(sandbox: Sandbox, name: str, content: bytes) -> None:
    assert page_picture(sandbox, content, name, 1, [HERE]) is None


def test_a_page_or_place_that_does_not_exist_is_no_crash(sandbox: Sandbox) -> None:
    assert page_picture(sandbox, digital(), "a.pdf", 7, [HERE]) is None
    page_picture(sandbox, digital(), "a.pdf", 1, [Box(9000, 9000, 9100, 9100)])
    page_picture(sandbox, digital(), "a.pdf", 1, [Box(50, 50, 50, 50)])


def test_a_report_turns_pages_as_their_readings_say(sandbox: Sandbox, tmp_path: Path) -> None:
    (tmp_path / "scan.tif").write_bytes(scanned(0, 90))
    documents = (
        Document(DocumentKind.PROOF_OF_DELIVERY, Source.OCR, pages=(1,)),
        Document(DocumentKind.PROOF_OF_DELIVERY, Source.OCR, pages=(2,), turned={2: 90}),
    )
    pictures = PagePictures(FolderShelf(tmp_path, sandbox), sandbox, [FileReading("scan.tif", "", documents)])
    requests = [PictureRequest("scan.tif", 1, (HERE,)), PictureRequest("scan.tif", 2, (HERE,)), PictureRequest("absent.pdf", 1)]
    shown = pictures.crops(requests)
    assert list(shown) == requests[:2]
    assert all(blackness(seen(picture)) > 0.8 for picture in shown.values())


def test_single_pages_are_taken_out_the_same_way_every_time() -> None:
    cut = cut_pages(digital(5), (2, 4))
    assert cut == cut_pages(digital(5), (2, 4))
    assert cut.startswith(b"%PDF")
    assert len(cut) < len(digital(5))


def test_frames_of_a_tiff_are_taken_out_with_their_resolution() -> None:
    with Image.open(io.BytesIO(cut_pages(scanned(0, 90, 0), (2,)))) as image:
        assert (getattr(image, "n_frames", 1), image.size, image.info["dpi"]) == (1, (1100, 850), (100, 100))


@pytest.mark.parametrize("content, page", [(b"PNG", 1), (b"%PDF-1.4 broken", 1), (digital(), 2), (scanned(0), 2), (b"II*\x00broken", 1)])
def test_pages_that_are_not_there_are_refused(content: bytes, page: int) -> None:
    with pytest.raises(CorruptError):
        cut_pages(content, (page,))
