"""The numbered boxes of the international consignment note: where a scan lost the words of a box, its number says what it asks for.

Numbers as on the form of the CMR convention (1956, as printed by the IRU in 24 boxes), the same in every language.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from extractors.papers.form_cells import cell_of, in_cell
from extractors.papers.labels import Label
from extractors.papers.strips import Sheet, Strip, same_line
from extractors.papers.vocabulary import Meaning
from facts.documents import Source
from facts.evidence import Box

GOODS_RECEIVED: Final = "goods_received"
"""What only a label by number may name besides its field: the box in which the consignee receipts the goods."""
_BOXES: Final = {
    "18": ("exceptions",),
    "22": ("shipper_signature",),
    "23": ("carrier_signature",),
    "24": ("receiver_signature", GOODS_RECEIVED),
}
_TITLE: Final = re.compile(r"\bC\.?M\.?R\b")
_NUMBER: Final = re.compile(r"(?P<number>1[368]|2[234])(?=\W|$)")
_LEAST: Final = 3
"""So many numbers in corners of ruled cells make the form."""
_CORNER: Final = 2.0
"""How far from the corner of its cell a number stands at most, by the height of its print."""
_LIKENESS: Final = 0.9


def labels_by_number(sheet: Sheet, found: Sequence[Label]) -> Iterator[Label]:
    """Labels of boxes whose words were not understood, on a scanned consignment note."""
    if sheet.page.source is not Source.OCR or not any(_TITLE.search(s.text) for s in sheet.strips):
        return
    boxes = {number: (strip, cell) for strip in sheet.strips for number, cell in _numbered(sheet, strip)}
    if len(boxes) < _LEAST:
        return
    for number, (strip, cell) in boxes.items():
        names = _BOXES.get(number)
        heading = [s for s in in_cell(sheet, cell) if same_line(s.box, strip.box)] or [strip]
        if names is None or any(label.strip in heading and label.sure_of(names[0]) for label in found):
            continue
        last = max(heading, key=lambda s: s.box.x1)
        meant = tuple(Meaning(name, sure=True) for name in names)
        yield Label(last, 0, len(last.text), len(last.text), meant, closed=True, likeness=_LIKENESS)


def _numbered(sheet: Sheet, strip: Strip) -> Iterator[tuple[str, Box]]:
    """The number with which a strip begins in the corner of a ruled cell, and that cell."""
    match = _NUMBER.match(strip.text)
    if match is None:
        return
    box = strip.box_of(match.start(), match.end())
    cell = cell_of(sheet, box)
    if cell is not None and box.x0 - cell.x0 < _CORNER * box.height and box.top - cell.top < _CORNER * box.height:
        yield match["number"], cell
