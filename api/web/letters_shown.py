"""A letter as the review page shows it: sentences with the facts that they rest on, each fact in words and with its spot on a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from api.web.languages import Language
from api.web.places import Place, place_of
from api.web.step_words import fact_label

SEVERITIES: Final[Mapping[str, int]] = {"objection": 0, "unverifiable": 1, "remark": 2}


@dataclass(frozen=True, slots=True)
class FactShown:
    """A numbered fact: what it is, its value as a reader says it, how it was worked out, and where it stands."""

    number: int
    label: str
    value: str
    formula: str
    rests_on: tuple[int, ...]
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class SentenceShown:
    """A sentence of the letter, from 0; `worst` is the gravest thing that the verifier says of it, empty for nothing."""

    number: int
    text: str
    kind: str
    paragraph: int
    facts: tuple[int, ...]
    remarks: tuple[Mapping[str, Any], ...]
    worst: str
    by: str = ""
    """What wrote it: `template`, `model` or `person`; empty where that is not on record."""


def facts_shown(brief: Mapping[str, Any], say: Language) -> dict[int, FactShown]:
    """The facts of a brief by number."""
    return {fact["number"]: _fact(fact, say) for fact in brief.get("facts", ())}


def sentences_shown(sentences: Sequence[Mapping[str, Any]], problems: Sequence[Mapping[str, Any]]) -> list[SentenceShown]:
    """The sentences in order, each with what the verifier says of it, the gravest first."""
    found = []
    for number, sentence in enumerate(sentences):
        remarks = sorted((p for p in problems if p.get("sentence") == number), key=_weight)
        worst = str(remarks[0]["severity"]) if remarks else ""
        facts = tuple(sentence.get("facts", ()))
        paragraph, kind = int(sentence.get("paragraph", 0)), str(sentence.get("kind", "other"))
        by = str(sentence.get("by", ""))
        found.append(SentenceShown(number, str(sentence["text"]), kind, paragraph, facts, tuple(remarks), worst, by))
    return found


def remarks_on_all(problems: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """What the verifier says of the letter as a whole, the gravest first."""
    return sorted((p for p in problems if p.get("sentence") is None), key=_weight)


def _weight(problem: Mapping[str, Any]) -> int:
    return SEVERITIES.get(str(problem.get("severity")), 0)


def _fact(fact: Mapping[str, Any], say: Language) -> FactShown:
    label = fact_label(fact, say)
    about = str(fact.get("about") or "")
    return FactShown(
        number=int(fact["number"]),
        label=f"{label} · {about}" if about else label,
        value=_value(fact, say),
        formula=str(fact.get("formula") or ""),
        rests_on=tuple(fact.get("rests_on", ())),
        places=tuple(
            place_of(place, number, document_id=place.get("document_id"), say=say) for number, place in enumerate(fact.get("places", ()), 1)
        ),
    )


def _value(fact: Mapping[str, Any], say: Language) -> str:
    value, kind = str(fact["value"]), fact["kind"]
    if kind == "amount" and fact.get("currency"):
        return say.money(value, str(fact["currency"]))
    if kind == "count":
        return f"{say.number(value)} {fact.get('unit') or ''}".strip()
    if kind == "date":
        return say.day(value)
    return value
