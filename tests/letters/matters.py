"""Matters to write letters on, from YAML that a recovery specialist can write; the letters that are expected lie beside them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from cases.filing.exhibits import exhibits_of
from cases.filing.filing_group import FilingGroup, Papers, filed_together
from cases.letters.brief import DraftKind
from cases.letters.brief_facts import Matter
from cases.letters.history import Answer, EarlierFiling, SettledCase
from facts.documents import Document, DocumentKind, Field, FileReading, Source
from facts.evidence import Evidence
from facts.finding import Direction, Finding, FindingType, Step, Verdict
from facts.money import Money

FIXTURES = Path(__file__).parent / "fixtures"
NAMES = tuple(sorted(p.stem for p in FIXTURES.glob("*.yaml")))
NOON = datetime(2026, 9, 20, 12, tzinfo=UTC)


def matter(name: str) -> Matter:
    """The matter of that name."""
    said = yaml.safe_load((FIXTURES / f"{name}.yaml").read_text(encoding="utf-8"))
    if "from" in said:
        said = yaml.safe_load((FIXTURES / f"{said['from']}.yaml").read_text(encoding="utf-8")) | said
    return built(said)


def built(said: dict[str, Any]) -> Matter:
    claim, currency = FindingType(said["claim"]), said.get("currency", "USD")
    lines = [_finding(n, claim, currency, line) for n, line in enumerate(said.get("lines", ()))]
    group = filed_together(lines) if lines else None
    papers = Papers([FileReading(file, "", tuple(map(_document, documents))) for file, documents in said.get("papers", {}).items()])
    asked = Decimal(said["asked"]) if "asked" in said else group.amount if group else Decimal(0)
    return Matter(
        draft=DraftKind(said.get("draft", "dispute")),
        claim=claim,
        currency=currency,
        asked=asked,
        group=group,
        papers=papers,
        exhibits=exhibits_of(group, papers, {}) if group else (),
        reason=said.get("reason", ""),
        earlier=tuple(_earlier(e, currency) for e in said.get("earlier", ())),
        new_exhibits=frozenset(said.get("new_exhibits", ())),
        settled=tuple(_settled(s, claim, currency) for s in said.get("settled", ())),
        share=Decimal(said["share"]) if "share" in said else None,
    )


def deducted(of: Matter) -> Decimal:
    """What was taken."""
    return of.group.claimed if isinstance(of.group, FilingGroup) else sum((s.open.amount for s in of.settled), Decimal(0))


def _finding(number: int, claim: FindingType, currency: str, line: dict[str, Any]) -> Finding:
    return Finding(
        id=f"f{number}",
        type=claim,
        direction=Direction.OWED_TO_US,
        reference=line["reference"],
        currency=currency,
        claimed_amount=Decimal(line["claimed"]),
        recoverable_amount=Decimal(line["recoverable"]),
        verdict=Verdict.DISPUTE,
        reason=line["reason"],
        why=line["why"],
        rule="amazon_us/x@2026-01",
        confidence=0.9,
        calculation=tuple(map(Step.from_json, line["calculation"])),
        evidence=tuple(map(Evidence.from_json, line["evidence"])),
        purchase_order=line.get("purchase_order", ""),
        invoice_number=line.get("invoice_number", ""),
        sku=line.get("sku", ""),
        vendor_code=line.get("vendor_code", ""),
        retailer="amazon_us",
    )


def _document(said: dict[str, Any]) -> Document:
    pages = tuple(said.get("pages", (1,)))
    fields = {name: _field(value, pages[0]) for name, value in said["fields"].items()}
    return Document(DocumentKind(said["kind"]), Source.OCR, 0.98, pages, "en", fields)


def _field(value: Any, page: int) -> Field:
    if isinstance(value, dict):
        return Field(value["value"], str(value["value"]), page=page, review=value["review"])
    return Field(value, str(value), page=page)


def _earlier(said: dict[str, Any], currency: str) -> EarlierFiling:
    answers = tuple(
        Answer(a["kind"], _day(a["answered_on"]), Money.of(a.get("approved", "0"), currency), a.get("reason", "")) for a in said["answers"]
    )
    return EarlierFiling(
        said["round"], "portal", said.get("dispute_id"), _day(said["filed_on"]), NOON, Money.of(said["amount"], currency), answers=answers
    )


def _settled(said: dict[str, Any], claim: FindingType, currency: str) -> SettledCase:
    amount = Money.of(said["open"], currency)
    return SettledCase(said["number"], claim, said["reference"], "", "", amount, said["evidence_state"], tuple(said.get("dispute_ids", ())))


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)
