"""False sentences that read well: another cause, party, paper, order of time or extent than the facts have; and true ones in like words."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
import yaml

from cases.letters.brief import Fact, FactKind
from cases.letters.sentences import Sentence
from cases.letters.verifier import verify_sentence
from evals.cases_at_hand import CaseAtHand, matters_at_hand
from evals.sentences import spelling

_SAID = yaml.safe_load((Path(__file__).parent / "hostile_sentences.yaml").read_text(encoding="utf-8"))
FALSE = [(kind, text) for kind, texts in _SAID["falsehoods"].items() for text in texts]
TRUE = [(kind, text) for kind, texts in _SAID["truths"].items() for text in texts]
_OF_LINE = ("line:1", "round", "paper", "class", "settled")


@cache
def _case(kind: str) -> CaseAtHand:
    return next(c for c in matters_at_hand((31,)) if c.name == f"matter-31-{kind}")


def _named(case: CaseAtHand, name: str) -> Fact:
    """The first fact of that name, or the one whose key ends with it."""
    return next(f for f in case.brief.facts if f.name == name or f.key.endswith(f":{name}"))


def _spelled(fact: Fact) -> str:
    if fact.kind is FactKind.AMOUNT and fact.amount is not None:
        return spelling.amount(fact.amount.quantize(Decimal("0.01")), fact.currency, "code", "en")
    return f"{(fact.amount or Decimal()) * 100:.0f} %" if fact.kind is FactKind.RATE else fact.value


def _passing(kind: str, text: str) -> list[str]:
    """With which facts cited the sentence passes: all, those of the line and its papers, those it names and the conclusion."""
    case = _case(kind)
    named = {name: _named(case, name) for name in re.findall(r"\{(\w+)\}", text)}
    said = text.format(**{name: _spelled(fact) for name, fact in named.items()})
    said = said[:1].upper() + said[1:]
    own = {f.number for f in named.values()}
    ways = {
        "all": [f.number for f in case.brief.facts],
        "the line": [f.number for f in case.brief.facts if f.key.startswith(_OF_LINE) or f.number in own],
        "what it names": [f.number for f in case.brief.facts if f.name in {"why", "answer"} or f.number in own],
    }
    found = {way: verify_sentence(Sentence(said, tuple(facts)), case.brief, case.situation("en")) for way, facts in ways.items()}
    return [way for way, verified in found.items() if not verified.objections and not verified.unverifiable]


@pytest.mark.parametrize("kind, text", FALSE)
def test_what_is_false_passes_with_no_facts_cited(kind: str, text: str) -> None:
    assert _passing(kind, text) == []


@pytest.mark.parametrize("kind, text", TRUE)
def test_what_is_true_in_like_words_passes(kind: str, text: str) -> None:
    assert _passing(kind, text)
