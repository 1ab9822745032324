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
from extractors.papers.strips import CJK, Strip
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue
from facts.documents import Value

_END: Final = re.compile(r"(?<!\bno)(?<!\bnr)(?<!\bart)(?<!\bexcl)(?<!\bincl)[.!?](?=\s|$)|[。！？]")
_SPLIT_WORD: Final = re.compile(r"[^\W\d_]-$")


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
    """The whole text of a paper without footers. `starts` are the offsets at which the strips begin, in their order."""

    text: str
    folded: str
    starts: tuple[int, ...]
    strips: tuple[Strip, ...]
    sentences: tuple[Sentence, ...]

    def spot(self, value: Value, start: int, end: int, *, score: float = 1.0, doubt: bool = False) -> Spot:
        """A value at its place; of what runs over the end of a line, the part on the first one."""
        index = max(0, bisect_right(self.starts, start) - 1)
        strip, begin = self.strips[index], start - self.starts[index]
        return Spot(value, strip, begin, min(begin + end - start, len(strip.text)), score, doubt)

    def saying(self, *names: str) -> Iterator[Sentence]:
        """The sentences that have a wording of each cue, in their order."""
        return (s for s in self.sentences if s.says(*names))

    def part(self, sentence: Sentence) -> str:
        """A sentence as it is printed."""
        return self.text[sentence.start : sentence.end]


def passage_of(paper: Paper) -> Passage:
    """The running text of a paper. A heading of a clause begins a sentence of its own line."""
    text, starts, strips, breaks, numbers = "", [], [], [0], []
    for _, row in paper.rows:
        line = fold(" ".join(s.text for s in row.strips)).strip()
        if _footer().fullmatch(line):
            continue
        heading = _heading().match(line)
        for place, strip in enumerate(row.strips):
            text += _between(text, strip.text)
            if place == 0 and heading is not None:
                breaks.append(len(text))
                numbers.append((len(text), len(text) + min(heading.end(), len(strip.text))))
            starts.append(len(text))
            strips.append(strip)
            text += strip.text
    folded = fold(text)
    for start, end in numbers:
        # the number of a clause is none of its terms
        folded = folded[:start] + " " * (end - start) + folded[end:]
    breaks += [m.end() for m in _END.finditer(folded)]
    bounds = sorted({*breaks, len(text)})
    sentences = tuple(Sentence(a, b, folded[a:b]) for a, b in itertools.pairwise(bounds) if folded[a:b].strip(" .。"))
    return Passage(text, folded, tuple(starts), tuple(strips), sentences)


def _between(before: str, after: str) -> str:
    """What stands between two strips: nothing after a word that is split, nor between Chinese characters."""
    if not before or _SPLIT_WORD.search(before[-2:]) or (CJK.match(before[-1]) and CJK.match(after[:1])):
        return ""
    return " "


@cache
def _cue(name: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![a-z])(?:{cue(name)})(?![a-z])")


@cache
def _heading() -> re.Pattern[str]:
    return re.compile(cue("clause_heading"))


@cache
def _footer() -> re.Pattern[str]:
    return re.compile(cue("page_footer"))
