"""Remittance advices: what a payment settles, line by line, and that the lines add up to what was paid."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from extractors.papers.amounts import labelled_amounts, money_in
from extractors.papers.cells import money_of, text_of
from extractors.papers.companies import company_spots
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best
from extractors.papers.grids import Grid, Line, grids_of, item_grids
from extractors.papers.headline import read_headline
from extractors.papers.invoices import currency_spot
from extractors.papers.paper import Paper, Spot
from extractors.papers.parties import party
from extractors.papers.row_sums import check_payments
from extractors.papers.strips import Strip, same_line
from extractors.papers.totals import column_sum, tie
from extractors.papers.values import find_date, plain
from facts.documents import Field


def read_remittance_advice(paper: Paper) -> Draft:
    """The fields and lines of a remittance advice."""
    grids, bare = item_grids(paper)
    draft = Draft(bare)
    lists = [g for g in grids if g.lines and "invoice_number" in g.known]
    for grid in lists:
        draft.lines += [line for row in grid.lines if (line := _line(grid, row, paper))]
    draft.find("payment_number", "payment_date")
    _headline(draft, lists)
    totals = labelled_amounts(bare, "total_paid") + [
        spot for g in lists if g.totals is not None and (spot := money_of(g.cell(g.totals, "amount_paid", "line_total"), paper, digits=2))
    ]
    spot = _tying(totals, draft) or best(totals)
    if spot is None:
        summary = next((g for g in grids_of(paper) if "amount_paid" in g.known and "invoice_number" not in g.known and g.lines), None)
        spot = money_of(summary.cell(summary.lines[0], "amount_paid"), paper, digits=2) if summary is not None else None
    others = labelled_amounts(bare, "grand_total")
    spot = spot or _tying(others, draft) or best(others)
    if spot is not None and not draft.lines and _first_of_many(spot, paper):
        spot = replace(spot, doubt=True)
    if spot is not None:
        draft.put(
            "total_paid", Spot(plain(Decimal(str(spot.value)), 2), spot.strip, spot.start, spot.end, max(spot.score, 0.8), spot.doubt)
        )
    _parties(draft)
    draft.put("currency", currency_spot(paper, draft.fields.get("total_paid")))
    check_payments(draft)
    tie(draft, "total_paid", "amount_paid")
    paid, added = draft.fields.get("total_paid"), column_sum(draft.lines, "amount_paid")
    if paid is not None and added is not None and Decimal(str(paid.value)) != added:
        draft.fields["total_paid"] = replace(paid, review=True)
    return draft


def _headline(draft: Draft, lists: Sequence[Grid]) -> None:
    """Number and day from the headline; a settled credit note or charge opens its row with such a title too, and is none."""
    known = set(draft.fields)
    read_headline(draft, "payment_number", "payment_date")
    rows = [(line.page, line.row.box) for grid in lists for line in grid.lines]
    for name in set(draft.fields) - known:
        found = draft.fields[name]
        if any(found.page == page and found.box is not None and same_line(found.box, box) for page, box in rows):
            del draft.fields[name]


def _tying(spots: Sequence[Spot], draft: Draft) -> Spot | None:
    """The labelled amount that all lines add up to: subtotals of invoices, credits and charges bear words for total too."""
    added = column_sum(draft.lines, "amount_paid")
    return next((s for s in spots if added is not None and Decimal(str(s.value)) == added), None)


def _first_of_many(spot: Spot, paper: Paper) -> bool:
    """Whether an amount is the first of a column of amounts, under a heading: without lines that were read it is no total."""
    below = [s for s in paper.sheet_of(spot.strip).below(spot.strip.box, 3.0) if not same_line(s.box, spot.strip.box)]
    return any(money_in(s, 0, paper) for s in below[:1])


def _line(grid: Grid, row: Line, paper: Paper) -> dict[str, Field]:
    paid = grid.cell(row, "amount_paid", "line_total")
    amount = grid.cell(row, "invoice_amount", "gross_total", "line_total")
    if paid is None and not {"amount_paid", "line_total", "terms_discount", "withholding"} & grid.known:
        paid = amount  # the one amount of a settled document is what was paid of it
    taken = money_of(grid.cell(row, "deduction"), paper, digits=2) if paid is None else None
    spots: dict[str, Spot | None] = {
        "invoice_number": _document(grid.cell(row, "invoice_number"), paper),
        "invoice_date": _date(grid.cell(row, "invoice_date"), paper),
        "description": text_of(grid.cell(row, "description", "additional")),
        "invoice_amount": money_of(amount if amount is not paid else None, paper, digits=2),
        "terms_discount": money_of(grid.cell(row, "terms_discount", "discount"), paper, digits=2),
        "withholding": money_of(grid.cell(row, "withholding"), paper, digits=2),
        "amount_paid": _negative(taken) if taken is not None else money_of(paid, paper, digits=2),
        "remaining_amount": money_of(grid.cell(row, "remaining_amount"), paper, digits=2),
    }
    settled, discount = spots["amount_paid"], spots["terms_discount"]
    if settled is not None and discount is not None and not str(settled.value).startswith("-"):
        spots["terms_discount"] = replace(discount, value=str(discount.value).removeprefix("-"))  # “96.27-” is what is taken off
    return {name: spot.field() for name, spot in spots.items() if spot is not None}


def _negative(spot: Spot) -> Spot:
    """What a column of deductions takes off the payment, whatever sign it is printed with."""
    return replace(spot, value=f"-{str(spot.value).removeprefix('-')}")


def _document(strip: Strip | None, paper: Paper) -> Spot | None:
    """The number of the settled document: all of its cell, as claims carry suffixes; a day that strayed into it is none."""
    for match in re.finditer(r"[A-Za-z0-9](?:[\w./-]*[A-Za-z0-9])?", strip.text) if strip is not None else ():
        day = find_date(match.group(), paper.region)
        if strip is not None and (day is None or (day.start, day.end) != (0, len(match.group()))):
            return Spot(match.group(), strip, match.start(), match.end())
    return None


def _date(strip: Strip | None, paper: Paper) -> Spot | None:
    read = find_date(strip.text, paper.region) if strip is not None else None
    return Spot(read.value, strip, read.start, read.end, doubt=read.doubt) if strip is not None and read is not None else None


def _parties(draft: Draft) -> None:
    """Payee from its label; the payer from its label or the letterhead."""
    payee = party(draft.paper, "payee_name", SHAPES).name
    payer = party(draft.paper, "payer_name", SHAPES).name
    firms = list(company_spots(draft.paper))
    payee, payer = (None if s is not None and firms and len(str(s.value).split()) < _WORDS_OF_A_NAME else s for s in (payee, payer))
    named = {str(s.value).casefold() for s in (payee, payer) if s is not None}
    others = [c for c in firms if str(c.value).casefold() not in named]
    if payer is None and others:
        payer = others.pop(0)
    if payee is None and others:
        payee = others.pop(0)
    draft.put("payer_name", payer)
    draft.put("payee_name", payee)


_WORDS_OF_A_NAME: Final = 2
"""“Supplier Accounts” names an office; a firm has a legal form or words of its own."""
