"""What a check looks at: one sentence with all that is known about it, or the letter as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from cases.letters.brief import Fact
from cases.letters.sentences import Sentence, SentenceKind
from cases.letters.verifier.lexicon import Lexicon
from cases.letters.verifier.pieces import Reading
from cases.letters.verifier.situation import Situation
from cases.letters.verifier.support import Known, Support
from cases.letters.verifier.verdict import Remark, Severity


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
