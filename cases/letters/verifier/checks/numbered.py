"""Numbers are said with what they are the number of: `the order 0251…`, and `units of 0251…` speaks of no bill of lading."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import FactKind
from cases.letters.letter_words import MATCHERS_LANGUAGE
from cases.letters.verifier.called import BY_INVOICE
from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.checks.parties import is_under
from cases.letters.verifier.lexicon import lexicon_of
from cases.letters.verifier.look import Look, quoted, spotted
from cases.letters.verifier.phrases import each_meaning, spots
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_SAID_ALONE: Final = frozenset({"sku", "reference", "chargeback_id", "new_line", "ship_to_code", "destination"})
"""Identifiers that letters say without a word for their kind."""
_BETWEEN: Final = 3
_NEAR: Final = 4
"""Words before the number of a dispute among which one tells that it is that."""
_PLACE: Final = frozenset({"ship_to_code", "destination"})
"""Identifiers of where goods went: a letter's and a note's on causes."""
_APART: Final = frozenset({"(", ",", ":"})
"""Marks between a place and its code."""
_PAIR: Final = 2
_ITEM: Final = "sku"
_DISPUTE: Final = "dispute_id"
_PAPER: Final = "paper"
_AGREEMENT: Final = "agreement_number"
_FILED: Final = "filed"
_ROUNDS: Final = frozenset({"filed", "answered"})
_DELIVERED: Final = "delivered"
_INVOICE: Final = "invoice"
_REFERENCE: Final = "reference"
_PAYMENT: Final = "payment"


def announced(look: Look) -> Iterator[Remark]:
    """A number that could be any other is said with its kind: `units of 0251…` speaks of no bill of lading."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    costs = {at for s in spotted(look, "role_index") if s[2] in grammar.rates for at in range(s[0], s[1])}
    owners: dict[str, set[str]] = {}
    for grounds in look.known.grounds.values():
        if grounds.fact.kind is FactKind.IDENTIFIER:
            owners.setdefault(fold(grounds.fact.value), set()).add(grounds.fact.name)
    kinds, own = spotted(look, "kind_words"), quoted(look)
    for at, token in enumerate(look.reading.tokens):
        names = owners.get(token.text, set()) if token.kind == "literal" else set()
        if not names or at in own:
            continue
        if names <= _PLACE:
            if not _is_place_named(look, at):
                yield look.remark("identifiers", f"{token.text} is no number of that", token.text, severity=Severity.UNVERIFIABLE)
        elif small[at - 1] in frames.number_nouns and at and not any(s[0] < at <= s[1] for s in kinds):
            word = look.reading.tokens[at - 1].text
            message = f'what "{word}" makes of {token.text} cannot be checked'
            yield look.remark("framed", message, word, severity=Severity.UNVERIFIABLE)
        elif (
            _ITEM not in names
            and at > 1
            and small[at - 1] in look.lexicon.of
            and (small[at - 2] in look.lexicon.unit_index or at - 2 in costs)
        ):
            message = f"{token.text} is no number of that"
            yield look.remark("identifiers", message, token.text, severity=Severity.UNVERIFIABLE)
        elif names <= frames.announced and not _is_announced(look, at, names):
            message = f"{token.text} is not said with what it is the number of"
            yield look.remark("identifiers", message, token.text, severity=Severity.UNVERIFIABLE)


def _is_place_named(look: Look, at: int) -> bool:
    """`your facility ORY4`, `your warehouse (ORY4)`: a word for a place, or one that leads to it, stands before the code."""
    frames, small = look.lexicon.frames, look.reading.small
    ahead = at - 1
    while ahead >= 0 and small[ahead] in _APART:
        ahead -= 1
    return frames is not None and ahead >= 0 and small[ahead] in frames.before_place


