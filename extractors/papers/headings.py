"""Finds the heading of a table: cells whose wordings name columns, over one to three lines of print."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from extractors.page import Word
from extractors.papers.heading_lines import halves
from extractors.papers.labels import Label
from extractors.papers.paper import Paper
from extractors.papers.strips import CJK, Row, Sheet, Strip, strip_of
from extractors.papers.tokens import GLUED, NUMBER, fold, key, tokens
from extractors.papers.vocabulary import chinese, meanings, near, near_count
from facts.evidence import Box

UNKNOWN: Final = "_unknown"
_TEXT: Final = frozenset({"description", UNKNOWN, "additional", "package_type", "store", "service_date"})
NUMERIC: Final = frozenset(
    [
        "cartons",
        "pieces",
        "quantity",
        "units",
        "case_pack",
        "pallets",
        "weight",
        "line_number",
        "unit_price",
        "line_total",
        "gross_total",
        "tax_rate",
        "tax_amount",
        "discount",
        "list_total",
        "invoice_amount",
        "terms_discount",
        "withholding",
        "deduction",
        "amount_paid",
        "remaining_amount",
        "unit_fee",
        "charge",
        "cartons_short",
        "cartons_damaged",
        "cartons_over",
        "volume",
        "freight_class",
    ]
)
IDENTIFIERS: Final = frozenset({"purchase_order", "sku", "gtin", "invoice_number", "nmfc"})
_COUNTS: Final = frozenset({"cartons", "case_pack", "units", "unit_price", "line_total", "invoice_amount"})
"""What stands in one column alone: a heading that may mean it or another thing means the other where it has a column of its own."""
_WIDEST_CELL: Final = 5
_UNIT_BESIDE: Final = re.compile(
    r"(?i)[(\[].*?[)\]]|\b(?:USD|EUR|GBP|CNY|RMB)\b|[€$£¥]|(?:\bin\s+)?\b(?:kgs?|lbs?|cbm|m3)\.?$|/\s*(?:kgs?|lbs?)$|\b\d[\d.,]*\s?%(?:\s+(?:of|von|de|di)\s+\S+)?"
)
"""What a heading says about its unit, its currency or its rate."""
_TALLEST: Final = 5
_SEEN: Final = 0.3
"""A lone figure of less confidence that no second reading bears out is dirt."""
_HEADED: Final = 5
"""So many cells in a line with a lone percentage are a heading."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what its heading names (`_unknown` where it is no word of the lexicon), its words and place."""

    names: tuple[str, ...]
    heading: str
    box: Box
    x0: float
    x1: float
    lines: int = 1

    @property
    def name(self) -> str:
        """The first thing its heading may name."""
        return self.names[0]

    @property
    def numeric(self) -> bool:
        """Whether numbers stand below it."""
        return self.name in NUMERIC

    @property
    def textual(self) -> bool:
        """Whether running words stand below it."""
        return self.name in _TEXT


@dataclass(frozen=True, slots=True)
class Heading:
    """The heading of one table on one page, its columns left to right; rows from index `body` on stand below it."""

    sheet: Sheet
    columns: tuple[Column, ...]
    first: int
    body: int
    box: Box

    @property
    def known(self) -> set[str]:
        """What its columns name."""
        return {name for c in self.columns for name in c.names if name != UNKNOWN}


def headings_of(paper: Paper, sheet: Sheet) -> list[Heading]:
    """All table headings of a page, top to bottom."""
    found: list[Heading] = []
    at = 0
    while at < len(sheet.rows):
        scored = _heading_at(paper, sheet, at)
        if scored is None:
            at += 1
            continue
        for later in range(at + 1, scored[1].body):
            rival = _heading_at(paper, sheet, later)
            if rival is not None and rival[0] > scored[0]:
                scored = rival
        found.append(scored[1])
        at = scored[1].body
    return found


def _heading_at(paper: Paper, sheet: Sheet, at: int) -> tuple[float, Heading] | None:
    best: tuple[float, Heading] | None = None
    for size in range(1, _TALLEST + 1):
        rows = sheet.rows[at : at + size]
        if len(rows) < size or not _close(rows, sheet.line_height):
            break
        if not _together(rows):
            continue
        columns = _columns(paper, rows, sheet.line_height)
        score = _worth(columns, rows, paper)
        if score > 0 and (best is None or score > best[0] + 0.5):
            box = rows[0].box
            for row in rows[1:]:
                box = box.union(row.box)
            best = score, Heading(sheet, _by_neighbours(columns), at, at + size, box)
    return best


