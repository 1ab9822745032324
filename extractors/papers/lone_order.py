"""The order on a proof whose label was not read or is not known: the only number left over that is made as orders are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import Sheet, Strip, same_line
from facts.evidence import Box

_MADE_AS_ORDERS: Final = re.compile(r"(?<![\w-])(?=(?:[A-Z]*\d){2})(?=\d*[A-Z])[A-Z\d]{6,12}$")
"""Capitals and figures in one word. A number of figures alone may be anything."""
_BEHIND: Final = 40
"""By the height of lines: so far behind its label a value may stand."""


def lone_order(draft: Draft) -> None:
    """Takes the one word that is made as an order and that nothing else on the paper explains; always for review."""
    if "purchase_orders" in draft.fields or any("purchase_order" in line for line in draft.lines):
        return
    spots = [spot for sheet in draft.paper.sheets for spot in _left_over(draft, sheet)]
    if len({str(spot.value) for spot in spots}) == 1:
        found = replace(spots[0], value=[str(spots[0].value)]).field()
        draft.fields["purchase_orders"] = replace(found, confidence=min(found.confidence, 0.5), review=True)


def _left_over(draft: Draft, sheet: Sheet) -> Iterator[Spot]:
    known = (*draft.fields.values(), *(cell for line in draft.lines for cell in line.values()))
    taken = [f.box for f in known if f.box is not None and f.page == sheet.page.number]
    for strip in sheet.strips:
        match = _MADE_AS_ORDERS.search(strip.text)
        if match is None:
            continue
        box = strip.box_of(match.start(), match.end())
        if not any(_meet(box, other) for other in taken) and not _labelled(draft.paper, sheet, strip, box):
            yield Spot(match.group(), strip, match.start(), match.end(), 0.5, doubt=True)


def _meet(one: Box, other: Box) -> bool:
    return one.x0 < other.x1 and one.x1 > other.x0 and one.top < other.bottom and one.bottom > other.top


def _labelled(paper: Paper, sheet: Sheet, strip: Strip, box: Box) -> bool:
    """Whether a label that is known stands on the same strip, next to it on the left, or right above."""
    for label in paper.labels:
        if label.strip.page != strip.page or not any(m.sure for m in label.meanings) or label.names("purchase_orders"):
            continue
        place = label.strip.box_of(label.start, label.end)
        beside = (
            same_line(place, box) and 0 <= box.x0 - place.x1 < _BEHIND * sheet.line_height and _nothing_between(sheet, place, box, strip)
        )
        above = place.x0 < box.x1 and place.x1 > box.x0 - 1 and 0 <= box.top - place.bottom < sheet.line_height
        if beside or above:
            return True
    return False


def _nothing_between(sheet: Sheet, label: Box, value: Box, own: Strip) -> bool:
    return not any(s is not own and same_line(s.box, value) and label.x1 < (s.box.x0 + s.box.x1) / 2 < value.x0 for s in sheet.strips)
