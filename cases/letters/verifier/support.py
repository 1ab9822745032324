"""What facts allow a sentence to say: their figures, days, identifiers, assertions and words, read as sentences are read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Final

from cases.letters.brief import Brief, Fact, FactKind, Place
from cases.letters.verifier.grammar import closure
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.phrases import Index, spots
from cases.letters.verifier.pieces import Day, Figure, Reading
from cases.letters.verifier.reading import read
from cases.letters.verifier.tokens import fold, literal_pattern
from facts.finding import FindingType

_TWICE: Final = 2
"""Denials of one thing from which on it is not clear what is meant."""
_ASKED: Final = "case/asked"
_ASKING: Final = frozenset({"asked", "sought"})
_SEVERAL: Final = 2
_SHORT: Final = 3
"""Letters of words that are no things."""
BY_TERMS: Final = frozenset({"expected", "allowed", "right", "payout", "authorised", "bounded", "due"})
"""Facts that say what is due by the terms."""
TAKEN: Final = frozenset({"claimed", "deducted", "billed", "units_charged", "line_billed"})
"""Facts that say what was taken."""
_DUE: Final = frozenset({"due"})
_ON_PAPERS: Final = {"invoice": frozenset({"invoiced", "on_invoice"}), "packing_list": frozenset({"on_board"})}
"""What goods are by the kind of the attachment that shows them."""
_AGREEMENT: Final = "agreement"
_FROM_TIER: Final = frozenset({"threshold"})
_BY_AGREEMENT: Final = frozenset({"agreed"})
_PLAINLY: Final = {
    "right": frozenset({"due", "freight"}),
    "billed": frozenset({"deducted"}),
    "line_billed": frozenset({"deducted"}),
    "billed_units": frozenset({"deducted"}),
}
"""What facts are called besides in letters that are not checked closely."""
_TO: Final = ("to",)
_OF_DAYS: Final = frozenset({"sold", "approved", "approved_cost"})
"""Roles of what a statement counts that are told of its days as well."""
_COST: Final = frozenset({"cost", "per_unit"})
_BEGINS: Final = frozenset({"from"})
_ENDS: Final = frozenset({"until"})
_PARTS: Final = ("class:", "settled:")
"""Addresses of facts about a part of what the letter is about."""
NO_MONEY: Final = frozenset({"-"})
"""Currencies of what is no amount: a count never stands beside a currency."""
_ANSWER: Final = "answer"
_OF_ANSWER: Final = frozenset({"answered_on", "denial_reason", "dispute_id", "granted", "granted_before"})


@dataclass(frozen=True, slots=True)
class Grounds:
    """One fact as it can be said. `figures` and `days` carry their roles; `words` are the words it is said in.

    `of_none` is what a count or amount of nothing is a count of: `0 invoiced above the order`. `doers` says who does what by the fact,
    `papers` and `topics` what kinds of paper and claim it stands on or speaks of, `nothings` things that it says there are none of.
    """

    fact: Fact
    figures: tuple[Figure, ...] = ()
    days: tuple[Day, ...] = ()
    literals: frozenset[str] = frozenset()
    asserted: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    of_none: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    papers: frozenset[str] = frozenset()
    topics: frozenset[str] = frozenset()
    doers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    nothings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Support:
    """What some facts together allow; `answers` is what was answered, where one of them is the day, the reason or the number of that."""

    grounds: tuple[Grounds, ...] = ()
    answers: tuple[Grounds, ...] = ()

    @property
    def facts(self) -> tuple[Fact, ...]:
        """The facts themselves."""
        return tuple(g.fact for g in self.grounds)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where they stand."""
        return tuple(p for f in self.facts for p in f.places)

    def says(self, predicate: str, *, positive: bool) -> tuple[int, ...]:
        """The facts that assert (or deny) it."""
        return tuple(g.fact.number for g in (*self.grounds, *self.answers) if predicate in (g.asserted if positive else g.denied))

    def doers_of(self, predicate: str) -> frozenset[str]:
        """Who is said to do it, by the facts that say so; empty where one leaves it open."""
        told = [g.doers.get(predicate, frozenset()) for g in self.grounds if predicate in g.asserted]
        return frozenset().union(*told) if told and all(told) else frozenset()

    def with_literal(self, literal: str) -> tuple[int, ...]:
        """The facts that name an identifier, name or file."""
        return tuple(g.fact.number for g in self.grounds if literal in g.literals)

    def has_word(self, word: str) -> bool:
        """True where a fact is said in that word."""
        small = word.casefold()
        return any(small in g.words or small.removesuffix("'s") in g.words for g in self.grounds)


