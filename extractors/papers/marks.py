"""Marks on a form: ticked boxes beside their options, and signatures near the words that ask for one."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from extractors.page import Ink
from extractors.papers.form_cells import cell_of
from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import Sheet, Strip, overlap
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import matcher
from facts.documents import Field, Source
from facts.evidence import Box

_TICK: Final = re.compile(
    r"\[\s*[xX×✓✔√]\s*\]|\(\s*[xX×✓✔√]\s*\)|[☒☑✓✔√⊠■●◉✗✘]|[区図回](?=预付|到付|发货|司机|按|托运)"
    r"|(?<![\w'’.])[xX×](?=$|\s|[A-Z][a-z])"
)
_OPEN: Final = re.compile(r"\[\s*\]|\(\s*\)|[☐□◻○]|_{2,}|[口曰](?=预付|到付|发货|司机|按|托运)")
_SIGNED: Final = 0.5
_SURE_PRINT: Final = 0.9
_CLEARLY: Final = 0.75
_TRIMS: Final = 8
_LOOSE_REACH: Final = 20
"""So many lines below what is printed about the receiver a signature may stand."""
_CEDILLA: Final = str.maketrans("gq", "cc")
"""What recognisers make of a C with a cedilla (“REGU”, “REQU” for "REÇU")."""
_WHOLE: Final = 0.98


@dataclass(frozen=True, slots=True)
class _Option:
    value: str
    strip: Strip
    start: int
    end: int

    @property
    def box(self) -> Box:
        return self.strip.box_of(self.start, self.end)


def ticked_option(
    paper: Paper, near: Sequence[Label], options: Mapping[str, re.Pattern[str]], reach: float = 7.0
) -> tuple[Spot, Box] | None:
    """The option whose box is ticked in the area that a label heads, with the place of the tick; None unless just one is.

    A tick is a printed or recognised X or check mark, or ink in a box that was found on the page. It belongs to the option
    it stands nearest to on the same height, on the side where the form has its boxes.
    """
    for label in near:
        sheet = paper.sheet_of(label.strip)
        found = _options_near(sheet, label, options, reach)
        if len({o.value for o in found}) < 2:
            continue
        ticks, boxes = _marks(sheet, found)
        if not ticks:
            continue
        left = _boxes_stand_left(found, boxes)
        chosen = [(o, t) for t in ticks if (o := _owner(t, found, left=left)) is not None]
        if len({o.value for o, _ in chosen}) == 1:
            option, tick = chosen[0]
            return Spot(option.value, option.strip, option.start, option.end, 0.95), tick
    return None


def _options_near(sheet: Sheet, label: Label, options: Mapping[str, re.Pattern[str]], reach: float) -> list[_Option]:
    anchor = label.strip.box_of(label.start, label.end)
    height = sheet.line_height
    area = Box(
        anchor.x0 - 3 * height, anchor.top - 0.6 * height, max(anchor.x1 + 30 * height, label.strip.box.x1), anchor.bottom + reach * height
    )
    found: list[_Option] = []
    for strip in sheet.strips:
        if strip.box.top < area.top or strip.box.bottom > area.bottom or strip.box.x1 < area.x0 or strip.box.x0 > area.x1:
            continue
        start = label.after if strip is label.strip else 0
        found.extend(_options_in(strip, start, options))
    return found


def _options_in(strip: Strip, start: int, options: Mapping[str, re.Pattern[str]]) -> list[_Option]:
    hits = [
        _Option(value, strip, m.start(), m.end()) for value, pattern in options.items() for m in pattern.finditer(fold(strip.text), start)
    ]
    hits.sort(key=lambda o: (o.start, -o.end))
    kept: list[_Option] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _marks(sheet: Sheet, found: Sequence[_Option]) -> tuple[list[Box], list[Box]]:
    """Boxes of the ticks and of all boxes, ticked or not, on the heights of the options."""
    ticks: list[Box] = []
    boxes: list[Box] = []
    for strip in sheet.strips:
        if any(overlap(strip.box, o.box) > 0.3 for o in found):  # noqa: PLR2004
            ticks.extend(strip.box_of(m.start(), m.end()) for m in _TICK.finditer(strip.text))
            boxes.extend(strip.box_of(m.start(), m.end()) for m in _OPEN.finditer(strip.text))
    ink = sheet.page.ink
    if ink is not None:
        for box, marked in ink.checkboxes():
            if any(overlap(box, o.box) > 0.3 for o in found) and not _is_letter(box, sheet):  # noqa: PLR2004
                boxes.append(box)
                if marked:
                    ticks.append(box)
    return ticks, boxes + ticks


def _is_letter(box: Box, sheet: Sheet) -> bool:
    """Whether a found box is a round letter of a printed word."""
    x, y = (box.x0 + box.x1) / 2, (box.top + box.bottom) / 2
    return any(
        w.box.x0 - 0.5 <= x <= w.box.x1 + 0.5 and w.box.top <= y <= w.box.bottom and sum(c.isalnum() for c in w.text) > 1
        for s in sheet.strips
        for w in s.words
    )


def _boxes_stand_left(found: Sequence[_Option], boxes: Sequence[Box]) -> bool | None:
    """Whether boxes stand before their options; None where the form does not tell."""
    before = after = 0
    for option in found:
        height = option.box.height
        row = [b for b in boxes if overlap(b, option.box) > 0.3]  # noqa: PLR2004
        before += any(-2 < option.box.x0 - b.x1 < 2.5 * height for b in row)
        after += any(-2 < b.x0 - option.box.x1 < 2.5 * height for b in row)
    return None if before == after else before > after


def _owner(tick: Box, found: Sequence[_Option], *, left: bool | None) -> _Option | None:
    best: tuple[float, _Option] | None = None
    for option in found:
        if overlap(tick, option.box) < 0.3:  # noqa: PLR2004
            continue
        before, after = option.box.x0 - tick.x1, tick.x0 - option.box.x1
        if left is True and before < -option.box.height:
            continue
        if left is False and after < -option.box.height:
            continue
        gap = max(before, after)
        if gap <= 5 * option.box.height and (best is None or gap < best[0]):
            best = gap, option
    return best[1] if best else None


def signature(paper: Paper, labels: Sequence[Label]) -> Field | None:
    """Whether something was signed at one of the labels: True with its place, False where a place was left empty, None without a place.

    Ink that looks like a hand counts; a printed line or a printed name alone is no signature. Only clear ink goes unreviewed,
    and an empty place is always for review: absence is never certain.
    """
    best: Field | None = None
    surest: tuple[bool, bool, float] = (False, False, 0.0)
    for label in labels:
        sheet = paper.sheet_of(label.strip)
        ink = sheet.page.ink
        rest = label.strip.text[label.end :]
        if matcher("electronic_signature").search(fold(rest)):
            return Field(value=True, text=label.words, confidence=0.9, page=label.strip.page, box=label.strip.box)
        if ink is None:
            continue
        scored = [(ink.handwriting(area), area) for area in _areas(sheet, label)]
        chance, area = max(scored, key=lambda s: s[0], default=(0.0, label.strip.box))
        over = _over_faint_line(sheet, label, ink) if chance < _SIGNED else None
        chance, area = over or (chance, area)
        found = chance >= _SIGNED
        clear = over is None and (chance >= _CLEARLY or (sheet.page.source is Source.TEXT and found))
        place = _trimmed(ink, area, chance) if found else area
        field = Field(found, label.words, chance if found else 1 - chance, label.strip.page, place, review=not (found and clear))
        sure = (found, clear, chance) if found else (False, False, 0.0)
        if best is None or sure > surest:
            best, surest = field, sure
    return best


def _over_faint_line(sheet: Sheet, label: Label, ink: Ink) -> tuple[float, Box] | None:
    """A clear hand right over a caption that stands by itself, though no line was seen between them: a scan loses thin lines."""
    caption, printed = label.strip.box, [s for s in sheet.strips if _is_print(s) and s is not label.strip]
    alone = not label.strip.text[label.after :].strip(" :_.") and not line_above(sheet, caption)
    area = _above(sheet, caption, printed)
    if not alone or any(s.box.x1 > area.x0 and s.box.x0 < area.x1 and s.box.bottom > area.top and s.box.top < area.bottom for s in printed):
        return None
    chance = ink.handwriting(area)
    return (chance, area) if chance >= _CLEARLY else None


def loose_hand(paper: Paper, below: Field) -> Field | None:
    """Ink that looks like a hand in the first empty bands of a page below a field; for review. None where there is none."""
    for sheet in paper.sheets:
        ink = sheet.page.ink
        if ink is None or sheet.page.number != below.page or below.box is None:
            continue
        height = sheet.line_height
        printed = sorted((s.box.top, s.box.bottom) for s in sheet.strips if _is_print(s) and sum(map(str.isalnum, s.text)) > 1)
        top, last = below.box.bottom, below.box.bottom + _LOOSE_REACH * height
        for start, end in [*((start, end) for start, end in printed if start > top), (last, last)]:
            band = Box(0, top, sheet.page.width, min(start, last))
            if band.height > height and (chance := ink.handwriting(band)) >= _SIGNED:
                return Field(True, "", chance, below.page, _trimmed(ink, band, chance), review=True)  # noqa: FBT003 - the value itself
            top = max(top, end)
            if top >= last:
                break
    return None


def _trimmed(ink: Ink, area: Box, chance: float) -> Box:
    """The part of an area that holds its ink: each side moves in as long as the ink stays whole."""
    for _ in range(_TRIMS):
        wide, tall = 0.12 * area.width, 0.12 * area.height
        for smaller in (
            area._replace(x1=area.x1 - wide),
            area._replace(x0=area.x0 + wide),
            area._replace(bottom=area.bottom - tall),
            area._replace(top=area.top + tall),
        ):
            if ink.handwriting(smaller) >= _WHOLE * chance:
                area = smaller
    return area


def _areas(sheet: Sheet, label: Label) -> list[Box]:
    """Where a signature may stand: behind its label, below it, or above it when the label stands under a line."""
    height = sheet.line_height
    box = label.strip.box_of(label.start, label.end)
    middle = (box.top + box.bottom) / 2
    printed = [s for s in sheet.strips if _is_print(s)]
    right = min(
        (s.box.x0 for s in printed if s.box.x0 > box.x1 + 2 and s.box.top < middle < s.box.bottom and s is not label.strip),
        default=sheet.page.width - 10,
    )
    behind_label = Box(box.x1 + 1, box.top - 1.3 * height, min(right - 1, box.x1 + 24 * height), box.bottom + 0.9 * height)
    column = min(
        (s.box.x0 for s in printed if s.box.x0 > box.x1 + height and abs(s.box.top - box.top) < 4 * height), default=sheet.page.width - 10
    )
    width = min(column - 2, box.x0 + 26 * height)
    under = min(
        (s.box.top for s in printed if s.box.top > box.bottom - 1 and s.box.x0 < width and s.box.x1 > box.x0),
        default=box.bottom + 9 * height,
    )
    reach = box.bottom + (9 if under > box.bottom + 5 * height else 5) * height
    below = Box(box.x0 - 3, box.bottom, width, min(max(under + 1.2 * height, box.bottom + 2.5 * height), reach))
    areas = [below]
    cell = cell_of(sheet, box) or cell_of(sheet, label.strip.box)  # captions of neighbours that run into each other are one strip
    boxed = cell is not None and 2 * height < cell.bottom - box.bottom < 25 * height
    if cell is not None and boxed:
        areas = [Box(cell.x0 + 1, box.bottom, cell.x1 - 1, cell.bottom - 1)]
    if behind_label.width > 2 * height:
        areas.insert(0, behind_label)
    framed = _frame_above(sheet, box)
    caption = box._replace(x1=max(box.x1, label.strip.box.x1))  # a slanting line is found in pieces, perhaps none over the label itself
    if framed is not None:
        areas.append(framed)
    elif line_above(sheet, caption):
        areas.append(_above(sheet, caption, printed))
    if cell is None or not boxed:
        return areas
    within = [Box(max(a.x0, cell.x0), max(a.top, cell.top), min(a.x1, cell.x1), min(a.bottom, cell.bottom)) for a in areas]
    return [a for a in within if a.width > 2 * height and a.height > height]  # the box beside or above is another one's


def _above(sheet: Sheet, box: Box, printed: Sequence[Strip]) -> Box:
    """The room over the line that a label stands under: as far as the line goes, or to what is printed beside, whatever stands below."""
    height = sheet.line_height
    top = box.top - 3.2 * height
    beside = [s.box.x0 - 2 for s in printed if s.box.x0 > box.x1 + height and s.box.bottom > top and s.box.top < box.bottom]
    ends = [max(r.x1 for r in rules) + height] if (rules := _rules_over(sheet, box)) else []
    return Box(box.x0 - 3, top, min(*beside, *ends, box.x0 + 26 * height, sheet.page.width - 10), box.top)


def _rules_over(sheet: Sheet, box: Box) -> list[Box]:
    """The printed level lines that stand just over a label."""
    reach = 1.2 * sheet.line_height
    return [
        r.box
        for r in sheet.page.rulings
        if r.horizontal and 0 <= box.top - r.box.bottom < reach and r.box.x0 < box.x1 and r.box.x1 > box.x0
    ]


def _frame_above(sheet: Sheet, box: Box) -> Box | None:
    """The inside of a frame that stands just over a label, as where one signs on a screen."""
    height = sheet.line_height
    over = [r.box for r in sheet.page.rulings if r.horizontal and r.box.x0 < box.x1 and r.box.x1 > box.x0 and r.box.bottom <= box.top + 1]
    bottom = max((r for r in over if box.top - r.bottom < 2 * height), key=lambda r: r.bottom, default=None)
    if bottom is None:
        return None
    top = max(
        (r for r in over if 2 * height < bottom.top - r.bottom < 16 * height and abs(r.x0 - bottom.x0) < height),
        key=lambda r: r.top,
        default=None,
    )
    return Box(bottom.x0 + 1, top.bottom + 1, bottom.x1 - 1, bottom.top - 1) if top is not None else None


def _is_print(strip: Strip) -> bool:
    """Whether a strip was surely printed: a scrawl is often read as a word that no second reading bears out."""
    return any(w.agreed or w.confidence >= _SURE_PRINT for w in strip.words)


def line_above(sheet: Sheet, box: Box) -> bool:
    """Whether a printed line stands just over a label, so that one signs above it."""
    scored = any(
        set(s.text.strip()) <= {"_", ".", " "} and s.text.strip() and 0 <= box.top - s.box.bottom < sheet.line_height for s in sheet.strips
    )
    return scored or bool(_rules_over(sheet, box))


def stamp(paper: Paper) -> Field | None:
    """A rubber stamp anywhere on the paper, of several one that says what whoever receives stamps; or None."""
    unclear = None
    for sheet in paper.sheets:
        for place in sheet.page.ink.stamps() if sheet.page.ink is not None else ():
            words = [w.text for s in sheet.strips for w in s.words if place.holds_middle_of(w.box)]
            clear = any(matcher("stamp_word").search(spelled) for w in words for spelled in (fold(w), fold(w).translate(_CEDILLA)))
            found = Field(True, " ".join(words), 0.9 if clear else 0.6, sheet.page.number, place, review=not clear)  # noqa: FBT003 - the value itself
            if clear:
                return found
            if sheet.page.source is not Source.TEXT:
                unclear = unclear or found
    return unclear
