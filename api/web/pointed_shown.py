"""What a model pointed at on a paper, in the reader's language, with its place on the page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from agents.model.choice import Models
from api.http.gate import pointing
from api.http.gate.rows import Gate
from api.web.languages import Language
from api.web.page_pictures import PageBox
from api.web.paper_fields import NUMBERS, as_read, edited_form
from facts.documents import Value
from facts.paper_fields import field_type
from ledger.agents import AgentRun, PointedField
from ledger.models import Document, Paper

NOTHING_POINTED: Final[Mapping[str, Any]] = {
    "pointed": (),
    "pointed_boxes": (),
    "pointing_under_way": False,
    "pointing_said": "",
    "helping_model": "",
}
"""What the screen says to those who put no papers right."""


@dataclass(frozen=True, slots=True)
class ShownPointed:
    """A suggested value: what its field is called, how it reads, and where it is printed."""

    id: int
    label: str
    shown: str
    text: str
    page: int
    box: str
    numeric: bool


def pointing_shown(gate: Gate, say: Language, models: Models, document: Document, paper: Paper) -> dict[str, Any]:
    """What the screen of a document says of reading help for the paper that is looked at."""
    currency = paper.content["fields"].get("currency", {}).get("value")
    rows = pointing.open_on(gate, paper)
    run = pointing.latest_run(gate, document, paper)
    under_way = run is not None and pointing.waits(gate, run)
    return {
        "pointed": [_shown(say, row, str(currency) if currency else None) for row in rows],
        "pointed_boxes": tuple(_box(say, row) for row in rows),
        "pointing_under_way": under_way,
        "pointing_said": "" if run is None or under_way or rows else _said(say, run),
        "helping_model": pointing.helps(gate, models, document, paper),
    }


def _shown(say: Language, row: PointedField, currency: str | None) -> ShownPointed:
    value: Value = row.value if row.value is not None else row.text
    shown = as_read(say, row.field, value, currency) or edited_form(value)
    box = ",".join(f"{edge:.1f}" for edge in row.box)
    return ShownPointed(row.id, say.word("field", row.field), shown, row.text, row.page, box, field_type(row.field) in NUMBERS)


def _box(say: Language, row: PointedField) -> PageBox:
    label = say.text("Suggested: {name}").format(name=say.word("field", row.field))
    return PageBox(f"pointed-{row.id}", row.page, row.box, label, "review")


def _said(say: Language, run: AgentRun) -> str:
    """What came of the last run, where nothing of it is left to decide on."""
    if run.problem:
        return say.text("The model could not be asked: {reason}").format(reason=run.problem)
    if not run.result.get("proposed"):
        return say.text("The model found nothing more on these pages.")
    return ""
