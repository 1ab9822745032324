"""Verbs of showing, and the papers and claims that show: in a language without a grammar they say nothing of what is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import Spot, spots
from cases.letters.verifier.tokens import Token

_HEAD: Final = 7
"""Words from the head of a subject to its verb."""
_RECEIPT: Final = "receipt"


def only_shows(role: Spot, small: Sequence[str], lexicon: Lexicon, tokens: Sequence[Token]) -> bool:
    """`la lista muestra 52 cajas`, `die Forderung führt 299 Stück auf`: a verb of showing, and what shows, say nothing of what is shown."""
    start, end, _ = role
    if not lexicon.show or not any(t.kind in {"number", "currency"} for t in tokens[end:]):
        # `la facture figure dans nos livres`: nothing is shown by it
        return False
    if end - start == 1 and small[start] in lexicon.show:
        return not any(paper == _RECEIPT for _, e, paper in spots(small, lexicon.shown_index) if e <= start)
    ahead = range(max(0, start - _HEAD), start)
    if end - start > 1 and small[start] in lexicon.show:
        # `les frais portent sur 279 unités`
        return any(small[at] in lexicon.sheets_named for at in ahead)
    if small[end - 1] not in lexicon.sheets_named or any(small[at] not in lexicon.neutral for at in range(start, end - 1)):
        return False
    for at in range(end, min(end + _HEAD, len(small))):
        if small[at] in lexicon.show:
            return True
        if tokens[at].kind in {"number", "currency"} or small[at] in lexicon.negators:
            return False
    return False
