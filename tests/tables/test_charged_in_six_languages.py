"""Freight, price protection, audits, promotions and storage by exports in six languages, from the bytes to the judgement."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import polars as pl
import pytest
import yaml

from extractors.tables import read_tables
from facts.finding import Verdict
from matchers.frames import collect
from matchers.judge import judge
from rules.loader import read_terms, rules_of

AS_OF = date(2026, 11, 1)
TERMS = b"""retailer: amazon_us
price_protection: {covers: [units_on_hand], claim_within_days: 60}
post_audit: {claims_until: {after: audited_year_end, years: 2}}
"""
HEADINGS: Final[dict[str, dict[str, str]]] = yaml.safe_load(Path(__file__).with_name("charged_headings.yaml").read_text(encoding="utf-8"))
"""What exports call their columns, in the order of the rows below."""
ITEM, OTHER = "B0ABCDEF12", "B0ABCDEF13"
ROWS: Final[dict[str, list[list[str]]]] = {
    "freight": [
        [
            "FR1",
            "112233445",
            "06141411234567895",
            "4XK2P9QR",
            "2026-09-01",
            "2026-09-20",
            "4",
            "1000.0",
            "lb",
            "30.00",
            "",
            "330.00",
            "USD",
        ],
        ["FR2", "112233446", "06141411234567896", "4XK2P9QS", "2026-09-02", "2026-09-21", "4", "500.0", "lb", "22.00", "", "121.00", "USD"],
    ],
    "tariff": [
        ["4", "22.00", "per cwt", "95.00", "0.10", "2026-08-01", "", "USD", ""],
        ["5", "30.00", "per cwt", "95.00", "0.10", "2026-08-01", "", "USD", ""],
    ],
    "protection": [
        ["IPAPUS1", ITEM, "2026-06-01", "10.00", "8.00", "100", "0", "200.00", "2026-06-20", "USD"],
        ["IPAPUS2", OTHER, "2026-06-01", "10.00", "8.00", "50", "0", "100.00", "2026-06-20", "USD"],
    ],
    "audit": [
        ["PA1", "INV1", "Allowance", "2023-12-31", "2026-08-01", "80.00", "USD"],
        ["PA2", "INV2", "Allowance", "2025-12-31", "2026-08-01", "90.00", "USD"],
    ],
    "statement": [
        ["S1", ITEM, "Monthly storage", "2026-01-01", "2026-01-31", "100", "100.0", "ft3", "240.00", "USD"],
        ["S2", ITEM, "Monthly storage", "2026-02-01", "2026-02-28", "100", "100.0", "ft3", "78.00", "USD"],
    ],
    "card": [
        ["Monthly storage", "2026-01-01", "Standard", "0.78", "basis", "USD"],
        ["Monthly storage", "2026-10-01", "Standard", "2.40", "basis", "USD"],
    ],
    "promotions": [
        ["PR-100", ITEM, "2026-07-01", "2026-07-14", "2.00", "USD"],
        ["PR-200", OTHER, "2026-07-01", "2026-07-14", "1.50", "USD"],
    ],
    "promotion_claims": [
        ["MC-9001", "PR-100", ITEM, "2026-07-01", "2026-07-14", "120", "2.50", "300.00", "2026-08-03", "USD"],
        ["MC-9002", "PR-200", OTHER, "2026-07-01", "2026-07-14", "80", "1.50", "120.00", "2026-08-03", "USD"],
    ],
    "sold": [
        [ITEM, "2026-07-01", "2026-07-07", "60", "2"],
        [ITEM, "2026-07-08", "2026-07-14", "40", "0"],
        [OTHER, "2026-07-01", "2026-07-14", "80", "1"],
    ],
    "costs": [
        [ITEM, "10.00", "USD", "2025-01-01", "", ""],
        [OTHER, "10.00", "USD", "2025-01-01", "2026-05-31", ""],
        [OTHER, "8.00", "USD", "2026-06-01", "", "AP2"],
    ],
    "catalogue": [
        [ITEM, "4006381333931", "M1", "Kettle", "12", "12.0", "12.0", "12.0", "in", "3.0", "lb"],
        [OTHER, "4006381333948", "M2", "Pan", "12", "11.0", "10.0", "9.0", "in", "2.0", "lb"],
    ],
}
FOUND: Final = {
    "FR1": (Verdict.DISPUTE, Decimal("88.00")),
    "FR2": (Verdict.ACCEPT, Decimal(0)),
    "IPAPUS1": (Verdict.DISPUTE, Decimal("200.00")),
    "IPAPUS2": (Verdict.ACCEPT, Decimal(0)),
    "PA1": (Verdict.DISPUTE, Decimal("80.00")),
    "PA2": (Verdict.REVIEW, Decimal(0)),
    "MC-9001": (Verdict.DISPUTE, Decimal("100.00")),
    "MC-9002": (Verdict.ACCEPT, Decimal(0)),
    "S1": (Verdict.DISPUTE, Decimal("162.00")),
    "S2": (Verdict.ACCEPT, Decimal(0)),
}


def export(headings: str, rows: Iterable[Sequence[str]], language: str, basis: str) -> bytes:
    """A table as a spreadsheet of that country saves it: decimal commas where they are usual, semicolons between."""
    written = io.StringIO()
    table = csv.writer(written, delimiter=";")
    table.writerow(headings.split("; "))
    for row in rows:
        said = [basis if cell == "basis" else cell for cell in row]
        table.writerow([_number(cell) if language not in {"en", "zh"} else cell for cell in said])
    return written.getvalue().encode()


def _number(cell: str) -> str:
    return cell.replace(".", ",") if cell.replace(".", "", 1).isdigit() else cell


@pytest.mark.parametrize("language", HEADINGS)
def test_the_same_facts_are_judged_alike_in_every_language(language: str) -> None:
    said = HEADINGS[language]
    tables = []
    for name, rows in ROWS.items():
        read = read_tables(export(said[name], rows, language, said["basis"]), f"{name}.csv")
        assert read.error is None
        tables += [(table.kind, table.frame.with_columns(pl.lit(f"{name}.csv").alias("_file"))) for table in read.tables]
    found = judge(collect([], tables), rules_of(None, read_terms(TERMS, "terms.yaml"), AS_OF), AS_OF).findings
    assert {f.reference: (f.verdict, f.recoverable_amount) for f in found} == FOUND
