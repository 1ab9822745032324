"""A scan knows where every word of the drawn page went."""

from __future__ import annotations

import numpy as np
import pytest

from demo.chance import Chance
from demo.scans import CLASSES, Scan, as_jpeg, as_pdf, as_png, as_tiff, scanned
from demo.sheet import Sheet, Shown
from demo.voice import Voice
from facts.evidence import Box


@pytest.fixture(scope="module")
def drawn() -> tuple[bytes, Box]:
    sheet = Sheet(Voice(Chance("voice"), "en", "us"), "invoice", "none")
    sheet.voice.size = 18
    box = sheet.put(120, 200, Shown("MMMMMMMM", "invoice_number", "MMMMMMMM"))
    return sheet.finish(), box


def _ink(scan: Scan, box: Box) -> float:
    """The share of dark pixels in a box of the page as it lies in the file."""
    across, down = scan.dpi[0] / 72, scan.dpi[1] / 72
    part = scan.pixels[int(box.top * down) : int(box.bottom * down), int(box.x0 * across) : int(box.x1 * across)]
    assert part.size
    return float(np.mean(part < np.median(scan.pixels) - 60))


@pytest.mark.parametrize("kind, turned", [*((kind, 0) for kind in CLASSES), ("office200", 90), ("fax", 180), ("clean300", 270)])
def test_the_ink_lies_in_the_box(drawn: tuple[bytes, Box], kind: str, turned: int) -> None:
    pdf, box = drawn
    scan = scanned(pdf, kind, Chance("scan", kind), turned=turned)[0]
    below = Box(box.x0, box.bottom + 4, box.x1, box.bottom + 24)
    assert _ink(scan, scan.shown(scan.place(box))) > 0.15
    assert _ink(scan, scan.shown(scan.place(below))) < 0.02


@pytest.mark.parametrize("bind", [as_pdf, as_tiff, as_png, as_jpeg])
def test_a_scan_binds_to_the_same_bytes(drawn: tuple[bytes, Box], bind: object) -> None:
    assert callable(bind)
    first, second = (bind(scanned(drawn[0], "fax", Chance("same"))) for _ in range(2))
    assert first == second
