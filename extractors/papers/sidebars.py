"""A column beside the body of a form, parted from it by one printed line from top to bottom: lines of print do not go on across it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from extractors.page import Page, Word

_TALL: Final = 0.6
"""A line that parts a form is at least this share of the height of its print."""
_AT_END: Final = 0.06
"""Level lines so near to its ends, by its height, frame the form."""
_THICK: Final = 4.0
_LEAST_WORDS: Final = 12


def edge_of_sidebar(page: Page, words: Sequence[Word]) -> float | None:
    """Where the line stands; None where there is none or several, as in a table, or level lines cross it, as below a heading."""
    top, bottom = min(w.box.top for w in words), max(w.box.bottom for w in words)
    tall = [
        r.box
        for r in page.rulings
        if not r.horizontal and r.box.height > _TALL * (bottom - top) and r.box.width < _THICK and _parts(r.box.x0, words)
    ]
    if not tall or max(b.x1 for b in tall) - min(b.x0 for b in tall) > _THICK:
        return None
    line = tall[0]
    slack = _AT_END * line.height
    crossing = [
        r.box
        for r in page.rulings
        if r.horizontal
        and line.top + slack < r.box.top < line.bottom - slack
        and r.box.x0 < line.x0 - 2 * _THICK
        and r.box.x1 > line.x1 + 2 * _THICK
    ]
    across = [w for w in words if w.box.x0 < line.x0 - 1 and w.box.x1 > line.x1 + 1 and line.top < w.box.top < line.bottom]
    return line.x0 if not crossing and not across else None


def _parts(x: float, words: Sequence[Word]) -> bool:
    """Whether there is print on both sides of a line, so that it is no frame."""
    return min(sum(w.box.x1 < x for w in words), sum(w.box.x0 > x for w in words)) >= _LEAST_WORDS
