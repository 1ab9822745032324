"""What becomes of a model's note: the template's sentences in place of those that fail, and of those that it lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from agents.root_cause.frame import NoteFrame
from cases.causes.note_check import check_note
from cases.letters.sentences import Sentence
from cases.letters.verifier import Remark

LEAST_LEFT: Final = 1 / 3
"""The part of a model's sentences that must stand for its note to be worth mending."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A note without objections. `replaced` tells what of the model's fell and why; `whole` why it is the template's note altogether."""

    sentences: tuple[Sentence, ...]
    replaced: tuple[dict[str, Any], ...] = ()
    whole: str = ""


def objections(frame: NoteFrame, sentences: Sequence[Sentence]) -> dict[int, tuple[Remark, ...]]:
    """What the verifier objects to, by sentence."""
    found = check_note(sentences, frame.brief, frame.situation, frame.own).objections
    places = {r.sentence for r in found if r.sentence is not None}
    return {place: tuple(r for r in found if r.sentence == place) for place in sorted(places)}


def doubts(frame: NoteFrame, sentences: Sequence[Sentence]) -> dict[int, tuple[Remark, ...]]:
    """What the verifier could not check, by sentence."""
    found = check_note(sentences, frame.brief, frame.situation, frame.own).unverifiable
    places = {r.sentence for r in found if r.sentence is not None}
    return {place: tuple(r for r in found if r.sentence == place) for place in sorted(places)}


def mended(frame: NoteFrame, cause: str, sentences: Sequence[Sentence], trouble: str = "") -> Mended:
    """The note with everything that fails put right, and with the figures, the cause, its prevention and its worth in any case."""
    house = frame.house[cause]
    if not sentences:
        return Mended(house, (), trouble or "the model gave no sentence that could be used")
    failed = objections(frame, sentences)
    kept: list[Sentence] = []
    replaced: list[dict[str, Any]] = []
    for place, sentence in enumerate(sentences):
        if place not in failed:
            kept.append(sentence)
            continue
        instead = _stand_in(house, sentence, kept)
        why = [r.message for r in failed[place]]
        replaced.append({"text": sentence.text, "why": why, "instead": instead.text if instead else ""})
        kept += [instead] if instead else []
    left = sum(1 for s in kept if s.by == "model")
    if left < max(1.0, LEAST_LEFT * len(sentences)):
        return Mended(house, tuple(replaced), f"only {left} of the model's {len(sentences)} sentences stood")
    note = complete(frame, cause, kept)
    if objections(frame, note):
        return Mended(house, tuple(replaced), "the note did not stand when it was put right")
    return Mended(note, tuple(replaced))


def complete(frame: NoteFrame, cause: str, sentences: Sequence[Sentence]) -> tuple[Sentence, ...]:
    """The note with the template's sentences for what every note says and this one does not."""
    said = {number for s in sentences for number in s.facts}
    needed = [f for key in ("all/deducted", *(f"cause:{cause}/{n}" for n in ("said", "prevention", "worth"))) if (f := frame.brief.at(key))]
    note = list(sentences)
    for fact in needed:
        if fact.number not in said:
            own = next((s for s in frame.house[cause] if fact.number in s.facts and s not in note), None)
            note += [own] if own else []
    order = {s.text: n for n, s in enumerate(frame.house[cause])}
    first = [s for s in note if s.by == "template" and order.get(s.text, 1) == 0]
    return tuple(first + [s for s in note if s not in first])


def _stand_in(house: Sequence[Sentence], failed: Sentence, taken: Sequence[Sentence]) -> Sentence | None:
    """The template's sentence with the most facts of the failed one."""
    free = [s for s in house if s not in taken and set(s.facts) & set(failed.facts)]
    return max(free, key=lambda s: len(set(s.facts) & set(failed.facts)), default=None)
