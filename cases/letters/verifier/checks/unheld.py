"""What nothing cited is held against: a sentence that neither counts, dates nor asserts, words of another, what belongs elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import DraftKind, FactKind
from cases.letters.verifier.look import Look
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_OPEN: Final = Severity.UNVERIFIABLE
_REASON: Final = "reason"
_STRENGTHS: Final = frozenset({"complete_evidence", "weak_evidence", "part_evidence", "missing_evidence"})
_TELLING: Final = 3
"""Letters of a word that says nothing by itself, at most."""
_FEW: Final = 2


def nothing_held(look: Look) -> Iterator[Remark]:
    """`The order shows the list cost`: words that all are known, and no figure, day, number, verb or request among them."""
    reading = look.reading
    held = (reading.figures, reading.days, reading.assertions, reading.literals, reading.codes, reading.quotes, reading.asking)
    if not look.sentence.facts or look.is_list_of_attachments or any(held) or _is_courtesy(look) or _is_stated(look):
        return
    yield look.remark("unheld", "nothing of it can be held against a cited fact", severity=_OPEN)


def _is_stated(look: Look) -> bool:
    """`Motivo: Cost Update Timing`: the reason that a cited fact gives, in several words, word for word."""
    told = (fold(f.value).rstrip(".") for f in look.cited.facts if f.name == _REASON)
    return any(" " in value and value in look.reading.text for value in told)


def _is_courtesy(look: Look) -> bool:
    return fold(look.reading.text).casefold().rstrip(".,:!") in {text.rstrip(".,:!") for text in look.lexicon.exempt}


def of_others(look: Look) -> Iterator[Remark]:
    """`Dispute D-1 belongs to claim INV2`, which is that of another claim: for a person."""
    named = frozenset(look.reading.literals)
    of_lines = named & {g.fact.about for g in look.known.grounds.values() if g.fact.about}
    for fact in (g.fact for g in look.cited.grounds):
        if fact.kind is FactKind.IDENTIFIER and fact.value in named and fact.about and of_lines and fact.about not in of_lines:
            message = f"{fact.value} belongs to {fact.about}, which is not named"
            yield look.remark("unheld", message, fact.value, fact.about, [fact.number], _OPEN)


def classed(look: Look) -> Iterator[Remark]:
    """`Claim INV1 has complete evidence`: of a settlement's claims the facts tell how many are of a class, and not which."""
    if look.known.brief.draft is not DraftKind.SETTLEMENT:
        return
    claims = {f.value for f in look.known.brief.facts if f.key.startswith("settled:") and f.name == "reference"}
    for assertion in look.reading.assertions:
        if assertion.predicate in _STRENGTHS and claims.intersection(look.reading.literals):
            message = "no fact tells of which class a single claim is"
            yield look.remark("unheld", message, assertion.text, severity=_OPEN)


def as_own(look: Look) -> Iterator[Remark]:
    """`Part of the units was found.`, which the other side said: words of another without marks are told as true. For a person."""
    small = frozenset(look.reading.small)
    for fact in look.cited.facts if not look.reading.quotes else ():
        words = {w for w in fold(fact.value).casefold().rstrip(".!?").split() if len(w) > _TELLING}
        if fact.kind is FactKind.QUOTE and len(words) >= _FEW and len(words & small) >= max(_FEW, len(words) - 1):
            message = "these are the words of another, and are told as our own"
            yield look.remark("unheld", message, fact.value, facts=[fact.number], severity=_OPEN)
