"""How the one who asks wants their pages."""

from __future__ import annotations

from api.http.gate import people, suppliers
from api.http.gate.rows import Gate
from api.http.shapes.preferences import PreferencesChange, PreferencesShown
from ledger.models import User


def preferences(gate: Gate) -> PreferencesShown:
    """What was chosen; a supplier that is seen no longer counts as not chosen."""
    shown = PreferencesShown.model_validate(
        {n: v for n, v in people.myself(gate).preferences.items() if n in PreferencesShown.model_fields}
    )
    return shown if shown.supplier_id is None or gate.scope.sees(shown.supplier_id) else shown.model_copy(update={"supplier_id": None})


def choose(gate: Gate, wanted: PreferencesChange) -> None:
    """Changes what was said. Raises NotFoundError for a supplier that may not be seen."""
    if wanted.supplier_id is not None:
        suppliers.supplier(gate, wanted.supplier_id)
    user = gate.session.get_one(User, gate.scope.user_id, with_for_update=True, populate_existing=True)
    kept = {**user.preferences, **wanted.chosen()}
    user.preferences = {name: value for name, value in kept.items() if value is not None}
