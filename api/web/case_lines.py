"""The lines of a case as its page shows them: verdict and reason, the calculation step by step, and every spot that it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.http.shapes.cases import FindingShown
from api.web.formulas import figure, in_words
from api.web.languages import Language
from api.web.places import Place, place_of
from api.web.step_words import step_label
from cases.letters.case_papers import FiledDocument

SETTLED: Final = frozenset({"resolved", "accept", "expired"})
"""Verdicts of lines on which nothing can be won any more; they come last."""


@dataclass(frozen=True, slots=True)
class Step:
    """One line of a calculation: its value, how it was worked out in words, and the numbers of the places that it was read from."""

    label: str
    value: str
    worked_out: str
    formula: str
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LineShown:
    """A finding with its steps and places; `result` is the last step, which says what is asked back."""

    finding: FindingShown
    steps: tuple[Step, ...]
    result: Step | None
    places: tuple[Place, ...]

    @property
    def settled(self) -> bool:
        """Whether nothing can be won on it any more."""
        return self.finding.verdict in SETTLED


def lines_shown(findings: Sequence[FindingShown], documents: Mapping[str, FiledDocument], say: Language) -> list[LineShown]:
    """The lines, those that are open first. Places are counted through the whole case, so that a number names one of them."""
    shown: list[LineShown] = []
    before = 0
    for finding in sorted(findings, key=lambda f: f.verdict in SETTLED):
        line = _line(finding, before, documents, say)
        before += len(line.places)
        shown.append(line)
    return shown


def _line(finding: FindingShown, before: int, documents: Mapping[str, FiledDocument], say: Language) -> LineShown:
    values = {str(step["id"]): str(step["value"]) for step in finding.calculation}
    steps = [_step(step, before, values, finding.currency, say) for step in finding.calculation]
    places = []
    for number, evidence in enumerate(finding.evidence, before + 1):
        known = documents.get(evidence["file"])
        places.append(place_of(evidence, number, document_id=known.id if known else None, say=say))
    result = steps.pop() if steps and finding.calculation[-1]["id"] == "recoverable_amount" else None
    return LineShown(finding, tuple(steps), result, tuple(places))


def _step(step: Mapping[str, Any], before: int, values: Mapping[str, str], currency: str, say: Language) -> Step:
    formula = str(step.get("formula") or "")
    value = str(step["value"])
    return Step(
        label=step_label(str(step["label"]), say),
        value=say.money(value, currency) if step["id"] == "recoverable_amount" else figure(value, say),
        worked_out=in_words(formula, values, say) if formula else "",
        formula=formula,
        places=tuple(before + int(place) + 1 for place in step.get("evidence", ())),
    )
