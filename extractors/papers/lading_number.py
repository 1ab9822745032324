"""The number of a bill of lading: by barcode, by label, by its check digit, or near the title of a waybill."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import best, candidates
from extractors.papers.paper import Paper, Spot
from extractors.papers.tokens import key, tokens
from extractors.papers.vocabulary import meanings
from facts.documents import Field
from facts.identifiers import compact, is_vics_bol


def numbers_from_barcodes(draft: Draft) -> None:
    """Barcodes overrule print: a 17-digit bill of lading with a check digit, and codes that repeat a printed number."""
    for page, barcode in draft.paper.barcodes:
        text = re.sub(r"^\]C1|[()\s]", "", barcode.text).strip()
        for digits in (text, text.removeprefix("402"), text[-17:]):
            if is_vics_bol(digits):
                draft.fields["bol_number"] = Field(digits, barcode.text, 0.999, page, barcode.box)
                break
        else:
            for name in ("bol_number", "pro_number"):
                found = draft.fields.get(name)
                if found is not None and _alike(str(found.value), text):
                    draft.fields[name] = replace(found, value=text, confidence=0.99, review=False)


def _alike(printed: str, decoded: str) -> bool:
    """Whether a decoded number is the printed one, read again: equal, or equally long with at most two other characters."""
    one, other = compact(printed), compact(decoded)
    return one == other or (len(one) == len(other) > 5 and sum(a != b for a, b in zip(one, other, strict=True)) <= 2)


_SEVENTEEN: Final = re.compile(r"(?<!\d)(?:\(?402\)?)?(\d{17})(?!\d)")
_SPECKED: Final = re.compile(r"(?<![\d.,'’])(\d(?:[.,'’]?\d){16})(?![.,'’]?\d)")
"""A fax leaves dots between digits."""


def _only_vics_number(paper: Paper) -> Spot | None:
    """The one number of 17 digits on a paper whose check digit holds, label or none."""
    shapes = (_SEVENTEEN, _SPECKED) if paper.scanned else (_SEVENTEEN,)
    found = [
        Spot(number, strip, match.start(1), match.end(1), 0.95)
        for _, row in paper.rows
        for strip in row.strips
        for shape in shapes
        for match in shape.finditer(strip.text)
        if is_vics_bol(number := re.sub(r"\D", "", match[1]))
    ]
    return found[0] if found and len({s.value for s in found}) == 1 else None


_BESIDE_TITLE: Final = 2
"""A line of more parts is a row of a table."""
_TITLE_NUMBER: Final = re.compile(
    r"(?:no|nr|n[°º]|number|num)?\.?\s*[:#]?\s*(?P<number>\d{6,20}|[A-Z]{0,4}-?\d{3,6}-\d{4,8})", re.IGNORECASE
)
_SURELY_LABELLED: Final = 0.75
"""A label that may be that of another number (“SID”, “Load ID”) scores less."""


def _number_under_title(paper: Paper, kinds: frozenset[str]) -> Spot | None:
    """A number with no other label than “No.” near the title of a waybill, or none at all."""
    for sheet in paper.sheets[:1]:
        titles = [s for s in sheet.strips if s.box.top < 0.3 * sheet.page.height and any(n in kinds for n in title_kinds(s.text))]
        for title in titles:
            for strip in (row.strips[0] for row in sheet.rows if len(row.strips) <= _BESIDE_TITLE):
                match = _TITLE_NUMBER.fullmatch(strip.text.strip())
                if (
                    match
                    and abs(strip.box.top - title.box.top) < 6 * sheet.line_height
                    and abs(strip.box.x0 - title.box.x0) < 0.5 * sheet.page.width
                ):
                    start = strip.text.index(match["number"])
                    return Spot(match["number"], strip, start, start + len(match["number"]), 0.8)
    return None


def title_kinds(text: str) -> set[str]:
    """The kinds that a text names as a title."""
    words = [t.text for t in tokens(text)]
    found: set[str] = set()
    for size in range(1, min(6, len(words)) + 1):
        for at in range(len(words) - size + 1):
            found |= {m.field for m in meanings("titles", key(words[at : at + size])) if m.sure}
    return found


def _rather_under_title(draft: Draft, held: Field) -> None:
    """A number in the box under the title goes before one whose label names shipments or loads too; alone that one is for a person."""
    labelled = best(candidates(draft.paper, "bol_number", SHAPES["bol_number"], SHAPES))
    if labelled is None or labelled.score >= _SURELY_LABELLED or str(labelled.value) != str(held.value):
        return
    titled = _number_under_title(draft.paper, frozenset({"bill_of_lading"}))
    draft.fields["bol_number"] = titled.field() if titled is not None else replace(held, review=True)


def confirm_check_digit(draft: Draft) -> None:
    """A bill of lading number of 17 digits whose check digit holds needs no second look; one that fails it does."""
    held = draft.fields.get("bol_number")
    if held is None or not is_vics_bol(compact(str(held.value))):
        spot = _only_vics_number(draft.paper)
        if spot is not None:
            draft.fields["bol_number"] = spot.field()
        elif held is None:
            draft.put("bol_number", _number_under_title(draft.paper, frozenset({"bill_of_lading"})))
        else:
            _rather_under_title(draft, held)
    found = draft.fields.get("bol_number")
    if found is None:
        return
    number = compact(str(found.value))
    if is_vics_bol(number):
        draft.fields["bol_number"] = replace(found, value=number, confidence=max(found.confidence, 0.97), review=False)
    elif len(number) == 17 and number.isdigit():
        draft.fields["bol_number"] = replace(found, confidence=min(found.confidence, 0.4), review=True)
        draft.problems.append(f"bol_number: the check digit of {number} does not hold")
