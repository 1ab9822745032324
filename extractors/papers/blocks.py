"""The lines that belong to a label: behind it, beside it, or in the block below it, as addresses on forms stand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from extractors.papers.companies import CARRIER_NOUN, COMPANY, LEGAL_FORM, Piece
from extractors.papers.finder import Shape, limit_after, starts_with_label, wrap_of
from extractors.papers.labels import Label
from extractors.papers.paper import Paper
from extractors.papers.strips import CJK, Sheet, Strip, same_line, strip_of
from extractors.papers.vocabulary import pattern

_NAME_NOUN: Final = re.compile(rf"(?i:{pattern('carrier_first_word')}|transporteur)$")
"""Words for a carrier with which its own name may begin."""

_TICK: Final = re.compile(r"[☐☑☒□■✓✗]|\[[ xX]?\]")
_LONGEST_BLOCK: Final = 6
_BESIDE: Final = 12.0
"""Heights of a line from a label to its value at most, where something else stands below the label."""


def shared_columns(paper: Paper, label: Label) -> Label | None:
    """“Ship from / Ship to” over two columns: the place over a party's own column, left for the first, right for the second."""
    labels = [o for o in paper.labels_of(label.strip) if any(m.field in {"ship_from_name", "ship_to_name"} for m in o.meanings)]
    if len(labels) != 2 or label.strip.text[labels[0].end : labels[1].start].strip() not in {"/", "|", "-", "–", "&", "→"}:
        return None
    if label.strip.text[labels[1].end :].strip(" :"):
        return None
    sheet = paper.sheet_of(label.strip)
    first = next((row for row in sheet.rows if row.box.top > label.strip.box.bottom - 1), None)
    if first is None or len(first.strips) < 2 or first.box.top - label.strip.box.bottom > 3 * sheet.line_height:
        return None
    return Label(first.strips[labels.index(label)], 0, 0, 0, label.meanings, closed=False, likeness=label.likeness)


def introduces(label: Label, field: str) -> bool:
    """Whether a label heads a name: closed, alone or first on its strip, and not the subject of a sentence (“Carrier shall …”)."""
    if (not label.closed and not (label.first or label.sure_of(field))) or _TICK.match(label.strip.text):
        return False
    if label.closed or label.alone:
        return True
    follows = label.strip.text[label.after :].lstrip()
    if CJK.match(label.words) and CJK.match(label.strip.text[label.end : label.end + 1]) and not COMPANY.search(follows):
        return False  # “发货人自装自点” says who loads, and no name
    if field == "carrier_name" and _opens_a_name(label):
        return False
    between = label.strip.text[label.end : label.after + 1]
    before = label.strip.text[: label.start].rstrip()
    if not label.first and before[-1:].isalnum() and " " not in label.words.strip():
        return False
    return (
        not follows[:1].islower()
        and not between.startswith(("'", "’"))
        and (label.first or not label.strip.text[: label.start].rstrip().endswith(("of", "the", "by", "The")))
    )


def _opens_a_name(label: Label) -> bool:
    """“Corriere Valpadana”: a word for a carrier with which its name begins."""
    follows = label.strip.text[label.after :].lstrip()
    words = label.words
    return (
        not label.closed
        and label.first
        and bool(_NAME_NOUN.match(words))
        and follows[:1].isupper()
        and words[:1].isupper()
        and not words.isupper()
    )


def block_under(paper: Paper, label: Label, shapes: dict[str, Shape]) -> list[Piece]:
    """The lines that stand under or behind a label, as far as they belong together."""
    end = limit_after(paper, label, shapes)
    sheet = paper.sheet_of(label.strip)
    pieces: list[Piece] = []
    anchor = label.strip.box_of(label.start, label.end)
    if label.strip.text[label.after : end].strip(" .:_-#()（）"):
        pieces.append(Piece(label.strip, label.after, end))
        anchor = anchor.union(label.strip.box_of(label.after, end))
        if label.closed and label.first and end < len(label.strip.text):
            return pieces
    elif end == len(label.strip.text):
        beside = sheet.right_of(label.strip)
        under = [s for s in sheet.below(anchor, 2.0) if not same_line(s.box, label.strip.box) and not _labelled(paper, s)]
        if (
            beside is not None
            and not _labelled(paper, beside)
            and (
                not under
                or abs(under[0].box.x0 - label.strip.box.x0) > 4 * sheet.line_height
                or _rather(sheet, label.strip, beside, under[0])
                or _in_pairs(paper, label.strip, beside)
            )
        ):
            pieces.append(Piece(beside, 0, len(beside.text)))
            anchor = beside.box
    pieces.extend(_codes_beside(paper, pieces))
    skipped = 0
    while len(pieces) < _LONGEST_BLOCK:
        shapes_of = {field for field in shapes if field != "ship_to_code"}
        following = [s for s in sheet.below(anchor, 2.4) if not same_line(s.box, anchor)]
        if not pieces and label.alone and not [s for s in following if s.box.x0 < anchor.x1]:
            following = _under_bar(sheet, label.strip)
        strip = next(
            (s for s in following if abs(s.box.x0 - anchor.x0) < 3 * sheet.line_height or s.box.x0 > anchor.x0 or not pieces), None
        )
        if strip is None or (
            pieces
            and strip.box.top - pieces[-1].strip.box.bottom > (2.4 if _address_like(strip, pieces[-1].strip) else 1.4) * sheet.line_height
        ):
            break
        if not pieces and skipped < 3 and _is_form_row(sheet, strip):
            anchor, skipped = strip.box, skipped + 1
            continue
        if _labelled(paper, strip, within=bool(pieces)) or _holds_fields(paper, strip, shapes, shapes_of):
            break
        pieces.append(Piece(strip, 0, len(strip.text)))
        anchor = strip.box
        pieces.extend(_codes_beside(paper, pieces[-1:]))
    return pieces