@dataclass(frozen=True, slots=True)
class Known:
    """A brief as the verifier knows it: every fact's grounds, and a pattern for all that it knows by name.

    Facts are in the matchers' words, so they are read with the lexicon of that language, whatever the letter's is.
    """

    brief: Brief
    literals: re.Pattern[str] | None
    grounds: dict[int, Grounds] = field(default_factory=dict)

    @classmethod
    def of(cls, brief: Brief, lexicon: Lexicon, sheets: Iterable[str], *, plainly: bool = False) -> Known:
        """The brief taken apart; `plainly` for letters that are not checked closely.

        `sheets` are the words that stand before the name of a sheet, in the letter's language too.
        """
        names = {f.value for f in brief.facts if f.kind in {FactKind.IDENTIFIER, FactKind.NAME} and f.value.strip()}
        places = [p for f in brief.facts for p in f.places]
        named_sheets = {f"{word} {p.sheet}" for p in places if p.sheet for word in sheets}
        files = {p.name for p in places} | {a.name for a in brief.attachments}
        literals = literal_pattern({name for name in names if _is_telling(name)} | named_sheets | files)
        kinds = {a.number: a.kind for a in brief.attachments}
        told = {f.number: _of_draft(_grounds(f, lexicon, literals, sheets, kinds), brief, lexicon) for f in brief.facts}
        return cls(brief, literals, {n: _plainly_told(g, lexicon, literals, kinds) for n, g in told.items()} if plainly else told)

    def cited(self, numbers: Iterable[int]) -> Support:
        """What the facts of these numbers allow; a number that is none of the brief's allows nothing."""
        grounds = tuple(self.grounds[n] for n in dict.fromkeys(numbers) if n in self.grounds)
        is_of_answer = any(g.fact.name in _OF_ANSWER for g in grounds)
        return Support(grounds, tuple(g for g in self.grounds.values() if is_of_answer and g.fact.name == _ANSWER))

    @property
    def all(self) -> Support:
        """What the whole brief allows."""
        return Support(tuple(self.grounds.values()))


def _is_telling(name: str) -> bool:
    """Numbers of one to three digits are read as numbers, not as names."""
    return not (name.isdigit() and len(name) <= 3)


def _grounds(fact: Fact, lexicon: Lexicon, literals: re.Pattern[str] | None, sheets: Iterable[str], kinds: Mapping[int, str]) -> Grounds:
    said = read(fact.value, lexicon, literals) if fact.kind in {FactKind.STATEMENT, FactKind.NAME} else None
    label, label_roles = _label(fact.label if fact.name != "why" else "", lexicon, literals)
    statement = said.in_currency(fact.currency) if said is not None and fact.kind is FactKind.STATEMENT else None
    readings = [r for r in (label, said) if r is not None]
    by_name = lexicon.grammar is not None and fact.name in lexicon.grammar.by_name
    roles = _entailed_roles(frozenset() if by_name else label_roles, fact.name, lexicon)
    if lexicon.grammar is not None and fact.key.startswith(_PARTS):
        roles -= {lexicon.grammar.whole}
    asserted, denied = _asserted(fact, readings, lexicon)
    return Grounds(
        fact=fact,
        figures=tuple(_figures(fact, roles))
        if statement is None
        else tuple(replace(f, roles=_entailed_roles(f.roles | f.far, "", lexicon)) for f in statement.figures),
        days=(
            *(_days(fact, roles) if statement is None else ()),
            *(replace(d, roles=_entailed_roles(d.roles | d.far, "", lexicon)) for d in (statement or label).days),
        ),
        literals=_literals(fact, readings, sheets),
        asserted=asserted,
        denied=denied,
        of_none=frozenset(a.predicate for a in label.assertions) if _is_none(fact) else frozenset(),
        words=frozenset(word for r in readings for word in _all_words(r)),
        papers=_named_in(readings, lexicon.grammar.papers if lexicon.grammar else None)
        | frozenset(kinds[p.exhibit] for p in fact.places if p.exhibit is not None and p.exhibit in kinds),
        topics=_named_in(readings, lexicon.grammar.topics if lexicon.grammar else None),
        doers=_doers(readings),
        nothings=frozenset(
            b
            for r in readings
            for a, b in pairwise(r.small)
            if a in lexicon.negators and b in lexicon.neutral - lexicon.of and len(b) > _SHORT
        ),
    )


