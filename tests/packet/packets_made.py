"""A dispute to make packets of, and ways of looking at what came out."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import numpy as np
import pypdfium2
from numpy.typing import NDArray

from cases.filing.packet.build import MadePacket, make_packet
from cases.filing.packet.content import CitedSpot, PacketContent, PacketExhibit
from extractors.sandbox import Sandbox
from facts.evidence import Box, Evidence
from rules.model import AttachmentLimit

NARRATIVE = """We ask you to reverse shortage claim INV10482SC in the amount of USD 500.40.

1. Invoiced 120, received 0 (shortage_detail.csv, row 14).
2. Proof of delivery: 10 cartons, signed (exhibit 1).

Please receive the 120 units in dispute and reverse USD 500.40.
"""
CONTENT = PacketContent(
    supplier="Halden Kitchen Supply Corp",
    retailer="Amazon Vendor Central (US)",
    label="case 17",
    kind="Shortage",
    reference="INV10482SC",
    currency="USD",
    claimed=Decimal("600.00"),
    amount=Decimal("500.40"),
    safe_by=date(2026, 11, 10),
    dispute_by=date(2028, 7, 1),
    prepared_by="Ana Ruiz",
    prepared_on=date(2026, 11, 1),
    narrative=NARRATIVE,
    exhibits=(),
    particulars=(("Invoice", "INV10482"), ("Purchase order", "4XK2P9QR")),
)
ROWS = (
    Evidence("deductions/shortage_detail.csv", "invoiced 120, received 0, cost 4.17", row=14),
    Evidence("payments/remittance.xlsx", "INV10482SC: -600.00, paid -600.00", sheet="Remittance payments", row=49),
)


class Drawer:
    """Papers by name."""

    def __init__(self, **papers: bytes) -> None:
        self.papers = papers

    def content(self, file: str) -> bytes | None:
        return self.papers.get(file.rsplit(".", 1)[0])


def exhibit(number: int, file: str, *boxes: Box, pages: tuple[int, ...] = (1,), **more: Any) -> PacketExhibit:
    """A proof of delivery whose boxes are cited."""
    spots = tuple(CitedSpot(1, f"fact {place}", box) for place, box in enumerate(boxes, start=1))
    return PacketExhibit(number, "proof of delivery", file, pages, spots, **more)


def content(*exhibits: PacketExhibit, **changes: Any) -> PacketContent:
    return replace(CONTENT, exhibits=exhibits, **changes)


def made(sandbox: Sandbox, said: PacketContent, papers: Drawer, **limits: Any) -> MadePacket:
    return make_packet(said, papers, sandbox, AttachmentLimit(**limits))


def texts(pdf: bytes) -> list[str]:
    """The words of each page."""
    return [page.get_textpage().get_text_range().replace("\r\n", "\n") for page in pypdfium2.PdfDocument(pdf)]


def picture(pdf: bytes, page: int, dpi: int = 144) -> NDArray[np.uint8]:
    """A page as colour pixels."""
    return np.asarray(pypdfium2.PdfDocument(pdf)[page - 1].render(scale=dpi / 72).to_pil().convert("RGB"))


def outline(pdf: bytes) -> list[tuple[str, int]]:
    """Bookmarks with the page (from 1) each leads to."""
    return [(mark.get_title(), mark.get_dest().get_index() + 1) for mark in pypdfium2.PdfDocument(pdf).get_toc()]


def yellow(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where the text marker was."""
    red, green, blue = (pixels[:, :, channel].astype(int) for channel in range(3))
    found: NDArray[np.bool_] = np.logical_and.reduce([red > 225, green > 200, blue < 215, blue > 90, red - blue > 30])
    return found


def dark(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Where ink is."""
    found: NDArray[np.bool_] = np.less(pixels.max(axis=2), 110)
    return found
