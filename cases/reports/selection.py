"""Which cases a report is over, whose they are, and by what they are told apart."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy import ColumnElement

from facts.finding import FindingType
from ledger.cases import Case


class Axis(StrEnum):
    """What the rows of a report stand for. `dc` is the place that was delivered to; `month` that of the deduction (a cohort)."""

    SUPPLIER = "supplier"
    TYPE = "type"
    RETAILER = "retailer"
    DC = "dc"
    CARRIER = "carrier"
    SKU = "sku"
    MONTH = "month"
    ASSIGNEE = "assignee"


@dataclass(frozen=True, slots=True)
class Selection:
    """What a report is narrowed to; None narrows nothing. Days are those of the deduction, both included."""

    supplier_id: int | None = None
    deducted_from: date | None = None
    deducted_to: date | None = None
    retailer: str | None = None
    type: FindingType | None = None

    def said(self) -> dict[str, str]:
        """The filters that are set, in words that an export carries."""
        named = {
            "supplier": self.supplier_id,
            "deducted from": self.deducted_from,
            "deducted to": self.deducted_to,
            "retailer": self.retailer,
            "type": self.type,
        }
        return {name: str(value) for name, value in named.items() if value is not None}


EVERYTHING: Final = Selection()
"""Narrowed to nothing."""


def chosen(supplier_ids: Collection[int] | None, selection: Selection) -> list[ColumnElement[bool]]:
    """The cases of a report in SQL. `supplier_ids` is the scope of who asks (None: all); the one place where it meets the reports."""
    asked: list[ColumnElement[bool]] = []
    if supplier_ids is not None:
        asked.append(Case.supplier_id.in_(sorted(set(supplier_ids))))
    if selection.supplier_id is not None:
        asked.append(Case.supplier_id == selection.supplier_id)
    if selection.deducted_from is not None:
        asked.append(Case.deducted_on >= selection.deducted_from)
    if selection.deducted_to is not None:
        asked.append(Case.deducted_on <= selection.deducted_to)
    if selection.retailer is not None:
        asked.append(Case.retailer == selection.retailer)
    if selection.type is not None:
        asked.append(Case.type == selection.type)
    return asked
