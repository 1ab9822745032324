"""Whether a sentence on a matter at hand passes the verifier or is refused, with every fact of its brief cited."""

from __future__ import annotations

from functools import cache

from cases.letters.sentences import Sentence
from cases.letters.verifier import Verification, verify_sentence
from evals.cases_at_hand import CaseAtHand, matters_at_hand


def passes(language: str, kind: str, text: str, *cited: str) -> bool:
    """True where nothing is objected to and nothing left to a person; only facts of those names are cited, all where none is given."""
    found = _verified(language, kind, text, cited)
    return not found.objections and not found.unverifiable


def refuses(language: str, kind: str, text: str) -> bool:
    """True where something is objected to."""
    return bool(_verified(language, kind, text).objections)


def filled(kind: str, text: str) -> str:
    """A text with the values of a matter's facts in place of their names, amounts with their currency."""
    return text.format(**{f.name: f"{f.value} {f.currency}" if f.currency else f.value for f in reversed(_case(kind).brief.facts)})


def _verified(language: str, kind: str, text: str, cited: tuple[str, ...] = ()) -> Verification:
    case = _case(kind)
    facts = tuple(f.number for f in case.brief.facts if not cited or f.name in cited)
    return verify_sentence(Sentence(text, facts), case.brief, case.situation(language))


@cache
def _case(kind: str) -> CaseAtHand:
    return next(c for c in matters_at_hand((31,)) if c.name == f"matter-31-{kind}")
