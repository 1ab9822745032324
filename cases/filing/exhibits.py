"""Which papers go along with a dispute, in which order, and under which names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from cases.filing.filing_group import FilingGroup, Papers, paper_rank
from cases.wording import document_name, plain_ascii
from facts.evidence import Evidence
from facts.finding import FindingType
from facts.identifiers import compact

_UNSAFE: Final = re.compile(r"[^A-Za-z0-9._-]+")
_RESERVED: Final = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
ABOUT_DELIVERY: Final = frozenset({"proof_of_delivery", "bill_of_lading", "packing_list", "advance_ship_notice", "appointment_request"})
CLAIMS_ABOUT_DELIVERY: Final = frozenset(
    {FindingType.SHORTAGE, FindingType.DUPLICATE, FindingType.RETURN, FindingType.FREIGHT, FindingType.CHARGEBACK}
)
"""Claims to which papers about the delivery speak."""
CITED_ROWS: Final = "cited_rows.csv"
"""The last part of the name of the extract that holds the cited rows of tables."""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """A paper of a packet: `pages` of `file` (empty: the whole file), filed under `name` as number `number`."""

    number: int
    name: str
    title: str
    file: str
    pages: tuple[int, ...] = ()


def safe_name(text: str, longest: int = 80) -> str:
    """A file name that every system takes: plain letters, digits, dots, hyphens and underscores, never empty or reserved.

    >>> safe_name("INV/10482 SC")
    'INV_10482_SC'
    >>> safe_name("..")
    'unnamed'
    """
    name = _UNSAFE.sub("_", plain_ascii(text)).strip("._ ")[:longest].strip("._ ")
    if not name:
        return "unnamed"
    return f"_{name}" if _RESERVED.fullmatch(name) else name


@dataclass(frozen=True, slots=True)
class LinkedPaper:
    """A paper that belongs to a finding's order: `bol` is the shipment it travelled with, empty where not known.

    `by_hand`: a person tied it to the case itself, so it goes along whatever it is.
    """

    file: str
    pages: tuple[int, ...]
    kind: str
    bol: str = ""
    by_hand: bool = False


def exhibits_of(group: FilingGroup, papers: Papers, linked: Mapping[str, Iterable[LinkedPaper]]) -> tuple[Exhibit, ...]:
    """The papers of a dispute in order: those that evidence names and those `linked` by finding id.

    What has no pages (tables, EDI) is not copied: what is cited of it goes into one extract, the last exhibit. A linked paper
    about the delivery goes along only with claims about deliveries, and only where it is of a shipment that evidence speaks of.
    """
    found: dict[tuple[str, tuple[int, ...]], str] = {}
    for evidence in (e for f in group.findings for e in f.evidence if e.page is not None):
        document = papers.document(evidence.file, evidence.page)
        pages = document.pages if document and document.pages else (evidence.page,) if evidence.page else ()
        found.setdefault((evidence.file, tuple(sorted(pages))), document.kind.value if document else "other")
    shipments = {compact(number) for file, pages in found if (number := _shipment(papers, file, pages))}
    for paper in (paper for f in group.findings for paper in linked.get(f.id, ())):
        if paper.by_hand or (paper.pages and _speaks_to(group, paper, shipments)):
            found.setdefault((paper.file, tuple(sorted(paper.pages))), paper.kind)
    ordered = sorted(found.items(), key=lambda item: (paper_rank(item[1]), item[0]))
    exhibits = [_exhibit(n, kind, file, pages) for n, ((file, pages), kind) in enumerate(ordered, start=1)]
    if cited_rows(group):
        last = len(exhibits) + 1
        exhibits.append(Exhibit(last, f"{last:02d}_{CITED_ROWS}", "cited rows of tables", ""))
    return tuple(exhibits)


def cited_rows(group: FilingGroup) -> tuple[Evidence, ...]:
    """What the findings cite of files without pages (rows of tables, EDI), each once, by file, sheet and row."""
    rows = {(e.file, e.sheet or "", e.row or 0, e.fact): e for f in group.findings for e in f.evidence if e.page is None}
    return tuple(rows[key] for key in sorted(rows))


def _speaks_to(group: FilingGroup, paper: LinkedPaper, shipments: set[str]) -> bool:
    if paper.kind not in ABOUT_DELIVERY:
        return True
    if group.kind not in CLAIMS_ABOUT_DELIVERY:
        return False
    return not paper.bol or not shipments or compact(paper.bol) in shipments


def _shipment(papers: Papers, file: str, pages: tuple[int, ...]) -> str | None:
    document = papers.document(file, pages[0]) if pages else None
    return document.text("bol_number") if document else None


def _exhibit(number: int, kind: str, file: str, pages: tuple[int, ...]) -> Exhibit:
    path = PurePosixPath(file.rsplit("!", 1)[-1])
    kind_part = "" if kind == "other" else f"{kind}_"
    pages_part = "" if not pages else f"_p{pages[0]}" if len(pages) == 1 else f"_p{pages[0]}-{pages[-1]}"
    suffix = safe_name(path.suffix, 8).lower() if path.suffix else ""
    name = f"{number:02d}_{kind_part}{safe_name(path.stem, 60)}{pages_part}" + (f".{suffix}" if suffix else "")
    return Exhibit(number, name, document_name(kind), file, pages)
