"""The facts of a letter: one sentence per paper or table of the brief, each with its document and page or row."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from cases.filing.filing_group import paper_rank
from cases.letters.arguments import argued
from cases.letters.brief import Brief, Fact, Place
from cases.letters.letter_words import MATCHERS_LANGUAGE, LetterWords
from cases.letters.paper_fields import MARKS, heading_fields
from cases.letters.sentences import capitalised, marked, plain

LONGEST_FACT: Final = 300
"""Characters after which the rows of a table are counted and no longer told one by one."""
FEWEST_FACTS: Final = 3
"""Facts that a letter has where it can: papers that no line cites are told as well to get there (domain.md 6)."""


@dataclass(frozen=True, slots=True)
class LetterFact:
    """One numbered sentence of a letter, marked with its facts. `weight`: facts of little weight are left out first."""

    text: str
    weight: int


@dataclass(frozen=True, slots=True)
class _Source:
    """What the lines cite on one page of a paper, or in one table."""

    place: Place
    cited: tuple[Fact, ...]

    @property
    def is_table(self) -> bool:
        """True for rows of a table or of EDI, False for a place on a page."""
        return self.place.page is None


def letter_facts(brief: Brief, words: LetterWords) -> tuple[LetterFact, ...]:
    """What the letter can say, in the order of the story: what was deducted, what proves delivery or price, the rest."""
    sources = _sources(brief)
    first_table = next((i for i, source in enumerate(sources) if source.is_table), None)
    facts: list[tuple[int, int, LetterFact]] = []
    for at, source in enumerate(sources):
        if source.is_table:
            rank, weight = (-1, 90) if at == first_table else (50, 40)
            text = _table_fact(brief, source, words)
        else:
            kind = _kind(brief, source.place.exhibit)
            rank, weight = paper_rank(kind), 100 - 3 * paper_rank(kind)
            text = _paper_fact(brief, source, words)
        if text:
            facts.append((rank, at, LetterFact(text, weight)))
    for exhibit in _untold(brief, sources):
        if (facts and len(facts) >= FEWEST_FACTS) or (heading := paper_heading(brief, exhibit, words)) == "":
            continue
        kind = _kind(brief, exhibit)
        facts.append((paper_rank(kind), len(sources) + exhibit, LetterFact(f"{heading}.", 20)))
    return tuple(fact for _, _, fact in sorted(facts, key=lambda f: f[:2]))


def settlement_facts(brief: Brief, words: LetterWords) -> tuple[LetterFact, ...]:
    """How strong the evidence of the settled claims is, the strongest first."""
    found = []
    for name in ("complete", "waived", "weak", "missing"):
        count, open_amount = brief.at(f"class:{name}/count"), brief.at(f"class:{name}/open")
        if count is not None and open_amount is not None:
            found.append(
                LetterFact(words.forms("classes", name)[count.value != "1"].format(words.told(count), words.told(open_amount)) + ".", 50)
            )
    return tuple(found)


def paper_name(brief: Brief, exhibit: int, words: LetterWords) -> str:
    """Kind and place of an exhibit: `proof of delivery (exhibit 1: pod.pdf, page 1)`."""
    kind = brief.at(f"paper:{exhibit}/kind")
    if kind is None:
        return ""
    said = marked(words.of("papers", _kind(brief, exhibit)) or kind.value, kind.number)
    return f"{said} ({_page(kind.places[0], (kind.number,), words)})"


def paper_heading(brief: Brief, exhibit: int, words: LetterWords) -> str:
    """Kind, numbers, date and parties of an exhibit with its place: `Proof of delivery, BOL 0614 (exhibit 1: pod.pdf, page 1)`."""
    heading, kind = _heading(brief, exhibit, words), brief.at(f"paper:{exhibit}/kind")
    return f"{heading} ({_page(kind.places[0], (kind.number,), words)})" if heading and kind else ""


def _sources(brief: Brief) -> tuple[_Source, ...]:
    """Evidence gathered by page of a paper or by sheet of a table, in the order in which the lines cite it."""
    gathered: dict[tuple[str, str, int | None], list[Fact]] = {}
    for fact in brief.facts:
        if fact.name == "evidence" and fact.places:
            place = fact.places[0]
            gathered.setdefault((place.file, place.sheet or "", place.page), []).append(fact)
    return tuple(_Source(cited[0].places[0], tuple(cited)) for cited in gathered.values())


def _untold(brief: Brief, sources: Iterable[_Source]) -> list[int]:
    """Exhibits that no line cites."""
    told = {s.place.exhibit for s in sources}
    return [a.number for a in brief.attachments if a.file and a.number not in told]


def _table_fact(brief: Brief, source: _Source, words: LetterWords) -> str:
    """What the cited rows of one table say, with its name: `Invoiced 120 (shortage_detail.csv, row 14)` and a full stop."""
    said = _said(brief, source, words, "")
    counted = next((f for f in brief.below("table:") if _same_table(f, source)), None)
    all_told = counted is None or int(counted.value) <= len({(f.places[0].row, f.value) for f in source.cited})
    places = tuple(f.places[0] for f in source.cited)
    numbers = tuple(f.number for f in source.cited)
    if counted is not None and (not all_told or len(plain(said)) > LONGEST_FACT):
        said, places, numbers = words.say("listed", words.bare(counted)), counted.places, (counted.number,)
    return _stated(said, _rows_of_table(source.place, places, numbers, words))


def _same_table(fact: Fact, source: _Source) -> bool:
    return bool(fact.places) and (fact.places[0].file, fact.places[0].sheet) == (source.place.file, source.place.sheet)


def _paper_fact(brief: Brief, source: _Source, words: LetterWords) -> str:
    """What one page shows: `Proof of delivery, BOL 0614: 10 cartons, signed (exhibit 1: pod.pdf, page 1)` and a full stop."""
    exhibit = source.place.exhibit
    heading = _heading(brief, exhibit, words) if exhibit else ""
    said = _said(brief, source, words, plain(heading))
    if words.language != MATCHERS_LANGUAGE and exhibit:
        marks = [words.of("marks", n) for n in MARKS if brief.at(f"paper:{exhibit}/{n}")][:1]
        said = "; ".join(filter(None, (said, *(marked(m, *_mark_numbers(brief, exhibit)) for m in marks))))
    where = _page(source.place, tuple(f.number for f in source.cited), words)
    return _stated(f"{heading}: {said}" if heading and said else heading or said, where)


def _mark_numbers(brief: Brief, exhibit: int) -> tuple[int, ...]:
    return tuple(f.number for n in MARKS if (f := brief.at(f"paper:{exhibit}/{n}")))[:1]


def said_by_house(fact: Fact, words: LetterWords) -> str:
    """What a letter in another language than the matchers' says of a step or a conclusion: `berechnet 12 Einheiten`; or nothing."""
    if words.language == MATCHERS_LANGUAGE:
        return ""
    if fact.name == "why":
        return words.punctuated(argued(fact.value, words))
    pattern = words.of("steps", fact.name) if "/step:" in fact.key else ""
    return pattern.format(words.bare_value(fact))


