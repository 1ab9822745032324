"""A sentence in the facts' own words needs no other reading: each figure stands among the words that its fact has for it, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.letter_facts import said_by_house
from cases.letters.letter_words import MATCHERS_LANGUAGE, words_of
from cases.letters.told_facts import ways_told
from cases.letters.verifier.checks import whole
from cases.letters.verifier.checks.bearing import whose
from cases.letters.verifier.checks.figures import PLACES, items_of, matches
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.pieces import Figure
from cases.letters.verifier.reading import read
from cases.letters.verifier.tokens import Token, fold
from cases.letters.verifier.verdict import Remark, Severity

YIELDING: Final = whole.YIELDING | {"said_of", "said_for", "unclear", "exchanged"}
"""Checks of what words mean, which yield where they are the fact's own."""
_PLAINLY: Final = frozenset({"rounded", "purer", "told"})
"""The same in a language without a grammar: `up to` and `twice` are words of some facts, and roles are guessed from words nearby."""
_NUMBER: Final = "identifiers"
_STATED: Final = frozenset({FactKind.AMOUNT, FactKind.COUNT, FactKind.RATE, FactKind.DATE})
"""Kinds of fact whose label says what the value is."""
_FREE: Final = ("free", "")
"""What may stand anywhere."""
_TIMES: Final = "x"
"""`470 x B0…`: so many of an item; other signs of a computation set what stands around them apart."""
_LESS: Final = "less"
"""The sign that is said in a word between two facts: `devengado 934 menos pagado 495`."""
_DIGITS: Final = re.compile(r"\d+(?:\.\d+)?")
_WORDS: Final = frozenset({"word", "sign"})
_WHY: Final = "why"
_COUNTED: Final = "count/"
"""Where a letter counts its claims: a number of them may be that of some."""
_LITTLE: Final = 3
"""Letters of an article or preposition at most."""
_CLOSING: Final = frozenset(",;:.()")
_OPEN: Final = frozenset(":()")
"""Marks across which a fact is told in a language without a grammar: `flete: 83,08`, `tarifa (manual del proveedor) 1,46`."""
_PLACE: Final = re.compile(r" ?\([^()]*\) ?\.?$")
_NAMES: Final = re.compile(r"[^\W\d_]+")

Piece = tuple[str, object]
"""What a word or figure says: `("word", "charged")`, `("fact", 9)` for the value of a fact, `("number", Decimal)`, `("day", date)`."""
Wording = tuple[Piece, ...]
_Span = tuple[int, int]
"""Where a stretch of a sentence begins and ends, in characters."""


@dataclass(frozen=True, slots=True)
class _Said:
    """All that a word or figure can say, and where it stands."""

    says: frozenset[Piece]
    start: int


def less_own(look: Look, said: list[Remark]) -> list[Remark]:
    """The remarks without those that only leave open what is said in the facts' own words.

    All words of a fact have to be there, in whatever order, without another figure or a mark among them: `charged beyond the fee` is
    not said by `charged`, and what one figure is never becomes another's.
    """
    spans = _own(look) if any(_yields(look, r) for r in said) else []
    if not spans or (look.lexicon.grammar is not None and not _is_whole(look, spans)):
        return said
    if all(_yields(look, r) for r in said) and _is_whole(look, spans):
        return []
    return [r for r in said if not (_yields(look, r) and _is_within(look, r.found, spans))]


def _yields(look: Look, remark: Remark) -> bool:
    plainly = look.lexicon.grammar is None
    also = plainly and (remark.check in _PLAINLY or (remark.check == _NUMBER and _is_stated(look, remark.found)))
    return (remark.check in YIELDING or also) and remark.severity is Severity.UNVERIFIABLE


def _is_stated(look: Look, number: str) -> bool:
    """A cited statement says it: `FB28: -83.08, paid -83.08`."""
    return any(f.kind is FactKind.STATEMENT and number in fold(f.value).replace(":", " ").split() for f in look.cited.facts)


def _is_whole(look: Look, spans: Sequence[_Span]) -> bool:
    """Nothing is said beside what leads to it."""
    return len(spans) == 1 and spans[0] == (0, len(look.reading.text))


