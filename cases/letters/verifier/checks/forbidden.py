"""What a letter does not say: threats, blame, concessions, what is the house's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from cases.letters.verifier.checks.open_denials import grants_the_rest
from cases.letters.verifier.look import Look
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_CONCESSION: Final = "concession"
"""The kind of words that admit what the letter is against."""
_REACH: Final = 3
"""Words behind a verb among which the figure stands that it leads to."""


def forbidden(look: Look) -> Iterator[Remark]:
    """No threat, no blame, nothing that is the house's own: the pack lists the words. Quotations are another's words."""
    text = re.sub(r'"[^"]*"', " ", look.reading.text).casefold()
    for kind, words in look.situation.forbidden.items():
        if not _any_of(tuple(words)).search(text):
            continue
        for word in words:
            able = (f for f in _pattern(word).finditer(text) if not _measures(look, f.start()))
            found = next((f for f in able if not (kind == _CONCESSION and _is_denied(look, text[: f.start()]))), None)
            if found is not None:
                severity = Severity.UNVERIFIABLE if kind == _CONCESSION and grants_the_rest(look) else Severity.OBJECTION
                message = f'"{found[0]}" is not said in a letter ({kind})'
                yield look.remark("forbidden", message, found[0], word, severity=severity)


def _measures(look: Look, start: int) -> bool:
    """`Der Preis betrug 500`: a verb that says how much, written small, leads to the figure behind it."""
    tokens, small = look.reading.tokens, look.reading.small
    at = next((n for n, token in enumerate(tokens) if token.start == start), -1)
    if look.lexicon.grammar is not None or at < 1 or not tokens[at].text.islower() or small[at] not in look.lexicon.yields:
        return False
    follows = range(at + 1, min(at + 1 + _REACH, len(tokens)))
    behind = next((n for n in follows if tokens[n].kind in {"number", "currency", "mark"}), -1)
    return behind > 0 and tokens[behind].kind != "mark"


def _is_denied(look: Look, before: str) -> bool:
    """`no está justificada`: nothing is admitted."""
    words = before.split()[-1:]
    return look.lexicon.grammar is None and any(word in look.lexicon.negators for word in words)


@cache
def _any_of(words: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for all of these words at once: hardly a sentence has any of them."""
    return re.compile("|".join(_pattern(word).pattern for word in words) or r"(?!)")


@cache
def _pattern(word: str) -> re.Pattern[str]:
    folded = fold(word).casefold()
    if not folded.isascii():
        return re.compile(re.escape(folded))
    ending = r"\w*" if folded.endswith("*") else ""
    return re.compile(rf"(?<!\w){re.escape(folded.removesuffix('*'))}{ending}(?!\w)")
