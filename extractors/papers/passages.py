"""A contract as running text: its lines joined into sentences of which every character still knows its place on the page."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

from extractors.papers.paper import Paper, Spot
from extractors.papers.strips import CJK, Row, Sheet, Strip
from extractors.papers.tokens import fold
from extractors.papers.values import MONTH
from extractors.papers.vocabulary import cue
from facts.documents import Value

_ABBREVIATED: Final = (
    "no",
    "nr",
    "n",
    "num",
    "art",
    "excl",
    "incl",
    "inkl",
    "exkl",
    "max",
    "min",
    "ca",
    "abs",
    "bzw",
    "ref",
    "rif",
    "cod",
    "tel",
    "ziff",
)
_END: Final = re.compile("".join(rf"(?<!\b{word})" for word in _ABBREVIATED) + rf"[.!?](?=\s|$)(?!\s+(?:{MONTH})\b)|[。！？]")
_OPENING: Final = 700
"""So many characters of a contract hold its title, number and parties."""
_HEADING_WORDS: Final = 7
_HEADING_LENGTH: Final = 60
_ROOM: Final = 0.25
"""A line that leaves this share of the page's width empty, where the next word would have had room, ends its paragraph."""
_APART: Final = 0.9
_YEAR: Final = re.compile(r"(?:19|20)\d\d(?!\d)|\d{1,2}[月日]")
_ENDS_IN_MONTH: Final = re.compile(rf"\b(?:{MONTH})\.?$|[年月]$")
_SPLIT_WORD: Final = re.compile(r"[^\W\d_]-$")
_NUMBER_BROKEN_OFF: Final = re.compile(r"(?<![a-z\d-])\d[\d.,]*$")
_NUMBER_GOES_ON: Final = re.compile(r"[.,]?\d")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence by its offsets in the passage, and its text in lower case without accents, of the same length."""

    start: int
    end: int
    folded: str

    def found(self, name: str) -> re.Match[str] | None:
        """The first wording of a cue in it."""
        return _cue(name).search(self.folded)

    def says(self, *names: str) -> bool:
        """True where it has a wording of each cue."""
        return all(self.found(name) for name in names)


@dataclass(frozen=True, slots=True)
class Passage:
    """The whole text of a paper without footers. `starts` are the offsets at which the strips begin, in their order.

    `clauses` are the offsets at which a numbered clause begins.
    """

    text: str
    folded: str
    starts: tuple[int, ...]
    strips: tuple[Strip, ...]
    sentences: tuple[Sentence, ...]
    clauses: tuple[int, ...] = ()

    def clause_of(self, sentence: Sentence) -> tuple[int, int]:
        """Where the clause that a sentence stands in begins and ends; the whole text where clauses are not numbered."""
        at = bisect_right(self.clauses, sentence.start)
        return self.clauses[at - 1] if at else 0, self.clauses[at] if at < len(self.clauses) else len(self.text)

    def heading_of(self, sentence: Sentence) -> Sentence | None:
        """The first words of a numbered clause where they are short enough to be its heading; None outside of clauses."""
        begin, end = self.clause_of(sentence)
        if begin == 0:
            return None
        heading = next((s for s in self.sentences if begin <= s.start < end and s.folded.strip()), None)
        return heading if heading is not None and len(heading.folded) <= _HEADING_LENGTH else None

    @property
    def opening(self) -> str:
        """The beginning, where title, number and parties stand."""
        return self.text[:_OPENING]

    def spot(self, value: Value, start: int, end: int, *, score: float = 1.0, doubt: bool = False) -> Spot:
        """A value at its place; of what runs over the end of a line, the part on the first one."""
        strip, begin = self.strip_at(start), start - self.starts[self._index(start)]
        return Spot(value, strip, begin, min(begin + end - start, len(strip.text)), score, doubt)

    def strip_at(self, start: int) -> Strip:
        """The strip that a character stands on."""
        return self.strips[self._index(start)]

    def _index(self, start: int) -> int:
        return max(0, bisect_right(self.starts, start) - 1)

    def saying(self, *names: str) -> Iterator[Sentence]:
        """The sentences that have a wording of each cue, in their order."""
        return (s for s in self.sentences if s.says(*names))

    def part(self, sentence: Sentence) -> str:
        """A sentence as it is printed."""
        return self.text[sentence.start : sentence.end]


def passage_of(paper: Paper, *, of_letter: bool = False) -> Passage:
    """The running text of a paper. A heading of a clause is a sentence of its own; a line that ends a paragraph ends its sentence.

    `of_letter`: the text may be narrower than the page, so that only a gap below a line ends a paragraph.
    """
    text, starts, strips, breaks, clauses, blanks = "", [], [], [0], [], []
    before: Row | None = None
    edges = {sheet.page.number: _edges(sheet) for sheet in paper.sheets}
    numbered = _numbered(paper)
    for sheet, row in paper.rows:
        line = fold(" ".join(s.text for s in row.strips)).strip()
        if _footer().fullmatch(line):
            continue
        heading = _heading().match(line) or numbered.get(id(row))
        runs_on = False
        if before is not None and (_gap(before, row) if of_letter else _ends_paragraph(before, row, edges[sheet.page.number])):
            breaks.append(len(text))
        else:
            runs_on = before is not None and _number_runs_on(before, row)
        for place, strip in enumerate(row.strips):
            text += "" if runs_on and place == 0 else _between(text, strip.text)
            if place == 0 and heading is not None:
                breaks.append(len(text))
                clauses.append(len(text))
                blanks.append((len(text), len(text) + min(heading.end(), len(strip.text))))
            starts.append(len(text))
            strips.append(strip)
            text += strip.text
        if heading is not None and _alone(line, heading.end()):
            breaks.append(len(text))
        before = row
    folded = fold(text)
    for start, end in blanks:
        # the number of a clause is none of its terms
        folded = folded[:start] + " " * (end - start) + folded[end:]
    breaks += [m.end() for m in _END.finditer(folded)]
    bounds = sorted({*breaks, len(text)})
    sentences = tuple(Sentence(a, b, folded[a:b]) for a, b in itertools.pairwise(bounds) if folded[a:b].strip(" .。"))
    return Passage(text, folded, tuple(starts), tuple(strips), sentences, tuple(clauses))


_COUNTED: Final = re.compile(r"[§(（]?\s*(?:[a-z]{3,10}\.?\s+)?(\d{1,2})[.:)）°º]?(?:\s?[-–—])?\s+(?=[a-z\u4e00-\u9fff])")
_LEAST_CLAUSES: Final = 3


def _numbered(paper: Paper) -> dict[int, re.Match[str]]:
    """The lines that count 1, 2, 3 … down the paper and are headings, by the row; empty where fewer than three do."""
    found: dict[int, re.Match[str]] = {}
    for _, row in paper.rows:
        line = fold(" ".join(s.text for s in row.strips)).strip()
        match = _COUNTED.match(line)
        if match is not None and int(match[1]) == len(found) + 1 and _alone(line, match.end()):
            found[id(row)] = match
    return found if len(found) >= _LEAST_CLAUSES else {}


def _alone(line: str, end: int) -> bool:
    """True for the heading of a clause that has its line for itself."""
    rest = line[end:].strip()
    return len(rest) <= _HEADING_LENGTH and len(rest.split()) <= _HEADING_WORDS and not re.search(r"[.;:,。；：，]$|\d", rest)


def _edges(sheet: Sheet) -> tuple[float, float]:
    """Where the print of a page begins and ends."""
    return min((r.box.x0 for r in sheet.rows), default=0.0), max((r.box.x1 for r in sheet.rows), default=0.0)


def _gap(row: Row, following: Row) -> bool:
    """Whether the next line stands apart, or a table or list begins or ends."""
    apart = following.box.top - row.box.bottom > _APART * max(row.box.height, following.box.height)
    return apart or (len(row.strips) > 1) != (len(following.strips) > 1)


def _ends_paragraph(row: Row, following: Row, edges: tuple[float, float]) -> bool:
    """True where the first word of the next line would have had room behind a line, with much to spare."""
    if (len(row.strips) > 1) != (len(following.strips) > 1):
        # a table begins or ends
        return True
    if following.words and _YEAR.match(following.words[0].text) and _ENDS_IN_MONTH.search(fold(row.text)):
        return False
    left, right = edges
    room = right - row.box.x1
    word = following.words[0].box.width if following.words else 0.0
    if following.words and CJK.match(following.words[0].text):
        word = following.box.height
    return len(row.strips) == 1 and room > _ROOM * (right - left) and word < room


def _between(before: str, after: str) -> str:
    """What stands between two strips: nothing after a word that is split, nor between Chinese characters."""
    if not before or _SPLIT_WORD.search(before[-2:]) or (CJK.match(before[-1]) and CJK.match(after[:1])):
        return ""
    return " "


def _number_runs_on(before: Row, row: Row) -> bool:
    """Whether a number is split by the end of a line of Chinese print, which breaks its lines wherever they are full."""
    if len(before.strips) > 1 or len(row.strips) > 1:
        return False
    first, second = before.strips[0].text.rstrip(), row.strips[0].text.lstrip()
    return CJK.search(first) is not None and bool(_NUMBER_BROKEN_OFF.search(fold(first)) and _NUMBER_GOES_ON.match(fold(second)))


def whole_words(alternatives: str) -> re.Pattern[str]:
    """Wordings that begin and end where words do; Chinese ones may touch letters."""
    return re.compile(rf"(?:(?<![a-z])|(?=[^a-z]))(?:{alternatives})(?:(?![a-z])|(?<=[^a-z]))")


@cache
def _cue(name: str) -> re.Pattern[str]:
    return whole_words(cue(name))


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(cue("clause_heading"))


@cache
def _footer() -> re.Pattern[str]:
    return re.compile(cue("page_footer"))