def numbers_in_place(look: Look) -> Iterator[Remark]:
    """In languages without a grammar: the word before a number is what the number is; one that could be any other has such a word."""
    frames, english = look.lexicon.frames, lexicon_of(MATCHERS_LANGUAGE)
    if frames is None or not frames.kinds or english is None or english.grammar is None or look.is_list_of_attachments:
        return
    kinds, own, tokens = english.grammar.kinds, quoted(look), look.reading.tokens
    told = each_meaning(spots(look.reading.small, frames.kinds))
    for at, token in enumerate(tokens):
        names = _names_of(look, token.text) if token.kind == "literal" and at not in own else set()
        if not names or _is_of_item_before(look, at) or _is_told_so(look, at, names):
            continue
        if names <= _PLACE:
            if frames.before_place and not _is_place_named(look, at):
                yield look.remark("identifiers", f"{token.text} is where the goods went", token.text, severity=Severity.UNVERIFIABLE)
            continue
        before = [s for s in told if s[1] <= at]
        own_kinds = {k for start, _, k in before if start == before[-1][0]} if before and _adjoins(look, before[-1][1], at) else set()
        kind = next((k for k in own_kinds if kinds[k] & names), min(own_kinds, default=""))
        if names == {_ITEM} and at and look.reading.small[at - 1] in frames.of_what and before and before[-1][1] < at:
            # `la cantidad en disputa de B0…`
            kind = ""
        leads_on = not look.lexicon.joins.isdisjoint(look.reading.small[before[-1][1] : at]) if before else False
        if kind == _PAYMENT and (look.reading.small[at - 1] in frames.under or leads_on):
            # `sur le prochain avis de paiement sous STO-8591748`: the number is of what was deducted
            kind = ""
        if kind and not kinds[kind] & names and not _is_their_invoice(look, kind, names):
            message = f"{token.text} is no {kind.replace('_', ' ')}"
            yield look.remark("identifiers", message, token.text, severity=Severity.UNVERIFIABLE)
        elif not kind and at and names & _SAID_ALONE and _arrives(look, at - 1):
            yield look.remark("identifiers", f"{token.text} is no place", token.text, severity=Severity.UNVERIFIABLE)
        elif not kind and not names & _SAID_ALONE and not any(kinds[k] & names for _, _, k in told) and not _was_filed(look, at, names):
            message = f"{token.text} is not said with what it is the number of"
            yield look.remark("identifiers", message, token.text, severity=Severity.UNVERIFIABLE)
        elif not kind and ((_ITEM not in names and _counts_of(look, at)) or (names == {_ITEM} and not _speaks_of_units(look, token.text))):
            yield look.remark("identifiers", f"{token.text} is not what is spoken of", token.text, severity=Severity.UNVERIFIABLE)


def _is_their_invoice(look: Look, kind: str, names: set[str]) -> bool:
    """`le fret facturé sous FR-448787`: claims that the retailer makes by an invoice of its own, of which the reference is the number."""
    return kind == _INVOICE and _REFERENCE in names and look.known.brief.claim in BY_INVOICE


def _is_of_item_before(look: Look, at: int) -> bool:
    """`INV1 (D-14)`, `INV1 / D-14`: the number of a dispute right behind what a fact has it about."""
    tokens = look.reading.tokens
    if at < _PAIR or tokens[at - 1].text not in {"(", "/"} or tokens[at - _PAIR].kind != "literal":
        return False
    facts = (g.fact for g in look.cited.grounds if g.fact.name == _DISPUTE and fold(g.fact.value) == tokens[at].text)
    return any(fold(fact.about) == tokens[at - _PAIR].text for fact in facts)


def _is_told_so(look: Look, at: int, names: set[str]) -> bool:
    """`Unter AGR-7 wurden 500 berechnet`, `il suo numero è 0251…`: a number by itself, where a cited fact says it so in words or alone."""
    frames, literal = look.lexicon.frames, look.reading.tokens[at].text
    if names <= _SAID_ALONE or frames is None:
        return False
    if at and look.reading.small[at - 1] in frames.under and _AGREEMENT in names:
        return any(g.fact.kind is FactKind.STATEMENT and literal in fold(g.fact.value) for g in look.cited.grounds)
    numbers = [g.fact for g in look.cited.grounds if g.fact.kind is FactKind.IDENTIFIER]
    before = look.reading.small[max(0, at - _BETWEEN) : at]
    return len(numbers) == 1 and fold(numbers[0].value) == literal and not frames.number_nouns.isdisjoint(before)


