"""In languages without a grammar: `seulement`, `solo`: what is said to be little is less, or later, than something else of its sort."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.asserting import restricts
from cases.letters.verifier.checks.figures import matches, same_currency, same_unit
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark, Severity

_GRANTED: Final = frozenset({"granted"})
_CAP: Final = frozenset({"cap"})
_PARTS: Final = frozenset({"disputed", "asked"})
_WHOLES: Final = frozenset({"short", "deducted"})
"""What is less than what, whether that is cited or not."""
_ONLY_REACH: Final = 4
"""Words behind which a figure stands that is said to be little."""


def lessened(look: Look) -> Iterator[Remark]:
    """`lediglich 168`: a figure that is said to be little is less than another of its sort in the sentence."""
    small = look.reading.small
    only = {at for at, word in enumerate(small) if word in look.lexicon.only}
    denied = (restricts(small, at, look.lexicon) for at, word in enumerate(small) if word in look.lexicon.negators)
    for at in sorted(only | {at for at in denied if at is not None}):
        word = small[at]
        if at not in only and look.reading.tokens[at + 1].kind not in {"number", "currency"}:
            continue
        figure = next((f for f in look.reading.figures if at < f.at <= at + _ONLY_REACH), None) or _right_before(look, at)
        others = [
            f
            for f in look.reading.figures
            if figure is not None and f.at != figure.at and same_unit(f, figure) and same_currency(f, figure)
        ]
        cited = [
            f for g in look.cited.grounds for f in g.figures if figure is not None and same_unit(figure, f) and same_currency(figure, f)
        ]
        if (look.cited.has_word("only") and figure is None) or _leads_to_later_day(look, at):
            continue
        own = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False))) if figure is not None else frozenset()
        if (_GRANTED & own and look.situation.asked) or _CAP & own or (figure is not None and _is_less_of_all(look, figure, own)):
            continue  # less than what was asked, and than what is claimed
        if figure is None or not any(max(f.values) > max(figure.values) for f in (*others, *cited)):
            yield look.remark("wording", f'whether "{word}" holds cannot be checked', word, severity=Severity.UNVERIFIABLE)


def _leads_to_later_day(look: Look, at: int) -> bool:
    """`solo il 31 luglio`: later than another day of the sentence."""
    day = next((d for d in look.reading.days if at < d.at <= at + _ONLY_REACH), None)
    return day is not None and any(min(d.days) < min(day.days) for d in look.reading.days if d is not day)


def _is_less_of_all(look: Look, figure: Figure, own: frozenset[str]) -> bool:
    """What is disputed is less than what was taken or is said to be missing, also where that is not cited."""
    whole = (f for g in look.known.grounds.values() for f in g.figures if f.roles & _WHOLES and f.unit == figure.unit)
    return bool(own & _PARTS) and any(max(f.values) > max(figure.values) and same_currency(figure, f) for f in whole)


def _right_before(look: Look, at: int) -> Figure | None:
    """`6 820,27 EUR seulement`, `seulement nous ont été versés 500`: the figure that the word stands right behind, else the next one."""
    tokens = look.reading.tokens
    ahead = at - 1
    while ahead >= 0 and (tokens[ahead].kind == "currency" or look.reading.small[ahead] in look.lexicon.unit_index):
        ahead -= 1
    before = next((f for f in look.reading.figures if f.at == ahead), None)
    stop = next((n for n in range(at, len(tokens)) if tokens[n].kind == "mark"), len(tokens))
    return before or next((f for f in look.reading.figures if at < f.at < stop), None)
