"""Builds a packet: papers copied in the sandbox, our own pages drawn, all of it bound in parts within the retailer's limits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final, Protocol

from cases.filing.packet.content import PacketContent, PacketExhibit
from cases.filing.packet.front import FrontPages, ListedExhibit, draw_front, draw_rows
from cases.filing.packet.look import page_size
from cases.filing.packet.overlay import StampedPage, draw_overlay, lettered, sheet_for
from cases.filing.packet.parts import Piece, split
from cases.wording import count
from extractors.bound_sheets import Binding, Bookmark, BoundSheet
from extractors.sandbox import Answer, Limits, Sandbox
from facts.documents import ReadError
from rules.model import AttachmentLimit

COPY_LIMITS: Final = Limits(memory=2_000_000_000, cpu_seconds=40, wall_seconds=60.0, answer=400_000_000)
BIND_LIMITS: Final = Limits(memory=3_000_000_000, cpu_seconds=90, wall_seconds=120.0, answer=600_000_000)
LIGHTER: Final = (200, 150, 110, 80)
"""Resolutions at which a page that is too heavy for the retailer's limit is pictured, one after the other."""
ROOM: Final = 0.97
"""The share of the size limit that is filled at first: what binds the pages together takes some of it."""
LARGEST_PAGE: Final = 0.8
"""The share of the size limit that one page may take."""
TRIES: Final = 5
USUAL_FRONT: Final = 3
"""Pages of the first part that are ours: cover, narrative, list."""
STAMP_WEIGHT: Final = 1_500
"""Bytes of what is drawn over one page, generously."""


class PaperSource(Protocol):
    """Gives the bytes of papers."""

    def content(self, file: str) -> bytes | None:
        """The bytes of a file or of a part of one; None where they cannot be had."""
        ...


class PacketError(Exception):
    """The packet could not be bound: the sandbox gave up on it."""


@dataclass(frozen=True, slots=True)
class PacketPart:
    """One PDF of a packet, which is number `number` of its parts: its bytes, pages, and the exhibits in it."""

    number: int
    content: bytes
    pages: int
    exhibits: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class EnclosedExhibit:
    """What became of an exhibit: the pages that are enclosed and in which parts, or why it is not (`lost`)."""

    number: int
    title: str
    file: str
    pages: int
    parts: tuple[int, ...] = ()
    lost: str = ""


@dataclass(frozen=True, slots=True)
class MadePacket:
    """A packet that was built: its parts in order, its exhibits, and what a person should know before filing it."""

    parts: tuple[PacketPart, ...]
    exhibits: tuple[EnclosedExhibit, ...]
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Copied:
    """An exhibit as it can be bound: a PDF of upright pages, their numbers in the file, sizes, bytes (0 where not asked for)."""

    exhibit: PacketExhibit
    content: bytes = b""
    numbers: tuple[int, ...] = ()
    sizes: tuple[tuple[float, float], ...] = ()
    weights: tuple[int, ...] = ()
    lost: str = ""
    remarks: tuple[str, ...] = ()


def make_packet(content: PacketContent, papers: PaperSource, sandbox: Sandbox, limit: AttachmentLimit) -> MadePacket:
    """Builds the packet in as few parts as the limit allows; the same content gives the same bytes.

    A paper that cannot be opened is named on the list of exhibits and in `exhibits`. A page beyond the size limit is taken as a
    picture in lower resolution, and that is said too. Raises PacketError where binding fails.
    """
    copied = [_fitted(_copied(content, exhibit, papers, sandbox, limit), papers, sandbox, limit) for exhibit in content.exhibits]
    pieces = [Piece(c.exhibit.number, page, weight + STAMP_WEIGHT) for c in copied for page, weight in enumerate(c.weights)]
    listed = _listed(content, copied, {})
    own = 0 if limit.largest_bytes is None else len(draw_front(content, listed, (1, 1), 1).content)
    share = ROOM
    parts: tuple[PacketPart, ...] = ()
    for _ in range(TRIES):
        plan = split(pieces, None if limit.largest_bytes is None else int(limit.largest_bytes * share), own=own)
        parts = _bound(content, copied, plan, sandbox)
        heaviest = max(len(part.content) for part in parts)
        if limit.largest_bytes is None or heaviest <= limit.largest_bytes:
            break
        share *= 0.98 * limit.largest_bytes / heaviest
    return MadePacket(parts, tuple(_enclosed(c, parts) for c in copied), tuple(_problems(parts, limit)))


