"""A value of the books with the place it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from facts.evidence import Evidence

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sourced(Generic[T]):
    """A value with the place it was read at, and the kind of source (a table's or document's kind)."""

    value: T
    evidence: Evidence
    source: str
    review: bool = False