def _was_filed(look: Look, at: int, names: set[str]) -> bool:
    """`Ihr Bescheid vom … zu D-14`, `D-14 erneut zu prüfen`: a number of a dispute where a filing, an answer or a new look is told."""
    behind = look.reading.small[at + 1 : at + 1 + _NEAR]
    revisited = look.lexicon.frames is not None and not look.lexicon.frames.revisiting.isdisjoint(behind)
    return _DISPUTE in names and (revisited or any(role in _ROUNDS for _, _, role in look.reading.role_spots))


def _arrives(look: Look, at: int) -> bool:
    """`运抵 RIC2`: what stands behind it is where the goods came to."""
    frames, small = look.lexicon.frames, look.reading.small
    arrived = any(s <= at < e and role == _DELIVERED for s, e, role in look.reading.role_spots)
    return frames is not None and look.lexicon.unspaced != frozenset() and arrived and small[at] in frames.before_place


def _names_of(look: Look, literal: str) -> set[str]:
    """What the facts have an identifier as: those that are cited, where a claim and its invoice have one number; else all."""
    cited, known = (
        {g.fact.name for g in grounds if g.fact.kind is FactKind.IDENTIFIER and fold(g.fact.value) == literal}
        for grounds in (look.cited.grounds, look.known.grounds.values())
    )
    return cited or known


def _adjoins(look: Look, end: int, at: int) -> bool:
    """Nothing but a mark, an article or a short word stands between a word for a number and the number."""
    between = range(end, at)
    small, unspaced = look.reading.small, look.lexicon.unspaced
    verbs = look.lexicon.showing if unspaced else look.lexicon.show
    return (
        not any(small[i] in verbs for i in between)
        and len(between) <= _BETWEEN
        and all(look.reading.tokens[i].kind == "mark" or small[i] in look.lexicon.neutral for i in between)
    )


def _counts_of(look: Look, at: int) -> bool:
    """`72 Stück von …`: an item is what is counted."""
    before = [i for i in range(max(0, at - 3), at) if look.reading.small[i] in look.lexicon.unit_index]
    return bool(before) and any(look.reading.small[i] in look.lexicon.of for i in range(before[0] + 1, at))


def _speaks_of_units(look: Look, item: str) -> bool:
    """A unit or the price of one is told in the sentence, or a figure that a cited fact has for the item."""
    if any(fold(g.fact.about) == item for f in figures_of(look) for g, _ in matches(look, f, values_alone=False)):
        return True
    english = lexicon_of(MATCHERS_LANGUAGE)
    rates = english.grammar.rates if english is not None and english.grammar is not None else frozenset()
    told = {role for _, _, role in look.reading.role_spots}
    return bool(spotted(look, "unit_index")) or not told.isdisjoint({*rates, "approved_cost", "order_cost", "invoice_cost"})


def _is_announced(look: Look, at: int, names: set[str]) -> bool:
    """A word of its kind stands in the sentence before the number, or right behind it."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return True
    if _DISPUTE in names and any(role == _FILED for start, _, role in look.reading.role_spots if start < at):
        # `sent this in on 12 August as D-…`
        return True
    if _DISPUTE in names and not grammar.little.disputing.isdisjoint(look.reading.small[max(0, at - _NEAR) : at]):
        # `disputed under D-14`, `your decision on D-14`
        return True
    before = look.reading.small[max(0, at - 2 * _NEAR) : at]
    if _AGREEMENT in names and (is_under(look, at) or not grammar.little.agreeing.isdisjoint(before)):
        # `billed under AGR-14`, `protection was agreed at 20.00 in AGR-14`
        return True
    told = [s for s in spotted(look, "kind_words") if s[1] <= at or s[0] - at <= 4]
    return any(grammar.kinds[kind] & names for _, _, kind in told) or _stands_on_paper(look, at)


def _stands_on_paper(look: Look, at: int) -> bool:
    """`the receipt carries the number 0251…`: the number that the paper named before it has."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None or not grammar.fillers.intersection(small[max(0, at - 2) : at]):
        return False
    named = {kind for start, _, kind in (*spotted(look, "papers"), *spotted(look, "bare_papers")) if start < at}
    bearers = {g.fact.key.partition("/")[0] for g in look.cited.grounds if fold(g.fact.value) == look.reading.tokens[at].text}
    return any(g.fact.name == _PAPER and g.fact.key.partition("/")[0] in bearers and g.papers & named for g in look.known.grounds.values())
