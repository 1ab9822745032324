"""How the pages of a packet look: sizes, colours, styles of text, and the strip at the foot of each."""

from __future__ import annotations

from typing import Any, Final

from reportlab.lib.colors import Color, HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4, LETTER
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas

from cases.filing.packet import lettering

INK: Final = HexColor("#1B2A2F")
QUIET: Final = HexColor("#5B6770")
HAIRLINE: Final = HexColor("#B9C2C6")
HOUSE: Final = HexColor("#12352F")
AMBER: Final = HexColor("#B26A00")
PAPER_TINT: Final = HexColor("#F4F6F5")
HIGHLIGHT: Final = Color(1.0, 0.86, 0.25, alpha=0.45)
MARGIN: Final = 60.0
HEAD: Final = 58.0
INSET: Final = 6.0
"""What reportlab keeps free within the margins."""
FOOT: Final = 30.0
FOOT_SIZE: Final = 7.5


def page_size(*, letter: bool) -> tuple[float, float]:
    """Width and height of a page of ours in points."""
    return LETTER if letter else A4


def style(size: float, *, leading: float = 1.36, **more: Any) -> ParagraphStyle:
    """A style of running text; the face comes with the text's own runs."""
    usual: dict[str, Any] = {
        "fontName": lettering.PLAIN,
        "fontSize": size,
        "leading": size * leading,
        "textColor": INK,
        "splitLongWords": 1,
    }
    return ParagraphStyle("packet", **(usual | more))


BODY: Final = style(10.5, leading=1.48, spaceAfter=8)
POINT: Final = style(10.5, leading=1.48, spaceAfter=5, leftIndent=20, firstLineIndent=-20)
LABEL: Final = style(9.5, textColor=QUIET)
VALUE: Final = style(10.5)
SMALL: Final = style(8.5, leading=1.3)
SMALL_QUIET: Final = style(8.5, leading=1.3, textColor=QUIET)
SMALL_RIGHT: Final = style(8.5, leading=1.3, alignment=TA_RIGHT)
FACT: Final = style(
    8.5, leading=1.3, leftIndent=14, bulletFontName=lettering.BOLD, bulletFontSize=8.5, bulletColor=AMBER, bulletIndent=0, spaceBefore=1.5
)
WARNING: Final = style(8.5, leading=1.3, textColor=AMBER)
HEADING: Final = style(15, spaceAfter=4, textColor=HOUSE)
TITLE: Final = style(21, leading=1.22, textColor=HOUSE, spaceAfter=6)
SUBTITLE: Final = style(11.5, textColor=QUIET, spaceAfter=14)


def foot(canvas: Canvas, width: float, left: str, right: str, *, side: float = MARGIN + INSET, base: float = FOOT) -> None:
    """The line at the foot of a page: whose it is on the left, which sheet on the right."""
    canvas.saveState()
    canvas.setStrokeColor(HAIRLINE)
    canvas.setLineWidth(0.4)
    canvas.line(side, base + 10, width - side, base + 10)
    canvas.setFillColor(QUIET)
    lettering.draw(canvas, (side, base), lettering.shortened(left, width - 2 * side - 80, FOOT_SIZE), FOOT_SIZE)
    lettering.draw_right(canvas, (width - side, base), right, FOOT_SIZE)
    canvas.restoreState()
