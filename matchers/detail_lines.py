"""Claim lines as the detail exports show them: shortages and price differences, each once however many exports repeat it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from facts.finding import FindingType
from facts.identifiers import compact
from facts.money import minor_digits, round_half_up
from facts.tables import TableKind
from matchers.claims import ClaimLine
from matchers.frames import Row, decimal, newest, row_evidence, rows
from matchers.grammar import number_key
from matchers.grounds import Grounds
from matchers.price import PriceLine
from matchers.shortage import ShortageLine


def shortage_lines(grounds: Grounds) -> Iterator[ShortageLine]:
    """Shortage lines of the exports, each once however many exports repeat it, with the figures of the newest."""
    needed = ("quantity_invoiced", "quantity_received", "unit_cost", "invoice_number")
    seen: set[tuple[object, ...]] = set()
    for row in _stated(grounds, TableKind.SHORTAGE_DETAIL, needed):
        invoiced, received, cost = row["quantity_invoiced"], row["quantity_received"], decimal(row["unit_cost"]) or Decimal(0)
        short = row["quantity_short"] if row["quantity_short"] is not None else invoiced - received
        amount = _amount(grounds, row, short * cost)
        key = (_line(row), invoiced, received, amount)
        if key in seen:
            continue
        seen.add(key)
        fact = f"invoiced {invoiced}, received {received}, short {short}, cost {cost}"
        claim = _claim_line(grounds, FindingType.SHORTAGE, row, amount, fact)
        yield ShortageLine(claim, Decimal(invoiced), Decimal(received), Decimal(short), cost)


def price_lines(grounds: Grounds) -> Iterator[PriceLine]:
    """Price claim lines of the exports, each once, with the figures of the newest."""
    needed = ("quantity", "invoice_cost", "po_cost", "invoice_number")
    seen: set[tuple[object, ...]] = set()
    for row in _stated(grounds, TableKind.PRICE_DISCREPANCIES, needed):
        quantity, invoiced, ordered = row["quantity"], decimal(row["invoice_cost"]) or Decimal(0), decimal(row["po_cost"]) or Decimal(0)
        amount = _amount(grounds, row, (invoiced - ordered) * quantity)
        key = (number_key(_reference(row)), compact(row["sku"] or ""), quantity, amount)
        if key in seen:
            continue
        seen.add(key)
        fact = f"{quantity} units, invoice cost {invoiced}, order cost {ordered}"
        claim = _claim_line(grounds, FindingType.PRICE_CLAIM, row, amount, fact)
        yield PriceLine(claim, Decimal(quantity), invoiced, ordered, decimal(row["adjusted_cost"]))


def _stated(grounds: Grounds, kind: TableKind, needed: Collection[str]) -> Iterator[Row]:
    """The rows of an export that state a claim line: none of the needed cells is empty."""
    return newest((row for row in rows(grounds.frames.table(kind)) if not any(row[name] in {None, ""} for name in needed)), _line)


def _line(row: Row) -> tuple[str, str, str]:
    """What tells claim lines apart, whatever their figures: claim, order and item."""
    return number_key(_reference(row)), compact(row["purchase_order"] or ""), compact(row["sku"] or "")


def _reference(row: Row) -> str:
    return str(row["claim_number"] or row["invoice_number"])


def _amount(grounds: Grounds, row: Row, worked_out: Decimal) -> Decimal:
    """The amount as stated, else as its parts make it."""
    stated = decimal(row["amount"])
    return abs(stated) if stated is not None else round_half_up(worked_out, minor_digits(grounds.rules.currency))


def _claim_line(grounds: Grounds, kind: FindingType, row: Row, amount: Decimal, fact: str) -> ClaimLine:
    invoice = grounds.books.invoice(row["invoice_number"] or "")
    purchase_order = row.get("purchase_order") or (invoice.purchase_order if invoice else "")
    return ClaimLine(
        kind,
        _reference(row),
        amount,
        row.get("currency") or grounds.rules.currency,
        row_evidence(row, fact),
        row["invoice_number"] or "",
        purchase_order,
        row.get("sku") or "",
        grounds.vendor_code(purchase_order),
        row["_review"],
    )
