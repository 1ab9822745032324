"""Invoices and credit notes: number, dates, parties, totals that add up, and lines whose quantity times price is their amount."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from extractors.papers.amounts import Totals, solve
from extractors.papers.arithmetic import by_arithmetic
from extractors.papers.cells import gtin_of, item_of, money_of, number_of, order_of, text_of
from extractors.papers.companies import company_spots
from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates, wrap_of
from extractors.papers.grids import Grid, Line, item_grids
from extractors.papers.headline import read_headline
from extractors.papers.labels import Label
from extractors.papers.lading_number import title_kinds
from extractors.papers.paper import Paper, Spot
from extractors.papers.parties import party
from extractors.papers.payment_terms import read_terms
from extractors.papers.region import SIGNS
from extractors.papers.strips import Strip, same_line
from extractors.papers.tokens import fold
from extractors.papers.totals import column_sum
from extractors.papers.values import find_date, plain
from extractors.papers.vocabulary import matcher
from facts.documents import Field
from facts.money import minor_digits, round_half_up

_TAX_ID: Final = re.compile(r"(?:[A-Z]{2}\s?)?[A-Z0-9](?:[A-Z0-9]|[ .\-/](?=[A-Z0-9])){5,19}")
_CODES: Final = re.compile(r"(?<![A-Za-z])(?:USD|EUR|GBP|CNY|RMB|CAD|AUD|CHF|JPY|MXN|PLN|SEK)(?![A-Za-z])")
_DOLLARS: Final = frozenset({"USD", "CAD", "AUD", "MXN", "SGD", "NZD", "HKD"})
_SHAPED_TAX_ID: Final = re.compile(
    r"(?<![\w-])(?:(?:DE|AT\s?U|FR|IT|ES|NL|BE|PL|PT|GB|IE|LU|DK|SE|FI|CZ|SK|HU|RO|BG|SI|HR|LT|LV|EE|GR|EL|CY|MT)\s?[A-Z0-9]{8,12}|\d{2}-\d{7})(?![\w-])"
)
"""VAT numbers by country prefix, and the American employer number."""
_CENT: Final = Decimal("0.01")


def read_invoice(paper: Paper) -> Draft:
    """The fields and lines of an invoice or a credit note; amounts as printed, a credit's sign too."""
    grids, bare = item_grids(paper)
    draft = Draft(bare)
    grid = choose_item_grid(grids)
    if grid is not None:
        grid = by_arithmetic(grid, paper)
        draft.lines = [line for row in grid.lines if (line := invoice_line(grid, row, paper))]
    _check_lines(draft)
    _number(draft)
    _dates(draft)
    _parties(draft)
    _tax_id(draft)
    _order(draft)
    _totals(draft)
    _currency(draft)
    read_terms(draft)
    return draft


def choose_item_grid(grids: Sequence[Grid]) -> Grid | None:
    """The table of the goods: with quantity, price and amount, and the most rows."""
    useful = [g for g in grids if g.lines and g.known & {"line_total", "unit_price", "gross_total"} and len(g.known) > 2]
    return max(
        useful, key=lambda g: (len(g.known & {"line_total", "unit_price", "quantity", "sku", "description"}), len(g.lines)), default=None
    )


def invoice_line(grid: Grid, row: Line, paper: Paper) -> dict[str, Field]:
    """One row of goods as fields."""
    spots: dict[str, Spot | None] = {
        "line_number": _whole(grid.cell(row, "line_number"), paper),
        "purchase_order": order_of(grid.cell(row, "purchase_order")),
        "sku": item_of(grid.cell(row, "sku")),
        "gtin": gtin_of(grid.cell(row, "gtin")),
        "description": text_of(grid.cell(row, "description")),
        "quantity": number_of(grid.cell(row, "quantity", "units", "pieces", "cartons"), paper),
        "unit": _unit(grid, row),
        "unit_price": money_of(grid.cell(row, "unit_price"), paper),
        "line_total": money_of(grid.cell(row, "line_total"), paper, digits=2),
    }
    return {name: spot.field() for name, spot in spots.items() if spot is not None}


def _whole(strip: Strip | None, paper: Paper) -> Spot | None:
    spot = number_of(strip, paper)
    alone = strip is not None and strip.text.strip(" .#").isdigit()
    return spot if alone and spot is not None and isinstance(spot.value, int) else None


