"""The ruled cells of a form: which one a place is in, and what stands in it."""

from __future__ import annotations

from typing import Final

from extractors.papers.strips import Sheet, Strip
from facts.evidence import Box

_WHOLE_SIDE: Final = 0.6
"""Share of a cell's width that a rule above or below it spans at least."""
_RUNS_OVER: Final = 1.5
"""By its height: so far a caption may run over the right side of its box."""


def cell_of(sheet: Sheet, box: Box) -> Box | None:
    """The ruled cell of a form around a place, or None where it is not ruled on all four sides.

    What is printed may run over the right side by a little, as a caption that is too long for its box.
    """
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    upright = [r.box for r in sheet.page.rulings if not r.horizontal and r.box.top <= y <= r.box.bottom]
    level = [r.box for r in sheet.page.rulings if r.horizontal and r.box.x0 - 2 <= x <= r.box.x1 + 2]
    left = max((b.x1 for b in upright if b.x1 <= box.x0 + 2), default=None)
    right = min((b.x0 for b in upright if b.x0 >= max(x, box.x1 - max(2.0, _RUNS_OVER * box.height))), default=None)
    if left is not None and right is not None:  # on a scan a line of print may be taken for a short rule
        level = [b for b in level if min(b.x1, right) - max(b.x0, left) >= _WHOLE_SIDE * (right - left)]
    top = max((b.bottom for b in level if b.bottom <= box.top + 0.35 * box.height), default=None)
    bottom = min((b.top for b in level if b.top >= box.bottom - 0.35 * box.height), default=None)
    if left is None or right is None or top is None or bottom is None:
        return None
    return Box(left, top, right, bottom)


def in_cell(sheet: Sheet, cell: Box) -> list[Strip]:
    """The strips whose middle lies in a cell, top to bottom."""
    return sorted((s for s in sheet.strips if cell.holds_middle_of(s.box)), key=lambda s: (s.box.top, s.box.x0))
