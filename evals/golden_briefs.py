"""Golden briefs: cases of every kind with a narrative that a person approved, and the frame that a model writes within."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from pathlib import Path

from agents.narrative.frame import SLOT, Frame
from cases.letters.brief import Brief
from cases.letters.drafting import write
from cases.letters.letter_words import words_of
from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.verifier import FieldText
from evals.cases_at_hand import CaseAtHand
from evals.folders import GOLDEN
from rules.model import FieldLimit


class GoldenError(ValueError):
    """A file of golden briefs that cannot be read: which one, and what is wrong with it."""


@dataclass(frozen=True, slots=True)
class GoldenCase:
    """A case and what a person approved to be said of it. `narrative` may be empty: a case gathered from a rejected draft."""

    name: str
    language: str
    case: CaseAtHand
    narrative: tuple[Sentence, ...] = ()

    @property
    def frame(self) -> Frame:
        """As a run freezes it: an open window, the usual room, plain letters where the language can do with them."""
        limit = FieldLimit(ascii_only=words_of(self.language, plain=True).has_plain_letters)
        house = tuple(replace(s, by="template") for s in write(self.case.brief, limit, self.language).sentences)
        situation = replace(self.case.situation(self.language), fields=(FieldText("letter", SLOT, limit),))
        return Frame(self.case.brief, situation, self.language, limit, house)


@cache
def golden_cases(folder: Path = GOLDEN) -> tuple[GoldenCase, ...]:
    """All golden cases of a folder, by file name. Raises GoldenError."""
    return tuple(_read(path) for path in sorted(folder.glob("*.json")))


def _read(path: Path) -> GoldenCase:
    try:
        entry = json.loads(path.read_text(encoding="utf-8"))
        case = CaseAtHand(entry["name"], Brief.from_json(entry["brief"]), entry["retailer"], Decimal(entry["deducted"]))
        narrative = tuple(Sentence(s["text"], tuple(s["facts"]), SentenceKind(s["kind"])) for s in entry["narrative"])
    except (ValueError, KeyError, TypeError, ArithmeticError) as wrong:
        raise GoldenError(f"{path.name} holds no golden brief: {type(wrong).__name__}: {wrong}") from wrong
    return GoldenCase(entry["name"], entry["language"], case, narrative)
