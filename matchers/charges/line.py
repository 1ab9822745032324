"""A chargeback as the retailer's export states it, or its notice where no export has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from facts.documents import DocumentKind, Field
from facts.evidence import Evidence
from facts.identifiers import compact
from facts.tables import TableKind
from matchers.frames import Frames, Paper, Row, decimal, named_rows, newest, row_evidence

_LISTS: Final = (TableKind.CATALOGUE, TableKind.PURCHASE_ORDERS)
_PRINTED: Final = ("chargeback_id", "amount", "issue_date")
"""What a notice must say, read without doubt, to stand for a charge that no export has."""


@dataclass(frozen=True, slots=True)
class Charge:
    """One chargeback line. `units` are units or cartons, as the kind of fee counts; `amount` is positive, in `currency`.

    `status` is what the export says has become of it.
    """

    number: str
    words: str
    purchase_order: str
    sku: str
    units: Decimal | None
    amount: Decimal
    currency: str
    charged_on: date | None
    invoice_number: str
    place: Evidence
    status: str = ""

    @property
    def sku_key(self) -> str:
        """The item as keys compare it."""
        return compact(self.sku)

    @property
    def evidence(self) -> Evidence:
        """The place that states it, with what it states."""
        counted = f"{self.units:f} units, " if self.units is not None else ""
        return replace(self.place, fact=f"{self.words.strip()}: {counted}{self.amount:f} {self.currency}")


def charges_of(frames: Frames, currency: str) -> Iterator[Charge]:
    """The chargebacks, each once, with the figures of the newest export, in the order in which they were charged."""
    found: dict[tuple[str, str], Charge] = {}
    for row in newest(
        named_rows(frames.table(TableKind.CHARGEBACKS), "issue_id"), lambda r: (compact(r["issue_id"]), compact(r["sku"] or ""))
    ):
        charge = _exported(row, currency)
        if charge is not None:
            found.setdefault((compact(charge.number), charge.sku_key), charge)
    exported = {number for number, _ in found}
    notices = frames.of_kind(DocumentKind.CHARGEBACK_NOTICE)
    listed = {compact(sku) for kind in _LISTS for sku in frames.table(kind)["sku"].drop_nulls().unique()} if notices else set()
    told = {(compact(c.purchase_order), c.amount) for c in found.values()}
    for paper in notices:
        for charge in _noticed(paper, currency, listed):
            if compact(charge.number) not in exported and (compact(charge.purchase_order), charge.amount) not in told:
                found.setdefault((compact(charge.number), charge.sku_key), charge)
    yield from sorted(found.values(), key=lambda c: (c.charged_on or date.max, c.number))


def _exported(row: Row, currency: str) -> Charge | None:
    amount = decimal(row["amount"])
    if amount is None:
        return None
    return Charge(
        row["issue_id"],
        f"{row['issue_type'] or ''} {row['sub_type'] or ''}",
        row["purchase_order"] or "",
        row["sku"] or "",
        Decimal(row["units"]) if row["units"] is not None else None,
        abs(amount),
        row["currency"] or currency,
        row["charge_date"],
        row["invoice_number"] or "",
        row_evidence(row, ""),
        row["status"] or "",
    )


def _noticed(paper: Paper, currency: str, listed: AbstractSet[str]) -> Iterator[Charge]:
    """The charge of a notice, line by line where each line states its amount. A notice that was read with doubt gives none.

    An item that was read with doubt and is just one of those that we sell (`listed`) is that item.
    """
    document = paper.document
    if any(name not in document.fields or document.fields[name].review for name in _PRINTED):
        return
    number, words = (
        str(document.text("chargeback_id")),
        f"{document.text('chargeback_type') or ''} {document.text('chargeback_subtype') or ''}",
    )
    order, day = document.text("purchase_order") or "", document.day("issue_date")
    money = document.text("currency") or currency
    total = abs(document.number("amount") or Decimal(0))
    by_line = [cells for cells in document.lines if {"sku", "amount"} <= cells.keys() and not _doubted(cells, listed)]
    if by_line and len(by_line) == len(document.lines) and sum(_number(c, "amount") or Decimal(0) for c in by_line) == total:
        for cells in by_line:
            amount = _number(cells, "amount") or Decimal(0)
            place = paper.line_evidence(cells, "amount", "")
            yield Charge(number, words, order, str(cells["sku"].value), _number(cells, "quantity"), amount, money, day, "", place)
        return
    if total:
        yield Charge(number, words, order, "", None, total, money, day, "", paper.evidence("amount", ""))


def _doubted(cells: Mapping[str, Field], listed: AbstractSet[str]) -> bool:
    known = compact(str(cells["sku"].value)) in listed
    return any(field.review and not (name == "description" or (name == "sku" and known)) for name, field in cells.items())


def _number(cells: Mapping[str, Field], name: str) -> Decimal | None:
    found = cells.get(name)
    return None if found is None or isinstance(found.value, (bool, list)) else Decimal(found.value)
