"""Cuts a sentence into the stretches within which words belong to figures, denials to what they deny, requests to what they ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.phrases import spots
from cases.letters.verifier.tokens import Token

BREAKS = frozenset(";:,().!?")
STOPS = frozenset(";.!?")


def parts(tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon, held: frozenset[int] = frozenset()) -> Iterator[range]:
    """The sentence cut at punctuation, operators of a computation, joining words and words that begin something else (`while`).

    It is not cut within the phrases that `held` covers.
    """
    breaks = lexicon.grammar.breaks if lexicon.grammar else frozenset()
    start = 0
    for at, token in enumerate(tokens):
        if (
            (token.kind == "mark" and token.text in BREAKS and not _dates(tokens, small, at, lexicon))
            or (token.kind == "operator" and stands_between(tokens, at))
            or (
                token.kind == "word"
                and at not in held
                and (small[at] in lexicon.joins - lexicon.soft_joins or small[at] in breaks or (breaks and small[at] in lexicon.turns))
            )
        ):
            yield range(start, at)
            start = at + 1
    yield range(start, len(tokens))


def clauses(tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> Iterator[range]:
    """The sentence cut at punctuation and at words that turn it (`but`, `although`)."""
    start = 0
    for at, token in enumerate(tokens):
        is_break = token.kind == "mark" and token.text in BREAKS and not _dates(tokens, small, at, lexicon)
        if is_break or (token.kind == "word" and small[at] in lexicon.turns):
            yield range(start, at)
            start = at + 1
    yield range(start, len(tokens))


def _dates(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """The comma in `Tuesday, 6 October` parts nothing."""
    weekdays = lexicon.grammar.weekdays if lexicon.grammar else {}
    return 0 < at < len(tokens) - 1 and tokens[at].text == "," and small[at - 1] in weekdays and tokens[at + 1].kind == "day"


def asking(tokens: Sequence[Token], small: Sequence[str], lexicon: Lexicon) -> frozenset[int]:
    """The tokens of requests: from the words that open one, or a request verb that begins the sentence, to where something else begins."""
    grammar = lexicon.grammar
    if grammar is None:
        return frozenset()
    begins = [(start, end) for start, end, _ in spots(small, grammar.openers)]
    first = next((at for at, token in enumerate(tokens) if token.kind != "mark"), None)
    if first is not None and small[first] in lexicon.requests:
        begins.append((first, first + 1))
    found: set[int] = set()
    for start, end in begins:
        stop = min(end + 1, len(tokens))
        while stop < len(tokens) and not _ends_request(tokens, small, stop, lexicon):
            stop += 1
        found.update(range(start, stop))
    return frozenset(found)


def _ends_request(tokens: Sequence[Token], small: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    token = tokens[at]
    if token.kind == "mark":
        leads_on = token.text == ":" and at + 1 < len(tokens) and tokens[at + 1].kind in {"currency", "number"}
        return token.text in ";:.!?" and not leads_on
    if token.kind != "word" or lexicon.grammar is None:
        return False
    follows = small[at + 1] if at + 1 < len(small) else ""
    begins_anew = small[at] in lexicon.grammar.number_joins and (
        follows in lexicon.grammar.beginners or (follows in lexicon.grammar.articles and _says_something(small, at + 1, lexicon))
    )
    return small[at] in lexicon.turns or small[at] in lexicon.grammar.denying or begins_anew


def _says_something(small: Sequence[str], start: int, lexicon: Lexicon) -> bool:
    """A verb follows: `and the goods came back`, but not `and the charge`."""
    is_words = lexicon.grammar.is_words if lexicon.grammar else frozenset()
    return any(small[at] in is_words for at in range(start + 2, min(start + 4, len(small))))


def stands_between(tokens: Sequence[Token], at: int) -> bool:
    """An operator with space on both sides; a minus sign before its number is none."""
    if not 0 < at < len(tokens) - 1:
        return False
    token = tokens[at]
    return token.text != "-" or (tokens[at + 1].start > token.end and tokens[at - 1].end < token.start)
