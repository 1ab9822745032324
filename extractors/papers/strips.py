"""Words → strips: runs of words on one visual line, as text whose every character still knows its place on the page."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Final

from extractors.page import Page, Word
from extractors.papers.sidebars import edge_of_sidebar
from extractors.papers.specks import after_its_day, parted, without_specks
from facts.documents import Source
from facts.evidence import Box

CJK: Final = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
_PITCHES: Final = 1.5
_TELLING_LENGTH: Final = 3
_WORD_GAP: Final = 0.9
_MEDIAN_GAPS: Final = 1.7
_SAME_LINE: Final = 0.5
_NARROWEST: Final = 0.4
"""The width of a letter by the height of its word in the narrowest print of forms."""
_TELLING_WORD: Final = 4
"""From so many letters the width of a word tells the size of its print."""
_BARE: Final = re.compile(r"[\s:：.|·=–—-]+")
_RULE: Final = re.compile(r"[-=_*~.·–—\s]{4,}")
"""Rows of hyphens that a line printer draws in place of lines."""
_SHORT: Final = 6
"""A strip of so many words is form print; longer ones may be small print, which does not set the height of lines."""
_LETTER_GAPS: Final = 1.6
_BAR: Final = re.compile(r"[|¦\[\]]+")
"""A printed line that a recogniser took for a letter parts words as the line does."""
_TALLER: Final = 2.5
_EVEN: Final = 2.2
_TYPEWRITTEN: Final = 0.75
"""The blank of a typewriter's line, as a share of its height; no line of print has wider ones."""
_LINE_OF_INK: Final = 1.3
"""By the usual height of words on a scan: what a line has room for."""
_AS_NEAR: Final = 0.15
_BESIDE, _AFAR = 0.8, 2.5
"""By the height of the print: a word right behind another, and one that stands far from it."""
_BEARING: Final = 0.35
"""By the width of a letter: what a recogniser's box lacks of the room that a word takes."""
_RULED_GAP: Final = 1.4
"""On a scan a vertical line parts words only where their gap is wider than usual: in dark bands noise looks like lines."""
_WIDEST_BLANK: Final = 0.9
_WIDEST_GROUP_GAP: Final = 0.8
"""By the height of the figures: the blank between the groups of a number is narrower."""
_FIGURE: Final = 1.3
"""By the width of a figure: a typewriter's blank is as wide as one."""
_TIGHT: Final = 1.3
"""Recognisers box the ink of letters; a text layer boxes the line they stand on, which is about so much taller."""


@dataclass(frozen=True, slots=True)
class Strip:
    """Words of one visual line that stand together, left to right; `starts` are the offsets of the words in `text`."""

    page: int
    words: tuple[Word, ...]
    text: str
    starts: tuple[int, ...]
    box: Box

    def word_at(self, offset: int) -> int:
        """Index of the word that a character belongs to; a blank belongs to the word before it."""
        return max(0, bisect_right(self.starts, offset) - 1)

    def words_in(self, start: int, end: int) -> tuple[Word, ...]:
        """The words that the characters from `start` to before `end` were read from."""
        return self.words[self.word_at(start) : self.word_at(max(start, end - 1)) + 1]

    def box_of(self, start: int, end: int) -> Box:
        """The place of some characters; within a word it is measured by the share of its letters."""
        left, right = self._edge(start, at_end=False), self._edge(end, at_end=True)
        words = self.words_in(start, end)
        if right <= left or any(b.box.x0 < a.box.x0 for a, b in pairwise(words)):
            left, right = min(w.box.x0 for w in words), max(w.box.x1 for w in words)
        return Box(left, min(w.box.top for w in words), right, max(w.box.bottom for w in words))

    def _edge(self, offset: int, *, at_end: bool) -> float:
        index = self.word_at(offset - 1 if at_end else offset)
        word = self.words[index]
        length = max(1, len(word.text))
        share = min(max(offset - self.starts[index], 0), length) / length
        return word.box.x0 + share * word.box.width

    def part(self, start: int, end: int) -> Strip:
        """The strip of the words that stand between two offsets."""
        return strip_of(self.words_in(start, end), self.page)


