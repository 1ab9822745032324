"""X12 810, 812 and 820: what was billed, adjusted and paid. Totals are compared with the sums of their lines."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractors.edi.x12 import Segment, TransactionSet
from extractors.edi.x12_heading import (
    check_totals,
    heading,
    loops,
    put_currency,
    put_dates,
    put_description,
    put_freight_terms,
    put_items,
    put_parties,
    put_price,
    put_references,
    row_of,
)
from extractors.form import Form, money_text
from facts.documents import DocumentKind
from facts.money import round_half_up

_INVOICE_LINES: Final = frozenset({"IT1"})
_PAYMENT_LINES: Final = frozenset({"RMR", "ADX"})
_MEMO_LINES: Final = frozenset({"CDD"})
_CREDIT_TYPES: Final = frozenset({"CR", "CN", "CC", "CM"})
_DEBIT_TYPES: Final = frozenset({"DR", "DM"})
_CENT_PER_LINE: Final = Decimal("0.01")
_DEBIT: Final = "D"


def invoice_kind(transaction: TransactionSet) -> DocumentKind:
    """810 is an invoice unless BIG07 says credit or debit memo."""
    code = transaction.first("BIG")[7].upper()
    if code in _CREDIT_TYPES:
        return DocumentKind.CREDIT_NOTE
    return DocumentKind.DEBIT_MEMO if code in _DEBIT_TYPES else DocumentKind.INVOICE


def invoice(transaction: TransactionSet, form: Form) -> list[Form]:
    """810: header fields into `form`, the lines back."""
    start = transaction.first("BIG")
    form.day("issue_date", start[1])
    form.text("invoice_number", start[2])
    form.day("order_date", start[3])
    form.text("purchase_order", start[4])
    form.text("type_code", start[7])
    head = heading(transaction.segments, _INVOICE_LINES)
    put_currency(form, head)
    put_parties(form, head, ("vendor", "buyer", "ship_to", "ship_from"))
    if "vendor_name" in form.fields:
        form.fields["seller_name"] = form.fields.pop("vendor_name")
    put_references(form, head, {"IA": "vendor_code", "VR": "vendor_code", "BM": "bol_number", "CN": "pro_number", "PO": "purchase_order"})
    put_dates(form, head, {"011": "ship_date", "035": "delivery_date"})
    put_freight_terms(form, head)
    _put_terms(form, head)
    lines = [_invoice_line(loop) for loop in loops(transaction.segments, _INVOICE_LINES, frozenset({"TDS", "CTT"}))]
    _put_invoice_totals(transaction, form, lines)
    check_totals(transaction, form, len(lines), [line.number("quantity") for line in lines])
    return lines


def _put_terms(form: Form, segments: Sequence[Segment]) -> None:
    """ITD: net days and date, and the discount where one is granted. Several ITD are steps; the first with a discount counts."""
    for segment in (s for s in segments if s.tag == "ITD"):
        form.day("due_date", segment[6])
        form.count("terms_net_days", segment[7])
        if segment[3]:
            form.percent("discount_rate", segment[3])
            form.day("discount_due_date", segment[4])
            form.count("discount_days", segment[5])
        form.amount("discount_amount", segment[8], implied_digits=2)
        form.text("terms_text", segment[12])


def _invoice_line(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("line_number", first[1])
    line.count("quantity", first[2])
    line.text("unit", first[3])
    put_price(line, first[4] or next((s[3] for s in loop if s.tag == "CTP"), ""), first[5])
    put_items(line, first, 6)
    put_description(line, loop)
    put_references(line, loop, {"PO": "purchase_order"})
    for segment in loop:
        if segment.tag == "PAM" and segment[4] == "1":
            line.amount("line_total", segment[5])
    return line


def _line_amount(line: Form) -> Decimal | None:
    stated = line.number("line_total")
    quantity, price = line.number("quantity"), line.number("unit_price")
    if stated is not None:
        return stated
    return None if quantity is None or price is None else quantity * price


def _put_invoice_totals(transaction: TransactionSet, form: Form, lines: list[Form]) -> None:
    """TDS01 has two implied decimals; some senders write the point or whole units, which only the sum of the lines can tell."""
    totals = transaction.first("TDS")
    charges, taxes = _charges(transaction.segments, form), _taxes(transaction.segments, form)
    amounts = [_line_amount(line) for line in lines]
    known = [a for a in amounts if a is not None]
    total = form.amount("grand_total", totals[1], implied_digits=2)
    if taxes:
        form.put("tax_total", money_text(taxes), "TXI")
    form.amount("discounted_total", totals[3], implied_digits=2)
    if total is None or not lines or len(known) < len(lines):
        return
    tolerance = _CENT_PER_LINE * len(lines)
    plain = sum(known, Decimal(0)) + taxes
    expected = round_half_up(plain + charges)
    if any(abs(total - sums) <= tolerance for sums in (expected, round_half_up(plain))):
        form.put("net_total", money_text(total - taxes), totals[1])
        return
    if "." not in totals[1] and abs(abs(total) * 100 - abs(expected)) <= tolerance:
        total *= 100
        form.problems.append(f"grand_total: TDS01 {totals[1]} ties with the lines only if it is written without decimals")
    else:
        form.problems.append(f"grand_total: {money_text(total)} stated, lines with charges and taxes sum to {money_text(expected)}")
    form.put("grand_total", money_text(total), totals[1], review=True)


def _charges(segments: Sequence[Segment], form: Form) -> Decimal:
    """Allowances (A) less and charges (C) more, from SAC05 with two implied decimals, on lines and on the whole."""
    total, spoken = Decimal(0), Form()
    for segment in segments:
        if segment.tag == "SAC" and segment[1] in {"A", "C"}:
            amount = spoken.amount(f"SAC {segment.row}", segment[5], implied_digits=2)
            if amount is not None:
                total += -abs(amount) if segment[1] == "A" else amount
    form.problems += spoken.problems
    if total:
        form.put("charges_total", money_text(total), "SAC")
    return total


def _taxes(segments: Sequence[Segment], form: Form) -> Decimal:
    spoken = Form()
    amounts = [spoken.amount(f"TXI {s.row}", s[2]) for s in segments if s.tag == "TXI" and s[7] not in {"A", "I"}]
    form.problems += spoken.problems
    return sum((a for a in amounts if a is not None), Decimal(0))


def remittance_advice(transaction: TransactionSet, form: Form) -> list[Form]:
    """820: the payment into `form`; one line per RMR, and one per adjustment (ADX) that stands for itself, back."""
    payment, trace = transaction.first("BPR"), transaction.first("TRN")
    paid = form.amount("total_paid", payment[2])
    if payment[3].upper() == _DEBIT and paid is not None:
        form.put("total_paid", money_text(-abs(paid)), payment[2], review=True)
    form.text("payment_number", trace[2])
    form.text("payment_method", payment[4])
    head = heading(transaction.segments, _PAYMENT_LINES)
    form.day("payment_date", payment[16])
    put_dates(form, head, {"097": "payment_date", "020": "payment_date", "107": "payment_date", "009": "payment_date"})
    put_currency(form, head)
    put_parties(form, head, ("payer", "payee"))
    put_references(form, head, {"IA": "vendor_code", "VR": "vendor_code", "CK": "payment_number"})
    lines = _payment_lines(transaction.segments)
    _check_payment(form, lines)
    return [line for line, _ in lines]


def _payment_lines(segments: Sequence[Segment]) -> list[tuple[Form, bool]]:
    """Lines in order; True marks an ADX that follows an invoice of its own entity and may only explain that invoice's short pay."""
    found: list[tuple[Form, bool]] = []
    after_invoice = False
    for loop in loops(segments, frozenset({"ENT", "RMR", "ADX"}), frozenset({"SE"})):
        first = loop[0]
        if first.tag == "ENT":
            after_invoice = False
        elif first.tag == "RMR":
            found.append((_paid_invoice(loop), False))
            after_invoice = True
        else:
            found.append((_adjustment(loop), after_invoice))
    return found


