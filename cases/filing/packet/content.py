"""What an evidence packet says, free of where it comes from: a case of the ledger or a dispute of an audited folder."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from cases.filing.exhibits import Exhibit
from cases.filing.filing_group import FilingGroup, Papers
from facts.evidence import Box, Evidence

_NAMED: Final = 6
"""Numbers of a kind that the cover names; the others are counted."""
LETTER_PAPER: Final = frozenset({"USD", "CAD", "MXN"})
"""Currencies of countries that print on letter paper; the others print on A4."""


@dataclass(frozen=True, slots=True)
class CitedSpot:
    """A place on a page (counted in the file) that proves something, and what is read there; no box: the page as a whole."""

    page: int
    fact: str
    box: Box | None = None


@dataclass(frozen=True, slots=True)
class PacketExhibit:
    """A paper to enclose: `pages` of `file` (empty: all), what is cited on them, and how scanned pages were turned to stand upright.

    An exhibit without a file is the page of cited rows.
    """

    number: int
    title: str
    file: str
    pages: tuple[int, ...] = ()
    spots: tuple[CitedSpot, ...] = ()
    turned: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PacketContent:
    """All that is written in a packet. Amounts are in `currency`; `label` says whose it is on every sheet: `case 17`.

    `particulars` are further lines of the cover (invoice, purchase order, …); `rows` the cited rows of files without pages.
    """

    supplier: str
    retailer: str
    label: str
    kind: str
    reference: str
    currency: str
    claimed: Decimal
    amount: Decimal
    safe_by: date | None
    dispute_by: date | None
    prepared_by: str
    prepared_on: date
    narrative: str
    exhibits: tuple[PacketExhibit, ...]
    particulars: tuple[tuple[str, str], ...] = ()
    rows: tuple[Evidence, ...] = ()

    @property
    def on_letter_paper(self) -> bool:
        """Whether pages of our own are letter size; else they are A4."""
        return self.currency in LETTER_PAPER


def packet_exhibits(group: FilingGroup, papers: Papers, exhibits: Iterable[Exhibit]) -> tuple[PacketExhibit, ...]:
    """The exhibits of a dispute with what its findings cite on each."""
    cited = tuple(dict.fromkeys(e for f in group.findings for e in f.evidence if e.page is not None))
    return tuple(_exhibit(exhibit, cited, papers) for exhibit in exhibits)


def particulars_of(group: FilingGroup) -> tuple[tuple[str, str], ...]:
    """The lines of the cover that say what the dispute is about, as far as they are known; long lists are counted."""
    found = []
    for label, values in (
        ("Invoice", group.same(lambda f: f.invoice_number)),
        ("Purchase order", group.same(lambda f: f.purchase_order)),
        ("Item", group.same(lambda f: f.sku)),
        ("Vendor code", group.same(lambda f: f.vendor_code)),
    ):
        if values:
            found.append((label, ", ".join(values[:_NAMED]) + (f" and {len(values) - _NAMED} more" if len(values) > _NAMED else "")))
    return tuple(found)


def _exhibit(exhibit: Exhibit, cited: Iterable[Evidence], papers: Papers) -> PacketExhibit:
    spots = tuple(
        CitedSpot(e.page, e.fact, e.box)
        for e in cited
        if e.page is not None and e.file == exhibit.file and (not exhibit.pages or e.page in exhibit.pages)
    )
    documents = [papers.document(exhibit.file, page) for page in exhibit.pages] if exhibit.pages else []
    turned = {page: degrees for d in documents if d is not None for page, degrees in d.turned.items()}
    return PacketExhibit(exhibit.number, exhibit.title, exhibit.file, exhibit.pages, spots, turned)