def _plainly_told(grounds: Grounds, lexicon: Lexicon, literals: re.Pattern[str] | None, kinds: Mapping[int, str]) -> Grounds:
    """One fact as letters that are not checked closely may say it: with the day of its label and what its paper shows."""
    fact = grounds.fact
    if fact.kind is not FactKind.STATEMENT:
        label, _ = _label(fact.label if fact.name != "why" else "", lexicon, literals)
        days = (*grounds.days, *(label.days if fact.kind is not FactKind.DATE else ()))
        roles = _PLAINLY.get(fact.name, frozenset())
        return replace(grounds, days=days, figures=tuple(replace(f, roles=f.roles | roles) for f in grounds.figures))
    figures = tuple(replace(f, roles=_entailed_roles(f.roles | _borne(fact, f, kinds), "", lexicon)) for f in grounds.figures)
    statement = replace(read(fact.value, lexicon, literals), figures=figures, days=grounds.days)
    return replace(grounds, figures=figures, days=tuple(_spanned(statement)))


def _borne(fact: Fact, figure: Figure, kinds: Mapping[int, str]) -> frozenset[str]:
    """What goods are on the paper that says so: units on an invoice are invoiced, those on a packing list on board."""
    papers = {kinds.get(p.exhibit, "") for p in fact.places if p.exhibit is not None}
    if papers and all(paper.endswith(_AGREEMENT) for paper in papers) and figure.unit == "percent":
        # `from 10.0 %`, `2.00 %`
        return _FROM_TIER if fold(fact.value).casefold().startswith("from ") else _BY_AGREEMENT
    is_goods = "." not in figure.text
    own = frozenset({"unit_cost"}) if figure.roles >= _COST else frozenset()
    own |= frozenset({"approved_cost"}) if own and "approved" in figure.roles else frozenset()
    return own | (_ON_PAPERS.get(next(iter(papers)), frozenset()) if len(papers) == 1 and is_goods else frozenset())


def _spanned(statement: Reading) -> Iterable[Day]:
    """The days of a statement; of `2026-08-23 to 2026-08-29` one is where it begins, the other where it ends."""
    ends = {b.at: a.at for a, b in pairwise(statement.days) if statement.small[a.at + 1 : b.at] == _TO}
    told = frozenset().union(*(f.roles for f in statement.figures)) & _OF_DAYS
    for day in statement.days:
        if day.at in ends.values():
            yield replace(day, roles=day.roles | told | _BEGINS)
        elif day.at in ends:
            yield replace(day, roles=day.roles | told | _ENDS)
        else:
            yield replace(day, roles=day.roles | told)


def _of_draft(grounds: Grounds, brief: Brief, lexicon: Lexicon) -> Grounds:
    """What is asked in a dispute is open; what is asked is the letter's own amount, not what was to recover before a part was granted."""
    grammar, fact, asked = lexicon.grammar, grounds.fact, brief.at(_ASKED)
    if grammar is None or fact.kind is not FactKind.AMOUNT or asked is None:
        return grounds
    more = grammar.fact_roles.get(f"{brief.draft.value} {fact.name}", frozenset())
    told = {f.name for f in brief.below("line:")}
    if told & BY_TERMS and fact.name not in BY_TERMS and brief.claim is not FindingType.REBATE_UNDERPAID:
        # `the fee due` is what the terms allow, and not what is owed because more was taken
        grounds = replace(grounds, figures=tuple(replace(f, roles=f.roles - _DUE) for f in grounds.figures))
    is_alone = len({f.about for f in brief.below("line:") if f.about}) < _SEVERAL
    less = _ASKING if is_alone and fact.amount != asked.amount and not fact.name.startswith("asked") else frozenset()
    return replace(grounds, figures=tuple(replace(f, roles=(f.roles | more) - less) for f in grounds.figures))


def _named_in(readings: Iterable[Reading], index: Index | None) -> frozenset[str]:
    """What of these a fact's own words name."""
    return frozenset(name for r in readings for _, _, name in spots(r.small, index)) if index else frozenset()


def _doers(readings: Iterable[Reading]) -> dict[str, frozenset[str]]:
    told: dict[str, frozenset[str]] = {}
    for reading in readings:
        for assertion in reading.assertions:
            if assertion.doer:
                told[assertion.predicate] = told.get(assertion.predicate, frozenset()) | {assertion.doer}
    return told


