"""How good the verifier is: falsehoods that pass, true sentences that it refuses or cannot check; on cases and wording of one side."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, TypeVar

from cases.letters.sentences import Sentence
from cases.letters.verifier import Remark, Situation, verify
from demo.chance import Chance
from evals.cases_at_hand import CaseAtHand
from evals.falsehoods import OPERATORS, TURNED, Falsehood, Others, falsehoods
from evals.sentences.patterns import TrueSentence, true_sentences

REFUSED_AT_MOST: Final = 3
UNVERIFIABLE_AT_MOST: Final = 15
"""Per cent of true sentences (issue 5)."""
PER_OPERATOR: Final = 60
"""Falsehoods of an operator that are looked at, in one language."""
TRUE_SENTENCES: Final = 1200
"""True sentences that are looked at, in one language."""
_AT_ONCE: Final = 40
"""Sentences that are held against a brief together; what is said of the letter as a whole counts for none of them."""


_T = TypeVar("_T")


class Verdict(StrEnum):
    """What became of a sentence."""

    PASSED = "passed"
    UNVERIFIABLE = "unverifiable"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence that was held against its brief: by what operator it was made (empty: it is true), and what the verifier said."""

    language: str
    operator: str
    case: str
    pattern: str
    text: str
    facts: tuple[int, ...]
    verdict: Verdict
    remarks: tuple[Remark, ...]

    @property
    def is_wrong(self) -> bool:
        """True for a falsehood that passed and for a true sentence that did not."""
        return (self.verdict is Verdict.PASSED) is bool(self.operator)


@dataclass(slots=True)
class Measurement:
    """All sentences that were held, and how long that took."""

    held: list[Held] = field(default_factory=list)
    seconds: float = 0.0

    def tally(self, language: str, operator: str) -> Counter[Verdict]:
        """How many of an operator (empty: true sentences) came out how."""
        return Counter(h.verdict for h in self.held if h.language == language and h.operator == operator)

    def share(self, language: str, verdict: Verdict) -> float:
        """Per cent of the true sentences of a language that came out so."""
        told = self.tally(language, "")
        return 100 * told[verdict] / told.total() if told else 0.0

    @property
    def passed(self) -> list[Held]:
        """Falsehoods that passed."""
        return [h for h in self.held if h.operator and h.verdict is Verdict.PASSED]

    def missed(self) -> list[str]:
        """The bounds that are missed, in words; empty where all hold."""
        found = [f"{len(self.passed)} falsehoods passed as verified"] if self.passed else []
        for language in dict.fromkeys(h.language for h in self.held):
            refused, unverifiable = self.share(language, Verdict.REFUSED), self.share(language, Verdict.UNVERIFIABLE)
            if refused > REFUSED_AT_MOST:
                found.append(f"{language}: {refused:.1f} % of the true sentences are refused, at most {REFUSED_AT_MOST} % may be")
            if unverifiable > UNVERIFIABLE_AT_MOST:
                found.append(f"{language}: {unverifiable:.1f} % cannot be checked, at most {UNVERIFIABLE_AT_MOST} % may be")
        return found


def measure(
    cases: Sequence[CaseAtHand],
    languages: Iterable[str],
    *,
    held_out: bool = False,
    seed: int = 0,
    per_operator: int = PER_OPERATOR,
    most_true: int = TRUE_SENTENCES,
    turned: bool = False,
    hand: str = "",
) -> Measurement:
    """Holds true sentences and falsehoods over these cases against their briefs, as many as asked for, drawn by the seed.

    `turned`: also falsehoods by a word or two. `hand`: a later writer of what is held out, by its folder.
    """
    measured, others = Measurement(), Others(tuple(cases), held_out, hand)
    operators = OPERATORS | TURNED if turned else OPERATORS
    begun = time.monotonic()
    for language in languages:
        chance = Chance("measure", seed, language, held_out)
        said = [s for case in cases for s in true_sentences(case, language, held_out=held_out, seed=seed, hand=hand)]
        chosen = _spread(said, most_true, lambda s: s.pattern, chance)
        measured.held += _held([(s.case, "", s.sentence, s) for s in chosen], language)
        made: dict[str, list[Falsehood]] = defaultdict(list)
        for falsehood in falsehoods(chance.shuffled(said)[: most_true * 2], others, seed, operators):
            made[falsehood.operator].append(falsehood)
        for operator in operators:
            some = _spread(made[operator], per_operator, lambda f: f.made_from.pattern, chance)
            measured.held += _held([(f.made_from.case, operator, f.sentence, f.made_from) for f in some], language)
    measured.seconds = time.monotonic() - begun
    return measured


def _spread(found: Sequence[_T], most: int, pattern: Callable[[_T], str], chance: Chance) -> list[_T]:
    """At most so many, spread evenly over the patterns that they were made by."""
    by_pattern: dict[str, list[_T]] = defaultdict(list)
    for one in chance.shuffled(found):
        by_pattern[pattern(one)].append(one)
    rounds = max(map(len, by_pattern.values()), default=0)
    turns = (ones[turn] for turn in range(rounds) for ones in by_pattern.values() if turn < len(ones))
    return [one for one, _ in zip(turns, range(most), strict=False)]


_Sentence = tuple[CaseAtHand, str, Sentence, TrueSentence]


def _held(said: Sequence[_Sentence], language: str) -> Iterator[Held]:
    """The verdicts, the sentences of a case taken together some at a time."""
    by_case: Mapping[str, list[_Sentence]] = defaultdict(list)
    for one in said:
        by_case[one[0].name].append(one)
    for ones in by_case.values():
        situation = ones[0][0].situation(language)
        for start in range(0, len(ones), _AT_ONCE):
            yield from _together(ones[start : start + _AT_ONCE], situation)


def _together(ones: Sequence[_Sentence], situation: Situation) -> Iterator[Held]:
    verified = verify([sentence for _, _, sentence, _ in ones], ones[0][0].brief, situation)
    objections, unverifiable = defaultdict(list), defaultdict(list)
    for remark in verified.objections:
        objections[remark.sentence].append(remark)
    for remark in verified.unverifiable:
        unverifiable[remark.sentence].append(remark)
    for at, (case, operator, sentence, made_from) in enumerate(ones):
        verdict = Verdict.REFUSED if objections[at] else Verdict.UNVERIFIABLE if unverifiable[at] else Verdict.PASSED
        remarks = (*objections[at], *unverifiable[at])
        yield Held(situation.language, operator, case.name, made_from.pattern, sentence.text, sentence.facts, verdict, remarks)