def _rather(sheet: Sheet, label: Strip, beside: Strip, under: Strip) -> bool:
    """Whether what stands right beside a label is a firm and what stands below it none."""
    near = beside.box.x0 - label.box.x1 < _BESIDE * sheet.line_height
    return near and bool(COMPANY.search(beside.text)) and not COMPANY.search(under.text)


def _in_pairs(paper: Paper, label: Strip, beside: Strip) -> bool:
    """Whether another label of the same column has its value where this one's stands: a list of labels with their values."""
    sheet = paper.sheet_of(label)
    for other in paper.labels:
        strip = other.strip
        if strip is label or strip.page != label.page or not other.alone or abs(strip.box.x0 - label.box.x0) > sheet.line_height:
            continue
        value = sheet.right_of(strip)
        if value is not None and abs(value.box.x0 - beside.box.x0) < 0.5 * sheet.line_height and not starts_with_label(paper, value):
            return True
    return False


def _address_like(strip: Strip, above: Strip) -> bool:
    """A line with a house number or post code that starts where the name above it starts."""
    return abs(strip.box.x0 - above.box.x0) < above.box.height and bool(re.search(r"\d", strip.text)) and len(strip.words) > 2


def _under_bar(sheet: Sheet, heading: Strip) -> list[Strip]:
    """The strips below a heading that is centred over its cell: they start left of it, right of the cell beside."""
    left = max((s.box.x1 for s in sheet.strips if s.box.x1 < heading.box.x0 and same_line(s.box, heading.box)), default=0.0)
    under = [s for s in sheet.strips if left <= s.box.x0 < heading.box.x1 and 0 < s.box.top - heading.box.top < 2.6 * heading.box.height]
    return sorted(under, key=lambda s: (s.box.top, s.box.x0))


def _codes_beside(paper: Paper, pieces: Sequence[Piece]) -> list[Piece]:
    """The code of a dock that stands alone at the right of a name."""
    if not pieces:
        return []
    beside = paper.sheet_of(pieces[-1].strip).right_of(pieces[-1].strip)
    if beside is None or not re.fullmatch(r"[（(]?(?:FC|DC|Loc(?:ation)?)?\s?[#:]*\s*[A-Z]{3,4}\d{1,2}[）)]?", beside.text.strip()):
        return []
    return [Piece(beside, 0, len(beside.text))]


def _is_form_row(sheet: Sheet, strip: Strip) -> bool:
    """“Nummer : 549910”, “GLN 4304171000002”, “Globale Nummer: …”: a row that stands before the name and is none."""
    beside = sheet.right_of(strip)
    if beside is not None and beside.text.lstrip().startswith(":"):
        return True
    return bool(
        re.fullmatch(
            r"(?i)(?:[\w .-]{0,24}(?:nummer|number|nr|no|gln|id|code|kd-nr|lief-nr)\.?\s*:?\s*[\w\-]*\d[\w\-]*(?:\s*\(\w+\))?\s*)+",
            strip.text.strip(),
        )
    )


def _holds_fields(paper: Paper, strip: Strip, shapes: dict[str, Shape], fields: set[str]) -> bool:
    """Whether a strip holds other fields with their values, so that it is no line of an address."""
    for label in paper.labels_of(strip):
        asked = [m.field for m in label.meanings if m.sure and m.field in fields]
        if any(shapes[f](strip.text, label.after, paper.region) is not None for f in asked) and len(label.words) > 2:
            return True
        if label.names("freight_terms"):
            return True
    return False


def _labelled(paper: Paper, strip: Strip, *, within: bool = False) -> bool:
    """A strip that begins with a label; within a block the code of a dock is part of it."""
    if within and any(o.first and o.names("ship_to_code") for o in paper.labels_of(strip)):
        return False
    if starts_with_label(paper, strip):
        return True
    if COMPANY.search(strip.text):
        return False
    return any(
        o.alone or (o.first and any(m.sure for m in o.meanings) and not o.names("ship_to_code") and not _opens_a_name(o))
        for o in paper.labels_of(strip)
    )


_TAIL: Final = re.compile(
    rf"(?:{LEGAL_FORM}|{CARRIER_NOUN}|(?:[A-Z][\w&'.\-]*\s+){{1,2}}{LEGAL_FORM})(?:[\s.,(–-]{{1,3}}(?:[A-Z]{{3,4}}\d{{1,2}}\)?)?)?$"
)


def rejoined(paper: Paper, pieces: list[Piece]) -> list[Piece]:
    """A name that a narrow cell broke before its last word (“Waldner Haushaltswaren / GmbH”) is whole again."""
    if not pieces:
        return pieces
    first = pieces[0]
    follows = wrap_of(paper, first.strip) if first.end == len(first.strip.text) else None
    if follows is None or COMPANY.search(first.text) or not _TAIL.fullmatch(follows.text.strip()):
        return pieces
    joined = strip_of((*first.strip.words, *follows.words), first.strip.page)
    return [Piece(joined, first.start, len(joined.text)), *(p for p in pieces[1:] if p.strip is not follows)]
