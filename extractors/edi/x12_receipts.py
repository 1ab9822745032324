"""X12 861, 997 and 999: what the retailer counted at the dock, and which messages it acknowledged."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from extractors.edi.x12 import Segment, TransactionSet
from extractors.edi.x12_heading import (
    PURPOSES,
    check_totals,
    heading,
    loops,
    put_dates,
    put_description,
    put_items,
    put_parties,
    put_references,
    row_of,
)
from extractors.form import Form, plain_text

_RECEIPT_LINES: Final = frozenset({"RCD"})
_CONDITIONS: Final = {"01": "quantity_damaged", "02": "quantity_short", "03": "quantity_over", "08": "quantity_rejected"}
"""X12 element 412; every other condition keeps its code and its quantity in question."""
_GROUP_CODES: Final = {
    "PO": "850", "PR": "855", "SH": "856", "PC": "860", "CA": "865", "IN": "810", "RA": "820", "CD": "812", "RC": "861", "SW": "945",
}  # fmt: skip
_SET_STATUS: Final = {
    "A": "accepted", "E": "accepted_with_errors", "P": "partially_accepted",
    "R": "rejected", "M": "rejected", "W": "rejected", "X": "rejected",
}  # fmt: skip
"""X12 elements 715 and 717."""


def receiving_advice(transaction: TransactionSet, form: Form) -> list[Form]:
    """861: header fields into `form`, one line per RCD back."""
    start = transaction.first("BRA")
    form.text("receipt_number", start[1])
    form.code("purpose", start[3], PURPOSES)
    head = heading(transaction.segments, _RECEIPT_LINES)
    put_dates(form, head, {"050": "receipt_date"})
    form.day("receipt_date", start[2])
    put_dates(form, head, {"011": "ship_date", "035": "delivery_date"})
    put_references(
        form,
        head,
        {"PO": "purchase_order", "BM": "bol_number", "CN": "pro_number", "IV": "invoice_number", "SI": "asn_number", "IA": "vendor_code"},
    )
    for segment in head:
        if segment.tag == "PRF":
            form.text("purchase_order", segment[1])
    put_parties(form, head, ("ship_to", "vendor", "buyer"))
    lines = [_received_line(loop) for loop in loops(transaction.segments, _RECEIPT_LINES)]
    check_totals(transaction, form, len(lines), [line.number("quantity_received") for line in lines])
    return lines


def _received_line(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("line_number", first[1])
    line.count("quantity_received", first[2])
    line.text("unit", first[3])
    line.count("quantity_returned", first[4])
    conditions: list[str] = []
    for at in range(6, len(first.elements), 3):
        code, spoken = first[at + 2], Form()
        quantity = spoken.count("quantity in question", first[at])
        line.problems += spoken.problems
        if code:
            conditions.append(code)
        if quantity is not None:
            _add(line, _CONDITIONS.get(code, "quantity_in_question"), quantity)
    if conditions:
        line.put("condition", conditions[0] if len(conditions) == 1 else conditions, " ".join(conditions))
    for segment in loop:
        if segment.tag == "LIN":
            put_items(line, segment, 2)
        elif segment.tag == "PRF":
            line.text("purchase_order", segment[1])
        elif segment.tag == "SN1":
            line.count("quantity_shipped", segment[2])
    put_references(line, loop, {"PO": "purchase_order", "BM": "bol_number", "SI": "asn_number"})
    put_description(line, loop)
    return line


def _add(line: Form, name: str, quantity: Decimal) -> None:
    total = (line.number(name) or Decimal(0)) + quantity
    line.put(name, int(total) if total == total.to_integral_value() else plain_text(total), f"{total:f}")


def acknowledgement(transaction: TransactionSet, form: Form) -> list[Form]:
    """997 and 999: the group that was acknowledged into `form`; one line per transaction set that is named back."""
    group = transaction.first("AK1")
    result = transaction.first("AK9")
    form.text("acknowledged_group", group[2])
    form.text("acknowledged_group_code", group[1])
    lines = [_acknowledged_set(loop) for loop in loops(transaction.segments, frozenset({"AK2"}), frozenset({"AK9"}))]
    if len(lines) == 1:
        form.fields |= {n: lines[0].fields[n] for n in ("acknowledged_type", "acknowledged_transaction") if n in lines[0].fields}
    elif group[1].upper() in _GROUP_CODES:
        form.text("acknowledged_type", _GROUP_CODES[group[1].upper()])
    form.code("status", result[1], _SET_STATUS)
    form.text("status_code", result[1])
    received = (transaction.group[4], transaction.group[5])
    form.moment("received_at", *(received if received[0] else (transaction.interchange[9], transaction.interchange[10])))
    return lines


def interchange_acknowledgement(transaction: TransactionSet, form: Form) -> list[Form]:
    """TA1: the interchange that was acknowledged, by the control number of its ISA."""
    answer = transaction.first("TA1")
    form.text("acknowledged_interchange", answer[1])
    form.code("status", answer[4], _SET_STATUS)
    form.text("status_code", answer[4])
    form.moment("received_at", transaction.interchange[9], transaction.interchange[10])
    return []


def _acknowledged_set(loop: list[Segment]) -> Form:
    line = Form()
    row_of(line, loop[0])
    line.text("acknowledged_type", loop[0][1])
    line.text("acknowledged_transaction", loop[0][2])
    for segment in loop:
        if segment.tag in {"AK5", "IK5"}:
            line.code("status", segment[1], _SET_STATUS)
            line.text("status_code", segment[1])
    errors = [f"{s.tag} {'*'.join(s.elements)}" for s in loop if s.tag in {"AK3", "AK4", "IK3", "IK4"}]
    if errors:
        line.put("errors", errors, "; ".join(errors))
    return line
