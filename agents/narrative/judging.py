"""What the verifier's word on a letter means for the next step: which sentences are refused or for a person, what ails the whole."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.narrative.anothers_words import anothers_words
from agents.narrative.frame import Frame
from cases.letters.sentences import Sentence, text_of
from cases.letters.verifier import Remark, Verification, verify


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verifier's word on a letter, by what it is about.

    `refused` and `doubtful` hold sentences by place with what was said of each: objections, and wording that cannot be checked.
    `letter` is what stands against the letter as a whole and could be written otherwise.
    """

    refused: Mapping[int, tuple[Remark, ...]]
    doubtful: Mapping[int, tuple[Remark, ...]]
    letter: tuple[Remark, ...]
    verification: Verification

    @property
    def stands(self) -> bool:
        """Nothing is refused, neither a sentence nor the whole."""
        return not self.refused and not self.letter


def judge(frame: Frame, sentences: Sequence[Sentence]) -> Judgement:
    """Holds a letter against its frame. What stands against the house's own letter as well (a closed window) is no fault of the writing."""
    found = verify(sentences, frame.brief, frame.situation(text_of(sentences)))
    doubts = _by_sentence(found.unverifiable)
    taken = tuple(
        remark for place, sentence in enumerate(sentences) for remark in anothers_words(place, sentence, frame.brief, doubts.get(place, ()))
    )
    found = replace(found, objections=(*found.objections, *taken))
    whole = tuple(r for r in found.objections if r.sentence is None)
    if whole:
        own = verify(frame.house, frame.brief, frame.situation(text_of(frame.house)))
        unavoidable = {r.check for r in own.objections if r.sentence is None}
        whole = tuple(r for r in whole if r.check not in unavoidable)
    return Judgement(_by_sentence(found.objections), doubts, whole, found)


def _by_sentence(remarks: Sequence[Remark]) -> dict[int, tuple[Remark, ...]]:
    places = sorted({r.sentence for r in remarks if r.sentence is not None})
    return {place: tuple(r for r in remarks if r.sentence == place) for place in places}
