"""What belongs to which claim of a chain: reversals, repayments and filings."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import polars as pl

from facts.finding import FindingType
from matchers.chain import Claim, ClaimKey, CreditLine, DisputeRecord, OtherLine
from matchers.chain_ledger import ChainLedger
from matchers.frames import decimal, row_evidence, rows
from matchers.grammar import number_key, plain
from matchers.remittance import RemittanceLine
from rules.grammar import LineRole

_WORD: Final = re.compile(r"[\w./\-]+")


def ended_by(credit: CreditLine, key: str, claims: Sequence[Claim]) -> Claim | None:
    """The claim on the same root that a credit ends: its own number, the round before it, or the only one it can be."""
    own = [c for c in claims if number_key(c.number) == key]
    if len(own) == 1:
        return own[0]
    same = [c for c in claims if credit.type in {c.type, FindingType.UNCLASSIFIED}]
    named = [c for c in same if number_key(c.number) in {number_key(w) for w in _WORD.findall(credit.description)}]
    if len(named) == 1:
        return named[0]
    in_round = [c for c in same if c.round == credit.round and c.role is LineRole.CLAIM]
    if len(in_round) == 1 and credit.type is not FindingType.UNCLASSIFIED:
        return in_round[0]
    exact = [c for c in same if c.amount == credit.amount]
    return exact[0] if len(exact) == 1 else same[0] if len(same) == 1 else None


def named_by(line: RemittanceLine, claims: Mapping[str, Claim], referred: Mapping[str, str]) -> Claim | None:
    """The claim anywhere that a credit's words name, by its number or by the dispute that won it."""
    words = [number_key(w.strip("./-")) for w in _WORD.findall(f"{line.description} {line.reference_details} {line.number}")]
    found = {key: claims[key] for w in words for key in (w, referred.get(w, "")) if key in claims}
    return next(iter(found.values())) if len(found) == 1 else None


def netted_by_root(ledger: ChainLedger) -> dict[str, list[OtherLine]]:
    """Money that was set against what we owe, by the one root invoice that its line names anywhere."""
    roots = {number_key(c.root) for c in ledger.chains}
    found: dict[str, list[OtherLine]] = defaultdict(list)
    for other in ledger.other_lines:
        if other.role is LineRole.NETTING and other.amount > 0:
            words = _WORD.findall(f"{other.line.description} {other.line.reference_details}")
            named = {number_key(n) for n in (other.root, other.line.original_invoice, *(w.strip("./-") for w in words))} & roots
            if len(named) == 1:
                found[named.pop()].append(other)
    return found


def read_disputes(frame: pl.DataFrame, states: Mapping[str, str]) -> list[DisputeRecord]:
    """Each filing once, oldest first; `states` map the printed status to the canonical one."""
    found: dict[tuple[str, str, str], DisputeRecord] = {}
    for row in rows(frame):
        printed = row.get("status") or ""
        record = DisputeRecord(
            row["dispute_id"] or "",
            row["reference"] or "",
            states.get(plain(printed), ""),
            printed,
            row.get("submitted"),
            decimal(row.get("amount")),
            decimal(row.get("approved_amount")),
            row.get("attempt") or 1,
            row.get("sku") or "",
            row_evidence(row, f"dispute {row['dispute_id']} on {row['reference']}: {printed}"),
        )
        key = (number_key(record.dispute_id), number_key(record.reference), record.sku)
        if key not in found or _later(record, found[key]):
            found[key] = record
    return sorted(
        found.values(), key=lambda r: (r.submitted or date.max, r.attempt, r.dispute_id, r.sku, r.evidence.file, r.evidence.row or 0)
    )


def _later(record: DisputeRecord, other: DisputeRecord) -> bool:
    """The same filing in two exports: an answer is later than a question, else the later place counts."""

    def place(r: DisputeRecord) -> tuple[bool, str, int]:
        return (r.status in {"approved", "partly_approved", "denied", "settled", "resolved"}, r.evidence.file, r.evidence.row or 0)

    return place(record) > place(other)


def link_disputes(
    by_root: Mapping[str, Sequence[Claim]], records: Sequence[DisputeRecord]
) -> tuple[dict[ClaimKey, list[DisputeRecord]], list[DisputeRecord]]:
    """Filings by the claim they are about; a filing on the root counts for the round that stood when it was sent."""
    by_number: dict[str, list[Claim]] = defaultdict(list)
    for claims in by_root.values():
        for claim in claims:
            by_number[number_key(claim.number)].append(claim)
    filed: dict[ClaimKey, list[DisputeRecord]] = defaultdict(list)
    loose: list[DisputeRecord] = []
    for record in records:
        key = number_key(record.reference)
        named = by_number.get(key) or by_number.get(key.removesuffix("R"))
        about = _about(record, named or by_root.get(key, ()))
        if about is None:
            loose.append(record)
        else:
            filed[about.key].append(record)
    return filed, loose


def _about(record: DisputeRecord, claims: Sequence[Claim]) -> Claim | None:
    """The one claim that a filing can be about: taken by then, for its amount where that tells them apart."""
    if len(claims) == 1:
        return claims[0]
    standing = [c for c in claims if not record.submitted or not c.deducted_on or c.deducted_on <= record.submitted]
    exact = [c for c in standing if record.amount is not None and c.amount == record.amount] or standing
    return exact[-1] if exact and len({c.type for c in exact}) == 1 else None
