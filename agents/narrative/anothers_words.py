"""Words that a model took over from papers, portals and file names without quoting them: no letter of ours says what others planted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from cases.intake.planted import planted
from cases.letters.brief import Brief, FactKind
from cases.letters.sentences import Sentence
from cases.letters.verifier import Remark, Severity
from cases.wording import plain_spelling

TAKEN_OVER: Final = 5
"""So many words in a row of a text from outside, neither cited nor quoted nor in a text that is cited, are taken over and no chance."""
PLANTED: Final = 3
"""The same for words that speak to a machine, which are not said even where the text is cited."""
LONG: Final = 4
"""Letters of a word that says something by itself."""
_WORD: Final = re.compile(r"\b[^\W\d_]+\b")
"""Figures and numbers are nobody's words: the verifier holds them against the facts."""
_QUOTED: Final = re.compile(r'"[^"]*"')


@dataclass(frozen=True, slots=True)
class _Outside:
    """A text from outside: its words, the runs of them that are planted, and the facts that it stands in."""

    words: tuple[str, ...]
    planted: tuple[tuple[str, ...], ...]
    facts: frozenset[int]
    quoted: bool


def anothers_words(place: int, sentence: Sentence, brief: Brief, doubts: Sequence[Remark] = ()) -> Iterator[Remark]:
    """Objections to what a model's sentence takes over from others. `doubts` are what the verifier could not check in it."""
    if sentence.by != "model":
        return
    own = _words(_QUOTED.sub(" ", plain_spelling(sentence.text)))
    doubtful = {word for doubt in doubts for word in _words(doubt.found) if len(word) >= LONG}
    cited = frozenset(sentence.facts)
    texts = _outside(brief)
    vouched = _runs_of((t.words for t in texts if t.facts & cited and not t.quoted), TAKEN_OVER)
    for text in texts:
        if any(_runs(own, min(PLANTED, len(run))) & _runs(run, min(PLANTED, len(run))) for run in text.planted):
            yield _objection(place, "it says what was planted in a paper or answer", text)
        elif text.facts & cited and not text.quoted:
            continue
        elif _runs(own, TAKEN_OVER) & _runs(text.words, TAKEN_OVER) - vouched or (text.planted and doubtful & set(text.words)):
            yield _objection(place, "it takes over words of a paper or answer without quoting them", text)


@lru_cache(maxsize=64)
def _outside(brief: Brief) -> tuple[_Outside, ...]:
    """The texts of a brief that others wrote: quotations, what papers say, names of persons and of files."""
    said: dict[str, set[int]] = {}
    files: dict[str, set[int]] = {attachment.name: set() for attachment in brief.attachments}
    quotes = {fact.value for fact in brief.facts if fact.kind is FactKind.QUOTE}
    for fact in brief.facts:
        if fact.kind in {FactKind.QUOTE, FactKind.NAME} or fact.name == "evidence":
            said.setdefault(fact.value, set()).add(fact.number)
        for place in fact.places:
            files.setdefault(place.name, set()).add(fact.number)
    texts = [_of(text, facts, quoted=text in quotes) for text, facts in said.items()]
    return (*texts, *(_of(name, facts) for name, facts in files.items()))


def _of(text: str, facts: Iterable[int], *, quoted: bool = False) -> _Outside:
    runs = (_words(text[one.start : one.end]) for one in planted(text))
    return _Outside(_words(text), tuple(run for run in runs if run), frozenset(facts), quoted)


def _words(text: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(plain_spelling(text).casefold()))


def _runs(words: Sequence[str], length: int) -> frozenset[tuple[str, ...]]:
    """All runs of so many words that follow each other."""
    return frozenset(tuple(words[at : at + length]) for at in range(len(words) - length + 1)) if length else frozenset()


def _runs_of(texts: Iterable[Sequence[str]], length: int) -> frozenset[tuple[str, ...]]:
    return frozenset(run for words in texts for run in _runs(words, length))


def _objection(place: int, message: str, text: _Outside) -> Remark:
    return Remark("anothers_words", Severity.OBJECTION, message, place, "", " ".join(text.words[:20]), tuple(sorted(text.facts))[:5])
