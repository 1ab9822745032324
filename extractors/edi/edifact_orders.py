"""EDIFACT ORDERS, ORDCHG and ORDRSP: what was ordered, changed and confirmed."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from extractors.edi.edifact import Message
from extractors.edi.edifact_heading import (
    PURPOSES,
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
from extractors.form import Form, number_of, plain_text

_LINES: Final = frozenset({"LIN"})
_DELIVERY: Final = {"64": "window_start", "63": "window_end", "359": "window_start", "358": "window_end", "X14": "window_start..window_end"}
_SHIPPING: Final = {"234": "window_start", "235": "window_end", "37": "window_start", "38": "window_end", "200": "window_start..window_end"}
_OTHER: Final = {
    "2": "requested_delivery_date", "10": "requested_ship_date", "69": "promised_delivery_date", "67": "current_delivery_date",
    "17": "estimated_delivery_date", "61": "cancel_after", "11": "ship_date", "76": "planned_delivery_date",
}  # fmt: skip
_ACTIONS: Final = {"1": "added", "2": "deleted", "3": "changed", "4": "unchanged", "5": "accepted", "6": "changed", "7": "rejected"}
"""EDIFACT 1229: what a line is sent for."""
_CONFIRMED: Final = ("113", "194", "12", "21", "1")
"""QTY qualifiers of a confirmation, the most telling first: to be delivered, accepted, despatched, ordered."""


def purchase_order(message: Message, form: Form) -> list[Form]:
    """ORDERS: header fields into `form`, the lines back."""
    start = message.first("BGM")
    form.text("purchase_order", start[2])
    form.code("purpose", start[3], PURPOSES)
    put_dates(form, message.segments[:8], {"137": "order_date", "4": "order_date", "171": "order_date"})
    _put_heading(message, form)
    lines = [_order_line(loop) for loop in loops(message.segments, _LINES)]
    put_amount(form, "order_total", amounts(summary(message.segments), form), ("86", "79", "9", "128"))
    check_totals(message, form, len(lines), [line.number("quantity") for line in lines])
    return lines


def purchase_order_change(message: Message, form: Form) -> list[Form]:
    """ORDCHG: header fields into `form`, the lines back; a deleted line has quantity 0."""
    start = message.first("BGM")
    head = heading(message.segments, _LINES)
    put_references(form, head, {"ON": "purchase_order"})
    form.text("purchase_order" if "purchase_order" not in form.fields else "change_number", start[2])
    form.code("purpose", start[3], PURPOSES)
    put_dates(form, head, {"137": "change_date"})
    put_dates(form, head, {"4": "order_date", "171": "order_date"})
    _put_heading(message, form)
    lines = [_changed_line(loop) for loop in loops(message.segments, _LINES)]
    check_totals(message, form, len(lines))
    return lines


def order_confirmation(message: Message, form: Form) -> list[Form]:
    """ORDRSP: header fields into `form`, the lines back."""
    start = message.first("BGM")
    head = heading(message.segments, _LINES)
    put_references(form, head, {"ON": "purchase_order", "VN": "supplier_order_number"})
    form.text("confirmation_number" if "purchase_order" in form.fields else "purchase_order", start[2])
    form.text("status_code", start[3])
    put_dates(form, head, {"137": "confirmation_date"})
    put_dates(form, head, {"4": "order_date", "171": "order_date"})
    _put_heading(message, form)
    lines = [_confirmed_line(loop, start[3]) for loop in loops(message.segments, _LINES)]
    check_totals(message, form, len(lines), [line.number("quantity_accepted") for line in lines])
    return lines


def _put_heading(message: Message, form: Form) -> None:
    head = heading(message.segments, _LINES)
    put_currency(form, head)
    put_parties(form, head, ("buyer", "ship_to", "ship_from", "vendor"))
    put_freight_terms(form, head, FREIGHT_TERMS)
    put_references(form, head, {"IA": "vendor_code", "CT": "contract_number"})
    _put_window(form, head)


def _put_window(form: Form, segments: list) -> None:  # type: ignore[type-arg]
    for kind, names in (("delivery", _DELIVERY), ("ship", _SHIPPING)):
        put_dates(form, segments, names)
        if "window_start" in form.fields or "window_end" in form.fields:
            form.text("window_type", kind)
            break
    put_dates(form, segments, _OTHER)


def _order_line(loop: Loop) -> Form:
    line = Form()
    put_items(line, loop)
    found = quantities(loop.rest, line)
    for qualifier in ("21", "1", "145", "12"):
        if qualifier in found:
            line.count("quantity", found[qualifier][0])
            line.text("unit", found[qualifier][1])
    if "59" in found:
        line.count("case_pack", found["59"][0])
    put_price(line, loop.rest)
    put_amount(line, "line_total", amounts(loop.rest, line), ("203", "38", "66"))
    put_references(line, loop.rest, {"ON": "purchase_order"})
    _put_window(line, loop.rest)
    return line


def _changed_line(loop: Loop) -> Form:
    line = _order_line(loop)
    line.text("change_code", loop.first[2])
    if _ACTIONS.get(loop.first[2]) == "deleted":
        line.put("quantity", 0, loop.first[2])
    return line


def _confirmed_line(loop: Loop, whole_order: str) -> Form:
    """The quantity the supplier will deliver. Status: the line's own action, else what the quantities or the whole answer say."""
    line = _order_line(loop)
    line.drop("quantity")
    found = quantities(loop.rest, Form())
    accepted = next((found[q][0] for q in _CONFIRMED if q in found), "")
    ordered = found.get("21", ("", ""))[0]
    action = _ACTIONS.get(loop.first[2], "")
    number, wanted = number_of(accepted) if accepted else None, number_of(ordered) if ordered else None
    variance = next((number_of(s[1]) for s in loop.rest if s.tag == "QVR" and s[1]), None)
    if wanted is not None and number is not None and (number != wanted or variance is not None):
        line.count("quantity_ordered", ordered)
    if action in {"rejected", "deleted"} or whole_order == "27":
        line.put("quantity_accepted", 0, loop.first[2] or whole_order)
        line.put("status", "rejected", loop.first[2] or whole_order)
        return line
    if number is not None:
        line.put("quantity_accepted", int(number) if number == number.to_integral_value() else plain_text(number), accepted)
    if "83" in found:
        line.count("quantity_backordered", found["83"][0])
    if number == Decimal(0):
        line.put("status", "backordered" if "83" in found else "rejected", accepted)
    elif action == "changed" or variance or (wanted is not None and number != wanted):
        line.put("status", "changed", loop.first[2] or accepted)
    elif action == "accepted" or whole_order == "29":
        line.put("status", "accepted", loop.first[2] or whole_order)
    return line
