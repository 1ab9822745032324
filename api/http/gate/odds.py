"""The odds of cases, for those who work on them: a supplier's own reader is told none."""

from __future__ import annotations

from collections.abc import Sequence

from api.http.gate.rows import Gate
from api.http.shapes.odds import OddsShown
from cases.odds.saying import told
from cases.worklist.pages import ListedCase
from ledger.models import Case


def odds_of(gate: Gate, rows: Sequence[Case | ListedCase]) -> dict[int, OddsShown]:
    """The odds by case, of the open ones among cases that were had through the gate."""
    mine = [row for row in rows if not row.closed and gate.scope.inside(row.supplier_id)]
    reasons = told(gate.session, {row.id for row in mine}) if mine else {}
    return {row.id: OddsShown.of(row, reasons.get(row.id)) for row in mine}
