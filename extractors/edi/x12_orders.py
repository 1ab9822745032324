"""X12 850, 855, 860 and 865: what was ordered, confirmed and changed."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from extractors.edi.x12 import Segment, TransactionSet
from extractors.edi.x12_heading import (
    PURPOSES,
    check_totals,
    heading,
    loops,
    put_case_pack,
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
from extractors.form import Form, plain_text
from facts.documents import Field

_LINES: Final = frozenset({"PO1", "POC"})
_DELIVERY_WINDOW: Final = {"064": "delivery_start", "063": "delivery_end", "002": "requested_delivery_date", "067": "current_delivery_date"}
_SHIP_WINDOW: Final = {"037": "ship_start", "038": "ship_end", "010": "requested_ship_date", "068": "current_ship_date"}
_OTHER_DATES: Final = {"001": "cancel_after", "004": "order_date", "017": "estimated_delivery_date", "118": "requested_pickup_date"}
_ACCEPTED: Final = "accepted"
_STATUS: Final = {
    "IA": _ACCEPTED, "AC": "changed", "AA": _ACCEPTED, "DR": "changed", "IC": "changed", "ID": "rejected", "IE": _ACCEPTED,
    "IF": "backordered", "IH": "backordered", "IP": "changed", "IQ": "changed", "IR": "rejected", "IS": "changed", "IW": "backordered",
    "IB": "backordered", "BP": "backordered", "SP": _ACCEPTED, "AR": _ACCEPTED, "R1": "rejected", "R2": "rejected", "R3": "rejected",
    "R4": "rejected", "R5": "rejected", "R6": "rejected", "R7": "rejected", "R8": "rejected", "R9": "rejected", "RA": "rejected",
    "RB": "rejected", "DS": "rejected", "IN": _ACCEPTED,
}  # fmt: skip
"""X12 element 668 (ACK01) in four words."""
_WHOLE_STATUS: Final = {
    "AD": _ACCEPTED, "AK": _ACCEPTED, "AT": _ACCEPTED, "AP": _ACCEPTED, "AE": _ACCEPTED, "AC": "changed",
    "RD": "rejected", "RJ": "rejected", "RF": "rejected", "RO": "rejected",
}  # fmt: skip
"""X12 element 587 (BAK02): what the confirmation says of the whole order."""
_DELETED: Final = frozenset({"DI"})


def purchase_order(transaction: TransactionSet, form: Form) -> list[Form]:
    """850: header fields into `form`, the lines back."""
    start = transaction.first("BEG")
    form.text("purchase_order", start[3])
    form.day("order_date", start[5])
    form.code("purpose", start[1], PURPOSES)
    _put_order_heading(transaction, form)
    lines = [_order_line(loop) for loop in loops(transaction.segments, _LINES)]
    check_totals(transaction, form, len(lines), [line.number("quantity") for line in lines])
    return lines


def purchase_order_change(transaction: TransactionSet, form: Form) -> list[Form]:
    """860: header fields into `form`, the lines back. The change's own date is BCH11, or BCH06 where it is the only one."""
    start = transaction.first("BCH")
    form.text("purchase_order", start[3])
    form.code("purpose", start[1], PURPOSES)
    form.text("change_number", start[5])
    form.day("change_date", start[11] or start[6])
    if start[11]:
        form.day("order_date", start[6])
    _put_order_heading(transaction, form)
    lines = [_change_line(loop) for loop in loops(transaction.segments, _LINES)]
    check_totals(transaction, form, len(lines), [None])
    return lines


def order_confirmation(transaction: TransactionSet, form: Form) -> list[Form]:
    """855, and 865 as the answer to a change: header fields into `form`, the lines back."""
    start = transaction.first("BAK") if transaction.code == "855" else transaction.first("BCA")
    form.text("purchase_order", start[3])
    form.code("purpose", start[1], PURPOSES)
    form.text("status_code", start[2])
    if transaction.code == "855":
        form.day("order_date", start[4])
        form.day("confirmation_date", start[9])
        form.text("supplier_order_number", start[8])
    else:
        form.day("order_date", start[6])
        form.day("confirmation_date", start[10])
    form.day("confirmation_date", transaction.group[4])
    _put_order_heading(transaction, form)
    lines = [_confirmed_line(loop, start[2]) for loop in loops(transaction.segments, _LINES)]
    check_totals(transaction, form, len(lines), [line.number("quantity_ordered") for line in lines])
    return lines


def _put_order_heading(transaction: TransactionSet, form: Form) -> None:
    head = heading(transaction.segments, _LINES)
    put_currency(form, head)
    put_freight_terms(form, head)
    _put_window(form, head)
    put_dates(form, head, _OTHER_DATES)
    put_parties(form, head, ("buyer", "ship_to", "ship_from", "vendor"))
    put_references(form, head, {"IA": "vendor_code", "VR": "vendor_code", "DP": "department"})
    for segment in transaction.segments:
        if segment.tag == "AMT" and segment[1] == "TT":
            form.amount("order_total", segment[2])


