"""Special prices outside of tables: behind labels, item by item, and in sentences that pair an amount with the words for its price."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise
from typing import Final

from extractors.papers.draft import Draft
from extractors.papers.paper import Paper, Spot
from extractors.papers.passages import Passage, Sentence, whole_words
from extractors.papers.special_price_doubts import beside_the_pair
from extractors.papers.special_price_rows import AMOUNT, CREDIT, ITEM, LIMIT, LIST, PRICES, SPECIAL, UNIT, role_of
from extractors.papers.strips import Row, Sheet, Strip
from extractors.papers.term_values import Term, TermKind, items_in, terms_in
from extractors.papers.tokens import fold
from extractors.papers.vocabulary import cue

_LABELLED: Final = re.compile(r"^\s*(?P<label>[^:：]{1,60}?)\s*[:：]\s*(?P<value>\S.*)$")
_BELOW: Final = 1.6
"""Heights of a line between a label and the value under it."""
_FAR: Final = 90
"""Characters between the words for a price and its amount."""
_ASKED: Final = frozenset({*PRICES, ITEM, LIMIT})


@dataclass(frozen=True, slots=True)
class Told:
    """A value behind a label: what for, the label as printed, and which characters of a strip."""

    role: str
    label: str
    strip: Strip
    start: int
    end: int

    @property
    def text(self) -> str:
        """The value as printed."""
        return self.strip.text[self.start : self.end].strip()


@dataclass(slots=True)
class Said:
    """One item, or several of one price, as sentences say it; `doubts` are sentences on what a person has to settle."""

    spots: dict[str, Spot]
    sentences: list[Sentence]
    doubts: list[str] = field(default_factory=list)


def labels_of(paper: Paper) -> Iterator[Told]:
    """All values behind labels that tables of special prices have as headings, in reading order."""
    return (told for sheet, row in paper.rows for told in _on_row(sheet, row))


def labelled(paper: Paper) -> list[list[Told]]:
    """The labelled values of each item; a label that was there before begins the next item. Empty where no price has a label."""
    groups: list[list[Told]] = [[]]
    for told in (t for t in labels_of(paper) if t.role in _ASKED):
        again = told.role == ITEM and any(t.role in PRICES for t in groups[-1])
        if again:
            groups.append([])
        groups[-1].append(told)
    return [g for g in groups if any(t.role in {SPECIAL, CREDIT} for t in g)]


def _on_row(sheet: Sheet, row: Row) -> Iterator[Told]:
    """Labels with their values on a line, or under the label where nothing stands beside it."""
    for place, strip in enumerate(row.strips):
        inline = _LABELLED.match(strip.text)
        if inline is not None and (role := role_of(inline["label"]) or _unit(inline["label"])):
            yield Told(role, inline["label"], strip, inline.start("value"), len(strip.text))
            continue
        if role := role_of(strip.text):
            beside = row.strips[place + 1 :]
            if beside and not role_of(beside[0].text) and not _LABELLED.match(beside[0].text):
                if not (len(beside) > 1 and AMOUNT.fullmatch(beside[1].text)):
                    yield Told(role, strip.text, beside[0], 0, len(beside[0].text))
                continue
            under = [s for s in sheet.below(strip.box, _BELOW) if s.box.top > strip.box.bottom - 1]
            if under and not role_of(under[0].text):
                yield Told(role, strip.text, under[0], 0, len(under[0].text))
            continue
        for match in _AT_END.finditer(strip.text):
            if role := role_of(strip.text[: match.start()]):
                yield Told(role, strip.text[: match.start()], strip, match.start(), len(strip.text))


def _unit(label: str) -> str:
    """“Unit” with a value behind it, which in a heading only says that a price is for one."""
    return UNIT if _price(UNIT).fullmatch(fold(label).strip()) else ""


_AT_END: Final = re.compile(rf"(?<=\s){AMOUNT.pattern}$", re.IGNORECASE)


def prices_in_sentences(draft: Draft, passage: Passage) -> list[Said]:
    """The items that sentences state: each sentence with both prices and its items; else what sentences on the same items say together.

    An amount that cannot be told to be one of the prices puts all of its sentence in doubt.
    """
    taken = {str(draft.value(name)) for name in ("agreement_number", "approval_number")}
    told = [said for s in passage.sentences if (said := _said(draft, passage, s, taken)) is not None]
    whole = [said for said in told if ITEM in said.spots and len(said.spots.keys() & set(PRICES)) > 1]
    if whole or not told:
        return whole
    of_items = {_called(said): said for said in reversed(told) if ITEM in said.spots}
    if len(of_items) > 1:
        return [said for said in told if ITEM in said.spots]
    together = Said({}, [], [])
    for said in told:
        _join(together, said)
    listed = [(s, i) for s in passage.saying("special_item") for i in items_in(passage, s) if i[0] not in taken]
    if ITEM not in together.spots and listed:
        together.spots[ITEM], doubt = _items(passage, [i for _, i in listed])
        together.doubts.extend(doubt)
    elif ITEM in together.spots and {i[0] for _, i in listed} - {*_called(together)}:
        together.doubts.append("several items are named, and the prices stand in several sentences; which is whose, a person tells")
    return [together] if SPECIAL in together.spots or CREDIT in together.spots else []


def _said(draft: Draft, passage: Passage, sentence: Sentence, taken: set[str]) -> Said | None:
    """What one sentence says of prices; None where it tells none."""
    pairs = _pairs(draft, passage, sentence)
    if not pairs:
        return None
    said = Said({name: passage.spot(term.plain, term.start, term.end, doubt=doubt) for name, (term, doubt) in pairs.items()}, [sentence])
    said.doubts.extend(beside_the_pair(draft, passage, sentence, [term for term, _ in pairs.values()]))
    if items := [i for i in items_in(passage, sentence) if i[0] not in taken]:
        said.spots[ITEM], doubt = _items(passage, items)
        said.doubts.extend(doubt)
    return said


def _items(passage: Passage, items: list[tuple[str, int, int]]) -> tuple[Spot, list[str]]:
    """The items of a sentence; what stands between them has to be a comma or an “and”, else they may be a range or have prices apart."""
    names = list(dict.fromkeys(i[0] for i in items))
    between = (passage.text[a[2] : b[1]] for a, b in pairwise(items))
    doubt = len(names) > 1 and any(BETWEEN.sub("", words) for words in between)
    spot = passage.spot(names if len(names) > 1 else names[0], items[0][1], items[-1][2], doubt=doubt)
    return spot, [f"whether prices hold for each of {', '.join(names)} alike, a person tells"] if doubt else []


def _called(said: Said) -> tuple[str, ...]:
    value = said.spots[ITEM].value
    return tuple(map(str, value)) if isinstance(value, list) else (str(value),)


def _join(together: Said, said: Said) -> None:
    """Adds what a sentence says; a price that it tells otherwise is for a person."""
    together.sentences.extend(said.sentences)
    together.doubts.extend(said.doubts)
    for name, spot in said.spots.items():
        before = together.spots.setdefault(name, spot)
        if before.value != spot.value:
            together.doubts.append(f"its {name.removeprefix('special_').replace('_', ' ')} is told as {before.value} and as {spot.value}")


BETWEEN: Final = re.compile(rf"[\s,;、，/]|(?<!\w)(?:{cue('listed_and')})(?!\w)")
"""What stands between the numbers of a list of items."""


def _pairs(draft: Draft, passage: Passage, sentence: Sentence) -> dict[str, tuple[Term, bool]]:
    """The amounts of a sentence by the price that each is: the words stand right before it or, in brackets or behind it, right after."""
    terms = terms_in(passage, sentence, draft.paper.region)
    money = [t for t in terms if t.kind is TermKind.MONEY]
    words = list(_words(sentence))
    if not money or not any(name in {LIST, SPECIAL} for name, _, _ in words):
        return {}
    marks = sorted([(start, end, name, None) for name, start, end in words] + [(t.start, t.end, "", t) for t in money], key=lambda m: m[0])
    found: dict[str, tuple[Term, bool]] = {}
    left = sum(t.kind is TermKind.COUNT and int(t.value.as_tuple().exponent) < 0 for t in terms)
    while marks:
        first, *rest = marks
        following = rest[0] if rest and rest[0][0] - first[1] < _FAR else None
        if following is not None and (first[3] is None) != (following[3] is None):
            term = first[3] or following[3]
            name = first[2] or following[2]
            if term is not None and name != _OTHER:
                known = found.get(name)
                found[name] = known or (term, False)
                if known is not None and known[0].value != term.value:
                    found[name] = known[0], True
            marks = rest[1:]
            continue
        left += first[3] is not None
        marks = rest
    return {name: (term, doubt or left > 0) for name, (term, doubt) in found.items()}


_OTHER: Final = "other_price"


def _words(sentence: Sentence) -> Iterator[tuple[str, int, int]]:
    """The words for prices in a sentence with their offsets in the passage; of those that overlap the longest."""
    found = [(m.end() - m.start(), m.start(), m.end(), name) for name in (_OTHER, *PRICES) for m in _price(name).finditer(sentence.folded)]
    taken: list[range] = []
    for _, start, end, name in sorted(found, key=lambda f: (-f[0], f[1])):
        if all(end <= t.start or start >= t.stop for t in taken):
            taken.append(range(start, end))
            yield name, sentence.start + start, sentence.start + end


@cache
def _price(name: str) -> re.Pattern[str]:
    return whole_words(cue(name))
