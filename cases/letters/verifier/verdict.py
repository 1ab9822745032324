"""What the verifier says: objections that block, wording that a person must judge, remarks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self


class Severity(StrEnum):
    """How much a finding of the verifier weighs. An objection blocks; the others are shown to the person who approves."""

    OBJECTION = "objection"
    UNVERIFIABLE = "unverifiable"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing that a check says: about which sentence (from 0; None for the whole letter), in words, the two values compared.

    `found` is what the letter says, `expected` what the brief or the situation says, `facts` the facts that were looked at.
    """

    check: str
    severity: Severity
    message: str
    sentence: int | None = None
    found: str = ""
    expected: str = ""
    facts: tuple[int, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a draft keeps it."""
        return {
            "check": self.check,
            "severity": self.severity.value,
            "sentence": self.sentence,
            "message": self.message,
            "found": self.found,
            "expected": self.expected,
            "facts": list(self.facts),
        }


@dataclass(frozen=True, slots=True)
class Verification:
    """All that the checks said. A letter with objections is never ready; what is unverifiable is shown, never passed silently."""

    objections: tuple[Remark, ...] = ()
    unverifiable: tuple[Remark, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def passed(self) -> bool:
        """No objection."""
        return not self.objections

    def of_sentence(self, index: int) -> Self:
        """What was said about that sentence (from 0) alone."""
        return type(self)(*(tuple(r for r in said if r.sentence == index) for said in (self.objections, self.unverifiable, self.remarks)))

    def to_json(self) -> list[dict[str, Any]]:
        """All of it, objections first."""
        return [r.to_json() for r in (*self.objections, *self.unverifiable, *self.remarks)]
