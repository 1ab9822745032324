"""`318 of the 126 units`: no part is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cases.letters.verifier.checks.figures import PLACES, figures_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark

_PERCENT: Final = "percent"
_EXCEEDING: Final = frozenset({"exceeds", "more_than", "in_excess", "less_than"})


def of_a_whole(look: Look) -> Iterator[Remark]:
    """Counts and amounts of one sort, of which one is told to be a part of the other: refused where it is larger."""
    for part, whole in pairwise(figures_of(look)):
        if (
            not _is_by_how_much(look, part)
            and _leads_from(look, part, whole)
            and _is_one_sort(part, whole)
            and min(part.values) > max(whole.values)
        ):
            yield look.remark("sums", f"{part.text} is no part of {whole.text}", part.text, whole.text)


def _is_by_how_much(look: Look, part: Figure) -> bool:
    """`dépasse de 262,60 les 157,41 du tarif`: what leads to it says by how much, and what follows is no whole."""
    before = [w for w, t in zip(look.reading.small[: part.at], look.reading.tokens[: part.at], strict=True) if t.kind != "currency"]
    exceeds = {a.at for a in look.reading.assertions if a.predicate in _EXCEEDING and a.at < part.at}
    return bool(exceeds) and before[-1:] != [] and before[-1] in look.lexicon.by_how_much


def _leads_from(look: Look, part: Figure, whole: Figure) -> bool:
    """Between the two stand the unit or money of the first, `of`, and nothing else but articles and signs of money."""
    between = [
        word
        for word, token in zip(look.reading.small[part.at + 1 : whole.at], look.reading.tokens[part.at + 1 : whole.at], strict=True)
        if token.kind != "currency"
    ]
    rest = between[1:] if between and between[0] in look.lexicon.unit_index else between
    is_led = bool(rest) and not look.lexicon.unspaced and rest[0] in look.lexicon.of
    return is_led and all(word in look.lexicon.telling for word in rest[1:])


def _is_one_sort(part: Figure, whole: Figure) -> bool:
    is_counted = bool(whole.unit) and whole.unit not in PLACES | {_PERCENT} and part.unit in {"", whole.unit}
    return (is_counted and not part.currencies and not whole.currencies) or bool(part.currencies & whole.currencies)
