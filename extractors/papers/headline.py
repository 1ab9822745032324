"""The headline of a letter: what the paper is, its number and its day in one line (“Lieferschein Nr. 4711 vom 12.03.2026”)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from extractors.papers.draft import SHAPES, Draft
from extractors.papers.finder import NUMBERED_TITLES, Shape, behind_marker
from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import CJK, Strip, strip_of
from extractors.papers.tokens import key, tokens
from extractors.papers.values import find_date, find_time
from extractors.papers.vocabulary import chinese, meanings

_LONGEST_TITLE: Final = 8
_MARKER: Final = re.compile(r"[\s:：#№.]*(?:(?:nr|no|n|num|number|nummer|numéro|número|numero|编?号码?)?[.º°]*\s*[:#]?)?\s*", re.IGNORECASE)
_CHINESE_NUMBER: Final = re.compile(r"[编单票]?号")
"""Behind a Chinese title it makes a label of it, unless a day follows: “发票号码” on a debit names the invoice that it is about."""
_DATED: Final = re.compile(r"\d{4}\s?(?:年\s?\d|[/.\-]\d{1,2}[/.\-]\d)")
_ORDERED: Final = "purchase_order"
"""On other papers the name of an order is the label of its number."""
_UPPER_PART: Final = 0.6
_NEAR: Final = 12


def read_headline(draft: Draft, number: str | None, day: str, *, marked: bool = False) -> None:
    """Takes number and day of a paper from its headline where no label gave them; `number` is None where it is not asked for.

    `marked` asks for a word for number between the title and the number.
    """
    for strip, after in _headlines(draft.paper):
        marker = _MARKER.match(strip.text, after)
        start = marker.end() if marker else after
        if marked and not any(c.isalnum() or c in "#№" for c in strip.text[after:start]) and not CJK.match(strip.text):
            continue
        shape: Shape | None = SHAPES[number] if number is not None else None
        read = shape(strip.text, start, draft.paper.region) if shape is not None else None
        if shape is not None and read is None and number in NUMBERED_TITLES:
            read = behind_marker(strip.text, after, shape, draft.paper.region)
        if number is not None and read is not None:
            draft.put(number, Spot(read.value, strip, read.start, read.end, 0.9, read.doubt))
        dated = find_date(strip.text, draft.paper.region, read.end if read is not None else start)
        if dated is None:
            continue
        value, end = dated.value, dated.end
        hour = find_time(strip.text, end) if day == "submitted_at" else None
        if hour is not None and hour.start - end < _NEAR:
            value, end = f"{value}T{hour.value}:00", hour.end
        draft.put(day, Spot(value, strip, dated.start, end, 0.9, dated.doubt))


def _headlines(paper: Paper) -> Iterator[tuple[Strip, int]]:
    """Lines in the upper part of the first page that open with a title and go on with figures, and where the title ends."""
    sheet = paper.sheets[0]
    for row in sheet.rows:
        if row.box.top > _UPPER_PART * sheet.page.height:
            return
        strip = strip_of(row.words, sheet.page.number)
        end = _title_end(strip.text)
        if end and any(c.isdigit() for c in strip.text[end:]):
            yield strip, end


def _title_end(text: str) -> int:
    """Where a title ends that opens a line; 0 where none does."""
    if CJK.match(text):
        title = next((t for t in chinese("titles") if text.startswith(t) and _names_itself(t)), "")
        return 0 if _CHINESE_NUMBER.match(text, len(title)) and not _DATED.search(text) else len(title)
    parts = tokens(text)
    for size in range(min(_LONGEST_TITLE, len(parts)), 0, -1):
        span = parts[:size]
        if _names_itself(key(t.text for t in span)) and not span[-1].text.startswith("#"):
            return span[-1].end
    return 0


def _names_itself(title: str) -> bool:
    """Whether a title says what the paper is."""
    return any(m.sure and m.field != _ORDERED for m in meanings("titles", title))