def _asserted(fact: Fact, readings: Sequence[Reading], lexicon: Lexicon) -> tuple[frozenset[str], frozenset[str]]:
    """What a fact asserts and denies, with all that follows; a count or amount of nothing denies what its label says."""
    asserted = frozenset(a.predicate for r in readings for a in r.assertions if a.positive and a.denials < _TWICE)
    asserted |= lexicon.facts.get("*", frozenset()) if fact.places else frozenset()
    asserted |= lexicon.facts.get(fact.name, frozenset()) | lexicon.facts.get(f"{fact.name}:{fact.label}", frozenset())
    denied = frozenset(a.predicate for r in readings for a in r.assertions if not a.positive and a.denials < _TWICE)
    grammar = lexicon.grammar
    if grammar is None:
        return asserted, denied
    if _is_none(fact):
        told = {a.predicate for r in readings for a in r.assertions}
        return frozenset(), denied | (asserted if len(told) == 1 else frozenset())
    excluded = (other for name in asserted for other in grammar.excludes.get(name, ()))
    return closure(asserted, grammar.predicates), closure(denied.union(excluded), grammar.denials)


def _is_none(fact: Fact) -> bool:
    return fact.kind in {FactKind.COUNT, FactKind.AMOUNT} and fact.amount == 0


def _entailed_roles(roles: frozenset[str], name: str, lexicon: Lexicon) -> frozenset[str]:
    """The roles that a fact has by its label and by what it is, with all that follows."""
    if lexicon.grammar is None:
        return roles
    found = closure(roles | lexicon.grammar.fact_roles.get(name, frozenset()), lexicon.grammar.roles)
    return found if lexicon.grammar.rate in found else found | {lexicon.grammar.whole}


def _figures(fact: Fact, roles: frozenset[str]) -> Iterable[Figure]:
    """The figures that a typed fact can be said in; a rate also as a percentage."""
    amount = fact.amount
    if amount is None or fact.kind is FactKind.NAME:
        return
    items = frozenset({fold(fact.about)}) if fact.about else frozenset()
    exact = Figure(fact.value, frozenset({abs(amount)}), "", NO_MONEY, roles, items)
    match fact.kind:
        case FactKind.AMOUNT:
            text = fact.value if "." in fact.value else f"{amount:.2f}"
            yield replace(exact, text=text, currencies=frozenset({fact.currency}))
        case FactKind.COUNT:
            yield replace(exact, unit=fact.unit)
        case FactKind.RATE:
            yield exact
            yield replace(exact, values=frozenset({abs(amount) * Decimal(100)}), unit="percent")
        case _:
            yield exact


def _days(fact: Fact, roles: frozenset[str]) -> tuple[Day, ...]:
    day = fact.day if fact.kind is FactKind.DATE else None
    return (Day(fact.value, frozenset({day}), roles),) if day is not None else ()


def _label(label: str, lexicon: Lexicon, literals: re.Pattern[str] | None) -> tuple[Reading, frozenset[str]]:
    """A label taken apart, and the roles that it names; labels are few, so that those without a number are kept."""
    if any(c.isdigit() for c in label) or lexicon_of(lexicon.language) is not lexicon:
        return _label_read(label, lexicon, literals)
    return _usual_label(label, lexicon.language)


@lru_cache(maxsize=2048)
def _usual_label(label: str, language: str) -> tuple[Reading, frozenset[str]]:
    lexicon = lexicon_of(language)
    return (Reading(""), frozenset()) if lexicon is None else _label_read(label, lexicon, None)


def _label_read(label: str, lexicon: Lexicon, literals: re.Pattern[str] | None) -> tuple[Reading, frozenset[str]]:
    """It is read as it stands, and once more as if a figure stood before it."""
    said = read(label, lexicon, literals)
    tagged = read(f"1 {said.text}", lexicon) if label else said
    return said, tagged.figures[0].roles | tagged.figures[0].far if tagged.figures else frozenset()


def _literals(fact: Fact, readings: Iterable[Reading], sheets: Iterable[str]) -> frozenset[str]:
    named = {text for r in readings for text in (*r.literals, *r.codes)}
    if fact.kind in {FactKind.IDENTIFIER, FactKind.NAME}:
        named.add(fold(fact.value))
    if fact.about:
        named.add(fold(fact.about))
    for place in fact.places:
        named.add(fold(place.name))
        if place.sheet:
            named |= {fold(f"{word} {place.sheet}") for word in sheets}
    return frozenset(named)


def _all_words(reading: Reading) -> Iterable[str]:
    for token in reading.tokens:
        if token.kind in {"word", "literal"}:
            yield from (part.casefold() for part in re.findall(r"[^\W\d_]+(?:['-][^\W\d_]+)*", token.text))
