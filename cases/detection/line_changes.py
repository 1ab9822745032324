"""What became of one line in a judgement, in the words for a person, for the journal, and for a case that was filed on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from cases.auditing.previous import WATCHED, Change, ChangeKind, Difference
from facts.finding import Finding, Verdict
from facts.money import Money
from ledger.findings import FindingRow

FOLLOWS_FILING: Final = frozenset({Verdict.IN_DISPUTE, Verdict.RESOLVED, Verdict.EXPIRED})
"""Verdicts that a line comes to when it is filed, paid, or its window closes while an answer is awaited: no surprise."""
_CREDITED: Final = "came back on later remittances"
_SHOWN: Final = frozenset(WATCHED.values()) | {"opens on"}


@dataclass(frozen=True, slots=True)
class LineChange:
    """A row after the judgement, with what changed (None: only the place where it stands) and the verdict it had before."""

    row: FindingRow
    change: Change | None
    was: Verdict | None = None

    def to_json(self) -> dict[str, Any]:
        """As the journal keeps it."""
        said = self.change
        differing = [d.to_json() for d in said.differences] if said is not None else []
        return {
            "reference": self.row.reference,
            "sku": self.row.sku,
            "change": said.kind.value if said is not None else "place",
            "verdict": self.row.verdict.value,
            "differences": differing,
        }

    def after_filing(self, now: datetime) -> Iterator[Mapping[str, Any]]:
        """What a person should know who filed on the line as it was; not what filing and payment themselves bring about."""
        change = self.change
        if change is None:
            return
        line = {"line": self.row.reference, "sku": self.row.sku, "at": now.isoformat()}
        match change.kind:
            case ChangeKind.GONE:
                yield line | {"what": "gone", "before": self.row.verdict.value, "after": None}
            case ChangeKind.NEW:
                yield line | {"what": "new", "before": None, "after": self.row.verdict.value}
            case ChangeKind.CHANGED | ChangeKind.PAID:
                names = {d.name for d in change.differences}
                for d in change.differences:
                    by_itself = d.name == "verdict" and (self.row.verdict in FOLLOWS_FILING or self.was is Verdict.TOO_EARLY)
                    paid = d.name == "recoverable" and (self.row.verdict is Verdict.RESOLVED or _CREDITED in names)
                    if d.name in _SHOWN and not by_itself and not paid:
                        yield line | {"what": d.name, "before": d.before, "after": d.after}


def change_of(kind: ChangeKind, found: Finding, differing: tuple[Difference, ...] = ()) -> Change:
    """A judged line as a change."""
    return Change(
        kind,
        found.retailer,
        found.type.value,
        found.reference,
        found.sku,
        found.currency,
        found.claimed_amount,
        found.recoverable_amount,
        differing,
    )


def change_of_row(kind: ChangeKind, row: FindingRow, retailer: str) -> Change:
    """The same of a line that no judgement finds any more."""
    claimed, recoverable = Money(row.claimed_minor, row.currency).amount, Money(row.recoverable_minor, row.currency).amount
    return Change(kind, retailer, row.type.value, row.reference, row.sku, row.currency, claimed, recoverable)
