"""What a model pointed at on a paper, as it goes over the wire."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from pydantic import Field

from api.http.shapes.plain import RowId, Shown, Wanted
from ledger.agents import PointedField


class PointingWanted(Wanted):
    """For which paper help is wanted."""

    paper_id: RowId


class PointedShown(Shown):
    """Words that were pointed at for a field. `value` is what is printed there in the field's own form, null where checks objected."""

    id: int
    document_id: int
    paper_id: int | None
    run_id: int | None
    field: str
    page: int
    box: list[float]
    text: str
    value: Any
    problems: list[str]
    state: str = Field(description="`proposed`, `accepted`, `refused` (by a person, or by the house where checks objected) or `overtaken`.")
    made_at: datetime
    decided_at: datetime | None
    decided_by: str | None

    @classmethod
    def of(cls, row: PointedField) -> Self:
        """From the row."""
        return cls.model_validate(row)


class PointedDecision(Wanted):
    """What a person decides. `accept` makes the value a correction of theirs; else the paper stays as it is."""

    accept: bool = Field(strict=True)