def _stated(said: str, where: str) -> str:
    """The sentence: what is said with its place in brackets; empty where there is nothing to say."""
    return f"{capitalised(said).rstrip('.')} ({where})." if said else ""


def place_in_words(place: Place, words: LetterWords, numbers: Sequence[int] = ()) -> str:
    """A spot as a letter names it: `exhibit 1: pod.pdf, page 1`, `pos.csv, row 14`. `numbers` are the facts that stand there."""
    return _rows_of_table(place, (place,), numbers, words) if place.page is None else _page(place, numbers, words)


def _rows_of_table(table: Place, places: Sequence[Place], numbers: Sequence[int], words: LetterWords) -> str:
    rows = [row for p in places if p.row is not None for row in range(p.row, (p.last_row or p.row) + 1)]
    sheet = words.say("sheet", marked(table.sheet, *numbers)) if table.sheet else ""
    return ", ".join(filter(None, (marked(table.name, *numbers), sheet, rows_in_words(rows, words))))


def _page(place: Place, numbers: Sequence[int], words: LetterWords) -> str:
    exhibit = f"{words.say('exhibit', str(place.exhibit))}: " if place.exhibit else ""
    page = f", {words.say('page', str(place.page))}" if place.page else ""
    return f"{exhibit}{marked(place.name, *numbers)}{page}"


