"""What a request asks to have paid or booked, and requests for the contrary of what the letter asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity

_US: Final = frozenset({"us", "you", "out", "of"})
_SUMS: Final = frozenset({"amount", "sum", "full", "of"})


def turned_requests(look: Look) -> Iterator[Remark]:
    """`Please keep USD 20`: a request for the contrary of what is asked is for a person."""
    grammar, small = look.lexicon.grammar, look.reading.small
    for figure in figures_of(look) if grammar else ():
        at = figure.at - 1
        while (
            at >= 0 and grammar and (look.reading.tokens[at].kind == "currency" or small[at] in grammar.articles | grammar.relatives | _US)
        ):
            at -= 1
        if grammar and figure.at in look.reading.asking and at >= 0 and small[at] in grammar.contrary:
            message = f'"{small[at]}" is not what the letter asks for'
            yield look.remark("roles", message, figure.text, severity=Severity.UNVERIFIABLE)


def is_demanded(look: Look, figure: Figure, *, of_units: bool = False) -> bool:
    """The object of a verb of paying within a request: `repay USD 20`, `release the amount of 20.00`; units that it is paid for too."""
    grammar, small = look.lexicon.grammar, look.reading.small
    is_amount = bool(figure.currencies) or "." in figure.text
    if grammar is None or figure.at not in look.reading.asking or is_amount is of_units:
        return False
    at = figure.at - 1
    while at >= 0 and (look.reading.tokens[at].kind == "currency" or small[at] in grammar.articles | grammar.determiners | _SUMS):
        at -= 1
    if of_units and at >= 0 and small[at] in look.lexicon.little.paid_for:
        # `repay USD 20.00 for the 10 units`
        return bool(figure.unit) and any(is_demanded(look, other) for other in figures_of(look) if other.at < at)
    return at >= 0 and small[at] in (grammar.receiving if of_units else grammar.paying)
