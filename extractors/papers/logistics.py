"""Steps that bills of lading, proofs of delivery and packing lists share: carrier, parties, order table, totals."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from extractors.papers.carriers import carrier
from extractors.papers.companies import company_spots
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates, wrap_of
from extractors.papers.grids import Grid
from extractors.papers.paper import Paper, Spot
from extractors.papers.parties import Party, from_to, party
from extractors.papers.strips import Strip, same_line, strip_of
from extractors.papers.totals import counts_in_text, sum_of_lines, totals_from_grid
from extractors.papers.values import find_date

_CLEAR: Final = 0.97
_LETTERHEAD: Final = 0.12
"""By the height of the page: a firm that stands lower is not in the letterhead."""
_ADDRESS_LINES: Final = 5.0


def choose_order_grid(grids: Sequence[Grid]) -> Grid | None:
    """The table that lists orders: with order numbers before items before anything else, then the fuller one."""

    def worth(grid: Grid) -> tuple[int, int, int, int]:
        known = grid.known
        return ("purchase_order" in known, bool(known & {"cartons", "pieces", "quantity"}), "sku" in known, len(grid.lines))

    useful = [g for g in grids if g.lines and g.known & {"cartons", "pieces", "quantity", "units", "weight", "pallets"}]
    return max(useful, key=worth, default=None)


def read_carrier(draft: Draft) -> None:
    """The carrier's name and SCAC, once shipper and receiver are known."""
    others = frozenset(str(draft.fields[n].value).casefold() for n in ("ship_from_name", "ship_to_name") if n in draft.fields)
    name, code = carrier(draft.paper, SHAPES, others)
    if name is not None and str(name.value).casefold() in others:
        name = replace(name, doubt=True)
    draft.put("carrier_name", name)
    draft.find("scac")
    draft.put("scac", code)


def read_parties(draft: Draft, *, address: bool, sender: bool = True) -> None:
    """Who ships and who receives, with the code of the dock."""
    paper = draft.paper
    receiver = party(paper, "ship_to_name", SHAPES)
    shipper = party(paper, "ship_from_name", SHAPES) if sender else None
    if receiver.name is None or (shipper is not None and shipper.name is None):
        both = from_to(paper)
        if both is not None:
            receiver = receiver if receiver.name is not None else both[1]
            shipper = both[0] if shipper is not None and shipper.name is None else shipper
    if shipper is not None and shipper.name is None:
        others = [
            c for c in company_spots(paper) if receiver.name is None or str(c.value).casefold() != str(receiver.name.value).casefold()
        ]
        shipper = Party(others[0], None, None) if others else shipper
    if shipper is not None:
        draft.put("ship_from_name", shipper.name)
    draft.put("ship_to_name", receiver.name or (_addressee(paper, shipper) if shipper is not None else _written_to(paper)))
    if address:
        draft.put("ship_to_address", receiver.address)
    labelled = best(candidates(paper, "ship_to_code", SHAPES["ship_to_code"], SHAPES))
    draft.put(
        "ship_to_code",
        labelled if labelled is not None and (receiver.code is None or labelled.score > receiver.code.score) else receiver.code,
    )


def _written_to(paper: Paper) -> Spot | None:
    """Whom a letter whose sender is not asked for is addressed to: the one firm with an address below that of the letterhead."""
    sheet = paper.sheets[0]
    head = next(iter(company_spots(paper)), None)
    if head is None or head.box.top > _LETTERHEAD * sheet.page.height or head.strip.page != sheet.page.number:
        return None
    found = _addressee(paper, Party(head, None, None))
    if found is None or found.box.top - head.box.bottom < sheet.line_height:
        return None
    below = [s for s in sheet.below(found.strip.box, _ADDRESS_LINES) if not same_line(s.box, found.strip.box)]
    return found if any(c.isdigit() for s in below for c in s.text) else None


def _addressee(paper: Paper, shipper: Party) -> Spot | None:
    """Whom a letter with goods is addressed to, without a label: the firm below the letterhead that is not its own; for review."""
    own = str(shipper.name.value).casefold() if shipper.name is not None else ""
    sheet = paper.sheets[0]
    headed = [label.strip.box for label in paper.labels if label.first and label.strip.page == sheet.page.number]
    others = [
        c
        for c in company_spots(paper)
        if str(c.value).casefold() != own
        and c.strip.page == sheet.page.number
        and not any(same_line(box, c.box) and box.x0 < c.box.x0 for box in headed)
    ]
    names = {str(c.value).casefold() for c in others}
    return replace(others[0], score=0.58) if len(names) == 1 and own else None


def read_counts(draft: Draft, grid: Grid | None, grids: Sequence[Grid] = (), *, weight: bool = True) -> None:
    """Totals of cartons, pallets and weight: the totals row, a label, running text, or the lines."""
    columns = {"total_cartons": ("cartons", "pieces", "quantity"), "total_pallets": ("pallets",), "total_weight": ("weight",)}
    if not weight:
        del columns["total_weight"]
    for table in (grid, *(g for g in grids if g is not grid)):
        totals_from_grid(draft, table, columns)
    for name in columns:
        found = best(candidates(draft.paper, name, SHAPES[name], SHAPES))
        held = draft.fields.get(name)
        if found is not None and held is not None and found.score > _CLEAR and str(found.value) != str(held.value):
            draft.fields[name] = replace(held, review=True, confidence=min(held.confidence, 0.5))
        draft.put(name, found)
    counts_in_text(draft, *columns)
    for name in columns:
        draft.put(name, _figure_over(draft.paper, name))
    for total, column in (("total_cartons", "cartons"), ("total_pallets", "pallets"), ("total_weight", "weight")):
        if total in columns:
            sum_of_lines(draft, total, column)


def _figure_over(paper: Paper, name: str) -> Spot | None:
    """A count in large print that stands right over its label, as pages that begin with their figures have it."""
    for label in paper.named(name):
        if not (label.sure_of(name) and label.alone):
            continue
        sheet = paper.sheet_of(label.strip)
        over = [
            s
            for s in sheet.strips
            if sheet.height_of(s) > _FIGURES_LARGER * sheet.height_of(label.strip)
            and 0 <= label.strip.box.top - s.box.bottom + 1 < max(sheet.line_height, sheet.height_of(s))
            and s.box.x0 < label.strip.box.x1
            and s.box.x1 > label.strip.box.x0
        ]
        read = SHAPES[name](over[0].text, 0, paper.region) if len(over) == 1 else None
        if read is not None and not over[0].text[read.end :].strip():
            return Spot(read.value, over[0], read.start, read.end, 0.85, read.doubt)
    return None


def only_date(paper: Paper) -> Spot | None:
    """The one date of a paper in running text or without a label, where it shows no other; a line may break inside it."""
    found = [
        spot
        for _, row in paper.rows
        for strip in row.strips
        if not _OTHER_DATE.search(strip.text) and (spot := _date_on(strip, paper)) is not None
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


_FIGURES_LARGER: Final = 1.4
_OTHER_DATE: Final = re.compile(r"(?i)\brev\b|print|order|form")


def _date_on(strip: Strip, paper: Paper) -> Spot | None:
    read = find_date(strip.text, paper.region)
    if read is not None:
        return Spot(read.value, strip, read.start, read.end, 0.8, read.doubt)
    follows = wrap_of(paper, strip)
    if follows is None or len(follows.words) > 3:
        return None
    joined = strip_of((*strip.words, *follows.words), strip.page)
    read = find_date(joined.text, paper.region)
    return Spot(read.value, joined, read.start, read.end, 0.8, read.doubt) if read is not None else None