_FIGURES_BEFORE: Final = re.compile(r"\d[\d.,]*\s+(?=\D)")
"""A quantity that stands in the same cell as its unit."""


def _unit(grid: Grid, row: Line) -> Spot | None:
    spot = text_of(grid.cell(row, "unit"))
    if spot is not None and re.search(r"[A-Za-z\u4e00-\u9fff]", str(spot.value)):
        figures = _FIGURES_BEFORE.match(spot.strip.text)
        return spot if figures is None else Spot(spot.strip.text[figures.end() :], spot.strip, figures.end(), len(spot.strip.text))
    strip = grid.cell(row, "quantity")
    match = re.search(r"[A-Za-z\u4e00-\u9fff][\w./²³]*", strip.text) if strip is not None else None
    return Spot(match.group(), strip, match.start(), match.end()) if strip is not None and match else None


def _check_lines(draft: Draft) -> None:
    """Quantity times price must give the amount of a row, to the cent or with the row's discount; then all three are confirmed."""
    for index, line in enumerate(draft.lines):
        if not {"quantity", "unit_price", "line_total"} <= line.keys():
            continue
        quantity, price, total = (Decimal(str(line[n].value)) for n in ("quantity", "unit_price", "line_total"))
        ties = abs(round_half_up(quantity * price) - total) <= _CENT
        if not ties and price:
            draft.problems.append(f"line {index + 1}: {quantity} x {price} is not {total}")
        for name in ("quantity", "unit_price", "line_total"):
            found = line[name]
            if ties:
                line[name] = replace(found, confidence=max(found.confidence, 0.97), review=False)
            elif draft.paper.scanned or not ties:
                line[name] = replace(found, confidence=min(found.confidence, 0.6), review=True)


def _number(draft: Draft) -> None:
    read_headline(draft, "invoice_number", "issue_date", marked=True)
    own = _with_own_number(draft.paper)
    spot = best(candidates(own, "invoice_number", SHAPES["invoice_number"], SHAPES))
    if spot is not None and own is not draft.paper and spot.score < _BY_A_PLAIN_WORD:
        spot = replace(spot, doubt=True)
    draft.put("invoice_number", spot)
    read_headline(draft, "invoice_number", "issue_date")


_BY_A_PLAIN_WORD: Final = 0.75
"""A label that may name many things (“Documento”), beside one for an invoice on a credit or debit: either may be its number."""
_CORRECTS: Final = frozenset({"credit_note", "debit_memo"})
_TITLES_STAND: Final = 0.45
"""By the height of the page: what stands lower is no title."""


def _with_own_number(paper: Paper) -> Paper:
    """A credit or debit without the labels for the number of the invoice that it corrects, where others name its own.

    “Your invoice” is never the number of the paper itself.
    """
    sheet = paper.sheets[0]
    top = [s for s in sheet.strips if s.box.top < _TITLES_STAND * sheet.page.height]
    corrects = any(_CORRECTS & title_kinds(s.text) for s in top)
    others = [
        label
        for label in paper.named("invoice_number")
        if matcher("invoice_named").search(words := fold(label.words)) and not matcher("own_number").search(words)
    ]
    theirs = [label for label in others if matcher("theirs").search(fold(label.strip.text[: label.start]))]
    paper = _without(paper, theirs) if theirs else paper
    bare = _without(paper, others) if corrects else paper
    return bare if candidates(bare, "invoice_number", SHAPES["invoice_number"], SHAPES) else paper


def _without(paper: Paper, labels: Sequence[Label]) -> Paper:
    return replace(paper, labels=tuple(label for label in paper.labels if not any(label is other for other in labels)))


def _dates(draft: Draft) -> None:
    _date_behind_number(draft)
    draft.find("issue_date", "due_date")
    if "issue_date" not in draft.fields:
        due = draft.fields.get("due_date")
        spots = [s for s in candidates(draft.paper, "date", SHAPES["date"], SHAPES) if due is None or s.box != due.box]
        found = best(spots)
        if found is not None:
            draft.put("issue_date", replace(found, score=max(found.score, 0.85) if not found.doubt else found.score))
    if "issue_date" not in draft.fields:
        _date_beside_number(draft)


_DATED: Final = re.compile(
    r"[\s,;/()–-]*(?:vom|v\.|dated|date|of|from|du|en date du|del|de fecha|il|datum|datée? du)?[\s.:]*", re.IGNORECASE
)


