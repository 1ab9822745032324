"""Chargeback notices: which issue, how much, until when it can be disputed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from extractors.papers.amounts import labelled_amounts
from extractors.papers.cells import item_of, money_of, number_of
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates, limit_after, looks_like_order, starts_with_label
from extractors.papers.grids import Grid, item_grids
from extractors.papers.headline import read_headline
from extractors.papers.invoices import currency_spot
from extractors.papers.notices import deducted, objected_until, ordered
from extractors.papers.paper import Paper, Spot
from extractors.papers.row_sums import check_charges
from extractors.papers.strips import same_line
from extractors.papers.totals import column_sum
from extractors.papers.values import plain
from facts.documents import Field


def read_chargeback_notice(paper: Paper) -> Draft:
    """The fields and lines of a chargeback notice."""
    grids, bare = item_grids(paper, of_goods=True)
    draft = Draft(bare)
    grid = max((g for g in grids if g.lines and g.known & {"charge", "unit_fee", "line_total"}), key=lambda g: len(g.known), default=None)
    if grid is not None:
        draft.lines = [line for row in grid.lines if (line := _line(grid, row, paper))]
    draft.find("chargeback_id", "issue_date", "dispute_by")
    read_headline(draft, "chargeback_id", "issue_date")
    if "chargeback_id" not in draft.fields:
        plain_numbers = replace(bare, labels=tuple(label for label in bare.labels if not label.sure_of("invoice_number")))
        draft.put("chargeback_id", best(candidates(plain_numbers, "invoice_number", SHAPES["chargeback_id"], SHAPES)))
    if "issue_date" not in draft.fields:
        draft.put("issue_date", best(candidates(bare, "date", SHAPES["date"], SHAPES)))
    draft.put("dispute_by", objected_until(bare))
    for name in ("chargeback_type", "chargeback_subtype"):
        draft.put(name, _words(bare, name))
    spot = best(candidates(bare, "purchase_orders", SHAPES["purchase_orders"], SHAPES))
    if spot is not None and isinstance(spot.value, list):
        draft.put("purchase_order", Spot(spot.value[0], spot.strip, spot.start, spot.end, spot.score, spot.doubt or len(spot.value) > 1))
    elif not draft.lines:
        draft.put("purchase_order", ordered(bare))
    _orders_of_rows(draft, grids)
    check_charges(draft)
    _amount(draft)
    draft.put("currency", currency_spot(paper, draft.fields.get("amount")))
    return draft


def _orders_of_rows(draft: Draft, grids: Sequence[Grid]) -> None:
    """A notice whose rows name several orders is not about the first of them alone."""
    held = draft.fields.get("purchase_order")
    named = {s.text.strip() for g in grids for line in g.lines if (s := g.cell(line, "purchase_order")) is not None}
    for sheet in draft.paper.sheets if held is not None and held.box is not None else ():
        if held is not None and held.box is not None and sheet.page.number == held.page:
            named |= {s.text for s in sheet.below(held.box, 2.0) if looks_like_order(s.text) and not same_line(s.box, held.box)}
    if held is not None and named - {str(held.value)}:
        draft.fields["purchase_order"] = replace(held, review=True)


def _line(grid: Grid, row: object, paper: Paper) -> dict[str, Field]:
    spots = {
        "sku": item_of(grid.cell(row, "sku")),  # type: ignore[arg-type]
        "quantity": number_of(grid.cell(row, "units", "quantity", "pieces", "cartons"), paper),  # type: ignore[arg-type]
        "unit_fee": money_of(grid.cell(row, "unit_fee", "unit_price"), paper),  # type: ignore[arg-type]
        "amount": money_of(grid.cell(row, "charge", "line_total"), paper, digits=2),  # type: ignore[arg-type]
    }
    return {name: spot.field() for name, spot in spots.items() if spot is not None}


def _words(paper: Paper, field: str) -> Spot | None:
    """Running words behind, beside or below a label."""
    found: list[Spot] = []
    for label in paper.named(field):
        if not (label.first or label.closed):
            continue
        score = label.likeness * (1.0 if label.alone or label.closed else 0.8) + 0.02 * len(label.words.split())
        end = limit_after(paper, label, SHAPES)
        text = label.strip.text[label.after : end]
        strip, start = label.strip, label.after
        if not re.search(r"\w", text):
            beside = paper.sheet_of(strip).right_of(strip)
            if beside is None or starts_with_label(paper, beside):
                below = next(iter(paper.sheet_of(strip).below(strip.box, 1.8)), None)
                beside = below if below is not None and not starts_with_label(paper, below) else None
            if beside is None:
                continue
            strip, start, text = beside, 0, beside.text
        value = text.strip(" .:;-")
        begin = start + text.index(value)
        found.append(Spot(value, strip, begin, begin + len(value), score))
    return best(found)


def _amount(draft: Draft) -> None:
    """The charge: under its label, else the total, confirmed by the sum of the lines."""
    spots = labelled_amounts(draft.paper, "charge_amount") or labelled_amounts(draft.paper, "grand_total")
    spot = best(spots) or (deducted(draft.paper) if not draft.lines else None)
    added = column_sum(draft.lines, "amount")
    if spot is None:
        if added is not None and len(draft.lines) == 1:
            draft.fields["amount"] = draft.lines[0]["amount"]
        return
    value = Decimal(str(spot.value))
    tied = added is not None and added == value
    draft.put(
        "amount",
        Spot(
            plain(value, 2), spot.strip, spot.start, spot.end, max(spot.score, 0.9) if spots else spot.score, spot.doubt and not tied, tied
        ),
    )
    if added is not None and not tied:
        draft.problems.append(f"amount: printed {plain(value, 2)}, lines sum to {plain(added)}")
