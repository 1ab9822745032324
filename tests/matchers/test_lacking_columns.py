"""Exports in which a column is missing or empty that names their rows: the rest of the supplier is judged all the same."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from facts.tables import TABLES, ColumnType, TableKind
from matchers.judge import judge
from rules.loader import load_rules
from tests.matchers.folder import shortage_folder

AS_OF = date(2026, 7, 1)
RULES = load_rules("amazon_us", None, AS_OF)
CELL: dict[ColumnType, Any] = {
    ColumnType.TEXT: "Shortage",
    ColumnType.IDENTIFIER: "4XK2P9QR",
    ColumnType.DATE: date(2026, 5, 4),
    ColumnType.MONEY: "12.50",
    ColumnType.COUNT: 3,
    ColumnType.RATE: "0.5",
    ColumnType.MEASURE: "2",
}


@pytest.mark.parametrize(
    "kind, lacking", [pytest.param(kind, c.name, id=f"{kind.value}-{c.name}") for kind in TableKind for c in TABLES[kind] if c.needed]
)
def test_a_row_without_what_names_it_does_not_stop_the_rest(kind: TableKind, lacking: str) -> None:
    folder = shortage_folder()
    folder.row(kind, **{c.name: CELL[c.type] for c in TABLES[kind]})
    folder.row(kind, **{c.name: CELL[c.type] for c in TABLES[kind] if c.name != lacking})
    result = judge(folder.frames(), RULES, AS_OF)
    assert result.findings
