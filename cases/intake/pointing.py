"""Reading help: which fields of a paper nobody could place, its words by number, and what may become of words that are pointed at.

Whoever points (a model, a person) gives words and no value. The value is what is printed there, understood as the paper writes such
values and held by the same checks as what a person types; where any objects there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, Final, Self

from cases.intake.planted import planted
from cases.intake.typed_values import understood
from extractors.papers.region import Region
from extractors.papers.strips import same_line
from extractors.papers.tokens import label_key
from extractors.papers.values import find_identifier
from extractors.papers.vocabulary import meanings
from extractors.seen_pages import SeenWord
from facts.documents import DocumentKind, Value
from facts.evidence import Box
from facts.identifiers import compact, is_gtin, is_vics_bol
from facts.kind_fields import heading_fields
from facts.paper_fields import FieldType, FieldValueError, field_type, kept_form

MOST_FIELDS: Final = 24
MOST_PAGES: Final = 4
MOST_WORDS: Final = 1_500
"""Words of one page that are numbered."""
LONGEST_WORD: Final = 80
MOST_POINTED: Final = {FieldType.TEXT: 24, FieldType.LIST: 24}
"""Words that one field can take, where that is more than `FEW`."""
FEW: Final = 8
WIDEST_GAP: Final = 3.0
"""Blank between two words of one value at most, in heights of a line."""
NEXT_LINE: Final = 1.2
"""The same from one line of a text to the next."""
UNPOINTED: Final = frozenset({FieldType.YES_NO, FieldType.KIND, FieldType.CHOICE})
"""What no words on a page are the value of: it is judged, not printed."""
NUMBERS: Final = frozenset({FieldType.IDENTIFIER, FieldType.LIST})
SCAC: Final = re.compile(r"[A-Z]{2,4}")
VICS_LENGTH: Final = 17
WITHOUT_DIGITS: Final = frozenset({"ship_to_code"})
"""Codes that may be letters alone."""
SENTENCE_ENDS: Final = (".", "!", "?", "。", "！", "？")
LINES_ON: Final = 2
_LETTER: Final = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class NumberedWord:
    """A word of a page: its number in the order of reading, the line that it stands on, its text and place (points)."""

    number: int
    line: int
    text: str
    box: Box
    planted: bool = False
    """It belongs to words that speak to a machine; no value is made of it and nobody is shown it as one."""

    def to_json(self) -> list[Any]:
        """As a run keeps it."""
        return [self.number, self.line, self.text, *self.box.rounded(), self.planted]

    @classmethod
    def from_json(cls, kept: Sequence[Any]) -> Self:
        """Back from `to_json`."""
        number, line, text, *box, told = kept
        return cls(int(number), int(line), str(text), Box(*map(float, box)), bool(told))


@dataclass(frozen=True, slots=True)
class NumberedPage:
    """A page of the paper with its words."""

    number: int
    words: tuple[NumberedWord, ...]

    @property
    def lines(self) -> Iterator[str]:
        """Its lines as they are told, `12:Delivered 13:by 14:truck`; planted words are left out."""
        for line in sorted({word.line for word in self.words}):
            told = " ".join(f"{w.number}:{w.text}" for w in self.words if w.line == line and not w.planted)
            if told:
                yield told


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words pointed at for a field: from the word `first` to the word `last` of a page."""

    field: str
    page: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Held:
    """What came of words that were pointed at: the printed text, its place, and the value, None where `problems` say why not."""

    pointed: Pointed
    words: tuple[NumberedWord, ...] = ()
    text: str = ""
    box: Box | None = None
    value: Value | None = None
    problems: tuple[str, ...] = ()


def fields_to_place(kind: DocumentKind, content: Mapping[str, Any], put_right: Iterable[str] = ()) -> tuple[str, ...]:
    """The fields of a paper's heading that its kind carries and nobody found, or that are for a person to look at.

    `content` is the paper in the form of contract.md; `put_right` names fields that a person has settled.
    """
    settled = frozenset(put_right)
    found: Mapping[str, Any] = content["fields"]
    wanted = (n for n in heading_fields(kind) if field_type(n) not in UNPOINTED and n not in settled)
    return tuple(n for n in wanted if n not in found or found[n].get("review"))[:MOST_FIELDS]


def numbered(page: int, words: Sequence[SeenWord]) -> NumberedPage:
    """The words of a page by lines, from the top down and from left to right, numbered from 1."""
    lines: list[list[SeenWord]] = []
    for word in sorted(words[:MOST_WORDS], key=lambda w: (w.box.top + w.box.bottom) / 2):
        if lines and same_line(lines[-1][0].box, word.box):
            lines[-1].append(word)
        else:
            lines.append([word])
    ordered = [(line, word) for line, row in enumerate(lines) for word in sorted(row, key=lambda w: w.box.x0)]
    told = _planted([(line, word.text) for line, word in ordered])
    return NumberedPage(
        page, tuple(NumberedWord(n, line, w.text[:LONGEST_WORD], w.box, n - 1 in told) for n, (line, w) in enumerate(ordered, 1))
    )


def all_held(
    pointed: Sequence[Pointed], pages: Mapping[int, NumberedPage], wanted: Sequence[str], content: Mapping[str, Any], region: Region
) -> list[Held]:
    """What all that was pointed at may become. One printed number is the value of one field: pointed at for two, it is of neither."""
    places = Counter((one.page, one.first, one.last) for one in pointed if field_type(one.field) in NUMBERS)
    found = [held(one, pages, wanted, content, region) for one in pointed]
    return [
        replace(h, value=None, problems=(*h.problems, "these words were pointed at for another number, too"))
        if field_type(h.pointed.field) in NUMBERS and places[h.pointed.page, h.pointed.first, h.pointed.last] > 1
        else h
        for h in found
    ]


