"""What the papers say of a fault that is charged: kept, waived, broken, or unknown and which paper would tell."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

from facts.evidence import Evidence
from matchers.charges.fee import Bound

Compared: TypeAlias = tuple[str, str, str, Evidence | None]
"""A value that was compared: its name, its label, the value in words, its place."""


class Standing(StrEnum):
    """What the papers say of a fault that is charged."""

    KEPT = "kept"
    """They prove that the rule was kept: nothing is due."""
    WAIVED = "waived"
    BROKEN = "broken"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Compliance:
    """What was found, with its reason for findings, a sentence, the values compared and the places.

    `missing` names the papers that would tell where these do not. `bounds` are the most units that the fault can be of.
    """

    standing: Standing
    reason: str
    sentence: str
    compared: tuple[Compared, ...] = ()
    missing: tuple[str, ...] = ()
    bounds: tuple[Bound, ...] = ()


def unknown(
    reason: str,
    sentence: str,
    missing: str | tuple[str, ...] = (),
    compared: tuple[Compared, ...] = (),
    bounds: tuple[Bound, ...] = (),
) -> Compliance:
    """The papers do not tell; `missing` are those that would."""
    return Compliance(Standing.UNKNOWN, reason, sentence, compared, (missing,) if isinstance(missing, str) else missing, bounds)