def _by_neighbours(columns: Sequence[Column]) -> tuple[Column, ...]:
    """“Item” beside “Description” heads numbers, beside “SKU” it heads names; alone its cells will tell."""
    both = {"sku", "description"}
    described = any("description" in c.names and "sku" not in c.names for c in columns)
    numbered = any("sku" in c.names and "description" not in c.names for c in columns)
    settled = []
    for column in columns:
        if both <= set(column.names) and described != numbered:
            keep = "sku" if described else "description"
            settled.append(replace(column, names=(keep, *(n for n in column.names if n not in both))))
        else:
            settled.append(column)
    settles = any({"amount_paid", "invoice_amount"} & set(c.names) for c in settled)
    if settles and (any(c.name == "invoice_number" for c in settled) or not _of_goods(settled)):
        settled = [replace(c, names=("invoice_number",)) if "invoice_number" in c.names else c for c in settled]
    else:
        settled = [_without(c, "invoice_number") if c.name == "sku" else c for c in settled]
    taken = {c.name for c in settled if len(c.names) == 1} & _COUNTS
    if any(c.name == "quantity" for c in settled) and "cartons" not in taken:
        taken.add("units")
    return tuple(replace(c, names=tuple(n for n in c.names if n not in taken) or c.names) if len(c.names) > 1 else c for c in settled)


def _of_goods(columns: Sequence[Column]) -> bool:
    """Whether a table counts or prices goods, so that a bare “Reference” in it is that of an item."""
    return any({"quantity", "units", "cartons", "unit_price", "gtin", "pieces"} & set(c.names) for c in columns)


def _without(column: Column, name: str) -> Column:
    """A column without one of the things that its heading may name."""
    return replace(column, names=tuple(n for n in column.names if n != name) or column.names)


def _close(rows: Sequence[Row], height: float) -> bool:
    """Lines without values that follow each other closely."""
    return all(b.box.top - a.box.bottom <= 0.9 * height for a, b in pairwise(rows)) and not any(_is_data(r) for r in rows)


def _together(rows: Sequence[Row]) -> bool:
    """Lines that could be one heading: each strip stands over or under one of another line."""
    fullest = max(rows, key=lambda r: len(r.strips))
    return all(
        any(min(s.box.x1, f.box.x1) > max(s.box.x0, f.box.x0) for other in rows if other is not row for f in other.strips)
        for row in rows
        if row is not fullest
        for s in row.strips
    )


def _is_data(row: Row) -> bool:
    """Whether a line holds values rather than the second half of a heading."""
    figures = [w for w in row.words if sum(c.isdigit() for c in w.text) >= 3 or re.fullmatch(r"[$€£]?\d[\d.,]*%?", w.text)]
    figures = [w for w in figures if w.agreed or w.confidence >= _SEEN or len(w.text) > 1]  # the dots of a grey band read as a figure
    if len(figures) == 1 and figures[0].text.endswith("%") and len(row.strips) >= _HEADED:
        return False  # “Terms disc. / 1.5% of mdse.”: a heading that says its rate
    return len(figures) > 1 or any(w.text != "1" or w.confidence >= 1.0 for w in figures)


def _worth(columns: Sequence[Column], rows: Sequence[Row], paper: Paper) -> float:
    known = [c for c in columns if c.name != UNKNOWN]
    kinds = {c.name for c in known}
    if len(kinds) < 2 or not (kinds & NUMERIC - {"line_number"}):
        return 0.0  # “Nr. | Datum | Bestellung” over one value each is a strip of labels
    unknown = len(columns) - len(known)
    wrapped = sum(1 for c in known if c.lines > 1)
    forms = sum(1 for c in columns if c.name == UNKNOWN and is_form_label(c.heading))
    filled = forms + sum(1 for r in rows for s in r.strips for label in paper.labels_of(s) if _filled(label))
    if unknown > len(known) or filled > len(known) - 2 or any(_is_data(r) for r in rows[:1]):
        return 0.0
    return 1.6 * wrapped + len(kinds) + 0.3 * (len(known) - len(kinds)) - (0.6 if len(rows) == 1 else 0.9) * unknown - 1.5 * filled


