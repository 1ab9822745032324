"""Rows of tables that a case cites, as its supplier is shown them."""

from __future__ import annotations

from urllib.parse import parse_qs

from api.http.gate import documents, table_rows
from api.http.gate.rows import Gate
from api.web.languages import Language
from api.web.places import Place
from api.web.table_shown import ShownTable, table_shown


def rows_at(gate: Gate, say: Language, place: Place) -> ShownTable | None:
    """The row that a spot points at, with its neighbours; None where there is none any more."""
    asked = parse_qs(place.query)
    if place.document_id is None or "row" not in asked:
        return None
    row, sheet = int(asked["row"][0]), asked.get("sheet", [None])[0]
    found = table_rows.rows_around(gate, documents.document(gate, place.document_id), sheet=sheet, row=row)
    return None if found is None else table_shown(say, found, row)