def _is_within(look: Look, found: str, spans: Sequence[_Span]) -> bool:
    """What is left open stands in these stretches alone."""
    places = [m.span() for m in re.finditer(rf"(?<!\w){re.escape(found)}(?!\w)", look.reading.text)] if found else []
    return bool(places) and all(any(start <= a and b <= end for start, end in spans) for a, b in places)


def of_another(look: Look) -> Iterator[Remark]:
    """`über die Gebühr hinaus belastet 746,76`: all the words of one fact, and no more, around the figure of another."""
    if look.lexicon.language == MATCHERS_LANGUAGE or not look.lexicon.telling or look.is_list_of_attachments:
        return
    pieces, closed = _pieces(look)
    amounts = {value for f in look.reading.figures if f.currencies for value in f.values}
    for start, end in pairwise(sorted({0, *closed, len(pieces)})):
        part = [p.says for p in pieces[start:end]]
        held = [p for p in part if any(kind == "number" for kind, _ in p)]
        if len(held) != 1 or len(part) == 1:
            continue
        values = frozenset(value for kind, value in held[0] if kind == "number")
        kinds = frozenset({FactKind.AMOUNT}) if values & amounts else _STATED
        units = {f.unit for f in look.reading.figures if f.values & values and f.unit and not f.currencies}
        able = [g for g in look.known.grounds.values() if g.fact.kind in kinds and _can_be_of(g.fact, units)]
        said = [g for g in able if _is_in_words_of(part, held[0], g.fact, look)]
        if said and not any(f.values & values for g in said for f in g.figures):
            label = said[0].fact.label
            message = f"{label} is said of another figure: these are all the words of {said[0].fact.value}"
            yield look.remark("said_for", message, label, severity=Severity.UNVERIFIABLE)


def _can_be_of(fact: Fact, units: AbstractSet[str]) -> bool:
    """What is counted in a unit is no amount, no day, and nothing that is counted in another one."""
    is_count = fact.kind is not FactKind.DATE and not fact.currency and fact.unit in {"", *units}
    return not units or (is_count and not fact.key.startswith(_COUNTED))


def _is_in_words_of(part: Sequence[frozenset[Piece]], held: frozenset[Piece], fact: Fact, look: Look) -> bool:
    """Whether these are all words of the fact, with a figure in the place of its own."""
    own: Piece = ("fact", fact.number)
    put = [frozenset({own}) if p is held else p for p in part]
    wordings = _wordings(fact, look.lexicon.language)
    telling = [w for w in wordings if any(kind == "sign" or (kind == "word" and len(str(text)) > _LITTLE) for kind, text in w)]
    return any(own in w and len(put) in _lengths(put, w) for w in telling)


def _own(look: Look) -> list[_Span]:
    """The stretches of the sentence that are in the facts' own words, from mark to mark; those beside each other are one."""
    figures = [f for f in look.reading.figures if f.unit not in PLACES]
    if not look.lexicon.telling or look.is_list_of_attachments or not (figures or look.reading.days):
        return []
    pieces, closed = _pieces(look)
    wordings = sorted({w for fact in look.cited.facts for w in _wordings(fact, look.lexicon.language)}, key=len, reverse=True)
    strange = {f.start for f in figures if _is_of_another(look, f)}
    source = _behind_source(look)
    is_told = False
    bounds = sorted({0, source, *closed, len(pieces)})
    spans: list[_Span] = []
    for first, end in pairwise(bounds):
        start = pieces[first].start if first else 0
        stop = pieces[end].start if end < len(pieces) else len(look.reading.text)
        is_own = _is_told([p.says for p in pieces[first:end]], wordings) and not any(start <= at < stop for at in strange)
        is_told |= is_own
        if end <= source or is_own:
            spans = [*spans[:-1], (spans[-1][0], stop)] if spans and spans[-1][1] == start else [*spans, (start, stop)]
    return spans if is_told else []


def _is_told(pieces: Sequence[frozenset[Piece]], wordings: Sequence[Wording]) -> bool:
    """Whether these are wordings of facts, one behind the other."""
    reached = {0}
    for at in range(len(pieces)):
        if at not in reached:
            continue
        if _FREE in pieces[at]:
            reached.add(at + 1)
        reached |= {at + length for wording in wordings for length in _lengths(pieces[at:], wording)}
    return len(pieces) in reached


