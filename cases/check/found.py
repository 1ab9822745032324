"""What a check found: how much it looked at, and what does not hold, in words for the person who has to act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Final

TOLD: Final = 20
"""Problems of one kind that are told one by one; the rest are counted."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One check. `problems` tells the first of `wrong` problems; what calls for no action is no problem."""

    name: str
    looked_at: int
    wrong: int = 0
    problems: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.wrong == 0


def checked(name: str, looked_at: int, problems: Iterable[str]) -> Checked:
    """Gathers what a check found, without holding more than is told."""
    waiting = iter(problems)
    told = tuple(islice(waiting, TOLD))
    return Checked(name, looked_at, len(told) + sum(1 for _ in waiting), told)
