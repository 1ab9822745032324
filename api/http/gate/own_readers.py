"""What a supplier's own reader is told less: nothing of who did what in the house, of remarks, and of letters in the making."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, TypeVar

from pydantic import BaseModel

from api.http.gate.rows import Gate
from api.http.shapes.cases import CaseListed, CaseShown

M = TypeVar("M", bound=BaseModel)
L = TypeVar("L", bound=CaseListed)
SIGNED: Final = frozenset({"made_by", "approved_by", "recorded_by", "filed_by", "received_by", "begun_by", "undone_by", "by"})
"""Fields that name who did something."""
NOT_TOLD: Final[Mapping[str, Any]] = {"assignee_id": None, "priority": 0, "tags": []}
"""What the queue of those who work on cases is sorted and marked by."""
ODDS: Final = frozenset({"chance_ppm", "expected_minor", "worth_per_hour_minor", "minutes_left"})
"""What lists carry of the odds of cases: figures of the house's own, learnt from all whom it works for."""


def unsigned(gate: Gate, supplier_id: int | None, shown: M) -> M:
    """The same without names of those who did it and why they did, down to all parts, where the reader is the supplier's own."""
    return shown if supplier_id is None or gate.scope.inside(supplier_id) else _unsigned(shown)


def listed(gate: Gate, shown: L) -> L:
    """A case of the queue as that reader may know it."""
    return shown if gate.scope.inside(shown.supplier_id) else shown.model_copy(update=dict(NOT_TOLD))


def case_told(gate: Gate, shown: CaseShown, letters_filed: Sequence[int]) -> CaseShown:
    """A whole case as that reader may know it; `letters_filed` are the drafts that went out, the latest last."""
    if gate.scope.inside(shown.supplier_id):
        return shown
    less: dict[str, Any] = {
        **NOT_TOLD,
        "waiver": None,
        "comments": [],
        "links": [],
        "changes": [],
        "moves": [],
        "latest_draft_id": letters_filed[-1] if letters_filed else None,
        "filings": [_unsigned(one) for one in shown.filings],
        "outcomes": [_unsigned(one) for one in shown.outcomes],
        "recoveries": [_unsigned(one).model_copy(update={"reason": ""}) for one in shown.recoveries],
    }
    return shown.model_copy(update=less)


def _unsigned(shown: M) -> M:
    less: dict[str, Any] = {}
    for name in type(shown).model_fields:
        value = getattr(shown, name)
        if name in SIGNED or (name == "reason" and "made_by" in type(shown).model_fields):  # the retailer's own reasons stay
            less[name] = "" if isinstance(value, str) else None
        elif isinstance(value, BaseModel):
            less[name] = _unsigned(value)
        elif isinstance(value, list):
            less[name] = [_unsigned(one) if isinstance(one, BaseModel) else one for one in value]
    return shown.model_copy(update=less)
