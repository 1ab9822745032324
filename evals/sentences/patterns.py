"""Patterns of sentences: how they are written down, and how one becomes a sentence that is true of a case.

`{asked}` says a value in a usual spelling, `{cost:figures}` in a given one, `{received!}` also where it is none or one;
`{^signed}` rests on a fact without saying it, `{?whole}` asks that something holds. `((a|b))` chooses, `<<…>>` may be left out,
and is left out where the case has no value for it; `[[kind|true|false]]` is said as the first, and with the second in its place
the sentence is false.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import yaml

from cases.letters.brief import FactKind
from cases.letters.sentences import Sentence
from demo.chance import Chance
from evals.cases_at_hand import CaseAtHand
from evals.folders import HELD_OUT
from evals.sentences import spelling
from evals.sentences.hand import Hand, Spoken, holds

_CHOICE: Final = re.compile(r"\(\(([^()]*)\)\)")
_OPTION: Final = re.compile(r"<<([^<>]*)>>")
_PART: Final = re.compile(r"\{([?^]?)(\w+)(?::(\w+))?(!?)\}|\[\[(\w+)\|([^|\]]*)\|([^\]]*)\]\]")
LANGUAGES: Final = ("en", "de", "fr", "es", "it", "zh")


@dataclass(frozen=True, slots=True)
class Slot:
    """A value that stands in a sentence, from `start` to `end`; `kind` is that of its fact, or `place`."""

    start: int
    end: int
    name: str
    fact: int
    kind: str
    form: str
    place: str = ""


@dataclass(frozen=True, slots=True)
class Flip:
    """Words that carry the truth of a sentence, and what makes it false in their place."""

    start: int
    end: int
    kind: str
    false: str


@dataclass(frozen=True, slots=True)
class TrueSentence:
    """A sentence that is true of its case, with the facts it rests on and where its values stand."""

    text: str
    facts: tuple[int, ...]
    pattern: str
    language: str
    case: CaseAtHand
    line: int
    slots: tuple[Slot, ...] = ()
    flips: tuple[Flip, ...] = ()

    @property
    def sentence(self) -> Sentence:
        """As the verifier takes it."""
        return Sentence(self.text, self.facts)


def patterns(language: str, *, held_out: bool, hand: str = "") -> tuple[str, ...]:
    """All patterns of a language on one side, in the order of their file; `hand` names the folder of a later writer held out."""
    folder = HELD_OUT / hand if held_out else Path(__file__).parent / "wording"
    groups: Mapping[str, list[str]] = yaml.safe_load((folder / f"{language}.yaml").read_text(encoding="utf-8"))
    return tuple(pattern for group in groups.values() for pattern in group)


def true_sentences(case: CaseAtHand, language: str, *, held_out: bool, seed: int = 0, hand: str = "") -> Iterator[TrueSentence]:
    """Every pattern of a language that the case has the values for, said once, of a line that the seed decides."""
    lines = len({f.key.partition("/")[0] for f in case.brief.below("line:")}) or 1
    for pattern in patterns(language, held_out=held_out, hand=hand):
        chance = Chance("said", seed, case.name, language, pattern)
        at_hand = Hand(case, chance.whole(1, lines))
        if (said := said_of(at_hand, pattern, language, chance)) is not None:
            yield said


def said_of(hand: Hand, pattern: str, language: str, chance: Chance) -> TrueSentence | None:
    """The pattern said of a case, or None where the case has not what it needs."""
    chosen = _CHOICE.sub(lambda m: chance.pick(m[1].split("|")), pattern)
    chosen = _OPTION.sub(lambda m: _option(m[1], hand, chance), chosen)
    writer = _Writer(hand, language, chance)
    return writer.written(chosen, pattern)


def _option(text: str, hand: Hand, chance: Chance) -> str:
    """What may be left out: kept where its values are there, and always where it tells one line of several from the others."""
    names = [m[2] for m in _PART.finditer(text) if m[2] and not m[1]]
    there = all(hand.spoken(name) is not None for name in names)
    telling = hand.several and "item" in names
    return text if there and (telling or chance.likely(0.5)) else ""


class _Writer:
    """A sentence while it is being written."""

    def __init__(self, hand: Hand, language: str, chance: Chance) -> None:
        self.hand, self.language, self.chance = hand, language, chance
        self.parts: list[str] = []
        self.at = 0
        self.facts: list[int] = []
        self.slots: list[Slot] = []
        self.flips: list[Flip] = []
        self.lacks = False

    def written(self, chosen: str, pattern: str) -> TrueSentence | None:
        """The sentence, or None where a value is lacking or a condition does not hold."""
        done = 0
        for part in _PART.finditer(chosen):
            self._add(chosen[done : part.start()])
            done = part.end()
            if part[5]:
                start = self.at
                self._text_with_slots(part[6])
                self.flips.append(Flip(start, self.at, part[5], part[7]))
            else:
                self._part(part[1], part[2], part[3] or "", sure=bool(part[4]))
            if self.lacks:
                return None
        self._add(chosen[done:])
        text, case = "".join(self.parts).rstrip(), self.hand.case
        facts = tuple(sorted(set(self.facts)))
        if self.hand.several and not self._definite(facts):
            return None
        return TrueSentence(text, facts, pattern, self.language, case, self.hand.line, tuple(self.slots), tuple(self.flips))

    def _definite(self, facts: tuple[int, ...]) -> bool:
        """A sentence with figures of one line of several names the item."""
        of_lines = [f for n in facts if (f := self.hand.brief.fact(n)) and f.key.startswith("line:") and f.name != "evidence"]
        return not of_lines or any(s.name == "item" for s in self.slots)

    def _text_with_slots(self, text: str) -> None:
        done = 0
        for part in _PART.finditer(text):
            self._add(text[done : part.start()])
            self._part(part[1], part[2], part[3] or "", sure=bool(part[4]))
            done = part.end()
        self._add(text[done:])

    def _add(self, text: str) -> None:
        if self.at == 0 and text:
            text = text[:1].upper() + text[1:]
        self.parts.append(text)
        self.at += len(text)

    def _part(self, mark: str, name: str, form: str, *, sure: bool) -> None:
        if mark == "?":
            self.lacks = not holds(self.hand, name)
            return
        spoken = self.hand.spoken(name)
        if spoken is None:
            self.lacks = True
            return
        self.facts.append(spoken.fact.number)
        if mark == "^":
            return
        text, drawn = self._spelled(spoken, form)
        if not sure and spoken.fact.amount is not None and not spoken.place and spoken.fact.amount in {Decimal(0), Decimal(1)}:
            self.lacks = spoken.fact.kind in {FactKind.AMOUNT, FactKind.COUNT}
        start = self.at
        self._add(text)
        kind = "place" if spoken.place else spoken.fact.kind.value
        self.slots.append(Slot(start, self.at, name, spoken.fact.number, kind, drawn, spoken.place))

    def _spelled(self, spoken: Spoken, form: str) -> tuple[str, str]:
        if spoken.place:
            return spoken.value, "place"
        drawn = form or drawn_form(spoken.fact.kind, spoken.fact.amount, self.language, self.chance)
        return spelled(spoken.fact.kind, spoken.value, spoken.fact.currency, drawn, self.language), drawn


def drawn_form(kind: FactKind, value: Decimal | None, language: str, chance: Chance) -> str:
    """A usual spelling for a kind of value."""
    match kind:
        case FactKind.AMOUNT:
            return spelling.drawn_amount(chance, language)
        case FactKind.COUNT:
            return spelling.drawn_count(chance, language, value or Decimal(0))
        case FactKind.RATE:
            return spelling.drawn_rate(chance, language)
        case FactKind.DATE:
            return spelling.drawn_day(chance, language)
        case _:
            return "verbatim"


def spelled(kind: FactKind, value: str, currency: str, form: str, language: str) -> str:
    """A value in a spelling by name."""
    match kind:
        case FactKind.AMOUNT:
            return spelling.amount(Decimal(value), currency, form, language)
        case FactKind.COUNT:
            return spelling.count(Decimal(value), form, language)
        case FactKind.RATE:
            return spelling.rate(Decimal(value), form, language)
        case FactKind.DATE:
            return spelling.day(date.fromisoformat(value), form, language)
        case _:
            return value.strip().rstrip(".") if kind is FactKind.QUOTE else value
