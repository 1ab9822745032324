"""What becomes of sentences that fail to the end: the template's in their place, or, where too little is left, the template's letter."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.narrative.frame import Frame
from agents.narrative.judging import Judgement, judge
from agents.narrative.letter import arranged, lacking
from cases.letters.letter_facts import FEWEST_FACTS
from cases.letters.sentences import Sentence, SentenceKind, text_of

LEAST_LEFT: Final = 1 / 3
"""The part of a model's sentences that must stand for its letter to be worth mending."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """A sentence of the model's that did not stand, why, and what stands in its place (empty: nothing)."""

    text: str
    why: tuple[str, ...]
    instead: str = ""

    def to_json(self) -> dict[str, Any]:
        """As a run keeps it."""
        return {"text": self.text, "why": list(self.why), "instead": self.instead}


@dataclass(frozen=True, slots=True)
class Mended:
    """A letter without objections of its own writing. `whole` says why it is the template's letter altogether; empty where it is not."""

    sentences: tuple[Sentence, ...]
    replaced: tuple[Replaced, ...] = ()
    whole: str = ""


def mended(frame: Frame, sentences: Sequence[Sentence]) -> Mended:
    """The letter with everything that fails put right from the template: same kind, same facts."""
    own = [s for s in sentences if s.by == "model"]
    if not own:
        return Mended(frame.house, (), "the model gave no sentence that could be used")
    judged = judge(frame, sentences)
    replaced: list[Replaced] = []
    kept = _with_stand_ins(frame, sentences, judged, replaced)
    kept += _lacking(frame, kept, judged)
    letter = _within(frame, arranged(frame, kept))
    left = [s for s in letter if s.by == "model"]
    if len(left) < max(1.0, LEAST_LEFT * len(own)):
        return Mended(frame.house, tuple(replaced), f"only {len(left)} of the model's {len(own)} sentences stood")
    again = judge(frame, letter)
    if not again.stands:
        said = [r.message for r in (*again.letter, *(r for remarks in again.refused.values() for r in remarks))]
        return Mended(frame.house, tuple(replaced), "; ".join(said)[:500])
    return Mended(letter, tuple(replaced))


def _with_stand_ins(frame: Frame, sentences: Sequence[Sentence], judged: Judgement, replaced: list[Replaced]) -> list[Sentence]:
    """The sentences that stand, and for each that does not the template's sentence that says the same, where there is one."""
    kept: list[Sentence] = []
    for place, sentence in enumerate(sentences):
        if sentence.kind is SentenceKind.ATTACHMENTS:
            continue
        if place not in judged.refused:
            kept.append(sentence)
            continue
        instead = _stand_in(frame.house, sentence, kept)
        replaced.append(Replaced(sentence.text, tuple(r.message for r in judged.refused[place]), instead.text if instead else ""))
        kept += [instead] if instead else []
    return kept


def _stand_in(house: Iterable[Sentence], failed: Sentence, taken: Sequence[Sentence]) -> Sentence | None:
    """The template's sentence of the same kind with the most facts of the failed one; a fact needs one at least in common."""
    free = [s for s in house if s.kind is failed.kind and s not in taken]
    best = max(free, key=lambda s: len(set(s.facts) & set(failed.facts)), default=None)
    if best is None or (failed.kind is SentenceKind.FACT and not set(best.facts) & set(failed.facts)):
        return None
    return best


def _lacking(frame: Frame, kept: Sequence[Sentence], judged: Judgement) -> list[Sentence]:
    """The template's sentences of kinds that the letter lacks, as many facts as a letter should have, and what a further round must say."""
    whole = {r.check for r in judged.letter}
    wanted = {kind for kind in lacking(frame, kept) if kind is not SentenceKind.FACT}
    wanted |= {SentenceKind.NEWS, SentenceKind.HISTORY, SentenceKind.ASK} if "news" in whole else set()
    wanted |= {SentenceKind.ASK, SentenceKind.REQUEST} if "ask" in whole else set()
    added = [s for s in frame.house if s.kind in wanted and s not in kept]
    told = {n for s in kept if s.kind is SentenceKind.FACT for n in s.facts}
    room = FEWEST_FACTS - sum(s.kind is SentenceKind.FACT for s in kept)
    further = [s for s in frame.house if s.kind is SentenceKind.FACT and s not in kept and not set(s.facts) <= told]
    return added + further[: max(0, room)]


def _within(frame: Frame, letter: tuple[Sentence, ...]) -> tuple[Sentence, ...]:
    """The letter within what the portal takes: facts beyond the fewest are left out, the last first."""
    while len(text_of(letter)) > frame.limit.hard:
        facts = [s for s in letter if s.kind is SentenceKind.FACT]
        spare = [s for s in letter if s.kind in {SentenceKind.WHY, SentenceKind.OTHER}]
        if len(facts) > FEWEST_FACTS:
            gone = facts[-1]
        elif spare:
            gone = spare[-1]
        else:
            break
        letter = arranged(frame, [s for s in letter if s is not gone])
    return letter
