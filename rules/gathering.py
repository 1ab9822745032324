"""What a pack says of papers that are missing: how far from shipping a paper may be dated, whom one asks for it, and when again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

WHOM: Final = ("carrier", "warehouse")
"""Who may have a paper that is not in the house."""


@dataclass(frozen=True, slots=True)
class Asking:
    """Whom one asks for a kind of paper, after how many days without it one asks again, and how often at most."""

    whom: str = "carrier"
    follow_up_days: int = 5
    reminders: int = 2


@dataclass(frozen=True, slots=True)
class GatheringRules:
    """How papers are looked for and asked for. `days_around`: a delivery is dated at most so many days after shipping.

    `answer_before_days`: papers are asked for by so many days before the last safe day of the dispute. `asking` holds the papers that
    somebody outside has; what is not there is not asked for.
    """

    days_around: int = 45
    answer_before_days: int = 7
    asking: Mapping[str, Asking] = field(default_factory=dict)

    def asked(self, paper: str) -> Asking | None:
        """Whom one asks for a paper of the checklist, which may say more of it than the pack; None for what nobody is asked for."""
        named = max((name for name in self.asking if paper == name or paper.startswith(f"{name}_")), key=len, default=None)
        return None if named is None else self.asking[named]
