"""The remittances of the sample suppliers, read from their exports, tie as their exports say they do."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from extractors.tables import read_tables
from facts.tables import TableKind
from matchers.chain import ClaimState
from matchers.chain_ledger import ChainLedger
from matchers.chains import build_chains
from matchers.frames import collect
from rules.loader import load_rules


def ledger_of(world: Path) -> tuple[ChainLedger, set[str]]:
    tables: list[tuple[TableKind, pl.DataFrame]] = []
    hidden: list[str] = []
    for file in sorted((world / "files" / "remittances").glob("*.[cx][sl][vs]*")):
        for table in read_tables(file.read_bytes(), file.name).tables:
            tables.append((table.kind, table.frame.with_columns(pl.lit(file.name).alias("_file"))))
            hidden += table.hidden_payments
    frames = collect((), tables)
    rules = load_rules(None, world / "files" / "terms.yaml", date(2026, 11, 1))
    lines, payments = frames.table(TableKind.REMITTANCE_LINES), frames.table(TableKind.PAYMENTS)
    return build_chains(lines, payments, [], rules, hidden), set(hidden)


@pytest.mark.parametrize("world", ["us-1", "eu-1", "cn-1"])
def test_every_payment_ties_but_those_with_hidden_lines(samples: Path, world: str) -> None:
    ledger, hidden = ledger_of(samples / "worlds" / world)
    assert {u.payment.number for u in ledger.untied} == hidden
    assert {u.label for u in ledger.untied} <= {"hidden_lines"}
    assert not ledger.unclassified
    assert not any(c.review for c in ledger.claims)
    assert not any(c.state is ClaimState.OVER_TAKEN for c in ledger.claims)
    assert not [c for c in ledger.chains if c.invoice and c.invoice.short_by]
