"""Rows whose figures bear each other out: what was paid is the amount less what was taken off, a charge is so many times its fee."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from typing import Final

from extractors.papers.draft import Draft
from facts.documents import Field
from facts.money import round_half_up

_CENT: Final = Decimal("0.01")
_SURE: Final = 0.97
_DOUBTED: Final = 0.5


def check_payments(draft: Draft) -> None:
    """Amount less discount, tax withheld and what stays open must be what was paid, row by row."""
    for index, line in enumerate(draft.lines):
        if not {"invoice_amount", "amount_paid"} <= line.keys():
            continue
        off = sum((abs(_figure(line[name])) for name in ("terms_discount", "withholding") if name in line), Decimal(0))
        still_open = abs(_figure(line["remaining_amount"])) if "remaining_amount" in line else Decimal(0)
        gross, paid = _figure(line["invoice_amount"]), _figure(line["amount_paid"])
        # what stays open is left out of what was paid, or of the amount that the row speaks of
        tied = [rest for rest in (still_open, Decimal(0)) if gross * paid >= 0 and abs(abs(gross) - off - rest - abs(paid)) <= _CENT]
        names: list[str] = [n for n in ("invoice_amount", "terms_discount", "withholding", "amount_paid") if n in line]
        if "remaining_amount" in line and (not tied or tied[0] == still_open):
            names.append("remaining_amount")
        _settle(draft, index, names, ties=bool(tied), said=f"{gross} less {off + still_open} is not {paid}")


def check_charges(draft: Draft) -> None:
    """Quantity times fee must be the charge of a row."""
    for index, line in enumerate(draft.lines):
        names = ("quantity", "unit_fee", "amount")
        if not set(names) <= line.keys():
            continue
        quantity, fee, amount = (_figure(line[name]) for name in names)
        ties = abs(abs(round_half_up(quantity * fee, 2)) - abs(amount)) <= _CENT
        _settle(draft, index, names, ties=ties, said=f"{quantity} x {fee} is not {amount}")


def _figure(field: Field) -> Decimal:
    return Decimal(str(field.value))


def _settle(draft: Draft, index: int, names: Iterable[str], *, ties: bool, said: str) -> None:
    """Figures that tie confirm each other; where they do not, those of a scan are for a person, and print is told of as a problem."""
    line = draft.lines[index]
    if not ties:
        draft.problems.append(f"line {index + 1}: {said}")
    for name in names:
        found = line[name]
        if ties:
            line[name] = replace(found, confidence=max(found.confidence, _SURE), review=False)
        elif draft.paper.scanned:
            line[name] = replace(found, confidence=min(found.confidence, _DOUBTED), review=True)
