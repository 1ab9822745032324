"""A folder of very many claim lines is audited another way, to the same findings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from bench.million_pandas import judged
from bench.million_tables import make_tables
from cases.auditing.audit import AuditOrder, audit
from cases.auditing.audit_result import AuditResult
from cases.auditing.event import order_values
from cases.auditing.outputs.summary import causes_of, summary_table
from cases.auditing.outputs.writing import write_findings
from extractors.read import ReaderPool
from extractors.tables import read_tables
from facts.finding import Finding, Verdict
from matchers.finding_table import SCHEMA, finding_row
from matchers.frames import collect
from matchers.judge import Judgement, judge
from rules.loader import load_rules

AS_OF = date(2026, 11, 1)
LINES = 120


def one_by_one(folder: Path) -> Judgement:
    tables = [
        (table.kind, table.in_file(path.name).frame)
        for path in sorted(folder.glob("*.csv"))
        for table in read_tables(path.read_bytes(), path.name).tables
    ]
    return judge(collect((), tables), load_rules(None, folder / "terms.yaml", AS_OF), AS_OF)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "exports"
    make_tables(made, LINES, seed=5)
    return made


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("cases.auditing.audit.IN_COLUMNS_FROM", 1)
    monkeypatch.setattr("matchers.columns.bulk.IN_COLUMNS_FROM", 1)
    monkeypatch.setattr("matchers.columns.bulk.LISTED", 7)
    monkeypatch.setattr("matchers.columns.judge.CUT_LINES", 50)
    monkeypatch.setattr("extractors.table_boxes.LONG", 5_000)
    monkeypatch.setattr("extractors.tables.long_file.FIRST", (4_000,))
    monkeypatch.setattr("cases.auditing.outputs.writing.MOST_IN_JSON", 10)


@pytest.mark.slow(seconds=8)
@pytest.mark.usefixtures("few_are_many")
def test_findings_sums_and_causes_are_those_of_lines_judged_one_by_one(folder: Path, tmp_path: Path) -> None:
    with ReaderPool(1) as pool:
        audited = audit(AuditOrder(folder, AS_OF), pool)
    result, judged = audited.result, one_by_one(folder)
    write_findings(tmp_path, result)
    table = pl.read_parquet(tmp_path / "findings.parquet").sort("id")
    assert table.equals(pl.DataFrame([finding_row(f) for f in judged.findings], schema=SCHEMA).sort("id"))
    assert result.lines == LINES
    rules = load_rules(None, folder / "terms.yaml", AS_OF)
    worth = {(o.purchase_order, o.ordered_on, o.value) for o in audited.every_order()}
    assert worth == {(o.purchase_order, o.ordered_on, o.value) for o in order_values(judged.books, rules)}
    assert len(audited.orders) < len(worth)
    usual = AuditResult(AS_OF, "", findings=judged.findings)
    assert {(r.kind, r.lines, r.claimed, *sorted(r.amounts.items())) for r in summary_table(result)} == {
        (r.kind, r.lines, r.claimed, *sorted(r.amounts.items())) for r in summary_table(usual)
    }
    assert causes_of(result) == causes_of(usual)
    largest = max((f.recoverable_amount for f in judged.findings if f.verdict is Verdict.DISPUTE), default=Decimal(0))
    assert result.findings[0].recoverable_amount == largest
    assert len(result.findings) == 7
    assert [r.file for r in result.readings] == sorted(p.name for p in folder.iterdir())


def test_the_pandas_that_we_are_measured_against_comes_to_the_same(tmp_path: Path) -> None:
    made = tmp_path / "exports"
    make_tables(made, 3_000, seed=8)
    theirs = {tuple(str(cell).removesuffix(" 00:00:00") for cell in row) for row in judged(made, AS_OF).itertuples(index=False)}
    ours = {
        (f.reference, f.sku, f.verdict, f.reason, int(f.recoverable_amount * 100), *days_and_attempts(f)) for f in one_by_one(made).findings
    }
    assert theirs == {tuple(map(str, line)) for line in ours}


def days_and_attempts(finding: Finding) -> tuple[date | int | None, ...]:
    return finding.deducted_on, finding.opens_on, finding.safe_by, finding.dispute_by, finding.attempts_left