def _filled(label: Label) -> bool:
    """A label with a colon and a value after it is a field of its own, no heading."""
    return (
        label.closed
        and bool(re.search(r"\w", label.strip.text[label.after :]))
        and label.strip.text[label.end : label.after].strip() in {":", "："}
    )


def _columns(paper: Paper, rows: Sequence[Row], height: float) -> list[Column]:
    """Cells over several lines that share their place, joined top to bottom, with what they name."""
    groups: list[list[Strip]] = []
    whole = _broken(rows, scanned=paper.scanned)
    for row in rows:
        for strip in row.strips:
            under = halves(strip, rows)
            for cell in under or ([strip] if id(strip) in whole else _cells(strip, height, scanned=paper.scanned)):
                group = next((g for g in groups if _same_column(g, cell) and g[-1].box.top < cell.box.top - 1), None)
                if group is None:
                    groups.append([cell])
                else:
                    group.append(cell)
    columns = [_column(group, scanned=paper.scanned) for group in groups]
    return sorted(columns, key=lambda c: c.x0)


def _broken(rows: Sequence[Row], *, scanned: bool) -> set[int]:
    """Strips above each other that are one heading in two lines (“Prompt payment / disc.”), and nothing else if read by themselves."""
    found: set[int] = set()
    for upper, lower in pairwise(rows):
        for strip in upper.strips:
            under = [s for s in lower.strips if _same_column([strip], s)]
            alone = names_of(strip.text, scanned=scanned)
            joined = names_of(f"{strip.text} {under[0].text}", scanned=scanned and not alone) if len(under) == 1 else ()
            if joined and (joined != alone or not names_of(under[0].text, scanned=scanned)):
                found |= {id(strip), id(under[0])}
    return found


def _same_column(group: Sequence[Strip], cell: Strip) -> bool:
    x0, x1 = min(s.box.x0 for s in group), max(s.box.x1 for s in group)
    shared = min(x1, cell.box.x1) - max(x0, cell.box.x0)
    return shared > 0.4 * min(x1 - x0, cell.box.width)


def _column(group: Sequence[Strip], *, scanned: bool) -> Column:
    text = " ".join(s.text for s in group)
    names = names_of(text, scanned=scanned)
    box = group[0].box
    for strip in group[1:]:
        box = box.union(strip.box)
    return Column(names or (UNKNOWN,), text, box, box.x0, box.x1, len(group))


_ORDER_MISREAD: Final = re.compile(r"p\.?\s?o\.?\s?n[aeco]?\.?")
"""“PO No.” as recognisers leave it, which is too short to be near to anything."""


def is_form_label(text: str) -> bool:
    """Whether a wording labels a field of a form and heads no column (“Date issued”, “Lettre de voiture n°”)."""
    spelled = key(t.text for t in tokens(text))
    return any(m.sure for m in meanings("labels", spelled)) and not meanings("columns", spelled)


def names_of(text: str, *, scanned: bool) -> tuple[str, ...]:
    """What a heading names: its whole wording, or that without a unit in brackets or a currency; numbers go before words."""
    for wording in (text, _UNIT_BESIDE.sub(" ", text), re.sub(r"\([^)]*\)?\s*$", "", text)):
        spelled = key(t.text for t in tokens(wording))
        if not spelled:
            continue
        meant = meanings("columns", spelled)
        if meant:
            return tuple(m.field for m in meant)
    spelled = key(t.text for t in tokens(text))
    if scanned:
        nearest = "po #" if _ORDER_MISREAD.fullmatch(fold(text).strip()) else near("columns", spelled)[0]
        if nearest or (counted := near_count(spelled)):
            return tuple(m.field for m in (meanings("columns", nearest) if nearest else counted))
    return ("line_number",) if spelled == NUMBER else ()