def _said(brief: Brief, source: _Source, words: LetterWords, heading: str) -> str:
    """What the spots of a source say: in the matchers' own words, in another language by the steps that stand on them."""
    told: dict[str, list[int]] = {}
    if words.language == MATCHERS_LANGUAGE:
        for fact in source.cited:
            if fact.value and not (heading and _told(fact.value, heading)):
                told.setdefault(_of_item(brief, source, fact) + fact.value, []).append(fact.number)
        return "; ".join(marked(said, *numbers, *_items(brief, said)) for said, numbers in told.items())
    spots = {(p.file, p.sheet, p.page, p.row) for f in source.cited for p in f.places}
    for fact in brief.facts:
        is_step = fact.name != "why" and any((p.file, p.sheet, p.page, p.row) in spots for p in fact.places)
        if is_step and (step := said_by_house(fact, words)):
            told.setdefault(_of_item(brief, source, fact) + step, []).append(fact.number)
    between = "; " if any(_items(brief, said) for said in told) else ", "
    return between.join(marked(said, *numbers, *_items(brief, said)) for said, numbers in told.items())


def _of_item(brief: Brief, source: _Source, fact: Fact) -> str:
    """The item that a row, or a figure on a page, speaks of, where the letter is about several."""
    of_one = source.is_table or re.search(r"\d", fact.value) is not None
    return f"{fact.about}: " if of_one and fact.about and len(brief.below("case/sku:")) > 1 else ""


def _items(brief: Brief, said: str) -> tuple[int, ...]:
    """The number of the item that stands before what is said."""
    item, colon, _ = said.partition(": ")
    return tuple(f.number for f in brief.below("case/") if colon and f.value == item and f.name in {"sku", "reference"})


def _told(said: str, heading: str) -> bool:
    """True where the heading names the paper's number or day already."""
    numbers = re.findall(r"[\w-]*\d[\w-]*", said)
    return bool(numbers) and all(len(n) > 5 and n in heading for n in numbers)


def _heading(brief: Brief, exhibit: int, words: LetterWords) -> str:
    """Kind, numbers, date and parties of a paper, as far as they were read without doubt."""
    kind = brief.at(f"paper:{exhibit}/kind")
    if kind is None:
        return ""
    prefix = f"paper:{exhibit}/"
    there = {f.key.removeprefix(prefix): f for f in brief.below(prefix)}
    paper = _kind(brief, exhibit)
    parts = [capitalised(marked(words.of("papers", paper) or kind.value, kind.number))]
    parts += [words.of("fields", name).format(words.told(there[name])) for name in heading_fields(paper, frozenset(there))]
    return ", ".join(parts)


def _kind(brief: Brief, exhibit: int | None) -> str:
    return next((a.kind for a in brief.attachments if a.number == exhibit), "other")


def rows_in_words(rows: Sequence[int], words: LetterWords) -> str:
    """`row 14`, `rows 14 to 16`, `rows 3, 14 and 20`."""
    ordered = sorted(set(rows))
    if not ordered:
        return ""
    if len(ordered) == 1:
        return words.say("row", str(ordered[0]))
    if ordered[-1] - ordered[0] == len(ordered) - 1:
        return words.say("rows_through", str(ordered[0]), str(ordered[-1]))
    return words.say("rows_and", words.between("rows").join(map(str, ordered[:-1])), str(ordered[-1]))