def _is_of_another(look: Look, figure: Figure) -> bool:
    """The items that are named with a figure are none that its facts speak of, or it is one item's and no item is named."""
    found, items = matches(look, figure, values_alone=False), items_of(look, figure)
    if not found:
        return True
    of_items = not items or any(not g.fact.about or fold(g.fact.about) in items for g, _ in found)
    return not of_items or any(True for _ in whose(look, figure, found))


def _pieces(look: Look) -> tuple[list[_Said], frozenset[int]]:
    """What each word that says something can say, and which of them a mark, `and` or a verb that shows stands before."""
    reading, lexicon, until = look.reading, look.lexicon, len(_PLACE.sub("", look.reading.text))
    figures = {f.at: f for f in reading.figures if f.unit not in PLACES}
    days = {d.at: d for d in reading.days}
    numbers = _numbers(look)
    found: list[_Said] = []
    closed: set[int] = set()
    alike = _alike(lexicon, reading.small)
    for at, token in enumerate(reading.tokens):
        if token.end > until:
            break
        word = reading.small[at]
        is_unit = word in lexicon.unit_index and (lexicon.grammar is None or at - 1 in figures)
        free = frozenset({_FREE}) if at in numbers or is_unit else frozenset()
        if at not in alike and (_parts_clauses(lexicon, token, word) or (token.kind == "operator" and word != _TIMES)):
            closed.add(len(found))
        elif at in figures:
            own = {("fact", g.fact.number) for g, _ in matches(look, figures[at], values_alone=False)}
            found.append(_Said(frozenset(own | {("number", value) for value in figures[at].values}), token.start))
        elif at in days:
            dated = [g for g in look.cited.grounds if g.fact.kind is FactKind.DATE and any(d.days & days[at].days for d in g.days)]
            own = {("fact", g.fact.number) for g in dated}
            found.append(_Said(frozenset(own | {("day", day) for day in days[at].days}), token.start))
        elif at in alike:
            found += [_Said(frozenset({("word", alike[at])}), token.start)] if alike[at] else []
        elif not _is_free(lexicon.telling, token.kind, word) and (lexicon.grammar is None or not is_unit):
            found += [_Said(frozenset({piece}) | free, token.start) for piece in _told(lexicon, token, word)]
    return found, frozenset(closed)


def _parts_clauses(lexicon: Lexicon, token: Token, word: str) -> bool:
    """A mark, or `and`; in a language without a grammar a verb that shows, and a sign that is said in a word, as well."""
    if token.text in _CLOSING or word in lexicon.joins & lexicon.telling:
        return lexicon.grammar is not None or token.text not in _OPEN
    if lexicon.grammar is not None or word in lexicon.telling:
        return False
    return word in lexicon.showing or word in lexicon.signs.get(_LESS, ())


def _alike(lexicon: Lexicon, small: Sequence[str]) -> dict[int, str]:
    """For words and phrases that have others like them the one that stands for all of these; nothing for all but the first of a phrase."""
    found = spots([lexicon.stem(word) for word in small], lexicon.alike_index)
    return {at: meaning if at == start else "" for start, end, meaning in found for at in range(start, end)}


def _numbers(look: Look) -> frozenset[int]:
    """The tokens of cited numbers and of the words that say what they are the number of, which have checks of their own."""
    known = {fold(f.value) for f in look.cited.facts if f.kind is FactKind.IDENTIFIER}
    index = look.lexicon.grammar.kind_words if look.lexicon.grammar else look.lexicon.frames.kinds if look.lexicon.frames else {}
    kinds = {end: range(start, end) for start, end, _ in spots(look.reading.small, index)}
    own = [at for at, token in enumerate(look.reading.tokens) if token.kind == "literal" and token.text in known]
    return frozenset(at for end in own for at in (end, *kinds.get(end, ())))


def _is_free(telling: frozenset[str], kind: str, word: str) -> bool:
    """A mark, a sign of money, or a word that only leads to what is said."""
    return kind in {"mark", "currency", "operator"} or word in telling


def _told(lexicon: Lexicon, token: Token, word: str) -> list[Piece]:
    """A number as it stands or a word; signs one by one where nothing parts words, since another neighbour parts them otherwise."""
    if token.kind in {"literal", "code"}:
        return [("named", token.text)]
    return [("sign", sign) for sign in word] if lexicon.unspaced else [("word", lexicon.stem(word.removesuffix("s")))]


