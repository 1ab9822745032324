"""Identifiers, names and papers stand where a thing of their kind can stand: an item is no reference, a reference is no place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from cases.letters.brief import Fact, FactKind
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look, quoted, spotted
from cases.letters.verifier.phrases import covered
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_SKU: Final = frozenset({"sku"})
_PLACES: Final = frozenset({"ship_to_code", "destination"})
_REFERENCES: Final = frozenset({"reference", "chargeback_id", "new_line"})
_SHIPPED: Final = frozenset({"bol_number", "pro_number", "trailer_number", "seal_number", "appointment_id", "arn"})
"""Numbers of shipments, which neither invoices nor orders bear."""
_BOOKS: Final = frozenset({"invoice", "purchase_order"})
_FILED: Final = "filed"
_NUMBERED: Final = frozenset({"as", "no", "number", "under"})
_GIVEN: Final = frozenset({"given", "quoted", "cited", "stated", "filed", "raised", "answered"})
_BECAUSE: Final = ("because", "of")
_LINES: Final = frozenset({"line", "entry"})
_REMITTED: Final = frozenset({"remittance", "payment"})
_COUNTING: Final = frozenset({"qty", "quantity"})
_EXHIBIT: Final = "exhibit"
_REACH: Final = 5
"""Words between a kind of number at the head of a clause and the verb that gives the number."""


def identifiers(look: Look) -> Iterator[Remark]:
    """`taken under B0…`, `delivered to INV1`, `the PRO number of the delivery is INV1`: such a number cannot stand there."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    kinds, own = {s[1]: s for s in spotted(look, "kind_words")}, quoted(look)
    costs = covered(s for s in spotted(look, "role_index") if s[2] in grammar.rates)
    has_dispute = any(g.fact.name == "dispute_id" for g in look.known.grounds.values())
    for at, token in enumerate(look.reading.tokens):
        names = _names(look, token.text) if token.kind == "literal" and at not in own else frozenset()
        if not names or not at:
            continue
        before = small[at - 1]
        kind = kinds[at][2] if at in kinds else ""
        head = _head(look, at)
        wrong = (
            (not kind and names <= _SKU and before in frames.under)
            or (not kind and not names & _PLACES and _is_place(look, at))
            or (not kind and not names & _SKU and at > 1 and before in frames.of_what and at - 2 in costs)
            or (has_dispute and "dispute_id" not in names and ((kind or head) == "dispute" or _is_filed(look, at, kind)))
            or (not kind and names <= _SKU and _is_given(look, at))
            or (not kind and not names & _SKU and at - 1 in _priced(look))
            or (not kind and names <= _REFERENCES and before not in _LINES and (before in look.lexicon.unit_index or before in _COUNTING))
            or (bool(head) and not kind and not grammar.kinds[head] & names)
        )
        if wrong:
            message = f"{token.text} cannot be what is spoken of there"
            yield look.remark("identifiers", message, token.text, severity=Severity.UNVERIFIABLE)


def _is_filed(look: Look, at: int, kind: str) -> bool:
    """`sent in on 12 August as X`, `filed 12 August, no. X`: a dispute is told by its number."""
    small = look.reading.small
    filed = any(role == _FILED for start, _, role in look.reading.role_spots if start < at)
    return not kind and filed and (small[at - 1] in _NUMBERED or small[at - 2 : at] in {(w, ".") for w in _NUMBERED})


def _is_given(look: Look, at: int) -> bool:
    """`X was given for it`, `a line X on your remittance`: a deduction is told by its reference, not by an item."""
    small, grammar = look.reading.small, look.lexicon.grammar
    is_given = grammar is not None and small[at + 1 : at + 2] and small[at + 1] in grammar.is_words and small[at + 2 : at + 3]
    on_remittance = small[at - 1] in _LINES and bool(_REMITTED.intersection(small))
    on_remittance |= small[max(0, at - 2) : at] == _BECAUSE
    is_subject = small[at - 1] in look.lexicon.joins or look.reading.tokens[at - 1].kind == "mark"
    return on_remittance or (is_subject and bool(is_given) and small[at + 2] in _GIVEN)


def _priced(look: Look) -> frozenset[int]:
    """Where `of` or `for` stands right behind the price of one: `agreed to 15.07 for X`."""
    frames, grammar = look.lexicon.frames, look.lexicon.grammar
    if frames is None or grammar is None:
        return frozenset()
    found: set[int] = set()
    for figure in figures_of(look):
        at = figure.at + 1
        while at < len(look.reading.tokens) and (look.reading.tokens[at].kind == "currency" or look.reading.small[at] in grammar.money):
            at += 1
        priced = [f for _, f in matches(look, figure, values_alone=False)]
        if (
            look.reading.small[at : at + 1]
            and look.reading.small[at] in frames.of_what
            and priced
            and all(f.roles & grammar.rates for f in priced)
        ):
            found.add(at)
    return frozenset(found)


def _names(look: Look, literal: str) -> frozenset[str]:
    """What the facts have an identifier as."""
    facts: Iterator[Fact] = (g.fact for g in look.known.grounds.values() if g.fact.kind is FactKind.IDENTIFIER)
    return frozenset(fact.name for fact in facts if fold(fact.value) == literal)


