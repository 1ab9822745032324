"""What changed since an earlier audit: findings that are new, changed, gone, or paid."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from cases.wording import figure, verdict_name
from facts.finding import Finding, Verdict
from matchers.finding_table import read_finding_table


class ChangeKind(StrEnum):
    """How a line stands beside the earlier audit."""

    NEW = "new"
    CHANGED = "changed"
    PAID = "paid"
    GONE = "gone"


WATCHED: Final = {
    "verdict": "verdict",
    "claimed_amount": "deducted",
    "recoverable_amount": "recoverable",
    "safe_by": "safe by",
    "dispute_by": "dispute by",
    "type": "kind",
}
"""What is compared, with its name for the reader."""


class PreviousAuditError(Exception):
    """The earlier audit cannot be read: the message says where and why."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One watched value before and after; empty where it was not known."""

    name: str
    before: str
    after: str

    def to_json(self) -> dict[str, str]:
        """As it stands in changes.json."""
        return {"name": self.name, "before": self.before, "after": self.after}


@dataclass(frozen=True, slots=True)
class Change:
    """One line that stands otherwise than before; amounts in `currency`, as the newer audit has them (as the older, when gone)."""

    kind: ChangeKind
    retailer: str
    type: str
    reference: str
    sku: str
    currency: str
    claimed: Decimal
    recoverable: Decimal
    differences: tuple[Difference, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As it stands in changes.json."""
        return {
            "change": self.kind.value,
            "retailer": self.retailer,
            "type": self.type,
            "reference": self.reference,
            "sku": self.sku,
            "currency": self.currency,
            "claimed_amount": f"{self.claimed:f}",
            "recoverable_amount": f"{self.recoverable:f}",
            "differences": [d.to_json() for d in self.differences],
        }


@dataclass(frozen=True, slots=True)
class Changes:
    """All differences to an earlier audit; `unchanged` counts the lines that stand as before."""

    changes: tuple[Change, ...] = ()
    unchanged: int = 0
    counts: dict[ChangeKind, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The form of changes.json."""
        return {
            "counts": {kind.value: self.counts.get(kind, 0) for kind in ChangeKind} | {"unchanged": self.unchanged},
            "changes": [c.to_json() for c in self.changes],
        }


_ORDER: Final = (ChangeKind.PAID, ChangeKind.NEW, ChangeKind.CHANGED, ChangeKind.GONE)


def load_previous(place: Path) -> list[dict[str, Any]]:
    """The findings of an earlier audit from its output folder, its findings.json or findings.parquet.

    Raises PreviousAuditError with what to do when there is none or it is not a list of findings.
    """
    file = place / "findings.json" if place.is_dir() else place
    table = file.with_name("findings.parquet")
    try:
        read = read_finding_table(table) if table == place or (not file.exists() and table.exists()) else json.loads(file.read_bytes())
    except OSError as error:
        raise PreviousAuditError(f"{file}: {error.strerror or error}; name the output folder of an earlier audit") from error
    except ValueError as error:
        raise PreviousAuditError(f"{file}: not readable ({error}); name the output folder of an earlier audit") from error
    if not isinstance(read, list) or not all(isinstance(entry, dict) and "reference" in entry for entry in read):
        raise PreviousAuditError(f"{file}: not a list of findings; name the output folder of an earlier audit")
    return read


def compare(previous: Iterable[Mapping[str, Any]], findings: Iterable[Finding]) -> Changes:
    """Sets two audits side by side. A line is the same when retailer, reference and item are; several such are paired in order.

    A line that became `resolved` is paid, whatever else changed with it.
    """
    before, after = _by_line(previous), _by_line(f.to_json() for f in findings)
    changes: list[Change] = []
    unchanged = 0
    for line in sorted(before.keys() | after.keys()):
        old, new = before.get(line, []), after.get(line, [])
        for was, now in zip(old, new, strict=False):
            found = tuple(differences(was, now))
            if found:
                paid = _text(now, "verdict") == Verdict.RESOLVED and _text(was, "verdict") != Verdict.RESOLVED
                changes.append(_change(ChangeKind.PAID if paid else ChangeKind.CHANGED, now, found))
            else:
                unchanged += 1
        changes += [_change(ChangeKind.NEW, now) for now in new[len(old) :]]
        changes += [_change(ChangeKind.GONE, was) for was in old[len(new) :]]
    ordered = sorted(changes, key=lambda c: (_ORDER.index(c.kind), -max(c.recoverable, c.claimed), c.retailer, c.reference, c.sku))
    counts = {kind: sum(c.kind is kind for c in ordered) for kind in ChangeKind}
    return Changes(tuple(ordered), unchanged, counts)


def _by_line(entries: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], list[Mapping[str, Any]]]:
    lines: dict[tuple[str, str, str], list[Mapping[str, Any]]] = defaultdict(list)
    for entry in entries:
        lines[_text(entry, "retailer"), _text(entry, "reference"), _text(entry, "sku")].append(entry)
    for same in lines.values():
        same.sort(key=lambda e: (_text(e, "type"), _amount(e, "claimed_amount"), _text(e, "id")))
    return dict(lines)


def differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterable[Difference]:
    """The watched values that differ between two findings in the form of contract.md, in the reader's words."""
    for name, said in WATCHED.items():
        before, after = _text(was, name), _text(now, name)
        if name.endswith("_amount"):
            if _amount(was, name) != _amount(now, name):
                yield Difference(said, figure(before), figure(after))
        elif before != after:
            yield Difference(said, _in_words(name, before), _in_words(name, after))


def _in_words(name: str, value: str) -> str:
    if name == "verdict" and value in {v.value for v in Verdict}:
        return verdict_name(Verdict(value))
    return value.replace("_", " ")


def _change(kind: ChangeKind, entry: Mapping[str, Any], differences: tuple[Difference, ...] = ()) -> Change:
    return Change(
        kind=kind,
        retailer=_text(entry, "retailer"),
        type=_text(entry, "type"),
        reference=_text(entry, "reference"),
        sku=_text(entry, "sku"),
        currency=_text(entry, "currency"),
        claimed=_amount(entry, "claimed_amount"),
        recoverable=_amount(entry, "recoverable_amount"),
        differences=differences,
    )


def _text(entry: Mapping[str, Any], name: str) -> str:
    value = entry.get(name)
    return "" if value is None else str(value)


def _amount(entry: Mapping[str, Any], name: str) -> Decimal:
    try:
        amount = Decimal(_text(entry, name) or "0")
    except InvalidOperation:
        return Decimal(0)
    return amount if amount.is_finite() else Decimal(0)
