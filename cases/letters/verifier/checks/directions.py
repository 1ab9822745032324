"""Which way a thing goes: money to the one who writes, goods to the one who reads, and what may be contested, withdrawn or asked back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.verifier.checks.figures import figures_of, matches
from cases.letters.verifier.look import Look, quoted, spotted
from cases.letters.verifier.phrases import covered
from cases.letters.verifier.verdict import Remark, Severity
from facts.finding import FindingType

_BILLED: Final = frozenset({FindingType.COOP, FindingType.FEE, FindingType.CHARGEBACK, FindingType.FREIGHT, FindingType.PROMOTION})
"""Claims that the retailer makes by an invoice of its own."""
_DISPUTED: Final = "disputed"
_PHRASES: Final = ("plain_index", "role_index", "said_index", "openers", "totals", "hedges")
_REACH: Final = 4
"""Words between a thing and what is said to be done to it."""


def led_to(look: Look) -> Iterator[Remark]:
    """`owed from us`, `alleged against the retailer`, `thanks to your team`: a word of its clause says to whom a preposition leads."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None or look.is_list_of_attachments:
        return
    sides_are_open = look.known.brief.claim.value.startswith("rebate")
    own = quoted(look) | covered(s for name in _PHRASES for s in spotted(look, name) if s[1] - s[0] > 1)
    for start, end, party in spotted(look, "parties"):
        before = start - 1
        while before >= 0 and small[before] in grammar.articles:
            before -= 1
        is_owner = end - start == 1 and small[start] in grammar.owners
        if is_owner and before >= 0 and small[before] in frames.set_against and small[end : end + 1] and small[end] not in frames.nouns:
            yield _open(look, before, end + 1, "nothing is set against it")
        if sides_are_open or before < 0 or is_owner or {before, start} & own:
            continue
        able = frames.led_to.get(f"{small[before]} {party}")
        clause = next((c for c in look.reading.clauses if start in c), range(0))
        if able is not None and able.isdisjoint(small[clause.start : clause.stop]):
            yield _open(look, before, end, "no word of its clause leads there")


def contested(look: Look) -> Iterator[Remark]:
    """`reverse the invoice`, `the settlement is contested`: what a letter contests or wants undone is what was taken."""
    frames, small = look.lexicon.frames, look.reading.small
    if frames is None or not frames.contestable or look.is_list_of_attachments:
        return
    able = frames.contestable | (look.lexicon.little.billed if look.known.brief.claim in _BILLED else frozenset())
    own = quoted(look)
    for at, word in enumerate(small[:-1]):
        noun = _object(look, at) if word in frames.undoing else at
        if word in frames.undoing and noun not in own and small[noun : noun + 1] and small[noun] in frames.nouns - able:
            yield _open(look, at, noun + 1, "it is not what the letter wants undone")
        elif word in frames.undoing and noun not in own and _is_another_kind(look, noun):
            yield _open(look, at, noun + 1, "the letter is not about that")
    for assertion in look.reading.assertions:
        if assertion.predicate != _DISPUTED or assertion.at in own:
            continue
        subject = _subject(look, assertion.at)
        if subject >= 0 and subject not in own and small[subject] in frames.nouns - able - look.lexicon.unit_index.keys():
            yield _open(look, subject, assertion.at + 1, "it is not what is in dispute")


def _is_another_kind(look: Look, at: int) -> bool:
    """A kind of claim is named that the letter is not about."""
    kind = next((name for start, end, name in spotted(look, "topics") if start <= at < end), "")
    claim = look.known.brief.claim.value
    told = frozenset().union(*(g.topics for g in look.cited.grounds))
    return bool(kind) and kind != claim and not claim.startswith(f"{kind}_") and kind not in told