def _lengths(pieces: Sequence[frozenset[Piece]], wording: Wording) -> Iterator[int]:
    """How many of the pieces say the wording, if these do: its words in whatever order, those of its days in theirs, so its figures."""
    left = list(wording)
    for length, piece in enumerate(pieces, 1):
        said = next((w for w in left if w in piece), None)
        if said is not None and (said[0] == "word" or said == next(w for w in left if w[0] == said[0])):
            left.remove(said)
        elif _FREE not in piece or length == 1:
            return
        if not left:
            yield length
            return


@lru_cache(maxsize=4096)
def _wordings(fact: Fact, language: str) -> tuple[Wording, ...]:
    """The words for a fact: the label of a value, the parts of a statement between its marks, what the house says in another language."""
    own: Piece = ("fact", fact.number)
    told: list[Wording] = []
    if language != MATCHERS_LANGUAGE:
        words = words_of(language)
        ways = (said_by_house(fact, words), *ways_told(fact, words)) if fact.name != _WHY else ()
        told = [tuple(_of_fact(piece, fact) for piece in part) for said in dict.fromkeys(ways) for part in _parts(said, language)]
    elif fact.kind in _STATED:
        told = [(own, *(piece for part in _parts(fact.label, language, counts=fact.kind is FactKind.COUNT) for piece in part))]
    elif fact.kind is FactKind.STATEMENT:
        told = [tuple(part) for part in _parts(fact.value, language)]
    stated = language != MATCHERS_LANGUAGE and fact.kind is FactKind.STATEMENT
    return tuple(w for w in told if any(kind in _WORDS for kind, _ in w) or (stated and len(w) > 1))


def _of_fact(piece: Piece, fact: Fact) -> Piece:
    """Its value where that is the figure or day; one of the label (`tier 2`), or within a statement, stays what it is."""
    kind, value = piece
    is_own = fact.kind is FactKind.DATE if kind == "day" else kind == "number" and fact.kind in _STATED
    return ("fact", fact.number) if is_own and str(value) not in _DIGITS.findall(fact.label) else piece


def _parts(text: str, language: str, *, counts: bool = False) -> Iterator[list[Piece]]:
    """The parts between marks; a unit behind its figure is no word of theirs, nor where the text `counts` a value before it."""
    lexicon = lexicon_of(language)
    if lexicon is None:
        return
    reading = read(text, lexicon)
    figures, days = {f.at: f for f in reading.figures}, {d.at: d for d in reading.days}
    values = {*figures, *((-1,) if counts else ())}
    part: list[Piece] = []
    alike = _alike(lexicon, reading.small)
    for at, token in enumerate(reading.tokens):
        word = reading.small[at]
        if at not in alike and _parts_clauses(lexicon, token, word):
            yield part
            part = []
        elif at in figures:
            part.append(("number", min(figures[at].values)))
        elif at in days:
            part.append(("day", min(days[at].days)))
        elif at in alike:
            part += [("word", alike[at])] if alike[at] else []
        elif not _is_free(lexicon.telling, token.kind, word) and not (at - 1 in values and word in lexicon.unit_index):
            part += _told(lexicon, token, word)
    yield part


def _behind_source(look: Look) -> int:
    """`The rate card sets …`: words ahead that name the file or paper on which all that is cited stands are no more than that."""
    small, telling = look.reading.small, look.lexicon.telling
    placed = [g for g in look.cited.grounds if g.fact.places]
    named = _shared({n.casefold() for n in _NAMES.findall(fold(g.fact.places[0].name))} for g in placed)
    papers = _shared(g.papers for g in placed)
    shown = next((at for at, word in enumerate(small) if word in look.lexicon.showing), 0)
    index = look.lexicon.grammar.papers if look.lexicon.grammar else look.lexicon.shown_index
    own = covered(spot for spot in spots(small[:shown], index) if spot[2] in papers)
    head = [at for at in range(shown) if not _is_free(telling, look.reading.tokens[at].kind, small[at])]
    return len(head) if all(at in own or _is_named(small[at], named) for at in head) else 0


def _shared(sets: Iterable[AbstractSet[str]]) -> frozenset[str]:
    """What is in all of them; nothing where there are none."""
    each = list(sets)
    return frozenset(set.intersection(*map(set, each))) if each else frozenset()


def _is_named(word: str, named: Iterable[str]) -> bool:
    return any(word.removesuffix("s") == name.removesuffix("s") for name in named)