def _cells(strip: Strip, height: float, *, scanned: bool) -> Iterator[Strip]:
    """A strip as one heading, or, where it is none, the headings that stand close together in it."""
    if scanned and not re.search(r"[\w#№%$€£¥]", strip.text):
        return
    strip = _unglued(strip, scanned=scanned)
    if (
        len(strip.words) > 1
        and strip.words[0].text in {"#", "№"}
        and strip.words[1].box.x0 - strip.words[0].box.x1 > 0.5 * strip.box.height
    ):
        yield strip_of(strip.words[:1], strip.page)
        yield from _cells(strip_of(strip.words[1:], strip.page), height, scanned=scanned)
        return
    parted = _parted(strip, height, scanned=scanned)
    if parted is not None:
        for part in parted:
            yield from _cells(part, height, scanned=scanned)
        return
    if names_of(strip.text, scanned=scanned) or len(strip.words) == 1 or is_form_label(strip.text):
        if len(strip.words) == 1 and CJK.match(strip.text) and not names_of(strip.text, scanned=scanned) and not is_form_label(strip.text):
            yield from _chinese_cells(strip)
            return
        yield strip
        return
    tiling = _tile(strip, 0, scanned=scanned)
    for start, end in tiling:
        yield strip_of(strip.words[start:end], strip.page)


def _unglued(strip: Strip, *, scanned: bool) -> Strip:
    """Two headings whose letters touch (“Stk/KartonPackstücke”) as two words."""
    words: list[Word] = []
    for index, word in enumerate(strip.words):
        cut = GLUED.search(word.text)
        halves = (word.text[: cut.start()], word.text[cut.start() :]) if cut else ()
        if cut is None or names_of(word.text, scanned=scanned) or not all(names_of(half, scanned=scanned) for half in halves):
            words.append(word)
            continue
        at = strip.starts[index]
        ends = (at, at + cut.start(), at + len(word.text))
        words.extend(replace(word, text=half, box=strip.box_of(*edges)) for half, edges in zip(halves, pairwise(ends), strict=True))
    return strip if len(words) == len(strip.words) else strip_of(words, strip.page)


def _parted(strip: Strip, height: float, *, scanned: bool) -> tuple[Strip, Strip] | None:
    """Two headings that happen to read as one (“Prix” “Total HT”): the widest blank clearly parts them and both name something."""
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(strip.words)]
    if not gaps or CJK.search(strip.text):
        return None
    widest = max(gaps)
    if widest < 1.4 * max(sorted(gaps)[:-1], default=0.0) or widest < 0.6 * height:
        return None
    at = gaps.index(widest) + 1
    left, right = strip_of(strip.words[:at], strip.page), strip_of(strip.words[at:], strip.page)
    return (left, right) if all(names_of(s.text, scanned=scanned) for s in (left, right)) else None


def _chinese_cells(strip: Strip) -> Iterator[Strip]:
    at, text = 0, strip.text
    cuts: list[tuple[int, int]] = []
    while at < len(text):
        label = next((k for k in chinese("columns") if text.startswith(k, at)), None)
        if label is None:
            at += 1
        else:
            cuts.append((at, at + len(label)))
            at += len(label)
    if not cuts:
        yield strip
    for start, end in cuts:
        word = replace(strip.words[0], text=text[start:end], box=strip.box_of(start, end))
        yield strip_of((word,), strip.page)


def _tile(strip: Strip, at: int, *, scanned: bool) -> list[tuple[int, int]]:
    """Words of a strip cut into headings, longest first from the left; what names nothing stays together."""
    parts: list[tuple[int, int]] = []
    loose = at
    while at < len(strip.words):
        size = next((n for n in range(min(_WIDEST_CELL, len(strip.words) - at), 0, -1) if _names(strip, at, at + n, scanned=scanned)), 0)
        if not size:
            at += 1
            continue
        if at > loose:
            parts.append((loose, at))
        parts.append((at, at + size))
        at += size
        loose = at
    if at > loose:
        parts.append((loose, at))
    return parts


def _names(strip: Strip, start: int, end: int, *, scanned: bool) -> bool:
    if end - start == 1 and key(t.text for t in tokens(strip.words[start].text)) == NUMBER:
        return start == 0 and any(_names(strip, 1, more, scanned=scanned) for more in range(2, len(strip.words) + 1))
    return bool(names_of(" ".join(w.text for w in strip.words[start:end]), scanned=scanned and end - start > 1))