def _object(look: Look, at: int) -> int:
    """Where the thing stands that a verb is about, articles and owners aside."""
    grammar, small = look.lexicon.grammar, look.reading.small
    at += 1
    while (
        grammar
        and at < len(small)
        and small[at] in grammar.articles | grammar.owners | grammar.determiners | grammar.ordinals | grammar.little.extents
    ):
        at += 1
    return at


def _subject(look: Look, at: int) -> int:
    """The word before a form of to be that leads to a place, or -1: `the deduction [INV1] is contested`."""
    grammar, small = look.lexicon.grammar, look.reading.small
    if grammar is None:
        return -1
    first = next((n for n, w in enumerate(small) if w not in grammar.articles | grammar.owners), 0)
    if small[first + 1 : first + 2] == (",",) and small[at - 1] in grammar.is_words:
        # `the refund, in the sum of 20.00, is contested`
        return first
    place = at - 1
    while place >= 0 and (small[place] in grammar.is_words or small[place] in grammar.meanwhile):
        place -= 1
    if place < 0 or place == at - 1:
        return -1
    while place > 0 and at - place <= 2 * _REACH and (look.reading.tokens[place].kind != "word"):
        place -= 1
    opens = place < 2 or small[place - 1] in grammar.articles | grammar.owners
    return place if opens else -1


def verbs_as_things(look: Look) -> Iterator[Remark]:
    """A verb stands where only a thing can: `this settle concerns`, `value in confirm`."""
    frames, grammar, small = look.lexicon.frames, look.lexicon.grammar, look.reading.small
    if frames is None or grammar is None:
        return
    held = covered(s for name in _PHRASES for s in spotted(look, name) if s[1] - s[0] > 1) | quoted(look)
    leading = (
        grammar.little.pointing_at
        | grammar.articles
        | grammar.owners
        | (grammar.determiners - grammar.relatives)
        | (frames.prepositions - grammar.little.to)
    )
    for at, word in enumerate(small):
        if at and word in frames.bare_verbs and small[at - 1] in leading and not {at - 1, at} & held:
            yield _open(look, at - 1, at + 1, "it is no thing")


def in_whose_books(look: Look) -> Iterator[Remark]:
    """`your books show USD 20.00 open`: what only one side can know stands in that side's books."""
    frames, grammar = look.lexicon.frames, look.lexicon.grammar
    if frames is None or grammar is None:
        return
    theirs = [(s, frames.their_knowledge) for s in spotted(look, "theirs")]
    ours = [(s, frames.our_knowledge) for s in spotted(look, "our_books")]
    for (start, end, _), able in (*theirs, *ours):
        clause = next((c for c in look.reading.clauses if start in c), range(0))
        if not frames.shows.intersection(look.reading.small[end : end + 2]):
            continue
        for figure in figures_of(look):
            have = frozenset().union(*(f.roles for _, f in matches(look, figure, values_alone=False)))
            parted = not grammar.breaks.isdisjoint(look.reading.small[end : figure.at])
            if figure.at in clause and figure.at > end and have and not have & able and not parted:
                yield _open(look, start, end, f"whether {figure.text} stands there cannot be checked")


def given_to(look: Look) -> Iterator[Remark]:
    """`let the carrier have it back`: what is asked for is for the one who writes."""
    frames, small = look.lexicon.frames, look.reading.small
    for start, end, party in spotted(look, "parties") if frames and look.lexicon.grammar else ():
        before = start - 1
        while before >= 0 and look.lexicon.grammar and small[before] in look.lexicon.grammar.articles:
            before -= 1
        if frames and before >= 0 and start in look.reading.asking and party != "supplier" and small[before] in frames.letting:
            yield _open(look, before, end, "it is not asked for them")


def _open(look: Look, start: int, end: int, why: str) -> Remark:
    tokens = look.reading.tokens
    text = look.reading.text[tokens[start].start : tokens[min(end, len(tokens)) - 1].end]
    return look.remark("directions", f'"{text}": {why}', text, severity=Severity.UNVERIFIABLE)
