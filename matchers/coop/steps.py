"""The calculation of a co-op invoice written down: its lines that differ, and each effect as the sum of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final

from facts.evidence import Evidence
from matchers.calculation import Calculation
from matchers.coop.accruals import ZERO, Effect, LineDue
from matchers.coop.contracts import CoopContract

MOST_LINES: Final = 40
"""Lines that a calculation works out one by one; the rest of an invoice's differences goes in as sums with the first rows cited."""


def write_steps(
    sheet: Calculation,
    judged: list[LineDue],
    effects: Mapping[Effect, Decimal],
    contract: CoopContract,
    so_far: Decimal,
    earlier: Sequence[Evidence],
) -> None:
    """The lines that differ, worked out one by one as far as there is room, and each effect as the sum of its parts."""
    different = [d for d in judged if d.effects]
    parts: dict[Effect, list[str]] = {e: [] for e in effects}
    for number, due in enumerate(different[:MOST_LINES], start=1):
        for effect, name in _line_steps(sheet, number, due):
            parts[effect].append(name)
    rest = different[MOST_LINES:]
    for effect in effects:
        left = sum((d.effects.get(effect, ZERO) for d in rest), ZERO)
        if left:
            sheet.given(f"{effect}_rest", f"{effect} effect of the other lines", left, *(d.line.evidence for d in rest[:MOST_LINES]))
            parts[effect].append(f"{effect}_rest")
    if Effect.CAP in effects:
        sheet.given("cap", "cap of the agreement", contract.cap or ZERO, contract.evidence("cap", f"capped at {contract.cap or ZERO:f}"))
        sheet.given("due_before", "due on earlier invoices", so_far, *earlier)
        here = sum((d.due for d in judged), ZERO)
        sheet.given("due_here", "due here without the cap", here, *(d.line.evidence for d in judged[:MOST_LINES]))
        sheet.work_out("left_under_cap", "left under the cap", "max(0, cap - due_before)")
        sheet.work_out("cap_effect", "beyond the cap", "max(0, due_here - left_under_cap)")
    if Effect.UNEXPLAINED in effects:
        billed = sum((d.line.billed for d in judged), ZERO)
        sheet.given("backed", "billed by the lines of the backup", billed, *(d.line.evidence for d in judged[:MOST_LINES]))
        sheet.work_out("unexplained_effect", "explained by no line", "billed - backed")
    for effect, names in parts.items():
        if names:
            sheet.work_out(f"{effect}_effect", f"{effect} effect", " + ".join(names))


def _line_steps(sheet: Calculation, number: int, due: LineDue) -> Iterator[tuple[Effect, str]]:
    """The steps of one line; gives the names of its effects."""
    line = due.line
    place = line.evidence
    sheet.given(f"line_billed_{number}", f"billed on {line.sku}", line.billed, place)
    sheet.cite(*due.places)
    if Effect.BASE not in due.effects and Effect.RATE not in due.effects:
        for effect in due.effects:
            yield effect, f"line_billed_{number}"
        return
    sheet.given(f"quantity_{number}", f"units of {line.sku}", line.quantity, place)
    if due.cost is None:
        sheet.given(f"cost_{number}", "unit cost", line.unit_cost, place)
    else:
        sheet.given(f"cost_{number}", "unit cost of the order", due.cost.value, due.cost.evidence, place)
    units = f"quantity_{number}"
    if line.returned and due.nets_returns and line.quantity >= 0:
        sheet.given(f"returned_{number}", "units returned", line.returned, place)
        units = f"({units} - returned_{number})"
    if due.short is not None:
        sheet.given(f"short_{number}", "units deducted as short", due.short.units, due.short.evidence)
        units = f"max({units} - short_{number}, 0)"
    sheet.given(f"rate_{number}", "rate agreed", due.rate, *due.places)
    billed_rate = f"rate_{number}"
    if line.rate is not None and line.rate != due.rate:
        sheet.given(f"rate_billed_{number}", "rate billed", line.rate, place)
        billed_rate = f"rate_billed_{number}"
    sheet.work_out(
        f"at_billed_rate_{number}", "right base at the rate billed", f"round({units} * cost_{number} * {billed_rate}, {due.digits})"
    )
    if Effect.BASE in due.effects:
        sheet.work_out(f"base_{number}", "base effect", f"line_billed_{number} - at_billed_rate_{number}")
        yield Effect.BASE, f"base_{number}"
    if Effect.RATE in due.effects:
        formula = f"at_billed_rate_{number} - round({units} * cost_{number} * rate_{number}, {due.digits})"
        sheet.work_out(f"rate_effect_{number}", "rate effect", formula)
        yield Effect.RATE, f"rate_effect_{number}"
