"""Writes what is right: findings.json, readings.json and world.json, in the form that the scorer reads."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from demo.trade import TruthLine
from demo.workshop import Workshop


def _money(amount: Decimal) -> str:
    return f"{amount:.2f}"


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def finding(number: int, line: TruthLine, currency: str, files: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """One truth line; `files` says which file holds which paper."""
    return {
        "id": f"T{number:04d}",
        "scenario": line.scenario,
        "type": line.type,
        "reference": line.reference,
        "purchase_order": line.purchase_order,
        "invoice_number": line.invoice_number,
        "sku": line.sku,
        "currency": currency,
        "claimed_amount": _money(line.claimed_amount),
        "recoverable_amount": _money(line.recoverable_amount),
        "verdict": line.verdict,
        "also_ok": list(line.also_ok),
        "amount_judged": line.amount_judged,
        "optional": line.optional,
        "reason": line.reason,
        "opens_on": _day(line.opens_on),
        "dispute_by": _day(line.dispute_by),
        "why": line.why,
        "evidence": sorted({files[paper] for paper in line.papers if paper in files}),
    }


def write_truth(
    shop: Workshop, folder: Path, files: Mapping[tuple[str, str], str], readings: Sequence[dict[str, Any]], about: Mapping[str, Any]
) -> None:
    """The three files of a truth folder; `about` goes to the top of world.json."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = sorted(shop.ledger.truth, key=lambda line: (line.type, line.reference, line.sku))
    found = [finding(i + 1, line, shop.locale.currency, files) for i, line in enumerate(lines)]
    papers = Counter(f"{d['kind']}/{d['class']}" for entry in readings for d in entry["documents"])
    total = sum((line.recoverable_amount for line in lines if line.verdict == "dispute"), Decimal(0))
    world = {
        **about,
        "as_of": shop.as_of.isoformat(),
        "retailer": shop.locale.retailer,
        "supplier": shop.supplier,
        "currency": shop.locale.currency,
        "documents": dict(sorted(papers.items())),
        "findings": dict(sorted(Counter(line.verdict for line in lines).items())),
        "scenarios": dict(sorted(Counter(line.scenario for line in lines).items())),
        "dispute_total": _money(total),
    }
    for name, content in (("findings", found), ("readings", list(readings)), ("world", world)):
        text = json.dumps(content, ensure_ascii=False, indent=1)
        (folder / f"{name}.json").write_text(f"{text}\n", encoding="utf-8")
