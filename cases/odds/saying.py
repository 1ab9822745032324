"""Why a case has its odds: what each level of comparison says to them, and which of them counts most."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from cases.odds.cells import Level, key_of, path_of
from cases.odds.worth import MILLION
from ledger.cases import Case
from ledger.improving import OddsCell


@dataclass(frozen=True, slots=True)
class LevelSaid:
    """One level: its answered filings, how many of them were granted, and how much of the chance comes from its rate, in millionths."""

    level: Level
    decided: int
    won: int
    weight_ppm: int


@dataclass(frozen=True, slots=True)
class Told:
    """The reasons of a case's odds. `levels` from its own sort of filing up to the whole house; what they leave is public figures.

    `share_ppm` is None where the case was weighed before any answer was learnt from.
    """

    round: str
    share_ppm: int | None
    levels: tuple[LevelSaid, ...]

    @property
    def speaks(self) -> LevelSaid | None:
        """The level that counts most; None where the public figures do."""
        public = MILLION - sum(said.weight_ppm for said in self.levels)
        most = max(self.levels, key=lambda said: said.weight_ppm, default=None)
        return most if most is not None and most.weight_ppm >= public else None

    @property
    def whole(self) -> int:
        """Answered filings of the whole house, of the same round."""
        return self.levels[-1].decided if self.levels else 0


def told(session: Session, case_ids: Collection[int]) -> dict[int, Told]:
    """The reasons by case, of those whose next decision lies ahead."""
    wanted = select(Case.id, Case.odds_key).where(Case.id.in_(sorted(case_ids)), Case.odds_key.is_not(None))
    keys = {row.id: row.odds_key for row in session.execute(wanted)}
    cells = _cells(session, {above for key in keys.values() for above in _with_those_above(key)})
    found = {}
    for case_id, key in keys.items():
        cell = next((cells[above] for above in _with_those_above(key) if above in cells), None)
        levels = () if cell is None else tuple(LevelSaid(Level(s["level"]), s["decided"], s["won"], s["weight_ppm"]) for s in cell.said)
        found[case_id] = Told(path_of(key)[0], None if cell is None else cell.share_ppm, levels)
    return found


def _with_those_above(key: str) -> list[str]:
    """The key of a cell and of those it belongs to, its own one first."""
    path = path_of(key)
    return [key_of(path[:depth]) for depth in range(len(path), 0, -1)]


def _cells(session: Session, keys: Collection[str]) -> dict[str, OddsCell]:
    return {cell.key: cell for cell in session.scalars(select(OddsCell).where(OddsCell.key.in_(sorted(keys))))}
