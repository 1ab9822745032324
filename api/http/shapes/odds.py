"""The odds of a case and what they rest on, as they go over the wire."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, Self

from pydantic import Field

from api.http.shapes.plain import Amount, Shown, amount
from cases.odds.saying import LevelSaid, Told
from cases.odds.worth import MILLION
from cases.worklist.pages import ListedCase
from ledger.cases import Case

PLACES: Final = Decimal("0.0001")


class OddsLevelShown(Shown):
    """How filings ended that are alike on one level, and how much that counts in the chance (parts of one)."""

    level: str = Field(
        description="`supplier`, `retailer`, `evidence`, `reason`, `kind` or `round`: what they have in common, and all below."
    )
    decided: int
    won: int = Field(description="Granted at least in part.")
    weight: str

    @classmethod
    def of(cls, said: LevelSaid) -> Self:
        """From what the ledger keeps."""
        return cls(level=said.level.value, decided=said.decided, won=said.won, weight=rate(said.weight_ppm))


class OddsShown(Shown):
    """The chance of the next decision, what the case is expected to bring and what an hour of work on it is worth.

    Learnt from answers to such filings; nobody is promised anything by it.
    """

    chance: str | None = Field(description="That it is granted at least in part, from 0.01 to 0.99; null where nothing is left to decide.")
    share: str | None = Field(description="The part of the amount that is granted then.")
    round: str | None = Field(description="`first` filing or `again`.")
    speaks: str | None = Field(description="The level that counts most; null where public figures do.")
    decided: int = Field(description="Answered filings of that level.")
    won: int
    whole: int = Field(description="Answered filings of the whole house, of the same round.")
    levels: list[OddsLevelShown]
    expected: Amount = Field(description="What is granted and not paid, and of what is still to be decided chance times share.")
    per_hour: Amount = Field(description="What an hour of work is expected to bring; 0 while the case waits for others.")
    minutes_left: int | None

    @classmethod
    def of(cls, row: Case | ListedCase, told: Told | None) -> Self:
        """From a case and the reasons of its odds; None where no decision lies ahead."""
        speaks = told.speaks if told is not None else None
        known = told is not None and row.chance_ppm is not None
        return cls(
            chance=rate(row.chance_ppm) if row.chance_ppm is not None else None,
            share=rate(told.share_ppm) if known and told is not None and told.share_ppm is not None else None,
            round=told.round if told is not None else None,
            speaks=speaks.level.value if speaks is not None else None,
            decided=speaks.decided if speaks is not None else 0,
            won=speaks.won if speaks is not None else 0,
            whole=told.whole if told is not None else 0,
            levels=[OddsLevelShown.of(said) for said in told.levels] if told is not None else [],
            expected=amount(row.expected_minor, row.currency),
            per_hour=amount(row.worth_per_hour_minor, row.currency),
            minutes_left=row.minutes_left,
        )


def rate(ppm: int) -> str:
    """Millionths as a rate with four digits."""
    return str((Decimal(ppm) / MILLION).quantize(PLACES))
