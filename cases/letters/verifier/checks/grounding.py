"""Kinds of papers and of claims are those of the cited facts, and no clause is empty of what can be checked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cases.letters.brief import DraftKind, FactKind
from cases.letters.verifier.look import Look, spotted
from cases.letters.verifier.phrases import covered, spots
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_SHORT_WORD: Final = 3
"""Letters of words that say nothing of what a thing is."""
_PAIR: Final = 2
"""Words of a phrase up to which a word in it still counts for itself."""
_REACH: Final = 4
"""Words within which a source is named."""
_CLAIMED: Final = frozenset({"claim", "invoice", "purchase_order", "agreement", "case"})
"""Kinds of numbers that are papers, or the claim itself."""


def papers(look: Look) -> Iterator[Remark]:
    """A kind of paper that no cited fact stands on or speaks of is for a person; what a request asks to look at says nothing."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    known = frozenset().union(*(g.papers for g in look.cited.grounds)) if look.cited.grounds else frozenset()
    for start, end, kind in spots(look.reading.small, grammar.papers):
        shown = start not in look.reading.asking or bool(grammar.showing & set(look.reading.small))
        of_claim = kind in grammar.claimed_on.get(look.known.brief.claim.value, ())
        told = any(kind in grammar.told_on.get(f.name, ()) for f in look.cited.facts)
        if kind not in known and shown and not (of_claim or told) and not _said_so(look, start, end) and not _is_shown_there(look, kind):
            yield _open(look, start, end, "no cited fact stands on that paper")


def _is_shown_there(look: Look, kind: str) -> bool:
    """True where the brief has such a paper, and a cited fact is what such papers show."""
    grammar = look.lexicon.grammar
    told = grammar.shown.get(kind, frozenset()) | grammar.borne.get(kind, frozenset()) if grammar else frozenset()
    has = any(kind in g.papers for g in look.known.grounds.values())
    return has and any(f.roles & told for g in look.cited.grounds for f in g.figures)


def sources(look: Look) -> Iterator[Remark]:
    """`According to your audit`: a source that no cited fact names is for a person; so is what the other side's books are said to hold."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None or look.is_list_of_attachments:
        return
    plain = covered(s for s in spots(reading.small, look.lexicon.plain_index) if s[1] - s[0] > 2)
    for at, word in enumerate(reading.small[:-1]):
        if f"{word} {reading.small[at + 1]}" not in grammar.according or at in plain:
            continue
        told = next((w for w in reading.small[at + 2 : at + 2 + _REACH] if w in grammar.sources), "")
        if (told and not look.cited.has_word(told)) or not _is_named(look, at + 2):
            yield _open(look, at, at + 2, f'no cited fact says what the "{told or "source"}" says')
    known = frozenset().union(*(g.papers for g in look.cited.grounds)) if look.cited.grounds else frozenset()
    for at, word in enumerate(reading.small[:-1]):
        follows = reading.small[at + 1 : at + 2 + _REACH + 1]
        if (
            word not in grammar.likening
            or not follows
            or follows[0] not in grammar.owners | grammar.articles
            or not grammar.telling.intersection(follows)
        ):
            continue
        shown = {kind for start, _, kind in spots(reading.small, grammar.papers) if at < start <= at + 1 + _REACH}
        if not shown or not shown <= known:
            yield _open(look, at, at + 2, f'no cited fact says what "{" ".join(follows[:3])}" says')
    yield from _told_by_others(look)
    theirs = [s for s in spots(reading.small, grammar.theirs) if s[0] not in reading.asking]
    for clause in reading.clauses:
        held = next((s for s in theirs if s[0] in clause), None)
        said = (a for a in reading.assertions if a.predicate in grammar.ours and not a.doer and _goes_on(look, clause, a.at))
        own = next((a for a in said if a.at > held[0]), None) if held is not None else None
        if held is not None and own is not None:
            yield _open(look, held[0], held[1], f'whether "{own.text}" stands there cannot be checked')


def _goes_on(look: Look, clause: range, at: int) -> bool:
    """True where nothing else is begun between a clause and what is said: `your records show, for this order, …`."""
    grammar, small = look.lexicon.grammar, look.reading.small
    return grammar is not None and not any(small[n] in grammar.number_joins | look.lexicon.turns | {";"} for n in range(clause.stop, at))


def _is_named(look: Look, start: int) -> bool:
    """True where what stands there is a paper, the claim itself, something with a number, or a thing that a cited fact speaks of."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None:
        return False
    within = range(start, min(start + _REACH, len(reading.small)))
    known = [s for index in (grammar.papers, grammar.topics) for s in spots(reading.small, index)]
    small = grammar.articles | grammar.owners | grammar.determiners
    if not grammar.little.proofs.isdisjoint(reading.small[within.start : within.stop]) and any(f.places for f in look.known.brief.facts):
        # `based on the enclosed documents`
        return True
    if any(s[0] in within and s[2] in _CLAIMED for s in spotted(look, "kind_words")):
        return True
    named = any(s[0] in within for s in known) or any(reading.tokens[at].kind in {"literal", "code", "quote"} for at in within)
    words = [w for w in reading.small[within.start : within.stop] if w not in small and len(w) > _SHORT_WORD]
    return named or any(look.cited.has_word(word) for word in words)


