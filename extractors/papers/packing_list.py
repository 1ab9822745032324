"""Packing lists and delivery notes: which items, how many cartons, how many in each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.papers.cells import count_of, shipment_line
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.grids import Grid, item_grids
from extractors.papers.headline import read_headline
from extractors.papers.lading_number import confirm_check_digit, numbers_from_barcodes
from extractors.papers.logistics import only_date, read_parties
from extractors.papers.packs import by_packs
from extractors.papers.paper import Paper, Spot
from extractors.papers.totals import counts_in_text, order_list, sum_of_lines, tie, totals_from_grid
from facts.documents import Field


def read_packing_list(paper: Paper) -> Draft:
    """The fields and lines of a packing list."""
    grids, bare = item_grids(paper)
    draft = Draft(bare)
    grid = _items(grids)
    if grid is not None:
        grid = by_packs(grid, paper.region)
        draft.lines = [line for row in grid.lines if (line := _line(grid, row, paper))]
    draft.find("bol_number", "ship_date")
    read_headline(draft, None, "ship_date")
    if "ship_date" not in draft.fields:
        draft.put("ship_date", best(candidates(bare, "date", SHAPES["date"], SHAPES)) or only_date(bare))
    read_parties(draft, address=False)
    numbers_from_barcodes(draft)
    confirm_check_digit(draft)
    totals_from_grid(draft, grid, {"total_cartons": ("cartons", "pieces"), "total_units": ("units", "quantity")})
    if _one_count(draft.fields.get("total_cartons"), draft.fields.get("total_units")) and not any("cartons" in n for n in draft.lines):
        del draft.fields["total_cartons"]
    draft.find("total_cartons", "total_units")
    counts_in_text(draft, "total_cartons", "total_units")
    sum_of_lines(draft, "total_cartons", "cartons")
    sum_of_lines(draft, "total_units", "units")
    _orders(draft)
    order_list(draft)
    tie(draft, "total_cartons", "cartons")
    tie(draft, "total_units", "units")
    _packs(draft)
    return draft


def _items(grids: Sequence[Grid]) -> Grid | None:
    useful = [g for g in grids if g.lines and g.known & {"cartons", "units", "quantity", "pieces", "case_pack"}]
    return max(useful, key=lambda g: ("sku" in g.known or "gtin" in g.known, len(g.lines)), default=None)


def _line(grid: Grid, row: object, paper: Paper) -> dict[str, Field]:
    """A row of items: beside a column of cartons, pieces and quantity mean units."""
    line = shipment_line(grid, row, paper.region)  # type: ignore[arg-type]
    for name in ("weight", "pallets"):
        line.pop(name, None)
    if grid.column("cartons") is None and not (grid.column("units") is not None and grid.column("pieces") is not None):
        line.pop("cartons", None)
    if "units" not in line:
        units = count_of(grid.cell(row, "quantity", "pieces"), paper.region)  # type: ignore[arg-type]
        if units is not None:
            line["units"] = units.field()
    if _one_count(line.get("cartons"), line.get("units")) and "case_pack" in line and line["case_pack"].value != 1:
        del line["cartons"]
    return line


def _one_count(cartons: Field | None, units: Field | None) -> bool:
    """Whether one printed figure was taken for cartons and for pieces."""
    return cartons is not None and units is not None and (cartons.page, cartons.box) == (units.page, units.box)


def _orders(draft: Draft) -> None:
    """Rows without an order number belong to the order that is named over them, or to the one that the head names."""
    found = candidates(draft.paper, "purchase_orders", SHAPES["purchase_orders"], SHAPES)
    named = best(found)
    if named is None or not isinstance(named.value, list) or len(named.value) != 1 or any("purchase_order" in line for line in draft.lines):
        return
    alike = [s for s in found if isinstance(s.value, list) and len(s.value) == 1 and s.score >= named.score]
    over = [_over(line, alike) for line in draft.lines]
    in_parts = None not in over and len({str(spot.value) for spot in over if spot is not None}) > 1
    for line, spot in zip(draft.lines, over, strict=True):
        field = (spot if in_parts and spot is not None else named).field()
        order = field.value[0] if isinstance(field.value, list) else field.value
        line["purchase_order"] = replace(field, value=order)


def _over(line: Mapping[str, Field], orders: Sequence[Spot]) -> Spot | None:
    """The order that is named last above a row; None where none is."""
    places = [(f.page, f.box.top) for f in line.values() if f.box is not None]
    above = [s for s in orders if places and (s.strip.page, s.strip.box.bottom) <= min(places)]
    return max(above, key=lambda s: (s.strip.page, s.strip.box.top), default=None)


def _packs(draft: Draft) -> None:
    """Cartons times pack must give the units of a row; where it does, all three confirm each other."""
    for index, line in enumerate(draft.lines):
        if not {"cartons", "case_pack", "units"} <= line.keys():
            continue
        cartons, pack, units = (Decimal(str(line[n].value)) for n in ("cartons", "case_pack", "units"))
        if cartons * pack == units:
            for name in ("cartons", "case_pack", "units"):
                found = line[name]
                line[name] = Field(found.value, found.text, max(found.confidence, 0.97), found.page, found.box, review=False)
        else:
            draft.problems.append(f"line {index + 1}: {cartons} cartons of {pack} are not {units} units")
            if draft.paper.scanned:
                for name in ("cartons", "case_pack", "units"):
                    found = line[name]
                    line[name] = Field(found.value, found.text, min(found.confidence, 0.5), found.page, found.box, review=True)