def _copied(content: PacketContent, exhibit: PacketExhibit, papers: PaperSource, sandbox: Sandbox, limit: AttachmentLimit) -> _Copied:
    """The exhibit's pages, upright and inert; the page of cited rows is drawn here."""
    if not exhibit.file:
        drawn, pages = draw_rows(content)
        size = page_size(letter=content.on_letter_paper)
        return _Copied(exhibit, drawn, tuple(range(1, pages + 1)), (size,) * pages, (len(drawn) // pages + 1,) * pages)
    paper = papers.content(exhibit.file)
    if paper is None:
        return _Copied(exhibit, lost="it is no longer in the files")
    return _copy(exhibit, paper, sandbox, {}, weigh=limit.largest_bytes is not None)


def _copy(exhibit: PacketExhibit, paper: bytes, sandbox: Sandbox, pictured: dict[int, int], *, weigh: bool) -> _Copied:
    values = {
        "name": exhibit.file or "rows.pdf",
        "pages": list(exhibit.pages),
        "turned": dict(exhibit.turned),
        "pictured": pictured,
        "weigh": weigh,
    }
    answer = sandbox.run("copy_pages", values, [paper], COPY_LIMITS)
    if isinstance(answer, ReadError):
        return _Copied(exhibit, lost=answer.message)
    told = answer.values
    left_out = int(told["left_out"])
    return _Copied(
        exhibit,
        answer.blobs[0],
        tuple(int(number) for number in told["numbers"]),
        tuple((float(wide), float(high)) for wide, high in told["sizes"]),
        tuple(int(weight) for weight in told["weights"]) or (0,) * len(told["numbers"]),
        remarks=(f"{count(left_out, 'further page')} of this file left out",) if left_out else (),
    )


def _fitted(copied: _Copied, papers: PaperSource, sandbox: Sandbox, limit: AttachmentLimit) -> _Copied:
    """The same exhibit with each page light enough for a part of its own; a page that nothing helps is left as it is."""
    if limit.largest_bytes is None or not copied.exhibit.file:
        return copied
    room = int(limit.largest_bytes * LARGEST_PAGE)
    found, pictured, remark = copied, dict[int, int](), ""
    for dpi in LIGHTER:
        heavy = [number for number, weight in zip(found.numbers, found.weights, strict=True) if weight > room]
        paper = papers.content(copied.exhibit.file) if heavy else None
        if paper is None:
            break
        pictured |= dict.fromkeys(heavy, dpi)
        tried = _copy(copied.exhibit, paper, sandbox, pictured, weigh=True)
        if tried.lost:
            break
        found = tried
        lowered = ", ".join(str(number) for number in sorted(pictured))
        remark = f"page {lowered} of the file is enclosed in lower resolution (from {dpi} dots per inch) to keep within the size limit"
    return replace(found, remarks=(*copied.remarks, remark) if remark else copied.remarks)


def _bound(content: PacketContent, copied: Sequence[_Copied], plan: Sequence[Sequence[Piece]], sandbox: Sandbox) -> tuple[PacketPart, ...]:
    """All parts of a plan."""
    of, parts = len(plan), []
    for number, (part, front) in enumerate(zip(plan, _fronts(content, copied, plan), strict=True), start=1):
        sheets = front.pages + len(part)
        binder = _Binder(content, front, sheets)
        for enclosed in copied:
            pages = [piece.page for piece in part if piece.exhibit == enclosed.exhibit.number]
            if pages:
                binder.add(enclosed, pages)
        answer = sandbox.run("bind_pages", binder.binding((number, of)).to_wire(), binder.papers, BIND_LIMITS)
        if not isinstance(answer, Answer):
            raise PacketError(answer.message)
        parts.append(PacketPart(number, answer.blobs[0], sheets, tuple(dict.fromkeys(piece.exhibit for piece in part))))
    return tuple(parts)


def _fronts(content: PacketContent, copied: Sequence[_Copied], plan: Sequence[Sequence[Piece]]) -> list[FrontPages]:
    """The fronts of all parts. The list names the page that each exhibit begins on, which hangs on how long the fronts are.

    So they are drawn for the usual length, and once more where they came out otherwise.
    """
    of = len(plan)
    pages = [USUAL_FRONT, *(1 for _ in plan[1:])]
    fronts: list[FrontPages] = []
    for _ in range(TRIES):
        listed = _listed(content, copied, _places(plan, pages))
        fronts = [draw_front(content, listed, (number, of), pages[number - 1] + len(part)) for number, part in enumerate(plan, start=1)]
        if [front.pages for front in fronts] == pages:
            break
        pages = [front.pages for front in fronts]
    return fronts


def _places(plan: Sequence[Sequence[Piece]], fronts: Sequence[int]) -> dict[int, tuple[int, int]]:
    """The part in which each exhibit begins, and on which page of it."""
    places: dict[int, tuple[int, int]] = {}
    for number, (part, before) in enumerate(zip(plan, fronts, strict=True), start=1):
        for place, piece in enumerate(part, start=before + 1):
            places.setdefault(piece.exhibit, (number, place))
    return places


class _Binder:
    """Gathers what the sandbox is to bind for one part: the front, then papers with what is drawn over them."""

    def __init__(self, content: PacketContent, front: FrontPages, of: int) -> None:
        self._content = content
        self._of = of
        self.papers = [front.content]
        self._sheets = [BoundSheet((0.0, 0.0), 0, page) for page in range(1, front.pages + 1)]
        self._marks = [Bookmark(title, page) for title, page in front.sections]

    def add(self, copied: _Copied, pages: Sequence[int]) -> None:
        """Pages (from 0) of an exhibit, each on its sheet and stamped."""
        exhibit, letter = copied.exhibit, self._content.on_letter_paper
        first, paper = len(self._sheets), len(self.papers)
        of, own = len(copied.numbers), not exhibit.file
        stamped = [
            StampedPage(copied.numbers[page], (page + 1, of), (first + place, self._of), copied.sizes[page])
            for place, page in enumerate(pages, start=1)
        ]
        self.papers += [copied.content, draw_overlay(self._content.label, exhibit, stamped, letter=letter, own=own)]
        self._marks.append(Bookmark(f"Exhibit {exhibit.number}: {exhibit.title}", first))
        for place, (page, stamp) in enumerate(zip(pages, stamped, strict=True), start=1):
            sheet = sheet_for(stamp.seen, letter=letter, own=own)
            self._sheets.append(BoundSheet(sheet.size, paper, page + 1, sheet.corner, sheet.scale, paper + 1, place))

    def binding(self, part: tuple[int, int]) -> Binding:
        """The order to the sandbox; its dates are the packet's own, so that the same packet has the same bytes."""
        content = self._content
        number, of = part
        made = f"D:{content.prepared_on:%Y%m%d}000000Z"
        about = (
            ("Title", f"Evidence packet {content.reference}" + (f", part {number} of {of}" if of > 1 else "")),
            ("Author", content.supplier),
            ("Subject", f"{content.kind} {content.reference}, {content.label}"),
            ("Creator", "Recoup"),
            ("CreationDate", made),
            ("ModDate", made),
        )
        return Binding(tuple(self._sheets), tuple(self._marks), about)


def _listed(content: PacketContent, copied: Sequence[_Copied], places: dict[int, tuple[int, int]]) -> tuple[ListedExhibit, ...]:
    """The list of exhibits, those that could not be opened included; `places` gives the part and the page an exhibit begins on."""
    lines = []
    for c in copied:
        part, sheet = places.get(c.exhibit.number, (1, None))
        origin, facts = _origin(content, c), tuple(_facts(c.exhibit))
        lines.append(ListedExhibit(c.exhibit.number, c.exhibit.title, origin, part, sheet, facts, c.lost, "; ".join(c.remarks)))
    return tuple(lines)


def _origin(content: PacketContent, copied: _Copied) -> str:
    exhibit = copied.exhibit
    if not exhibit.file:
        return f"{count(len(content.rows), 'row')} of {count(len({r.file for r in content.rows}), 'file')}"
    numbers = copied.numbers or exhibit.pages
    if not numbers:
        return exhibit.file
    said = f"page {numbers[0]}" if len(numbers) == 1 else f"pages {numbers[0]} to {numbers[-1]}"
    return f"{exhibit.file}, {said}"


def _facts(exhibit: PacketExhibit) -> Iterator[tuple[str, str]]:
    """What is highlighted, by its letter; a page that is cited as a whole has a dash."""
    several = len({spot.page for spot in exhibit.spots}) > 1
    for spot in lettered(exhibit):
        if spot.fact:
            yield spot.letter if spot.box is not None else "–", f"{spot.fact} (page {spot.page})" if several else spot.fact


def _enclosed(copied: _Copied, parts: Sequence[PacketPart]) -> EnclosedExhibit:
    exhibit = copied.exhibit
    inside = tuple(part.number for part in parts if exhibit.number in part.exhibits)
    return EnclosedExhibit(exhibit.number, exhibit.title, exhibit.file, len(copied.numbers), inside, copied.lost)


def _problems(parts: Sequence[PacketPart], limit: AttachmentLimit) -> Iterator[str]:
    if limit.files is not None and len(parts) > limit.files:
        taken = count(limit.files, "file")
        yield f"The packet has {len(parts)} parts and the retailer takes {taken}; leave out the papers that prove least."
    for part in parts:
        if limit.largest_bytes is not None and len(part.content) > limit.largest_bytes:
            yield f"Part {part.number} is larger than the retailer takes ({limit.largest_bytes:,} bytes)."