def _paid_invoice(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("invoice_number", first[2])
    line.text("reference_qualifier", first[1])
    line.amount("amount_paid", first[4])
    line.amount("invoice_amount", first[5])
    line.amount("terms_discount", first[6])
    line.text("adjustment_reason", first[7])
    line.amount("adjustment_amount", first[8])
    _put_payment_details(line, loop)
    return line


def _adjustment(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("invoice_number", first[4])
    line.text("reference_qualifier", first[3])
    line.amount("amount_paid", first[1])
    line.text("adjustment_reason", first[2])
    _put_payment_details(line, loop)
    return line


def _put_payment_details(line: Form, loop: list[Segment]) -> None:
    put_references(line, loop, {"PO": "purchase_order", "IV": "related_invoice", "OI": "original_invoice"})
    put_dates(line, loop, {"003": "invoice_date"})
    for segment in loop:
        if segment.tag == "REF" and segment[1] in {"ZZ", "TN", "6O", "DP", "UQ"}:
            line.text("description", segment[3] or segment[2])
        elif segment.tag == "REF":
            line.text("description", segment[3])
        elif segment.tag == "NTE":
            line.text("description", segment[2])
    if "adjustment_reason" in line.fields:
        line.put("adjustment_reason_list", "x12_426", "x12_426")


def _check_payment(form: Form, lines: list[tuple[Form, bool]]) -> None:
    """The payment is the sum of its lines. Adjustments inside an invoice count only if the sum ties with them."""
    paid = form.number("total_paid")
    amounts = [(line.number("amount_paid"), explains) for line, explains in lines]
    alone = sum((a for a, explains in amounts if a is not None and not explains), Decimal(0))
    with_all = sum((a for a, _ in amounts if a is not None), Decimal(0))
    inner = [line for line, explains in lines if explains]
    if inner and not (paid == with_all != alone):
        for line in inner:
            line.fields["adjustment_amount"] = line.fields.pop("amount_paid")
    if not lines or paid is None or paid in {alone, with_all}:
        return
    form.put("total_paid", money_text(paid), form.fields["total_paid"].text, review=True)
    gap = money_text(paid - alone)
    form.problems.append(f"total_paid: {money_text(paid)} stated, the lines sum to {money_text(alone)}, a gap of {gap}")


def credit_debit_kind(transaction: TransactionSet) -> DocumentKind:
    """812 is a credit note where BCD05 says credit, else a debit memo."""
    return DocumentKind.CREDIT_NOTE if transaction.first("BCD")[5].upper() == "C" else DocumentKind.DEBIT_MEMO


def credit_debit_adjustment(transaction: TransactionSet, form: Form) -> list[Form]:
    """812: header fields into `form`, one line per CDD back. Reasons stay as X12 element 426 codes."""
    start = transaction.first("BCD")
    form.day("issue_date", start[1])
    form.text("memo_number", start[2])
    form.text("invoice_number", start[7] if credit_debit_kind(transaction) is DocumentKind.DEBIT_MEMO else start[2])
    form.text("original_invoice", start[7])
    form.amount("amount", start[4], implied_digits=2)
    form.code("credit_debit", start[5], {"C": "credit", "D": "debit"})
    form.day("invoice_date", start[6])
    form.day("order_date", start[9])
    form.text("purchase_order", start[10])
    head = heading(transaction.segments, _MEMO_LINES)
    put_currency(form, head)
    put_parties(form, head, ("buyer", "ship_to", "vendor"))
    put_references(form, head, {"IA": "vendor_code", "VR": "vendor_code", "PO": "purchase_order", "BM": "bol_number", "CN": "pro_number"})
    lines = [_memo_line(loop) for loop in loops(transaction.segments, _MEMO_LINES)]
    signed = [(-1 if line.value("credit_debit") == "credit" else 1) * a for line in lines if (a := line.number("amount")) is not None]
    total = form.number("amount")
    if total is not None and lines and len(signed) == len(lines) and abs(sum(signed, Decimal(0))) != abs(total):
        form.put("amount", money_text(total), start[4], review=True)
        form.problems.append(f"amount: {money_text(total)} stated, the lines sum to {money_text(abs(sum(signed, Decimal(0))))}")
    return lines


def _memo_line(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("adjustment_reason", first[1])
    line.put("adjustment_reason_list", "x12_426", "x12_426")
    line.code("credit_debit", first[2], {"C": "credit", "D": "debit"})
    line.text("line_number", first[3])
    line.amount("amount", first[4], implied_digits=2)
    line.count("quantity", first[7])
    line.text("unit", first[8])
    line.amount("unit_price_difference", first[9])
    line.amount("unit_price", first[11])
    for segment in loop:
        if segment.tag == "LIN":
            put_items(line, segment, 2)
    put_description(line, loop)
    put_references(line, loop, {"PO": "purchase_order", "IV": "invoice_number"})
    return line
