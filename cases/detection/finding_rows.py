"""Findings as rows: what of a judgement is kept, when it counts as another, and what changed between two of its versions."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cases.auditing.previous import Difference, differences
from facts.finding import Finding, FindingType
from facts.money import Money
from ledger.findings import FindingRow, FindingVersion

LONGEST_REFERENCE: Final = 120
LONGEST_NUMBER: Final = 80
_ALSO_TOLD: Final = {
    "reason": "reason",
    "opens_on": "opens on",
    "attempts_left": "attempts left",
    "invoice_number": "invoice",
    "purchase_order": "order",
    "deducted_on": "deducted on",
    "destination": "destination",
    "carrier": "carrier",
    "freight_terms": "freight terms",
}
"""What is told of a new version beside what an audit watches, with its name for the reader."""


@dataclass(frozen=True, slots=True)
class JudgedLine:
    """A finding with what reports ask for beside it: where the goods went, who carried them, under which freight terms."""

    finding: Finding
    destination: str = ""
    carrier: str = ""
    freight_terms: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of contract.md, with destination, carrier and freight terms."""
        journey = {"destination": self.destination, "carrier": self.carrier, "freight_terms": self.freight_terms}
        return self.finding.to_json() | journey


def content_hash(content: Mapping[str, Any]) -> str:
    """SHA-256 over every word and place of a finding."""
    said = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode()).hexdigest()


def fingerprint(content: Mapping[str, Any]) -> str:
    """SHA-256 over what a finding says, so that the same said from another export is no change.

    Left out are the rows of tables where facts stand, the boxes on pages, the name of the rules, and the words about a holdback,
    which count the days.
    """
    meant = {name: value for name, value in content.items() if name not in {"id", "rule"}}
    meant["evidence"] = [{"fact": e["fact"]} | ({"file": e["file"], "page": e["page"]} if "page" in e else {}) for e in content["evidence"]]
    if content["type"] == FindingType.PROVISION.value:
        del meant["why"]
    return content_hash(meant)


def put(row: FindingRow, line: JudgedLine, content: Mapping[str, Any], *, rule_version_id: int, now: datetime) -> None:
    """Makes the row say what the judgement says. Its case and the moment it was first seen stay."""
    found = line.finding
    row.finding_key, row.type, row.direction = found.id, found.type, found.direction
    row.reference, row.sku = found.reference[:LONGEST_REFERENCE], found.sku[:LONGEST_NUMBER]
    row.purchase_order, row.invoice_number = found.purchase_order[:LONGEST_NUMBER], found.invoice_number[:LONGEST_NUMBER]
    row.vendor_code, row.currency = found.vendor_code[:40], found.currency
    row.claimed_minor = Money.of(found.claimed_amount, found.currency).minor
    row.recoverable_minor = Money.of(found.recoverable_amount, found.currency).minor
    row.verdict, row.reason, row.why = found.verdict, found.reason, found.why
    row.rule, row.rule_version_id, row.confidence = found.rule, rule_version_id, found.confidence
    row.opens_on, row.safe_by, row.dispute_by, row.attempts_left = found.opens_on, found.safe_by, found.dispute_by, found.attempts_left
    row.root_cause, row.missing, row.deducted_on = found.root_cause, list(found.missing), found.deducted_on
    row.destination, row.carrier, row.freight_terms = line.destination[:40], line.carrier[:120], line.freight_terms[:20]
    row.calculation, row.evidence = content["calculation"], content["evidence"]
    row.fingerprint, row.content_hash = fingerprint(content), content_hash(content)
    row.judged_at, row.gone_at = now, None


def new_version(
    session: Session, row: FindingRow, content: Mapping[str, Any], *, cause: str, now: datetime
) -> tuple[FindingVersion, tuple[Difference, ...]]:
    """Adds the next version of a finding; gives it with what differs from the one before."""
    last = session.scalar(
        select(FindingVersion).where(FindingVersion.finding_id == row.id).order_by(FindingVersion.version.desc()).limit(1)
    )
    differing = tuple(differing_from(last.content, content)) if last is not None else ()
    made = FindingVersion(
        finding_id=row.id,
        version=1 if last is None else last.version + 1,
        at=now,
        cause=cause[:200],
        content=dict(content),
        differences=[d.to_json() for d in differing],
    )
    session.add(made)
    return made, differing


def differing_from(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    """What differs between two versions: what an audit watches, other values, then the figures of the calculation by their labels."""
    yield from differences(was, now)
    for name, said in _ALSO_TOLD.items():
        before, after = _text(was.get(name)), _text(now.get(name))
        if before != after:
            yield Difference(said, before.replace("_", " "), after.replace("_", " "))
    before_steps, after_steps = (_figures(content) for content in (was, now))
    for step in dict.fromkeys([*before_steps, *after_steps]):
        (_, before), (_, after) = before_steps.get(step, ("", "")), after_steps.get(step, ("", ""))
        if before != after and step not in {"recoverable_amount", "claimed"}:
            label, _ = after_steps.get(step) or before_steps[step]
            yield Difference(label, before, after)


def versions_of(session: Session, finding_id: int) -> int:
    """How many versions a finding has."""
    return session.scalar(select(func.count()).select_from(FindingVersion).where(FindingVersion.finding_id == finding_id)) or 0


def _text(value: Any) -> str:
    return "" if value is None else str(value)


def _figures(content: Mapping[str, Any]) -> dict[str, tuple[str, str]]:
    return {s["id"]: (s["label"], s["value"]) for s in content.get("calculation", ())}