def hearsay(look: Look) -> Iterator[Remark]:
    """`From the haulier we hear that`: what somebody is said to have told is for a person."""
    grammar = look.lexicon.grammar
    if grammar is None:
        return
    held = covered(s for s in spotted(look, "plain_index") if s[1] - s[0] > _PAIR)
    for at, word in enumerate(look.reading.small):
        if word in grammar.hearsay and at not in held and at not in look.reading.asking and not look.cited.has_word(word):
            yield _open(look, at, at + 1, "no cited fact tells who said so")


def _told_by_others(look: Look) -> Iterator[Remark]:
    """`your staff found that`: words that another party is said to have said are for a person; what it alleges has its own check."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None:
        return
    others = [s for s in spots(reading.small, grammar.parties) if s[2] != "supplier"]
    theirs = spots(reading.small, grammar.theirs)
    alleged = {a.at + n for a in reading.assertions if a.predicate == "alleged" for n in range(len(a.text.split()))}
    for at, word in enumerate(reading.small):
        if word not in grammar.that or not at or reading.small[at - 1] not in grammar.telling or at - 1 in alleged or at in reading.asking:
            continue
        told = next((s for s in others if 0 < at - s[1] <= _REACH + 1), None)
        if told is not None and not grammar.little.writing.isdisjoint(reading.small[told[1] : at]):
            # `when I matched your remittance I found that`
            continue
        shown = {kind for start, _, kind in spots(reading.small, grammar.papers) if told is not None and told[0] <= start < at}
        known = frozenset().union(*(grammar.told_on.get(f.name, frozenset()) for f in look.cited.facts))
        if told is not None and not any(s[0] <= told[0] < s[1] for s in theirs) and not (shown and shown <= known):
            yield _open(look, told[0], at, "no cited fact says so")


def containers(look: Look) -> Iterator[Remark]:
    """Cartons and pallets are told of what facts count in them."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None or look.is_list_of_attachments:
        return
    known = {f.unit for g in look.cited.grounds for f in g.figures} | {f.unit for f in reading.figures}
    for start, _, unit in spots(reading.small, look.lexicon.unit_index):
        word = reading.small[start]
        forms = {p[0] for p, of in look.lexicon.units if of == unit}
        named = any(forms & g.words for g in look.cited.grounds)
        if unit in grammar.containers and unit not in known and start not in reading.asking and not named:
            yield look.remark("wording", f'"{word}": no cited fact counts any', word, severity=Severity.UNVERIFIABLE)


