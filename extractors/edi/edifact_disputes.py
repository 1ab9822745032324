"""EDIFACT COMDIS: what the buyer disputes on an invoice, with reasons of code list 4465."""

from __future__ import annotations

from typing import Final

from extractors.edi.edifact import Message, Segment
from extractors.edi.edifact_heading import (
    Loop,
    amounts,
    heading,
    loops,
    put_amount,
    put_currency,
    put_dates,
    put_items,
    put_parties,
    put_price,
    put_references,
    quantities,
)
from extractors.form import Form

_DOCUMENTS: Final = frozenset({"DOC", "LIN", "AJT"})
_REFERENCES: Final = {"IV": "invoice_number", "ON": "purchase_order", "DQ": "delivery_note_number", "IA": "vendor_code"}


def commercial_dispute(message: Message, form: Form) -> list[Form]:
    """COMDIS: header fields into `form`; one line per disputed line or reason back."""
    start = message.first("BGM")
    form.text("memo_number", start[2])
    head = heading(message.segments, _DOCUMENTS)
    put_dates(form, head, {"137": "issue_date"})
    put_dates(form, head, {"3": "invoice_date", "171": "invoice_date"})
    put_references(form, head, _REFERENCES)
    put_parties(form, head, ("buyer", "vendor", "ship_to"))
    put_currency(form, message.segments)
    groups = loops(message.segments, _DOCUMENTS)
    for group in groups:
        if group.first.tag == "DOC":
            form.text("invoice_number", group.first[2])
            put_dates(form, group.rest, {"3": "invoice_date", "137": "invoice_date", "171": "invoice_date"})
            put_amount(form, "invoice_amount", amounts(group.rest, form), ("9", "77", "39"))
    lines = [_disputed(group) for group in _disputes(groups)]
    put_amount(form, "amount", amounts(head, form), ("22", "9", "165", "77"))
    return lines


def _disputes(groups: list[Loop]) -> list[Loop]:
    """A line with its reason is one dispute; a reason that follows no line stands for the whole invoice."""
    found: list[Loop] = []
    for group in groups:
        if group.first.tag == "LIN":
            found.append(Loop(group.first, list(group.rest)))
        elif group.first.tag == "AJT" and found and found[-1].first.tag == "LIN" and not _has_reason(found[-1]):
            found[-1].rest += [group.first, *group.rest]
        elif group.first.tag == "AJT":
            found.append(group)
    return found


def _has_reason(loop: Loop) -> bool:
    return any(s.tag == "AJT" for s in loop.rest)


def _disputed(loop: Loop) -> Form:
    line = Form()
    if loop.first.tag == "LIN":
        put_items(line, loop)
    else:
        line.put("segment", loop.first.row, "AJT")
    reason = next((s for s in [loop.first, *loop.rest] if s.tag == "AJT"), Segment("AJT", (), 0))
    line.text("adjustment_reason", reason[1])
    line.text("adjustment_reason_list", "edifact_4465" if reason[1] else "")
    found = quantities(loop.rest, line)
    for qualifier in sorted(found, key=lambda q: q not in {"124", "119", "61", "195"}):
        line.count("quantity", found[qualifier][0])
        line.text("unit", found[qualifier][1])
    put_price(line, loop.rest)
    put_amount(line, "amount", amounts(loop.rest, line), ("22", "165", "8", "9", "203"))
    put_references(line, loop.rest, {"ON": "purchase_order", "IV": "invoice_number"})
    words = [" ".join(p for p in s.elements[3] if p.strip()) for s in loop.rest if s.tag == "FTX" and len(s.elements) > 3]
    line.text("description", " ".join(words))
    return line
