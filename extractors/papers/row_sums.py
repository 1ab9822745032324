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
        off = [abs(_figure(line[name])) for name in ("terms_discount", "withholding", "remaining_amount") if name in line]
        gross, paid = _figure(line["invoice_amount"]), _figure(line["amount_paid"])
        kept = abs(gross) - sum(off)
        ties = abs(abs(paid) - kept) <= _CENT or abs(abs(paid) - kept - sum(off[2:])) <= _CENT
        names = [n for n in ("invoice_amount", "terms_discount", "withholding", "remaining_amount", "amount_paid") if n in line]
        _settle(draft, index, names, ties=ties and (gross < 0) == (paid < 0), said=f"{gross} less {sum(off)} is not {paid}")


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
