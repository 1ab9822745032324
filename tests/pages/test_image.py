"""Scanned pictures: resolution, orientation, frames, odd modes, and pictures that are too much."""

import io
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from extractors.image import READING_DPI, open_image
from extractors.picture_file import resolution
from extractors.unreadable import CorruptError, TooLargeError, UnsupportedError
from tests.pages.papers_made import as_bytes, drawn


def test_points_are_pixels_by_the_resolution_the_file_states() -> None:
    (sheet,) = open_image(as_bytes(drawn(dpi=200), "JPEG", dpi=200), 1, 1).sheets
    assert (sheet.width, sheet.height) == (612, 792)
    assert sheet.scanned
    assert sheet.bitmap is not None
    assert sheet.bitmap.dpi == 200


def test_a_picture_without_resolution_is_taken_for_a_page_of_the_usual_size() -> None:
    written = io.BytesIO()
    drawn(dpi=200).save(written, "PNG")
    (sheet,) = open_image(written.getvalue(), 1, 1).sheets
    assert (sheet.width, sheet.height) == (612, 792)


@given(st.integers(200, 9000), st.integers(200, 9000))
def test_a_guessed_resolution_is_a_usual_one(columns: int, rows: int) -> None:
    across, down = resolution(None, columns, rows)
    assert across == down
    assert across in {72, 96, 100, 120, 150, 200, 240, 300, 400, 600}


@pytest.mark.parametrize("stated", [(0, 0), (1, 1), (99999, 5), ("x", "y"), None, (float("nan"), 3)])
def test_a_resolution_that_cannot_be_is_not_believed(stated: object) -> None:
    assert resolution(stated, 1700, 2200) == (200, 200)


def test_fax_with_oblong_dots_is_made_square() -> None:
    page = drawn(dpi=204).resize((1734, 1078))
    (sheet,) = open_image(as_bytes(page, "TIFF", dpi=(204, 98)), 1, 1).sheets
    assert sheet.width == pytest.approx(612)
    assert sheet.height == pytest.approx(792)
    assert sheet.bitmap is not None
    assert sheet.bitmap.height == pytest.approx(2244, abs=2)


def test_a_photo_stands_as_its_camera_says() -> None:
    page = drawn(dpi=100)
    exif = Image.Exif()
    exif[0x0112] = 6
    written = io.BytesIO()
    page.transpose(Image.Transpose.ROTATE_90).save(written, "JPEG", dpi=(100, 100), exif=exif)
    (sheet,) = open_image(written.getvalue(), 1, 1).sheets
    assert (sheet.width, sheet.height) == (612, 792)


def test_each_frame_of_a_fax_is_a_page() -> None:
    frames = [drawn(dpi=100), drawn(((72, 90, "SECOND"),), dpi=100), drawn(((72, 90, "THIRD"),), dpi=100)]
    written = io.BytesIO()
    frames[0].save(written, "TIFF", dpi=(100, 100), save_all=True, append_images=frames[1:])
    opened = open_image(written.getvalue(), 2, 8)
    assert opened.total == 3
    assert [sheet.number for sheet in opened.sheets] == [2, 3]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_every_mode_becomes_dark_print_on_white_paper(mode: str) -> None:
    page = drawn(dpi=100)
    if mode == "I;16":
        deep = Image.fromarray(np.asarray(page).astype(np.uint16) * 257)
        content = as_bytes(deep, "TIFF", dpi=100)
    else:
        content = as_bytes(page.convert(mode), "TIFF", dpi=100)
    (sheet,) = open_image(content, 1, 1).sheets
    assert sheet.bitmap is not None
    assert not sheet.bitmap.colour
    assert sheet.bitmap.pixels.mean() > 200
    assert sheet.bitmap.pixels.min() < 60


def test_ink_on_a_transparent_ground_is_ink_on_paper() -> None:
    page = Image.new("RGBA", (850, 1100), (0, 0, 0, 0))
    page.paste((0, 0, 0, 255), (100, 100, 300, 140))
    (sheet,) = open_image(as_bytes(page, dpi=100), 1, 1).sheets
    assert sheet.bitmap is not None
    assert sheet.bitmap.pixels[500, 500] == 255
    assert sheet.bitmap.pixels[120, 200] == 0


def test_colour_is_kept_where_there_is_any() -> None:
    page = drawn(dpi=100).convert("RGB")
    page.paste((180, 30, 30), (400, 600, 520, 660))
    (sheet,) = open_image(as_bytes(page, dpi=100), 1, 1).sheets
    assert sheet.bitmap is not None
    assert sheet.bitmap.colour


def test_a_needlessly_fine_scan_is_brought_down() -> None:
    (sheet,) = open_image(as_bytes(drawn(dpi=600), dpi=600), 1, 1).sheets
    assert sheet.bitmap is not None
    assert sheet.bitmap.dpi <= max(READING_DPI, 3600 / 11)
    assert sheet.width == pytest.approx(612, abs=0.1)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", 40000, 40000, 1, 0, 0, 0, 0)
    bomb = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
    with pytest.raises(TooLargeError):
        open_image(bomb, 1, 1)


def test_kinds_that_are_not_scans_are_refused() -> None:
    written = io.BytesIO()
    drawn(dpi=72).save(written, "PPM")
    with pytest.raises(UnsupportedError):
        open_image(written.getvalue(), 1, 1)


@pytest.mark.parametrize("keep", [8, 40, 400])
@pytest.mark.parametrize("form", ["PNG", "JPEG", "TIFF"])
def test_a_picture_cut_short_is_named(form: str, keep: int) -> None:
    with pytest.raises(CorruptError):
        open_image(as_bytes(drawn(dpi=72), form)[:keep], 1, 1)
