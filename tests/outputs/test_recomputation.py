"""The recomputation of a claim as a workbook: the same figures as the calculation, worked out again by its own formulas."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from cases.auditing.outputs.recomputation import _spoken, recomputation
from facts.finding import Finding
from matchers.calculation import evaluate
from matchers.judge import judge
from tests.matchers import charged_order as faults
from tests.matchers import test_storage_and_cards as storage

DAY = date(2026, 11, 1)


def findings() -> list[Finding]:
    late = faults.delivered_late(faults.ordered(faults.charged("16.00", "Not on time")))
    stored = storage.stored("240.00")
    return [*judge(late.frames(), faults.RULES, DAY).findings, *judge(stored.frames(), storage.RULES, DAY).findings]


def sheet_of(content: bytes, *, values: bool) -> Any:
    return openpyxl.load_workbook(io.BytesIO(content), data_only=values).active


def test_every_step_stands_with_its_value_and_its_living_formula() -> None:
    content = recomputation(findings(), "USD", DAY)
    shown, alive = sheet_of(content, values=True), sheet_of(content, values=False)
    row = next(r for r in range(1, shown.max_row + 1) if shown.cell(r, 1).value == "fee as agreed")
    assert shown.cell(row, 2).value == pytest.approx(9.6)
    assert str(alive.cell(row, 2).value).startswith("=ROUND(")
    assert "purchase_orders.csv, row 2" in " ".join(str(shown.cell(r, 4).value) for r in range(1, shown.max_row + 1))
    assert [shown.cell(r, 2).value for r in range(1, shown.max_row + 1) if shown.cell(r, 1).value == "to recover"] == [162.0, 6.4]


def test_the_same_lines_give_the_same_bytes() -> None:
    assert recomputation(findings(), "USD", DAY) == recomputation(list(reversed(findings())), "USD", DAY)


@pytest.mark.parametrize(
    "formula, spoken",
    [
        ("round(min(a, b) * 0.03, 2)", "ROUND((MIN(A1,B1)*0.03),2)"),
        ("max(0, a - b)", "MAX(0,(A1-B1))"),
        ("(0 - a) + sum(a, b)", "((0-A1)+SUM(A1,B1))"),
        ("unknown * 2", None),
    ],
)
def test_formulas_are_those_of_spreadsheets(formula: str, spoken: str | None) -> None:
    assert _spoken(formula, {"a": "A1", "b": "B1"}) == spoken
    if spoken is not None:
        assert evaluate(formula, {"a": Decimal(2), "b": Decimal(3)}) is not None