def strip_of(words: Sequence[Word], page: int) -> Strip:
    """One strip from words in reading order: a blank between words, none between two Chinese or Japanese characters.

    Two blanks part figures that stand too far from each other to be groups of one number.
    """
    text, starts = "", list[int]()
    for before, word in zip((None, *words), words, strict=False):
        joined = text and not (CJK.match(text[-1]) and CJK.match(word.text))
        text += ("  " if before is not None and _two_figures(before, word) else " ") if joined else ""
        starts.append(len(text))
        text += word.text
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    return Strip(page, tuple(words), text, tuple(starts), box)


def _two_figures(left: Word, right: Word) -> bool:
    """Whether two words are figures with a gap between them that no number has inside."""
    if not (left.text[-1:].isdigit() and right.text[:1].isdigit()):
        return False
    height = min(left.box.height, right.box.height)
    figure = max(*(word.box.width / len(word.text) for word in (left, right)), _pitch(left, right))
    return right.box.x0 - left.box.x1 > max(_WIDEST_GROUP_GAP * height, _FIGURE * figure)


@dataclass(frozen=True, slots=True)
class Row:
    """All strips of one visual line across the page."""

    strips: tuple[Strip, ...]
    box: Box

    @property
    def text(self) -> str:
        """The whole line; strips stand apart by three blanks."""
        return "   ".join(s.text for s in self.strips)

    @property
    def words(self) -> tuple[Word, ...]:
        """All words of the line, left to right."""
        return tuple(w for s in self.strips for w in s.words)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page laid out in rows from top to bottom. `line_height` is that of its body print, in points."""

    page: Page
    rows: tuple[Row, ...]
    strips: tuple[Strip, ...]
    line_height: float

    @property
    def text(self) -> str:
        """The page as plain lines."""
        return "\n".join(row.text for row in self.rows)

    def height_of(self, strip: Strip) -> float:
        """The height of a strip's print on the scale of `line_height`; on a scan that of its higher words but one or two."""
        if self.page.source is not Source.OCR:
            return strip.box.height
        heights = sorted(map(_printed_height, strip.words))
        return _TIGHT * heights[(3 * len(heights) - 1) // 4]

    def right_of(self, strip: Strip) -> Strip | None:
        """The nearest strip to the right on the same height, or None."""
        beside = [
            s
            for s in self.strips
            if s.box.x0 >= strip.box.x1 - 1 and s is not strip and overlap(s.box, strip.box) >= _SAME_LINE and not _BARE.fullmatch(s.text)
        ]
        return min(beside, key=lambda s: s.box.x0, default=None)

    def slanting_on(self, strip: Strip) -> Strip | None:
        """The strip that goes on where a slanting one, as of a stamp set askew, leaves the height of its line; or None."""
        reach = max(self.line_height, strip.words[-1].box.height)
        near = [
            s
            for s in self.strips
            if -0.2 * reach <= s.box.x0 - strip.box.x1 <= 0.6 * reach
            and not same_line(s.box, strip.words[-1].box.union(strip.words[0].box))
            and min(strip.words[-1].box.bottom, s.words[0].box.bottom) - max(strip.words[-1].box.top, s.words[0].box.top) > 0.2 * reach
        ]
        return near[0] if len(near) == 1 else None

    def below(self, box: Box, reach: float = 3.5) -> list[Strip]:
        """Strips under a place that share its columns, nearest first, within `reach` line heights."""
        limit = box.bottom + reach * max(self.line_height, min(box.height, 2 * self.line_height))
        middle = (box.top + box.bottom) / 2
        under = [s for s in self.strips if middle < s.box.top + 0.3 * s.box.height and s.box.top <= limit and _shares_column(s.box, box)]
        return sorted(under, key=lambda s: (s.box.top, s.box.x0))


def _printed_height(word: Word) -> float:
    """The height of a word's box, but no more than its width allows: a speck above or below stretches the box of a word on a scan."""
    letters = len(word.text)
    return min(word.box.height, word.box.width / (_NARROWEST * letters)) if letters >= _TELLING_WORD else word.box.height


def same_line(one: Box, other: Box) -> bool:
    """Whether two boxes stand on one height."""
    return overlap(one, other) >= _SAME_LINE


def overlap(one: Box, other: Box) -> float:
    """Share of the lower of two boxes' height that both have in common."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared / max(0.1, min(one.height, other.height))


def _shares_column(one: Box, other: Box) -> bool:
    return min(one.x1, other.x1) - max(one.x0, other.x0) > 0 or abs(one.x0 - other.x0) < one.height


def lay_out(page: Page) -> Sheet:
    """Words of a page → rows of strips. All distances are relative to the height of the print."""
    words = [w for w in page.words if w.text.strip() and w.box.height > 0 and not (len(w.text) > 12 and _RULE.fullmatch(w.text))]
    if page.source is Source.OCR:
        words = [replace(w, text=w.text.strip("|¦")) if w.text.strip("|¦") else w for w in words]
        words = [part for w in without_specks(words, page.width) for part in parted(w)]
    words = [part for w in words for part in after_its_day(w)]
    if not words:
        return Sheet(page, (), (), 10.0)
    rows = []
    scale = _TIGHT if page.source is Source.OCR else 1.0
    lines = [_join_spaced_letters(line) for line in _lines(words)]
    if page.source is Source.OCR:
        lines = [_without_doubles(line) for line in lines]
    gap = _usual_gap(lines, scale)
    edge = edge_of_sidebar(page, words)
    if edge is not None:
        lines = [side for line in lines for side in ([w for w in line if w.box.x0 < edge], [w for w in line if w.box.x0 >= edge]) if side]
    for line in lines:
        strips = tuple(strip_of(part, page.number) for part in _parts(line, page, gap, scale))
        if not strips:
            continue
        box = strips[0].box
        for strip in strips[1:]:
            box = box.union(strip.box)
        rows.append(Row(strips, box))
    rows.sort(key=lambda r: (r.box.top + r.box.bottom, r.box.x0))
    strips = tuple(s for r in rows for s in r.strips)
    form = [median(w.box.height for w in s.words) for s in strips if len(s.words) <= _SHORT]
    return Sheet(page, tuple(rows), strips, scale * (median(form) if len(form) > 4 else median(w.box.height for w in words)))


def _lines(words: Sequence[Word]) -> list[list[Word]]:
    """Visual lines, traced from left to right so that a slanted line stays one line; of two as near the one with more words."""
    lines: list[list[Word]] = []
    usual = _LINE_OF_INK * median(w.box.height for w in words)
    for word in sorted(words, key=lambda w: (w.box.x0, w.box.top)):
        best, best_shared = None, _SAME_LINE
        for line in lines:
            shared = overlap(_line_box(line[-1], usual), _line_box(word, usual))
            tall = max(line[-1].box.height, word.box.height) / max(0.1, min(line[-1].box.height, word.box.height))
            spelled = any(c.isalnum() for c in word.text) and any(c.isalnum() for c in line[-1].text)
            if shared <= _SAME_LINE - _AS_NEAR or (tall > _TALLER and spelled) or line[-1].box.x1 > word.box.x1:
                continue
            nearer = _nearer(line, best, word)
            longer = best is not None and shared > best_shared - _AS_NEAR and len(line) > len(best)
            more = shared > best_shared + (_AS_NEAR if best is not None and len(best) > len(line) else 0.0) or longer
            if nearer if nearer is not None and shared > _SAME_LINE else more:
                best, best_shared = line, shared
        if best is None:
            lines.append([word])
        else:
            best.append(word)
    return lines


def _nearer(one: Sequence[Word], other: Sequence[Word] | None, word: Word) -> bool | None:
    """Of two lines whether a word stands right behind the one and far from the other; None where that tells nothing.

    A hand sets its figures higher and lower than the words beside them, and the print far to the left is no guide to it.
    """
    if other is None:
        return None
    gaps = [(word.box.x0 - line[-1].box.x1) / max(word.box.height, line[-1].box.height) for line in (one, other)]
    if min(gaps) < _BESIDE < _AFAR < max(gaps):
        return gaps[0] < gaps[1]
    return None


def _line_box(word: Word, usual: float) -> Box:
    """The room of a word on its line: a recogniser boxes the ink, which in “no” is lower than in “Kg”."""
    more = 0.5 * (usual - word.box.height)
    if word.confidence >= 1.0 or more <= 0:
        return word.box
    return word.box._replace(top=word.box.top - more, bottom=word.box.bottom + more)


def _usual_gap(lines: Iterable[Sequence[Word]], scale: float) -> float:
    """The blank between two words of the page's print, as a share of its height."""
    gaps = [(b.box.x0 - a.box.x1) / max(1.0, scale * min(a.box.height, b.box.height)) for line in lines for a, b in pairwise(line)]
    near = [g for g in gaps if 0 < g < _WIDEST_BLANK]
    return median(near) if near else 0.3


def _without_doubles(line: list[Word]) -> list[Word]:
    """A Chinese character that two overlapping readings both have is printed once: “异常说 说明” is “异常说明”."""
    kept = [line[0]]
    for word in line[1:]:
        last = kept[-1]
        doubled = CJK.match(word.text) and last.text[-1] == word.text[0] and word.box.x0 - last.box.x1 < 0.15 * word.box.height
        if doubled and len(word.text) == 1:
            continue
        kept.append(replace(word, text=word.text[1:]) if doubled else word)
    return kept


def _parts(line: Sequence[Word], page: Page, usual: float, scale: float) -> list[list[Word]]:
    """Cuts a line where the gap is wide for the page's print or where a printed vertical line stands between two words."""
    parts = [[line[0]]]
    body = median(w.box.height for w in line)
    own = sorted(g for a, b in pairwise(line) if (g := b.box.x0 - a.box.x1) > 0)
    if len(own) > 3 and own[len(own) * 4 // 5] < _EVEN * own[len(own) // 3]:
        usual = max(usual, min(own[len(own) // 3] / (scale * max(1.0, body)), _TYPEWRITTEN))
    if scale != 1.0 and _BAR.fullmatch(line[0].text):
        parts = [[]]
    for left, right in pairwise(line):
        if scale != 1.0 and _BAR.fullmatch(right.text):
            parts.append([])
            continue
        height = scale * (min(left.box.height, right.box.height) if scale == 1.0 else max(body, min(left.box.height, right.box.height)))
        wide = max(max(_WORD_GAP, _MEDIAN_GAPS * usual) * height, _PITCHES * _pitch(left, right))
        gap = right.box.x0 - left.box.x1
        if gap > wide or ((scale == 1.0 or gap > _RULED_GAP * usual * height) and _ruled_between(left.box, right.box, page)):
            parts.append([right])
        else:
            parts[-1].append(right)
    return [p for p in parts if p]


def _pitch(left: Word, right: Word) -> float:
    """Width of a character in the print of two neighbours: in monospaced print a single blank is about as wide as a letter."""
    telling = [w for w in (left, right) if len(w.text) >= _TELLING_LENGTH]
    widths = [w.box.width / (len(w.text) - (_BEARING if w.confidence < 1.0 else 0.0)) for w in telling]
    return min(widths, default=0.0)


def _ruled_between(left: Box, right: Box, page: Page) -> bool:
    middle = (left.top + left.bottom) / 2
    return any(not r.horizontal and left.x1 - 2 <= r.box.x0 <= right.x0 + 2 and r.box.top <= middle <= r.box.bottom for r in page.rulings)


def _join_spaced_letters(line: list[Word]) -> list[Word]:
    """D E L I V E R Y → DELIVERY where a run of four or more single letters is spaced out for show."""
    joined: list[Word] = []
    run: list[Word] = []
    for word in [*line, None]:
        if word is not None and len(word.text) == 1 and word.text.isalpha() and not CJK.match(word.text):
            run.append(word)
            continue
        joined.extend(_spelled(run) if len(run) > 3 else run)
        run = []
        if word is not None:
            joined.append(word)
    return joined


def _spelled(run: Sequence[Word]) -> list[Word]:
    gaps = [b.box.x0 - a.box.x1 for a, b in pairwise(run)]
    usual = median(gaps)
    words: list[list[Word]] = [[run[0]]]
    for gap, letter in zip(gaps, run[1:], strict=True):
        if gap > max(_LETTER_GAPS * usual, usual + 1):
            words.append([letter])
        else:
            words[-1].append(letter)
    return [merged(letters, "") for letters in words]


def merged(words: Sequence[Word], between: str = " ") -> Word:
    """Several words as one; it is only as sure as its least sure part."""
    box = words[0].box
    for word in words[1:]:
        box = box.union(word.box)
    text = between.join(w.text for w in words)
    return Word(text, box, min(w.confidence for w in words), all(w.agreed for w in words))
