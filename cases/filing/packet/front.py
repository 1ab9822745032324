"""The pages of a packet that are ours: cover, narrative, list of exhibits, and the page of cited rows."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    LongTable,
    PageBreak,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
    TableStyle,
)

from cases.filing.packet import look
from cases.filing.packet.content import PacketContent
from cases.filing.packet.lettering import BOLD, PLAIN, SLANTED, markup
from cases.wording import count, day, money
from facts.evidence import Evidence

MOST_ROWS: Final = 1_000
"""Cited rows that are printed; what lies beyond is counted."""
LONGEST: Final = 600
"""Characters of a cell; a longer one is cut, so that it fits a page."""
_POINT: Final = re.compile(r"(\d{1,3})[.)]\s+(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ListedExhibit:
    """A line of the list of exhibits: `sheet` is where it begins in its `part`; `facts` are what is cited, by letter.

    `lost` says why it is not enclosed.
    """

    number: int
    title: str
    origin: str
    part: int = 1
    sheet: int | None = None
    facts: tuple[tuple[str, str], ...] = ()
    lost: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class FrontPages:
    """The front of one part as PDF; `sections` are titles with the page (from 0) they begin on."""

    content: bytes
    pages: int
    sections: tuple[tuple[str, int], ...]


def draw_front(content: PacketContent, exhibits: Sequence[ListedExhibit], part: tuple[int, int], sheets: int) -> FrontPages:
    """Cover, narrative and list for the first part; a cover with its list for the others. `part` is this and of how many."""
    sections = _Sections()
    story: list[Flowable] = [sections.begin("Cover"), *_cover(content, part, sum(not e.lost for e in exhibits))]
    if part[0] == 1:
        story += [PageBreak(), sections.begin("Narrative"), *_narrative(content), PageBreak()]
        story += [sections.begin("Exhibits"), Paragraph(markup("Exhibits", BOLD), look.HEADING), Spacer(1, 6)]
        story += _exhibit_list(exhibits, part[1])
    else:
        story += [Spacer(1, 22), Paragraph(markup("In this part", BOLD), look.HEADING), Spacer(1, 6)]
        story += _exhibit_list([e for e in exhibits if e.part == part[0] and not e.lost], part[1])
    drawn, pages = _drawn(content, story, sheets, f"Evidence packet {content.reference}")
    return FrontPages(drawn, pages, tuple(sections.found))


def draw_rows(content: PacketContent) -> tuple[bytes, int]:
    """The cited rows of tables, by file and sheet, and how many pages they fill. Room is left for the stamp."""
    story: list[Flowable] = [Paragraph(markup("Cited rows of tables", BOLD), look.HEADING)]
    said = "Rows are counted as in the file, headings included."
    if len(content.rows) > MOST_ROWS:
        said += f" The first {MOST_ROWS:,} of {len(content.rows):,} cited rows are printed."
    story += [Paragraph(markup(said), look.SMALL_QUIET), Spacer(1, 10)]
    by_source: dict[tuple[str, str], list[Evidence]] = {}
    for row in content.rows[:MOST_ROWS]:
        by_source.setdefault((row.file, row.sheet or ""), []).append(row)
    for (file, sheet), rows in by_source.items():
        story += _rows_of(file, sheet, rows)
    return _drawn(content, story, None, "Cited rows")


class _Mark(Flowable):
    """Takes no room; tells on which page it came to stand."""

    width = height = 0

    def __init__(self, told: Callable[[int], None]) -> None:
        super().__init__()
        self._told = told

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """No room."""
        return 0, 0

    def draw(self) -> None:
        """Tells its page."""
        self._told(self.canv.getPageNumber())


@dataclass(slots=True)
class _Sections:
    """Where sections begin."""

    found: list[tuple[str, int]] = field(default_factory=list)

    def begin(self, title: str) -> Flowable:
        """A mark for the start of a section."""
        return _Mark(lambda page: self.found.append((title, page - 1)))


def _drawn(content: PacketContent, story: list[Flowable], sheets: int | None, title: str) -> tuple[bytes, int]:
    """The story laid out, and how many pages it fills; with the number of `sheets` in the part each page gets its foot."""
    written = io.BytesIO()
    size = look.page_size(letter=content.on_letter_paper)
    document = BaseDocTemplate(written, pagesize=size, title=title, author=content.supplier, invariant=1, pageCompression=1)

    def footed(canvas: Canvas, _document: Any) -> None:
        if sheets is not None:
            whose = " · ".join(dict.fromkeys((content.supplier, content.reference, content.label)))
            look.foot(canvas, size[0], whose, f"{canvas.getPageNumber()} / {sheets}")

    frame = Frame(look.MARGIN, look.HEAD, size[0] - 2 * look.MARGIN, size[1] - 2 * look.HEAD)
    document.addPageTemplates(PageTemplate(frames=[frame], onPageEnd=footed))
    document.build(story)
    return written.getvalue(), document.page


def _cover(content: PacketContent, part: tuple[int, int], enclosed: int) -> Iterator[Flowable]:
    number, parts = part
    kicker = "EVIDENCE PACKET" + (f"  ·  PART {number} OF {parts}" if parts > 1 else "")
    yield Paragraph(markup(kicker, BOLD), look.style(9, textColor=look.AMBER if number > 1 else look.QUIET, spaceAfter=10))
    yield Paragraph(markup(f"Dispute of {_lowered(content.kind)} {content.reference}", BOLD), look.TITLE)
    yield Paragraph(markup(f"{content.supplier} to {content.retailer}"), look.SUBTITLE)
    if number > 1:
        yield Paragraph(markup(f"Part {number} of {parts}. Cover, narrative and the whole list of exhibits are in part 1."), look.BODY)
        return
    yield _amounts(content)
    yield Spacer(1, 18)
    yield _particulars(content, parts, enclosed)


def _amounts(content: PacketContent) -> Flowable:
    labels = [Paragraph(markup("Deducted"), look.LABEL), Paragraph(markup("We ask back"), look.LABEL)]
    large = look.style(17, textColor=look.HOUSE)
    figures = [
        Paragraph(markup(money(content.claimed, content.currency)), look.style(17)),
        Paragraph(markup(money(content.amount, content.currency), BOLD), large),
    ]
    table = Table([labels, figures], colWidths=["50%", "50%"])
    table.setStyle(
        TableStyle(
            [
                ("BACKGROUND", (0, 0), (-1, -1), look.PAPER_TINT),
                ("LINEABOVE", (0, 0), (-1, 0), 1.2, look.HOUSE),
                ("LEFTPADDING", (0, 0), (-1, -1), 14),
                ("TOPPADDING", (0, 0), (-1, 0), 10),
                ("BOTTOMPADDING", (0, 1), (-1, 1), 12),
            ]
        )
    )
    return table


def _particulars(content: PacketContent, parts: int, enclosed: int) -> Flowable:
    said = count(enclosed, "exhibit") + (f" in {parts} parts" if parts > 1 else "")
    rows = [
        ("Supplier", content.supplier),
        ("Retailer", content.retailer),
        ("Claim", f"{content.kind} {content.reference}"),
        *content.particulars,
        ("Our file", content.label if content.label != content.reference else ""),
        ("To be filed", _deadline(content)),
        ("Prepared by", content.prepared_by),
        ("Prepared on", day(content.prepared_on)),
        ("Enclosed", said),
    ]
    cells = [[Paragraph(markup(label), look.LABEL), Paragraph(markup(value), look.VALUE)] for label, value in rows if value]
    table = Table(cells, colWidths=[118, None])
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEBELOW", (0, 0), (-1, -1), 0.4, look.HAIRLINE),
                ("TOPPADDING", (0, 0), (-1, -1), 5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 6),
            ]
        )
    )
    return table


def _deadline(content: PacketContent) -> str:
    safe, hard = content.safe_by, content.dispute_by
    if safe is None and hard is None:
        return "no deadline known"
    if safe is None or hard is None or safe == hard:
        return f"by {day(safe or hard)}"
    return f"by {day(safe)} to be safe; the window closes {day(hard)}"


def _narrative(content: PacketContent) -> Iterator[Flowable]:
    """The letter as it was written: its paragraphs, its numbered facts hanging."""
    yield Paragraph(markup("Narrative", BOLD), look.HEADING)
    yield Spacer(1, 8)
    for block in re.split(r"\n\s*\n", content.narrative.strip()):
        running: list[str] = []
        for line in block.splitlines():
            point = _POINT.fullmatch(line.strip())
            if point is None:
                running.append(line.strip())
                continue
            if running:
                yield Paragraph("<br/>".join(map(markup, running)), look.BODY)
                running = []
            yield Paragraph(f"{point[1]}.&nbsp;&nbsp;{markup(point[2])}", look.POINT)
        if running:
            yield Paragraph("<br/>".join(map(markup, running)), look.BODY)


def _exhibit_list(exhibits: Sequence[ListedExhibit], parts: int) -> Iterator[Flowable]:
    if not exhibits:
        yield Paragraph(markup("No paper is enclosed."), look.BODY)
        return
    for exhibit in exhibits:
        yield CondPageBreak(70)
        yield _listed(exhibit, parts)


def _listed(exhibit: ListedExhibit, parts: int) -> Flowable:
    title = f"{exhibit.title[:1].upper()}{exhibit.title[1:]}"
    where = f"part {exhibit.part}, " if parts > 1 else ""
    at = "not enclosed" if exhibit.lost else f"{where}page {exhibit.sheet}" if exhibit.sheet else ""
    body = [Paragraph(markup(title, BOLD), look.VALUE), Paragraph(markup(exhibit.origin[-LONGEST:]), look.SMALL_QUIET)]
    if exhibit.lost:
        body.append(Paragraph(markup(f"This paper could not be opened: {exhibit.lost}", SLANTED), look.WARNING))
    if exhibit.remark:
        body.append(Paragraph(markup(exhibit.remark, SLANTED), look.SMALL_QUIET))
    body += [Paragraph(markup(fact[:LONGEST]), look.FACT, bulletText=letter) for letter, fact in exhibit.facts]
    number = Paragraph(markup(f"{exhibit.number}", BOLD), look.style(13, textColor=look.HOUSE))
    table = Table([[number, body, Paragraph(markup(at), look.SMALL_RIGHT)]], colWidths=[30, None, 90], splitInRow=1)
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 0),
                ("LINEABOVE", (0, 0), (-1, 0), 0.4, look.HAIRLINE),
                ("TOPPADDING", (0, 0), (-1, -1), 7),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def _rows_of(file: str, sheet: str, rows: Sequence[Evidence]) -> Iterator[Flowable]:
    yield CondPageBreak(80)
    yield Paragraph(markup(file[-LONGEST:], BOLD), look.style(10, spaceBefore=8))
    if sheet:
        yield Paragraph(markup(f"sheet {sheet[:LONGEST]}"), look.SMALL_QUIET)
    yield Spacer(1, 3)
    cells = [[Paragraph(markup("Row"), look.SMALL_QUIET), Paragraph(markup("What is read there"), look.SMALL_QUIET)]]
    for row in rows:
        number = Paragraph(markup(f"{row.row}" if row.row is not None else "–"), look.SMALL)
        cells.append([number, Paragraph(markup(row.fact if len(row.fact) <= LONGEST else f"{row.fact[:LONGEST]}…", PLAIN), look.SMALL)])
    table = LongTable(cells, colWidths=[52, None], repeatRows=1, hAlign="LEFT")
    table.setStyle(
        TableStyle(
            [
                ("VALIGN", (0, 0), (-1, -1), "TOP"),
                ("LEFTPADDING", (0, 0), (-1, -1), 4),
                ("LINEBELOW", (0, 0), (-1, 0), 0.6, look.QUIET),
                ("LINEBELOW", (0, 1), (-1, -1), 0.3, look.HAIRLINE),
                ("TOPPADDING", (0, 0), (-1, -1), 2.5),
                ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
                ("BACKGROUND", (0, 1), (0, -1), look.HIGHLIGHT.clone(alpha=0.35)),
            ]
        )
    )
    yield table


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]
