"""Findings as a Parquet table, for audits of so many lines that JSON would serve nobody (contract.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final

import polars as pl

from facts.evidence import Evidence
from facts.finding import Direction, Finding, FindingType, Hold, Step, Verdict

BATCH: Final = 50_000
"""Findings turned into columns at a time."""

_TEXT, _WHOLE = pl.String(), pl.Int64()
WORD: Final = pl.Categorical()
"""A text of which few stand in very many rows: each is kept once, and read as the text that it is."""
STEP: Final = pl.Struct(
    {"id": WORD, "label": WORD, "value": _TEXT, "formula": WORD, "evidence": pl.List(_WHOLE)},
)
EVIDENCE: Final = pl.Struct(
    {"file": WORD, "sheet": WORD, "row": _WHOLE, "page": _WHOLE, "box": pl.List(pl.Float64()), "fact": _TEXT},
)
HOLD: Final = pl.Struct({"check": _TEXT, "sentence": _TEXT, "evidence": pl.List(_WHOLE)})
SCHEMA: Final[dict[str, pl.DataType]] = {
    "id": _TEXT, "type": WORD, "direction": WORD, "reference": _TEXT, "purchase_order": _TEXT, "invoice_number": _TEXT, "sku": _TEXT,
    "vendor_code": WORD, "retailer": WORD, "currency": WORD, "claimed_amount": _TEXT, "recoverable_amount": _TEXT, "verdict": WORD,
    "reason": WORD, "why": _TEXT, "root_cause": WORD, "deducted_on": WORD, "opens_on": WORD, "safe_by": WORD, "dispute_by": WORD,
    "rule": WORD,
    "missing": pl.List(_TEXT),
    "attempts_left": _WHOLE,
    "confidence": pl.Float64(),
    "calculation": pl.List(STEP),
    "evidence": pl.List(EVIDENCE),
    "holds": pl.List(HOLD),
}  # fmt: skip
"""Columns by the names of findings.json; amounts and days stay texts, as they are there."""


class FindingTableError(ValueError):
    """A file that should be a table of findings is none."""


def write_finding_table(findings: Iterable[Finding], path: Path) -> None:
    """Writes findings.parquet: one row per finding, calculation and evidence as lists of records."""
    frames = list(frames_of(findings))
    table = pl.concat(frames) if frames else pl.DataFrame(schema=SCHEMA)
    table.write_parquet(path, compression="zstd")


def read_finding_table(path: Path) -> list[dict[str, Any]]:
    """The rows of a findings.parquet without calculation and evidence; raises FindingTableError where it is none."""
    try:
        columns = [name for name in pl.read_parquet_schema(path) if name not in {"calculation", "evidence"}]
        return pl.read_parquet(path, columns=columns).to_dicts()
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FindingTableError(str(error)) from error


def frames_of(findings: Iterable[Finding]) -> Iterator[pl.DataFrame]:
    """Findings as frames, some thousands at a time."""
    rest = iter(findings)
    while batch := [finding_row(f) for f in islice(rest, BATCH)]:
        yield pl.DataFrame(batch, schema=SCHEMA)


def finding_row(finding: Finding) -> dict[str, Any]:
    """A finding as a row of the table."""
    entry = finding.to_json()
    return {name: entry.get(name) for name in SCHEMA}


def finding_of(row: Mapping[str, Any]) -> Finding:
    """Back from a row of the table."""

    def day(name: str) -> date | None:
        return date.fromisoformat(row[name]) if row[name] else None

    return Finding(
        id=row["id"],
        type=FindingType(row["type"]),
        direction=Direction(row["direction"]),
        reference=row["reference"],
        currency=row["currency"],
        claimed_amount=Decimal(row["claimed_amount"]),
        recoverable_amount=Decimal(row["recoverable_amount"]),
        verdict=Verdict(row["verdict"]),
        reason=row["reason"],
        why=row["why"],
        rule=row["rule"],
        confidence=row["confidence"],
        calculation=tuple(
            Step(s["id"], s["label"], s["value"], s["formula"], tuple(s["evidence"] or ())) for s in row.get("calculation") or ()
        ),
        evidence=tuple(Evidence.from_json(e) for e in row.get("evidence") or ()),
        purchase_order=row["purchase_order"],
        invoice_number=row["invoice_number"],
        sku=row["sku"],
        vendor_code=row["vendor_code"],
        retailer=row["retailer"],
        opens_on=day("opens_on"),
        safe_by=day("safe_by"),
        dispute_by=day("dispute_by"),
        attempts_left=row["attempts_left"],
        root_cause=row["root_cause"],
        missing=tuple(row["missing"] or ()),
        deducted_on=day("deducted_on"),
        holds=tuple(Hold(h["check"], h["sentence"], tuple(h["evidence"] or ())) for h in row.get("holds") or ()),
    )


def findings_in(path: Path, *, whole: bool = False) -> Iterator[Finding]:
    """The findings of a table one after the other; unless `whole`, without calculation and evidence."""
    columns = [name for name in SCHEMA if whole or name not in {"calculation", "evidence", "holds"}]
    for batch in pl.scan_parquet(path).select(columns).collect_batches(chunk_size=BATCH, maintain_order=True):
        yield from (finding_of(row) for row in batch.iter_rows(named=True))