def _date_behind_number(draft: Draft) -> None:
    """“Rechnung Nr. 1234 vom 12.03.2024”: the date that follows the number, on the same line or the next."""
    number = draft.fields.get("invoice_number")
    if number is None or number.box is None:
        return
    for _, row in draft.paper.rows:
        for strip in row.strips:
            at = strip.text.find(number.text)
            if at < 0 or strip.page != number.page or not same_line(strip.box, number.box):
                continue
            end = at + len(number.text)
            follows = wrap_of(draft.paper, strip) if end >= len(strip.text) - 1 else None
            for place, start in ((strip, end), (follows, 0)):
                lead = _DATED.match(place.text, start) if place is not None else None
                read = find_date(place.text, draft.paper.region, start) if place is not None else None
                if place is not None and lead is not None and read is not None and read.start <= lead.end():
                    draft.put("issue_date", Spot(read.value, place, read.start, read.end, 0.97, read.doubt))
                    return


def _date_beside_number(draft: Draft) -> None:
    """A date without a label: on the line of the invoice number, or the only date of the head."""
    number = draft.fields.get("invoice_number")
    head: list[Spot] = []
    for sheet, row in draft.paper.rows:
        for strip in row.strips:
            read = find_date(strip.text, draft.paper.region)
            if read is None:
                continue
            beside = (
                number is not None
                and number.box is not None
                and strip.page == number.page
                and abs(strip.box.top - number.box.top) < 2 * sheet.line_height
            )
            if beside or strip.box.top < 0.4 * sheet.page.height:
                head.append(Spot(read.value, strip, read.start, read.end, 0.58 if beside else 0.5, read.doubt))
    draft.put("issue_date", best(head))


def _parties(draft: Draft) -> None:
    """Buyer from its block, seller from its label or the letterhead; a company that is not the other one."""
    paper = draft.paper
    buyer = party(paper, "buyer_name", SHAPES).name
    seller = party(paper, "seller_name", SHAPES).name
    companies = company_spots(paper)
    if seller is not None and buyer is not None and str(seller.value).casefold() == str(buyer.value).casefold():
        head = str(companies[0].value).casefold() if companies else ""
        seller, buyer = (seller, None) if head == str(seller.value).casefold() else (None, buyer)
    named = {str(s.value).casefold() for s in (buyer, seller) if s is not None}
    if seller is None:
        seller = next((c for c in companies if str(c.value).casefold() not in named), None)
        if seller is not None:
            named.add(str(seller.value).casefold())
    if buyer is None:
        buyer = next((c for c in companies if str(c.value).casefold() not in named), None)
    draft.put("seller_name", seller)
    draft.put("buyer_name", buyer)


def _tax_id(draft: Draft) -> None:
    spots: list[Spot] = []
    for label in draft.paper.named("seller_tax_id"):
        text = label.strip.text
        match = _TAX_ID.match(text, label.after + len(text[label.after :]) - len(text[label.after :].lstrip(" *·•")))
        strip = label.strip
        if match is None and not text[label.after :].strip(" :."):
            beside = draft.paper.sheet_of(strip).right_of(strip)
            match = _TAX_ID.match(beside.text) if beside is not None else None
            strip = beside if beside is not None else strip
        if match is None or sum(c.isdigit() for c in match.group()) < 4:
            continue
        word = match.group()
        first = re.match(r"(?:[A-Z]{2}[\s-]?)?[A-Z0-9][A-Z0-9.\-/]*(?:\s\d[A-Z0-9.\-/]*)*", word)
        end = match.start() + (first.end() if first else len(word))
        vat = 1.0 if re.match(r"[A-Z]{2}\s?[A-Z0-9]", word) else 0.95
        spots.append(Spot(strip.text[match.start() : end].strip(), strip, match.start(), end, vat * label.likeness - 0.0001 * strip.page))
    chosen = best(spots) or _unlabelled_tax_id(draft.paper)
    if chosen is not None and len(spots) < _BOTH and _in_buyers_block(draft, chosen):
        chosen = replace(chosen, doubt=True)
    draft.put("seller_tax_id", chosen)


_BOTH: Final = 2
_BLOCK: Final = 6.0


