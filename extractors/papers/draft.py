"""A document in the making, and the shape that the value of each of its fields must have."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Final

from extractors.papers.finder import (
    Shape,
    a_bol_number,
    a_count,
    a_date,
    a_plate,
    a_scac,
    a_site_code,
    a_time,
    an_amount,
    best,
    candidates,
    identifier,
    order_numbers,
)
from extractors.papers.paper import Paper, Spot
from extractors.papers.region import Region
from extractors.papers.values import Read, number_at, plain
from facts.documents import Field, Value


def a_weight(text: str, start: int, region: Region) -> Read | None:
    """A weight that begins here, as a decimal string."""
    lead = re.match(r"[\s:：=(\[]*(?:(?:lbs?|kgs?)\b\.?[\s:)\]]*)?", text[start:], re.IGNORECASE)
    begin = start + (lead.end() if lead else 0)
    found = number_at(text, region, begin)
    if found is None or found[1] != begin:
        return None
    value = found[0]
    return Read(plain(value.normalize() if value == value.to_integral_value() else value), found[1], found[2])


SHAPES: Final[dict[str, Shape]] = {
    "bol_number": a_bol_number,
    "pro_number": identifier(digits=4, length=5, spaced=True),
    "scac": a_scac,
    "appointment_id": identifier(digits=4, length=5),
    "arn": identifier(digits=5, length=6),
    "trailer_number": a_plate,
    "seal_number": a_plate,
    "purchase_orders": order_numbers,
    "ship_date": a_date,
    "pickup_date": a_date,
    "delivery_date": a_date,
    "delivery_time": a_time,
    "departure_time": a_time,
    "date": a_date,
    "ship_to_code": a_site_code,
    "total_cartons": a_count,
    "total_pallets": a_count,
    "total_units": a_count,
    "total_weight": a_weight,
    "invoice_number": identifier(digits=1, length=3),
    "issue_date": a_date,
    "due_date": a_date,
    "net_total": an_amount,
    "tax_total": an_amount,
    "grand_total": an_amount,
    "freight_total": an_amount,
    "discount_total": an_amount,
    "payment_number": identifier(digits=3, length=4),
    "payment_date": a_date,
    "total_paid": an_amount,
    "chargeback_id": identifier(digits=3, length=4),
    "dispute_by": a_date,
    "charge_amount": an_amount,
    "agreement_number": identifier(digits=3, length=4),
    "start_date": a_date,
    "end_date": a_date,
    "requested_delivery_date": a_date,
    "submitted_at": a_date,
    "seller_tax_id": identifier(digits=4, length=6),
}
"""The shape that the value of each field must have."""


@dataclass(slots=True)
class Draft:
    """A document in the making: its fields, lines and problems; `added` are totals that no print gives, summed from the lines."""

    paper: Paper
    fields: dict[str, Field] = field(default_factory=dict)
    lines: list[dict[str, Field]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    added: set[str] = field(default_factory=set)

    def put(self, name: str, spot: Spot | None) -> None:
        """Takes a value, unless the field has one."""
        if spot is not None and name not in self.fields:
            self.fields[name] = spot.field()

    def find(self, *names: str) -> None:
        """Looks fields up by their labels."""
        for name in names:
            self.put(name, best(candidates(self.paper, name, SHAPES[name], SHAPES)))

    def derive(self, name: str, value: Value, source: Field, *, review: bool | None = None) -> None:
        """A value that follows from another field and stands at its place."""
        self.fields[name] = replace(source, value=value, review=source.review if review is None else review)

    def value(self, name: str) -> Value | None:
        """What was found for a field."""
        found = self.fields.get(name)
        return None if found is None else found.value
