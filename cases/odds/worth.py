"""What a case is expected to bring and what an hour of work on it is worth: whole millionths and minor units, rounded half up once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

MILLION: Final = 1_000_000
LEAST_CHANCE: Final = 0.01
MOST_CHANCE: Final = 0.99
"""No case is lost or won before it is decided."""
_MINUTES_OF_AN_HOUR: Final = 60


@dataclass(frozen=True, slots=True)
class Odds:
    """The chance that a filing is granted at least in part, and the share that is granted then; in millionths."""

    chance_ppm: int
    share_ppm: int

    @property
    def brings_ppm(self) -> int:
        """What a filing brings on the average of what it asks, in millionths."""
        return half_up(self.chance_ppm * self.share_ppm, MILLION)


def half_up(number: int, divisor: int) -> int:
    """A quotient of numbers that are not negative, rounded half up."""
    return (2 * number + divisor) // (2 * divisor)


def expected_minor(odds: Odds | None, *, at_stake_minor: int, granted_minor: int) -> int:
    """What a case is expected to bring: of what is still to be decided the average, of what is granted and not paid all of it.

    Minor units of the case's currency. Without odds nothing is left to be decided.
    """
    return granted_minor + (half_up(at_stake_minor * odds.brings_ppm, MILLION) if odds is not None else 0)


def worth_per_hour(expected: int, minutes: int) -> int:
    """What an hour of work is expected to bring, in minor units; 0 where there is no work to do now."""
    return half_up(expected * _MINUTES_OF_AN_HOUR, minutes) if minutes > 0 else 0
