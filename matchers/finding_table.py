"""Findings as a Parquet table, for audits of so many lines that JSON would serve nobody (contract.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from facts.finding import Finding

BATCH: Final = 50_000
"""Findings turned into columns at a time."""

_TEXT, _WHOLE = pl.String(), pl.Int64()
STEP: Final = pl.Struct(
    {"id": _TEXT, "label": _TEXT, "value": _TEXT, "formula": _TEXT, "evidence": pl.List(_WHOLE)},
)
EVIDENCE: Final = pl.Struct(
    {"file": _TEXT, "sheet": _TEXT, "row": _WHOLE, "page": _WHOLE, "box": pl.List(pl.Float64()), "fact": _TEXT},
)
_TEXTS: Final = (
    "id", "type", "direction", "reference", "purchase_order", "invoice_number", "sku", "vendor_code", "retailer", "currency",
    "claimed_amount", "recoverable_amount", "verdict", "reason", "why", "root_cause", "deducted_on", "opens_on", "safe_by", "dispute_by",
    "rule",
)  # fmt: skip
SCHEMA: Final[dict[str, pl.DataType]] = {
    **dict.fromkeys(_TEXTS, _TEXT),
    "missing": pl.List(_TEXT),
    "attempts_left": _WHOLE,
    "confidence": pl.Float64(),
    "calculation": pl.List(STEP),
    "evidence": pl.List(EVIDENCE),
}
"""Columns by the names of findings.json; amounts and days stay texts, as they are there."""


class FindingTableError(ValueError):
    """A file that should be a table of findings is none."""


def write_finding_table(findings: Iterable[Finding], path: Path) -> None:
    """Writes findings.parquet: one row per finding, calculation and evidence as lists of records."""
    frames = list(_frames(iter(findings)))
    table = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    table.write_parquet(path, compression="zstd")


def read_finding_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a findings.parquet without calculation and evidence; raises FindingTableError where it is none."""
    try:
        columns = [name for name in pl.read_parquet_schema(path) if name not in {"calculation", "evidence"}]
        return pl.read_parquet(path, columns=columns).to_dicts()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FindingTableError(str(error)) from error


def _frames(findings: Iterator[Finding]) -> Iterator[pl.DataFrame]:
    while batch := [finding_row(f) for f in islice(findings, BATCH)]:
        yield pl.DataFrame(batch, schema=SCHEMA)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as a row of the table."""
    entry = finding.to_json()
    return {name: entry[name] for name in SCHEMA}
