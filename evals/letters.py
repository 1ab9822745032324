"""Letters that language models wrote by the house's own instructions, sentence by sentence as the verifier holds them against their briefs.

Each file of `evals/letters/` is one letter: the brief, and what a model answered when it was first asked. Nobody says that all of it is
true; it shows how much of what a model writes has to be written again or is left to a person.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from agents.narrative.judging import judge
from agents.narrative.letter import arranged
from cases.letters.verifier import Remark
from evals.golden_briefs import GoldenCase
from evals.tables import table
from evals.verifying import Verdict

MODEL: Final = "model"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of a letter with what the verifier makes of it, and the first remark that says why."""

    letter: str
    language: str
    text: str
    verdict: Verdict
    why: Remark | None = None


def held(cases: Sequence[GoldenCase]) -> tuple[Told, ...]:
    """Every sentence that the models wrote, in the order of the letters."""
    return tuple(told for case in cases for told in _of_letter(case))


def _of_letter(case: GoldenCase) -> list[Told]:
    frame = case.frame
    sentences = arranged(frame, [replace(s, by=MODEL) for s in case.narrative])
    judged = judge(frame, sentences)
    found: list[Told] = []
    for place, sentence in enumerate(sentences):
        if sentence.by != MODEL:
            continue
        remarks = judged.refused.get(place) or judged.doubtful.get(place)
        verdict = Verdict.PASSED if remarks is None else Verdict.REFUSED if place in judged.refused else Verdict.UNVERIFIABLE
        found.append(Told(case.name, case.language, sentence.text, verdict, remarks[0] if remarks else None))
    return found


def letters_report(told: Sequence[Told], shown: int) -> str:
    """A line per language, then examples of what is refused and of what is left to a person, one for each remark that they share."""
    rows = []
    for language in dict.fromkeys(t.language for t in told):
        own = [t for t in told if t.language == language]
        count = Counter(t.verdict for t in own)
        shares = (f"{100 * count[v] / len(own):.1f} %" for v in (Verdict.REFUSED, Verdict.UNVERIFIABLE))
        rows.append((language, len({t.letter for t in own}), len(own), *shares))
    parts = [table(("letters", "n", "sentences", "refused", "left"), rows)]
    for verdict in (Verdict.REFUSED, Verdict.UNVERIFIABLE):
        examples = [t for t in told if t.verdict is verdict][:shown]
        parts += [f"{verdict.value}: {t.letter}: {t.text}  <- {t.why.check}: {t.why.message}" for t in examples if t.why is not None]
    return "\n".join(parts)
