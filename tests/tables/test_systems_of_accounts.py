"""Exports of the usual systems of accounts are known by their headings, and no cell of them is read for another, in six languages."""

from pathlib import Path

import pytest

from bench.language_tables import Cells
from demo.chance import Chance
from demo.erp import export, headings
from extractors.tables.reading import read_tables

LANGUAGES = ("en", "de", "fr", "es", "it", "zh")


@pytest.mark.parametrize("language", LANGUAGES)
def test_exports_are_known_and_nothing_in_them_is_taken_for_something_else(tmp_path: Path, language: str) -> None:
    cells = Cells()
    for kind in headings():
        draw = Chance("a system of accounts", language, kind)
        path = tmp_path / f"{kind}.csv"
        made = export(path, draw, kind, language, count=8)
        cells.judge(made, read_tables(path.read_bytes(), path.name).tables)
    assert cells.known == cells.tables
    assert not [fault for fault in cells.faults if fault.endswith("silent")]
    assert cells.counts["right"] >= 0.95 * cells.counts.total()
