"""Whether each finding's amount follows from its own calculation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.check.found import Checked, checked
from facts.finding import Step
from facts.money import Money
from ledger.findings import FindingRow
from matchers.calculation import evaluate

LAST: Final = "recoverable_amount"


def check_calculations(session: Session) -> Checked:
    """Every formula of every finding that stands is worked out anew, and the last one gives the amount of the row."""
    stands = FindingRow.gone_at.is_(None)
    columns = (FindingRow.id, FindingRow.reference, FindingRow.currency, FindingRow.recoverable_minor, FindingRow.calculation)
    rows = session.execute(select(*columns).where(stands).order_by(FindingRow.id).execution_options(yield_per=500))
    problems = (
        f"finding {number} ({reference}): {fault}"
        for number, reference, currency, minor, steps in rows
        for fault in faults(steps, Money(minor, currency))
    )
    return checked("calculations", session.scalar(select(func.count()).select_from(FindingRow).where(stands)) or 0, problems)


def faults(steps: Sequence[dict[str, Any]], amount: Money) -> Iterator[str]:
    """What does not follow; nothing for a finding without calculation (opened by hand, or not judged yet)."""
    known: dict[str, Decimal] = {}
    for entry in steps:
        step = Step.from_json(entry)
        try:
            told = Decimal(step.value)
        except ArithmeticError:
            continue  # a date or a text: formulas cannot use it
        if step.formula is not None:
            try:
                worked_out = evaluate(step.formula, known)
            except (ValueError, KeyError, SyntaxError, TypeError, ArithmeticError):
                yield f"{step.id}: {step.formula} cannot be worked out"
                continue
            if worked_out != told:
                yield f"{step.id}: {step.formula} comes to {worked_out}, not {told}"
        known[step.id] = told
    if steps and known.get(LAST) != amount.amount:
        yield f"its calculation ends with {known.get(LAST)}, its amount is {amount.amount}"
