"""Whether a sentence on a matter at hand passes the verifier or is refused, with every fact of its brief cited."""

from __future__ import annotations

from functools import cache

from cases.letters.sentences import Sentence
from cases.letters.verifier import Verification, verify_sentence
from evals.cases_at_hand import CaseAtHand, matters_at_hand


def passes(language: str, kind: str, text: str) -> bool:
    """True where nothing is objected to and nothing left to a person."""
    found = _verified(language, kind, text)
    return not found.objections and not found.unverifiable


def refuses(language: str, kind: str, text: str) -> bool:
    """True where something is objected to."""
    return bool(_verified(language, kind, text).objections)


def _verified(language: str, kind: str, text: str) -> Verification:
    case = _case(kind)
    facts = tuple(f.number for f in case.brief.facts)
    return verify_sentence(Sentence(text, facts), case.brief, case.situation(language))


@cache
def _case(kind: str) -> CaseAtHand:
    return next(c for c in matters_at_hand((31,)) if c.name == f"matter-31-{kind}")
