"""Goes through a run again without asking anybody: from the brief and the replies that were kept, with the checks of today."""

from __future__ import annotations

from collections.abc import Mapping

from agents.evidence.replaying import gone_through as search_gone_through
from agents.narrative.replaying import gone_through
from agents.replayed import Replay
from agents.root_cause.replaying import gone_through as note_gone_through
from ledger.agents import AgentRun


def replay(run: AgentRun, replies: Mapping[int, str]) -> Replay:
    """The run again. `replies` are the texts of the calls that its steps name. Reads only."""
    if run.ended_at is None:
        return Replay(lacking="the run is not over yet")
    match run.kind:
        case "narrative":
            steps = gone_through(run.brief, run.steps, replies, run.order.get("remarks", ()))
        case "evidence":
            steps = search_gone_through(run.brief, run.steps, replies)
        case "root_cause":
            steps = note_gone_through(run.brief, run.steps, replies)
        case kind:
            return Replay(lacking=f"runs of the kind {kind.replace('_', ' ')} are not gone through again")
    return Replay(tuple(steps), "" if steps else "the run ended before a model was asked")
