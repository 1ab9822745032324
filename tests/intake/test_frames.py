"""The judge's frames come back from the ledger as the readers gave them: every column, type, order and place."""

import polars as pl
import pytest

from facts.tables import TABLES, TableKind
from ledger.frames import table_rows
from matchers.frames import collect
from tests.intake.office import Office

REMITTANCE = (
    "Payment Number,Payment Date,Payment Currency,Payment Amount,Payee\n"
    '9001,2026-03-02,USD,"1,234.50",Bébé & Söhne 有限公司\n'
    "\n"
    "Payment Number,Invoice Number,Invoice Date,Description,Invoice Amount,Terms Discount Taken,Amount Paid,Remaining Amount,Note\n"
    "9001,INV-1,2026-01-02,Goods,1300.00,65.50,1234.50,0.00,kept\n"
    "9001,INV-2,02/30/2026,,100.00,,,,\n"
).encode()  # fmt: skip
COSTS = b"ASIN,Cost,Currency,Effective From,Effective To\nB0ABCDEF12,4.171717,USD,2026-01-01,\nB0ABCDEF13,5,USD,2026-02-01,2026-12-31\n"


def in_audit(office: Office, *files: tuple[str, bytes]) -> dict[TableKind, pl.DataFrame]:
    read = [(path, office.pool.read_bytes(content, path)) for path, content in files]
    tables = [(t.kind, t.frame) for _, found in read for t in found.tables]
    hidden = [payment for _, found in read for t in found.tables for payment in t.hidden_payments]
    return collect([found.reading for _, found in read], tables, hidden).tables


def in_ledger(office: Office) -> dict[TableKind, pl.DataFrame]:
    facts = office.facts()
    return collect(facts.readings, facts.tables, facts.hidden_payments).tables


@pytest.mark.both_engines
@pytest.mark.slow
def test_frames_from_the_ledger_equal_those_of_an_audit(office: Office) -> None:
    files = (("b/costs.csv", COSTS), ("a/remittance.csv", REMITTANCE), ("c/costs 2.csv", COSTS.replace(b"4.171717", b"4.20")))
    for path, content in files:
        office.receive(path, content)
    office.read_all()
    expected, told = in_audit(office, *sorted(files)), in_ledger(office)
    assert told.keys() == expected.keys() != set()
    for kind, frame in expected.items():
        assert told[kind].schema == frame.schema
        assert told[kind].equals(frame), kind


@pytest.mark.both_engines
def test_unknown_columns_are_kept_with_their_rows(office: Office) -> None:
    found = office.pool.read_bytes(COSTS.replace(b"Effective To", b"Buyer's remark"), "costs.csv")
    (table,) = found.tables
    rows = list(table_rows(table.frame))
    assert [row.row for row in rows] == [2, 3]
    assert [{n: v for n, v in row.values.items() if n.startswith("x:")} for row in rows] == [{}, {"x:Buyer's remark": "2026-12-31"}]
    assert rows[0].values["cost"] == 4_171_717
    assert set(rows[1].values) <= {c.name for c in TABLES[TableKind.COST_HISTORY]} | {"x:Buyer's remark"}


def test_an_account_without_documents_has_no_facts(office: Office) -> None:
    facts = office.facts()
    assert (facts.readings, facts.tables, facts.hidden_payments, facts.papers) == ((), (), (), ())
