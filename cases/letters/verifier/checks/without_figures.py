"""A sentence without a figure, a day or a number: what its nouns are words of has to be something that a cited fact tells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.look import Look
from cases.letters.verifier.verdict import Remark, Severity

_TERMS: Final = frozenset({"base", "cap", "threshold", "on_order", "on_hand", "case_pack", "order_cost", "approved_cost", "old_cost"})
"""What agreements, orders and stock are spoken of by; deeds are held against the facts as what is asserted."""

_DIFFERENCE: Final = "difference"
_APART: Final = frozenset({"difference", "above_approved"})
"""Facts that say by how much two costs differ."""


def spoken_of(look: Look) -> Iterator[Remark]:
    """`Both the base and the rate are wrong` of a case in which no fact is a base: for a person."""
    reading = look.reading
    if look.lexicon.grammar is None or reading.figures or reading.days or look.is_list_of_attachments:
        return
    yield from _of_nothing(look)
    known = frozenset().union(
        *(f.roles for g in look.cited.grounds for f in g.figures), *(d.roles for g in look.cited.grounds for d in g.days)
    )
    for start, end, role in reading.role_spots:
        if role in _TERMS - known and start not in reading.asking:
            text = reading.text[reading.tokens[start].start : reading.tokens[end - 1].end]
            names = role.replace("_", " ")
            yield look.remark("roles", f'"{text}": no cited fact is {names}', text, severity=Severity.UNVERIFIABLE)
            return


def _of_nothing(look: Look) -> Iterator[Remark]:
    """`We invoiced above the approved cost`, where the cited facts have nothing above it: for a person."""
    reading = look.reading
    for start, end, role in reading.role_spots:
        told = (
            [f for g in look.cited.grounds for f in g.figures if g.fact.name in _APART] if role == _DIFFERENCE and end - start > 1 else []
        )
        clause = next((c for c in reading.clauses if start in c), range(0))
        denied = any(reading.small[at] in look.lexicon.negators for at in clause)
        if told and not denied and all(0 in f.values for f in told):
            text = reading.text[reading.tokens[start].start : reading.tokens[end - 1].end]
            yield look.remark("roles", f'"{text}": the cited facts have nothing of that', text, severity=Severity.UNVERIFIABLE)
