"""Kinds of papers and of claims are those of the cited facts, and no clause is empty of what can be checked."""

from __future__ import annotations

from collections.abc import Iterator

from cases.letters.verifier.look import Look
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity


def papers(look: Look) -> Iterator[Remark]:
    """A kind of paper that no cited fact stands on or speaks of is for a person; what a request asks to look at says nothing."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    known = frozenset().union(*(g.papers for g in look.cited.grounds)) if look.cited.grounds else frozenset()
    for start, end, kind in spots(look.reading.small, grammar.papers):
        if kind not in known and start not in look.reading.asking and not _said_so(look, start, end):
            yield _open(look, start, end, "no cited fact stands on that paper")


def topics(look: Look) -> Iterator[Remark]:
    """A kind of claim is the one that the letter is about, or one that a cited fact speaks of."""
    grammar = look.lexicon.grammar
    if grammar is None or look.is_list_of_attachments:
        return
    known = frozenset().union({look.known.brief.claim.value}, *(g.topics for g in look.cited.grounds))
    for start, end, kind in spots(look.reading.small, grammar.topics):
        if kind not in known and start not in look.reading.asking and not _said_so(look, start, end):
            yield _open(look, start, end, "the letter is not about that, and no cited fact speaks of it")


def _said_so(look: Look, start: int, end: int) -> bool:
    """True where a cited fact is said in the same word."""
    return any(look.cited.has_word(word) for word in look.reading.small[start:end] if len(word) > 2)


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
        if not says or any(i in held or reading.small[i] in grammar.pointing for i in clause):
            continue
        told = reading.text[reading.tokens[clause.start].start : reading.tokens[clause.stop - 1].end]
        if any(told.casefold() in fold(f.value).casefold() for f in look.cited.facts):
            continue
        yield look.remark("wording", f'"{told}" says nothing that can be checked', told, severity=Severity.UNVERIFIABLE)
