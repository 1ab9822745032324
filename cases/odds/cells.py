"""What makes two filings alike: the levels on which their ends are compared, from the whole house down to one supplier's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from matchers.claims import CONDITIONS


class Level(StrEnum):
    """What filings of a cell have in common beside all that the levels above it say."""

    ROUND = "round"
    """`first`, or `again` after an answer: retailers grant the second far more seldom."""
    KIND = "kind"
    REASON = "reason"
    EVIDENCE = "evidence"
    RETAILER = "retailer"
    SUPPLIER = "supplier"


LEVELS: Final = tuple(Level)
FIRST: Final = "first"
AGAIN: Final = "again"
SETTLEMENT: Final = "settlement"
"""The kind of a settlement: what a retailer grants of many lost cases at once says nothing about one of them."""
ON_RECORD: Final = "on_record"
"""The evidence of a filing that only the retailer's export shows: nobody here knows what was attached to it."""
BETWEEN: Final = "|"
_BESIDE_THE_MERITS: Final = frozenset(condition.reason for condition in CONDITIONS)
"""Codes that say when or whether something may be filed, and not why it should be granted."""

Path = tuple[str, ...]
"""The values of the levels from the top down: (`first`, `shortage`) is the cell of all first filings of shortages."""


@dataclass(frozen=True, slots=True)
class Sort:
    """What sort of filing it is; `reason` is the code of the finding that speaks for it, `evidence` the state of its checklist."""

    round: str
    kind: str
    reason: str
    evidence: str
    retailer: str
    supplier: int

    @property
    def path(self) -> Path:
        """Its own cell."""
        parts = (self.round, self.kind, self.reason, self.evidence, self.retailer, str(self.supplier))
        return tuple(part.replace(BETWEEN, "_") for part in parts)

    def paths(self) -> Iterator[Path]:
        """The cells it belongs to, its own one first."""
        whole = self.path
        for depth in range(len(whole), 0, -1):
            yield whole[:depth]


def key_of(path: Path) -> str:
    """A cell's name in the ledger."""
    return BETWEEN.join(path)


def path_of(key: str) -> Path:
    """The cell of that name."""
    return tuple(key.split(BETWEEN))


def round_of(number: int) -> str:
    """Which of both kinds of filing this round is."""
    return FIRST if number <= 1 else AGAIN


def merit_of(reason: str) -> str:
    """The code of a finding where it says something of the merits, else empty."""
    return "" if reason in _BESIDE_THE_MERITS else reason
