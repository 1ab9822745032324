"""EDIFACT INVOIC and REMADV: what was billed and paid. Totals are compared with the sums of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractors.edi.edifact import Message, Segment
from extractors.edi.edifact_heading import (
    Loop,
    amounts,
    check_totals,
    heading,
    loops,
    put_amount,
    put_currency,
    put_dates,
    put_freight_terms,
    put_items,
    put_parties,
    put_price,
    put_references,
    quantities,
    summary,
)
from extractors.edi.x12_heading import FREIGHT_TERMS
from extractors.form import Form, money_text, number_of
from facts.documents import DocumentKind

_LINES: Final = frozenset({"LIN"})
_DOCUMENTS: Final = frozenset({"DOC"})
_CREDIT: Final = frozenset({"381", "81", "83", "261", "262", "296", "308", "396", "420", "458", "532"})
_DEBIT: Final = frozenset({"383", "80", "82", "84"})
_TOLERANCE: Final = Decimal("0.02")
_DAY_PERIODS: Final = {"D": 1, "CD": 1, "W": 7, "WD": 1}


def invoice_kind(message: Message) -> DocumentKind:
    """INVOIC is an invoice unless its name code (1001) says credit or debit note."""
    code = message.first("BGM")[1]
    if code in _CREDIT:
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.DEBIT_MEMO if code in _DEBIT else DocumentKind.INVOICE


def invoice(message: Message, form: Form) -> list[Form]:
    """INVOIC: header fields into `form`, the lines back."""
    start = message.first("BGM")
    head = heading(message.segments, _LINES)
    form.text("invoice_number", start[2])
    form.text("type_code", start[1])
    put_dates(form, _before_terms(head), {"137": "issue_date", "3": "issue_date"})
    put_dates(form, head, {"35": "delivery_date", "11": "ship_date", "4": "order_date", "171": "order_date"})
    put_references(
        form,
        head,
        {"ON": "purchase_order", "IV": "original_invoice", "OI": "original_invoice", "BM": "bol_number", "DQ": "delivery_note_number"},
    )
    put_parties(form, head, ("vendor", "buyer", "ship_to", "ship_from"))
    for name in ("name", "tax_id"):
        if f"vendor_{name}" in form.fields:
            form.fields[f"seller_{name}"] = form.fields.pop(f"vendor_{name}")
    put_currency(form, head)
    put_freight_terms(form, head, FREIGHT_TERMS)
    _put_terms(form, head)
    lines = [_invoice_line(loop) for loop in loops(message.segments, _LINES)]
    order = next((o for line in lines if (o := line.value("purchase_order"))), "")
    if len({line.value("purchase_order") for line in lines}) == 1:
        form.text("purchase_order", order)
    _put_totals(message, form, lines)
    check_totals(message, form, len(lines), [line.number("quantity") for line in lines])
    return lines


def _before_terms(head: Sequence[Segment]) -> Sequence[Segment]:
    return head[: next((i for i, s in enumerate(head) if s.tag in {"PAT", "NAD"}), len(head))] or head


def _put_terms(form: Form, head: Sequence[Segment]) -> None:
    """PAT: 1, 3 and 35 say when to pay, 22 which discount is granted for paying sooner (PCD 12)."""
    for loop in loops(head, frozenset({"PAT"})):
        discount = loop.first[1] in {"22", "2"}
        days = number_of(loop.first.part(3, 4)) if loop.first.part(3, 4) else None
        period = _DAY_PERIODS.get(loop.first.part(3, 3).upper() or "D")
        if discount:
            for segment in loop.rest:
                if segment.tag == "PCD" and segment[1] in {"12", "7", "5"}:
                    form.percent("discount_rate", segment.part(1, 2))
            put_dates(form, loop.rest, {"12": "discount_due_date", "13": "discount_due_date"})
        else:
            put_dates(form, loop.rest, {"13": "due_date", "265": "due_date", "140": "due_date"})
        if days is not None and period:
            form.count("discount_days" if discount else "terms_net_days", f"{days * period:f}")
    put_dates(form, [s for s in head if s.tag == "DTM" and s[1] in {"265", "140"}], {"265": "due_date", "140": "due_date"})


def _invoice_line(loop: Loop) -> Form:
    line = Form()
    put_items(line, loop)
    found = quantities(loop.rest, line)
    for qualifier in ("47", "46", "12", "21", "1"):
        if qualifier in found and "quantity" not in line.fields:
            line.count("quantity", found[qualifier][0])
            line.text("unit", found[qualifier][1])
    put_price(line, loop.rest)
    before_tax = loop.rest[: next((i for i, s in enumerate(loop.rest) if s.tag in {"TAX", "ALC"}), len(loop.rest))]
    put_amount(line, "line_total", amounts(before_tax, line) or amounts(loop.rest, line), ("203", "66", "38", "128"))
    put_references(line, loop.rest, {"ON": "purchase_order", "DQ": "delivery_note_number"})
    return line


def _put_totals(message: Message, form: Form, lines: list[Form]) -> None:
    """Net, tax and grand total; they must add up, and the lines must add up to their stated sum."""
    tail = summary(message.segments)
    first_tax = next((i for i, s in enumerate(tail) if s.tag in {"TAX", "ALC"}), len(tail))
    whole, by_rate = amounts(tail[:first_tax], form), tail[first_tax:]
    grand = put_amount(form, "grand_total", whole or amounts(tail, form), ("77", "39", "86", "388", "9", "139"))
    line_sum = whole.get("79", (None, ""))[0]
    tax = put_amount(form, "tax_total", whole, ("176", "124", "150"))
    if tax is None:
        parts = [n for s in by_rate if s.tag == "MOA" and s[1] == "124" and (n := number_of(s.part(1, 2))) is not None]
        if parts:
            tax = sum(parts, Decimal(0))
            form.put("tax_total", money_text(tax), "MOA 124")
    net = put_amount(form, "net_total", whole, ("389", "125"))
    if net is None and grand is not None and tax is not None:
        net = grand - tax
        form.put("net_total", money_text(net), "MOA 77 less MOA 124")
    elif net is None:
        net = put_amount(form, "net_total", whole, ("79",))
    if grand is not None and net is not None and tax is not None and abs(net + tax - grand) > _TOLERANCE:
        form.problems.append(f"grand_total: net {net} and tax {tax} do not add up to {grand}")
        form.put("grand_total", form.fields["grand_total"].value, form.fields["grand_total"].text, review=True)
    stated = [line.number("line_total") for line in lines]
    if lines and None not in stated:
        total = sum((s for s in stated if s is not None), Decimal(0))
        if line_sum is not None and abs(line_sum - total) > _TOLERANCE:
            form.problems.append(f"net_total: MOA 79 says {line_sum}, the lines sum to {total}")
    for number, line in enumerate(lines, 1):
        quantity, price, amount = line.number("quantity"), line.number("unit_price"), line.number("line_total")
        if quantity is not None and price is not None and amount is not None and abs(abs(quantity * price) - abs(amount)) > _TOLERANCE:
            form.problems.append(f"line {number}: {quantity} x {price} is not {amount}")


def remittance_advice(message: Message, form: Form) -> list[Form]:
    """REMADV: the payment into `form`, one line per DOC back."""
    start = message.first("BGM")
    head = heading(message.segments, _DOCUMENTS)
    put_references(form, head, {"PQ": "payment_number", "AEK": "payment_number"})
    form.text("advice_number" if "payment_number" in form.fields else "payment_number", start[2])
    put_dates(form, head, {"138": "payment_date", "209": "payment_date", "203": "payment_date"})
    put_dates(form, head, {"137": "payment_date"})
    put_parties(form, head, ("payer", "payee"))
    put_references(form, head, {"IA": "vendor_code", "ADE": "vendor_code"})
    put_currency(form, head)
    lines = [_paid_document(loop) for loop in loops(message.segments, _DOCUMENTS)]
    found = amounts(summary(message.segments), form) or amounts(head, form)
    paid = put_amount(form, "total_paid", found, ("12", "128", "9", "86"))
    summed = sum((a for line in lines if (a := line.number("amount_paid")) is not None), Decimal(0))
    if paid is not None and lines and paid != summed:
        form.put("total_paid", money_text(paid), form.fields["total_paid"].text, review=True)
        gap = money_text(paid - summed)
        form.problems.append(f"total_paid: {money_text(paid)} stated, the lines sum to {money_text(summed)}, a gap of {gap}")
    check_totals(message, form, len(lines))
    return lines


def _paid_document(loop: Loop) -> Form:
    line = Form()
    line.put("segment", loop.first.row, "DOC")
    line.text("invoice_number", loop.first[2])
    line.text("document_code", loop.first[1])
    before_adjustment = loop.rest[: next((i for i, s in enumerate(loop.rest) if s.tag == "AJT"), len(loop.rest))]
    found = amounts(before_adjustment, line)
    put_amount(line, "invoice_amount", found, ("9", "77", "39", "38"))
    put_amount(line, "amount_paid", found, ("12", "11"))
    put_amount(line, "terms_discount", found, ("52",))
    put_amount(line, "remaining_amount", found, ("36", "315"))
    put_amount(line, "withholding", found, ("ZZZ", "176W"))
    put_dates(line, loop.rest, {"171": "invoice_date", "137": "invoice_date", "3": "invoice_date"})
    put_references(line, loop.rest, {"ON": "purchase_order", "IV": "related_invoice", "OI": "original_invoice"})
    for adjustment in loops(loop.rest, frozenset({"AJT"})):
        line.text("adjustment_reason", adjustment.first[1])
        line.text("adjustment_reason_list", "edifact_4465")
        put_amount(line, "adjustment_amount", amounts(adjustment.rest, line), ("165", "12", "9", "8", "131"))
    words = [" ".join(p for p in s.elements[3] if p.strip()) for s in loop.rest if s.tag == "FTX" and len(s.elements) > 3]
    line.text("description", " ".join(words))
    return line
