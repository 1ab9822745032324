"""What a check looks at: one sentence with all that is known about it, or the letter as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cases.letters.brief import Fact
from cases.letters.letter_words import words_of
from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.told_facts import numbered_labels
from cases.letters.verifier.lexicon import Lexicon, lexicon_of
from cases.letters.verifier.phrases import Spot, spots
from cases.letters.verifier.pieces import Reading
from cases.letters.verifier.situation import Situation
from cases.letters.verifier.support import Known, Support
from cases.letters.verifier.tokens import fold
from cases.letters.verifier.verdict import Remark, Severity

_HEAD: Final = 5
"""Words of the name of a charge at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """A sentence taken apart, with what its facts allow. `computed` are the places of figures that a sound computation yields."""

    index: int
    sentence: Sentence
    reading: Reading
    cited: Support
    known: Known
    lexicon: Lexicon
    situation: Situation
    computed: frozenset[int] = field(default=frozenset())

    @property
    def is_list_of_attachments(self) -> bool:
        """The list of attachments has a check of its own and cites nothing."""
        return self.sentence.kind is SentenceKind.ATTACHMENTS

    @property
    def is_exempt(self) -> bool:
        """A heading or courtesy of the lexicon's closed list, word for word: it says nothing that could be checked."""
        return not self.sentence.facts and self.reading.text.casefold().rstrip(":") in self.lexicon.exempt

    def remark(
        self,
        check: str,
        message: str,
        found: str = "",
        expected: str = "",
        facts: Iterable[int] = (),
        severity: Severity = Severity.OBJECTION,
    ) -> Remark:
        """What a check says about this sentence."""
        return Remark(check, severity, message, self.index, found, expected, tuple(facts))


@dataclass(frozen=True, slots=True)
class Letter:
    """The whole letter: its sentences as looked at, and the situation."""

    looks: tuple[Look, ...]
    known: Known
    lexicon: Lexicon
    situation: Situation


SentenceCheck = Callable[[Look], Iterator[Remark]]
LetterCheck = Callable[[Letter], Iterator[Remark]]


def said(fact: Fact) -> str:
    """A fact in a few words, for a message: `fact 9 (USD 500.40 asked back)`."""
    value = f"{fact.currency} {fact.value}" if fact.currency and fact.kind.value == "amount" else fact.value
    return f"fact {fact.number} ({f'{value} {fact.label}'.strip()})"


def spotted(look: Look, name: str) -> tuple[Spot, ...]:
    """Where phrases of an index of the lexicon (`role_index`) or its grammar (`papers`) stand in the sentence; kept for all checks."""
    return _spotted(look.lexicon.language, name, look.reading.small)


@lru_cache(maxsize=512)
def _spotted(language: str, name: str, small: tuple[str, ...]) -> tuple[Spot, ...]:
    lexicon = lexicon_of(language)
    owner = lexicon if name.endswith("_index") else lexicon.grammar if lexicon is not None else None
    return tuple(spots(small, getattr(owner, name))) if owner is not None else ()


def in_borne(look: Look) -> frozenset[int]:
    """The tokens of phrases of several words that assert what a cited fact asserts or denies; they are held against it as a whole."""
    borne = (
        range(a.at, a.at + len(a.text.split()))
        for a in look.reading.assertions
        if look.cited.says(a.predicate, positive=True) or look.cited.says(a.predicate, positive=False)
    )
    return frozenset(at for told in borne if len(told) > 1 for at in told)


def quoted(look: Look) -> frozenset[int]:
    """The tokens that stand as they do in a cited fact's own words, its value or its label."""
    words = words_of(look.lexicon.language)
    texts = (text for f in look.cited.facts for text in (f.value, f.label, *numbered_labels(f, words)) if len(text.split()) > 1)
    return _quoted(look.reading, tuple(texts))


@lru_cache(maxsize=512)
def _quoted(reading: Reading, texts: tuple[str, ...]) -> frozenset[int]:
    said, found = reading.text.casefold(), set[int]()
    for text in (fold(t).casefold().rstrip(".") for t in texts):
        start = said.find(text)
        while start >= 0:
            end = start + len(text)
            found.update(at for at, token in enumerate(reading.tokens) if start <= token.start and token.end <= end)
            start = said.find(text, end)
    return frozenset(found)


def charge_named(look: Look) -> frozenset[int]:
    """The tokens of a charge that is called by its name, as the evidence has it: `charged for a late ship notice`."""
    found: set[int] = set()
    small = look.reading.small
    heads = {tuple(fold(f.value).casefold().partition(",")[0].split()) for f in look.known.brief.facts if f.name == "evidence"}
    for head in heads:
        for at in range(1, len(small) - len(head) + 1):
            before = small[at - 2] if look.lexicon.grammar is not None and small[at - 1] in look.lexicon.grammar.articles else small[at - 1]
            if 1 < len(head) <= _HEAD and small[at : at + len(head)] == head and before in look.lexicon.little.naming_charges:
                found.update(range(at, at + len(head)))
    return frozenset(found)
