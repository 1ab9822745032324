"""The months of the deductions that a note speaks of, for its chart."""

from __future__ import annotations

from collections.abc import Sequence

from api.http.gate.rows import Gate
from cases.causes.effects import MONTHS_SHOWN
from cases.causes.figures import Part, months_of
from cases.causes.lines import lines_from, months_up_to
from facts.calendar import add_months
from ledger.improving import CauseNote


def months(gate: Gate, row: CauseNote) -> Sequence[tuple[str, Part]]:
    """The last twelve months one by one; none for a single charge."""
    if row.scope == "chargeback" or row.account_id is None:
        return ()
    span = months_up_to(gate.today, MONTHS_SHOWN)
    found = months_of(gate.session, lines_from(row.account_id, row.currency, span, row.dimensions))
    names = [f"{add_months(span.first, number):%Y-%m}" for number in range(MONTHS_SHOWN)]
    return [(name, found.get(name, Part())) for name in names]
