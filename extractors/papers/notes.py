"""Where a proof of delivery has its notes: behind, beside or below their labels, or in lines that speak of the goods themselves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from extractors.page import Word
from extractors.papers.finder import starts_with_label
from extractors.papers.form_cells import cell_of, in_cell
from extractors.papers.labels import Label
from extractors.papers.paper import Paper, Spot
from extractors.papers.remarks import Remark, counts_packages, reads_none, remark, speaks
from extractors.papers.strips import Sheet, Strip, same_line, strip_of
from extractors.papers.tokens import fold, label_key
from extractors.papers.vocabulary import matcher, meanings, near, only_labels
from facts.documents import Source
from facts.evidence import Box

_ASKS: Final = re.compile(r"[^\W\d]+\s?:")
"""A word and a colon is a label of the form, misread or not, and no note."""
_CODE: Final = re.compile(r"(?=[A-Z\d-]*\d)[A-Z\d-]{6,20}")
"""In print a number of an order or a load is no note; on a scan it may be one that was misread."""
_BEHIND: Final = 1.5
"""By its height: so far apart stand the parts of a note at most."""
_UNREAD: Final = "…"
"""What stands for the words of a stamp or a hand that nobody could read."""
_WRITTEN: Final = 0.5
_LONGEST_STAMP: Final = 5
"""So many parts a slanting stamp may fall into."""


def notes_on(paper: Paper) -> list[tuple[Spot, Remark]]:
    """All notes: behind, beside or below their labels, and lines anywhere that speak of the goods."""
    found: list[tuple[Spot, Remark]] = []
    seen: set[int] = set()
    for label in paper.named("exceptions"):
        for strip, start, end in note_places(paper, label):
            text = strip.text[start:end]
            if id(strip) in seen or matcher("boilerplate").search(fold(text)) or not re.search(r"\w\w", text) or only_labels(text):
                continue
            if _ASKS.fullmatch(text.strip()) or (not paper.scanned and _CODE.fullmatch(text.strip())):
                continue
            seen.add(id(strip))
            lead = len(text) - len(text.lstrip(" :.-_"))
            found.append((Spot(text.strip(" :-_"), strip, start + lead, start + len(text.rstrip())), _reading_of(label, text)))
    if not any(note.understood for _, note in found):
        whole = _of_uneven_height(paper)
        found = [each for each in found if not any(str(each[0].value) in note.text for _, note in whole)] + whole
    for sheet, row in paper.rows:
        for strip in row.strips:
            if id(strip) in seen or matcher("boilerplate").search(fold(strip.text)):
                continue
            chain = [strip]
            while not speaks(strip.text) and len(chain) < _LONGEST_STAMP and (on := sheet.slanting_on(chain[-1])) is not None:
                chain.append(on)
            said = strip if len(chain) == 1 else strip_of([w for part in chain for w in part.words], strip.page)
            if speaks(said.text):
                seen.update(map(id, chain))
                found.append((Spot(said.text.strip(), said, 0, len(said.text)), remark(said.text)))
    found += [(spot, note) for spot, note in _on_stamps(paper) if not any(note.text in other.text for _, other in found)]
    return found or list(_by_a_hand(paper))


def _by_a_hand(paper: Paper) -> Iterator[tuple[Spot, Remark]]:
    """On a scan a hand in a box for notes of which nobody read a word."""
    for label in paper.named("exceptions"):
        sheet, box = paper.sheet_of(label.strip), label.strip.box_of(label.start, label.end)
        cell, ink = cell_of(sheet, box), sheet.page.ink
        if cell is None or ink is None or sheet.page.source is not Source.OCR:
            continue
        below = cell._replace(top=box.bottom)
        if all(same_line(s.box, label.strip.box) for s in in_cell(sheet, cell)) and ink.handwriting(below) >= _WRITTEN:
            yield _unread(below, sheet.page.number)


def _unread(place: Box, page: int) -> tuple[Spot, Remark]:
    return Spot(_UNREAD, strip_of([Word(_UNREAD, place, 0.0)], page), 0, len(_UNREAD)), Remark(_UNREAD)


def _on_stamps(paper: Paper) -> Iterator[tuple[Spot, Remark]]:
    """What stamps say of the goods, by their words alone: set straight they stand at the very place of their stamp.

    On a scan a stamp of which nobody read a word may say anything: it is a note that is not understood.
    """
    for sheet in paper.sheets:
        for place in sheet.page.ink.stamps() if sheet.page.ink is not None else ():
            words = [w for w in sheet.page.words if w.box == place]
            if words and speaks((said := strip_of(words, sheet.page.number)).text):
                yield Spot(said.text, said, 0, len(said.text)), remark(said.text)
            elif sheet.page.source is Source.OCR and not any(
                re.search(r"\w\w", w.text) for w in sheet.page.words if place.holds_middle_of(w.box)
            ):
                yield _unread(place, sheet.page.number)


def _of_uneven_height(paper: Paper) -> list[tuple[Spot, Remark]]:
    """A note below its label whose figures are so much smaller than its words that they were laid on a line of their own.

    A lone figure may lead as well as follow.
    """
    for label in paper.named("exceptions"):
        sheet = paper.sheet_of(label.strip)
        under = [s for s in sheet.below(_asking(paper, label), 4.0) if not same_line(s.box, label.strip.box)]
        for tallest in sorted(under, key=lambda s: -s.box.height):
            line = [tallest]
            for strip in sorted((s for s in sheet.strips if same_line(s.box, tallest.box)), key=lambda s: s.box.x0):
                if 0 <= strip.box.x0 - line[-1].box.x1 < _BEHIND * max(tallest.box.height, strip.box.height):
                    line.append(strip)
            whole = strip_of(sorted((w for s in line for w in s.words), key=lambda w: w.box.x0), label.strip.page)
            if len(line) > 1 and speaks(whole.text):
                return [(Spot(whole.text.strip(), whole, 0, len(whole.text)), remark(whole.text))]
    return []


def _reading_of(label: Label, text: str) -> Remark:
    """What a note means; its label may be its first word (“Fehlmenge: 1 Karton”)."""
    note = remark(text)
    if note.understood or note.clean or not matcher("short").search(fold(label.words)):
        return note
    return replace(remark(f"{label.words} {text}"), text=note.text)


def _names_notes(said: str) -> bool:
    """Whether what stands behind a label for notes is that label once more, in another language and misread: “Réserves: Exceptiaos”."""
    folded = fold(said)
    if any(c.isdigit() for c in said) or any(matcher(what).search(folded) for what in ("short", "damaged", "over")):
        return False
    return any(m.field == "exceptions" and m.sure for m in meanings("labels", near("labels", label_key(said))[0]))


def _asking(paper: Paper, label: Label) -> Box:
    """The place of the words that ask for notes: of the whole sentence where the label ends one (“taken over complete, complaints:”)."""
    ends = not re.search(r"\w", label.strip.text[label.after :])
    alone = all(other.start >= label.start for other in paper.labels_of(label.strip))
    return label.strip.box if ends and alone else label.strip.box_of(label.start, label.end)


def note_places(paper: Paper, label: Label) -> list[tuple[Strip, int, int]]:
    """Where the notes of a label may stand: strip, first character, end."""
    answers = reads_none(label.words) and not label.closed  # “No exceptions.” asks for nothing
    if answers or not label.sure_of("exceptions") or not (label.first or label.closed):
        return []
    closed = (o.start for o in paper.labels_of(label.strip) if o.start >= label.after and o.closed)
    end = next(closed, len(label.strip.text))
    said = label.strip.text[label.after : end]
    if re.search(r"\w", said) and not (paper.scanned and _names_notes(said)):
        return [(label.strip, label.after, end)]
    sheet = paper.sheet_of(label.strip)
    places: list[tuple[Strip, int, int]] = []
    words: list[Word] = []
    beside = sheet.right_of(label.strip)
    while beside is not None and (
        not starts_with_label(paper, beside) or reads_none(beside.text) or (words and counts_packages(beside.text))
    ):
        words.extend(beside.words)
        beside = sheet.right_of(beside) or sheet.slanting_on(beside)
    if words:
        note = strip_of(words, label.strip.page)
        places.append((note, 0, len(note.text)))
    for strip in sheet.below(_asking(paper, label), 4.0):
        if same_line(strip.box, label.strip.box):
            continue
        if starts_with_label(paper, strip) or any(o.first and any(m.sure for m in o.meanings) for o in paper.labels_of(strip)):
            break
        if reads_none(strip.text):
            break
        places.append((strip, 0, len(strip.text)))
    known = {id(part) for part, _, _ in places} | {id(word) for word in words}
    return places + [(s, 0, len(s.text)) for s in _in_its_box(paper, sheet, label) if not known & {id(s), *map(id, s.words)}]


def _in_its_box(paper: Paper, sheet: Sheet, label: Label) -> list[Strip]:
    """What stands below a label in a ruled box that is for notes alone, wherever in it; of a hand's note perhaps only the end was read."""
    box = label.strip.box_of(label.start, label.end)
    cell = cell_of(sheet, box)
    inside = [s for s in in_cell(sheet, cell) if s is not label.strip and s.box.bottom > box.bottom] if cell is not None else []
    other = [s for s in inside if (starts_with_label(paper, s) and not counts_packages(s.text)) or reads_none(s.text)]
    return inside if not other else []
