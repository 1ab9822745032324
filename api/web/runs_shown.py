"""The steps of a run as its page shows them: each with the question that was asked, the reply, and the verdict on every sentence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.web.letters_shown import SentenceShown, remarks_on_all, sentences_shown
from ledger.agents import AgentRun, ModelCall


@dataclass(frozen=True, slots=True)
class StepShown:
    """A step: `call` is the question that it asked, `sentences` the letter with what the verifier said of it, `remarks` of the whole."""

    node: str
    attempt: int
    call: ModelCall | None
    sentences: tuple[SentenceShown, ...]
    remarks: tuple[Mapping[str, Any], ...]
    faults: tuple[str, ...]
    trouble: str
    told: Mapping[str, Any]


def steps_shown(run: AgentRun, calls: Sequence[ModelCall]) -> list[StepShown]:
    """The steps in their order. A verdict stands with the letter that it is about: the one that was written in the step before."""
    by_number = {call.id: call for call in calls}
    found: list[StepShown] = []
    letter: Sequence[Mapping[str, Any]] = ()
    for step in run.steps:
        letter = step.get("sentences", letter)
        judged = step.get("remarks", [])
        shown = sentences_shown(letter, judged) if "sentences" in step or "remarks" in step else []
        told = {name: value for name, value in step.items() if name not in {"sentences", "remarks", "faults", "node", "attempt"}}
        found.append(
            StepShown(
                node=str(step["node"]),
                attempt=int(step.get("attempt", 0)),
                call=by_number.get(step.get("call_id") or 0),
                sentences=tuple(shown),
                remarks=tuple(remarks_on_all(judged)),
                faults=tuple(step.get("faults", ())),
                trouble=str(step.get("trouble", "")),
                told=told,
            )
        )
    return found