def _in_buyers_block(draft: Draft, spot: Spot) -> bool:
    """Whether a tax number stands in the address of whom the invoice is for: the seller's own may not have been read."""
    buyer = draft.fields.get("buyer_name")
    if buyer is None or buyer.box is None or buyer.page != spot.strip.page:
        return False
    height = draft.paper.sheet_of(spot.strip).line_height
    return 0 < spot.box.top - buyer.box.top < _BLOCK * height and abs(spot.strip.box.x0 - buyer.box.x0) < 2 * height


def _unlabelled_tax_id(paper: Paper) -> Spot | None:
    """The one number on the paper that has the shape of a tax number."""
    found = [
        Spot(m.group(), strip, m.start(), m.end(), 0.8)
        for _, row in paper.rows
        for strip in row.strips
        for m in _SHAPED_TAX_ID.finditer(strip.text)
        if sum(c.isdigit() for c in m.group()) >= 7
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


def _order(draft: Draft) -> None:
    spot = best(candidates(draft.paper, "purchase_orders", SHAPES["purchase_orders"], SHAPES))
    if spot is not None and isinstance(spot.value, list):
        draft.put("purchase_order", replace(spot, value=spot.value[0], doubt=spot.doubt or len(spot.value) > 1))
        return
    rows = {str(line["purchase_order"].value) for line in draft.lines if "purchase_order" in line}
    if len(rows) == 1:
        draft.fields["purchase_order"] = draft.lines[0]["purchase_order"]


def _totals(draft: Draft) -> None:
    paper = draft.paper
    added = column_sum(draft.lines, "line_total")
    totals = solve(paper, added)
    digits = minor_digits(paper.region.currency or "USD")
    for name, spot in (("net_total", totals.net), ("tax_total", totals.tax), ("grand_total", totals.grand)):
        if spot is None:
            continue
        value = Decimal(str(spot.value))
        field = replace(
            spot, value=plain(value, digits), proof=totals.tied, score=max(spot.score, 0.85) if totals.tied else spot.score
        ).field()
        if totals.tied:
            field = replace(field, review=False, confidence=max(field.confidence, 0.97))
        elif _at_odds(paper, totals):
            field = replace(field, review=True, confidence=min(field.confidence, 0.6))
        draft.fields[name] = field
    _tie_lines(draft, totals, added)


def _at_odds(paper: Paper, totals: Totals) -> bool:
    """Whether the totals of a scan do not add up: a figure was lost from one of them, and perhaps from the row that it agrees with."""
    return paper.scanned and totals.net is not None and totals.grand is not None and not totals.tied


def _tie_lines(draft: Draft, totals: Totals, added: Decimal | None) -> None:
    net = totals.net or totals.grand
    if net is None or added is None:
        return
    if Decimal(str(net.value)) == added and not _at_odds(draft.paper, totals):
        draft.lines[:] = [{**line, "line_total": replace(line["line_total"], review=False, confidence=0.98)} for line in draft.lines]
    elif Decimal(str(net.value)) != added:
        name = "net_total" if totals.net is not None else "grand_total"
        draft.problems.append(f"{name}: printed {net.value}, lines sum to {plain(added)}")


def _currency(draft: Draft) -> None:
    spot = currency_spot(draft.paper, draft.fields.get("grand_total"))
    if spot is not None:
        field = spot.field()
        draft.fields["currency"] = (
            replace(field, review=False, confidence=0.98) if len(set(_CODES.findall(draft.paper.text))) == 1 else field
        )


def currency_spot(paper: Paper, total: Field | None) -> Spot | None:
    """The currency of a paper at the code or sign that stands nearest to its total."""
    code = paper.region.currency
    if code is None:
        return None
    wording = re.compile(rf"(?<![A-Za-z]){code}(?![A-Za-z])")
    meant = [sign for sign, named in SIGNS.items() if named == code] + ([r"$"] if code in _DOLLARS else [])
    signs = re.compile("|".join(re.escape(sign) for sign in meant) or "(?!)")
    found = [
        Spot(code, strip, m.start(), m.end(), 0.95 - _away(strip, m.start(), total))
        for _, row in paper.rows
        for strip in row.strips
        for m in (*wording.finditer(strip.text), *signs.finditer(strip.text))
    ]
    return max(found, key=lambda s: s.score, default=None)


def _away(strip: Strip, at: int, total: Field | None) -> float:
    if total is None or total.box is None or total.page != strip.page:
        return 0.1
    box = strip.box_of(at, at + 1)
    return min(0.1, 0.0001 * (3 * abs(box.top - total.box.top) + abs(box.x0 - total.box.x1)))
