"""What a falsehood is, and what operators need to make one: what a brief holds, how a sentence is cut, what other cases have."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final, TypeAlias

from cases.letters.brief import Brief, Fact, FactKind
from cases.letters.sentences import Sentence
from demo.chance import Chance
from evals.cases_at_hand import CaseAtHand
from evals.falsehoods.words import FalseWords, false_words
from evals.sentences.patterns import Slot, TrueSentence, spelled

NUMBERS: Final = frozenset({FactKind.AMOUNT.value, FactKind.COUNT.value, FactKind.RATE.value})
_FIGURES: Final = re.compile(r"\d[\d.,]*\d|\d")


@dataclass(frozen=True, slots=True)
class Falsehood:
    """A sentence that is false, or that its facts do not bear out, made by an operator from a true one."""

    operator: str
    text: str
    facts: tuple[int, ...]
    made_from: TrueSentence

    @property
    def sentence(self) -> Sentence:
        """As the verifier takes it."""
        return Sentence(self.text, self.facts)


@dataclass(frozen=True, slots=True)
class Others:
    """What other cases have, to be put where it does not belong."""

    cases: tuple[CaseAtHand, ...]
    held_out: bool = False
    hand: str = ""

    def words(self, language: str) -> FalseWords:
        """The words of a language for this side."""
        return false_words(language, held_out=self.held_out, hand=self.hand)

    def values(self, of: Fact, brief: Brief) -> list[str]:
        """Values of the same name in other cases that appear nowhere in this brief, in order."""
        said = {text for f in brief.facts for text in (f.value, f.about)}
        blob = " ".join(f.value for f in brief.facts)
        found = {f.value for case in self.cases if case.brief is not brief for f in case.brief.facts if f.name == of.name}
        return sorted(v for v in found if v not in said and v not in blob)


Operator: TypeAlias = Callable[[TrueSentence, Others, Chance], TrueSentence | None]
"""Gives the sentence made false, or None where it cannot make this one false."""


def fact_of(said: TrueSentence, slot: Slot) -> Fact:
    """The fact whose value stands in a slot. Raises LookupError where the brief has none of that number."""
    fact = said.case.brief.fact(slot.fact)
    if fact is None:
        raise LookupError(slot.fact)
    return fact


def numbers_in(brief: Brief) -> frozenset[Decimal]:
    """Every number that any fact of the brief holds, also within words."""
    found = {f.amount for f in brief.facts if f.amount is not None}
    for fact in brief.facts:
        found |= figures_in(fact.value)
        if fact.kind is FactKind.RATE and fact.amount is not None:
            found.add(fact.amount * 100)
    return frozenset(found)


def figures_in(text: str) -> frozenset[Decimal]:
    """Every number that stands in words."""
    return frozenset(exact for figure in _FIGURES.findall(text) if (exact := _exact(figure)) is not None)


def _exact(text: str) -> Decimal | None:
    try:
        return Decimal(text.replace(",", ""))
    except ArithmeticError:
        return None


def with_text(said: TrueSentence, start: int, end: int, text: str) -> TrueSentence | None:
    """The sentence with other words from `start` to `end`; None where nothing changes. Slots and flips are dropped."""
    changed = said.text[:start] + text + said.text[end:]
    changed = changed[:1].upper() + changed[1:]
    return None if changed == said.text else replace(said, text=changed, slots=(), flips=())


def with_value(said: TrueSentence, slot: Slot, value: str) -> TrueSentence | None:
    """The sentence with another value in a slot, in the same spelling."""
    fact = fact_of(said, slot)
    text = value if slot.place else spelled(fact.kind, value, fact.currency, slot.form, said.language)
    return with_text(said, slot.start, slot.end, text)


def with_end(said: TrueSentence, addition: str) -> TrueSentence:
    """The sentence with more before its full stop."""
    stop = re.search(r"[.?!。？！\"”]+$", said.text)
    at = stop.start() if (stop and not addition.startswith(" ")) or (stop and addition[:2] == " (") else len(said.text)
    return replace(said, text=said.text[:at] + addition + said.text[at:], slots=(), flips=())


def slots_of(said: TrueSentence, kinds: Iterable[str]) -> list[Slot]:
    """The slots of these kinds that hold no place."""
    wanted = frozenset(kinds)
    return [s for s in said.slots if s.kind in wanted]


def unit_after(said: TrueSentence, slot: Slot, units: Iterable[tuple[str, ...]]) -> tuple[int, int, str] | None:
    """The unit that follows a figure: from where to where, and the word."""
    rest = said.text[slot.end :]
    for word in (w for group in units for w in group):
        if found := re.match(rf"\s?(?:de |of |di )?{re.escape(word)}(?![A-Za-zÀ-ÿ])", rest):
            return slot.end + found.end() - len(word), slot.end + found.end(), word
    return None
