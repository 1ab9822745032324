"""`318 of the 126 units`: no part is larger than its whole."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from cases.letters.verifier.checks.figures import PLACES, figures_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.verdict import Remark


def of_a_whole(look: Look) -> Iterator[Remark]:
    """Counts and amounts of one sort, of which one is told to be a part of the other: refused where it is larger."""
    for part, whole in pairwise(figures_of(look)):
        if _leads_from(look, part, whole) and _is_one_sort(part, whole) and min(part.values) > max(whole.values):
            yield look.remark("sums", f"{part.text} is no part of {whole.text}", part.text, whole.text)


def _leads_from(look: Look, part: Figure, whole: Figure) -> bool:
    """Between the two stands `of`, and beside it nothing but units, articles and signs of money."""
    between = look.reading.small[part.at + 1 : whole.at]
    kinds = [token.kind for token in look.reading.tokens[part.at + 1 : whole.at]]
    plain = look.lexicon.unit_index.keys() | look.lexicon.telling
    has_of = any(word in look.lexicon.of for word in between)
    return has_of and all(word in look.lexicon.of or word in plain or kind == "currency" for word, kind in zip(between, kinds, strict=True))


def _is_one_sort(part: Figure, whole: Figure) -> bool:
    units = {part.unit, whole.unit} - {""}
    is_counted = bool(units) and len(units) == 1 and units.isdisjoint(PLACES) and not part.currencies and not whole.currencies
    return is_counted or bool(part.currencies & whole.currencies)