def _is_place(look: Look, at: int) -> bool:
    """`at X`, and `to X` behind a word of moving or a day."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or small[at - 1] not in frames.where:
        return False
    if small[at - 1] not in frames.whither:
        # `another look at RE12`
        return look.lexicon.grammar is None or small[at - 2 : at - 1] == () or small[at - 2] not in look.lexicon.grammar.looking
    ahead = at - 2
    if ahead >= 0 and (look.reading.tokens[ahead].kind in {"day", "mark"} or ahead in {d.at for d in look.reading.days}):
        return True
    return ahead >= 0 and small[ahead] in frames.moving


def _head(look: Look, at: int) -> str:
    """The kind of number that a clause begins with and gives behind a form of to be: `the PRO number of the delivery is X`."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None or at < 2:
        return ""
    apart = small[at - 1] == ","
    if small[at - 1] not in grammar.is_words and not apart:
        return ""
    for start, end, kind in spotted(look, "kind_words"):
        opens = all(
            w in grammar.articles | grammar.owners | grammar.determiners | grammar.ordinals for w in small[_start(look, start) : start]
        )
        if opens and end <= at - 1 and (end == at - 1 if apart else at - 1 - end <= _REACH):
            between = small[end : at - 1]
            return kind if not any(w in grammar.is_words for w in between) else ""
    return ""


def _start(look: Look, at: int) -> int:
    """Where the clause of a token begins."""
    return next((c.start for c in look.reading.clauses if at in c), 0)


def of_one_item(look: Look) -> Iterator[Remark]:
    """`804 units of B0…`: what all items come to is not said of one of them."""
    items = {g.fact.about for g in look.known.grounds.values() if g.fact.about and g.fact.key.startswith("line:")}
    if len(items) < 2 or look.is_list_of_attachments:
        return
    for figure in figures_of(look):
        at = figure.at + 1
        while at < len(look.reading.small) and look.reading.small[at] in look.lexicon.unit_index:
            at += 1
        adjoins = look.reading.small[at : at + 1] and look.reading.small[at] in look.lexicon.of
        if not adjoins or at + 1 >= len(look.reading.tokens) or look.reading.tokens[at + 1].text not in {fold(i) for i in items}:
            continue
        found = [g for g, _ in matches(look, figure, values_alone=False)]
        if found and not any(fold(g.fact.about) == look.reading.tokens[at + 1].text for g in found):
            message = f"no cited fact gives {figure.text} for {look.reading.tokens[at + 1].text}"
            yield look.remark("roles", message, figure.text, severity=Severity.UNVERIFIABLE)


def papers(look: Look) -> Iterator[Remark]:
    """A file that is named beside a kind of paper is of that kind, and neither invoices nor orders bear the numbers of shipments."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None or look.is_list_of_attachments:
        return
    kinds = {fold(a.name): a.kind for a in look.known.brief.attachments}
    kinds |= {fold(p.name): k for g in look.known.grounds.values() if g.fact.name == "paper" for p in g.fact.places for k in g.papers}
    for start, end, kind in (*spotted(look, "papers"), *spotted(look, "kind_words")):
        at = end + int(reading.small[end : end + 1] == ("(",))
        named = kinds.get(reading.tokens[at].text, "") if at < len(reading.tokens) else ""
        if named and kind in {*kinds.values(), *grammar.shown, *_BOOKS, "price_list"} and named != kind:
            text = reading.text[reading.tokens[start].start : reading.tokens[at].end]
            yield look.remark("papers", f"{reading.tokens[at].text} is no such paper", text, severity=Severity.UNVERIFIABLE)
        shows = end < len(reading.small) and look.lexicon.frames is not None and reading.small[end] in look.lexicon.frames.shows
        if kind in _BOOKS and shows:
            for token in reading.tokens[end + 1 :]:
                if token.kind == "literal" and (names := _names(look, token.text)) and names <= _SHIPPED:
                    message = f"{token.text} does not stand on that paper"
                    yield look.remark("papers", message, token.text, severity=Severity.UNVERIFIABLE)


def exhibits(look: Look) -> Iterator[Remark]:
    """`Exhibit 2: invoice`: what is named behind an exhibit's number is the kind of paper that lies there."""
    kinds = {a.number: a.kind for a in look.known.brief.attachments}
    named = {s[0]: s for s in (*spotted(look, "kind_words"), *spotted(look, "papers"))}
    for figure in look.reading.figures:
        if figure.unit != _EXHIBIT or len(figure.values) != 1 or look.reading.small[figure.at + 1 : figure.at + 2] not in {(":",), ("(",)}:
            continue
        told, lies = named.get(figure.at + 2), kinds.get(int(min(figure.values)), "")
        if told is not None and lies and told[2] in {*kinds.values(), *_BOOKS} and told[2] != lies:
            message = f"exhibit {figure.text} is no such paper"
            yield look.remark("papers", message, figure.text, severity=Severity.UNVERIFIABLE)


def names(look: Look) -> Iterator[Remark]:
    """`signed to A. Ferreira`, `carried for Acme`: a name stands behind a preposition that makes it the one who did it."""
    frames, tokens, small = look.lexicon.frames, look.reading.tokens, look.reading.small
    if frames is None or look.lexicon.grammar is None:
        return
    told = {fold(g.fact.value): g.fact.name for g in look.known.grounds.values() if g.fact.kind is FactKind.NAME}
    for (at, _), (after, token) in pairwise(enumerate(tokens)):
        if token.kind != "literal" or token.text not in told or small[at] not in frames.prepositions:
            continue
        hands = small[at] in frames.whither and at and small[at - 1] in frames.moving
        if small[at] not in frames.agents and not hands and small[at] not in look.lexicon.of:
            text = f"{small[at]} {token.text}"
            yield look.remark("names", f'whether it was "{text}" cannot be checked', text, severity=Severity.UNVERIFIABLE)
        del after