def _put_window(form: Form, segments: Sequence[Segment]) -> None:
    """The window that was agreed: delivery (DTM 064/063) or shipping (037/038), and which of the two it is."""
    dates = Form()
    put_dates(dates, segments, _DELIVERY_WINDOW | _SHIP_WINDOW)
    form.problems += dates.problems
    for kind in ("delivery", "ship"):
        start, end = dates.fields.get(f"{kind}_start"), dates.fields.get(f"{kind}_end")
        if start or end:
            form.put("window_type", kind, kind)
            if start:
                form.fields["window_start"] = start
            if end:
                form.fields["window_end"] = end
            break
    for name in ("requested_delivery_date", "requested_ship_date", "current_delivery_date", "current_ship_date"):
        if name in dates.fields:
            form.fields[name] = dates.fields[name]


def _order_line(loop: list[Segment]) -> Form:
    line, first = Form(), loop[0]
    row_of(line, first)
    line.text("line_number", first[1])
    line.count("quantity", first[2])
    line.text("unit", first[3])
    put_price(line, first[4] or _price(loop), first[5])
    put_items(line, first, 6)
    _put_line_details(line, loop)
    return line


def _change_line(loop: list[Segment]) -> Form:
    """A changed line. `quantity` is what is ordered after the change: POC03, or 0 for a deleted line.

    Partners fill POC03 and POC04 (quantity left to receive) in different ways, so both are kept under their own names, and
    where they differ `quantity` is for review: only the order itself can tell which one the partner means.
    """
    line, first = Form(), loop[0]
    if first.tag == "PO1":
        return _order_line(loop)
    row_of(line, first)
    line.text("line_number", first[1])
    line.text("change_code", first[2])
    ordered, left = line.count("quantity_ordered", first[3]), line.count("quantity_left", first[4])
    if first[2].upper() in _DELETED:
        line.put("quantity", 0, first[2])
    elif ordered is not None:
        line.count("quantity", first[3])
        if left is not None and left != ordered:
            line.put("quantity", line.fields["quantity"].value, first[3], review=True)
    else:
        line.count("quantity", first[4])
    line.text("unit", first[5])
    put_price(line, first[6] or _price(loop), first[7])
    put_items(line, first, 8)
    _put_line_details(line, loop)
    return line


def _confirmed_line(loop: list[Segment], whole_order: str) -> Form:
    line = _order_line(loop) if loop[0].tag == "PO1" else _change_line(loop)
    standing = line.fields.pop("quantity", None)
    answers = [s for s in loop if s.tag == "ACK"]
    ordered = line.count("quantity_ordered", loop[0][2] if loop[0].tag == "PO1" else loop[0][3])
    if answers:
        _put_answers(line, answers, ordered)
    elif whole_order.upper() in _WHOLE_STATUS:
        _put_whole_answer(line, _WHOLE_STATUS[whole_order.upper()], whole_order, standing)
    return line


def _put_whole_answer(line: Form, status: str, code: str, standing: Field | None) -> None:
    """A line without an answer of its own shares the whole order's; `changed` does not say which lines, so it is for review."""
    unclear = status == "changed" or (standing is not None and standing.review)
    line.put("status", "rejected" if standing is not None and standing.value == 0 else status, code, review=unclear)
    if standing is not None:
        accepted = 0 if status == "rejected" else standing.value
        line.put("quantity_accepted", accepted, standing.text, review=unclear)


def _put_answers(line: Form, answers: list[Segment], ordered: Decimal | None) -> None:
    """One line may be answered in parts: so many accepted, so many backordered, so many rejected."""
    totals: dict[str, Decimal] = {}
    spoken = Form()
    for number, answer in enumerate(answers):
        status = _STATUS.get(answer[1].upper())
        if status is None:
            line.problems.append(f"ACK01 {answer[1]!r} is not known; the line's status is left open")
            continue
        quantity = spoken.count(f"quantity {number}", answer[2])
        if quantity is None and len(answers) == 1:
            quantity = Decimal(0) if status == "rejected" else ordered
        if quantity is not None:
            totals[status] = totals.get(status, Decimal(0)) + quantity
        line.text("status_code", answer[1])
        _put_answer_date(line, answer)
    line.problems += spoken.problems
    statuses = {_STATUS[a[1].upper()] for a in answers if a[1].upper() in _STATUS}
    if not statuses:
        return
    line.put("status", statuses.pop() if len(statuses) == 1 else "changed", " ".join(a[1] for a in answers))
    text = " ".join(a[2] for a in answers)
    accepted = totals.get(_ACCEPTED, Decimal(0)) + totals.get("changed", Decimal(0))
    if totals:
        line.put("quantity_accepted", _number(accepted), text)
    for status, name in (("backordered", "quantity_backordered"), ("rejected", "quantity_rejected")):
        if status in totals:
            line.put(name, _number(totals[status]), text)


def _put_answer_date(line: Form, answer: Segment) -> None:
    """ACK04 says which date ACK05 is: 068 and 010 and 011 ship, 067 and 002 and 017 deliver."""
    if answer[4] in {"068", "010", "011", "118"}:
        line.day("ship_date", answer[5])
    elif answer[4] in {"067", "002", "017", "069"}:
        line.day("delivery_date", answer[5])


def _put_line_details(line: Form, loop: list[Segment]) -> None:
    put_description(line, loop)
    put_case_pack(line, loop)
    _put_window(line, loop)
    put_dates(line, loop, {"068": "ship_date", "011": "ship_date", "017": "delivery_date"})


def _price(loop: list[Segment]) -> str:
    return next((s[3] for s in loop if s.tag == "CTP"), "")


def _number(value: Decimal) -> int | str:
    return int(value) if value == value.to_integral_value() else plain_text(value)