def topics(look: Look) -> Iterator[Remark]:
    """A kind of claim is the one that the letter is about, or one that a cited fact speaks of."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    claim = look.known.brief.claim.value
    known = frozenset().union({claim}, grammar.kindred.get(claim, ()), *(g.topics for g in look.cited.grounds))
    known |= frozenset().union(*(grammar.spoken_of.get(f.name, frozenset()) for f in look.cited.facts))
    held = covered(s for name in ("plain_index", "role_index") for s in spotted(look, name) if s[1] - s[0] > _PAIR)
    for start, end, kind in spots(look.reading.small, grammar.topics):
        if start in held:
            # `here is the short version`
            continue
        is_known = kind in known or any(of.startswith(f"{kind}_") for of in known)
        if not is_known and start not in look.reading.asking and not _said_so(look, start, end):
            yield _open(look, start, end, "the letter is not about that, and no cited fact speaks of it")


def _said_so(look: Look, start: int, end: int) -> bool:
    """True where a cited fact is said in the same words."""
    words = [word for word in look.reading.small[start:end] if len(word) > 2]
    return bool(words) and all(look.cited.has_word(word) for word in words)


def _open(look: Look, start: int, end: int, why: str) -> Remark:
    tokens = look.reading.tokens
    word = look.reading.text[tokens[start].start : tokens[end - 1].end]
    return look.remark("wording", f'"{word}": {why}', word, severity=Severity.UNVERIFIABLE)


def empty_clauses(look: Look) -> Iterator[Remark]:
    """A clause with a verb but without figure, day, number, quotation, assertion or pointer says what nobody can check."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None or look.is_list_of_attachments:
        return
    held = {f.at for f in reading.figures} | {d.at for d in reading.days} | {a.at for a in reading.assertions}
    held |= {i for i, t in enumerate(reading.tokens) if t.kind in {"literal", "quote", "code"}}
    for clause in reading.clauses:
        says = [i for i in clause if reading.small[i] in grammar.is_words and i not in reading.asking]
        leads_on = clause.stop < len(reading.small) and reading.small[clause.stop] == ":"
        if leads_on or not says or _files_again(look, clause) or any(i in held or reading.small[i] in grammar.pointing for i in clause):
            continue
        told = reading.text[reading.tokens[clause.start].start : reading.tokens[clause.stop - 1].end]
        if any(told.casefold() in fold(f.value).casefold() for f in look.cited.facts) or is_said_by_fact(look, clause):
            continue
        yield look.remark("wording", f'"{told}" says nothing that can be checked', told, severity=Severity.UNVERIFIABLE)


def _files_again(look: Look, clause: range) -> bool:
    """`We are filing this dispute again`: what a second dispute is."""
    words, little = {look.reading.small[at] for at in clause}, look.lexicon.little
    if look.known.brief.draft is not DraftKind.RE_DISPUTE or not look.lexicon.negators.isdisjoint(words):
        return False
    return not (words.isdisjoint(little.repeating) or words.isdisjoint(little.disputing) or words.isdisjoint(little.writing))


def is_said_by_fact(look: Look, clause: range) -> bool:
    """True where all that a clause speaks of stands in one cited statement, denied as often: `the freight terms are collect`."""
    grammar, reading = look.lexicon.grammar, look.reading
    if grammar is None:
        return False
    small = grammar.articles | grammar.owners | grammar.determiners | grammar.is_words | grammar.number_joins | grammar.aside
    small |= look.lexicon.of | look.lexicon.joins | look.lexicon.turns | look.lexicon.negators
    told = [reading.small[at] for at in clause if reading.tokens[at].kind == "word" and reading.small[at] not in small]
    denied = sum(1 for at in clause if reading.small[at] in look.lexicon.negators)
    none = frozenset().union(*(g.nothings for g in look.cited.grounds))
    if denied == 1 and not none.isdisjoint(told):
        # `we have no record of any purchase`
        return True
    if len(told) < _PAIR:
        return False
    for grounds in look.cited.grounds:
        if grounds.fact.kind is FactKind.STATEMENT and grounds.words.issuperset(told):
            return denied == sum(1 for word in fold(grounds.fact.value).casefold().split() if word in look.lexicon.negators)
    return False