def held(pointed: Pointed, pages: Mapping[int, NumberedPage], wanted: Sequence[str], content: Mapping[str, Any], region: Region) -> Held:
    """What the words that were pointed at may become: the value as printed, or why there is none."""
    if pointed.field not in wanted:
        return Held(pointed, problems=("this field was not asked for",))
    words = _words(pointed, pages)
    if not words:
        return Held(pointed, problems=("there are no such words on that page",))
    text = " ".join(word.text for word in words)
    box = _around(words)
    problems = [*_misplaced(pointed.field, words), *_unfit(pointed, text, box, content)]
    if problems:
        return Held(pointed, words, text, box, None, tuple(problems))
    try:
        return Held(pointed, words, text, box, kept_form(pointed.field, understood(pointed.field, text, region)))
    except FieldValueError as refused:
        return Held(pointed, words, text, box, None, (str(refused),))


def _words(pointed: Pointed, pages: Mapping[int, NumberedPage]) -> tuple[NumberedWord, ...]:
    page = pages.get(pointed.page)
    if page is None or not 1 <= pointed.first <= pointed.last <= len(page.words):
        return ()
    return page.words[pointed.first - 1 : pointed.last]


def _misplaced(field: str, words: Sequence[NumberedWord]) -> Iterator[str]:
    """Why words as they stand are no value of the field, whatever they say."""
    kind = field_type(field)
    if len(words) > MOST_POINTED.get(kind, FEW):
        yield f"{len(words)} words are more than this field takes"
    elif any(word.planted for word in words) or planted(" ".join(word.text for word in words)):
        yield "these words read like an instruction"
    elif not all(_adjacent(one, other, kind) for one, other in pairwise(words)):
        yield "these words do not stand together"


def _adjacent(one: NumberedWord, other: NumberedWord, kind: FieldType) -> bool:
    """Whether a word goes on where another ends: on the same line, or, in a text, at the beginning of the next one below it."""
    height = max(one.box.bottom - one.box.top, other.box.bottom - other.box.top, 1.0)
    if one.line == other.line:
        return other.box.x0 - one.box.x1 <= WIDEST_GAP * height
    return kind in MOST_POINTED and other.line == one.line + 1 and other.box.top - one.box.bottom <= NEXT_LINE * height


def _unfit(pointed: Pointed, text: str, box: Box, content: Mapping[str, Any]) -> Iterator[str]:
    """Why a printed text is no value of the field, as the readers know such values."""
    name, kind = pointed.field, field_type(pointed.field)
    if meanings("labels", label_key(text)) or not any(c.isalnum() for c in text):
        yield "these words name a field; they are no value"
        return
    if kind is FieldType.TEXT and not _LETTER.search(text):
        yield "a name or a text has letters"
    if kind is FieldType.IDENTIFIER:
        yield from _no_number(name, text)
        taken = _read_as(pointed, box, content)
        if taken:
            yield f"these words were read as {taken}"


def _no_number(name: str, text: str) -> Iterator[str]:
    """Why a text is no number or code of that name: shape and check digit."""
    if name == "scac":
        if not SCAC.fullmatch(text):
            yield "a carrier's code is two to four capital letters"
        return
    bare = compact(text)
    found = find_identifier(text, digits=0 if name in WITHOUT_DIGITS else 1, length=2)
    if found is None or compact(str(found.value)) != bare:
        yield "a number or code is letters and digits in one piece, with a digit among them"
    elif name == "bol_number" and bare.isdigit() and len(bare) == VICS_LENGTH and not is_vics_bol(bare):
        yield "the check digit of this bill of lading number does not hold"
    elif name == "gtin" and not is_gtin(bare):
        yield "the check digit of this item number does not hold"


def _read_as(pointed: Pointed, box: Box, content: Mapping[str, Any]) -> str:
    """The field that the readers took these very words for without doubt; empty where there is none."""
    for name, entry in content["fields"].items():
        there = entry.get("box")
        sure = name != pointed.field and not entry.get("review") and field_type(name) is FieldType.IDENTIFIER
        if sure and there and entry.get("page") == pointed.page and _covers(Box(*there), box):
            return str(name)
    return ""


def _covers(one: Box, other: Box) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    return same_line(one, other) and across > 0.5 * min(one.x1 - one.x0, other.x1 - other.x0)


def _around(words: Sequence[NumberedWord]) -> Box:
    boxes = [word.box for word in words]
    return Box(min(b.x0 for b in boxes), min(b.top for b in boxes), max(b.x1 for b in boxes), max(b.bottom for b in boxes))


def _planted(words: Sequence[tuple[int, str]]) -> frozenset[int]:
    """The places of words (each with its line) that belong to an instruction planted in what they say one after the other.

    The whole of a line counts that has such words on it, and what follows up to the end of its sentence: an order names its figures
    after what gives it away.
    """
    said, spans, before = "", [], 0
    for line, text in words:
        said += (" " if line == before else "\n") if said else ""
        spans.append((len(said), len(said) + len(text)))
        said, before = said + text, line
    found = planted(said)
    told = [n for n, (start, end) in enumerate(spans) if any(one.start < end and start < one.end for one in found)]
    lines = {words[n][0] for n in told}
    whole = {n for n, (line, _) in enumerate(words) if line in lines}
    for last in told:
        whole |= set(_rest_of_sentence(words, last))
    return frozenset(whole)


def _rest_of_sentence(words: Sequence[tuple[int, str]], last: int) -> Iterator[int]:
    """The words after one up to the end of its sentence, so many lines on at most."""
    for n in range(last, len(words)):
        if words[n][0] > words[last][0] + LINES_ON:
            return
        yield n
        if words[n][1].endswith(SENTENCE_ENDS):
            return
